// Where in the picture a direction is, and the other way round. No DOM here.
//
// Degrees throughout. Tilt is as the camera counts: 5 is the horizon, 95 straight
// down; past that the picture stands on its head and looks backwards.

const HORIZON = 5;
const FOOT = 95;
const RAD = Math.PI / 180;

/** @param {number} degrees */
const sin = (degrees) => Math.sin(degrees * RAD);
/** @param {number} degrees */
const cos = (degrees) => Math.cos(degrees * RAD);
/** @param {number} degrees */
const tan = (degrees) => Math.tan(degrees * RAD);

/** @param {number} value @param {number} low @param {number} high */
export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** @param {number} pan */
export const wrap = (pan) => ((pan % 360) + 360) % 360;

/** How far to turn to get from one pan to another, the short way. @param {number} from @param {number} to */
export const turn = (from, to) => wrap(to - from + 180) - 180;

/** @param {Lens} lens @param {number} zoom */
export function magnification(lens, zoom) {
	const optical = lens.optical ** (Math.min(zoom, lens.optical_end) / lens.optical_end);
	const behind = Math.max(0, zoom - lens.optical_end);
	return optical * lens.digital ** (behind / (lens.tele_end - lens.optical_end));
}

/** Degrees across. @param {Lens} lens @param {number} zoom */
export function field(lens, zoom) {
	return (2 * Math.atan(tan(lens.wide / 2) / magnification(lens, zoom))) / RAD;
}

/** The zoom that shows so many degrees, without enlarging. @param {Lens} lens @param {number} degrees */
export function zoomFor(lens, degrees) {
	const times = tan(lens.wide / 2) / tan(clamp(degrees, 0.1, 179) / 2);
	return zoomAt(lens, times, lens.optical_end);
}

/**
 * The zoom that magnifies so many times.
 *
 * @param {Lens} lens @param {number} times @param {number} [most]
 */
export function zoomAt(lens, times, most = lens.tele_end) {
	const optical = (Math.log(Math.max(1, times)) / Math.log(lens.optical)) * lens.optical_end;
	if (optical <= lens.optical_end) return Math.min(optical, most);
	const share = Math.log(times / lens.optical) / Math.log(lens.digital);
	return Math.min(lens.optical_end + share * (lens.tele_end - lens.optical_end), most);
}

/** The same direction without a picture that stands on its head. @param {Pose} pose @returns {Direction} */
export function heading(pose) {
	const over = pose.tilt > FOOT;
	return {
		pan: wrap(pose.pan + (over ? 180 : 0)),
		up: HORIZON - (over ? 2 * FOOT - pose.tilt : pose.tilt),
	};
}

/** A picture: where it was taken, how wide and how high it is. */
export class View {
	/**
	 * @param {Pose} pose
	 * @param {Lens} lens
	 * @param {number} [aspect] width by height
	 */
	constructor(pose, lens, aspect = 4 / 3) {
		this.pose = pose;
		this.pitch = HORIZON - pose.tilt;
		this.field = field(lens, pose.zoom);
		this.across = tan(this.field / 2);
		this.down = this.across / aspect;
	}

	/** The direction of a spot. @param {Spot} spot @returns {Direction} */
	toward({x, y}) {
		const right = (2 * x - 1) * this.across;
		const above = (1 - 2 * y) * this.down;
		const ahead = cos(this.pitch) - above * sin(this.pitch);
		const high = sin(this.pitch) + above * cos(this.pitch);
		return {
			pan: wrap(this.pose.pan + Math.atan2(right, ahead) / RAD),
			up: Math.atan2(high, Math.hypot(right, ahead)) / RAD,
		};
	}

	/** The spot of a direction, undefined if it is behind. @param {Direction} direction @returns {Spot | undefined} */
	spot({pan, up}) {
		const away = turn(this.pose.pan, pan);
		const ahead = cos(up) * cos(away);
		const depth = ahead * cos(this.pitch) + sin(up) * sin(this.pitch);
		if (depth < 0.02) return undefined;
		const right = (cos(up) * sin(away)) / depth;
		const above = (sin(up) * cos(this.pitch) - ahead * sin(this.pitch)) / depth;
		return {x: (right / this.across + 1) / 2, y: (1 - above / this.down) / 2};
	}

	/** Directions around the edge, to draw what the picture covers. @param {number} [steps] */
	outline(steps = 6) {
		/** @type {Direction[]} */
		const edge = [];
		for (const [x, y, dx, dy] of [
			[0, 0, 1, 0],
			[1, 0, 0, 1],
			[1, 1, -1, 0],
			[0, 1, 0, -1],
		]) {
			for (let n = 0; n < steps; n += 1) {
				edge.push(this.toward({x: x + (dx * n) / steps, y: y + (dy * n) / steps}));
			}
		}
		return edge;
	}
}

/**
 * The pose that shows a direction at a spot, with the same zoom.
 *
 * @param {Direction} direction @param {Spot} spot @param {View} view
 * @returns {Pose}
 */
export function aim({pan, up}, {x, y}, view) {
	const right = (2 * x - 1) * view.across;
	const above = (1 - 2 * y) * view.down;
	const length = Math.hypot(1, right, above);
	// sin(up) · length = sin(pitch) + above · cos(pitch), solved for the pitch.
	const reach = Math.hypot(1, above);
	const high = clamp((sin(up) * length) / reach, -1, 1);
	const pitch = Math.asin(high) / RAD - Math.atan2(above, 1) / RAD;
	const ahead = cos(pitch) - above * sin(pitch);
	return {
		pan: wrap(pan - Math.atan2(right, ahead) / RAD),
		tilt: HORIZON - pitch,
		zoom: view.pose.zoom,
	};
}

/**
 * Keep a pose where the camera can go.
 *
 * @param {Pose} pose
 * @param {{pan: [number, number] | null, tilt: number | null}} limits
 * @returns {Pose}
 */
export function within(pose, limits) {
	let {pan} = pose;
	if (limits.pan && !between(pan, ...limits.pan)) {
		const [left, right] = limits.pan;
		const nearer = Math.abs(turn(pan, left)) < Math.abs(turn(pan, right));
		pan = nearer ? left : right;
	}
	const tilt = clamp(pose.tilt, limits.tilt ?? 0, FOOT);
	return {pan, tilt, zoom: clamp(pose.zoom, 0, 99.99)};
}

/** Whether a pan lies between two others, going right. @param {number} pan @param {number} left @param {number} right */
export const between = (pan, left, right) => wrap(pan - left) <= wrap(right - left);

/**
 * The pose that fills the picture with a box of it.
 *
 * @param {Box} box @param {View} view @param {Lens} lens
 * @returns {Pose}
 */
export function frame(box, view, lens) {
	const middle = {x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2};
	const share = clamp(Math.max(box.right - box.left, box.bottom - box.top), 0.02, 1);
	const degrees = (2 * Math.atan(view.across * share)) / RAD;
	const {pan, up} = view.toward(middle);
	return {pan, tilt: clamp(HORIZON - up, 0, FOOT), zoom: zoomFor(lens, degrees)};
}
