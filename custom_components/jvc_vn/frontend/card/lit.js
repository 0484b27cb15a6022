// Lit, as Home Assistant's frontend carries it for cards, and what our elements share.

// The frontend swaps the registry of elements while it boots: wait for the one that
// stays. All our elements are defined behind this line.
await customElements.whenDefined("home-assistant");

/** @returns {any} */
function find() {
	/** @type {any} */
	let found = customElements.get("home-assistant");
	while (found?.prototype && !Object.hasOwn(found.prototype, "html")) {
		found = Object.getPrototypeOf(found);
	}
	if (!found?.prototype) throw new Error("jvc-vn-card: this frontend carries no Lit");
	return found;
}

export const LitElement = find();
/** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = LitElement.prototype.html;
/** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const css = LitElement.prototype.css;
/** Renders nothing. */
export const nothing = "";

/** An element that shows one camera. */
export class VnElement extends LitElement {
	static get properties() {
		return {model: {attribute: false}};
	}

	constructor() {
		super();
		/** @type {import("./core/camera.js").CameraModel} */
		this.model = /** @type {any} */ (undefined);
		/** @type {[EventTarget, string, (event: any) => void][]} */
		this._listening = [];
	}

	/** @type {Hass} */
	get hass() {
		return this.model.hass;
	}

	/** @param {string} key @param {Record<string, unknown>} [values] @returns {string} */
	t(key, values) {
		return this.model.texts?.get(key, values) ?? "";
	}

	/** Listen as long as the element is on the page. @param {EventTarget} target @param {string} kind @param {(event: any) => void} listener */
	listen(target, kind, listener) {
		target.addEventListener(kind, listener);
		this._listening.push([target, kind, listener]);
	}

	connectedCallback() {
		super.connectedCallback();
		if (this.hasUpdated) this.attach();
	}

	disconnectedCallback() {
		super.disconnectedCallback();
		this.detach();
	}

	/** @param {Map<string, unknown>} _changed */
	firstUpdated(_changed) {
		if (this.isConnected) this.attach();
	}

	/** @param {Map<string, unknown>} changed */
	update(changed) {
		// In the editor of dashboards another camera may be chosen at any time.
		const other = this.hasUpdated && (changed.has("model") || changed.has("models"));
		if (other) this.detach();
		super.update(changed);
		if (other && this.isConnected) this.attach();
	}

	/** Begin to listen; once for each time that it comes onto the page. */
	attach() {
		if (this.model) this.listen(this.model, "change", () => this.requestUpdate());
	}

	/** Let go of all that `attach` has begun. */
	detach() {
		for (const [target, kind, listener] of this._listening.splice(0)) {
			target.removeEventListener(kind, listener);
		}
	}

	/** Tell those above. @param {string} kind @param {unknown} [detail] */
	fire(kind, detail) {
		this.dispatchEvent(new CustomEvent(kind, {detail, bubbles: true, composed: true}));
	}

	/** @param {string} key */
	moreInfo(key) {
		this.fire("hass-more-info", {entityId: this.model.entity(key) ?? key});
	}
}

/** Define an element, unless an older version of ours is on the page already. @param {string} name @param {any} element */
export function define(name, element) {
	if (!customElements.get(name)) customElements.define(name, element);
}

/** The address of a picture. @param {string} base64 */
export function blobUrl(base64) {
	const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
	return URL.createObjectURL(new Blob([bytes], {type: "image/jpeg"}));
}
