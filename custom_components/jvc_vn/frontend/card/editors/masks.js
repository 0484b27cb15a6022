// Privacy masks: the camera shows the one that is edited in the middle of its picture.

import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import {editing} from "./parts.js";

const MASKS = [1, 2, 3, 4, 5, 6, 7, 8];
const REPEAT = 150;

class VnMaskEditor extends VnElement {
	static get properties() {
		return {...super.properties, _area: {state: true}, _busy: {state: true}};
	}

	constructor() {
		super();
		/** @type {number | undefined} */
		this._area = undefined;
		this._busy = false;
		/** @type {Pose | undefined} */
		this._before = undefined;
		/** @type {number | null | undefined} */
		this._preset = undefined;
	}

	attach() {
		super.attach();
		// Somebody may have begun elsewhere, and gone away.
		this._area ??= this.model.told?.mask_edited ?? undefined;
		this._before ??= this.model.pose;
		this._preset ??= this.model.frame?.preset;
		this.listen(window, "pointerup", () => clearInterval(this._repeats));
		this.listen(window, "blur", () => clearInterval(this._repeats));
	}

	detach() {
		super.detach();
		clearInterval(this._repeats);
		// Who leaves without saying what to do wants nothing changed.
		if (this._area !== undefined)
			this.model.act("edit_privacy_mask", {area: this._area, edit: "cancel"});
	}

	/** @param {string} edit */
	async _step(edit) {
		this._busy = true;
		const done = await this.model.act("edit_privacy_mask", {area: this._area, edit});
		this._busy = false;
		return done;
	}

	/** @param {number} area */
	async _begin(area) {
		this._area = area;
		if (!(await this._step("start"))) this._area = undefined;
	}

	/** @param {string} edit */
	async _end(edit) {
		if (!(await this._step(edit))) return;
		this._area = undefined;
		if (edit === "save" && this.model.state("privacy_mask")?.state === "off") {
			await this.model.control("switch.turn_on", "privacy_mask");
		}
		// Editing has turned the camera: that is undone too.
		if (typeof this._preset === "number") await this.model.gotoPreset(this._preset);
		else if (this._before) this.model.goto(this._before);
	}

	render() {
		const on = new Set(this.model.told?.masks.map(({area}) => area));
		return html`<div class="bar">
			<h3>${this.t("edit_masks")}</h3>
			${
				this._area === undefined
					? html`<p>${this.t("masks_help")}</p>
							<div class="masks">
								${MASKS.map(
									(area) =>
										html`<button
											?disabled=${this._busy}
											class=${on.has(area) ? "on" : ""}
											@click=${() => this._begin(area)}
										>
											<ha-icon icon=${on.has(area) ? "mdi:eye-off" : "mdi:plus"}></ha-icon
											>${this.t("mask", {area})}
										</button>`,
								)}
							</div>
							<div class="row end">
								<button class="main" @click=${() => this.fire("vn-done")}>${this.t("done")}</button>
							</div>`
					: this._edit(this._area, on.has(this._area))
			}
		</div>`;
	}

	/** @param {number} area @param {boolean} exists */
	_edit(area, exists) {
		const size = (/** @type {string} */ edit, /** @type {string} */ icon) =>
			html`<button
				@pointerdown=${(/** @type {PointerEvent} */ event) => this._sizes(event, edit)}
				@click=${(/** @type {MouseEvent} */ event) => event.detail === 0 && this._step(edit)}
			>
				<ha-icon icon=${icon}></ha-icon>${this.t(edit)}
			</button>`;
		return html`<p>${this.t("mask_help", {area})}</p>
			<div class="masks">
				${size("wider", "mdi:arrow-expand-horizontal")}
				${size("narrower", "mdi:arrow-collapse-horizontal")}
				${size("taller", "mdi:arrow-expand-vertical")}
				${size("shorter", "mdi:arrow-collapse-vertical")}
			</div>
			<div class="row end">
				${exists ? html`<button class="bad" @click=${() => this._end("clear")}>${this.t("delete")}</button>` : nothing}
				<button class="plain" @click=${() => this._end("cancel")}>${this.t("cancel")}</button>
				<button class="main" @click=${() => this._end("save")}>${this.t("save")}</button>
			</div>`;
	}

	/** As long as it is pressed, one step after the other. @param {PointerEvent} event @param {string} edit */
	_sizes(event, edit) {
		if (event.button > 0) return;
		clearInterval(this._repeats);
		this._step(edit);
		this._repeats = setInterval(() => this._busy || this._step(edit), REPEAT);
	}

	static get styles() {
		return [shared, editing, STYLE];
	}
}

const STYLE = css`
	.bar {
		padding: 0;
	}
	.masks {
		display: grid;
		grid-template-columns: repeat(auto-fill, minmax(120px, 1fr));
		gap: 8px;
	}
	.on {
		box-shadow: inset 0 0 0 2px var(--vn-accent);
	}
`;

define("jvc-vn-mask-editor", VnMaskEditor);
