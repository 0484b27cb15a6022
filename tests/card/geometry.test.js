import assert from "node:assert/strict";
import {test} from "node:test";

import {
	View,
	aim,
	between,
	field,
	frame,
	heading,
	magnification,
	turn,
	within,
	zoomAt,
	zoomFor,
} from "../../custom_components/jvc_vn/frontend/card/core/geometry.js";
import {Looking} from "../../custom_components/jvc_vn/frontend/card/core/looking.js";

const LENS = {wide: 55, optical: 27, optical_end: 90.89, digital: 12, tele_end: 99.99};
const FREE = {pan: null, tilt: null};

/** @param {number} value @param {number} wanted @param {number} [by] */
const near = (value, wanted, by = 0.01) =>
	assert.ok(Math.abs(value - wanted) < by, `${value}, not ${wanted}`);

test("zoom is by equal factors for equal steps, in both ranges", () => {
	near(magnification(LENS, 0), 1);
	near(magnification(LENS, 90.89), 27);
	near(magnification(LENS, 99.99), 27 * 12);
	near(field(LENS, 0), 55);
	for (const zoom of [0, 12.5, 45, 90]) near(zoomFor(LENS, field(LENS, zoom)), zoom);
	for (const zoom of [0, 45, 90, 95, 99]) near(zoomAt(LENS, magnification(LENS, zoom)), zoom);
	assert.equal(zoomAt(LENS, 1000, 90.89), 90.89);
});

test("turning goes the short way", () => {
	assert.equal(turn(350, 10), 20);
	assert.equal(turn(10, 350), -20);
	assert.ok(between(355, 350, 10));
	assert.ok(!between(20, 350, 10));
});

test("a direction is at the spot that shows it, everywhere in the picture", () => {
	for (const pan of [0, 91, 271, 359.5]) {
		for (const tilt of [0, 5, 40, 85]) {
			const view = new View({pan, tilt, zoom: 20}, LENS);
			for (const [x, y] of [
				[0.5, 0.5],
				[0, 0],
				[1, 0.3],
				[0.2, 1],
			]) {
				const spot = view.spot(view.toward({x, y}));
				assert.ok(spot);
				near(spot.x, x, 1e-6);
				near(spot.y, y, 1e-6);
			}
		}
	}
});

test("the middle is where the camera looks, and what is behind is not seen", () => {
	const view = new View({pan: 30, tilt: 15, zoom: 0}, LENS);
	near(view.toward({x: 0.5, y: 0.5}).pan, 30);
	near(view.toward({x: 0.5, y: 0.5}).up, -10);
	assert.equal(view.spot({pan: 210, up: 0}), undefined);
});

test("aiming brings a direction to a spot", () => {
	const view = new View({pan: 100, tilt: 30, zoom: 10}, LENS);
	const direction = view.toward({x: 0.8, y: 0.3});
	const pose = aim(direction, {x: 0.25, y: 0.6}, view);
	const spot = new View(pose, LENS).spot(direction);
	near(spot?.x ?? 0, 0.25, 1e-6);
	near(spot?.y ?? 0, 0.6, 1e-6);
});

test("upside down looks the other way", () => {
	assert.deepEqual(heading({pan: 10, tilt: 185, zoom: 0}), {pan: 190, up: 0});
	assert.deepEqual(heading({pan: 10, tilt: 5, zoom: 0}), {pan: 10, up: 0});
});

test("limits hold a pose, by the nearer end", () => {
	const limits = {pan: /** @type {[number, number]} */ ([300, 60]), tilt: 8};
	assert.equal(within({pan: 80, tilt: 30, zoom: 0}, limits).pan, 60);
	assert.equal(within({pan: 280, tilt: 30, zoom: 0}, limits).pan, 300);
	assert.equal(within({pan: 10, tilt: 30, zoom: 0}, limits).pan, 10);
	assert.equal(within({pan: 10, tilt: 2, zoom: 0}, limits).tilt, 8);
	assert.equal(within({pan: 10, tilt: 120, zoom: 200}, FREE).tilt, 95);
});

test("a box fills the picture", () => {
	const view = new View({pan: 0, tilt: 5, zoom: 0}, LENS);
	const pose = frame({left: 0.25, right: 0.75, top: 0.25, bottom: 0.75}, view, LENS);
	near(pose.pan, 0);
	near(pose.tilt, 5);
	near(Math.tan((field(LENS, pose.zoom) * Math.PI) / 360) * 2, Math.tan((55 * Math.PI) / 360));
});

test("a drag keeps what is held under the finger until the camera is there", () => {
	const looking = new Looking(LENS, FREE);
	const pose = {pan: 20, tilt: 20, zoom: 0};
	looking.grab(pose, {x: 0.7, y: 0.5});
	const target = looking.drag({x: 0.3, y: 0.5});
	const held = looking.shift(pose, 0);
	near(held?.x ?? 0, -0.4, 0.001);
	looking.drop(0);
	assert.ok(looking.shift({...pose, pan: 30}, 100));
	assert.equal(looking.shift(target, 200), undefined);
	assert.equal(looking.active, false);
});

test("a camera that never comes there is not waited for", () => {
	const looking = new Looking(LENS, FREE);
	looking.grab({pan: 20, tilt: 20, zoom: 0}, {x: 0.7, y: 0.5});
	looking.drag({x: 0.3, y: 0.5});
	looking.drop(0);
	assert.ok(looking.shift({pan: 20, tilt: 20, zoom: 0}, 100));
	assert.equal(looking.shift({pan: 20, tilt: 20, zoom: 0}, 1700), undefined);
});

test("at a limit the finger goes on alone", () => {
	const looking = new Looking(LENS, {pan: [0, 30], tilt: null});
	looking.grab({pan: 25, tilt: 20, zoom: 0}, {x: 0.9, y: 0.5});
	assert.equal(looking.drag({x: 0.1, y: 0.5}).pan, 30);
});
