// A gamepad turns the camera that was touched last. Loaded when one is connected.

import {clamp} from "../core/geometry.js";

const DEAD = 0.18;
/** @type {{axes: number[], buttons: GamepadButton[]}} */
const NONE = {axes: [], buttons: []};

/** @typedef {{active: () => boolean, turn: (ways: Speeds) => void, rest: () => void, stop: () => void, home: () => void}} Turner */

/** @type {Set<Turner>} */
const turners = new Set();
let [polling, turned, pressed] = [false, false, ""];

/** Ask the gamepads with each picture of the screen, as long as there are any. @param {Turner} turner */
export function attach(turner) {
	turners.add(turner);
	if (!polling) requestAnimationFrame(poll);
	polling = true;
	return () => turners.delete(turner);
}

function poll() {
	const [pad] = [...navigator.getGamepads()].filter((found) => found !== null);
	polling = Boolean(pad) && turners.size > 0;
	if (polling) requestAnimationFrame(poll);
	const turner = [...turners].find(({active}) => active());
	if (turner) read(turner, pad);
}

/** @param {Turner} turner @param {Gamepad | undefined} pad */
function read(turner, pad) {
	const {axes, buttons} = pad ?? NONE;
	const part = (/** @type {number} */ n) => curve(Math.abs(axes[n] ?? 0) < DEAD ? 0 : axes[n]);
	const value = (/** @type {number} */ n) => buttons[n]?.value ?? 0;
	const zoom = value(7) - value(6) - part(3);
	const ways = {pan: part(0), tilt: -part(1), zoom: clamp(zoom, -1, 1)};
	const now = buttons.map((button) => (button.pressed ? 1 : 0)).join("");
	if (now !== pressed) press(turner, buttons);
	pressed = now;
	const turns = Boolean(ways.pan || ways.tilt || ways.zoom);
	if (turns) turner.turn(ways);
	else if (turned) turner.rest();
	turned = turns;
}

/** @param {Turner} turner @param {readonly GamepadButton[]} buttons */
function press(turner, buttons) {
	if (buttons[1]?.pressed) turner.stop();
	if (buttons[3]?.pressed) turner.home();
}

/** Slow near the middle. @param {number} value */
const curve = (value) => Math.sign(value) * Math.min(1, value * value);
