// A picture over the WebSocket of docs/frames.md, and nothing else: what the
// demonstration needs to show many cameras at once.
class FramesCard extends HTMLElement {
  setConfig(config) {
    this.config = config;
  }

  set hass(hass) {
    this._hass = hass;
    if (!this.canvas) this.build();
    const state = hass.states[this.config.entity];
    this.caption.textContent = state ? state.attributes.friendly_name : this.config.entity;
    this.open();
  }

  connectedCallback() {
    this.open();
  }

  build() {
    this.innerHTML = `<ha-card style="overflow:hidden;position:relative">
      <canvas width="640" height="480" style="display:block;width:100%"></canvas>
      <div style="position:absolute;inset:auto 0 0;padding:6px 10px;color:#fff;
        background:#0008;font-size:14px;display:flex;justify-content:space-between">
        <span></span><span></span></div></ha-card>`;
    this.canvas = this.querySelector("canvas");
    [this.caption, this.told] = this.querySelectorAll("span");
    this.times = [];
  }

  async open() {
    if (this.socket || !this._hass || !this.isConnected) return;
    this.socket = "opening";
    const {path} = await this._hass.callWS({
      type: "auth/sign_path",
      path: `/api/jvc_vn/frames/${this.config.entity}`,
    });
    const socket = new WebSocket(this._hass.hassUrl(path).replace(/^http/, "ws"));
    socket.binaryType = "arraybuffer";
    socket.onmessage = ({data}) => this.show(socket, data);
    socket.onclose = () => setTimeout(() => {
      this.socket = undefined;
      this.open();
    }, 2000);
    this.socket = socket;
  }

  async show(socket, data) {
    const length = new DataView(data).getUint32(0);
    const told = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
    const bitmap = await createImageBitmap(new Blob([new Uint8Array(data, 4 + length)]));
    this.canvas.width = bitmap.width;
    this.canvas.height = bitmap.height;
    this.canvas.getContext("bitmaprenderer").transferFromImageBitmap(bitmap);
    if (socket.readyState === WebSocket.OPEN) socket.send('{"ack": 1}');
    const now = performance.now();
    this.times = [...this.times.filter((time) => now - time < 2000), now];
    const rate = (this.times.length / 2).toFixed(0);
    this.told.textContent = `${rate} fps · pan ${Math.round(told.pan)}°`;
  }

  disconnectedCallback() {
    this.socket?.close?.();
  }

  getCardSize() {
    return 4;
  }
}

// The frontend swaps the registry while it boots: wait for the one that stays.
customElements.whenDefined("home-assistant").then(() => {
  customElements.define("jvc-vn-frames", FramesCard);
});
