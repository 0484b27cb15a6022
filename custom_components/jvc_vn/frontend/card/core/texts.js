// The card's own texts in the person's language; everything that Home Assistant or
// the integration has a word for already is taken from there.

const LANGUAGES = ["de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "pt-BR", "sv"];

/** @type {Map<string, Promise<Record<string, string>>>} */
const loading = new Map();

/** The file for a language: `de-CH` is served by `de`. @param {string} language */
export function fileFor(language) {
	if (LANGUAGES.includes(language)) return language;
	const [short] = language.split("-");
	return LANGUAGES.includes(short) ? short : "en";
}

/** @param {string} language @returns {Promise<Record<string, string>>} */
function load(language) {
	let texts = loading.get(language);
	if (!texts) {
		const url = new URL(`../../translations/${language}.json`, import.meta.url);
		texts = fetch(url).then((answer) => (answer.ok ? answer.json() : {}));
		texts.catch(() => loading.delete(language));
		loading.set(language, texts);
	}
	return texts;
}

/**
 * Put values into a text: `{name}`, and `{n|one|many}` by number.
 *
 * @param {string} text @param {Record<string, unknown>} [values]
 */
export function fill(text, values = {}) {
	return text
		.replace(/\{(\w+)\|([^|}]*)\|([^}]*)\}/g, (_, name, one, many) =>
			values[name] === 1 ? one : many,
		)
		.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The texts of one language, English where one is missing. */
export class Texts {
	/** @param {Record<string, string>[]} layers */
	constructor(...layers) {
		this._layers = layers;
	}

	/** @param {string} key @param {Record<string, unknown>} [values] */
	get(key, values) {
		for (const layer of this._layers) {
			if (key in layer) return fill(layer[key], values);
		}
		return "";
	}

	/** @param {string} key */
	has(key) {
		return this._layers.some((layer) => key in layer);
	}
}

/** @param {string} language @returns {Promise<Texts>} */
export async function loadTexts(language) {
	const file = fileFor(language);
	const english = load("en");
	const own = file === "en" ? english : load(file);
	return new Texts(await own.catch(() => ({})), await english.catch(() => ({})));
}
