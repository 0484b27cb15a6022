// What people write in YAML, checked before anything is shown. No DOM here.

const FLAGS = ["controls", "presets", "strip"];
const KNOWN = new Set([
	"type",
	"camera",
	"cameras",
	"title",
	"alarms",
	"aspect",
	"rate",
	"path",
	// What Home Assistant itself adds to any card.
	"grid_options",
	"view_layout",
	"layout_options",
	"visibility",
	"card_mod",
	"disabled",
	...FLAGS,
]);

/** An error in a card's YAML: the key of a text, and what it names. */
export class ConfigError extends Error {
	/** @param {string} key @param {Record<string, string>} [names] */
	constructor(key, names = {}) {
		super(`${key}: ${Object.values(names).join(", ")}`);
		this.key = key;
		this.names = names;
	}
}

/**
 * Check a configuration; throws a ConfigError.
 *
 * @param {any} config
 * @returns {CardConfig & {cameras: string[]}}
 */
export function checkConfig(config) {
	if (!config || typeof config !== "object") throw new ConfigError("config_empty");
	const unknown = Object.keys(config).find((name) => !KNOWN.has(name));
	if (unknown) throw new ConfigError("config_unknown", {name: unknown});
	const cameras = cameraList(config);
	for (const name of FLAGS) {
		if (![undefined, true, false].includes(config[name])) {
			throw new ConfigError("config_flag", {name});
		}
	}
	if (![undefined, true, false, "only"].includes(config.alarms)) {
		throw new ConfigError("config_flag", {name: "alarms"});
	}
	const {rate} = config;
	if (rate !== undefined && !(typeof rate === "number" && rate >= 0.1 && rate <= 30)) {
		throw new ConfigError("config_rate", {value: String(rate)});
	}
	if (config.aspect !== undefined && !parseAspect(config.aspect)) {
		throw new ConfigError("config_aspect", {value: String(config.aspect)});
	}
	return {...config, cameras};
}

/** @param {any} config @returns {string[]} */
function cameraList({camera, cameras}) {
	const list = cameras ?? (camera === undefined ? [] : [camera]);
	if (!Array.isArray(list) || !list.length) throw new ConfigError("config_no_camera");
	const wrong = list.find((id) => typeof id !== "string" || !/^camera\.[\w]+$/.test(id));
	if (wrong !== undefined) throw new ConfigError("config_camera", {value: String(wrong)});
	return [...new Set(list)];
}

/** Width by height of `16:9`, `16/9` or `1.78`. @param {unknown} text @returns {number | undefined} */
export function parseAspect(text) {
	const found = /^(\d+(?:\.\d+)?)(?:\s*[:/x]\s*(\d+(?:\.\d+)?))?$/.exec(String(text).trim());
	const value = found ? Number(found[1]) / Number(found[2] ?? 1) : NaN;
	return value >= 0.2 && value <= 5 ? value : undefined;
}

/** The cameras of this integration that this person sees. @param {Hass} hass */
export const ourCameras = (hass) =>
	Object.values(hass.entities)
		.filter(
			({entity_id, platform, hidden}) =>
				platform === "jvc_vn" &&
				entity_id.startsWith("camera.") &&
				!hidden &&
				hass.states[entity_id],
		)
		.map(({entity_id}) => entity_id)
		.sort();
