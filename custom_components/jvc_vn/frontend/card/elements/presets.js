// Presets as tiles, each with what was seen there last.

import {VnElement, blobUrl, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";

const PATIENCE = 20_000;

class VnPresets extends VnElement {
	static get properties() {
		return {
			...super.properties,
			_going: {state: true},
			_editing: {state: true},
			_pictures: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {number | undefined} */
		this._going = undefined;
		this._editing = false;
		/** @type {Map<number, {seen: number, url: string}>} */
		this._pictures = new Map();
		this._loading = false;
		/** @type {number | null | undefined} */
		this._here = undefined;
	}

	attach() {
		super.attach();
		this.listen(this.model, "frame", () => this._framed());
		this.listen(this.model, "leave", ({detail}) => this._left(detail.preset));
		this.listen(this.model, "fail", () => this._left(undefined));
	}

	detach() {
		super.detach();
		for (const {url} of this._pictures.values()) URL.revokeObjectURL(url);
		this._pictures.clear();
		clearTimeout(this._timer);
	}

	_framed() {
		const here = this.model.frame?.preset;
		if (here === this._here) return;
		this._here = here;
		if (here === this._going) this._going = undefined;
		this.requestUpdate();
	}

	/** @param {number | undefined} preset */
	_left(preset) {
		clearTimeout(this._timer);
		this._going = preset === this.model.frame?.preset ? undefined : preset;
		if (preset !== undefined) this._timer = setTimeout(() => (this._going = undefined), PATIENCE);
	}

	updated() {
		this._load();
	}

	/** Fetch the pictures that are missing, or were taken anew. */
	async _load() {
		const missing = (this.model.told?.presets ?? []).filter(
			({number, place}) => place && this._pictures.get(number)?.seen !== place.seen,
		);
		if (!missing.length || this._loading) return;
		this._loading = true;
		try {
			const numbers = missing.map(({number}) => number);
			const {presets} = await this.model.call("pictures", {presets: numbers});
			const pictures = new Map(this._pictures);
			for (const {number, place} of missing) {
				const known = pictures.get(number);
				if (known) URL.revokeObjectURL(known.url);
				const url = presets[number] ? blobUrl(presets[number]) : "";
				pictures.set(number, {seen: place?.seen ?? 0, url});
			}
			this._pictures = pictures;
		} catch {
			// They are asked for again with the next change.
		} finally {
			this._loading = false;
		}
	}

	render() {
		const presets = this.model.told?.presets ?? [];
		const save = this.model.may("save");
		return html`
			<div class="tiles" role="group" aria-label=${this.t("presets")}>
				${presets.map((preset) => this._tile(preset))}
				${
					save
						? html`<button class="tile new" @click=${() => this.fire("vn-preset", {})}>
								<ha-icon icon="mdi:map-marker-plus"></ha-icon
								><span class="title">${this.t("save_here")}</span>
							</button>`
						: nothing
				}
			</div>
			${
				save && presets.length
					? html`<button
							class="plain edit"
							aria-pressed=${this._editing ? "true" : "false"}
							@click=${() => (this._editing = !this._editing)}
						>
							<ha-icon icon=${this._editing ? "mdi:check" : "mdi:pencil"}></ha-icon
							>${this.t(this._editing ? "done" : "edit")}
						</button>`
					: nothing
			}
		`;
	}

	/** @param {Preset} preset */
	_tile(preset) {
		const {number, title} = preset;
		const here = this.model.frame?.preset === number;
		const picture = this._pictures.get(number)?.url;
		const kind = `tile ${here ? "here" : ""} ${this._going === number ? "going" : ""}`;
		return html`<button
			class=${kind}
			aria-current=${here ? "true" : nothing}
			title=${title}
			aria-label=${this._editing ? this.t("preset_edit", {title}) : title}
			?disabled=${!this.model.may("presets")}
			@click=${() => (this._editing ? this.fire("vn-preset", preset) : this.model.gotoPreset(number))}
			@contextmenu=${(/** @type {Event} */ event) => this._menu(event, preset)}
		>
			${picture ? html`<img src=${picture} alt="" draggable="false" />` : html`<ha-icon class="none" icon=${number ? "mdi:map-marker" : "mdi:home"}></ha-icon>`}
			<span class="title">${title}</span>
			${this._editing ? html`<span class="pen"><ha-icon icon="mdi:pencil"></ha-icon></span>` : nothing}
		</button>`;
	}

	/** @param {Event} event @param {Preset} preset */
	_menu(event, preset) {
		event.preventDefault();
		if (this.model.may("save")) this.fire("vn-preset", preset);
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
	}
	.tiles {
		display: grid;
		grid-template-columns: repeat(auto-fill, minmax(96px, 1fr));
		gap: 8px;
	}
	.tile {
		position: relative;
		display: block;
		padding: 0;
		aspect-ratio: 4 / 3;
		overflow: hidden;
		border-radius: 10px;
		color: #fff;
		background: #3a424d;
	}
	.tile:disabled {
		opacity: 1;
	}
	.tile img {
		display: block;
		width: 100%;
		height: 100%;
		object-fit: cover;
	}
	.none {
		--mdc-icon-size: 28px;
		position: absolute;
		inset: 0 0 24px;
		margin: auto;
		width: 28px;
		height: 28px;
		opacity: 0.7;
	}
	.title {
		position: absolute;
		inset: auto 0 0;
		padding: 14px 8px 5px;
		background: linear-gradient(transparent, rgba(0, 0, 0, 0.8));
		font-size: 13px;
		font-weight: 500;
		line-height: 1.25;
		text-align: start;
		overflow: hidden;
		text-overflow: ellipsis;
		white-space: nowrap;
	}
	.here::after,
	.going::after {
		content: "";
		position: absolute;
		inset: 0;
		border: 3px solid var(--vn-accent);
		border-radius: inherit;
	}
	.going::after {
		animation: going 0.8s ease-in-out infinite alternate;
	}
	@keyframes going {
		from {
			opacity: 0.2;
		}
	}
	.new {
		background: var(--vn-field);
		color: var(--vn-text);
	}
	.new ha-icon {
		position: absolute;
		inset: 0 0 24px;
		margin: auto;
		width: 24px;
		height: 24px;
	}
	.new .title {
		background: none;
		text-align: center;
	}
	.pen {
		position: absolute;
		top: 6px;
		inset-inline-end: 6px;
		display: grid;
		place-items: center;
		width: 28px;
		height: 28px;
		border-radius: 50%;
		background: rgba(14, 18, 24, 0.7);
	}
	.pen ha-icon {
		--mdc-icon-size: 16px;
	}
	.edit {
		margin-top: 4px;
		font-size: 13px;
		color: var(--vn-quiet);
	}
	.edit[aria-pressed="true"] {
		background: none;
		color: var(--vn-text);
	}
`;

define("jvc-vn-presets", VnPresets);
