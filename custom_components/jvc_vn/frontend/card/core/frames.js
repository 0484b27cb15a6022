// Pictures over a WebSocket: docs/frames.md from the viewer's side. No DOM here.

const QUIET = 25_000;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10_000;
/** Milliseconds of single acknowledgements once two were too many. */
const CAREFUL = 10_000;
/** Milliseconds after which frames come so slowly that an answer each is cheap. */
const SLOW = 150;

/**
 * Take a message apart; throws if it was cut short.
 *
 * @param {ArrayBuffer} data
 * @returns {{told: FrameTold, jpeg: Uint8Array<ArrayBuffer>}}
 */
export function parseFrame(data) {
	const length = new DataView(data).getUint32(0);
	if (length > data.byteLength - 4) throw new RangeError("a frame was cut short");
	const text = new TextDecoder().decode(new Uint8Array(data, 4, length));
	const jpeg = new Uint8Array(data, 4 + length);
	if (jpeg[0] !== 0xff || jpeg[1] !== 0xd8) throw new RangeError("no JPEG");
	return {told: JSON.parse(text), jpeg};
}

/**
 * Milliseconds before the next try: doubling, cut by up to a half by chance.
 *
 * @param {number} tries
 * @param {number} [chance]
 */
export function pause(tries, chance = Math.random()) {
	const most = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(tries, 10));
	return most * (0.5 + chance / 2);
}

/**
 * Says when to acknowledge: two frames at once, unless the house waits for it: then
 * the frame behind an answer comes later than the one before it did.
 */
export class Acks {
	constructor() {
		this._owed = 0;
		this._last = -Infinity;
		this._gap = Infinity;
		this._between = Infinity;
		this._answered = false;
		this._alone = 0;
	}

	/** Note a frame. @param {number} now milliseconds */
	came(now) {
		this._gap = now - this._last;
		this._last = now;
		if (!this._answered) this._between = this._gap;
		else if (this._gap > 1.5 * this._between + 5) this._alone = now + CAREFUL;
		this._answered = false;
	}

	/** How many to acknowledge when so many more are done with. @param {number} frames @param {number} now */
	done(frames, now) {
		this._owed += frames;
		const alone = now < this._alone || this._gap > SLOW;
		if (this._owed < 2 && !alone) return 0;
		const due = Math.min(2, this._owed);
		this._owed -= due;
		this._answered = true;
		return due;
	}
}

/**
 * A socket that is opened again and again until it is closed for good, shows the
 * newest frame only, and says how far it has come.
 */
export class FrameLink {
	/**
	 * @param {object} options
	 * @param {() => Promise<WebSocket>} options.open
	 * @param {(told: FrameTold, jpeg: Uint8Array<ArrayBuffer>) => Promise<void>} options.show
	 * @param {(state: "connecting" | "open" | "closed", failures: number) => void} options.tell
	 * @param {number} [options.rate]
	 */
	constructor({open, show, tell, rate}) {
		this._open = open;
		this._show = show;
		this._tell = tell;
		this._rate = rate;
		/** @type {WebSocket | undefined} */
		this._socket = undefined;
		/** @type {ArrayBuffer | undefined} */
		this._waiting = undefined;
		this._come = 0;
		this._acks = new Acks();
		this._showing = false;
		this._paused = false;
		this._closed = false;
		this._failures = 0;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this._timer = undefined;
		this._connect();
	}

	/** @param {boolean} paused */
	pause(paused) {
		if (paused === this._paused) return;
		this._paused = paused;
		this._send({paused});
		this._watch();
	}

	close() {
		this._closed = true;
		clearTimeout(this._timer);
		this._socket?.close();
	}

	async _connect() {
		this._tell("connecting", this._failures);
		try {
			const socket = await this._open();
			if (this._closed) return socket.close();
			this._socket = socket;
			socket.binaryType = "arraybuffer";
			socket.onopen = () => this._opened();
			socket.onmessage = ({data}) => this._take(data);
			socket.onclose = () => this._lost(socket);
			this._watch();
		} catch {
			this._retry();
		}
		return undefined;
	}

	_opened() {
		if (this._rate || this._paused) {
			this._send({...(this._rate && {rate: this._rate}), paused: this._paused});
		}
		this._tell("open", this._failures);
	}

	/** @param {unknown} data */
	_take(data) {
		this._watch();
		if (!(data instanceof ArrayBuffer)) return;
		this._come += 1;
		this._acks.came(performance.now());
		this._waiting = data;
		if (!this._showing) this._work();
	}

	async _work() {
		this._showing = true;
		while (this._waiting) {
			const [data, come, socket] = [this._waiting, this._come, this._socket];
			this._waiting = undefined;
			this._come = 0;
			try {
				const {told, jpeg} = parseFrame(data);
				await this._show(told, jpeg);
				this._failures = 0;
			} catch {
				// A picture that cannot be shown is one that is missing; the next one comes.
			}
			if (socket === this._socket) {
				const ack = this._acks.done(come, performance.now());
				if (ack) this._send({ack});
			}
		}
		this._showing = false;
	}

	/** @param {object} message */
	_send(message) {
		if (this._socket?.readyState === 1) this._socket.send(JSON.stringify(message));
	}

	/** Give a connection up that says nothing: the last picture comes every 10 s. */
	_watch() {
		clearTimeout(this._timer);
		if (!this._paused && !this._closed) {
			this._timer = setTimeout(() => this._socket && this._lost(this._socket), QUIET);
		}
	}

	/** @param {WebSocket} socket */
	_lost(socket) {
		socket.onclose = null;
		socket.onmessage = null;
		if (socket.readyState < 2) socket.close();
		if (socket !== this._socket) return;
		this._socket = undefined;
		this._come = 0;
		this._acks = new Acks();
		this._waiting = undefined;
		this._retry();
	}

	_retry() {
		if (this._closed) return;
		this._failures += 1;
		this._tell("closed", this._failures);
		clearTimeout(this._timer);
		this._timer = setTimeout(() => this._connect(), pause(this._failures - 1));
	}
}
