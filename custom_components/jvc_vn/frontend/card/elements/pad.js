// The pad: a joystick amid eight buttons, zoom, speed, home and stop.

import {formatTimes} from "../core/format.js";
import {clamp, magnification} from "../core/geometry.js";
import {VnElement, css, define, html} from "../lit.js";
import {shared} from "../styles.js";
import {Grip} from "./grip.js";

/** @type {[string, number, number, string][]} */
const POINTS = [
	["up", 0, -1, "mdi:chevron-up"],
	["up_right", 1, -1, ""],
	["right", 1, 0, "mdi:chevron-right"],
	["down_right", 1, 1, ""],
	["down", 0, 1, "mdi:chevron-down"],
	["down_left", -1, 1, ""],
	["left", -1, 0, "mdi:chevron-left"],
	["up_left", -1, -1, ""],
];
const RING = 64;
const TRAVEL = 34;

class VnPad extends VnElement {
	constructor() {
		super();
		this._grip = new Grip(() => this.model);
		/** @type {[number, number] | undefined} */
		this._from = undefined;
	}

	attach() {
		super.attach();
		this.listen(window, "blur", () => this._drop());
		this.listen(document, "visibilitychange", () => document.hidden && this._drop());
		this.listen(window, "pagehide", () => this._drop());
		this.listen(this.model, "frame", () => this._framed());
		this.listen(this.model, "fail", () => this._drop());
	}

	detach() {
		super.detach();
		this._drop();
	}

	updated() {
		this._framed();
	}

	_framed() {
		const text = this._times();
		const label = this.renderRoot.querySelector(".times");
		if (label && label.textContent !== text) label.textContent = text;
	}

	_times() {
		const {pose, told} = this.model;
		if (!pose || !told) return "";
		return formatTimes(this.hass, magnification(told.lens, pose.zoom));
	}

	render() {
		return html`
			<div class="pad" dir="ltr">
				${POINTS.map(([key, x, y, icon]) => this._point(key, x, y, icon))}
				<div class="well">
					<div
						class="knob"
						@pointerdown=${this._take}
						@pointermove=${this._steer}
						@pointerup=${this._lift}
						@pointercancel=${this._lift}
						@lostpointercapture=${this._lift}
					></div>
				</div>
			</div>
			<div class="zoom">
				${this._grip.button({label: this.t("zoom_in"), ways: {zoom: 1}, face: html`<ha-icon icon="mdi:plus"></ha-icon>`})}
				<span class="times"></span>
				${this._grip.button({label: this.t("zoom_out"), ways: {zoom: -1}, face: html`<ha-icon icon="mdi:minus"></ha-icon>`})}
			</div>
			<div class="side">
				<button
					aria-label=${this.t("home")}
					title=${this.t("home")}
					@click=${() => this.model.gotoPreset(0)}
				>
					<ha-icon icon="mdi:home"></ha-icon>
				</button>
				<button
					aria-label=${this.t("stop")}
					title=${this.t("stop")}
					@click=${() => this.model.stop()}
				>
					<ha-icon icon="mdi:stop"></ha-icon>
				</button>
			</div>
			<label class="speed">
				<span>${this.t("speed")}</span>
				<input
					type="range"
					min="5"
					max="100"
					step="5"
					.value=${String(this.model.speed)}
					@input=${(/** @type {any} */ event) => (this.model.speed = Number(event.target.value))}
				/>
			</label>
		`;
	}

	/** @param {string} key @param {number} x @param {number} y @param {string} icon */
	_point(key, x, y, icon) {
		const long = Math.hypot(x, y);
		const place = `left:calc(50% + ${(x / long) * RING}px);top:calc(50% + ${(y / long) * RING}px)`;
		const face = icon ? html`<ha-icon icon=${icon}></ha-icon>` : html`<i></i>`;
		return this._grip.button({
			label: this.t(key),
			ways: {pan: x, tilt: -y},
			face,
			kind: "point",
			place,
		});
	}

	/** @param {PointerEvent} event */
	_take(event) {
		if (!this._grip.take(event)) return;
		this._from = [event.clientX, event.clientY];
	}

	/** @param {PointerEvent} event */
	_steer(event) {
		if (event.pointerId !== this._grip.pointer || !this._from) return;
		const [x, y] = [event.clientX - this._from[0], event.clientY - this._from[1]];
		const long = Math.hypot(x, y) || 1;
		const part = clamp(long / TRAVEL, 0, 1);
		const [dx, dy] = [(x / long) * part, (y / long) * part];
		this._knob.style.transform = `translate(${dx * TRAVEL}px, ${dy * TRAVEL}px)`;
		if (part < 0.12) this.model.hold.release();
		else this.model.turn({pan: curve(dx), tilt: -curve(dy)});
	}

	/** @param {PointerEvent} event */
	_lift(event) {
		this._knob.style.transform = "";
		this._grip.lift(event);
	}

	_drop() {
		this._knob.style.transform = "";
		this._grip.drop();
	}

	get _knob() {
		return /** @type {HTMLElement} */ (this.renderRoot.querySelector(".knob"));
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		justify-content: center;
		gap: 10px 14px;
	}
	.pad {
		position: relative;
		flex: none;
		width: 176px;
		height: 176px;
		border-radius: 50%;
		background: var(--vn-field);
		box-shadow: inset 0 0 0 1px var(--vn-line);
	}
	.point {
		position: absolute;
		width: 44px;
		height: 44px;
		margin: -22px;
		padding: 0;
		border-radius: 50%;
		background: none;
		touch-action: none;
	}
	.point i {
		width: 6px;
		height: 6px;
		border-radius: 50%;
		background: currentcolor;
		opacity: 0.7;
	}
	.well {
		position: absolute;
		inset: 46px;
		border-radius: 50%;
		background: var(--card-background-color, #fff);
		box-shadow: inset 0 1px 4px rgba(0, 0, 0, 0.25);
		pointer-events: none;
	}
	.knob {
		position: absolute;
		inset: 12px;
		border-radius: 50%;
		background: var(--vn-accent);
		box-shadow: 0 2px 6px rgba(0, 0, 0, 0.35);
		cursor: grab;
		touch-action: none;
		pointer-events: auto;
		transition: transform 0.15s ease-out;
	}
	/* A finger needs more than what the eye does. */
	.knob::after {
		content: "";
		position: absolute;
		inset: -8px;
		border-radius: 50%;
	}
	.knob.held {
		cursor: grabbing;
		transition: none;
	}
	.zoom {
		display: flex;
		flex-direction: column;
		align-items: center;
		border-radius: 26px;
		background: var(--vn-field);
		box-shadow: inset 0 0 0 1px var(--vn-line);
	}
	.zoom button {
		width: 52px;
		height: 56px;
		padding: 0;
		border-radius: 26px;
		background: none;
		touch-action: none;
	}
	.zoom button.held,
	.point.held {
		background: var(--vn-strong);
	}
	.times {
		min-height: 20px;
		font-size: 13px;
		font-weight: 500;
		font-variant-numeric: tabular-nums;
	}
	.side {
		display: flex;
		flex-direction: column;
		gap: 12px;
	}
	@container camera (max-width: 350px) {
		.side {
			flex-direction: row;
		}
	}
	.side button {
		width: 52px;
		height: 60px;
		padding: 0;
		border-radius: 20px;
		box-shadow: inset 0 0 0 1px var(--vn-line);
	}
	.speed {
		flex: 1 1 160px;
		max-width: 320px;
		font-size: 13px;
		color: var(--vn-quiet);
	}
	.speed input {
		display: block;
		height: 36px;
	}
`;

/** Slow near the middle. @param {number} value */
const curve = (value) => Math.sign(value) * value * value;

define("jvc-vn-pad", VnPad);
