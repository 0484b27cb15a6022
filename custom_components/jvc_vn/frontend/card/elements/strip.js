// Where it looks: all that the camera has seen around it, and the present view in it.

import {View, heading, turn, wrap} from "../core/geometry.js";
import {VnElement, css, define, html} from "../lit.js";
import {shared} from "../styles.js";

/** Elevation at the upper and the lower edge of the strip, of the panorama. */
const TOP = 22;
const BOTTOM = -48;
const SKY = 30;
const GROUND = -90;
const STEP = 10;

class VnStrip extends VnElement {
  static get properties() {
    return {...super.properties, panorama: {attribute: false}};
  }

  constructor() {
    super();
    /** @type {ImageBitmap | undefined} */
    this.panorama = undefined;
    this._dirty = false;
  }

  render() {
    const {pose} = this.model;
    const pan = pose ? Math.round(heading(pose).pan) : 0;
    return html`<canvas
        tabindex=${this.model.may("turn") ? 0 : -1}
        role="slider"
        aria-label=${this.t("where_it_looks")}
        aria-valuemin="0"
        aria-valuemax="360"
        aria-valuenow=${pan}
        aria-valuetext=${this._spoken(pan)}
        @click=${this._tapped}
        @keydown=${this._key}
      ></canvas>
      ${this._marks().map(
        ({x, kind, icon, title, go}) =>
          html`<button
            class="pin ${kind}"
            style="left:${x * 100}%"
            title=${title}
            aria-label=${title}
            tabindex="-1"
            @click=${go}
          >
            <ha-icon icon=${icon}></ha-icon>
          </button>`,
      )}`;
  }

  attach() {
    super.attach();
    this.listen(this.model, "frame", () => this._soon());
    this._sized = new ResizeObserver(() => this._soon());
    this._sized.observe(/** @type {any} */ (this));
  }

  detach() {
    super.detach();
    this._sized?.disconnect();
  }

  updated() {
    this._soon();
  }

  /** Draw with the next picture of the screen, once. */
  _soon() {
    if (this._dirty) return;
    this._dirty = true;
    requestAnimationFrame(() => {
      this._dirty = false;
      if (this.isConnected) this._draw();
    });
  }

  /** The pan in the middle: where home is, so that what matters is not cut in two. */
  get middle() {
    const home = this.model.told?.presets.find(({number}) => number === 0);
    return home?.place?.pan ?? 0;
  }

  /** @param {number} pan 0 to 1 from the left */
  _x(pan) {
    return 0.5 + turn(this.middle, pan) / 360;
  }

  /** @param {number} up 0 to 1 from the top */
  _y(up) {
    return (TOP - up) / (TOP - BOTTOM);
  }

  /** @param {number} pan */
  _spoken(pan) {
    const preset = this.model.told?.presets.find(
      ({number}) => number === this.model.frame?.preset,
    );
    return preset ? `${pan}°, ${preset.title}` : `${pan}°`;
  }

  /** Presets and the last alarm, as pins at the upper edge. */
  _marks() {
    const {told} = this.model;
    if (!told) return [];
    const pins = told.presets
      .filter(({place}) => place)
      .map(({number, title, place}) => ({
        x: this._x(heading(/** @type {Place} */ (place)).pan),
        kind: number === this.model.frame?.preset ? "preset here" : "preset",
        icon: number === 0 ? "mdi:home" : "mdi:map-marker",
        title,
        go: () => this.model.may("presets") && this.model.gotoPreset(number),
      }));
    const {alarm} = told;
    if (!alarm) return pins;
    const event = this.model.state("alarm_event");
    const kind = event
      ? this.hass.formatEntityState({...event, state: alarm.type}, alarm.type)
      : alarm.type;
    return [
      ...pins,
      {
        x: this._x(heading(alarm).pan),
        kind: "alarm",
        icon: "mdi:bell",
        title: this.t("last_alarm", {
          kind:
            this.hass.localize(
              `component.jvc_vn.entity.event.alarm_event.state_attributes.event_type.state.${alarm.type}`,
            ) || kind,
        }),
        go: () =>
          this.model.may("turn") &&
          this.model.goto({pan: alarm.pan, tilt: alarm.tilt, zoom: alarm.zoom}),
      },
    ];
  }

  _draw() {
    const canvas = /** @type {HTMLCanvasElement} */ (
      this.renderRoot.querySelector("canvas")
    );
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    const [width, height] = [
      Math.round(canvas.clientWidth * ratio),
      Math.round(canvas.clientHeight * ratio),
    ];
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, {width, height});
    const paint = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    paint.fillStyle = "#23282f";
    paint.fillRect(0, 0, width, height);
    if (this.panorama) this._drawPanorama(paint, this.panorama, width, height);
    this._drawLimits(paint, width, height);
    for (const {place} of this.model.told?.masks ?? [])
      if (place) this._drawMask(paint, place, width, height);
    this._drawView(paint, width, height, ratio);
  }

  /** @param {CanvasRenderingContext2D} paint @param {ImageBitmap} image @param {number} width @param {number} height */
  _drawPanorama(paint, image, width, height) {
    const scale = image.height / (SKY - GROUND);
    const [top, tall] = [(SKY - TOP) * scale, (TOP - BOTTOM) * scale];
    const left = (wrap(this.middle - 180) / 360) * image.width;
    const first = image.width - left;
    const share = first / image.width;
    paint.drawImage(image, left, top, first, tall, 0, 0, width * share, height);
    if (left)
      paint.drawImage(
        image,
        0,
        top,
        left,
        tall,
        width * share,
        0,
        width * (1 - share),
        height,
      );
  }

  /** @param {CanvasRenderingContext2D} paint @param {number} width @param {number} height */
  _drawLimits(paint, width, height) {
    const {pan} = this.model.told?.limits ?? {};
    if (!pan) return;
    paint.fillStyle = "rgba(0, 0, 0, 0.6)";
    const [from, to] = [this._x(pan[1]) * width, this._x(pan[0]) * width];
    if (from < to) paint.fillRect(from, 0, to - from, height);
    else {
      paint.fillRect(from, 0, width - from, height);
      paint.fillRect(0, 0, to, height);
    }
  }

  /** @param {CanvasRenderingContext2D} paint @param {Pose} place @param {number} width @param {number} height */
  _drawMask(paint, place, width, height) {
    const {pan, up} = heading(place);
    const [x, y] = [this._x(pan) * width, this._y(up) * height];
    const [w, h] = [(10 / 360) * width, (8 / (TOP - BOTTOM)) * height];
    paint.fillStyle = "rgba(128, 128, 128, 0.85)";
    paint.fillRect(x - w / 2, y - h / 2, w, h);
    paint.strokeStyle = "rgba(255, 255, 255, 0.7)";
    paint.strokeRect(x - w / 2, y - h / 2, w, h);
  }

  /** @param {CanvasRenderingContext2D} paint @param {number} width @param {number} height @param {number} ratio */
  _drawView(paint, width, height, ratio) {
    const {pose, told, aspect} = this.model;
    if (!pose || !told) return;
    const view = new View(pose, told.lens, aspect);
    const middle = heading(pose).pan;
    const x0 = this._x(middle);
    const edge = view
      .outline()
      .map(({pan, up}) => [
        (x0 + turn(middle, pan) / 360) * width,
        this._y(up) * height,
      ]);
    // What reaches over an end is seen at the other as well.
    for (const shift of [-width, 0, width]) {
      paint.beginPath();
      edge.forEach(([x, y], n) =>
        n ? paint.lineTo(x + shift, y) : paint.moveTo(x + shift, y),
      );
      paint.closePath();
      paint.fillStyle = "rgba(255, 255, 255, 0.16)";
      paint.fill();
      paint.lineWidth = 4 * ratio;
      paint.strokeStyle = "rgba(0, 0, 0, 0.45)";
      paint.stroke();
      paint.lineWidth = 2 * ratio;
      paint.strokeStyle = "#ffd54f";
      paint.stroke();
    }
    // A view of a degree is still to be found.
    paint.fillStyle = "#ffd54f";
    paint.beginPath();
    paint.arc(x0 * width, this._y(heading(pose).up) * height, 3 * ratio, 0, 7);
    paint.fill();
  }

  /** @param {MouseEvent} event */
  _tapped(event) {
    if (!this.model.may("turn")) return;
    const canvas = /** @type {HTMLElement} */ (event.currentTarget);
    const {left, top, width, height} = canvas.getBoundingClientRect();
    const pan = wrap(this.middle + ((event.clientX - left) / width - 0.5) * 360);
    const up = TOP - ((event.clientY - top) / height) * (TOP - BOTTOM);
    this.model.goto({pan, tilt: Math.min(95, Math.max(0, 5 - up))});
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const {pose} = this.model;
    const by = {ArrowLeft: -STEP, ArrowRight: STEP, PageDown: -90, PageUp: 90}[
      event.key
    ];
    if (!by || !pose || !this.model.may("turn")) return;
    event.preventDefault();
    this.model.goto({pan: wrap(pose.pan + by)});
  }

  static get styles() {
    return [
      shared,
      css`
        :host {
          display: block;
          position: relative;
          aspect-ratio: 360 / 70;
          overflow: hidden;
          contain: content;
        }
        canvas {
          display: block;
          width: 100%;
          height: 100%;
          cursor: pointer;
          outline-offset: -3px;
        }
        .pin {
          position: absolute;
          top: 0;
          width: 44px;
          min-width: 0;
          height: 44px;
          margin-inline: -22px;
          padding: 0;
          align-items: flex-start;
          padding-top: 4px;
          background: none;
          color: #fff;
          filter: drop-shadow(0 1px 1px rgba(0, 0, 0, 0.9));
        }
        .pin ha-icon {
          --mdc-icon-size: 18px;
        }
        .pin.here {
          color: #ffd54f;
        }
        .pin.alarm {
          top: auto;
          bottom: 0;
          align-items: flex-end;
          padding: 0 0 4px;
          color: #ff8a65;
        }
      `,
    ];
  }
}

define("jvc-vn-strip", VnStrip);
