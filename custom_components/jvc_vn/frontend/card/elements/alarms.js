// The alarms of today: when, what, and what was seen.

import {alarmsSince, midnight, readAlarm, sorted} from "../core/alarms.js";
import {formatTime, timeZone} from "../core/format.js";
import {VnElement, css, define, html, nothing} from "../lit.js";
import {shared} from "../styles.js";

/** @type {Record<string, string>} */
const ICONS = {
	motion: "mdi:motion-sensor",
	make: "mdi:electric-switch-closed",
	break: "mdi:electric-switch",
};
const SHOWN = 100;

class VnAlarms extends VnElement {
	static get properties() {
		return {
			...super.properties,
			models: {attribute: false},
			_alarms: {state: true},
			_urls: {state: true},
			_opened: {state: true},
		};
	}

	constructor() {
		super();
		/** @type {import("../core/camera.js").CameraModel[] | undefined} of several cameras */
		this.models = undefined;
		/** @type {Alarm[] | undefined} */
		this._alarms = undefined;
		/** @type {Map<string, string>} */
		this._urls = new Map();
		/** @type {{url: string, video: boolean, title: string} | undefined} */
		this._opened = undefined;
		/** @type {Map<string, HassEntity>} */
		this._states = new Map();
	}

	attach() {
		for (const model of this._all) this.listen(model, "change", () => this.requestUpdate());
		this._read();
		// Another day begins while the page is open.
		this._timer = setInterval(
			() => this._day !== this._midnight().getTime() && this._read(),
			60_000,
		);
	}

	detach() {
		super.detach();
		clearInterval(this._timer);
	}

	get _all() {
		return this.models ?? [this.model];
	}

	get _ids() {
		return this._all.flatMap((model) => model.entity("alarm_event") ?? []);
	}

	_midnight() {
		return midnight(this.model.meter.now(), timeZone(this.hass));
	}

	async _read() {
		const since = this._midnight();
		this._day = since.getTime();
		try {
			const read = await alarmsSince(this.hass, this._ids, since);
			// What has happened just now is not in the history yet.
			const known = (this._alarms ?? []).filter(({time}) => time >= since);
			this._alarms = sorted([...read, ...known]);
		} catch {
			// Without the history there is what happens from now on.
			this._alarms = this._alarms ?? [];
		}
	}

	/** Take what has happened since. */
	willUpdate() {
		if (!this._alarms) return;
		const fresh = this._ids.flatMap((id) => {
			const state = this.hass.states[id];
			if (!state || this._states.get(id) === state) return [];
			this._states.set(id, state);
			return readAlarm(state, id) ?? [];
		});
		const today = fresh.filter(({time}) => time.getTime() >= (this._day ?? 0));
		if (today.length) this._alarms = sorted([...this._alarms, ...today]);
	}

	updated() {
		for (const {picture} of (this._alarms ?? []).slice(0, SHOWN)) {
			if (picture && !this._urls.has(picture)) this._resolve(picture);
		}
	}

	/** @param {string} id a media id @returns {Promise<string>} */
	async _resolve(id) {
		this._urls.set(id, "");
		try {
			const {url} = await this.hass.callWS({
				type: "media_source/resolve_media",
				media_content_id: id,
			});
			this._urls = new Map(this._urls).set(id, this.hass.hassUrl(url));
			return url;
		} catch {
			// It has been deleted, as the oldest are.
			return "";
		}
	}

	render() {
		if (!this._alarms) return html`<p role="status">${this.t("loading")}</p>`;
		if (!this._alarms.length) return html`<p role="status">${this.t("no_alarms")}</p>`;
		return html`
			<ol>
				${this._alarms.slice(0, SHOWN).map((alarm) => this._row(alarm))}
			</ol>
			${this._opened ? this._viewer(this._opened) : nothing}
		`;
	}

	/** @param {Alarm} alarm */
	_row(alarm) {
		const {time, kind, picture, clip, entityId} = alarm;
		const model = this._all.find((each) => each.entity("alarm_event") === entityId);
		const title = this._title(alarm);
		const url = picture && this._urls.get(picture);
		const icon = ICONS[kind.split("_").pop() ?? ""] ?? "mdi:bell";
		const when = formatTime(this.hass, time, this.model.meter.now());
		return html`<li>
			${
				url
					? html`<button
							class="picture"
							aria-label=${this.t("open_picture", {title, time: when})}
							@click=${() => this._open(alarm, title)}
						>
							<img src=${url} alt="" loading="lazy" />
							${clip ? html`<ha-icon icon="mdi:play-circle"></ha-icon>` : nothing}
						</button>`
					: html`<span class="sign"><ha-icon icon=${icon}></ha-icon></span>`
			}
			<div>
				<b>${title}</b>
				<span class="quiet">
					<time datetime=${time.toISOString()}>${when}</time
					>${this._all.length > 1 && model ? ` · ${model.name}` : ""}${alarm.recovered ? ` · ${this.t("recovered")}` : ""}
				</span>
			</div>
			${clip && !url ? html`<button @click=${() => this._open(alarm, title)}><ha-icon icon="mdi:play"></ha-icon>${this.t("clip")}</button>` : nothing}
		</li>`;
	}

	/** @param {Alarm} alarm */
	_title({kind, entityId}) {
		const key = "component.jvc_vn.entity.event.alarm_event.state_attributes.event_type.state";
		return (
			this.hass.localize(`${key}.${kind}`) ||
			this.hass.states[entityId]?.attributes.friendly_name ||
			kind
		);
	}

	/** @param {Alarm} alarm @param {string} title */
	async _open({clip, picture}, title) {
		const id = clip ?? picture;
		if (!id) return;
		const url = (clip && (await this._resolve(clip))) || (picture && this._urls.get(picture));
		if (!url) return;
		this._opened = {url, video: url !== this._urls.get(picture ?? ""), title};
		await this.updateComplete;
		this.renderRoot.querySelector("dialog")?.showModal();
	}

	/** @param {{url: string, video: boolean, title: string}} opened */
	_viewer({url, video, title}) {
		const close = () => this.renderRoot.querySelector("dialog")?.close();
		return html`<dialog aria-label=${title} @close=${() => (this._opened = undefined)}>
			${video ? html`<video src=${url} controls autoplay playsinline></video>` : html`<img src=${url} alt=${title} />`}
			<button class="round" aria-label=${this.t("close")} @click=${close}>
				<ha-icon icon="mdi:close"></ha-icon>
			</button>
		</dialog>`;
	}

	static get styles() {
		return [shared, STYLE];
	}
}

const STYLE = css`
	ol {
		display: grid;
		gap: 4px;
		margin: 0;
		padding: 0;
		list-style: none;
	}
	li {
		display: flex;
		align-items: center;
		gap: 12px;
		min-height: 56px;
	}
	li > div {
		flex: 1;
		min-width: 0;
		overflow-wrap: anywhere;
	}
	b {
		display: block;
		font-weight: 500;
	}
	.quiet {
		color: var(--vn-quiet);
		font-size: 13px;
		font-variant-numeric: tabular-nums;
	}
	.sign {
		display: grid;
		place-items: center;
		flex: none;
		width: 44px;
		height: 44px;
		border-radius: 50%;
		background: var(--vn-field);
	}
	.picture {
		position: relative;
		flex: none;
		width: 96px;
		height: 72px;
		padding: 0;
		overflow: hidden;
		color: #fff;
	}
	.picture img {
		width: 100%;
		height: 100%;
		object-fit: cover;
	}
	.picture ha-icon {
		position: absolute;
	}
	p {
		margin: 8px 0;
		color: var(--vn-quiet);
	}
	dialog {
		padding: 0;
		border: 0;
		border-radius: 16px;
		background: #000;
		max-width: min(94vw, 1280px);
	}
	dialog::backdrop {
		background: rgba(0, 0, 0, 0.7);
	}
	dialog img,
	dialog video {
		display: block;
		max-width: 100%;
		max-height: 90vh;
	}
	dialog button {
		position: absolute;
		top: 8px;
		inset-inline-end: 8px;
		background: var(--vn-glass);
		color: #fff;
	}
`;

define("jvc-vn-alarms", VnAlarms);
