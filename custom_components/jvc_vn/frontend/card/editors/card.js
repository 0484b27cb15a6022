// The form for the card's YAML, by Home Assistant's own form element.

import {loadTexts} from "../core/texts.js";
import {LitElement, define, html, nothing} from "../lit.js";

const camera = {
	entity: {multiple: true, filter: {domain: "camera", integration: "jvc_vn"}},
};
const ASPECTS = ["4:3", "16:9", "1:1", "3:2"];
const DEFAULTS = {controls: true, strip: true, presets: true, alarms: true};

const SCHEMA = [
	{name: "cameras", required: true, selector: camera},
	{name: "title", selector: {text: {}}},
	{
		type: "grid",
		name: "",
		schema: Object.keys(DEFAULTS).map((name) => ({name, selector: {boolean: {}}})),
	},
	{
		type: "grid",
		name: "",
		schema: [
			{
				name: "aspect",
				selector: {select: {options: ASPECTS, custom_value: true, mode: "dropdown"}},
			},
			{
				name: "rate",
				selector: {
					number: {min: 1, max: 30, step: 1, mode: "box", unit_of_measurement: "fps"},
				},
			},
		],
	},
];

class VnCardEditor extends LitElement {
	static get properties() {
		return {hass: {attribute: false}, _config: {state: true}, _texts: {state: true}};
	}

	constructor() {
		super();
		/** @type {Hass | undefined} */
		this.hass = undefined;
		/** @type {CardConfig | undefined} */
		this._config = undefined;
		/** @type {import("../core/texts.js").Texts | undefined} */
		this._texts = undefined;
	}

	/** @param {CardConfig} config */
	setConfig(config) {
		this._config = config;
	}

	async willUpdate() {
		if (this.hass && !this._texts) this._texts = await loadTexts(this.hass.language);
	}

	render() {
		const config = this._config;
		if (!this.hass || !config || !this._texts) return nothing;
		const {camera: single, ...rest} = config;
		const data = {
			...DEFAULTS,
			...rest,
			cameras: config.cameras ?? (single ? [single] : []),
		};
		return html`<ha-form
			.hass=${this.hass}
			.data=${data}
			.schema=${SCHEMA}
			.computeLabel=${(/** @type {{name: string}} */ {name}) => this._texts?.get(`option_${name}`)}
			.computeHelper=${(/** @type {{name: string}} */ {name}) => this._texts?.get(`option_${name}_help`)}
			@value-changed=${this._changed}
		></ha-form>`;
	}

	_changed = (/** @type {CustomEvent} */ {detail}) => {
		const {cameras = [], ...rest} = detail.value;
		/** @type {Record<string, unknown>} */
		const config = {
			...rest,
			...(cameras.length === 1 ? {camera: cameras[0]} : {cameras}),
		};
		// What is as it would be anyway need not stand in the YAML.
		for (const [name, value] of Object.entries(DEFAULTS)) {
			if (config[name] === value) delete config[name];
		}
		for (const [name, value] of Object.entries(config)) {
			if (value === "" || value === undefined || value === null) delete config[name];
		}
		if (cameras.length === 1) delete config.cameras;
		else delete config.camera;
		this.dispatchEvent(
			new CustomEvent("config-changed", {
				detail: {config},
				bubbles: true,
				composed: true,
			}),
		);
	};
}

define("jvc-vn-card-editor", VnCardEditor);
