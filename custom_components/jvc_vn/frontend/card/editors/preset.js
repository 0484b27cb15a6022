// A preset as a whole: its title, its place, its turn among the tiles.

import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";

const LONGEST = 32;

class VnPresetEditor extends VnElement {
	static get properties() {
		return {
			...super.properties,
			preset: {attribute: false},
			_sure: {state: true},
			_busy: {state: true},
			_problem: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {Partial<Preset>} */
		this.preset = {};
		/** @type {"" | "save" | "delete"} what has to be confirmed */
		this._sure = "";
		this._busy = false;
		this._problem = "";
	}

	attach() {
		super.attach();
		this.listen(this.model, "fail", ({detail}) => this._failed(detail));
		this._dialog.showModal();
		this.renderRoot.querySelector("input")?.focus();
	}

	get _dialog() {
		return /** @type {HTMLDialogElement} */ (this.renderRoot.querySelector("dialog"));
	}

	get _title() {
		return /** @type {HTMLInputElement} */ (this.renderRoot.querySelector("#title")).value.trim();
	}

	render() {
		const {number, title = ""} = this.preset;
		const fresh = number === undefined;
		return html`<dialog aria-labelledby="head" @close=${() => this.fire("vn-done")}>
			<form method="dialog" @submit=${this._submit}>
				<h2 id="head">${fresh ? this.t("save_here") : this.t("preset_edit", {title})}</h2>
				<label for="title">${this.t("title")}</label>
				<input
					id="title"
					type="text"
					@input=${shorten}
					.value=${title}
					?required=${fresh}
					autocomplete="off"
				/>
				${fresh ? nothing : this._names()}
				${this._problem ? html`<p class="problem" role="alert">${this._problem}</p>` : nothing}
				${this._sure ? this._confirm() : fresh ? nothing : this._more()}
				<div class="row end">
					<button type="button" class="plain" @click=${() => this._dialog.close()}>
						${this.t("cancel")}
					</button>
					<button type="submit" class="main" ?disabled=${this._busy}>${this.t("save")}</button>
				</div>
			</form>
		</dialog>`;
	}

	/** What the preset is called when it is spoken of, where the integration keeps that. */
	_names() {
		if (!this.model.told?.admin || !this.hass.services.jvc_vn?.set_preset_aliases) return nothing;
		return html`<label for="aliases">${this.t("aliases")}</label>
			<input
				id="aliases"
				type="text"
				placeholder=${this.t("aliases_example")}
				autocomplete="off"
			/>`;
	}

	_more() {
		return html`<div class="row">
			<button type="button" @click=${() => this._move(-1)}>
				<ha-icon icon="mdi:arrow-up"></ha-icon>${this.t("earlier")}
			</button>
			<button type="button" @click=${() => this._move(1)}>
				<ha-icon icon="mdi:arrow-down"></ha-icon>${this.t("later")}
			</button>
			<button type="button" @click=${() => (this._sure = "save")}>
				<ha-icon icon="mdi:map-marker-check"></ha-icon>${this.t("save_here")}
			</button>
			<button type="button" class="bad" @click=${() => (this._sure = "delete")}>
				<ha-icon icon="mdi:delete"></ha-icon>${this.t("delete")}
			</button>
		</div>`;
	}

	_confirm() {
		const deleting = this._sure === "delete";
		return html`<div class="sure" role="alert">
			<p>${this.t(deleting ? "delete_sure" : "save_sure", {title: this.preset.title})}</p>
			<div class="row">
				<button type="button" @click=${() => (this._sure = "")}>${this.t("no")}</button>
				<button
					type="button"
					class=${deleting ? "bad" : "main"}
					?disabled=${this._busy}
					@click=${deleting ? this._delete : this._saveHere}
				>
					${this.t(deleting ? "delete" : "save_here")}
				</button>
			</div>
		</div>`;
	}

	_submit = async (/** @type {Event} */ event) => {
		event.preventDefault();
		const {number, title: before} = this.preset;
		const title = this._title;
		if (number === undefined) await this._do("save_preset", {preset: title});
		else {
			const spoken = /** @type {HTMLInputElement | null} */ (
				this.renderRoot.querySelector("#aliases")
			)?.value;
			if (spoken) {
				const aliases = spoken
					.split(",")
					.map((name) => name.trim())
					.filter(Boolean);
				if (
					!(await this.model.act("set_preset_aliases", {
						preset: String(number),
						aliases,
					}))
				)
					return;
			}
			if (title === before) this._dialog.close();
			else await this._do("rename_preset", {preset: String(number), title});
		}
	};

	_saveHere = () => this._do("save_preset", {preset: String(this.preset.number)});

	_delete = () => this._do("clear_preset", {preset: String(this.preset.number)});

	/** @param {string} action @param {object} fields */
	async _do(action, fields) {
		this._busy = true;
		this._problem = "";
		const done = await this.model.act(action, fields);
		this._busy = false;
		this._sure = "";
		if (done) this._dialog.close();
	}

	/** @param {number} by */
	async _move(by) {
		const numbers = (this.model.told?.presets ?? []).map(({number}) => number);
		const from = numbers.indexOf(/** @type {number} */ (this.preset.number));
		const to = from + by;
		if (from < 0 || to < 0 || to >= numbers.length) return;
		[numbers[from], numbers[to]] = [numbers[to], numbers[from]];
		await this.model.call("order", {presets: numbers}).catch((error) => this.model.fail(error));
	}

	/** @param {any} error */
	_failed({message, translation_key: key, translation_placeholders: names}) {
		const told = key && this.hass.localize(`component.jvc_vn.exceptions.${key}.message`, names);
		this._problem = told || message || this.t("failed");
	}

	static get styles() {
		return [shared, STYLE];
	}
}

/** Characters count, not what they are made of: `maxlength` takes an emoji for two. @param {any} event */
function shorten({target}) {
	const characters = [...target.value];
	if (characters.length > LONGEST) target.value = characters.slice(0, LONGEST).join("");
}

const STYLE = css`
	dialog {
		width: min(440px, calc(100vw - 24px));
		padding: 20px;
		border: 0;
		border-radius: 20px;
		background: var(--card-background-color, #fff);
		color: var(--vn-text);
		box-shadow: 0 12px 48px rgba(0, 0, 0, 0.4);
	}
	dialog::backdrop {
		background: rgba(0, 0, 0, 0.5);
	}
	h2 {
		margin: 0 0 14px;
		font-size: 20px;
		font-weight: 500;
		overflow-wrap: anywhere;
	}
	label {
		display: block;
		margin: 10px 0 4px;
		font-size: 13px;
		color: var(--vn-quiet);
	}
	input {
		width: 100%;
	}
	.row {
		display: flex;
		flex-wrap: wrap;
		gap: 8px;
		margin-top: 14px;
	}
	.end {
		justify-content: flex-end;
	}
	.row:not(.end) button {
		flex: 1 1 40%;
	}
	.problem {
		color: var(--vn-bad);
	}
	.sure {
		margin-top: 14px;
		padding: 12px;
		border-radius: 12px;
		background: var(--vn-field);
	}
	.sure p {
		margin: 0;
	}
	.sure button {
		background: var(--card-background-color, #fff);
	}
	.sure .main {
		background: var(--vn-strong);
	}
`;

define("jvc-vn-preset-editor", VnPresetEditor);
