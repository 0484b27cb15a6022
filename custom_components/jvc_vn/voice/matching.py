"""Finds the camera that a sentence or a model means."""

from typing import Any

import voluptuous as vol
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.helpers.typing import VolDictType

from ..const import DOMAIN
from ..coordinator import VnCoordinator

type Slots = dict[str, Any]

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
    vol.Optional("preferred_area_id"): cv.string,
    vol.Optional("preferred_floor_id"): cv.string,
}
"""The slots that select the camera."""


@callback
def cameras(hass: HomeAssistant) -> dict[str, VnCoordinator]:
    """Return our cameras that are loaded: entity id → coordinator."""
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
) -> tuple[State, VnCoordinator]:
    """Return the one camera that is meant.

    Args:
        intent_obj: who asks: exposure and the room of the satellite count.
        slots: those of TARGET, as validated.
        among: the cameras that come into question.

    Raises:
        MatchFailedError: no camera matches, or several.
    """
    hass = intent_obj.hass
    constraints = intent.MatchTargetsConstraints(
        name=_value(slots, "name"),
        area_name=_value(slots, "area"),
        floor_name=_value(slots, "floor"),
        domains={Platform.CAMERA},
        assistant=intent_obj.assistant,
        single_target=True,
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
    state = result.states[0]
    return state, among[state.entity_id]


def _value(slots: Slots, name: str) -> str | None:
    value: str | None = slots.get(name, {}).get("value")
    return value


@callback
def _preferences(
    intent_obj: intent.Intent, slots: Slots
) -> intent.MatchTargetsPreferences:
    """Prefer the area where somebody speaks, then its floor."""
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
    """Return the area of the satellite or device that heard the sentence."""
    hass = intent_obj.hass
    if intent_obj.satellite_id and (area := area_of(hass, intent_obj.satellite_id)):
        return area.id
    device_id = intent_obj.device_id
    device = dr.async_get(hass).async_get(device_id) if device_id else None
    return dr.async_get_effective_area_id(hass, device) if device else None
