"""Finds the cameras and the presets that somebody means."""

from typing import Any, Protocol

import voluptuous as vol
from homeassistant.components.homeassistant import async_should_expose
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.helpers.typing import VolDictType
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from .spelling import spelled

type Slots = dict[str, Any]
type Meant = tuple[State, VnCoordinator]

ALL = "all"
PREFERRED = "preferred_camera"
"""The slot that names the camera that was spoken of last, by its entity id."""
TARGET: VolDictType = {
    vol.Optional(
        "name", description="Name or alias of the camera"
    ): intent.non_empty_string,
    vol.Optional(
        "area", description="Area in which the camera is, instead of a name"
    ): intent.non_empty_string,
    vol.Optional(
        "floor", description="Floor on which the camera is, instead of a name"
    ): intent.non_empty_string,
    vol.Optional(
        "cameras",
        description="All cameras, or all of the area or floor, instead of one",
    ): vol.In((ALL,)),
    vol.Optional("preferred_area_id"): cv.string,
    vol.Optional("preferred_floor_id"): cv.string,
    vol.Optional(PREFERRED): cv.string,
}
"""The slots that tell which camera."""


class Called(Protocol):
    """Knows how things are called."""

    def name(self, kind: str, text: str) -> str:
        """Return the name of what somebody calls so; the text itself if it is none."""


CALLED: HassKey[Called] = HassKey(f"{DOMAIN}_called")
"""Where sentences are listened for: how names may be said."""
NAMING = ("name", "area", "floor", "cameras")


@callback
def cameras(hass: HomeAssistant) -> dict[str, VnCoordinator]:
    """Return our cameras that are there: entity id → coordinator."""
    registry = er.async_get(hass)
    found: dict[str, VnCoordinator] = {}
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        coordinator: VnCoordinator = entry.runtime_data
        entity_id = registry.async_get_entity_id(
            Platform.CAMERA, DOMAIN, f"{coordinator.identity.mac}_camera"
        )
        if entity_id and hass.states.get(entity_id):
            found[entity_id] = coordinator
    return found


@callback
def match(
    intent_obj: intent.Intent,
    slots: Slots,
    among: dict[str, VnCoordinator],
) -> list[Meant]:
    """Return the cameras that are meant: one, unless all are.

    Args:
        intent_obj: who asks: exposure and the room of the satellite count.
        slots: those of TARGET, as validated.
        among: the cameras that come into question.

    Raises:
        MatchFailedError: none, or several where one is meant.
    """
    hass = intent_obj.hass
    if slots.keys().isdisjoint(NAMING) and (spoken_of := _value(slots, PREFERRED)):
        state = hass.states.get(spoken_of)
        if state and spoken_of in among and _may_be_seen(intent_obj, spoken_of):
            return [(state, among[spoken_of])]
    constraints = intent.MatchTargetsConstraints(
        name=named(hass, "name", _value(slots, "name")),
        area_name=named(hass, "area", _value(slots, "area")),
        floor_name=named(hass, "floor", _value(slots, "floor")),
        domains={Platform.CAMERA},
        assistant=intent_obj.assistant,
        single_target=_value(slots, "cameras") != ALL,
    )
    preferences = _preferences(intent_obj, slots)
    states = [state for entity_id in among if (state := hass.states.get(entity_id))]
    # No states would mean all cameras, also those of others.
    result = (
        intent.async_match_targets(hass, constraints, preferences, states)
        if states
        else intent.MatchTargetsResult(False, intent.MatchFailedReason.DOMAIN)
    )
    if not result.is_match:
        raise intent.MatchFailedError(result, constraints, preferences)
    return [(state, among[state.entity_id]) for state in result.states]


@callback
def named(hass: HomeAssistant, kind: str, text: str | None) -> str | None:
    """Return the name of what somebody calls so."""
    called = hass.data.get(CALLED)
    return called.name(kind, text) if called and text else text


def _may_be_seen(intent_obj: intent.Intent, entity_id: str) -> bool:
    assistant = intent_obj.assistant
    return assistant is None or async_should_expose(
        intent_obj.hass, assistant, entity_id
    )


def _value(slots: Slots, name: str) -> str | None:
    value: str | None = slots.get(name, {}).get("value")
    return value


@callback
def _preferences(
    intent_obj: intent.Intent, slots: Slots
) -> intent.MatchTargetsPreferences:
    """Prefer the room in which was spoken, then its floor."""
    area_id = _value(slots, "preferred_area_id") or _area_of_speaker(intent_obj)
    area = ar.async_get(intent_obj.hass).async_get_area(area_id) if area_id else None
    floor_id = area.floor_id if area else None
    return intent.MatchTargetsPreferences(
        area_id=area_id,
        floor_id=_value(slots, "preferred_floor_id") or floor_id,
    )


@callback
def area_of(hass: HomeAssistant, entity_id: str) -> ar.AreaEntry | None:
    """Return the area of an entity: its own, or else its device's."""
    entry = er.async_get(hass).async_get(entity_id)
    area_id = er.async_get_effective_area_id(hass, entry) if entry else None
    return ar.async_get(hass).async_get_area(area_id) if area_id else None


@callback
def _area_of_speaker(intent_obj: intent.Intent) -> str | None:
    """Return the area of the satellite or device to which was spoken."""
    hass = intent_obj.hass
    if intent_obj.satellite_id and (area := area_of(hass, intent_obj.satellite_id)):
        return area.id
    device_id = intent_obj.device_id
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    return dr.async_get_effective_area_id(hass, device) if device else None


def presets_called(coordinator: VnCoordinator, wanted: str) -> list[int]:
    """Return the presets that are called so: as it sounds, or by their number."""
    presets, sound = coordinator.presets, spelled(wanted)
    found = [n for n, names in presets.names.items() if sound in map(spelled, names)]
    if len(found) > 1 and wanted != sound:
        # Whoever writes a title as it is shown does not mean one that sounds alike.
        shown = [n for n in found if presets.titles[n] == wanted]
        found = shown or found
    if not found and (name := named(coordinator.hass, "preset", wanted)) != wanted:
        return presets_called(coordinator, str(name))
    if not found and sound.isdecimal() and int(sound) in p.PRESETS:
        return [int(sound)]
    return found
