// Several cameras side by side; a tap brings one to the fore.

import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import "./camera.js";
import "./picture.js";

const SIGNS = {
	motion: "mdi:motion-sensor",
	input_1: "mdi:numeric-1-box",
	input_2: "mdi:numeric-2-box",
};

class VnWall extends VnElement {
	static get properties() {
		return {
			...super.properties,
			models: {attribute: false},
			config: {attribute: false},
			_chosen: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {import("../core/camera.js").CameraModel[]} */
		this.models = [];
		/** @type {CardConfig} */
		this.config = {type: ""};
		/** @type {string | undefined} */
		this._chosen = undefined;
	}

	attach() {
		for (const model of this.models) this.listen(model, "change", () => this.requestUpdate());
		if (this.config.alarms === "only") import("./alarms.js");
	}

	render() {
		const {config} = this;
		if (config.alarms === "only") return this._alarms();
		const chosen = this.models.find(({entityId}) => entityId === this._chosen);
		if (chosen) {
			return html`<jvc-vn-camera
				back
				.model=${chosen}
				.config=${config}
				@vn-back=${() => (this._chosen = undefined)}
			></jvc-vn-camera>`;
		}
		return html`<div class="wall ${this.models.length > 1 ? "" : "one"}">
			${this.models.map((model) => this._tile(model))}
		</div>`;
	}

	_alarms() {
		return html`<div class="alarms">
			<jvc-vn-alarms .model=${this.model} .models=${this.models}></jvc-vn-alarms>
		</div>`;
	}

	/** @param {import("../core/camera.js").CameraModel} model */
	_tile(model) {
		const live = model.picture === "live";
		const known = this.hass.states[model.entityId];
		const light = {live: "live", old: "old", waiting: "old", paused: "off"}[model.picture];
		return html`<button
			class="tile"
			aria-label=${this.t("open_camera", {name: model.name})}
			@click=${() => this._open(model)}
		>
			<jvc-vn-picture .model=${model} .rate=${this.config.rate}></jvc-vn-picture>
			<span class="chip name"
				><i class=${model.available ? light : "off"}></i><span>${model.name}</span></span
			>
			${live ? nothing : html`<span class="state">${this._state(model, known)}</span>`}
			<span class="signs"
				>${Object.entries(SIGNS).map(([key, icon]) => (model.usable(key)?.state === "on" ? html`<ha-icon class="flash" icon=${icon} title=${model.state(key)?.attributes.friendly_name}></ha-icon>` : nothing))}</span
			>
		</button>`;
	}

	/** @param {import("../core/camera.js").CameraModel} model @param {HassEntity | undefined} known */
	_state(model, known) {
		if (!known) return this.t("unknown_camera", {id: model.entityId});
		if (model.status === "unauthorized") return this.t("no_rights");
		if (model.status === "not_loaded") return this.t("not_loaded");
		if (!model.available) return this.t("away");
		return model.picture === "old" ? this.t("picture_old") : "";
	}

	/** @param {import("../core/camera.js").CameraModel} model */
	_open(model) {
		const {path} = this.config;
		if (!path) {
			this._chosen = model.entityId;
			return;
		}
		const [, name] = model.entityId.split(".");
		history.pushState(null, "", path.replace("{camera}", name));
		window.dispatchEvent(new CustomEvent("location-changed", {detail: {replace: false}}));
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
		container: wall / inline-size;
	}
	.wall {
		display: grid;
		grid-template-columns: 1fr;
		gap: 4px;
	}
	@container wall (min-width: 440px) {
		.wall:not(.one) {
			grid-template-columns: repeat(2, 1fr);
		}
	}
	@container wall (min-width: 900px) {
		.wall:not(.one) {
			grid-template-columns: repeat(auto-fit, minmax(300px, 1fr));
		}
	}
	.tile {
		position: relative;
		display: block;
		padding: 0;
		aspect-ratio: 4 / 3;
		border-radius: 0;
		overflow: hidden;
		background: #14181e;
		color: #fff;
	}
	.tile:focus-visible {
		outline-offset: -4px;
	}
	jvc-vn-picture {
		position: absolute;
		inset: 0;
		pointer-events: none;
	}
	.name {
		position: absolute;
		top: 8px;
		inset-inline-start: 8px;
		max-width: calc(100% - 16px);
	}
	.state {
		position: absolute;
		inset: 0;
		display: grid;
		place-items: center;
		padding: 44px 16px;
		text-shadow: 0 1px 3px #000;
	}
	.signs {
		position: absolute;
		inset-inline-end: 8px;
		bottom: 8px;
		display: flex;
		gap: 6px;
	}
	.flash {
		padding: 8px;
		border-radius: 50%;
	}
	.alarms {
		max-width: 760px;
		margin: 0 auto;
		padding: 16px;
	}
`;

define("jvc-vn-wall", VnWall);
