// The live picture: over a WebSocket, else as motion JPEG, else as stills.

import {view} from "../core/viewing.js";
import {VnElement, css, define, html, nothing} from "../lit.js";

const GIVE_UP = 3;
const TRY_AGAIN = 60_000;
const LOOK = 1000;
const SIGNED = 20_000;

class VnPicture extends VnElement {
	static get properties() {
		return {...super.properties, rate: {type: Number}, way: {state: true}};
	}

	constructor() {
		super();
		/** @type {number | undefined} */
		this.rate = undefined;
		/** @type {"socket" | "mjpeg" | "stills"} */
		this.way = "socket";
		/** @type {HTMLCanvasElement | undefined} */
		this._canvas = undefined;
		/** @type {import("../core/viewing.js").Viewing | undefined} */
		this._viewing = undefined;
		this._visible = false;
		this._seen = -Infinity;
		/** @type {string | undefined} */
		this._stream = undefined;
	}

	render() {
		const label = this.t("picture_of", {name: this.model.name});
		this._canvas?.setAttribute("aria-label", label);
		if (this.way === "socket") return html`${this._canvas}`;
		return this._visible
			? html`<img
					alt=${label}
					src=${this._source()}
					@load=${this._loaded}
					@error=${this._failed}
				/>`
			: nothing;
	}

	attach() {
		super.attach();
		this._renew();
		// Asked for before it is known whether anybody looks: one way less to wait.
		this._signed = this._sign();
		this._signed.catch(() => undefined);
		setTimeout(() => (this._signed = undefined), SIGNED);
		this._observer = new IntersectionObserver(([{isIntersecting}]) => {
			this._visible = isIntersecting;
			this._balance();
		});
		this._observer.observe(/** @type {any} */ (this));
		this.listen(document, "visibilitychange", () => this._balance());
		// A page that is frozen or kept for going back shows nothing.
		this.listen(window, "pagehide", () => this._viewing?.close());
		this.listen(window, "pageshow", () => this._balance());
		this._timer = setInterval(() => this._look(), LOOK);
	}

	detach() {
		super.detach();
		this._observer?.disconnect();
		clearInterval(this._timer);
		this._end();
		this._canvas = undefined;
	}

	_end() {
		this._viewing?.end();
		this._viewing = undefined;
	}

	/** Begin with another canvas: who has drawn on one keeps it. */
	_renew() {
		this._end();
		this._canvas = document.createElement("canvas");
		this._canvas.setAttribute("role", "img");
		this.requestUpdate();
	}

	/** Look on while somebody looks at us, and not otherwise. */
	_balance() {
		const looking = this._visible && !document.hidden && this.isConnected;
		if (!looking) {
			this._viewing?.pause();
			this._tell("paused");
		} else if (this.way === "socket") {
			this._open();
		}
		if (this.way !== "socket") this.requestUpdate();
	}

	_open() {
		if (!this._canvas) return;
		this._viewing ??= view({
			canvas: this._canvas,
			address: () => this._address(),
			rate: this.rate,
			shown: (told, width, height) => this._shown(told, width / height),
			linked: (failures) => this._linked(failures),
			unable: () => {
				this._renew();
				this._balance();
			},
		});
		this._viewing.open();
	}

	async _address() {
		const signed = this._signed ?? this._sign();
		this._signed = undefined;
		return signed;
	}

	async _sign() {
		const {hass, entityId} = this.model;
		const {path} = await hass.callWS({
			type: "auth/sign_path",
			path: `/api/jvc_vn/frames/${entityId}`,
		});
		return hass.hassUrl(path).replace(/^http/, "ws");
	}

	/** @param {number} failures */
	_linked(failures) {
		// Where the camera is loaded and yet nothing ever comes, a proxy forbids sockets.
		const barred = this._seen < 0 && failures >= GIVE_UP && this.model.status === "ready";
		if (barred && this.model.hass.connected) this._go("mjpeg");
		this._look();
	}

	/** @param {"socket" | "mjpeg" | "stills"} way */
	_go(way) {
		if (way === this.way) return;
		this._renew();
		this.way = way;
		if (way !== "socket") setTimeout(() => this.isConnected && this._go("socket"), TRY_AGAIN);
		else this.updateComplete.then(() => this._balance());
	}

	/** @param {FrameTold} told @param {number} aspect */
	_shown(told, aspect) {
		if (this.model.aspect !== aspect || this._seen < 0) {
			this.model.aspect = aspect;
			this.fire("vn-aspect", aspect);
		}
		this.model.framed(told, () => this._viewing?.still());
		this._seen = performance.now();
		this._look();
	}

	/** Say whether what is shown is the present. */
	_look() {
		if (!this._visible || document.hidden) return this._tell("paused");
		const {frame, meter, told} = this.model;
		const patience = Math.max(5000, 3000 / (this.rate ?? told?.rate ?? 1));
		const shown = performance.now() - this._seen;
		if (this.way !== "socket") return this._tell(shown < 30_000 ? "live" : "waiting");
		if (!frame) return this._tell("waiting");
		const age = Date.now() + meter.ahead - frame.time * 1000;
		return this._tell(shown < patience && age < patience + 2000 ? "live" : "old");
	}

	/** @param {"live" | "old" | "waiting" | "paused"} state */
	_tell(state) {
		if (this.model.picture === state) return;
		this.model.picture = state;
		this.model.changed();
	}

	// Without a socket

	_source() {
		const {entity_picture: still, access_token: token} =
			this.model.hass.states[this.model.entityId]?.attributes ?? {};
		if (this.way === "stills") return `${still}&time=${Math.floor(Date.now() / 10_000)}`;
		this._stream ??= `/api/camera_proxy_stream/${this.model.entityId}?token=${token}`;
		return this._stream;
	}

	/** @param {Event} event */
	_loaded({target}) {
		const {naturalWidth, naturalHeight} = /** @type {HTMLImageElement} */ (target);
		this._seen = performance.now();
		if (naturalHeight) this.fire("vn-aspect", naturalWidth / naturalHeight);
		if (this.way === "stills") setTimeout(() => this.requestUpdate(), 10_000);
	}

	_failed() {
		this._stream = undefined;
		if (this.way === "mjpeg") this._go("stills");
		else setTimeout(() => this.requestUpdate(), 10_000);
	}

	static get styles() {
		return [STYLE];
	}
}

const STYLE = css`
	:host {
		display: block;
	}
	canvas,
	img {
		display: block;
		width: 100%;
		height: 100%;
	}
`;

define("jvc-vn-picture", VnPicture);
