// The form for the card's YAML, by Home Assistant's own form element.

import {loadTexts} from "../core/texts.js";
import {LitElement, define, html, nothing} from "../lit.js";

const camera = {
	entity: {multiple: true, filter: {domain: "camera", integration: "jvc_vn"}},
};
const ASPECTS = ["4:3", "16:9", "1:1", "3:2"];
const DEFAULTS = {controls: true, strip: true, presets: true, alarms: true};

/** Options that are called what the card calls the thing. @type {Record<string, string>} */
const LABELS = {alarms: "alarms_tab", cameras: "cameras", presets: "presets", title: "title"};

/** @param {string} unit */
const schema = (unit) => [
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
					number: {min: 1, max: 30, step: 1, mode: "box", unit_of_measurement: unit},
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
		/** @type {ReturnType<typeof schema> | never[] | undefined} */
		this._schema = undefined;
	}

	/** @param {CardConfig} config */
	setConfig(config) {
		this._config = config;
	}

	async willUpdate() {
		if (!this.hass || this._schema) return;
		this._schema = [];
		this._texts = await loadTexts(this.hass.locale.language);
		this._schema = schema(this._texts.get("unit_rate"));
		this.requestUpdate();
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
			.schema=${this._schema}
			.computeLabel=${(/** @type {{name: string}} */ {name}) => this._label(name)}
			@value-changed=${this._changed}
		></ha-form>`;
	}

	/** @param {string} name */
	_label(name) {
		return this._texts?.get(LABELS[name] ?? `option_${name}`);
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
