// Where motion is looked for: twelve by eight cells, painted over the picture.

import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import {editing} from "./parts.js";

const COLUMNS = 12;
const ROWS = 8;
const ON = "#";

class VnAreaEditor extends VnElement {
	static get properties() {
		return {
			...super.properties,
			_cells: {state: true},
			_kind: {state: true},
			_busy: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {boolean[] | undefined} row by row */
		this._cells = undefined;
		/** @type {"motion" | "tracking"} */
		this._kind = "motion";
		this._busy = false;
		this._paints = false;
		this._at = 0;
	}

	attach() {
		super.attach();
		this._read();
	}

	async _read() {
		this._cells = undefined;
		const answer = await this.model.act("get_motion_area", {area: this._kind}, true);
		if (answer) this._cells = [...answer.rows.join("")].map((cell) => cell === ON);
		else this.fire("vn-done");
	}

	render() {
		const cells = this._cells;
		return html`
			<div class="over">
				<div
					class="cells"
					role="grid"
					aria-label=${this.t("edit_area")}
					@pointerdown=${this._begin}
					@pointermove=${this._paint}
					@keydown=${this._key}
				>
					${
						cells
							? Array.from(
									{length: ROWS},
									(_, row) =>
										html`<div role="row">
											${Array.from({length: COLUMNS}, (_none, column) => this._cell(cells, row * COLUMNS + column))}
										</div>`,
								)
							: nothing
					}
				</div>
			</div>
			<div class="bar">
				<h3>${this.t("edit_area")}</h3>
				<p>${this.t(cells ? "area_help" : "loading")}</p>
				<div class="row">
					${
						this.model.may("tracking_area")
							? html`<select aria-label=${this.t("area_kind")} @change=${this._choose}>
									<option value="motion" ?selected=${this._kind === "motion"}>
										${this._named("motion_detection")}
									</option>
									<option value="tracking" ?selected=${this._kind === "tracking"}>
										${this._named("intelligent_tracking")}
									</option>
								</select>`
							: nothing
					}
					<button ?disabled=${!cells} @click=${() => this._all(() => true)}>
						${this.t("all")}
					</button>
					<button ?disabled=${!cells} @click=${() => this._all(() => false)}>
						${this.t("none")}
					</button>
					<button ?disabled=${!cells} @click=${() => this._all((on) => !on)}>
						${this.t("invert")}
					</button>
				</div>
				<div class="row end">
					<button class="plain" @click=${() => this.fire("vn-done")}>${this.t("cancel")}</button>
					<button class="main" ?disabled=${!cells || this._busy} @click=${this._save}>
						${this.t("save")}
					</button>
				</div>
			</div>
		`;
	}

	/** What the integration calls it. @param {string} key */
	_named(key) {
		return this.hass.localize(`component.jvc_vn.entity.switch.${key}.name`);
	}

	/** @param {boolean[]} cells @param {number} index */
	_cell(cells, index) {
		const [row, column] = [Math.floor(index / COLUMNS) + 1, (index % COLUMNS) + 1];
		return html`<span
			role="gridcell"
			class=${cells[index] ? "on" : ""}
			data-index=${index}
			aria-selected=${cells[index] ? "true" : "false"}
			aria-label=${this.t("cell", {row, column})}
			tabindex=${index === this._at ? 0 : -1}
		></span>`;
	}

	/** @param {number} index @param {boolean} on */
	_set(index, on) {
		if (!this._cells || this._cells[index] === on) return;
		this._cells = this._cells.map((cell, n) => (n === index ? on : cell));
	}

	/** @param {(on: boolean) => boolean} change */
	_all(change) {
		this._cells = this._cells?.map(change);
	}

	/** The cell under a pointer, wherever the finger has gone. @param {PointerEvent} event */
	_under(event) {
		const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
		const column = Math.floor(((event.clientX - box.left) / box.width) * COLUMNS);
		const row = Math.floor(((event.clientY - box.top) / box.height) * ROWS);
		const inside = column >= 0 && column < COLUMNS && row >= 0 && row < ROWS;
		return inside ? row * COLUMNS + column : undefined;
	}

	/** @param {PointerEvent} event */
	_begin(event) {
		const index = this._under(event);
		if (index === undefined || !this._cells || event.button > 0) return;
		/** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
		event.preventDefault();
		this._paints = !this._cells[index];
		this._set(index, this._paints);
	}

	/** @param {PointerEvent} event */
	_paint(event) {
		const target = /** @type {HTMLElement} */ (event.currentTarget);
		const index = this._under(event);
		if (index !== undefined && target.hasPointerCapture(event.pointerId))
			this._set(index, this._paints);
	}

	/** @param {KeyboardEvent} event */
	async _key(event) {
		const steps = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS};
		const step = steps[/** @type {keyof typeof steps} */ (event.key)];
		if (event.key === " " || event.key === "Enter") this._set(this._at, !this._cells?.[this._at]);
		else if (step && this._at + step >= 0 && this._at + step < COLUMNS * ROWS) this._at += step;
		else return;
		event.preventDefault();
		this.requestUpdate();
		await this.updateComplete;
		/** @type {HTMLElement | null} */ (
			this.renderRoot.querySelector(`[data-index="${this._at}"]`)
		)?.focus();
	}

	_choose = (/** @type {any} */ {target}) => {
		this._kind = target.value;
		this._read();
	};

	_save = async () => {
		const cells = this._cells ?? [];
		const rows = Array.from({length: ROWS}, (_, row) =>
			cells
				.slice(row * COLUMNS, (row + 1) * COLUMNS)
				.map((on) => (on ? ON : "."))
				.join(""),
		);
		this._busy = true;
		const done = await this.model.act("set_motion_area", {rows, area: this._kind});
		this._busy = false;
		if (done) this.fire("vn-done");
	};

	static get styles() {
		return [shared, editing, STYLE];
	}
}

const STYLE = css`
	:host {
		display: contents;
	}
	.over {
		grid-area: picture;
		z-index: 3;
		position: relative;
		container: box / size;
	}
	.cells {
		position: absolute;
		top: 50%;
		left: 50%;
		width: min(100cqw, 100cqh * var(--own));
		aspect-ratio: var(--own);
		transform: translate(-50%, -50%);
		display: grid;
		grid-template-rows: repeat(8, 1fr);
		touch-action: none;
		cursor: crosshair;
	}
	.cells > div {
		display: grid;
		grid-template-columns: repeat(12, 1fr);
	}
	.cells span {
		box-shadow: inset 0 0 0 0.5px rgba(255, 255, 255, 0.55);
		background: rgba(10, 12, 16, 0.5);
	}
	.cells .on {
		background: rgba(255, 213, 79, 0.32);
	}
	.cells span:focus-visible {
		outline-offset: -2px;
	}
`;

define("jvc-vn-area-editor", VnAreaEditor);
