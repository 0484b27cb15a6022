// What the pickers of cards and dashboards offer, and the name of our dashboard.

import {ourCameras} from "./core/config.js";
import {define} from "./lit.js";
import {pageTexts} from "./page.js";

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

offer("customCards", {
	type: "jvc-vn-card",
	name: pageTexts.get("card_name"),
	description: pageTexts.get("card_description"),
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
	name: pageTexts.get("strategy_name"),
	description: pageTexts.get("strategy_description"),
	documentationURL: DOCUMENTATION,
});
