// A move that goes on as long as it is held. No DOM here.
//
// The camera must stop when a finger is lifted, and also when nobody can say so any
// more: the integration ends a move 1.5 s after it was renewed last.

export const RENEW = 500;
const CHANGE = 100;

/** Held by a finger, a key or a gamepad, one at a time for each camera. */
export class Hold {
	/**
	 * @param {object} options
	 * @param {(speeds: Speeds) => Promise<unknown>} options.keep begins, changes, renews
	 * @param {() => Promise<unknown>} options.release
	 * @param {(error: any) => void} options.lost it is held no more, for this reason
	 */
	constructor({keep, release, lost}) {
		this._keep = keep;
		this._release = release;
		this._lost = lost;
		/** @type {Speeds | undefined} */
		this._speeds = undefined;
		this._sent = "";
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this._change = undefined;
		/** @type {ReturnType<typeof setInterval> | undefined} */
		this._renewal = undefined;
	}

	get active() {
		return this._speeds !== undefined;
	}

	get speeds() {
		return this._speeds ?? {};
	}

	/** Begin, or go another way. @param {Speeds} speeds */
	set(speeds) {
		const moving = Object.fromEntries(
			Object.entries(speeds)
				.map(([axis, speed]) => [axis, Math.round(speed ?? 0)])
				.filter(([, speed]) => speed),
		);
		if (!Object.keys(moving).length) return this.release();
		const fresh = !this._speeds;
		this._speeds = moving;
		if (fresh) {
			this._renewal = setInterval(() => this._send(), RENEW);
			this._send();
		} else if (JSON.stringify(moving) !== this._sent && !this._change) {
			this._change = setTimeout(() => {
				this._change = undefined;
				this._send();
			}, CHANGE);
		}
		return undefined;
	}

	/** Let go. */
	release() {
		if (!this._speeds) return;
		this._end();
		this._release().catch(this._lost);
	}

	_send() {
		if (!this._speeds) return;
		this._sent = JSON.stringify(this._speeds);
		this._keep(this._speeds).catch((error) => {
			if (!this._speeds) return;
			this._end();
			this._lost(error);
		});
	}

	_end() {
		clearTimeout(this._change);
		clearInterval(this._renewal);
		this._change = this._renewal = this._speeds = undefined;
		this._sent = "";
	}
}

/**
 * Sends to one goal after the other, each as soon as the one before was taken: of
 * several the newest counts.
 */
export class Going {
	/**
	 * @param {(goal: Partial<Pose>) => Promise<unknown>} send
	 * @param {(error: any) => void} failed
	 * @param {number} [gap] milliseconds between two goals
	 */
	constructor(send, failed, gap = 120) {
		this._send = send;
		this._failed = failed;
		this._gap = gap;
		/** @type {Partial<Pose> | undefined} */
		this._goal = undefined;
		this._busy = false;
	}

	/** @param {Partial<Pose>} goal */
	to(goal) {
		this._goal = {...this._goal, ...goal};
		if (!this._busy) this._work();
	}

	async _work() {
		this._busy = true;
		while (this._goal) {
			const goal = this._goal;
			this._goal = undefined;
			try {
				await this._send(goal);
			} catch (error) {
				this._failed(error);
			}
			await new Promise((done) => setTimeout(done, this._gap));
		}
		this._busy = false;
	}
}
