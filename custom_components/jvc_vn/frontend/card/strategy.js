// What the pickers of cards and dashboards offer, and the dashboard of all cameras.

import {fileFor, loadTexts} from "./core/texts.js";
import {ourCameras} from "./core/config.js";
import {define} from "./lit.js";

const DOCUMENTATION = "https://github.com/jvc-vn/jvc_vn/blob/main/docs/card.md";

class VnStrategy extends HTMLElement {
	/** @param {{title?: string, rate?: number}} config @param {Hass} hass */
	static async generate(config, hass) {
		const texts = await loadTexts(hass.language);
		const cameras = ourCameras(hass);
		if (!cameras.length) return {views: [nobody(texts)]};
		const rate = config.rate ? {rate: config.rate} : {};
		const card = {type: "custom:jvc-vn-card", ...rate};
		const names = cameras.map((id) => [
			id,
			id.split(".")[1],
			hass.states[id].attributes.friendly_name ?? id,
		]);
		return {
			title: config.title ?? texts.get("cameras"),
			views: [
				panel(texts.get("overview"), "overview", "mdi:view-grid", {
					...card,
					cameras,
					path: "{camera}",
				}),
				...names.map(([camera, path, name]) =>
					panel(name, path, undefined, {...card, camera}),
				),
				panel(texts.get("alarms"), "alarms", "mdi:bell-outline", {
					...card,
					cameras,
					alarms: "only",
				}),
			],
		};
	}
}

/** @param {string} title @param {string} path @param {string | undefined} icon @param {object} card */
const panel = (title, path, icon, card) => ({
	title,
	path,
	icon,
	type: "panel",
	cards: [card],
});

/** @param {import("./core/texts.js").Texts} texts */
const nobody = (texts) => ({
	title: texts.get("cameras"),
	cards: [{type: "markdown", content: texts.get("no_cameras")}],
});

define("ll-strategy-dashboard-jvc-vn-cameras", VnStrategy);

/** @type {any} */
const page = window;

/** Offer something once, however often we are loaded. @param {string} list @param {any} offer */
function offer(list, offer) {
	page[list] ??= [];
	if (!page[list].some((/** @type {any} */ {type}) => type === offer.type))
		page[list].push(offer);
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
