// The dashboard of all cameras of the house, made anew each time that it is opened.

import {ourCameras} from "./core/config.js";
import {loadTexts} from "./core/texts.js";

/** @param {{title?: string, rate?: number}} config @param {Hass} hass */
export async function generate(config, hass) {
	const texts = await loadTexts(hass.locale.language);
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
			...names.map(([camera, path, name]) => panel(name, path, undefined, {...card, camera})),
			panel(texts.get("alarms"), "alarms", "mdi:bell-outline", {
				...card,
				cameras,
				alarms: "only",
			}),
		],
	};
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
