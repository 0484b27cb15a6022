// A patrol: presets in an order, and the seconds at each.

import {formatSeconds} from "../core/format.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import {editing} from "./parts.js";

const SECONDS = [10, 20, 30, 45, 60, 120];
const MOST = 100;

/** @typedef {{preset: number, seconds: number}} Step */

class VnPatrolEditor extends VnElement {
	static get properties() {
		return {
			...super.properties,
			_patrol: {state: true},
			_steps: {state: true},
			_busy: {state: true},
			_dragged: {state: true},
		};
	}

	constructor() {
		super();
		this._patrol = 1;
		/** @type {Step[] | undefined} */
		this._steps = undefined;
		this._busy = false;
		/** @type {number | undefined} */
		this._dragged = undefined;
	}

	attach() {
		super.attach();
		this._read();
	}

	async _read() {
		this._steps = undefined;
		const patrol = this._patrol;
		const answer = await this.model.act("get_patrol", {patrol}, true);
		if (patrol !== this._patrol) return;
		if (answer) this._steps = answer.steps;
		else this.fire("vn-done");
	}

	render() {
		const steps = this._steps;
		return html`<div class="bar">
			<h3>${this.t("edit_patrol")}</h3>
			<div class="row" role="tablist">
				${[1, 2, 3].map((patrol) => html`<button role="tab" aria-selected=${patrol === this._patrol ? "true" : "false"} @click=${() => this._choose(patrol)}>${this.t("patrol_number", {patrol})}</button>`)}
			</div>
			${steps ? this._list(steps) : html`<p role="status">${this.t("loading")}</p>`}
			<div class="row end">
				<button class="plain" @click=${() => this.fire("vn-done")}>${this.t("cancel")}</button>
				<button class="main" ?disabled=${!steps?.length || this._busy} @click=${this._save}>
					${this.t("save")}
				</button>
			</div>
		</div>`;
	}

	/** @param {Step[]} steps */
	_list(steps) {
		const presets = this.model.told?.presets ?? [];
		return html`${steps.length ? nothing : html`<p>${this.t("patrol_empty")}</p>`}
			<ol @pointermove=${this._drag} @pointerup=${this._drop} @pointercancel=${this._drop}>
				${steps.map((step, index) => this._step(step, index, presets))}
			</ol>
			<button
				?disabled=${steps.length >= MOST || !presets.length}
				@click=${() => (this._steps = [...steps, {preset: presets[0].number, seconds: 10}])}
			>
				<ha-icon icon="mdi:plus"></ha-icon>${this.t("patrol_add")}
			</button>`;
	}

	/** @param {Step} step @param {number} index @param {Preset[]} presets */
	_step({preset, seconds}, index, presets) {
		const known = presets.some(({number}) => number === preset);
		return html`<li class=${index === this._dragged ? "dragged" : ""}>
			<button
				class="plain grip"
				aria-label=${this.t("patrol_move", {n: index + 1})}
				@pointerdown=${(/** @type {PointerEvent} */ event) => this._grab(event, index)}
				@keydown=${(/** @type {KeyboardEvent} */ event) => this._key(event, index)}
			>
				<ha-icon icon="mdi:drag"></ha-icon>
			</button>
			<select
				aria-label=${this.t("preset")}
				@change=${(/** @type {any} */ {target}) => this._change(index, {preset: Number(target.value)})}
			>
				${known ? nothing : html`<option value=${preset} selected>${preset}</option>`}
				${presets.map(({number, title}) => html`<option value=${number} ?selected=${number === preset}>${title}</option>`)}
			</select>
			<select
				aria-label=${this.t("seconds")}
				class="seconds"
				@change=${(/** @type {any} */ {target}) => this._change(index, {seconds: Number(target.value)})}
			>
				${SECONDS.map((value) => html`<option value=${value} ?selected=${value === seconds}>${formatSeconds(this.hass, value)}</option>`)}
			</select>
			<button
				class="plain"
				aria-label=${this.t("patrol_remove", {n: index + 1})}
				@click=${() => (this._steps = this._steps?.filter((_, n) => n !== index))}
			>
				<ha-icon icon="mdi:close"></ha-icon>
			</button>
		</li>`;
	}

	/** @param {number} patrol */
	_choose(patrol) {
		if (patrol === this._patrol) return;
		this._patrol = patrol;
		this._read();
	}

	/** @param {number} index @param {Partial<Step>} change */
	_change(index, change) {
		this._steps = this._steps?.map((step, n) => (n === index ? {...step, ...change} : step));
	}

	/** @param {number} from @param {number} to */
	_move(from, to) {
		const steps = [...(this._steps ?? [])];
		if (to < 0 || to >= steps.length || to === from) return false;
		steps.splice(to, 0, ...steps.splice(from, 1));
		this._steps = steps;
		return true;
	}

	/** @param {PointerEvent} event @param {number} index */
	_grab(event, index) {
		if (event.button > 0) return;
		event.preventDefault();
		this._dragged = index;
		this.renderRoot.querySelector("ol")?.setPointerCapture(event.pointerId);
	}

	/** @param {PointerEvent} event */
	_drag(event) {
		if (this._dragged === undefined) return;
		const rows = [.../** @type {HTMLElement} */ (event.currentTarget).children];
		const to = rows.findIndex((row) => event.clientY < row.getBoundingClientRect().bottom);
		const place = to < 0 ? rows.length - 1 : to;
		if (this._move(this._dragged, place)) this._dragged = place;
	}

	_drop() {
		this._dragged = undefined;
	}

	/** @param {KeyboardEvent} event @param {number} index */
	async _key(event, index) {
		const to = index + ({ArrowUp: -1, ArrowDown: 1}[event.key] ?? 0);
		if (!this._move(index, to)) return;
		event.preventDefault();
		await this.updateComplete;
		/** @type {NodeListOf<HTMLElement>} */ (this.renderRoot.querySelectorAll(".grip"))[to].focus();
	}

	_save = async () => {
		this._busy = true;
		const steps = (this._steps ?? []).map(({preset, seconds}) => ({preset, seconds}));
		const done = await this.model.act("set_patrol", {patrol: this._patrol, steps});
		this._busy = false;
		if (done) this.fire("vn-done");
	};

	static get styles() {
		return [shared, editing, STYLE];
	}
}

const STYLE = css`
	.bar {
		padding: 0;
	}
	ol {
		display: grid;
		gap: 6px;
		margin: 0;
		padding: 0;
		list-style: none;
	}
	li {
		display: flex;
		align-items: center;
		gap: 4px;
		border-radius: 10px;
	}
	.dragged {
		background: var(--vn-field);
	}
	li select {
		flex: 1;
		min-width: 0;
	}
	li .seconds {
		flex: none;
	}
	li button {
		padding: 0;
	}
	.grip {
		cursor: grab;
		touch-action: none;
	}
`;

define("jvc-vn-patrol-editor", VnPatrolEditor);
