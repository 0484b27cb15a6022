import assert from "node:assert/strict";
import {test} from "node:test";

import {
	Acks,
	FrameLink,
	parseFrame,
	pause,
} from "../../custom_components/jvc_vn/frontend/card/core/frames.js";

const JPEG = [0xff, 0xd8, 1, 2, 3, 0xff, 0xd9];

/** @param {object} told @param {number[]} [jpeg] */
function message(told, jpeg = JPEG) {
	const text = new TextEncoder().encode(JSON.stringify(told));
	const bytes = new Uint8Array(4 + text.length + jpeg.length);
	new DataView(bytes.buffer).setUint32(0, text.length);
	bytes.set(text, 4);
	bytes.set(jpeg, 4 + text.length);
	return bytes.buffer;
}

class Socket {
	constructor() {
		this.readyState = 1;
		/** @type {any[]} */
		this.sent = [];
	}

	/** @param {string} text */
	send(text) {
		this.sent.push(JSON.parse(text));
	}

	close() {
		this.readyState = 3;
		this.onclose?.();
	}
}

const soon = () => new Promise((done) => setTimeout(done, 0));

/** @param {object} [options] */
async function linked(options = {}) {
	const socket = new Socket();
	/** @type {any[]} */
	const [shown, told] = [[], []];
	const link = new FrameLink({
		open: async () => socket,
		show: async (frame) => void shown.push(frame.n),
		tell: (state, failures) => told.push([state, failures]),
		...options,
	});
	await soon();
	socket.onopen();
	return {link, socket, shown, told};
}

test("a message is taken apart", () => {
	const {told, jpeg} = parseFrame(message({pan: 12.5}));
	assert.deepEqual(told, {pan: 12.5});
	assert.deepEqual([...jpeg], JPEG);
});

/** @param {any} socket */
const acknowledged = (socket) =>
	socket.sent.reduce((/** @type {number} */ sum, /** @type {any} */ {ack}) => sum + ack, 0);

/** What is acknowledged of frames that come so many milliseconds after each other. @param {number[]} gaps */
function acks(gaps) {
	const link = new Acks();
	let now = 1000;
	return gaps.map((gap) => {
		now += gap;
		link.came(now);
		return link.done(1, now + 2);
	});
}

test("two frames are acknowledged at once while they come as they should", () => {
	assert.deepEqual(acks([0, 66, 66, 66, 70, 60]), [1, 0, 2, 0, 2, 0]);
});

test("each is acknowledged where the house waits for that, and for a while", () => {
	const far = acks([0, 66, 66, 140, 60, 60, 60]);
	assert.deepEqual(far, [1, 0, 2, 1, 1, 1, 1]);
	const later = acks([0, 66, 66, 140, ...Array(170).fill(60)]);
	assert.deepEqual(new Set(later.slice(4, 160)), new Set([1]));
	assert.deepEqual(new Set(later.slice(-2)), new Set([0, 2]));
});

test("slow streams get an answer each", () => {
	assert.deepEqual(acks([0, 1000, 1000, 1000]), [1, 1, 1, 1]);
});

test("a message that was cut short is none", () => {
	const whole = message({pan: 12.5, tilt: 3});
	for (const length of [0, 3, 4, 10, 16]) {
		assert.throws(() => parseFrame(whole.slice(0, length)), RangeError);
	}
	assert.throws(() => parseFrame(message({}, [1, 2, 3])), RangeError);
});

test("a frame that cannot be read is acknowledged, and the next one is shown", async () => {
	const {link, socket, shown} = await linked();
	socket.onmessage({data: message({n: 1}).slice(0, 9)});
	await soon();
	socket.onmessage({data: message({n: 2})});
	await soon();
	socket.onmessage({data: message({n: 3})});
	await soon();
	assert.deepEqual(shown, [2, 3]);
	assert.equal(acknowledged(socket), 3);
	link.close();
});

test("who is slow sees the newest, and acknowledges all", async () => {
	/** @type {any} */
	let go;
	const {link, socket} = await linked({
		/** @param {any} told */
		show: (told) => {
			seen.push(told.n);
			return new Promise((done) => (go = done));
		},
	});
	/** @type {number[]} */
	const seen = [];
	for (const n of [1, 2, 3]) socket.onmessage({data: message({n})});
	await soon();
	go();
	await soon();
	go();
	await soon();
	assert.deepEqual(seen, [1, 3]);
	// The house sends no third one before; it is acknowledged with the next.
	assert.equal(acknowledged(socket), 2);
	link.close();
});

test("a rate is asked for, and a pause is told", async () => {
	const {link, socket} = await linked({rate: 5});
	link.pause(true);
	link.pause(true);
	link.pause(false);
	assert.deepEqual(socket.sent, [{rate: 5, paused: false}, {paused: true}, {paused: false}]);
	link.close();
});

test("a lost socket is opened anew, later each time", async () => {
	const {link, socket, told} = await linked();
	socket.close();
	assert.deepEqual(told.at(-1), ["closed", 1]);
	link.close();
	for (let tries = 0; tries < 12; tries += 1) {
		const most = Math.min(10_000, 500 * 2 ** tries);
		assert.equal(pause(tries, 1), most);
		assert.equal(pause(tries, 0), most / 2);
	}
});
