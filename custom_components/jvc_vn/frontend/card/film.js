// What a person takes away from the live picture: a still, a clip, a small window.

/** @param {import("./core/camera.js").CameraModel} model @param {string} ending */
function fileName(model, ending) {
	const now = new Date();
	/** @param {number} value */
	const two = (value) => String(value).padStart(2, "0");
	const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
	const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join(".");
	const name = model.name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, "_").slice(0, 60);
	return `${name} ${day} ${time}.${ending}`;
}

/** Give a file to the person: on a phone by its own sheet, elsewhere as a download. @param {Blob} blob @param {string} name */
async function give(blob, name) {
	const file = new File([blob], name, {type: blob.type});
	if (matchMedia("(pointer: coarse)").matches && navigator.canShare?.({files: [file]})) {
		try {
			await navigator.share({files: [file]});
			return;
		} catch (error) {
			if (/** @type {Error} */ (error).name === "AbortError") return;
		}
	}
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @param {import("./core/camera.js").CameraModel} model */
export async function saveStill(model) {
	const jpeg = await model.still();
	if (jpeg) await give(new Blob([jpeg], {type: "image/jpeg"}), fileName(model, "jpg"));
}

/** The frames of a camera as a stream, for as long as somebody wants it. */
class Film {
	/** @param {import("./core/camera.js").CameraModel} model */
	constructor(model) {
		this._model = model;
		this._canvas = document.createElement("canvas");
		this._draws = () => this._draw();
		model.addEventListener("frame", this._draws);
	}

	/** Its first picture decides how large it is. */
	async begin() {
		await this._draw();
		return this._canvas.captureStream();
	}

	end() {
		this._model.removeEventListener("frame", this._draws);
	}

	async _draw() {
		const jpeg = await this._model.still();
		if (!jpeg) return;
		const bitmap = await createImageBitmap(new Blob([jpeg]));
		const context = this._canvas.getContext("2d");
		if (!this._canvas.dataset.begun) {
			this._canvas.dataset.begun = "yes";
			[this._canvas.width, this._canvas.height] = [bitmap.width, bitmap.height];
		}
		context?.drawImage(bitmap, 0, 0, this._canvas.width, this._canvas.height);
		bitmap.close();
	}
}

const FORMATS = ["video/mp4;codecs=avc1", "video/webm;codecs=vp9", "video/webm", "video/mp4"];

/** Records what is seen; `stop` gives the clip to the person. */
export class Recording {
	/** @param {import("./core/camera.js").CameraModel} model */
	constructor(model) {
		this._model = model;
		this._film = new Film(model);
		this.began = Date.now();
		/** @type {Blob[]} */
		this._parts = [];
	}

	async start() {
		const stream = await this._film.begin();
		const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
		const recorder = new MediaRecorder(stream, {
			mimeType,
			videoBitsPerSecond: 4_000_000,
		});
		recorder.ondataavailable = ({data}) => this._parts.push(data);
		recorder.start(1000);
		this._recorder = recorder;
	}

	async stop() {
		const recorder = this._recorder;
		this._film.end();
		if (!recorder) return;
		const ended = new Promise((resolve) => recorder.addEventListener("stop", resolve));
		recorder.stop();
		await ended;
		const type = recorder.mimeType || "video/webm";
		const ending = type.includes("mp4") ? "mp4" : "webm";
		await give(new Blob(this._parts, {type}), fileName(this._model, ending));
	}
}

/** Show the picture in a small window that stays on top; or end that. @param {import("./core/camera.js").CameraModel} model */
export async function float(model) {
	if (document.pictureInPictureElement) {
		await document.exitPictureInPicture();
		return;
	}
	const film = new Film(model);
	const video = document.createElement("video");
	video.muted = true;
	video.playsInline = true;
	video.srcObject = await film.begin();
	video.addEventListener("leavepictureinpicture", () => film.end());
	await video.play();
	await video.requestPictureInPicture();
}
