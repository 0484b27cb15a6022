// The live picture: over a WebSocket, else as motion JPEG, else as stills.

import {FrameLink} from "../core/frames.js";
import {VnElement, css, define, html, nothing} from "../lit.js";

const GIVE_UP = 3;
const TRY_AGAIN = 60_000;
const LOOK = 1000;

class VnPicture extends VnElement {
	static get properties() {
		return {...super.properties, rate: {type: Number}, way: {state: true}};
	}

	constructor() {
		super();
		/** @type {number | undefined} */
		this.rate = undefined;
		/** @type {"socket" | "mjpeg" | "stills"} */
		this.way = "socket";
		/** @type {FrameLink | undefined} */
		this._link = undefined;
		this._visible = false;
		this._seen = 0;
		/** @type {ImageBitmapRenderingContext | null | undefined} */
		this._context = undefined;
		/** @type {string | undefined} */
		this._stream = undefined;
	}

	render() {
		const label = this.t("picture_of", {name: this.model.name});
		if (this.way === "socket") return html`<canvas role="img" aria-label=${label}></canvas>`;
		return this._visible
			? html`<img
					alt=${label}
					src=${this._source()}
					@load=${this._loaded}
					@error=${this._failed}
				/>`
			: nothing;
	}

	attach() {
		super.attach();
		this._observer = new IntersectionObserver(([{isIntersecting}]) => {
			this._visible = isIntersecting;
			this._balance();
		});
		this._observer.observe(/** @type {any} */ (this));
		this.listen(document, "visibilitychange", () => this._balance());
		// A page that is frozen or kept for going back shows nothing.
		this.listen(window, "pagehide", () => this._close());
		this.listen(window, "pageshow", () => this._balance());
		this._timer = setInterval(() => this._look(), LOOK);
	}

	detach() {
		super.detach();
		this._observer?.disconnect();
		clearInterval(this._timer);
		this._close();
	}

	_close() {
		this._link?.close();
		this._link = undefined;
	}

	/** Look on while somebody looks at us, and not otherwise. */
	_balance() {
		const looking = this._visible && !document.hidden && this.isConnected;
		if (!looking) {
			this._link?.pause(true);
			this._tell("paused");
		} else if (this.way === "socket") {
			if (this._link) this._link.pause(false);
			else this._open();
		}
		if (this.way !== "socket") this.requestUpdate();
	}

	_open() {
		this._link = new FrameLink({
			open: () => this._socket(),
			show: (told, jpeg) => this._show(told, jpeg),
			tell: (_state, failures) => this._linked(failures),
			rate: this.rate,
		});
	}

	async _socket() {
		const {hass, entityId} = this.model;
		const {path} = await hass.callWS({
			type: "auth/sign_path",
			path: `/api/jvc_vn/frames/${entityId}`,
		});
		return new WebSocket(hass.hassUrl(path).replace(/^http/, "ws"));
	}

	/** @param {number} failures */
	_linked(failures) {
		// Where the camera is loaded and yet nothing ever comes, a proxy forbids sockets.
		const barred = !this._seen && failures >= GIVE_UP && this.model.status === "ready";
		if (barred && this.model.hass.connected) this._go("mjpeg");
		this._look();
	}

	/** @param {"socket" | "mjpeg" | "stills"} way */
	_go(way) {
		if (way === this.way) return;
		this._close();
		this._context = undefined;
		this.way = way;
		if (way !== "socket") setTimeout(() => this.isConnected && this._go("socket"), TRY_AGAIN);
		else this.updateComplete.then(() => this._balance());
	}

	/** @param {FrameTold} told @param {Uint8Array<ArrayBuffer>} jpeg */
	async _show(told, jpeg) {
		const bitmap = await createImageBitmap(new Blob([jpeg], {type: "image/jpeg"}));
		/** @type {HTMLCanvasElement | null} */
		const canvas = this.renderRoot.querySelector("canvas");
		if (!canvas) return bitmap.close();
		if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
			canvas.width = bitmap.width;
			canvas.height = bitmap.height;
			this.model.aspect = bitmap.width / bitmap.height;
			this.fire("vn-aspect", this.model.aspect);
		}
		this._context ??= canvas.getContext("bitmaprenderer");
		this._context?.transferFromImageBitmap(bitmap);
		this.model.framed(told, jpeg);
		this._seen = performance.now();
		this._look();
		return undefined;
	}

	/** Say whether what is shown is the present. */
	_look() {
		if (!this._visible || document.hidden) return this._tell("paused");
		const {frame, meter, told} = this.model;
		const patience = Math.max(5000, 3000 / (this.rate ?? told?.rate ?? 1));
		const shown = performance.now() - this._seen;
		if (this.way !== "socket") return this._tell(shown < 30_000 ? "live" : "waiting");
		if (!frame) return this._tell("waiting");
		const age = Date.now() + meter.ahead - frame.time * 1000;
		return this._tell(shown < patience && age < patience + 2000 ? "live" : "old");
	}

	/** @param {"live" | "old" | "waiting" | "paused"} state */
	_tell(state) {
		if (this.model.picture === state) return;
		this.model.picture = state;
		this.model.changed();
	}

	// Without a socket

	_source() {
		const {entity_picture: still, access_token: token} =
			this.model.hass.states[this.model.entityId]?.attributes ?? {};
		if (this.way === "stills") return `${still}&time=${Math.floor(Date.now() / 10_000)}`;
		this._stream ??= `/api/camera_proxy_stream/${this.model.entityId}?token=${token}`;
		return this._stream;
	}

	/** @param {Event} event */
	_loaded({target}) {
		const {naturalWidth, naturalHeight} = /** @type {HTMLImageElement} */ (target);
		this._seen = performance.now();
		if (naturalHeight) this.fire("vn-aspect", naturalWidth / naturalHeight);
		if (this.way === "stills") setTimeout(() => this.requestUpdate(), 10_000);
	}

	_failed() {
		this._stream = undefined;
		if (this.way === "mjpeg") this._go("stills");
		else setTimeout(() => this.requestUpdate(), 10_000);
	}

	static get styles() {
		return [STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
	}
	canvas,
	img {
		display: block;
		width: 100%;
		height: 100%;
	}
`;

define("jvc-vn-picture", VnPicture);
