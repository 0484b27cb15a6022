// What gestures on the picture do to the camera. No DOM here.

import {View, clamp, frame, magnification, zoomAt} from "./geometry.js";
import {Looking} from "./looking.js";

export class Driver {
	/** @param {import("./camera.js").CameraModel} model */
	constructor(model) {
		this._model = model;
		/** @type {Looking | undefined} */
		this._looking = undefined;
		/** @type {Spot} */
		this._from = {x: 0, y: 0};
	}

	/** Where the camera will look when it has caught up. */
	get target() {
		return this._looking?.target;
	}

	/** @param {Spot} spot */
	grab(spot) {
		this._from = spot;
		const {pose} = this._model;
		if (pose) this._look()?.grab(pose, spot);
	}

	/** @param {Spot} spot */
	drag(spot) {
		if (!this._looking?.active) return this._steer(spot);
		const {pan, tilt} = this._looking.drag(spot);
		return this._go({pan, tilt});
	}

	/** Let go: the camera still has to get where it was dragged. @param {number} now */
	drop(now) {
		this._model.hold.release();
		this._looking?.drop(now);
	}

	/** Magnify around a spot. @param {number} scale @param {Spot} spot */
	zoom(scale, spot) {
		const {pose, told} = this._model;
		const looking = this._look();
		if (!pose || !told || !looking) return this._model.turn({zoom: scale > 1 ? 1 : -1});
		const times = magnification(told.lens, (looking.target ?? pose).zoom) * scale;
		// Enlarging shows nothing more: who wants it finds it at the end of the buttons.
		const most = Math.max(told.lens.optical_end, pose.zoom);
		return this._go(looking.zoom(pose, zoomAt(told.lens, times, most), spot));
	}

	/** Turn so that a spot comes to the middle. @param {Spot} spot */
	centre({x, y}) {
		if (this._model.may("center")) {
			this.end();
			this._model.leave({by: this});
			this._model.act("center_on", {x: x * 100, y: y * 100});
			return;
		}
		const to = this._framed({left: x, right: x, top: y, bottom: y});
		if (to) this._model.goto({pan: to.pan, tilt: to.tilt});
	}

	/** Follow what is at a spot. @param {Spot} spot */
	track({x, y}) {
		this._model.leave({by: this});
		this._model.act("track_target", {x: x * 100, y: y * 100});
	}

	/** Fill the picture with a box of it. @param {Box} box */
	zoomTo(box) {
		const to = box.right - box.left > 0.02 && this._framed(box);
		if (!to) return;
		this.end();
		this._model.goto(to);
	}

	/** How to shift a picture that is shown now; see Looking. @param {number} now */
	shift(now) {
		const {pose} = this._model;
		return pose && this._looking?.shift(pose, now);
	}

	/** Something else turns the camera. */
	end() {
		this._looking?.end();
	}

	_look() {
		const {told, aspect} = this._model;
		if (!told) return undefined;
		this._looking ??= new Looking(told.lens, told.limits, aspect);
		this._looking.limits = told.limits;
		return this._looking;
	}

	/** The camera does not tell where it looks: a joystick is what is left. @param {Spot} spot */
	_steer(spot) {
		const part = (/** @type {number} */ by) => clamp(by * 3, -1, 1);
		this._model.turn({
			pan: -part(spot.x - this._from.x),
			tilt: part(spot.y - this._from.y),
		});
	}

	/** @param {Partial<Pose>} goal */
	_go(goal) {
		this._model.leave({by: this});
		this._model.going.to(goal);
	}

	/** @param {Box} box */
	_framed(box) {
		const {pose, told, aspect} = this._model;
		return pose && told && frame(box, new View(pose, told.lens, aspect), told.lens);
	}
}
