// Fingers on the picture: drag, pinch, tap, double tap, long press, box. No DOM here.

const SLOP = 6;
const LONG = 600;
const DOUBLE = 300;
const NEAR = 40;

/** Tells gestures apart; fed with pointer events. */
export class Gestures {
	/** @param {FingerWishes} wishes */
	constructor(wishes) {
		this._on = wishes;
		/** @type {Map<number, Finger>} */
		this._touches = new Map();
		/** @type {Finger | undefined} */
		this._start = undefined;
		/** @type {"none" | "press" | "drag" | "box" | "pinch" | "spent"} */
		this._kind = "none";
		this._span = 0;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this._timer = undefined;
		/** @type {{touch: Finger, timer: ReturnType<typeof setTimeout>} | undefined} */
		this._tapped = undefined;
	}

	/** @param {Finger} touch */
	down(touch) {
		this._touches.set(touch.id, touch);
		clearTimeout(this._timer);
		if (this._touches.size > 1) return this._second();
		this._start = touch;
		this._kind = "press";
		this._timer = setTimeout(() => {
			if (this._kind !== "press" || touch.box) return;
			this._kind = "spent";
			this._on.longPress?.(touch);
		}, LONG);
		return undefined;
	}

	/** @param {Finger} touch */
	move(touch) {
		if (!this._touches.has(touch.id)) return;
		this._touches.set(touch.id, touch);
		const start = this._start;
		if (this._kind === "pinch") return this._pinch();
		if (!start) return;
		if (this._kind === "press" && distance(start, touch) > SLOP) {
			clearTimeout(this._timer);
			this._kind = start.box ? "box" : "drag";
			if (!start.box) this._on.grab?.(start);
		}
		if (this._kind === "drag") this._on.drag?.(touch);
		if (this._kind === "box") this._on.box?.(start, touch);
	}

	/** @param {Finger} touch */
	up(touch) {
		if (!this._touches.delete(touch.id)) return;
		clearTimeout(this._timer);
		const [kind, start] = [this._kind, this._start];
		if (kind === "pinch") {
			// The finger that stays begins nothing: it is about to be lifted, too.
			this._on.pinched?.();
			this._kind = "spent";
		}
		if (kind === "drag") this._on.drop?.();
		if (kind === "box" && start) this._on.boxed?.(start, touch);
		if (kind === "press") this._tap(touch);
		if (!this._touches.size) this._kind = "none";
		else if (this._kind !== "spent") this._kind = "spent";
	}

	/** A pointer was taken away: scrolling, a dialog, a phone call. @param {number} id */
	gone(id) {
		if (this._touches.has(id)) this.cancel();
	}

	/** All at once: the window has lost the focus. */
	cancel() {
		clearTimeout(this._timer);
		this._touches.clear();
		if (this._kind === "drag") this._on.drop?.();
		if (this._kind === "pinch") this._on.pinched?.();
		if (this._kind === "box") this._on.cancel?.();
		this._kind = "none";
	}

	_second() {
		if (this._kind === "drag") this._on.drop?.();
		if (this._kind === "box") this._on.cancel?.();
		this._kind = "pinch";
		this._span = this._spread().span;
	}

	_pinch() {
		const {span, x, y} = this._spread();
		if (span < 1 || this._span < 1) return;
		this._on.pinch?.(span / this._span, x, y);
		this._span = span;
	}

	_spread() {
		const [a, b] = this._touches.values();
		return {span: distance(a, b), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2};
	}

	/** @param {Finger} touch */
	_tap(touch) {
		const before = this._tapped;
		if (before && distance(before.touch, touch) < NEAR) {
			clearTimeout(before.timer);
			this._tapped = undefined;
			this._on.doubleTap?.(touch);
			return;
		}
		const timer = setTimeout(() => {
			this._tapped = undefined;
			this._on.tap?.(touch);
		}, DOUBLE);
		this._tapped = {touch, timer};
	}
}

/** @param {Finger} a @param {Finger} b */
const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y);
