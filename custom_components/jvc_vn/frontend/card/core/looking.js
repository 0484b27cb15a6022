// A picture that is dragged: it follows the finger at once, the camera follows it.

import {View, aim, field, turn, within} from "./geometry.js";

const PATIENCE = 1500;

/**
 * Holds a direction under a finger. Frames that come show it elsewhere, until the
 * motors have caught up; the picture is shifted and scaled by the difference.
 */
export class Looking {
	/**
	 * @param {Lens} lens
	 * @param {CameraTold["limits"]} limits
	 * @param {number} [aspect]
	 */
	constructor(lens, limits, aspect = 4 / 3) {
		this.lens = lens;
		this.limits = limits;
		this.aspect = aspect;
		/** @type {Direction | undefined} */
		this._held = undefined;
		/** @type {Spot} */
		this._spot = {x: 0.5, y: 0.5};
		/** @type {Pose | undefined} */
		this.target = undefined;
		this._gripped = false;
		this._closer = 0;
		this._gap = Infinity;
	}

	get active() {
		return this._held !== undefined;
	}

	/** Take hold of what is at a spot of a picture. @param {Pose} pose @param {Spot} spot */
	grab(pose, spot) {
		// What is still on its way goes on from where it will end.
		const base = this.target ?? pose;
		this._held = this._view(base).toward(spot);
		this._spot = spot;
		this.target = {...base};
		this._gripped = true;
	}

	/** Bring it to another spot; returns where the camera has to look. @param {Spot} spot */
	drag(spot) {
		const held = /** @type {Direction} */ (this._held);
		const before = /** @type {Pose} */ (this.target);
		const wanted = aim(held, spot, this._view(before));
		this.target = within(nearby(wanted, before), this.limits);
		// At a limit the finger goes on alone.
		this._spot = this._view(this.target).spot(held) ?? spot;
		return this.target;
	}

	/** Magnify around a spot. @param {Pose} pose @param {number} zoom @param {Spot} spot */
	zoom(pose, zoom, spot) {
		if (!this._held) this.grab(pose, spot);
		const held = /** @type {Direction} */ (this._held);
		const base = {.../** @type {Pose} */ (this.target), zoom};
		this.target = within(nearby(aim(held, this._spot, this._view(base)), base), this.limits);
		this._spot = this._view(this.target).spot(held) ?? this._spot;
		return this.target;
	}

	/** Let go: the camera still has to get there. @param {number} now milliseconds */
	drop(now) {
		this._gripped = false;
		this._closer = now;
		this._gap = Infinity;
	}

	/** Forget it: something else turns the camera. */
	end() {
		this._held = this.target = undefined;
		this._gripped = false;
	}

	/**
	 * How to shift and scale a picture that was taken with a pose: `x` and `y` in
	 * parts of its size, `scale` around its middle. Undefined when there is nothing
	 * (more) to make up for.
	 *
	 * @param {Pose} pose @param {number} now milliseconds
	 */
	shift(pose, now) {
		if (!this._held || !this.target) return undefined;
		const at = this._view(pose).spot(this._held);
		if (!at) return undefined;
		const scale = this._across(pose) / this._across(this.target);
		const x = this._spot.x - 0.5 - (at.x - 0.5) * scale;
		const y = this._spot.y - 0.5 - (at.y - 0.5) * scale;
		if (!this._gripped && this._arrived(pose, Math.hypot(x, y) + Math.abs(Math.log(scale)), now)) {
			this.end();
			return undefined;
		}
		return {x, y, scale};
	}

	/** @param {Pose} pose @param {number} gap @param {number} now */
	_arrived(pose, gap, now) {
		const target = /** @type {Pose} */ (this.target);
		const near = Math.max(0.05, this._view(target).field / 200);
		if (Math.abs(turn(pose.pan, target.pan)) < near && gap < 0.01) return true;
		if (gap < this._gap - 0.002) {
			this._gap = gap;
			this._closer = now;
		}
		return now - this._closer > PATIENCE;
	}

	/** @param {Pose} pose */
	_view(pose) {
		return new View(pose, this.lens, this.aspect);
	}

	/** @param {Pose} pose */
	_across(pose) {
		return Math.tan((field(this.lens, pose.zoom) * Math.PI) / 360);
	}
}

/**
 * Straight below the camera a small drag is a large turn: go no further at once than
 * a motor could.
 *
 * @param {Pose} wanted @param {Pose} before
 */
function nearby(wanted, before) {
	const most = 40;
	const by = turn(before.pan, wanted.pan);
	const pan = Math.abs(by) > most ? before.pan + Math.sign(by) * most : wanted.pan;
	return {...wanted, pan: (pan + 360) % 360};
}
