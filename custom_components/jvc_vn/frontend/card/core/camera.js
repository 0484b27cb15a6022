// One camera as the card's parts see it: what the integration tells, its entities,
// its newest frame, and the way to its motors. No DOM here.

import {Going, Hold} from "./hold.js";
import {pause} from "./frames.js";
import {field} from "./geometry.js";
import {Meter} from "./meter.js";

/** @typedef {"loading" | "ready" | "not_loaded" | "not_found" | "unauthorized"} Status */

export class CameraModel extends EventTarget {
	/** @param {string} entityId */
	constructor(entityId) {
		super();
		this.entityId = entityId;
		/** @type {Hass} */
		this.hass = /** @type {any} */ (undefined);
		/** @type {import("./texts.js").Texts | undefined} */
		this.texts = undefined;
		/** @type {CameraTold | undefined} */
		this.told = undefined;
		/** @type {Status} */
		this.status = "loading";
		/** @type {FrameTold | undefined} */
		this.frame = undefined;
		/** The newest picture as the camera sent it. @type {() => Promise<Uint8Array<ArrayBuffer> | undefined> | undefined} */
		this.still = () => undefined;
		this.aspect = 4 / 3;
		/** @type {"live" | "old" | "waiting" | "paused"} */
		this.picture = "waiting";
		this.meter = new Meter();
		this.speed = 60;
		this.hold = new Hold({
			keep: (speeds) => this.call("hold", speeds),
			release: () => this.call("release"),
			lost: (error) => this.fail(error),
		});
		this.going = new Going(
			(goal) => this.call("goto", goal),
			(error) => this.fail(error),
		);
		/** @type {Map<string, string>} */
		this._entities = new Map();
		/** @type {unknown} */
		this._registry = undefined;
		/** @type {(() => Promise<void>) | undefined} */
		this._unsubscribe = undefined;
		this._tries = 0;
		this._wanted = false;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this._timer = undefined;
		this._ready = () => this._subscribe();
	}

	// Life

	/** @param {Hass} hass */
	connect(hass) {
		if (this._wanted) return;
		this.hass = hass;
		this._wanted = true;
		hass.connection.addEventListener("ready", this._ready);
		this._subscribe();
	}

	disconnect() {
		if (!this._wanted) return;
		this._wanted = false;
		this.hold.release();
		clearTimeout(this._timer);
		this.hass.connection.removeEventListener("ready", this._ready);
		this._unsubscribe?.().catch(() => undefined);
		this._unsubscribe = undefined;
	}

	async _subscribe() {
		clearTimeout(this._timer);
		const asked = Date.now();
		try {
			this._unsubscribe = await this.hass.connection.subscribeMessage(
				(told) => this._take(told, asked),
				{type: "jvc_vn/subscribe", entity_id: this.entityId},
				{resubscribe: false},
			);
			if (!this._wanted) this._unsubscribe().catch(() => undefined);
			this._tries = 0;
		} catch (error) {
			const {code} = /** @type {any} */ (error);
			const known = ["not_loaded", "not_found", "unauthorized"].includes(code);
			this._set({status: known ? code : "loading"});
			this._again();
		}
	}

	/** @param {any} told @param {number} asked */
	_take(told, asked) {
		if (told === null) {
			this._set({status: "not_loaded"});
			this._again();
			return;
		}
		if (this.status !== "ready") this.meter.compare(asked, Date.now(), told.now);
		this._set({told, status: "ready"});
	}

	_again() {
		clearTimeout(this._timer);
		if (!this._wanted) return;
		this._timer = setTimeout(() => this._subscribe(), pause(this._tries));
		this._tries += 1;
	}

	/** @param {{told?: CameraTold, status?: Status}} changes */
	_set(changes) {
		Object.assign(this, changes);
		this.changed();
	}

	/** Let all that show it show it anew. */
	changed() {
		this.dispatchEvent(new Event("change"));
	}

	// What it is

	/** The entity of this camera with a key of the integration. @param {string} key */
	entity(key) {
		if (this._registry !== this.hass.entities) this._find();
		return this._entities.get(key);
	}

	/** The state of that entity, undefined if this person does not see it. @param {string} key @returns {HassEntity | undefined} */
	state(key) {
		const id = this.entity(key);
		return id ? this.hass.states[id] : undefined;
	}

	/** @param {string} key */
	usable(key) {
		const state = this.state(key);
		return state && state.state !== "unavailable" ? state : undefined;
	}

	/** All its entities. */
	all() {
		this.entity("");
		return [...this._entities.values()];
	}

	_find() {
		this._registry = this.hass.entities;
		this._entities.clear();
		const device = this.hass.entities[this.entityId]?.device_id;
		for (const entry of Object.values(this.hass.entities)) {
			if (device && entry.device_id === device && entry.translation_key) {
				// An event and a sensor may share a key with something else's: ours do not.
				this._entities.set(entry.translation_key, entry.entity_id);
			}
		}
	}

	get name() {
		const state = this.hass.states[this.entityId];
		return state?.attributes.friendly_name ?? this.told?.name ?? this.entityId;
	}

	get available() {
		const state = this.hass.states[this.entityId]?.state;
		return state !== undefined && state !== "unavailable";
	}

	/** @param {string} ability */
	may(ability) {
		return this.status === "ready" && Boolean(this.told?.may[ability]);
	}

	/** @returns {Pose | undefined} */
	get pose() {
		const {pan, tilt, zoom} = this.frame ?? {};
		if (pan === null || tilt === null || zoom === null) return undefined;
		if (pan === undefined || tilt === undefined || zoom === undefined) return undefined;
		return {pan, tilt, zoom};
	}

	// What it does

	/** @param {FrameTold} told @param {CameraModel["still"]} still */
	framed(told, still) {
		this.frame = told;
		this.still = still;
		this.meter.note(told.time, Date.now());
		this.dispatchEvent(new Event("frame"));
	}

	/** @param {string} command @param {object} [fields] @returns {Promise<any>} */
	call(command, fields = {}) {
		return this.hass.connection.sendMessagePromise({
			type: `jvc_vn/${command}`,
			entity_id: this.entityId,
			...fields,
		});
	}

	/** Call an action of the integration; what fails is shown. @param {string} name @param {object} [fields] @param {boolean} [answer] */
	async act(name, fields = {}, answer = false) {
		try {
			const {response} = await this.hass.callService(
				"jvc_vn",
				name,
				fields,
				{entity_id: this.entityId},
				false,
				answer,
			);
			return answer ? response[this.entityId] : true;
		} catch (error) {
			this.fail(error);
			return undefined;
		}
	}

	/** Act on an entity of the camera. @param {string} action @param {string} key @param {object} [fields] */
	async control(action, key, fields = {}) {
		const [domain, service] = action.split(".");
		const id = this.entity(key);
		if (!id) return;
		try {
			await this.hass.callService(domain, service, fields, {entity_id: id}, false);
		} catch (error) {
			this.fail(error);
		}
	}

	/**
	 * Turn as long as it is held, at the speed that was chosen: slower where a picture
	 * shows little, for there the same turn is a larger part of it.
	 *
	 * @param {Speeds} ways each -1 to 1
	 */
	turn(ways) {
		this.leave({});
		const {pose, told} = this;
		const share = pose && told ? Math.sqrt(field(told.lens, pose.zoom) / told.lens.wide) : 1;
		const turning = this.speed * Math.max(0.15, share);
		/** @type {Speeds} */
		const speeds = {};
		for (const [axis, way] of Object.entries(ways)) {
			const most = axis === "pan" || axis === "tilt" ? turning : this.speed;
			const speed = Math.sign(way) * Math.max(1, Math.abs(way) * most);
			speeds[/** @type {"pan"} */ (axis)] = way ? speed : 0;
		}
		this.hold.set(speeds);
	}

	stop() {
		this.hold.release();
		this.call("stop").catch((error) => this.fail(error));
	}

	/** @param {number} number */
	async gotoPreset(number) {
		this.leave({preset: number});
		return this.act("goto_preset", {preset: String(number)});
	}

	/** @param {Partial<Pose>} goal */
	goto(goal) {
		this.leave({});
		this.going.to(goal);
	}

	/** Tell all parts that something else turns the camera from now on. @param {{by?: unknown, preset?: number}} detail */
	leave(detail) {
		this.dispatchEvent(new CustomEvent("leave", {detail}));
	}

	/** Tell a person why something did not go. @param {any} error */
	fail(error) {
		if (error === 3) return; // the connection is lost, which the picture says
		this.dispatchEvent(new CustomEvent("fail", {detail: error}));
	}
}
