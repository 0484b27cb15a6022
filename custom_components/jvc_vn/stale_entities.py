"""Removes entities that a camera no longer has, and tells who used them."""

import json
import re
from collections.abc import Iterable
from typing import Any

from homeassistant.components.automation import automations_with_entity
from homeassistant.components.lovelace.const import LOVELACE_DATA, ConfigNotFound
from homeassistant.components.script import scripts_with_entity
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er

from .coordinator import VnConfigEntry
from .issues import async_create_gone_issue, async_delete_gone_issue, gone_before


async def async_remove_stale(hass: HomeAssistant, entry: VnConfigEntry) -> None:
    """Remove what another login, model or firmware had, and this one has not.

    Once Home Assistant has started: automations are not known before.
    """
    coordinator = entry.runtime_data
    registry = er.async_get(hass)
    stale = [
        entity
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
        if entity.domain in coordinator.offered
        and entity.unique_id not in coordinator.offered[entity.domain]
    ]
    # Of those that an earlier start has told, some may be back.
    told = gone_before(hass, entry)
    before = [entity_id for entity_id in told if not registry.async_get(entity_id)]
    dashboards = await _dashboards(hass) if stale or before else {}
    used: dict[str, list[str]] = {}
    for entity_id in dict.fromkeys([*before, *(entity.entity_id for entity in stale)]):
        if users := _users(hass, entity_id, dashboards):
            used[entity_id] = users
    for entity in stale:
        registry.async_remove(entity.entity_id)
    if used:
        async_create_gone_issue(hass, entry, coordinator.title, used)
    elif told:
        async_delete_gone_issue(hass, entry)


def _users(
    hass: HomeAssistant, entity_id: str, dashboards: dict[str, str]
) -> list[str]:
    """Return the names of what uses an entity."""
    word = re.compile(rf"(?<![\w.]){re.escape(entity_id)}(?!\w)")
    return [
        *_names(hass, automations_with_entity(hass, entity_id)),
        *_names(hass, scripts_with_entity(hass, entity_id)),
        *(name for name, text in dashboards.items() if word.search(text)),
    ]


def _names(hass: HomeAssistant, entity_ids: Iterable[str]) -> list[str]:
    states = ((each, hass.states.get(each)) for each in entity_ids)
    return [state.name if state else each for each, state in states]


async def _dashboards(hass: HomeAssistant) -> dict[str, str]:
    """Return all dashboards that somebody has made: name → what is in it."""
    found: dict[str, str] = {}
    lovelace = hass.data.get(LOVELACE_DATA)
    for path, dashboard in (lovelace.dashboards if lovelace else {}).items():
        try:
            content: dict[str, Any] = await dashboard.async_load(False)
        except ConfigNotFound, HomeAssistantError:
            # It is made anew each time it is shown, or cannot be shown at all.
            continue
        title = (dashboard.config or {}).get("title") or content.get("title")
        found[str(title or path or "lovelace")] = json.dumps(content, default=str)
    return found
