import assert from "node:assert/strict";
import {mock, test} from "node:test";

import {Gestures} from "../../custom_components/jvc_vn/frontend/card/core/gestures.js";

mock.timers.enable({apis: ["setTimeout"]});

function watched() {
	/** @type {string[]} */
	const seen = [];
	const wishes = Object.fromEntries(
		[
			"grab",
			"drag",
			"drop",
			"pinch",
			"pinched",
			"tap",
			"doubleTap",
			"longPress",
			"box",
			"boxed",
			"cancel",
		].map((name) => [name, () => seen.push(name)]),
	);
	return {seen, gestures: new Gestures(wishes)};
}

/** @param {number} x @param {number} [y] @param {number} [id] */
const at = (x, y = 0, id = 1) => ({id, x, y});

test("a tap is told when no second one can follow", () => {
	const {seen, gestures} = watched();
	gestures.down(at(10));
	gestures.up(at(11));
	assert.deepEqual(seen, []);
	mock.timers.tick(300);
	assert.deepEqual(seen, ["tap"]);
});

test("two taps at one place are one gesture", () => {
	const {seen, gestures} = watched();
	for (const x of [10, 14]) {
		gestures.down(at(x));
		gestures.up(at(x));
		mock.timers.tick(100);
	}
	mock.timers.tick(1000);
	assert.deepEqual(seen, ["doubleTap"]);
});

test("taps at two places are two", () => {
	const {seen, gestures} = watched();
	for (const x of [10, 200]) {
		gestures.down(at(x));
		gestures.up(at(x));
	}
	mock.timers.tick(1000);
	assert.deepEqual(
		seen.filter((each) => each === "doubleTap"),
		[],
	);
});

test("a drag begins behind a few pixels, and ends", () => {
	const {seen, gestures} = watched();
	gestures.down(at(0));
	gestures.move(at(4));
	assert.deepEqual(seen, []);
	gestures.move(at(9));
	gestures.move(at(20));
	gestures.up(at(20));
	assert.deepEqual(seen, ["grab", "drag", "drag", "drop"]);
});

test("a rest is a long press, and nothing after it", () => {
	const {seen, gestures} = watched();
	gestures.down(at(0));
	mock.timers.tick(600);
	gestures.move(at(50));
	gestures.up(at(50));
	mock.timers.tick(1000);
	assert.deepEqual(seen, ["longPress"]);
});

test("a second finger ends a drag and begins a pinch", () => {
	const {seen, gestures} = watched();
	gestures.down(at(0));
	gestures.move(at(20));
	gestures.down(at(100, 0, 2));
	gestures.move(at(120, 0, 2));
	gestures.up(at(120, 0, 2));
	gestures.move(at(60));
	gestures.up(at(60));
	mock.timers.tick(1000);
	assert.deepEqual(seen, ["grab", "drag", "drop", "pinch", "pinched"]);
});

test("a box is drawn, and a second finger takes it back", () => {
	const {seen, gestures} = watched();
	gestures.down({...at(0), box: true});
	gestures.move({...at(40, 40), box: true});
	gestures.up({...at(40, 40), box: true});
	gestures.down({...at(0), box: true});
	gestures.move({...at(40, 40), box: true});
	gestures.down(at(90, 0, 2));
	assert.deepEqual(seen, ["box", "boxed", "box", "cancel"]);
});

test("what the system takes away is dropped", () => {
	const {seen, gestures} = watched();
	gestures.down(at(0));
	gestures.move(at(20));
	gestures.gone(7);
	gestures.gone(1);
	gestures.up(at(20));
	mock.timers.tick(1000);
	assert.deepEqual(seen, ["grab", "drag", "drop"]);
});
