// Where it looks: all that the camera has seen around it, and the present view in it.

import {formatDegrees} from "../core/format.js";
import {View, heading, turn, wrap} from "../core/geometry.js";
import {VnElement, css, define, html} from "../lit.js";
import {shared} from "../styles.js";
import {drawStrip, edges} from "./strip-drawing.js";

const STEP = 10;

class VnStrip extends VnElement {
	static get properties() {
		return {
			...super.properties,
			panorama: {attribute: false},
			limits: {attribute: false},
		};
	}

	constructor() {
		super();
		/** @type {ImageBitmap | undefined} */
		this.panorama = undefined;
		/** @type {CameraTold["limits"] | undefined} limits that are being edited */
		this.limits = undefined;
		this._dirty = false;
	}

	render() {
		const {pose} = this.model;
		const pan = pose ? Math.round(heading(pose).pan) : 0;
		return html`<canvas
				tabindex=${this.model.may("turn") ? 0 : -1}
				role="slider"
				aria-label=${this.t("where_it_looks")}
				aria-valuemin="0"
				aria-valuemax="360"
				aria-valuenow=${pan}
				aria-valuetext=${this._spoken(pan)}
				@click=${this._tapped}
				@keydown=${this._key}
			></canvas>
			${this._marks().map(
				({x, kind, icon, title, go}) =>
					html`<button
						class="pin ${kind}"
						style="left:${x * 100}%"
						title=${title}
						aria-label=${title}
						tabindex="-1"
						@click=${go}
					>
						<ha-icon icon=${icon}></ha-icon>
					</button>`,
			)}`;
	}

	attach() {
		super.attach();
		this.listen(this.model, "frame", () => this._soon());
		this._sized = new ResizeObserver(() => this._soon());
		this._sized.observe(/** @type {any} */ (this));
	}

	detach() {
		super.detach();
		this._sized?.disconnect();
	}

	updated() {
		this._soon();
	}

	/** Draw with the next picture of the screen, once. */
	_soon() {
		if (this._dirty) return;
		this._dirty = true;
		requestAnimationFrame(() => {
			this._dirty = false;
			if (this.isConnected) this._draw();
		});
	}

	/** The pan in the middle: where home is, so that what matters is not cut in two. */
	get middle() {
		const home = this.model.told?.presets.find(({number}) => number === 0);
		return home?.place?.pan ?? 0;
	}

	/** @param {number} pan 0 to 1 from the left */
	_x(pan) {
		return 0.5 + turn(this.middle, pan) / 360;
	}

	/** @param {number} pan */
	_spoken(pan) {
		const preset = this.model.told?.presets.find(({number}) => number === this.model.frame?.preset);
		const degrees = formatDegrees(this.hass, pan);
		return preset ? `${degrees}, ${preset.title}` : degrees;
	}

	/** Presets and the last alarm, as pins at the upper edge. */
	_marks() {
		const {told} = this.model;
		if (!told) return [];
		const pins = told.presets
			.filter(({place}) => place)
			.map(({number, title, place}) => ({
				x: this._x(heading(/** @type {Place} */ (place)).pan),
				kind: number === this.model.frame?.preset ? "preset here" : "preset",
				icon: number === 0 ? "mdi:home" : "mdi:map-marker",
				title,
				go: () => this.model.may("presets") && this.model.gotoPreset(number),
			}));
		const {alarm} = told;
		if (!alarm) return pins;
		const event = this.model.state("alarm_event");
		const kind = event
			? this.hass.formatEntityState({...event, state: alarm.type}, alarm.type)
			: alarm.type;
		return [
			...pins,
			{
				x: this._x(heading(alarm).pan),
				kind: "alarm",
				icon: "mdi:bell",
				title: this.t("last_alarm", {
					kind:
						this.hass.localize(
							`component.jvc_vn.entity.event.alarm_event.state_attributes.event_type.state.${alarm.type}`,
						) || kind,
				}),
				go: () =>
					this.model.may("turn") &&
					this.model.goto({pan: alarm.pan, tilt: alarm.tilt, zoom: alarm.zoom}),
			},
		];
	}

	_draw() {
		const {pose, told, aspect} = this.model;
		const view = pose && told ? new View(pose, told.lens, aspect) : undefined;
		const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
		drawStrip(canvas, {
			middle: this.middle,
			image: this.panorama,
			limits: (this.limits ?? told?.limits)?.pan ?? undefined,
			masks: (told?.masks ?? []).flatMap(({place}) => place ?? []),
			view,
		});
	}

	/** @param {MouseEvent} event */
	_tapped(event) {
		if (!this.model.may("turn")) return;
		const canvas = /** @type {HTMLElement} */ (event.currentTarget);
		const {left, top, width, height} = canvas.getBoundingClientRect();
		const pan = wrap(this.middle + ((event.clientX - left) / width - 0.5) * 360);
		const ends = edges(width, height);
		const up = ends.top - ((event.clientY - top) / height) * (ends.top - ends.bottom);
		this.model.goto({pan, tilt: Math.min(95, Math.max(0, 5 - up))});
	}

	/** @param {KeyboardEvent} event */
	_key(event) {
		const {pose} = this.model;
		const by = {ArrowLeft: -STEP, ArrowRight: STEP, PageDown: -90, PageUp: 90}[event.key];
		if (!by || !pose || !this.model.may("turn")) return;
		event.preventDefault();
		this.model.goto({pan: wrap(pose.pan + by)});
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
		position: relative;
		aspect-ratio: 360 / 70;
		max-height: 120px;
		width: 100%;
		overflow: hidden;
		contain: content;
	}
	canvas {
		display: block;
		width: 100%;
		height: 100%;
		cursor: pointer;
		outline-offset: -3px;
	}
	.pin {
		position: absolute;
		top: 0;
		width: 44px;
		min-width: 0;
		height: 44px;
		margin-inline: -22px;
		padding: 0;
		align-items: flex-start;
		padding-top: 4px;
		background: none;
		color: #fff;
		filter: drop-shadow(0 1px 1px rgba(0, 0, 0, 0.9));
	}
	.pin ha-icon {
		--mdc-icon-size: 18px;
	}
	.pin.here {
		color: #ffd54f;
	}
	.pin.alarm {
		top: auto;
		bottom: 0;
		align-items: flex-end;
		padding: 0 0 4px;
		color: #ff8a65;
	}
`;

define("jvc-vn-strip", VnStrip);
