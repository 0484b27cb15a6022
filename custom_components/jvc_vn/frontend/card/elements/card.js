// The card: one camera, or several side by side.

import {CameraModel} from "../core/camera.js";
import {ConfigError, checkConfig, ourCameras} from "../core/config.js";
import {loadTexts} from "../core/texts.js";
import {LitElement, css, define, html, nothing} from "../lit.js";
import {pageTexts} from "../page.js";
import {shared} from "../styles.js";
import "./camera.js";

class VnCard extends LitElement {
	static get properties() {
		return {_config: {state: true}};
	}

	/** @param {Hass} hass */
	static getStubConfig(hass) {
		const cameras = ourCameras(hass);
		return cameras.length > 1 ? {cameras} : {camera: cameras[0] ?? "camera.front_yard"};
	}

	static async getConfigElement() {
		await import("../editors/card.js");
		return document.createElement("jvc-vn-card-editor");
	}

	constructor() {
		super();
		/** @type {Hass | undefined} */
		this._hass = undefined;
		/** @type {(CardConfig & {cameras: string[]}) | undefined} */
		this._config = undefined;
		this._texts = pageTexts;
		this._language = "";
		/** @type {Map<string, CameraModel>} */
		this._models = new Map();
		/** @type {CameraModel[]} */
		this._list = [];
	}

	/** @param {any} config */
	setConfig(config) {
		try {
			this._config = checkConfig(config);
		} catch (error) {
			if (!(error instanceof ConfigError)) throw error;
			// Home Assistant shows this on its own error card.
			throw new Error(this._texts.get(error.key, error.names), {cause: error});
		}
		if (this._several) import("./wall.js");
		this._build();
	}

	get _several() {
		return this._config && (this._config.cameras.length > 1 || this._config.alarms === "only");
	}

	/** @param {Hass} hass */
	set hass(hass) {
		const before = this._hass;
		this._hass = hass;
		const concerned = !before || this._concerns(before, hass);
		for (const model of this._models.values()) {
			model.hass = hass;
			if (concerned) model.changed();
		}
		if (hass.locale.language !== this._language) this._speak(hass);
		if (!before) this._connect();
	}

	get hass() {
		return /** @type {Hass} */ (this._hass);
	}

	/** Whether anything has changed that one of our cameras shows. @param {Hass} before @param {Hass} now */
	_concerns(before, now) {
		if (before.entities !== now.entities || before.connected !== now.connected) return true;
		if (before.locale !== now.locale || before.localize !== now.localize) return true;
		if (before.states === now.states) return false;
		return [...this._models.values()].some(
			(model) =>
				before.states[model.entityId] !== now.states[model.entityId] ||
				model.all().some((id) => before.states[id] !== now.states[id]),
		);
	}

	/** @param {Hass} hass */
	async _speak(hass) {
		this._language = hass.locale.language;
		hass.loadBackendTranslation("entity", "jvc_vn");
		hass.loadBackendTranslation("exceptions", "jvc_vn");
		this._texts = await loadTexts(hass.locale.language);
		for (const model of this._models.values()) {
			model.texts = this._texts;
			model.changed();
		}
	}

	connectedCallback() {
		super.connectedCallback();
		this._build();
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		for (const model of this._models.values()) model.disconnect();
	}

	_build() {
		if (!this._config) return;
		const wanted = new Set(this._config.cameras);
		for (const [id, model] of this._models) {
			if (wanted.has(id)) continue;
			model.disconnect();
			this._models.delete(id);
		}
		for (const id of wanted) {
			if (this._models.has(id)) continue;
			const model = new CameraModel(id);
			model.texts = this._texts;
			this._models.set(id, model);
		}
		this._list = this._config.cameras.map((id) => /** @type {any} */ (this._models.get(id)));
		this._connect();
	}

	_connect() {
		if (!this._hass || !this.isConnected) return;
		for (const model of this._models.values()) model.connect(this._hass);
		this.requestUpdate();
	}

	render() {
		if (!this._hass || !this._config) return nothing;
		const models = this._list;
		return html`<ha-card .header=${this._config.title}>
			${
				!this._several
					? html`<jvc-vn-camera .model=${models[0]} .config=${this._config}></jvc-vn-camera>`
					: html`<jvc-vn-wall
							.model=${models[0]}
							.models=${models}
							.config=${this._config}
						></jvc-vn-wall>`
			}
		</ha-card>`;
	}

	getCardSize() {
		return 8;
	}

	getGridOptions() {
		return {columns: 12, min_columns: 6, rows: "auto"};
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
	}
	ha-card {
		overflow: clip;
	}
`;

define("jvc-vn-card", VnCard);
