// What lies below (or beside) the picture: pad, presets, drawers, editors.

import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import "./pad.js";

/** Parts that are loaded when they are wanted first. @type {Record<string, () => Promise<unknown>>} */
const PARTS = {
	drawer: () => import("./drawer.js"),
	alarms: () => import("./alarms.js"),
	area: () => import("../editors/area.js"),
	masks: () => import("../editors/masks.js"),
	limits: () => import("../editors/limits.js"),
	patrol: () => import("../editors/patrol.js"),
	preset: () => import("../editors/preset.js"),
};

class VnDeck extends VnElement {
	static get properties() {
		return {
			...super.properties,
			config: {attribute: false},
			editor: {type: String},
			_open: {state: true},
			_preset: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {CardConfig} */
		this.config = {type: ""};
		this.editor = "";
		/** @type {"" | "drawer" | "alarms"} */
		this._open = "";
		/** @type {Partial<Preset> | undefined} */
		this._preset = undefined;
	}

	attach() {
		super.attach();
		// The picture comes first.
		if (this.config.presets !== false) import("./presets.js");
	}

	render() {
		const {config, model, editor} = this;
		const turns = config.controls !== false && model.may("turn");
		const presets = config.presets !== false && (model.told?.presets.length || model.may("save"));
		const shown = [
			turns && (!editor || editor === "masks")
				? html`<jvc-vn-pad .model=${model}></jvc-vn-pad>`
				: nothing,
			presets && !editor
				? html`<jvc-vn-presets .model=${model} @vn-preset=${this._editPreset}></jvc-vn-presets>`
				: nothing,
			editor ? this._editor() : this._drawers(),
		];
		this.toggleAttribute(
			"empty",
			shown.every((part) => part === nothing),
		);
		return html`${shown}
		${this._preset ? html`<jvc-vn-preset-editor .model=${model} .preset=${this._preset} @vn-done=${this._presetDone}></jvc-vn-preset-editor>` : nothing}`;
	}

	_editor() {
		const {model} = this;
		switch (this.editor) {
			case "masks":
				return html`<jvc-vn-mask-editor .model=${model}></jvc-vn-mask-editor>`;
			case "limits":
				return html`<jvc-vn-limit-editor .model=${model}></jvc-vn-limit-editor>`;
			case "patrol":
				return html`<jvc-vn-patrol-editor .model=${model}></jvc-vn-patrol-editor>`;
			default:
				return nothing;
		}
	}

	_drawers() {
		const {config, model} = this;
		const alarms = config.alarms !== false && model.entity("alarm_event");
		const drawer = config.controls !== false && model.told?.control;
		if (!alarms && !drawer) return nothing;
		return html`
			<div class="tabs">
				${drawer ? this._tab("drawer", "mdi:tune-variant") : nothing}
				${alarms ? this._tab("alarms", "mdi:bell-outline") : nothing}
			</div>
			${this._open === "drawer" ? html`<jvc-vn-drawer .model=${model} @vn-editor=${this._edit}></jvc-vn-drawer>` : nothing}
			${this._open === "alarms" ? html`<jvc-vn-alarms .model=${model}></jvc-vn-alarms>` : nothing}
		`;
	}

	/** @param {"drawer" | "alarms"} name @param {string} icon */
	_tab(name, icon) {
		const open = this._open === name;
		return html`<button aria-expanded=${open ? "true" : "false"} @click=${() => this._toggle(name)}>
			<ha-icon icon=${icon}></ha-icon>${this.t(name === "alarms" ? "alarms_tab" : name)}<ha-icon
				class="turn"
				icon="mdi:chevron-down"
			></ha-icon>
		</button>`;
	}

	/** @param {"drawer" | "alarms"} name */
	async _toggle(name) {
		if (!(await this._need(name))) return;
		this._open = this._open === name ? "" : name;
		await this.updateComplete;
		this.renderRoot
			.querySelector("jvc-vn-drawer, jvc-vn-alarms")
			?.scrollIntoView({block: "nearest"});
	}

	_edit = async (/** @type {CustomEvent} */ event) => {
		event.stopPropagation();
		if (await this._need(event.detail)) this.fire("vn-edit", event.detail);
	};

	_editPreset = async (/** @type {CustomEvent} */ {detail}) => {
		if (await this._need("preset")) this._preset = detail;
	};

	_presetDone = (/** @type {Event} */ event) => {
		event.stopPropagation();
		this._preset = undefined;
	};

	/** @param {string} name */
	async _need(name) {
		try {
			await PARTS[name]();
			return true;
		} catch {
			// The page is older than what is installed now.
			this.fire("vn-say", this.t("reload"));
			return false;
		}
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: grid;
		gap: 14px;
		padding: 14px;
	}
	:host([empty]) {
		display: none;
	}
	.tabs {
		display: flex;
		gap: 8px;
	}
	.tabs button {
		flex: 1;
	}
	.turn {
		--mdc-icon-size: 18px;
		transition: transform 0.2s;
	}
	[aria-expanded="true"] .turn {
		transform: rotate(180deg);
	}
`;

define("jvc-vn-deck", VnDeck);
