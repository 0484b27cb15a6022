// The strip as a drawing: panorama, limits, masks, and the view to scale.

import {heading, turn, wrap} from "../core/geometry.js";

/** Elevation at the upper and the lower edge of the panorama. */
const SKY = 30;
const GROUND = -90;
const MARK = "#ffd54f";
/** Degrees of a mask; the camera does not tell how large one is. */
const MASK = [10, 8];

/**
 * Elevation at the upper and the lower edge of a strip of this form: degrees are as
 * high as they are wide, and more is to be seen below the horizon than above.
 *
 * @param {number} width @param {number} height
 */
export function edges(width, height) {
	const tall = (360 * height) / width;
	const top = Math.min(SKY, tall * 0.32);
	return {top, bottom: top - tall};
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {object} scene
 * @param {number} scene.middle the pan in the middle
 * @param {ImageBitmap} [scene.image] the panorama
 * @param {[number, number]} [scene.limits]
 * @param {Pose[]} scene.masks
 * @param {import("../core/geometry.js").View} [scene.view]
 */
export function drawStrip(canvas, {middle, image, limits, masks, view}) {
	const ratio = Math.min(2, window.devicePixelRatio || 1);
	const width = Math.round(canvas.clientWidth * ratio);
	const height = Math.round(canvas.clientHeight * ratio);
	const paint = canvas.getContext("2d");
	if (!width || !height || !paint) return;
	if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, {width, height});
	const x = (/** @type {number} */ pan) => (0.5 + turn(middle, pan) / 360) * width;
	const {top, bottom} = edges(width, height);
	const y = (/** @type {number} */ up) => ((top - up) / (top - bottom)) * height;
	paint.fillStyle = "#23282f";
	paint.fillRect(0, 0, width, height);
	if (image) panorama(paint, image, middle, width, height, top);
	if (limits) shade(paint, x(limits[1]), x(limits[0]), width, height);
	for (const mask of masks) {
		const [w, h] = [(MASK[0] / 360) * width, (MASK[1] / 360) * width];
		const {pan, up} = heading(mask);
		paint.fillStyle = "#808080";
		paint.fillRect(x(pan) - w / 2, y(up) - h / 2, w, h);
		paint.strokeStyle = "#fff";
		paint.strokeRect(x(pan) - w / 2, y(up) - h / 2, w, h);
	}
	if (view) outline(paint, view, x, y, width, ratio);
}

/** @param {CanvasRenderingContext2D} paint @param {ImageBitmap} image @param {number} middle @param {number} width @param {number} height @param {number} up */
function panorama(paint, image, middle, width, height, up) {
	const scale = image.height / (SKY - GROUND);
	const [top, tall] = [(SKY - up) * scale, ((360 * height) / width) * scale];
	const left = (wrap(middle - 180) / 360) * image.width;
	const first = image.width - left;
	const share = (first / image.width) * width;
	paint.drawImage(image, left, top, first, tall, 0, 0, share, height);
	if (left) paint.drawImage(image, 0, top, left, tall, share, 0, width - share, height);
}

/** Darken where the camera does not turn. @param {CanvasRenderingContext2D} paint @param {number} from @param {number} to @param {number} width @param {number} height */
function shade(paint, from, to, width, height) {
	paint.fillStyle = "rgba(0, 0, 0, 0.6)";
	if (from < to) paint.fillRect(from, 0, to - from, height);
	else {
		paint.fillRect(from, 0, width - from, height);
		paint.fillRect(0, 0, to, height);
	}
}

/**
 * @param {CanvasRenderingContext2D} paint
 * @param {import("../core/geometry.js").View} view
 * @param {(pan: number) => number} x
 * @param {(up: number) => number} y
 * @param {number} width
 * @param {number} ratio
 */
function outline(paint, view, x, y, width, ratio) {
	const centre = heading(view.pose);
	const edge = view
		.outline()
		.map(({pan, up}) => [x(centre.pan) + (turn(centre.pan, pan) / 360) * width, y(up)]);
	// What reaches over an end is seen at the other as well.
	for (const shift of [-width, 0, width]) {
		paint.beginPath();
		edge.forEach(([dx, dy], n) =>
			n ? paint.lineTo(dx + shift, dy) : paint.moveTo(dx + shift, dy),
		);
		paint.closePath();
		paint.fillStyle = "rgba(255, 255, 255, 0.16)";
		paint.fill();
		for (const [line, color] of /** @type {[number, string][]} */ ([
			[4, "rgba(0, 0, 0, 0.45)"],
			[2, MARK],
		])) {
			paint.lineWidth = line * ratio;
			paint.strokeStyle = color;
			paint.stroke();
		}
	}
	// A view of one degree is still to be found.
	paint.fillStyle = MARK;
	paint.beginPath();
	paint.arc(x(centre.pan), y(centre.up), 3 * ratio, 0, 7);
	paint.fill();
}
