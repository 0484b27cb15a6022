import assert from "node:assert/strict";
import {test} from "node:test";

import {midnight} from "../../custom_components/jvc_vn/frontend/card/core/alarms.js";
import {
	formatDegrees,
	formatNumber,
	formatSeconds,
	formatTime,
	formatTimes,
	timeZone,
} from "../../custom_components/jvc_vn/frontend/card/core/format.js";

const WHEN = new Date("2026-11-05T20:07:09Z");
const LATER = new Date("2026-11-07T20:07:09Z");

/** A person's preferences. @param {Record<string, string>} [locale] @returns {Hass} */
const hass = (locale = {}) =>
	/** @type {any} */ ({
		locale: {
			language: "en",
			number_format: "language",
			time_format: "language",
			date_format: "language",
			time_zone: "server",
			...locale,
		},
		config: {time_zone: "Asia/Tokyo"},
	});

for (const [number_format, language, ...expected] of [
	["language", "en", "1,234.5"],
	["language", "de", "1.234,5"],
	["comma_decimal", "de", "1,234.5"],
	["decimal_comma", "en", "1.234,5"],
	["space_comma", "en", "1\u202f234,5"],
	["quote_decimal", "en", "1’234.5", "1'234.5"],
	["none", "de", "1234.5"],
]) {
	test(`a number as ${number_format} in ${language} is ${expected[0]}`, () => {
		assert.ok(expected.includes(formatNumber(hass({number_format, language}), 1234.5)));
	});
}

test("a number by the system's form is some number", () => {
	assert.match(formatNumber(hass({number_format: "system"}), 7.25), /^7[.,][23]$/);
});

test("degrees, enlargements and seconds", () => {
	assert.equal(formatDegrees(hass(), 12.6), "13°");
	assert.equal(formatTimes(hass({language: "de"}), 1), "1,0×");
	assert.equal(formatTimes(hass({language: "de"}), 12.34), "12×");
	assert.equal(formatSeconds(hass({language: "ja"}), 10), "10 秒");
	assert.equal(formatSeconds(hass({language: "de", number_format: "none"}), 0.5), "0,5 Sek.");
});

for (const [locale, expected] of /** @type {[Record<string, string>, RegExp][]} */ ([
	[{}, /^5:07:09\sAM$/],
	[{language: "de"}, /^05:07:09$/],
	[{time_format: "24"}, /^05:07:09$/],
	[{language: "de", time_format: "12"}, /^5:07:09\sAM$/],
	[{language: "ja"}, /^05:07:09$/],
	[{time_format: "system"}, /^0?5:07:09(\sAM)?$/],
])) {
	test(`a time of today for ${JSON.stringify(locale)}`, () => {
		// In Tokyo the next day has begun.
		assert.match(formatTime(hass(locale), WHEN, new Date("2026-11-06T01:00:00Z")), expected);
	});
}

for (const [locale, expected] of /** @type {[Record<string, string>, RegExp][]} */ ([
	[{}, /^11\/6\/2026, 5:07/],
	[{language: "de"}, /^6\.11\.2026, 05:07/],
	[{date_format: "DMY"}, /^6\/11\/2026, /],
	[{date_format: "YMD", language: "de"}, /^2026\.11\.6, /],
	[{date_format: "MDY", language: "sv"}, /^11-0?6-2026, /],
	[{date_format: "system"}, /2026/],
])) {
	test(`a time of another day for ${JSON.stringify(locale)}`, () => {
		assert.match(formatTime(hass(locale), WHEN, LATER), expected);
	});
}

test("times are those of the zone that was chosen", () => {
	assert.equal(timeZone(hass()), "Asia/Tokyo");
	assert.equal(timeZone(hass({time_zone: "local"})), undefined);
});

for (const [now, zone, expected] of [
	["2026-11-05T20:07:09.250Z", "Asia/Tokyo", "2026-11-05T15:00:00.000Z"],
	["2026-11-05T14:59:59Z", "Asia/Tokyo", "2026-11-04T15:00:00.000Z"],
	["2026-11-05T15:00:00Z", "Asia/Tokyo", "2026-11-05T15:00:00.000Z"],
	// The day on which clocks are put back, and the one on which they are put forward.
	["2026-10-25T20:00:00Z", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
	["2026-03-29T20:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
]) {
	test(`the day of ${now} in ${zone} began at ${expected}`, () => {
		assert.equal(midnight(new Date(now), zone).toISOString(), expected);
	});
}

test("the day in the browser's own zone began at its midnight", () => {
	const now = new Date(2026, 5, 10, 15, 30, 12, 345);
	assert.equal(midnight(now).getTime(), new Date(2026, 5, 10).getTime());
});
