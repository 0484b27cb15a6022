// What can be done with the picture itself: save it, record it, enlarge it, measure it.

import {formatNumber} from "../core/format.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";

const canRecord = () => typeof MediaRecorder !== "undefined";
const canFloat = () => Boolean(Reflect.get(document, "pictureInPictureEnabled"));

class VnTools extends VnElement {
	static get properties() {
		return {
			...super.properties,
			boxing: {type: Boolean},
			_more: {state: true},
			_figures: {state: true},
			_recording: {state: true},
		};
	}

	constructor() {
		super();
		this.boxing = false;
		this._more = false;
		this._figures = false;
		/** @type {import("../film.js").Recording | undefined} */
		this._recording = undefined;
	}

	attach() {
		super.attach();
		// What changes with the time alone.
		this._timer = setInterval(
			() => (this._recording || this._figures) && this.requestUpdate(),
			1000,
		);
	}

	detach() {
		super.detach();
		clearInterval(this._timer);
		if (this._recording) this._record();
	}

	render() {
		return html`
			${this._recording ? html`<span class="chip rec" role="timer">● ${this._lasts()}</span>` : nothing}
			${this._figures ? html`<span class="chip">${this._measured()}</span>` : nothing}
			${this.model.may("turn") ? this._tool("mdi:select-drag", "zoom_box", () => this.fire("vn-box", !this.boxing), this.boxing) : nothing}
			${this._tool("mdi:camera", "save_still", () => this._film(({saveStill}) => saveStill(this.model)))}
			${this._more ? this._others() : nothing}
			${this._tool(this._more ? "mdi:chevron-right" : "mdi:dots-horizontal", this._more ? "less" : "more", () => (this._more = !this._more))}
			${this._tool("mdi:fullscreen", "fullscreen", () => this.fire("vn-fill", fill))}
		`;
	}

	_others() {
		const running = Boolean(this._recording);
		return html`
			${canRecord() ? this._tool(running ? "mdi:stop" : "mdi:record-circle-outline", running ? "record_stop" : "record", () => this._record(), running) : nothing}
			${canFloat() ? this._tool("mdi:picture-in-picture-bottom-right", "float", () => this._film(({float}) => float(this.model))) : nothing}
			${this._tool("mdi:speedometer", "figures", () => (this._figures = !this._figures), this._figures)}
		`;
	}

	/** @param {string} icon @param {string} key @param {() => unknown} act @param {boolean} [pressed] */
	_tool(icon, key, act, pressed = false) {
		const name = this.t(key);
		return html`<button
			class="round glass"
			aria-label=${name}
			title=${name}
			aria-pressed=${pressed ? "true" : "false"}
			@click=${act}
		>
			<ha-icon icon=${icon}></ha-icon>
		</button>`;
	}

	/** @param {(film: typeof import("../film.js")) => Promise<unknown>} work */
	async _film(work) {
		try {
			await work(await import("../film.js"));
		} catch (error) {
			this.model.fail(error);
		}
	}

	_record() {
		return this._film(async ({Recording}) => {
			const running = this._recording;
			this._recording = running ? undefined : new Recording(this.model);
			await (running ? running.stop() : this._recording?.start());
		});
	}

	_lasts() {
		const seconds = Math.round((Date.now() - (this._recording?.began ?? 0)) / 1000);
		return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
	}

	_measured() {
		const {meter} = this.model;
		const latency = meter.latency();
		const ms = latency === undefined ? "–" : formatNumber(this.hass, Math.round(latency));
		const rate = formatNumber(this.hass, meter.rate(Date.now()), {minimumFractionDigits: 1});
		return this.t("measured", {rate, ms});
	}

	static get styles() {
		return [shared, STYLE];
	}
}

/** Fill the screen, or the window where browsers cannot. @param {any} element */
async function fill(element) {
	const root = /** @type {any} */ (document);
	if (element.hasAttribute("filling")) element.removeAttribute("filling");
	else if (root.fullscreenElement ?? root.webkitFullscreenElement) {
		await (root.exitFullscreen ?? root.webkitExitFullscreen).call(root);
	} else {
		const request = element.requestFullscreen ?? element.webkitRequestFullscreen;
		try {
			if (!request) throw new Error("none");
			await request.call(element);
		} catch {
			element.setAttribute("filling", "");
		}
	}
}

const STYLE = css`
	:host {
		display: flex;
		flex-wrap: wrap;
		justify-content: flex-end;
		align-items: center;
		gap: 6px;
		pointer-events: auto;
		color: #fff;
	}
	.chip {
		font-size: 13px;
	}
	.rec {
		background: #c62828;
	}
`;

define("jvc-vn-tools", VnTools);
