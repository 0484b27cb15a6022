import assert from "node:assert/strict";
import {mock, test} from "node:test";

import {
	alarmsSince,
	midnight,
	readAlarm,
	sorted,
} from "../../custom_components/jvc_vn/frontend/card/core/alarms.js";
import {
	checkConfig,
	parseAspect,
} from "../../custom_components/jvc_vn/frontend/card/core/config.js";
import {Going, Hold, RENEW} from "../../custom_components/jvc_vn/frontend/card/core/hold.js";
import {Meter} from "../../custom_components/jvc_vn/frontend/card/core/meter.js";

const CAMERA = "camera.front_yard";

for (const [config, key] of [
	[undefined, "config_empty"],
	[{}, "config_no_camera"],
	[{cameras: []}, "config_no_camera"],
	[{camera: "light.lamp"}, "config_camera"],
	[{camera: 7}, "config_camera"],
	[{cameras: CAMERA}, "config_no_camera"],
	[{camera: CAMERA, colour: "red"}, "config_unknown"],
	[{camera: CAMERA, strip: "yes"}, "config_flag"],
	[{camera: CAMERA, alarms: 1}, "config_flag"],
	[{camera: CAMERA, rate: "fast"}, "config_rate"],
	[{camera: CAMERA, rate: 0}, "config_rate"],
	[{camera: CAMERA, aspect: "wide"}, "config_aspect"],
]) {
	test(`${JSON.stringify(config)} is refused: ${key}`, () => {
		assert.throws(() => checkConfig(config), {key});
	});
}

test("what is right is taken, each camera once", () => {
	assert.deepEqual(checkConfig({camera: CAMERA}).cameras, [CAMERA]);
	assert.deepEqual(checkConfig({cameras: [CAMERA, CAMERA]}).cameras, [CAMERA]);
	assert.equal(parseAspect("16:9"), 16 / 9);
	assert.equal(parseAspect("4 / 3"), 4 / 3);
	assert.equal(parseAspect("1.5"), 1.5);
	for (const wrong of ["0:1", "1:0", "", "9:1", "a:b"]) assert.equal(parseAspect(wrong), undefined);
});

test("a hold is renewed until it is let go", () => {
	mock.timers.enable({apis: ["setTimeout", "setInterval"]});
	/** @type {any[]} */
	const sent = [];
	const hold = new Hold({
		keep: async (speeds) => sent.push(speeds),
		release: async () => sent.push("release"),
		lost: () => sent.push("lost"),
	});
	hold.set({pan: 40.4});
	mock.timers.tick(RENEW);
	hold.set({pan: 40, tilt: 9});
	hold.set({pan: 50});
	mock.timers.tick(100);
	hold.set({pan: 0});
	hold.release();
	mock.timers.tick(5 * RENEW);
	assert.deepEqual(sent, [{pan: 40}, {pan: 40}, {pan: 50}, "release"]);
	mock.timers.reset();
});

test("a hold that was lost is renewed no more, and says why once", async () => {
	/** @type {any[]} */
	const lost = [];
	const hold = new Hold({
		keep: async () => Promise.reject({code: "superseded"}),
		release: async () => assert.fail("nothing is held"),
		lost: (error) => lost.push(error.code),
	});
	hold.set({pan: 10});
	await new Promise((done) => setTimeout(done, 5));
	assert.equal(hold.active, false);
	hold.release();
	assert.deepEqual(lost, ["superseded"]);
});

test("of several goals the newest counts, axis by axis", async () => {
	/** @type {any[]} */
	const sent = [];
	const going = new Going(
		async (goal) => sent.push(goal),
		() => assert.fail(),
		1,
	);
	going.to({pan: 1});
	going.to({pan: 2, tilt: 5});
	going.to({pan: 3});
	while (sent.length < 2) await new Promise((done) => setTimeout(done, 1));
	assert.deepEqual(sent, [{pan: 1}, {pan: 3, tilt: 5}]);
});

test("a clock that is wrong is allowed for, one that is right is left alone", () => {
	const meter = new Meter();
	meter.compare(1000, 1020, 1.012);
	assert.equal(meter.ahead, 0);
	meter.compare(1000, 1020, 3601.01);
	assert.equal(meter.ahead, 3_600_000);
	for (let n = 0; n <= 10; n += 1) meter.note(3601 + n / 10, 1050 + n * 100);
	assert.equal(Math.round(meter.rate(2050)), 10);
	assert.equal(meter.latency(), 50);
});

test("alarms are read from states of any form, newest first, each once", async () => {
	const day = midnight(new Date());
	const at = (/** @type {number} */ hours) =>
		new Date(day.getTime() + hours * 3_600_000).toISOString();
	assert.equal(readAlarm({s: "unavailable"}, "event.a"), undefined);
	assert.equal(readAlarm({s: "nonsense", a: {event_type: "motion"}}, "event.a"), undefined);
	const first = {s: at(1), a: {event_type: "motion"}};
	const later = {s: at(1), a: {event_type: "motion", picture: "media-source://a"}};
	const states = [
		first,
		later,
		{s: at(2), a: {event_type: "input_1_make"}},
		{s: at(-1), a: {event_type: "motion"}},
	];
	const hass = {callWS: async () => ({"event.a": states})};
	const alarms = await alarmsSince(/** @type {any} */ (hass), ["event.a"], day);
	assert.deepEqual(
		alarms.map(({kind, picture}) => [kind, picture]),
		[
			["input_1_make", undefined],
			["motion", "media-source://a"],
		],
	);
	assert.deepEqual(sorted([]), []);
	assert.deepEqual(await alarmsSince(/** @type {any} */ (hass), [], day), []);
});
