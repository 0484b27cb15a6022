// The alarms of today, from the history of a camera's event entity. No DOM here.

/**
 * @param {{s?: string, state?: string, a?: Record<string, any>, attributes?: Record<string, any>}} state
 * @param {string} entityId
 * @returns {Alarm | undefined}
 */
export function readAlarm(state, entityId) {
	const attributes = state.a ?? state.attributes ?? {};
	const told = attributes.time ?? state.s ?? state.state;
	const time = new Date(told);
	const kind = attributes.event_type;
	if (!kind || Number.isNaN(time.getTime())) return undefined;
	return {
		time,
		kind,
		entityId,
		picture: attributes.picture,
		clip: attributes.clip,
		recovered: Boolean(attributes.recovered),
	};
}

/**
 * Newest first, each once: what came with a picture later replaces what came before.
 *
 * @param {Alarm[]} alarms
 */
export function sorted(alarms) {
	/** @type {Map<string, Alarm>} */
	const known = new Map();
	for (const alarm of alarms) {
		const key = `${alarm.entityId} ${alarm.time.getTime()} ${alarm.kind}`;
		const before = known.get(key);
		known.set(key, {
			...before,
			...alarm,
			picture: alarm.picture ?? before?.picture,
			clip: alarm.clip ?? before?.clip,
		});
	}
	return [...known.values()].sort((a, b) => b.time.getTime() - a.time.getTime());
}

/** When the day began, by the clock of a zone. @param {Date} now @param {string} [zone] */
export function midnight(now, zone) {
	const form = new Intl.DateTimeFormat("en", {
		timeZone: zone,
		hourCycle: "h23",
		hour: "numeric",
		minute: "numeric",
		second: "numeric",
	});
	/** Milliseconds that clocks there show. @param {number} at */
	const shown = (at) => {
		const [hours, minutes, seconds] = form
			.formatToParts(at)
			.flatMap(({type, value}) => (type === "literal" ? [] : Number(value)));
		return ((hours * 60 + minutes) * 60 + seconds) * 1000;
	};
	const whole = now.getTime() - (now.getTime() % 1000);
	const begin = whole - shown(whole);
	// On a day on which the clocks are changed it began an hour earlier or later.
	const off = shown(begin);
	return new Date(off > 43_200_000 ? begin + 86_400_000 - off : begin - off);
}

/**
 * @param {Hass} hass @param {string[]} entityIds @param {Date} since
 * @returns {Promise<Alarm[]>}
 */
export async function alarmsSince(hass, entityIds, since) {
	if (!entityIds.length) return [];
	const told = await hass.callWS({
		type: "history/history_during_period",
		start_time: since.toISOString(),
		entity_ids: entityIds,
		include_start_time_state: false,
		significant_changes_only: false,
		minimal_response: false,
		no_attributes: false,
	});
	const alarms = Object.entries(told).flatMap(([id, states]) =>
		states.map((/** @type {any} */ state) => readAlarm(state, id)),
	);
	return sorted(alarms.filter((alarm) => alarm !== undefined && alarm.time >= since));
}
