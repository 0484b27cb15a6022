// Buttons that act as long as they are pressed: by finger, mouse, key or screen reader.

import {html, nothing} from "../lit.js";

const STEP = 250;

/** What is pressed in one element; letting go of it, by whatever means, stops. */
export class Grip {
	/** @param {() => import("../core/camera.js").CameraModel} model */
	constructor(model) {
		this._model = model;
		/** @type {number | undefined} */
		this.pointer = undefined;
		/** @type {HTMLElement | undefined} */
		this._held = undefined;
	}

	/** Begin with a pointer; false if another finger was there: then all is let go. @param {PointerEvent} event */
	take(event) {
		if (event.button > 0) return false;
		// Nobody knows which of two fingers is meant.
		if (this.pointer !== undefined) {
			this.drop();
			return false;
		}
		const target = /** @type {HTMLElement} */ (event.currentTarget);
		target.setPointerCapture(event.pointerId);
		this.pointer = event.pointerId;
		this._mark(target);
		return true;
	}

	lift = (/** @type {PointerEvent} */ {pointerId}) => {
		if (pointerId === this.pointer) this.drop();
	};

	drop = () => {
		if (this.pointer === undefined && !this._held) return;
		this.pointer = undefined;
		this._held?.classList.remove("held");
		this._held = undefined;
		this._model().hold.release();
	};

	/** @param {HTMLElement} target */
	_mark(target) {
		this._held = target;
		target.classList.add("held");
	}

	/**
	 * A button that turns one way as long as it is pressed.
	 *
	 * @param {{label: string, ways: Speeds, face: unknown, kind?: string, place?: string}} button
	 */
	button({label, ways, face, kind = "", place = ""}) {
		const turn = () => this._model().turn(ways);
		return html`<button
			class=${kind}
			style=${place || nothing}
			aria-label=${label}
			title=${label}
			@pointerdown=${(/** @type {PointerEvent} */ event) => this.take(event) && turn()}
			@pointerup=${this.lift}
			@pointercancel=${this.lift}
			@lostpointercapture=${this.lift}
			@keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event, turn)}
			@keyup=${(/** @type {KeyboardEvent} */ {key}) => presses(key) && this.drop()}
			@blur=${(/** @type {FocusEvent} */ {target}) => target === this._held && this.drop()}
			@click=${(/** @type {MouseEvent} */ event) => this._click(event, turn)}
			@contextmenu=${(/** @type {Event} */ event) => event.preventDefault()}
		>
			${face}
		</button>`;
	}

	/** @param {KeyboardEvent} event @param {() => void} turn */
	_key(event, turn) {
		if (!presses(event.key)) return;
		event.preventDefault();
		if (event.repeat || this._held) return;
		this._mark(/** @type {HTMLElement} */ (event.currentTarget));
		turn();
	}

	/** A screen reader clicks without pressing: that is one step. @param {MouseEvent} event @param {() => void} turn */
	_click(event, turn) {
		if (event.detail !== 0 || this._held) return;
		this._mark(/** @type {HTMLElement} */ (event.currentTarget));
		turn();
		setTimeout(this.drop, STEP);
	}
}

/** @param {string} key */
const presses = (key) => key === "Enter" || key === " ";
