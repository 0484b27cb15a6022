// What lies over the picture: whose it is, how old, where it looks, what happens, and
// what can be taken from it.

import {formatDegrees, formatTime, formatTimes} from "../core/format.js";
import {heading, magnification} from "../core/geometry.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";

const HAPPENS = {
	motion: "mdi:motion-sensor",
	input_1: "mdi:numeric-1-box",
	input_2: "mdi:numeric-2-box",
};

class VnOverlay extends VnElement {
	static get properties() {
		return {
			...super.properties,
			boxing: {type: Boolean},
			back: {type: Boolean},
		};
	}

	constructor() {
		super();
		this.boxing = false;
		this.back = false;
		/** @type {number | null | undefined} */
		this._preset = undefined;
	}

	attach() {
		super.attach();
		// The picture comes first.
		import("./tools.js");
		this.listen(this.model, "frame", () => this._framed());
	}

	updated() {
		this._figure();
	}

	/** The figures change with every frame: no rendering for that. */
	_figure() {
		const chip = this.renderRoot.querySelector(".where");
		const where = this._where();
		if (!chip || chip.textContent === where) return;
		chip.textContent = where;
		chip.parentElement.hidden = !where;
	}

	_framed() {
		this._figure();
		const preset = this.model.frame?.preset;
		if (preset !== this._preset) this.requestUpdate();
		this._preset = preset;
	}

	_where() {
		const {pose, told} = this.model;
		if (!pose || !told) return "";
		const pan = formatDegrees(this.hass, Math.round(heading(pose).pan) % 360);
		return `${pan} · ${formatTimes(this.hass, magnification(told.lens, pose.zoom))}`;
	}

	render() {
		const {model} = this;
		const preset = model.told?.presets.find(({number}) => number === model.frame?.preset);
		return html`
			<div class="row top">
				${this.back ? html`<button class="round glass" @click=${() => this.fire("vn-back")} aria-label=${this.t("back")}><ha-icon icon="mdi:arrow-left"></ha-icon></button>` : nothing}
				<span class="chip name"><i class=${this._light()}></i><span>${model.name}</span></span>
				<span class="gap"></span>
				${Object.entries(HAPPENS).map(([key, icon]) => this._badge(key, icon))}
			</div>
			${this._notice()}
			<div class="row bottom">
				<span class="chip small" hidden
					><span class="where"></span>${preset ? html`<b>${preset.title}</b>` : nothing}</span
				>
				<span class="gap"></span>
				<jvc-vn-tools .model=${this.model} .boxing=${this.boxing}></jvc-vn-tools>
			</div>
		`;
	}

	_light() {
		if (!this.model.available) return "off";
		return {live: "live", old: "old", waiting: "old", paused: "off"}[this.model.picture];
	}

	/** @param {string} key @param {string} icon */
	_badge(key, icon) {
		const state = this.model.usable(key);
		if (!state) return nothing;
		const on = state.state === "on";
		const name = `${state.attributes.friendly_name}: ${this.hass.formatEntityState(state)}`;
		return html`<button
			class="glass badge ${on ? "flash" : ""}"
			aria-label=${name}
			title=${name}
			@click=${() => this.moreInfo(key)}
		>
			<ha-icon icon=${icon}></ha-icon>
		</button>`;
	}

	/** Why the picture is not the present, and who turns the camera. */
	_notice() {
		const {status, told, picture, frame} = this.model;
		const reason = this._reason(status);
		if (reason)
			return html`<div class="notice" role="status">
				<ha-icon icon="mdi:cctv-off"></ha-icon>
				<div><b>${reason}</b>${frame ? html`<br />${this._since(frame.time)}` : nothing}</div>
			</div>`;
		if (picture === "old" && frame)
			return html`<div class="notice" role="status">
				<ha-icon icon="mdi:clock-alert-outline"></ha-icon>
				<div><b>${this.t("picture_old")}</b><br />${this._since(frame.time)}</div>
			</div>`;
		const {turning} = told ?? {};
		if (turning && !turning.you)
			return html`<div class="turning">
				<span class="chip small" role="status"
					><ha-icon icon="mdi:account"></ha-icon>${this.t("turned_by", {name: turning.by})}</span
				>
			</div>`;
		return nothing;
	}

	/** @param {string} status */
	_reason(status) {
		const {hass, entityId, available, picture} = this.model;
		if (!hass.connected) return this.t("disconnected");
		if (status === "unauthorized") return this.t("no_rights");
		if (!hass.states[entityId]) return this.t("unknown_camera", {id: entityId});
		if (status === "not_loaded") return this.t("not_loaded");
		return !available && picture !== "live" ? this.t("away") : "";
	}

	/** @param {number} time */
	_since(time) {
		const when = formatTime(this.hass, new Date(time * 1000), this.model.meter.now());
		return this.t("picture_from", {time: when});
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		position: absolute;
		inset: 0;
		display: flex;
		flex-direction: column;
		justify-content: space-between;
		pointer-events: none;
		color: #fff;
		border-radius: inherit;
		overflow: hidden;
	}
	button {
		pointer-events: auto;
	}
	.row {
		display: flex;
		align-items: center;
		gap: 6px;
		padding: 8px;
	}
	.bottom {
		align-items: flex-end;
	}
	.gap {
		flex: 1;
	}
	.chip b {
		max-width: 9em;
	}
	.small {
		font-size: 13px;
	}
	.badge {
		padding: 0;
		border-radius: 50%;
		opacity: 0.75;
	}
	.badge.flash {
		opacity: 1;
		background: #e65100;
	}
	.notice {
		align-self: center;
		display: flex;
		align-items: center;
		gap: 12px;
		max-width: 90%;
		padding: 12px 18px;
		border-radius: 14px;
		background: rgba(14, 18, 24, 0.82);
	}
	.turning {
		position: absolute;
		top: 56px;
		inset-inline-start: 8px;
	}
	.turning ha-icon {
		--mdc-icon-size: 18px;
	}
	@container camera (max-width: 420px) {
		.chip b {
			max-width: 5em;
		}
	}
	@container camera (max-width: 350px) {
		.bottom {
			flex-wrap: wrap-reverse;
		}
		.bottom .gap {
			display: none;
		}
		jvc-vn-tools {
			flex: none;
		}
	}
`;

define("jvc-vn-overlay", VnOverlay);
