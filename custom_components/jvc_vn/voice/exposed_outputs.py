"""Explains once that Home Assistant lets voice switch outputs by default.

A relay may open a gate. Home Assistant exposes switches to Assist unless a person says
otherwise, and most people do not know. Told once, whatever they decide.
"""

from typing import TypedDict

from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import (
    async_listen_entity_updates,
    async_should_expose,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.storage import Store

from ..const import DOMAIN, VOCABULARY_CHANGED
from ..issues import async_create_outputs_issue, async_delete_outputs_issue
from ..protocol import parameters as p

_VERSION = 1
_KEYS = tuple(f"output_{pin}" for pin in p.PINS)


class _Stored(TypedDict):
    told: bool


class ExposedOutputs:
    """The repair that explains it; withdrawn when no output is exposed."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have told nobody; `load` brings what an earlier life has told."""
        self._hass = hass
        self._store = Store[_Stored](hass, _VERSION, f"{DOMAIN}.told")
        self._told = False

    async def async_watch(self) -> None:
        """Look now, and whenever cameras or exposure change."""
        stored = await self._store.async_load()
        self._told = bool(stored and stored["told"])
        async_dispatcher_connect(self._hass, VOCABULARY_CHANGED, self._cameras_changed)
        async_listen_entity_updates(self._hass, conversation.DOMAIN, self._look)
        self._look()

    @callback
    def _cameras_changed(self, _entry_id: str) -> None:
        self._look()

    @callback
    def _look(self) -> None:
        exposed = [
            entity_id
            for entity_id in self._outputs()
            if async_should_expose(self._hass, conversation.DOMAIN, entity_id)
        ]
        if not exposed:
            async_delete_outputs_issue(self._hass)
        elif not self._told:
            self._told = True
            async_create_outputs_issue(self._hass, exposed)
            self._hass.async_create_task(self._store.async_save({"told": True}))

    def _outputs(self) -> list[str]:
        """Return the outputs that are there and can be switched."""
        registry = er.async_get(self._hass)
        return [
            entity.entity_id
            for entry in self._hass.config_entries.async_entries(DOMAIN)
            if entry.state is ConfigEntryState.LOADED
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if entity.translation_key in _KEYS
            and entity.domain == "switch"
            and not entity.disabled
        ]
