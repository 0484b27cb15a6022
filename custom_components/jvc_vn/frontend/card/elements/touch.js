// Pointers and wheel on the picture, as gestures at spots of it.

import {clamp} from "../core/geometry.js";
import {Gestures} from "../core/gestures.js";

const WHEEL_ENDS = 250;
/** Milliseconds after which a wheel that scrolled the page may mean the picture. */
const SCROLL_ENDS = 400;

export class Touch {
	/** @param {HTMLElement} surface @param {SpotWishes} on */
	constructor(surface, on) {
		this._surface = surface;
		this._on = on;
		this._scrolled = -SCROLL_ENDS;
		this._gestures = new Gestures({
			grab: (touch) => on.grab(this._spot(touch)),
			drag: (touch) => on.drag(this._spot(touch)),
			drop: on.drop,
			pinch: (scale, x, y) => on.zoom(scale, this._spot({x, y})),
			pinched: on.drop,
			doubleTap: (touch) => on.doubleTap(this._spot(touch)),
			longPress: (touch) => on.longPress(this._spot(touch)),
			box: (from, to) => on.box(this._boxOf(from, to)),
			boxed: (from, to) => on.boxed(this._boxOf(from, to)),
			cancel: () => on.box(undefined),
		});
		this._ended = new AbortController();
		const {signal} = this._ended;
		for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
			surface.addEventListener(kind, (event) => this._pointer(/** @type {any} */ (event)), {
				signal,
			});
		}
		for (const kind of ["pointercancel", "lostpointercapture"]) {
			const gone = (/** @type {any} */ event) => this._gestures.gone(event.pointerId);
			surface.addEventListener(kind, gone, {signal});
		}
		surface.addEventListener("wheel", (event) => this._wheel(event), {signal, passive: false});
		window.addEventListener("blur", () => this._gestures.cancel(), {signal});
		window.addEventListener("wheel", () => (this._scrolled = performance.now()), {signal});
	}

	end() {
		this._gestures.cancel();
		this._ended.abort();
	}

	/** @param {WheelEvent} event */
	_wheel(event) {
		// A page that is being scrolled across the picture scrolls on.
		if (!this._on.may() || performance.now() - this._scrolled < SCROLL_ENDS) return;
		event.preventDefault();
		event.stopPropagation();
		const lines = event.deltaMode === 1 ? 16 : 1;
		const scale = 1.0015 ** -clamp(event.deltaY * lines, -240, 240);
		this._on.zoom(scale, this._spot(this._local(event)));
		clearTimeout(this._wheeled);
		this._wheeled = setTimeout(this._on.drop, WHEEL_ENDS);
	}

	/** @param {PointerEvent} event */
	_pointer(event) {
		if (!this._on.may() || event.button > 0) return;
		const box = this._on.boxing() || event.shiftKey;
		const touch = {...this._local(event), id: event.pointerId, box};
		if (event.type === "pointerdown") {
			this._surface.setPointerCapture(event.pointerId);
			this._surface.focus({preventScroll: true});
			// No context menu and no selection for a finger that rests.
			if (event.pointerType !== "mouse") event.preventDefault();
			this._gestures.down(touch);
		} else if (event.type === "pointermove") this._gestures.move(touch);
		else this._gestures.up(touch);
	}

	/** @param {MouseEvent} event */
	_local({clientX, clientY}) {
		const {left, top} = this._surface.getBoundingClientRect();
		return {x: clientX - left, y: clientY - top};
	}

	/** @param {{x: number, y: number}} point pixels @returns {Spot} */
	_spot({x, y}) {
		const {offsetWidth, offsetHeight} = this._surface;
		return {x: x / offsetWidth, y: y / offsetHeight};
	}

	/** @param {{x: number, y: number}} from @param {{x: number, y: number}} to @returns {Box} */
	_boxOf(from, to) {
		const [a, b] = [this._spot(from), this._spot(to)];
		const ends = (/** @type {number[]} */ both) =>
			both.map((end) => clamp(end, 0, 1)).sort((m, n) => m - n);
		const [[left, right], [top, bottom]] = [ends([a.x, b.x]), ends([a.y, b.y])];
		return {left, right, top, bottom};
	}
}
