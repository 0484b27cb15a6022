// The picture as a thing to take hold of: drag, pinch, wheel, tap, keys, gamepad.

import {Gestures} from "../core/gestures.js";
import {View, clamp, field, frame, magnification, zoomAt} from "../core/geometry.js";
import {Looking} from "../core/looking.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import {Keys} from "./keys.js";
import "./overlay.js";
import "./picture.js";

const WHEEL_ENDS = 250;
const SETTLES = 2000;
const STAND_STILL = 400;

class VnStage extends VnElement {
  static get properties() {
    return {
      ...super.properties,
      config: {attribute: false},
      boxing: {type: Boolean},
      locked: {type: Boolean},
      panorama: {attribute: false},
      _box: {state: true},
      _mark: {state: true},
    };
  }

  constructor() {
    super();
    /** @type {CardConfig} */
    this.config = {type: ""};
    /** A box is drawn rather than the picture dragged. */
    this.boxing = false;
    /** An editor has the picture. */
    this.locked = false;
    /** @type {string | undefined} */
    this.panorama = undefined;
    /** @type {Box | undefined} */
    this._box = undefined;
    /** @type {{spot: Spot, kind: string} | undefined} */
    this._mark = undefined;
    /** @type {Looking | undefined} */
    this._looking = undefined;
    this._scrolledElsewhere = 0;
    this._from = {x: 0, y: 0};
    this._target = "";
    this._moved = false;
  }

  render() {
    const {target} = this.model.frame ?? {};
    const turns = this.model.may("turn") && !this.locked;
    return html`
      <div
        class="surface ${turns ? "turns" : ""} ${this.boxing ? "boxing" : ""}"
        tabindex=${turns ? 0 : -1}
        role=${turns ? "application" : nothing}
        aria-label=${turns ? this.t("picture_keys", {name: this.model.name}) : nothing}
      >
        <div class="beyond"></div>
        <div class="scene">
          <jvc-vn-picture
            .hass=${this.hass}
            .model=${this.model}
            .texts=${this.texts}
            .rate=${this.config.rate}
          ></jvc-vn-picture>
          ${target ? html`<div class="target" style=${this._boxStyle(inVga(target))}></div>` : nothing}
        </div>
        ${this._box ? html`<div class="box" style=${this._boxStyle(this._box)}></div>` : nothing}
        ${this._mark ? html`<div class="mark ${this._mark.kind}" style="left:${this._mark.spot.x * 100}%;top:${this._mark.spot.y * 100}%"></div>` : nothing}
      </div>
    `;
  }

  get surface() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector(".surface"));
  }

  attach() {
    super.attach();
    const surface = this.surface;
    this.listen(this.model, "frame", () => this._framed());
    this.listen(this.model, "leave", ({detail}) => detail.by === this || this._end());
    this._gestures = new Gestures({
      grab: (touch) => this._grab(touch),
      drag: (touch) => this._drag(touch),
      drop: () => this._drop(),
      pinch: (scale, x, y) => this._zoom(scale, this._spot({x, y})),
      pinched: () => this._drop(),
      doubleTap: (touch) => this._centre(this._spot(touch)),
      longPress: (touch) => this._track(this._spot(touch)),
      box: (from, to) => (this._box = this._boxOf(from, to)),
      boxed: (from, to) => this._zoomTo(this._boxOf(from, to)),
      cancel: () => (this._box = undefined),
    });
    for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
      this.listen(surface, kind, (event) => this._pointer(event));
    }
    for (const kind of ["pointercancel", "lostpointercapture"]) {
      this.listen(surface, kind, ({pointerId: id}) => this._gestures?.gone(id));
    }
    this.listen(window, "blur", () => this._gestures?.cancel());
    surface.addEventListener("wheel", this._wheels, {passive: false});
    this.listen(window, "wheel", () => (this._scrolledElsewhere = performance.now()));
    this._keys = new Keys(this.model, surface);
  }

  detach() {
    super.detach();
    this._gestures?.cancel();
    this._keys?.end();
    this._end();
  }

  _wheels = (/** @type {WheelEvent} */ event) => {
    // A page that is being scrolled across the picture scrolls on.
    const now = performance.now();
    const passing = now - this._scrolledElsewhere < STAND_STILL;
    if (!this.model.may("turn") || this.locked || passing) return;
    event.preventDefault();
    event.stopPropagation();
    const lines = event.deltaMode === 1 ? 16 : 1;
    this._zoom(
      1.0015 ** -clamp(event.deltaY * lines, -240, 240),
      this._spot(this._local(event)),
    );
    clearTimeout(this._wheeled);
    this._wheeled = setTimeout(() => this._drop(), WHEEL_ENDS);
  };

  // Pointers

  /** @param {PointerEvent} event */
  _pointer(event) {
    if (!this.model.may("turn") || this.locked || event.button > 0) return;
    const touch = {
      ...this._local(event),
      id: event.pointerId,
      box: this.boxing || event.shiftKey,
    };
    if (event.type === "pointerdown") {
      this.surface.setPointerCapture(event.pointerId);
      this.surface.focus({preventScroll: true});
      // No context menu or selection for a finger that rests.
      if (event.pointerType !== "mouse") event.preventDefault();
      this._gestures?.down(touch);
    } else if (event.type === "pointermove") this._gestures?.move(touch);
    else this._gestures?.up(touch);
  }

  /** @param {{clientX: number, clientY: number}} event */
  _local({clientX, clientY}) {
    const {left, top} = this.surface.getBoundingClientRect();
    return {x: clientX - left, y: clientY - top};
  }

  /** @param {{x: number, y: number}} point pixels @returns {Spot} */
  _spot({x, y}) {
    const {offsetWidth, offsetHeight} = this.surface;
    return {x: x / offsetWidth, y: y / offsetHeight};
  }

  /** @param {{x: number, y: number}} from @param {{x: number, y: number}} to @returns {Box} */
  _boxOf(from, to) {
    const [a, b] = [this._spot(from), this._spot(to)];
    return {
      left: clamp(Math.min(a.x, b.x), 0, 1),
      right: clamp(Math.max(a.x, b.x), 0, 1),
      top: clamp(Math.min(a.y, b.y), 0, 1),
      bottom: clamp(Math.max(a.y, b.y), 0, 1),
    };
  }

  /** @param {Box} box */
  _boxStyle({left, top, right, bottom}) {
    return `left:${left * 100}%;top:${top * 100}%;width:${(right - left) * 100}%;height:${(bottom - top) * 100}%`;
  }

  // What gestures do

  /** @param {{x: number, y: number}} touch */
  _grab(touch) {
    const {pose, told, aspect} = this.model;
    this._from = touch;
    if (!pose || !told) return;
    this._looking ??= new Looking(told.lens, told.limits, aspect);
    this._looking.limits = told.limits;
    this._looking.grab(pose, this._spot(touch));
    this._settled(false);
    this.surface.classList.add("dragging");
  }

  /** @param {{x: number, y: number}} touch */
  _drag(touch) {
    if (!this._looking?.active) {
      // The camera does not tell where it looks: a joystick is what is left.
      const [x, y] = [touch.x - this._from.x, touch.y - this._from.y];
      const reach = this.surface.offsetWidth / 3;
      this.model.hold.set({
        pan: clamp(-x / reach, -1, 1) * this.model.speed,
        tilt: clamp(y / reach, -1, 1) * this.model.speed,
      });
      return;
    }
    const {pan, tilt} = this._looking.drag(this._spot(touch));
    this._go({pan, tilt});
    this._place();
  }

  _drop() {
    this.surface?.classList.remove("dragging");
    this.model.hold.release();
    this._looking?.drop(performance.now());
    this._place();
    clearTimeout(this._settling);
    this._settling = setTimeout(() => this._place(), SETTLES);
  }

  /** @param {number} scale @param {Spot} spot */
  _zoom(scale, spot) {
    const {pose, told, aspect} = this.model;
    if (!pose || !told) {
      this.model.hold.set({zoom: scale > 1 ? this.model.speed : -this.model.speed});
      return;
    }
    this._looking ??= new Looking(told.lens, told.limits, aspect);
    const from = this._looking.target ?? pose;
    const times = magnification(told.lens, from.zoom) * scale;
    // Enlarging shows nothing more: who wants it finds it at the end of the buttons.
    const most = Math.max(told.lens.optical_end, pose.zoom);
    this._settled(false);
    this._go(this._looking.zoom(pose, zoomAt(told.lens, times, most), spot));
    this._place();
  }

  /** @param {Partial<Pose>} goal */
  _go(goal) {
    this.model.leave({by: this});
    this.model.going.to(goal);
  }

  /** @param {Spot} spot */
  _centre(spot) {
    this._show(spot, "centre");
    const {pose, told, aspect} = this.model;
    if (this.model.may("center")) {
      this._end();
      this.model.act("center_on", {x: spot.x * 100, y: spot.y * 100});
    } else if (pose && told) {
      const {pan, tilt} = frame(
        {left: spot.x, right: spot.x, top: spot.y, bottom: spot.y},
        new View(pose, told.lens, aspect),
        told.lens,
      );
      this.model.goto({pan, tilt});
    }
  }

  /** @param {Spot} spot */
  _track(spot) {
    if (!this.model.may("track")) return;
    this._show(spot, "track");
    this.model.act("track_target", {x: spot.x * 100, y: spot.y * 100});
  }

  /** @param {Box} box */
  _zoomTo(box) {
    this._box = undefined;
    this.fire("boxed");
    const {pose, told, aspect} = this.model;
    if (!pose || !told || box.right - box.left < 0.02) return;
    this._end();
    this.model.goto(frame(box, new View(pose, told.lens, aspect), told.lens));
  }

  /** @param {Spot} spot @param {string} kind */
  _show(spot, kind) {
    this._mark = {spot, kind};
    setTimeout(() => (this._mark = undefined), 900);
  }

  // Following the finger

  _framed() {
    const target = JSON.stringify(this.model.frame?.target ?? null);
    if (target !== this._target) this.requestUpdate();
    this._target = target;
    this._place();
  }

  _end() {
    this._looking?.end();
    this._place();
  }

  /** @param {boolean} settled */
  _settled(settled) {
    this.surface?.classList.toggle("settled", settled);
  }

  /** Put the picture where the finger wants it until the camera has come there. */
  _place() {
    const {pose, told} = this.model;
    /** @type {HTMLElement | null} */
    const scene = this.renderRoot.querySelector(".scene");
    if (!scene || !pose || !told) return;
    const shift = this._looking?.shift(pose, performance.now());
    const moved = Boolean(shift);
    if (!moved && !this._moved) return;
    if (!moved) this._settled(true);
    this._moved = moved;
    scene.style.transform = shift
      ? `translate(${shift.x * 100}%, ${shift.y * 100}%) scale(${shift.scale})`
      : "";
    this._backdrop(this._looking?.target ?? pose, told.lens, moved);
  }

  /** What lies beyond the edge of a shifted picture, from the panorama. @param {Pose} pose @param {Lens} lens @param {boolean} shown */
  _backdrop(pose, lens, shown) {
    /** @type {HTMLElement | null} */
    const beyond = this.renderRoot.querySelector(".beyond");
    if (!beyond) return;
    beyond.hidden = !shown || !this.panorama;
    if (beyond.hidden) return;
    const {offsetWidth: width, offsetHeight: height} = this.surface;
    const degree = width / field(lens, pose.zoom);
    const left = width / 2 - pose.pan * degree;
    const top = height / 2 - (25 + pose.tilt) * degree;
    beyond.style.backgroundImage = `url(${this.panorama})`;
    beyond.style.backgroundSize = `${360 * degree}px ${120 * degree}px`;
    beyond.style.backgroundPosition = `${left}px ${top}px`;
  }

  static get styles() {
    return [
      shared,
      css`
        :host {
          display: block;
          position: relative;
        }
        .surface {
          position: relative;
          width: 100%;
          height: 100%;
          overflow: hidden;
          background: #14181e;
          border-radius: inherit;
          outline-offset: -3px;
        }
        .turns {
          cursor: grab;
          touch-action: none;
          user-select: none;
          -webkit-user-select: none;
          -webkit-touch-callout: none;
        }
        .dragging {
          cursor: grabbing;
        }
        .boxing {
          cursor: crosshair;
        }
        .scene,
        .beyond {
          position: absolute;
          inset: 0;
        }
        .scene {
          will-change: transform;
        }
        .settled .scene {
          transition: transform 0.2s ease-out;
        }
        .beyond {
          filter: blur(2px) brightness(0.8);
        }
        jvc-vn-picture {
          width: 100%;
          height: 100%;
        }
        .target,
        .box {
          position: absolute;
          border: 2px solid #ffd54f;
          border-radius: 6px;
          box-shadow: 0 0 0 1px rgba(0, 0, 0, 0.5);
          pointer-events: none;
        }
        .box {
          border: 2px dashed #fff;
          box-shadow: 0 0 0 9999px rgba(0, 0, 0, 0.4);
        }
        .mark {
          position: absolute;
          width: 56px;
          height: 56px;
          margin: -28px;
          border: 3px solid #fff;
          border-radius: 50%;
          pointer-events: none;
          animation: mark 0.9s ease-out forwards;
        }
        .track {
          border-color: #ffd54f;
        }
        @keyframes mark {
          from {
            transform: scale(1.5);
          }
          to {
            transform: scale(0.5);
            opacity: 0;
          }
        }
      `,
    ];
  }
}

/** @param {[number, number, number, number]} target @returns {Box} */
const inVga = ([left, top, right, bottom]) => ({
  left: left / 640,
  top: top / 480,
  right: right / 640,
  bottom: bottom / 480,
});

define("jvc-vn-stage", VnStage);
