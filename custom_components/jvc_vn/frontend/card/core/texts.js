// The card's own texts in the person's language; everything that Home Assistant or
// the integration has a word for already is taken from there.

import english from "../texts/en.js";

const LANGUAGES = ["de", "es", "fr", "it", "ja", "nl", "pl", "pt", "pt-BR", "sv"];

/** The language that serves one: `de-CH` is served by `de`. @param {string} language */
export function languageFor(language) {
	const [short] = language.split("-");
	return [language, short].find((name) => LANGUAGES.includes(name)) ?? "en";
}

/** Put values into a text: `{name}`. @param {string} text @param {Record<string, unknown>} values */
export const fill = (text, values) =>
	text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

/** The texts of one language, English where one is missing. */
export class Texts {
	/** @param {Record<string, string>} [own] */
	constructor(own = {}) {
		/** @type {Record<string, string>} */
		this._all = {...english, ...own};
	}

	/** @param {string} key @param {Record<string, unknown>} [values] */
	get(key, values = {}) {
		return fill(this._all[key] ?? "", values);
	}
}

/** @param {string} language */
export async function loadTexts(language) {
	const name = languageFor(language);
	if (name === "en") return new Texts();
	try {
		return new Texts((await import(`../texts/${name}.js`)).default);
	} catch {
		// The page is older than what is installed now.
		return new Texts();
	}
}
