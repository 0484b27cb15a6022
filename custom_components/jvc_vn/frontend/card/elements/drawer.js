// What one wants less often: programs, light and lens, outputs, and the way to editors.

import {formatSeconds} from "../core/format.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import {Grip} from "./grip.js";

const PROGRAMS = [
	"auto_pan",
	"auto_patrol_1",
	"auto_patrol_2",
	"auto_patrol_3",
	"auto_trace",
	"auto_tracking",
	"intelligent_tracking",
	"auto_return",
	"motion_detection",
	"privacy_mask",
];
const OUTPUTS = ["output_1", "output_2"];
const PULSES = [500, 1000, 2000, 5000];
const SETTINGS = ["iris", "white_balance", "backlight"];
/** Editors, and the ability that each needs. */
const EDITORS = {area: "area", masks: "masks", limits: "limits", patrol: "patrol"};
const READ_EVERY = 10_000;

class VnDrawer extends VnElement {
	static get properties() {
		return {...super.properties, _settings: {state: true}, _pulse: {state: true}};
	}

	constructor() {
		super();
		/** @type {Record<string, Setting>} */
		this._settings = {};
		this._pulse = 1000;
		this._grip = new Grip(() => this.model);
	}

	attach() {
		super.attach();
		this.listen(window, "blur", this._grip.drop);
		this.listen(this.model, "fail", this._grip.drop);
		this._read();
		this._timer = setInterval(() => this._read(), READ_EVERY);
	}

	detach() {
		super.detach();
		this._grip.drop();
		clearInterval(this._timer);
	}

	async _read() {
		if (document.hidden) return;
		try {
			this._settings = await this.model.call("settings", {settings: SETTINGS});
		} catch {
			// The picture says it if the camera is away; what was read stays.
		}
	}

	/** @param {string} setting @param {string | number} value */
	async _set(setting, value) {
		try {
			await this.model.call("set", {setting, value});
		} catch (error) {
			this.model.fail(error);
		}
		await this._read();
	}

	render() {
		return html`
			${this._section(
				"programs",
				PROGRAMS.map((key) => this._switch(key)),
				this._trace(),
			)}
			${this._section(
				"light_and_lens",
				this._day(),
				this._focus(),
				SETTINGS.map((key) => this._setting(key)),
			)}
			${this._section(
				"outputs",
				OUTPUTS.map((key, index) => this._output(key, index + 1)),
			)}
			${this._section(
				"editors",
				Object.entries(EDITORS).map(([name, ability]) =>
					this.model.may(ability)
						? html`<button @click=${() => this.fire("vn-editor", name)}>
								${this.t(`edit_${name}`)}
							</button>`
						: nothing,
				),
			)}
		`;
	}

	/** A heading with what belongs to it, if anything does. @param {string} key @param {any[]} parts */
	_section(key, ...parts) {
		if (parts.flat(3).every((part) => part === nothing)) return nothing;
		return html`<section>
			<h3>${this.t(key)}</h3>
			<div class="parts">${parts}</div>
		</section>`;
	}

	/** The entity's own name, without that of its camera. @param {string} key */
	_name(key) {
		const name = this.model.state(key)?.attributes.friendly_name ?? key;
		const device = this.model.name;
		return name.startsWith(`${device} `) ? name.slice(device.length + 1) : name;
	}

	/** @param {string} key */
	_switch(key) {
		const state = this.model.usable(key);
		if (!state) return nothing;
		const on = state.state === "on";
		return html`<button
			role="switch"
			aria-checked=${on ? "true" : "false"}
			@click=${() => this.model.control(`switch.turn_${on ? "off" : "on"}`, key)}
		>
			${this._name(key)}
		</button>`;
	}

	_trace() {
		if (!this.model.may("trace")) return nothing;
		const on = Boolean(this.model.told?.trace_recording);
		return html`<button
			role="switch"
			aria-checked=${on ? "true" : "false"}
			@click=${() => this.model.act("record_trace", {state: on ? "stop" : "start"})}
		>
			${this.t("record_trace")}
		</button>`;
	}

	_day() {
		const state = this.model.usable("day_night");
		if (!state) return nothing;
		return this._choice(
			this._name("day_night"),
			state.attributes.options ?? [],
			state.state,
			(option) => this.hass.formatEntityState(state, option),
			(option) => this.model.control("select.select_option", "day_night", {option}),
		);
	}

	_focus() {
		if (!this.model.may("focus")) return nothing;
		const hold = (/** @type {string} */ key, /** @type {number} */ focus) =>
			this._grip.button({label: this.t(key), ways: {focus}, face: this.t(key)});
		return html`<div class="line">
			<span>${this.t("focus")}</span>
			<span class="parts">
				${hold("near", -1)} ${hold("far", 1)}
				${
					this.model.usable("autofocus")
						? html`<button @click=${() => this.model.control("button.press", "autofocus")}>
								${this._name("autofocus")}
							</button>`
						: nothing
				}
			</span>
		</div>`;
	}

	/** @param {string} key */
	_setting(key) {
		const setting = this._settings[key];
		if (!setting?.writable || !setting.options?.length) return nothing;
		const manual = typeof setting.value === "number";
		const kind = key === "iris" ? "iris_mode" : key;
		const text = (/** @type {string} */ option) =>
			this.hass.localize(`component.jvc_vn.entity.select.${kind}.state.${option}`) || option;
		const name = this.hass.localize(`component.jvc_vn.entity.select.${kind}.name`) || kind;
		return html`${this._choice(
			name,
			setting.options,
			manual ? "manual" : String(setting.value),
			text,
			(option) => this._set(key, option),
		)}
		${
			manual
				? html`<label class="line">
						<span>${this.hass.localize(`component.jvc_vn.entity.number.${key}.name`) || key}</span>
						<input
							type="range"
							min=${setting.min}
							max=${setting.max}
							step=${setting.step}
							.value=${String(setting.value)}
							@change=${(/** @type {any} */ {target}) => this._set(key, Number(target.value))}
						/>
					</label>`
				: nothing
		}`;
	}

	/**
	 * @param {string} name
	 * @param {string[]} options
	 * @param {string} chosen
	 * @param {(option: string) => string} text
	 * @param {(option: string) => void} choose
	 */
	_choice(name, options, chosen, text, choose) {
		return html`<label class="line">
			<span>${name}</span>
			<select @change=${(/** @type {any} */ {target}) => choose(target.value)}>
				${options.map(
					(option) =>
						html`<option value=${option} ?selected=${option === chosen}>${text(option)}</option>`,
				)}
			</select>
		</label>`;
	}

	/** @param {string} key @param {number} output */
	_output(key, output) {
		const state = this.model.usable(key);
		if (!state) return nothing;
		const pulse = () => this.model.act("pulse_output", {output, duration: this._pulse});
		return html`<div class="line">
			${this._switch(key)}
			<span class="parts">
				<button @click=${pulse}>${this.t("pulse")}</button>
				<select
					aria-label=${this.t("pulse_length")}
					@change=${(/** @type {any} */ {target}) => (this._pulse = Number(target.value))}
				>
					${PULSES.map(
						(ms) =>
							html`<option value=${ms} ?selected=${ms === this._pulse}>
								${formatSeconds(this.hass, ms / 1000)}
							</option>`,
					)}
				</select>
			</span>
		</div>`;
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: grid;
		gap: 18px;
	}
	h3 {
		margin: 0 0 8px;
		font-size: 14px;
		font-weight: 500;
		color: var(--vn-quiet);
	}
	.parts {
		display: flex;
		flex-wrap: wrap;
		gap: 8px;
	}
	.line {
		display: flex;
		flex-wrap: wrap;
		align-items: center;
		justify-content: space-between;
		gap: 8px;
		width: 100%;
	}
	.line select,
	.line input {
		flex: 0 1 200px;
		min-width: 0;
	}
	.line .parts select {
		flex: none;
	}
`;

define("jvc-vn-drawer", VnDrawer);
