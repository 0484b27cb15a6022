// Keyboard and gamepad: keys turn the camera whose picture has the focus, a gamepad
// the one that was touched last.

import {clamp} from "../core/geometry.js";

/** @type {Record<string, Speeds>} */
const WAYS = {
	ArrowLeft: {pan: -1},
	ArrowRight: {pan: 1},
	ArrowUp: {tilt: 1},
	ArrowDown: {tilt: -1},
	"+": {zoom: 1},
	"=": {zoom: 1},
	"-": {zoom: -1},
	_: {zoom: -1},
};
const DEAD = 0.18;

/** @type {Keys | undefined} */
let touched;

export class Keys {
	/** @param {import("../core/camera.js").CameraModel} model @param {HTMLElement} surface */
	constructor(model, surface) {
		this._model = model;
		this._surface = surface;
		/** @type {Set<string>} */
		this._down = new Set();
		this._stick = false;
		this._pressed = "";
		this._ended = new AbortController();
		const {signal} = this._ended;
		surface.addEventListener("keydown", (event) => this._press(event), {signal});
		window.addEventListener("keyup", (event) => this._lift(event), {signal});
		surface.addEventListener("blur", () => this._drop(), {signal});
		window.addEventListener("blur", () => this._drop(), {signal});
		surface.addEventListener("pointerdown", () => (touched = this), {signal});
		surface.addEventListener("focus", () => (touched = this), {signal});
		window.addEventListener("gamepadconnected", () => this._poll(), {signal});
		if (pads().length) this._poll();
	}

	end() {
		this._drop();
		this._ended.abort();
		if (touched === this) touched = undefined;
	}

	/** @param {KeyboardEvent} event */
	_press(event) {
		if (event.ctrlKey || event.altKey || event.metaKey || !this._model.may("turn"))
			return;
		if (this._act(event.key)) {
			event.preventDefault();
			event.stopPropagation();
			if (!(event.key in WAYS) || event.repeat) return;
			this._down.add(event.key);
			this._turn();
		}
	}

	/** @param {string} key */
	_act(key) {
		if (key in WAYS) return true;
		if (key === " ") {
			this._down.clear();
			this._model.stop();
			return true;
		}
		if (key === "Home") {
			this._model.gotoPreset(0);
			return true;
		}
		if (/^[1-9]$/.test(key)) {
			const number = Number(key);
			if (this._model.told?.presets.some((preset) => preset.number === number)) {
				this._model.gotoPreset(number);
			}
			return true;
		}
		return false;
	}

	/** @param {KeyboardEvent} event */
	_lift({key}) {
		if (this._down.delete(key)) this._turn();
	}

	_drop() {
		if (!this._down.size) return;
		this._down.clear();
		this._model.hold.release();
	}

	_turn() {
		const sum = {pan: 0, tilt: 0, zoom: 0};
		for (const key of this._down) {
			for (const [axis, way] of Object.entries(WAYS[key])) {
				sum[/** @type {"pan"} */ (axis)] += way;
			}
		}
		this._hold(sum);
	}

	/** @param {{pan: number, tilt: number, zoom: number}} ways each -1 to 1 */
	_hold({pan, tilt, zoom}) {
		this._model.turn({
			pan: clamp(pan, -1, 1),
			tilt: clamp(tilt, -1, 1),
			zoom: clamp(zoom, -1, 1),
		});
	}

	// Gamepad

	_poll() {
		if (this._polling) return;
		this._polling = true;
		const look = () => {
			if (this._ended.signal.aborted || !pads().length) {
				this._polling = false;
				this._rest();
				return;
			}
			requestAnimationFrame(look);
			if (touched === this && this._model.may("turn")) this._read(pads()[0]);
			else this._rest();
		};
		requestAnimationFrame(look);
	}

	/** @param {Gamepad} pad */
	_read({axes, buttons}) {
		/** @param {number} value */
		const live = (value) => (Math.abs(value ?? 0) < DEAD ? 0 : value);
		const [pan, tilt] = [live(axes[0]), -live(axes[1])];
		const zoom = (buttons[7]?.value ?? 0) - (buttons[6]?.value ?? 0) - live(axes[3]);
		const pressed = buttons.map((button) => (button.pressed ? 1 : 0)).join("");
		if (pressed !== this._pressed) {
			if (buttons[1]?.pressed) this._model.stop();
			if (buttons[3]?.pressed) this._model.gotoPreset(0);
		}
		this._pressed = pressed;
		if (pan || tilt || zoom) {
			this._stick = true;
			this._hold({pan: curve(pan), tilt: curve(tilt), zoom: curve(zoom)});
		} else this._rest();
	}

	_rest() {
		if (!this._stick) return;
		this._stick = false;
		this._model.hold.release();
	}
}

/** Slow near the middle. @param {number} value */
export const curve = (value) => Math.sign(value) * clamp(value * value, 0, 1);

const pads = () => [...(navigator.getGamepads?.() ?? [])].filter((pad) => pad !== null);
