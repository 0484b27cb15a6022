// A worker draws where it can, the page where it cannot.

import assert from "node:assert/strict";
import {beforeEach, test} from "node:test";

/** @type {FakeWorker[]} */
let workers = [];

class FakeWorker extends EventTarget {
	constructor() {
		super();
		this.asked = [];
		this.terminated = false;
		workers.push(this);
	}

	postMessage(message) {
		this.asked.push(message);
	}

	terminate() {
		this.terminated = true;
	}

	say(data) {
		this.dispatchEvent(Object.assign(new Event("message"), {data}));
	}
}

class FakeCanvas {
	transferControlToOffscreen() {
		return {offscreen: this};
	}

	getContext() {
		return {transferFromImageBitmap: () => undefined};
	}
}

let loads = 0;
const load = () =>
	import(`../../custom_components/jvc_vn/frontend/card/core/viewing.js?${++loads}`);

function viewer(more = {}) {
	const told = {shown: [], linked: [], unable: 0};
	return {
		told,
		canvas: new FakeCanvas(),
		address: async () => "ws://home/frames?signed",
		shown: (...frame) => told.shown.push(frame),
		linked: (failures) => told.linked.push(failures),
		unable: () => (told.unable += 1),
		...more,
	};
}

beforeEach(() => {
	workers = [];
	Object.assign(globalThis, {Worker: FakeWorker, HTMLCanvasElement: FakeCanvas});
});

test("one worker draws for all cameras of a page", async () => {
	const {view} = await load();
	const [one, other] = [viewer({rate: 5}), viewer()];
	view(one).open();
	view(other).open();
	assert.equal(workers.length, 1);
	const [{asked}] = workers;
	assert.deepEqual(
		asked.map(({id, ask}) => `${id} ${ask}`),
		["1 begin", "1 open", "2 begin", "2 open"],
	);
	assert.equal(asked[0].rate, 5);
	workers[0].say({id: 2, kind: "shown", frame: {pan: 1}, width: 640, height: 480});
	assert.deepEqual(other.told.shown, [[{pan: 1}, 640, 480]]);
	assert.deepEqual(one.told.shown, []);
	workers[0].say({id: 1, kind: "linked", failures: 2});
	assert.deepEqual(one.told.linked, [2]);
});

test("the page signs each address, and says when it cannot", async () => {
	const {view} = await load();
	view(viewer());
	view(viewer({address: () => Promise.reject(new Error("revoked"))}));
	workers[0].say({id: 1, kind: "address"});
	workers[0].say({id: 2, kind: "address"});
	await new Promise((done) => setTimeout(done));
	const told = workers[0].asked.filter(({ask}) => ask === "address");
	assert.deepEqual(
		told.map(({id, path}) => [id, path]),
		[
			[1, "ws://home/frames?signed"],
			[2, undefined],
		],
	);
});

test("a still is asked for, and nobody waits for one of what has ended", async () => {
	const {view} = await load();
	const viewing = view(viewer());
	const first = viewing.still();
	workers[0].say({id: 1, kind: "still", jpeg: new Uint8Array([1])});
	assert.deepEqual(await first, new Uint8Array([1]));
	const second = viewing.still();
	viewing.end();
	assert.equal(await second, undefined);
	// What comes behind is for nobody.
	workers[0].say({id: 1, kind: "shown", frame: {}, width: 1, height: 1});
});

for (const [why, fail] of [
	["cannot be loaded", (worker) => worker.dispatchEvent(new Event("error"))],
	["cannot draw", (worker) => worker.say({id: 1, kind: "unable"})],
]) {
	test(`the page draws, on other canvases, where a worker ${why}`, async () => {
		const {view} = await load();
		const one = viewer();
		view(one);
		fail(workers[0]);
		assert.equal(one.told.unable, 1);
		assert.ok(workers[0].terminated);
		const page = view(viewer());
		assert.equal(workers.length, 1);
		assert.equal(await page.still(), undefined);
		page.end();
	});
}

test("no worker is made where none may be, or canvases stay with the page", async () => {
	globalThis.Worker = class {
		constructor() {
			throw new Error("forbidden");
		}
	};
	(await load()).view(viewer()).end();
	globalThis.Worker = FakeWorker;
	globalThis.HTMLCanvasElement = class {};
	(await load()).view(viewer()).end();
	assert.equal(workers.length, 0);
});
