// Keys turn the camera whose picture has the focus.

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

/** The one that was touched last: a gamepad turns its camera. @type {Keys | undefined} */
let touched;

export class Keys {
	/** @param {import("../core/camera.js").CameraModel} model @param {HTMLElement} surface */
	constructor(model, surface) {
		this._model = model;
		/** @type {Set<string>} */
		this._down = new Set();
		this._ended = new AbortController();
		const {signal} = this._ended;
		surface.addEventListener("keydown", (event) => this._press(event), {signal});
		window.addEventListener("keyup", ({key}) => this._down.delete(key) && this._turn(), {signal});
		surface.addEventListener("blur", () => this._drop(), {signal});
		window.addEventListener("blur", () => this._drop(), {signal});
		surface.addEventListener("pointerdown", () => (touched = this), {signal});
		surface.addEventListener("focus", () => (touched = this), {signal});
		window.addEventListener("gamepadconnected", () => this._gamepad(), {signal});
		if (navigator.getGamepads?.().some((pad) => pad)) this._gamepad();
	}

	end() {
		this._drop();
		this._ended.abort();
		if (touched === this) touched = undefined;
	}

	/** @param {KeyboardEvent} event */
	_press(event) {
		if (event.ctrlKey || event.altKey || event.metaKey || !this._model.may("turn")) return;
		if (!(event.key in WAYS) && !this._act(event.key)) return;
		event.preventDefault();
		event.stopPropagation();
		if (!(event.key in WAYS) || event.repeat) return;
		this._down.add(event.key);
		this._turn();
	}

	/** What is done once. @param {string} key */
	_act(key) {
		const preset = key === "Home" ? 0 : Number(/^[1-9]$/.exec(key)?.[0] ?? -1);
		if (key === " ") {
			this._down.clear();
			this._model.stop();
		} else if (this._model.told?.presets.some(({number}) => number === preset)) {
			this._model.gotoPreset(preset);
		} else return preset >= 0;
		return true;
	}

	_drop() {
		if (!this._down.size) return;
		this._down.clear();
		this._model.hold.release();
	}

	_turn() {
		const sum = {pan: 0, tilt: 0, zoom: 0};
		for (const key of this._down) {
			for (const [axis, way] of Object.entries(WAYS[key])) sum[/** @type {"pan"} */ (axis)] += way;
		}
		const {pan, tilt, zoom} = sum;
		this._model.turn({pan: clamp(pan, -1, 1), tilt: clamp(tilt, -1, 1), zoom: clamp(zoom, -1, 1)});
	}

	async _gamepad() {
		const model = this._model;
		const {attach} = await import("./gamepad.js");
		const detach = attach({
			active: () => touched === this && model.may("turn"),
			turn: (ways) => model.turn(ways),
			rest: () => model.hold.release(),
			stop: () => model.stop(),
			home: () => model.gotoPreset(0),
		});
		this._ended.signal.addEventListener("abort", detach);
	}
}
