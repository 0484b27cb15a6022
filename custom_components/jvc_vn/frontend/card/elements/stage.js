// The picture as a thing to take hold of: drag, pinch, wheel, tap, keys, gamepad.

import {Driver} from "../core/driver.js";
import {Gestures} from "../core/gestures.js";
import {clamp, field} from "../core/geometry.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import {Keys} from "./keys.js";
import "./picture.js";

const WHEEL_ENDS = 250;
const SETTLES = 2000;
/** Milliseconds after which a wheel that scrolled the page may mean the picture. */
const SCROLL_ENDS = 400;
const MARKED = 900;

class VnStage extends VnElement {
	static get properties() {
		return {
			...super.properties,
			rate: {type: Number},
			boxing: {type: Boolean},
			locked: {type: Boolean},
			panorama: {attribute: false},
			_box: {state: true},
			_mark: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {number | undefined} */
		this.rate = undefined;
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
		this._scrolled = 0;
		/** @type {string | undefined} */
		this._target = undefined;
		this._moved = false;
	}

	get _turns() {
		return this.model.may("turn") && !this.locked;
	}

	render() {
		const target = tracked(this.model.frame);
		const [box, mark] = [this._box, this._mark];
		const turns = this._turns;
		return html`
			<div
				class="surface ${turns ? "turns" : ""} ${this.boxing ? "boxing" : ""}"
				tabindex=${turns ? 0 : -1}
				role=${turns ? "application" : "group"}
				aria-label=${this.t(turns ? "picture_keys" : "picture_of", {name: this.model.name})}
			>
				<div class="beyond" hidden></div>
				<div class="scene">
					<jvc-vn-picture
						.hass=${this.hass}
						.model=${this.model}
						.texts=${this.texts}
						.rate=${this.rate}
					></jvc-vn-picture>
					${target ? html`<div class="target" style=${placed(inVga(target))}></div>` : nothing}
				</div>
				${box ? html`<div class="box" style=${placed(box)}></div>` : nothing}
				${mark ? html`<div class="mark ${mark.kind}" style="left:${mark.spot.x * 100}%;top:${mark.spot.y * 100}%"></div>` : nothing}
			</div>
		`;
	}

	get surface() {
		return /** @type {HTMLElement} */ (this.renderRoot.querySelector(".surface"));
	}

	attach() {
		super.attach();
		const surface = this.surface;
		const driver = new Driver(this.model);
		this._driver = driver;
		this._keys = new Keys(this.model, surface);
		this._gestures = new Gestures({
			grab: (touch) => this._grab(this._spot(touch)),
			drag: (touch) => this._do(() => driver.drag(this._spot(touch))),
			drop: () => this._drop(),
			pinch: (scale, x, y) => this._do(() => driver.zoom(scale, this._spot({x, y}))),
			pinched: () => this._drop(),
			doubleTap: (touch) => this._at("centre", this._spot(touch)),
			longPress: (touch) =>
				this.model.may("track") && this._at("track", this._spot(touch)),
			box: (from, to) => (this._box = this._boxOf(from, to)),
			boxed: (from, to) => this._boxed(this._boxOf(from, to)),
			cancel: () => (this._box = undefined),
		});
		this.listen(this.model, "frame", () => this._framed());
		this.listen(this.model, "leave", ({detail}) => detail.by !== driver && this._end());
		for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
			this.listen(surface, kind, (event) => this._pointer(event));
		}
		for (const kind of ["pointercancel", "lostpointercapture"]) {
			this.listen(surface, kind, ({pointerId}) => this._gestures?.gone(pointerId));
		}
		this.listen(window, "blur", () => this._gestures?.cancel());
		this.listen(window, "wheel", () => (this._scrolled = performance.now()));
		surface.addEventListener("wheel", this._wheels, {passive: false});
	}

	detach() {
		super.detach();
		this._gestures?.cancel();
		this._keys?.end();
		this._end();
	}

	// Pointers

	_wheels = (/** @type {WheelEvent} */ event) => {
		// A page that is being scrolled across the picture scrolls on.
		if (!this._turns || performance.now() - this._scrolled < SCROLL_ENDS) return;
		event.preventDefault();
		event.stopPropagation();
		const lines = event.deltaMode === 1 ? 16 : 1;
		const scale = 1.0015 ** -clamp(event.deltaY * lines, -240, 240);
		this._do(() => this._driver?.zoom(scale, this._spot(this._local(event))));
		clearTimeout(this._wheeled);
		this._wheeled = setTimeout(() => this._drop(), WHEEL_ENDS);
	};

	/** @param {PointerEvent} event */
	_pointer(event) {
		if (!this._turns || event.button > 0) return;
		const box = this.boxing || event.shiftKey;
		const touch = {...this._local(event), id: event.pointerId, box};
		if (event.type === "pointerdown") {
			this.surface.setPointerCapture(event.pointerId);
			this.surface.focus({preventScroll: true});
			// No context menu and no selection for a finger that rests.
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
		const [left, right] = [a.x, b.x].map((x) => clamp(x, 0, 1)).sort((m, n) => m - n);
		const [top, bottom] = [a.y, b.y].map((y) => clamp(y, 0, 1)).sort((m, n) => m - n);
		return {left, right, top, bottom};
	}

	// What comes of them

	/** @param {Spot} spot */
	_grab(spot) {
		this.surface.classList.add("dragging");
		this._do(() => this._driver?.grab(spot));
	}

	/** @param {() => unknown} work */
	_do(work) {
		this.surface.classList.remove("settled");
		work();
		this._place();
	}

	_drop() {
		this.surface?.classList.remove("dragging");
		this._driver?.drop(performance.now());
		this._place();
		// A camera that never comes there sends no frame that says so.
		clearTimeout(this._settling);
		this._settling = setTimeout(() => this._place(), SETTLES);
	}

	/** @param {"centre" | "track"} kind @param {Spot} spot */
	_at(kind, spot) {
		this._driver?.[kind](spot);
		this._mark = {spot, kind};
		setTimeout(() => (this._mark = undefined), MARKED);
	}

	/** @param {Box} box */
	_boxed(box) {
		this._box = undefined;
		this._driver?.zoomTo(box);
		this.fire("vn-boxed");
	}

	_end() {
		this._driver?.end();
		this._place();
	}

	_framed() {
		const target = JSON.stringify(tracked(this.model.frame));
		if (target !== this._target) this.requestUpdate();
		this._target = target;
		this._place();
	}

	/** Put the picture where the finger wants it until the camera has come there. */
	_place() {
		/** @type {HTMLElement | null} */
		const scene = this.renderRoot.querySelector(".scene");
		const shift = this._driver?.shift(performance.now());
		if (!scene || (!shift && !this._moved)) return;
		this._moved = Boolean(shift);
		if (!shift) this.surface.classList.add("settled");
		scene.style.transform = shift
			? `translate(${shift.x * 100}%, ${shift.y * 100}%) scale(${shift.scale})`
			: "";
		this._backdrop();
	}

	/** What lies beyond the edge of a shifted picture, from the panorama. */
	_backdrop() {
		/** @type {HTMLElement | null} */
		const beyond = this.renderRoot.querySelector(".beyond");
		const [pose, lens] = [this._driver?.target, this.model.told?.lens];
		if (!beyond) return;
		beyond.hidden = !pose || !lens || !this.panorama;
		if (!pose || !lens || beyond.hidden) return;
		const {offsetWidth: width, offsetHeight: height} = this.surface;
		const degree = width / field(lens, pose.zoom);
		const [left, top] = [
			width / 2 - pose.pan * degree,
			height / 2 - (25 + pose.tilt) * degree,
		];
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
				}
				.surface {
					position: relative;
					width: 100%;
					height: 100%;
					overflow: hidden;
					background: #14181e;
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

/** @param {Box} box */
const placed = ({left, top, right, bottom}) =>
	`left:${left * 100}%;top:${top * 100}%;width:${(right - left) * 100}%;height:${(bottom - top) * 100}%`;

/** The box of what is tracked, if anything is. @param {FrameTold | undefined} frame */
const tracked = (frame) => {
	const target = frame?.target;
	return target && target[2] > target[0] ? target : undefined;
};

/** @param {[number, number, number, number]} target @returns {Box} */
const inVga = ([left, top, right, bottom]) => ({
	left: left / 640,
	top: top / 480,
	right: right / 640,
	bottom: bottom / 480,
});

define("jvc-vn-stage", VnStage);
