// One camera with all that belongs to it.

import {parseAspect} from "../core/config.js";
import {VnElement, blobUrl, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";
import "./deck.js";
import "./overlay.js";
import "./stage.js";

const MESSAGE_LASTS = 5000;
/** @type {Record<string, string>} */
const REASONS = {
	superseded: "superseded",
	unauthorized: "no_rights",
	not_found: "unknown_camera",
	not_loaded: "not_loaded",
};

class VnCamera extends VnElement {
	static get properties() {
		return {
			...super.properties,
			config: {attribute: false},
			back: {type: Boolean},
			_aspect: {state: true},
			_boxing: {state: true},
			_editor: {state: true},
			_limits: {state: true},
			_message: {state: true},
			_panorama: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {CardConfig} */
		this.config = {type: ""};
		this.back = false;
		this._aspect = 4 / 3;
		this._boxing = false;
		this._editor = "";
		/** @type {CameraTold["limits"] | undefined} */
		this._limits = undefined;
		this._message = "";
		/** @type {{version: number, url: string, image: ImageBitmap} | undefined} */
		this._panorama = undefined;
	}

	attach() {
		super.attach();
		// The picture comes first.
		if (this.config.strip !== false) import("./strip.js");
		this.listen(this.model, "fail", ({detail}) => this._failed(detail));
		this.listen(this.model, "change", () => this._look());
		this._look();
	}

	detach() {
		super.detach();
		clearTimeout(this._fading);
		if (this._panorama) URL.revokeObjectURL(this._panorama.url);
		this._panorama = undefined;
	}

	/** Fetch the panorama when it has changed. */
	async _look() {
		const wanted = this.model.told?.panorama;
		const known = this._panorama;
		if (this.config.strip === false || !wanted || wanted === known?.version) return;
		if (this._looking) return;
		this._looking = true;
		try {
			const {version, panorama} = await this.model.call("pictures", {panorama: true});
			const url = blobUrl(panorama);
			const image = await createImageBitmap(await (await fetch(url)).blob());
			if (known) URL.revokeObjectURL(known.url);
			this._panorama = {version, url, image};
		} catch {
			// The next change brings it.
		} finally {
			this._looking = false;
		}
	}

	/** @param {any} error */
	_failed(error) {
		const {code, message, translation_key: key, translation_placeholders: names} = error ?? {};
		const by = this.model.told?.turning;
		const told = key && this.hass.localize(`component.jvc_vn.exceptions.${key}.message`, names);
		if (code === "superseded" && by && !by.you) this._say(this.t("turned_by", {name: by.by}));
		else if (REASONS[code]) this._say(this.t(REASONS[code], {id: this.model.entityId}));
		else this._say(told || message || this.t("failed"));
	}

	/** @param {string} message */
	_say(message) {
		this._message = message;
		clearTimeout(this._fading);
		this._fading = setTimeout(() => (this._message = ""), MESSAGE_LASTS);
	}

	render() {
		const {config, model} = this;
		const bare = config.controls === false && config.presets === false;
		const strip = config.strip !== false && (model.pose || this._panorama);
		const aspect = parseAspect(config.aspect) ?? this._aspect;
		return html`
			<div
				class="all ${bare ? "bare" : ""}"
				style="--aspect:${aspect};--own:${this._aspect}"
				@vn-aspect=${(/** @type {CustomEvent} */ {detail}) => (this._aspect = detail)}
				@vn-limits=${(/** @type {CustomEvent} */ {detail}) => (this._limits = detail)}
				@vn-edit=${(/** @type {CustomEvent} */ {detail}) => (this._editor = detail)}
				@vn-say=${(/** @type {CustomEvent} */ {detail}) => this._say(detail)}
				@vn-done=${() => (this._editor = "")}
			>
				<div class="picture">
					<jvc-vn-stage
						.model=${model}
						.rate=${config.rate}
						.boxing=${this._boxing}
						.locked=${this._editor === "area"}
						.panorama=${this._panorama?.url}
						@vn-boxed=${() => (this._boxing = false)}
					></jvc-vn-stage>
					<jvc-vn-overlay
						.model=${model}
						.boxing=${this._boxing}
						.back=${this.back}
						?hidden=${Boolean(this._editor)}
						@vn-box=${(/** @type {CustomEvent} */ {detail}) => (this._boxing = detail)}
						@vn-fill=${(/** @type {CustomEvent} */ {detail}) => detail(this)}
					></jvc-vn-overlay>
					<div class="message" role="status" ?hidden=${!this._message}>${this._message}</div>
				</div>
				${this._editor === "area" ? html`<jvc-vn-area-editor .model=${model}></jvc-vn-area-editor>` : nothing}
				${strip ? html`<jvc-vn-strip .model=${model} .panorama=${this._panorama?.image} .limits=${this._limits}></jvc-vn-strip>` : nothing}
				<jvc-vn-deck
					.model=${model}
					.config=${config}
					.editor=${this._editor}
					?hidden=${this._editor === "area"}
				></jvc-vn-deck>
			</div>
		`;
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
		container: camera / inline-size;
	}
	.all {
		display: grid;
		grid-template: "picture" "strip" "deck" / minmax(0, 1fr);
	}
	.picture {
		grid-area: picture;
		position: relative;
		width: 100%;
		aspect-ratio: var(--aspect);
		max-height: 85vh;
		overflow: hidden;
		background: #14181e;
		container: box / size;
	}
	/* As large as it fits, never stretched. */
	jvc-vn-stage {
		position: absolute;
		top: 50%;
		left: 50%;
		width: min(100cqw, 100cqh * var(--own));
		aspect-ratio: var(--own);
		transform: translate(-50%, -50%);
	}
	jvc-vn-strip {
		grid-area: strip;
	}
	jvc-vn-deck {
		grid-area: deck;
	}
	.message {
		position: absolute;
		inset: auto 0 64px;
		width: fit-content;
		max-width: calc(100% - 32px);
		margin: 0 auto;
		padding: 10px 16px;
		border-radius: 12px;
		background: rgba(14, 18, 24, 0.92);
		color: #fff;
	}
	/* What is pressed below has to be seen. */
	@media (min-height: 600px) {
		.picture {
			position: sticky;
			top: var(--header-height, 56px);
			z-index: 2;
			max-height: 55vh;
		}
	}
	@container camera (min-width: 860px) {
		.all:not(.bare) {
			grid-template: "picture deck" auto "strip deck" 1fr / minmax(0, 1fr) 340px;
		}
		.picture {
			position: relative;
			top: 0;
			max-height: calc(100vh - 56px - 120px);
		}
		jvc-vn-deck {
			align-content: start;
			max-height: calc(100vh - 56px);
			overflow-y: auto;
		}
	}
	:host(:fullscreen),
	:host([filling]) {
		background: var(--card-background-color, #111);
		overflow-y: auto;
	}
	:host([filling]) {
		position: fixed;
		inset: 0;
		z-index: 100;
	}
	:host(:fullscreen) .picture,
	:host([filling]) .picture {
		aspect-ratio: auto;
		height: 80vh;
		max-height: none;
	}
`;

define("jvc-vn-camera", VnCamera);
