// A canvas that shows what a camera sends, on the page or in a worker.

import {FrameLink} from "./frames.js";

/**
 * @typedef {object} Wishes
 * @property {() => Promise<string>} address of the frames, signed
 * @property {number} [rate] frames per second at most
 * @property {(told: FrameTold, width: number, height: number) => void} shown
 * @property {(failures: number) => void} linked
 */

export class Screen {
	/** @param {HTMLCanvasElement | OffscreenCanvas} canvas @param {Wishes} wishes */
	constructor(canvas, wishes) {
		const context = canvas.getContext("bitmaprenderer");
		if (!context) throw new TypeError("no bitmap renderer");
		this._canvas = canvas;
		this._context = /** @type {ImageBitmapRenderingContext} */ (context);
		this._wishes = wishes;
		/** @type {FrameLink | undefined} */
		this._link = undefined;
		/** @type {Uint8Array<ArrayBuffer> | undefined} */
		this._jpeg = undefined;
	}

	/** Show what comes from now on. */
	open() {
		const {address, rate, linked} = this._wishes;
		if (this._link) this._link.pause(false);
		this._link ??= new FrameLink({
			open: async () => new WebSocket(await address()),
			show: (told, jpeg) => this._show(told, jpeg),
			tell: (_state, failures) => linked(failures),
			rate,
		});
	}

	pause() {
		this._link?.pause(true);
	}

	/** The last picture stays. */
	close() {
		this._link?.close();
		this._link = undefined;
	}

	end() {
		this.close();
	}

	/** The newest picture as the camera sent it. */
	async still() {
		return this._jpeg;
	}

	/** @param {FrameTold} told @param {Uint8Array<ArrayBuffer>} jpeg */
	async _show(told, jpeg) {
		const bitmap = await createImageBitmap(new Blob([jpeg], {type: "image/jpeg"}));
		const {width, height} = bitmap;
		if (this._canvas.width !== width || this._canvas.height !== height) {
			this._canvas.width = width;
			this._canvas.height = height;
		}
		this._context.transferFromImageBitmap(bitmap);
		this._jpeg = jpeg;
		this._wishes.shown(told, width, height);
	}
}
