// What the pickers of cards and dashboards offer, and the name of our dashboard.

import {fileFor, loadTexts} from "./core/texts.js";
import {ourCameras} from "./core/config.js";
import {define} from "./lit.js";

const DOCUMENTATION = "https://github.com/jvc-vn/jvc_vn/blob/main/docs/card.md";

class VnStrategy extends HTMLElement {
	/** @param {{title?: string, rate?: number}} config @param {Hass} hass */
	static async generate(config, hass) {
		const {generate} = await import("./dashboard.js");
		return generate(config, hass);
	}
}

define("ll-strategy-dashboard-jvc-vn-cameras", VnStrategy);

/** @type {any} */
const page = window;

/** Offer something once, however often we are loaded. @param {string} list @param {any} offer */
function offer(list, offer) {
	page[list] ??= [];
	if (!page[list].some((/** @type {any} */ {type}) => type === offer.type)) page[list].push(offer);
}

const texts = await loadTexts(fileFor(document.documentElement.lang || "en"));

offer("customCards", {
	type: "jvc-vn-card",
	name: texts.get("card_name"),
	description: texts.get("card_description"),
	preview: true,
	documentationURL: DOCUMENTATION,
	/** @param {Hass} hass @param {string} entityId */
	getEntitySuggestion: (hass, entityId) =>
		ourCameras(hass).includes(entityId)
			? {config: {type: "custom:jvc-vn-card", camera: entityId}}
			: undefined,
});
offer("customStrategies", {
	type: "jvc-vn-cameras",
	strategyType: "dashboard",
	name: texts.get("strategy_name"),
	description: texts.get("strategy_description"),
	documentationURL: DOCUMENTATION,
});
