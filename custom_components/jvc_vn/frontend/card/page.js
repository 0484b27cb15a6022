// The texts in the page's language, which are there before a card gets to know Home
// Assistant: what is wrong in YAML is said at once.

import {loadTexts} from "./core/texts.js";

await customElements.whenDefined("home-assistant");

/** @type {any} */
const main = document.querySelector("home-assistant");

export const pageTexts = await loadTexts(
	main?.hass?.locale.language ?? (document.documentElement.lang || "en"),
);
