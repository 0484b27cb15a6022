"""The intents behind sentences and tools of language models."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, ClassVar, override

import voluptuous as vol
from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import intent
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util

from .coordinator import VnCoordinator
from .voice import commands as verbs
from .voice.commands import Amount, Direction, Mode
from .voice.matching import TARGET, Slots, match
from .voice.permissions import async_rights, readable
from .voice.responses import async_grammar

INTENT_MOVE = "JvcVnMove"
INTENT_STOP = "JvcVnStop"
INTENT_PRESET = "JvcVnGoToPreset"
INTENT_HOME = "JvcVnHome"
INTENT_PATROL = "JvcVnPatrol"
INTENT_AUTO_PAN = "JvcVnAutoPan"
INTENT_TRACKING = "JvcVnTracking"
INTENT_WHERE = "JvcVnWhere"
INTENT_LAST_ALARM = "JvcVnLastAlarm"
INTENT_DAY_NIGHT = "JvcVnDayNight"

START, STOP = "start", "stop"
_ACTION: VolDictType = {
    vol.Required("action", description="Start or stop it"): vol.In((START, STOP))
}

type Told = tuple[str, Mapping[str, Any]]
"""The key of the answer, and the values in it."""


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents."""
    for handler in HANDLERS:
        intent.async_register(hass, handler())


class CameraIntent(intent.IntentHandler):
    """The base of all intents: finds the camera, acts, and answers."""

    slots: ClassVar[VolDictType] = {}
    response_type = intent.IntentResponseType.ACTION_DONE
    policy = POLICY_CONTROL
    """What the user who asks must be permitted, as with the actions."""

    @property
    @override
    def slot_schema(self) -> VolDictType:
        return {**TARGET, **self.slots}

    @override
    async def async_handle(self, intent_obj: intent.Intent) -> intent.IntentResponse:
        hass = intent_obj.hass
        grammar = await async_grammar(hass, intent_obj.language)
        slots = self.async_validate_slots(intent_obj.slots)
        values = {name: slot["value"] for name, slot in slots.items()}
        may = await async_rights(hass, intent_obj.context)
        state, coordinator = self.match(intent_obj, slots, readable(hass, may))
        response = intent_obj.create_response()
        if not may(state.entity_id, self.policy):
            # An error that is raised would lose its words on some ways to the person.
            response.async_set_error(
                intent.IntentResponseErrorCode.FAILED_TO_HANDLE,
                grammar.say("not_allowed", {"camera": state.name}),
            )
            return response
        try:
            with coordinator.translated_errors():
                key, answer = await self.act(coordinator, values)
        except HomeAssistantError as err:
            raise intent.IntentHandleError(grammar.why_not(err)) from err
        answer = {**answer, "camera": state.name}
        response.response_type = self.response_type
        response.async_set_speech(grammar.say(f"{self.intent_type}.{key}", answer))
        response.async_set_speech_slots(answer)
        response.async_set_states([hass.states.get(state.entity_id) or state])
        response.async_set_results(
            [
                intent.IntentResponseTarget(
                    state.name,
                    intent.IntentResponseTargetType.ENTITY,
                    state.entity_id,
                )
            ]
        )
        return response

    def match(
        self,
        intent_obj: intent.Intent,
        slots: Slots,
        known: dict[str, VnCoordinator],
    ) -> tuple[State, VnCoordinator]:
        """Return the camera that is meant, of those that the user may know of."""
        return match(intent_obj, slots, known)

    @abstractmethod
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        """Do it and return the answer; VnError or HomeAssistantError if it fails."""


class MoveIntent(CameraIntent):
    """Moves a camera: pan, tilt or zoom."""

    intent_type = INTENT_MOVE
    description = (
        "Pans, tilts or zooms a JVC camera by a bit, or keeps it going; it stops by"
        " itself"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required(
            "direction", description="Where to turn; in and out are the zoom"
        ): vol.In([d.value for d in Direction]),
        vol.Optional(
            "amount",
            description="How far; keep_going moves until it is stopped, 30 s at most",
        ): vol.In([a.value for a in Amount]),
    }

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        direction = Direction(values["direction"])
        amount = Amount(values.get("amount", Amount.NORMAL))
        await verbs.move(coordinator, direction, amount)
        return direction.value, {"direction": direction.value, "amount": amount.value}


class StopIntent(CameraIntent):
    """Stops a camera."""

    intent_type = INTENT_STOP
    description = "Stops whatever a JVC camera does: moves, patrol, auto pan, tracking"

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        await verbs.stop(coordinator)
        return "default", {}


class PresetIntent(CameraIntent):
    """Sends a camera to a preset."""

    intent_type = INTENT_PRESET
    description = (
        "Turns a JVC camera to one of its presets; without name, area and floor the"
        " camera that has it"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required(
            "preset", description="Title of the preset"
        ): intent.non_empty_string
    }

    @override
    def match(
        self,
        intent_obj: intent.Intent,
        slots: Slots,
        known: dict[str, VnCoordinator],
    ) -> tuple[State, VnCoordinator]:
        if not slots.keys().isdisjoint(("name", "area", "floor")):
            return match(intent_obj, slots, known)
        preset = slots["preset"]["value"]
        having = {i: c for i, c in known.items() if c.presets.find(preset) is not None}
        # If none has it, the camera that is meant raises the error.
        return match(intent_obj, slots, having or known)

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        title = await verbs.go_to_preset(coordinator, values["preset"])
        return "default", {"preset": title}


class HomeIntent(CameraIntent):
    """Sends a camera home."""

    intent_type = INTENT_HOME
    description = "Turns a JVC camera to its home position"

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        await verbs.go_home(coordinator)
        return "default", {}


class PatrolIntent(CameraIntent):
    """Starts or stops a patrol."""

    intent_type = INTENT_PATROL
    description = "Starts or stops a patrol of a JVC camera through its presets"
    slots: ClassVar[VolDictType] = {
        **_ACTION,
        vol.Optional("patrol", description="Number of the patrol"): vol.All(
            vol.Coerce(int), vol.In(verbs.PATROLS)
        ),
    }

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        action, number = values["action"], values.get("patrol")
        await verbs.patrol(coordinator, number, on=action == START)
        return action, {"action": action, "patrol": number}


class ProgramIntent(CameraIntent):
    """The base of intents that start or stop a program."""

    slots = _ACTION

    async def run(self, coordinator: VnCoordinator, *, on: bool) -> None:
        """Start or stop it."""
        raise NotImplementedError

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        action = values["action"]
        await self.run(coordinator, on=action == START)
        return action, {"action": action}


class AutoPanIntent(ProgramIntent):
    """Starts or stops auto pan."""

    intent_type = INTENT_AUTO_PAN
    description = "Starts or stops the auto pan of a JVC camera, back and forth"

    @override
    async def run(self, coordinator: VnCoordinator, *, on: bool) -> None:
        await verbs.auto_pan(coordinator, on=on)


class TrackingIntent(ProgramIntent):
    """Starts or stops tracking."""

    intent_type = INTENT_TRACKING
    description = "Makes a JVC camera follow what moves, or stops that"

    @override
    async def run(self, coordinator: VnCoordinator, *, on: bool) -> None:
        await verbs.tracking(coordinator, on=on)


class WhereIntent(CameraIntent):
    """Answers where a camera looks."""

    intent_type = INTENT_WHERE
    description = (
        "Tells where a JVC camera looks: the preset, or degrees of pan and tilt (tilt"
        " 5 is the horizon) and zoom from 0, wide, to 99.99"
    )
    response_type = intent.IntentResponseType.QUERY_ANSWER
    policy = POLICY_READ

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        here = verbs.whereabouts(coordinator)
        if here.preset is not None:
            return "preset", asdict(here)
        if here.pan is None or here.tilt is None or here.zoom is None:
            return "unknown", {}
        return "position", asdict(here)


class LastAlarmIntent(CameraIntent):
    """Answers what the newest alarm was."""

    intent_type = INTENT_LAST_ALARM
    description = "Tells what a JVC camera reported last, and when: motion or an input"
    response_type = intent.IntentResponseType.QUERY_ANSWER
    policy = POLICY_READ

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        alarm = verbs.last_alarm(coordinator)
        if alarm is None:
            return "none", {}
        when = dt_util.as_local(alarm.when)
        today = when.date() == dt_util.now().date()
        return alarm.type, {
            "alarm": alarm.type,
            "time": f"{when:%H:%M}",
            "date": "" if today else f"{when:%Y-%m-%d}",
        }


class DayNightIntent(CameraIntent):
    """Switches between colour and black and white."""

    intent_type = INTENT_DAY_NIGHT
    description = (
        "Sets the picture of a JVC camera to day (colour), night (black and white) or"
        " auto"
    )
    slots: ClassVar[VolDictType] = {
        vol.Required("mode", description="The mode"): vol.In([m.value for m in Mode])
    }

    @override
    async def act(self, coordinator: VnCoordinator, values: dict[str, Any]) -> Told:
        mode = Mode(values["mode"])
        await verbs.day_night(coordinator, mode)
        return mode.value, {"mode": mode.value}


HANDLERS: tuple[type[CameraIntent], ...] = (
    MoveIntent,
    StopIntent,
    PresetIntent,
    HomeIntent,
    PatrolIntent,
    AutoPanIntent,
    TrackingIntent,
    WhereIntent,
    LastAlarmIntent,
    DayNightIntent,
)
