import assert from "node:assert/strict";
import {readFile, readdir} from "node:fs/promises";
import {test} from "node:test";

import {
	Texts,
	fill,
	languageFor,
	loadTexts,
} from "../../custom_components/jvc_vn/frontend/card/core/texts.js";
import english from "../../custom_components/jvc_vn/frontend/card/texts/en.js";

const CARD = new URL("../../custom_components/jvc_vn/frontend/card/", import.meta.url);
const OTHERS = ["de", "es", "fr", "it", "ja", "nl", "pl", "pt", "pt-BR", "sv"];
/** Words that another language has taken over, or has of its own. @type {Record<string, string[]>} */
const SAME = {
	de: ["preset", "presets"],
	es: ["no", "preset", "presets"],
	it: ["no", "preset"],
	nl: ["preset", "presets"],
	pl: ["patrol_number", "preset"],
	pt: ["preset", "presets"],
	"pt-BR": ["preset", "presets"],
	sv: ["mask"],
};

/** @param {string} language @returns {Promise<Record<string, string>>} */
const texts = async (language) =>
	(await import(new URL(`texts/${language}.js`, CARD).href)).default;

/** @param {string} text */
const placeholders = (text) => [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();

test("there is a file for each language, and no other", async () => {
	const files = await readdir(new URL("texts/", CARD));
	assert.deepEqual(files.sort(), ["en", ...OTHERS].map((name) => `${name}.js`).sort());
});

for (const language of OTHERS) {
	test(`${language} has all texts, each with its placeholders, and none in English`, async () => {
		const own = await texts(language);
		assert.deepEqual(Object.keys(own), Object.keys(english));
		for (const [key, text] of Object.entries(own)) {
			const source = /** @type {Record<string, string>} */ (english)[key];
			assert.deepEqual(placeholders(text), placeholders(source), key);
			assert.ok(text.trim(), key);
		}
		const same = Object.keys(own).filter(
			(key) => own[key] === /** @type {Record<string, string>} */ (english)[key],
		);
		assert.deepEqual(same, SAME[language] ?? []);
	});
}

test("each text is used, and each that is used is there", async () => {
	const files = await readdir(CARD, {recursive: true});
	const code = await Promise.all(
		files
			.filter((name) => name.endsWith(".js") && !name.startsWith("texts"))
			.map((name) => readFile(new URL(name, CARD), "utf8")),
	);
	const all = code.join("\n");
	// What is put together of parts: `edit_${name}` and the like.
	const parts = [...all.matchAll(/["`(](\w+_)\$\{/g)].map(([, part]) => part);
	const unused = Object.keys(english).filter(
		(key) => !new RegExp(`\\b${key}\\b`).test(all) && !parts.some((part) => key.startsWith(part)),
	);
	assert.deepEqual(unused, []);
	const asked = [...all.matchAll(/\b(?:t|[tT]exts\??\.get)\(\s*"(\w+)"/g)].map(([, key]) => key);
	assert.ok(asked.length > 50);
	assert.deepEqual(
		asked.filter((key) => !(key in english)),
		[],
	);
});

test("no module says anything but by its texts", async () => {
	const files = await readdir(CARD, {recursive: true});
	for (const name of files) {
		if (!name.endsWith(".js") || name.startsWith("texts")) continue;
		const code = await readFile(new URL(name, CARD), "utf8");
		const said = [
			...code.matchAll(
				/(?:aria-label|aria-valuetext|title|placeholder|alt)="([^"$]*[a-z][^"$]*)"/g,
			),
			...code.matchAll(/(?<!=)>\s*([A-Z][a-z]+(?: [a-z]+)*)\s*</g),
		].map(([, words]) => words);
		assert.deepEqual(said, [], name);
	}
});

test("a language that we lack is served by its kin, else by English", async () => {
	assert.equal(languageFor("de-CH"), "de");
	assert.equal(languageFor("pt-BR"), "pt-BR");
	assert.equal(languageFor("pt-PT"), "pt");
	assert.equal(languageFor("es-419"), "es");
	assert.equal(languageFor("tlh"), "en");
	assert.equal((await loadTexts("sv-FI")).get("left"), "Vänster");
	assert.equal((await loadTexts("he")).get("left"), "Left");
	const own = new Texts({left: "links"});
	assert.equal(own.get("left"), "links");
	assert.equal(own.get("right"), "Right");
	assert.equal(own.get("mask", {area: 3}), "Mask 3");
	assert.equal(own.get("nothing"), "");
	assert.equal(fill("{a} and {b}", {a: 0}), "0 and {b}");
});
