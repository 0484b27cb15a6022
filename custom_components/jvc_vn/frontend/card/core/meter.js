// How many frames come, and how old they are when they are shown.

const WINDOW = 2000;

export class Meter {
	constructor() {
		/** @type {{at: number, age: number}[]} */
		this._frames = [];
		/** Milliseconds that Home Assistant's clock is ahead of ours. */
		this.ahead = 0;
	}

	/** @param {number} taken seconds since 1970 by Home Assistant's clock @param {number} now milliseconds by ours */
	note(taken, now) {
		const age = now + this.ahead - taken * 1000;
		this._frames = [...this._frames.filter(({at}) => now - at < WINDOW), {at: now, age}];
	}

	/** The present by Home Assistant's clock. */
	now() {
		return new Date(Date.now() + this.ahead);
	}

	/** Frames per second. @param {number} now */
	rate(now) {
		const recent = this._frames.filter(({at}) => now - at < WINDOW);
		if (recent.length < 2) return 0;
		return ((recent.length - 1) * 1000) / (recent[recent.length - 1].at - recent[0].at || 1);
	}

	/** Milliseconds from Home Assistant to the screen, the median. */
	latency() {
		const ages = this._frames.map(({age}) => age).sort((a, b) => a - b);
		return ages.length ? Math.max(0, ages[ages.length >> 1]) : undefined;
	}

	/**
	 * Learn how far the clocks are apart from a question and its answer.
	 *
	 * @param {number} asked @param {number} answered milliseconds @param {number} theirs seconds
	 */
	compare(asked, answered, theirs) {
		const found = theirs * 1000 - (asked + answered) / 2;
		// What the way there and back may explain is no difference.
		this.ahead = Math.abs(found) <= (answered - asked) / 2 + 1 ? 0 : found;
	}
}
