// How far the camera may turn: nothing is written before it is saved.

import {formatDegrees} from "../core/format.js";
import {wrap} from "../core/geometry.js";
import {VnElement, css, define, html} from "../lit.js";
import {shared} from "../styles.js";
import {editing} from "./parts.js";

const NAMES = ["pan_limit", "pan_limit_left", "pan_limit_right", "tilt_limit"];

class VnLimitEditor extends VnElement {
	static get properties() {
		return {...super.properties, _draft: {state: true}, _busy: {state: true}};
	}

	constructor() {
		super();
		/** @type {{on: boolean, left: number, right: number, tilt: number} | undefined} */
		this._draft = undefined;
		this._busy = false;
		/** @type {Record<string, any>} */
		this._held = {};
	}

	attach() {
		super.attach();
		this._read();
	}

	detach() {
		super.detach();
		this.fire("vn-limits", undefined);
	}

	async _read() {
		try {
			const read = await this.model.call("settings", {settings: NAMES});
			this._held = Object.fromEntries(Object.entries(read).map(([name, {value}]) => [name, value]));
			const {
				pan_limit: on,
				pan_limit_left: left,
				pan_limit_right: right,
				tilt_limit: tilt,
			} = this._held;
			// Ends that are the same are none yet.
			const some = left !== undefined && left !== right;
			const ends = some ? {left, right} : {left: 0, right: 359};
			this._change({on: Boolean(on), ...ends, tilt: tilt ?? 0});
		} catch (error) {
			this.model.fail(error);
			this.fire("vn-done");
		}
	}

	/** @param {object} change */
	_change(change) {
		this._draft = {.../** @type {any} */ (this._draft), ...change};
		const {on, left, right, tilt} = /** @type {any} */ (this._draft);
		this.fire("vn-limits", {pan: on ? [left, right] : null, tilt});
	}

	render() {
		const draft = this._draft;
		if (!draft) return html`<div class="bar"><p>${this.t("loading")}</p></div>`;
		return html`<div class="bar">
			<h3>${this.t("edit_limits")}</h3>
			<p>${this.t("limits_help")}</p>
			<button
				role="switch"
				aria-checked=${draft.on ? "true" : "false"}
				@click=${() => this._change({on: !draft.on})}
			>
				${this.t("limit_pan")}
			</button>
			${draft.on ? [this._end("left", draft.left), this._end("right", draft.right)] : ""}
			<label class="line"
				><span>${this.t("limit_tilt")}</span>
				<input
					type="range"
					min="0"
					max="15"
					.value=${String(draft.tilt)}
					@input=${(/** @type {any} */ {target}) => this._change({tilt: Number(target.value)})}
				/>
				<output>${formatDegrees(this.hass, draft.tilt)}</output></label
			>
			<div class="row end">
				<button class="plain" @click=${() => this.fire("vn-done")}>${this.t("cancel")}</button>
				<button class="main" ?disabled=${this._busy} @click=${this._save}>
					${this.t(this._busy ? "saving" : "save")}
				</button>
			</div>
		</div>`;
	}

	/** @param {"left" | "right"} side @param {number} value */
	_end(side, value) {
		const here = () =>
			this.model.pose && this._change({[side]: Math.round(wrap(this.model.pose.pan) * 100) / 100});
		return html`<label class="line"
			><span>${this.t(`limit_${side}`)}</span>
			<input
				type="range"
				min="0"
				max="359"
				.value=${String(value)}
				@input=${(/** @type {any} */ {target}) => this._change({[side]: Number(target.value)})}
			/>
			<output>${formatDegrees(this.hass, value)}</output>
			<button @click=${here}>${this.t("here")}</button></label
		>`;
	}

	_save = async () => {
		const {on, left, right, tilt} = /** @type {any} */ (this._draft);
		const held = this._held;
		const ends = on ? {left, right} : {};
		const changes = {
			...(on !== held.pan_limit && {pan: on}),
			...(tilt !== held.tilt_limit && {tilt}),
			...Object.fromEntries(
				Object.entries(ends).filter(([side, value]) => value !== held[`pan_limit_${side}`]),
			),
		};
		this._busy = true;
		try {
			if (Object.keys(changes).length) await this.model.call("limits", changes);
			this.fire("vn-done");
		} catch (error) {
			this.model.fail(error);
		}
		this._busy = false;
	};

	static get styles() {
		return [shared, editing, STYLE];
	}
}

const STYLE = css`
	.bar {
		padding: 0;
	}
	.line {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		gap: 8px;
	}
	.line span {
		flex: 1 1 100%;
	}
	.line input {
		flex: 1;
		min-width: 100px;
	}
	output {
		min-width: 3em;
		font-variant-numeric: tabular-nums;
	}
`;

define("jvc-vn-limit-editor", VnLimitEditor);
