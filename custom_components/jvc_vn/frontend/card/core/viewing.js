// A worker draws the pictures where the browser lets it, else the page.

import {Screen} from "./screen.js";

/** @typedef {import("./screen.js").Wishes & {canvas: HTMLCanvasElement, unable: () => void}} Viewer */
/** @typedef {{open(): void, pause(): void, close(): void, end(): void, still(): Promise<Uint8Array<ArrayBuffer> | undefined>}} Viewing */

/** One for all cameras of the page; null where there can be none. @type {Worker | null | undefined} */
let worker;
let ids = 0;
/** @type {Map<number, WorkerViewing>} */
const viewings = new Map();

/** @returns {Worker | null} */
function theWorker() {
	const able = "transferControlToOffscreen" in HTMLCanvasElement.prototype;
	if (worker !== undefined) return worker;
	try {
		const place = new URL("../frame-worker.js", import.meta.url);
		worker = able ? new Worker(place, {type: "module"}) : null;
	} catch {
		worker = null;
	}
	worker?.addEventListener("message", ({data}) => viewings.get(data.id)?.take(data));
	worker?.addEventListener("error", giveUp);
	return worker;
}

/** Let the page draw, on other canvases: those are the worker's for good. */
function giveUp() {
	worker?.terminate();
	worker = null;
	const left = [...viewings.values()];
	viewings.clear();
	for (const viewing of left) viewing.viewer.unable();
}

/** @implements {Viewing} */
class WorkerViewing {
	/** @param {Worker} sender @param {Viewer} viewer */
	constructor(sender, viewer) {
		this.viewer = viewer;
		this._worker = sender;
		this._id = ++ids;
		/** @type {((jpeg?: Uint8Array<ArrayBuffer>) => void)[]} */
		this._asking = [];
		viewings.set(this._id, this);
		const canvas = viewer.canvas.transferControlToOffscreen();
		this._ask("begin", {canvas, rate: viewer.rate}, [canvas]);
	}

	open() {
		this._ask("open");
	}

	pause() {
		this._ask("pause");
	}

	close() {
		this._ask("close");
	}

	end() {
		this._ask("end");
		viewings.delete(this._id);
		for (const answer of this._asking.splice(0)) answer();
	}

	/** @returns {Promise<Uint8Array<ArrayBuffer> | undefined>} */
	still() {
		return new Promise((resolve) => {
			this._asking.push(resolve);
			this._ask("still");
		});
	}

	/** @param {any} told */
	take({kind, frame, width, height, failures, jpeg}) {
		if (kind === "shown") this.viewer.shown(frame, width, height);
		else if (kind === "linked") this.viewer.linked(failures);
		else if (kind === "address") this._address();
		else if (kind === "still") this._asking.shift()?.(jpeg);
		else if (kind === "unable") giveUp();
	}

	async _address() {
		const path = await this.viewer.address().catch(() => undefined);
		this._ask("address", {path});
	}

	/** @param {string} ask @param {object} [more] @param {Transferable[]} [given] */
	_ask(ask, more = {}, given = []) {
		this._worker.postMessage({id: this._id, ask, ...more}, given);
	}
}

/** @param {Viewer} viewer @returns {Viewing} */
export function view(viewer) {
	const able = theWorker();
	return able ? new WorkerViewing(able, viewer) : new Screen(viewer.canvas, viewer);
}
