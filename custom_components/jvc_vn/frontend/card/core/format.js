// Numbers and times as a person has chosen to read them. No DOM here.

/** By Home Assistant's names of forms, a language that writes numbers so. @type {Record<string, string | undefined>} */
const NUMBERS = {
	comma_decimal: "en-US",
	decimal_comma: "de",
	space_comma: "fr",
	quote_decimal: "de-CH",
	none: "en-US",
	system: undefined,
};
/** @type {Record<string, Intl.DateTimeFormatOptions["hourCycle"]>} */
const CLOCKS = {12: "h12", 24: "h23"};

/** @param {Hass} hass @param {number} value @param {Intl.NumberFormatOptions} [options] */
export function formatNumber({locale}, value, options = {}) {
	const {language, number_format: form} = locale;
	const writes = form in NUMBERS ? NUMBERS[form] : language;
	// Words, such as those of units, stay in the person's language.
	return new Intl.NumberFormat(options.style ? language : writes, {
		maximumFractionDigits: 1,
		useGrouping: form !== "none",
		...options,
	}).format(value);
}

/** How many times the widest picture. @param {Hass} hass @param {number} times */
export function formatTimes(hass, times) {
	const digits = times < 9.95 ? 1 : 0;
	const range = {minimumFractionDigits: digits, maximumFractionDigits: digits};
	return `${formatNumber(hass, times, range)}×`;
}

/** @param {Hass} hass @param {number} degrees */
export const formatDegrees = (hass, degrees) => `${formatNumber(hass, Math.round(degrees))}°`;

/** @param {Hass} hass @param {number} seconds */
export const formatSeconds = (hass, seconds) =>
	formatNumber(hass, seconds, {style: "unit", unit: "second", unitDisplay: "short"});

/** The zone in which this person reads times; undefined is that of the browser. @param {Hass} hass */
export const timeZone = ({locale, config}) =>
	locale.time_zone === "server" ? config.time_zone : undefined;

/** A time to the second, with its day unless that is today. @param {Hass} hass @param {Date} when @param {Date} now */
export function formatTime(hass, when, now) {
	const {language, time_format: form, date_format: order} = hass.locale;
	const zone = {timeZone: timeZone(hass)};
	const reads = form === "system" ? undefined : language;
	const usual = new Intl.DateTimeFormat(reads, {hour: "numeric"}).resolvedOptions();
	const hourCycle = CLOCKS[form] ?? usual.hourCycle;
	const hour = hourCycle === "h23" ? "2-digit" : "numeric";
	/** @type {Intl.DateTimeFormatOptions} */
	const clock = {...zone, hour, minute: "2-digit", second: "2-digit", hourCycle};
	const time = new Intl.DateTimeFormat(language, clock).format(when);
	const day = new Intl.DateTimeFormat("en", {...zone, dateStyle: "short"});
	if (day.format(when) === day.format(now)) return time;
	return `${formatDay(order === "system" ? undefined : language, order, when, zone)}, ${time}`;
}

/**
 * @param {string | undefined} language
 * @param {string} order such as `DMY`, else that of the language
 * @param {Date} when
 * @param {{timeZone?: string}} zone
 */
function formatDay(language, order, when, zone) {
	/** @type {Intl.DateTimeFormatOptions} */
	const options = {...zone, day: "numeric", month: "numeric", year: "numeric"};
	const form = new Intl.DateTimeFormat(language, options);
	if (!/^[DMY]{3}$/.test(order)) return form.format(when);
	const parts = form.formatToParts(when);
	const gap = parts.find(({type}) => type === "literal")?.value ?? "/";
	const named = {D: "day", M: "month", Y: "year"};
	return [.../** @type {Iterable<"D" | "M" | "Y">} */ (/** @type {any} */ (order))]
		.map((letter) => parts.find(({type}) => type === named[letter])?.value)
		.join(gap);
}
