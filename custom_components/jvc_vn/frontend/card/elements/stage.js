// The picture as a thing to take hold of: drag, pinch, wheel, tap, keys, gamepad.

import {Driver} from "../core/driver.js";
import {field} from "../core/geometry.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import "./picture.js";
import {Touch} from "./touch.js";

const SETTLES = 2000;
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
					<jvc-vn-picture .model=${this.model} .rate=${this.rate}></jvc-vn-picture>
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
		import("./keys.js").then(({Keys}) => {
			if (this._driver === driver) this._keys = new Keys(this.model, surface);
		});
		this._touch = new Touch(surface, {
			may: () => this._turns,
			boxing: () => this.boxing,
			grab: (spot) => this._grab(spot),
			drag: (spot) => this._do(() => driver.drag(spot)),
			drop: () => this._drop(),
			zoom: (scale, spot) => this._do(() => driver.zoom(scale, spot)),
			doubleTap: (spot) => this._at("centre", spot),
			longPress: (spot) => this.model.may("track") && this._at("track", spot),
			box: (box) => (this._box = box),
			boxed: (box) => this._boxed(box),
		});
		this.listen(this.model, "frame", () => this._framed());
		this.listen(this.model, "leave", ({detail}) => detail.by !== driver && this._end());
	}

	detach() {
		super.detach();
		this._touch?.end();
		this._keys?.end();
		this._end();
		this._driver = undefined;
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
		const [left, top] = [width / 2 - pose.pan * degree, height / 2 - (25 + pose.tilt) * degree];
		beyond.style.backgroundImage = `url(${this.panorama})`;
		beyond.style.backgroundSize = `${360 * degree}px ${120 * degree}px`;
		beyond.style.backgroundPosition = `${left}px ${top}px`;
	}

	static get styles() {
		return [shared, STYLE];
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

const STYLE = css`
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
`;

define("jvc-vn-stage", VnStage);
