// Takes, decodes and draws pictures beside the page: nine cameras on one page leave its
// thread to the person, and a page that is busy delays no picture.

import {Screen} from "./core/screen.js";

/** @type {Map<number, {screen: Screen, addressed: (path?: string) => void}>} */
const screens = new Map();

/** @param {number} id @param {object} told @param {Transferable[]} [given] */
const tell = (id, told, given = []) => /** @type {any} */ (self).postMessage({id, ...told}, given);

/**
 * Draw on a canvas; the page signs the address each time that it is opened.
 *
 * @param {number} id @param {OffscreenCanvas} canvas @param {number} [rate]
 */
function begin(id, canvas, rate) {
	/** @type {{addressed: (path?: string) => void}} */
	const view = {addressed: () => undefined};
	const address = () =>
		new Promise((resolve, reject) => {
			view.addressed = (path) => (path ? resolve(path) : reject(new Error("no address")));
			tell(id, {kind: "address"});
		});
	try {
		const screen = new Screen(canvas, {
			address: /** @type {() => Promise<string>} */ (address),
			rate,
			shown: (frame, width, height) => tell(id, {kind: "shown", frame, width, height}),
			linked: (failures) => tell(id, {kind: "linked", failures}),
		});
		screens.set(id, Object.assign(view, {screen}));
	} catch {
		tell(id, {kind: "unable"});
	}
}

self.onmessage = async ({data}) => {
	const {id, ask, canvas, rate, path} = data;
	if (ask === "begin") begin(id, canvas, rate);
	const view = screens.get(id);
	if (!view) return;
	if (ask === "open") view.screen.open();
	else if (ask === "pause") view.screen.pause();
	else if (ask === "address") view.addressed(path);
	else if (ask === "still") tell(id, {kind: "still", jpeg: await view.screen.still()});
	else if (ask === "close" || ask === "end") view.screen.close();
	if (ask === "end") screens.delete(id);
};
