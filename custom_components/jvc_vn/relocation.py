"""Follows a camera that takes another address or port."""

import time
from dataclasses import dataclass

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from .const import DOMAIN
from .issues import async_create_moved_issue, async_delete_moved_issue

PATIENCE = 300.0
"""Seconds that a camera gets to be back, before a person is asked where it is."""
clock = time.monotonic
"""The time by which that is counted."""


@dataclass(frozen=True, slots=True)
class _Move:
    since: float
    host: str
    port: int


_MOVES: HassKey[dict[str, _Move]] = HassKey(f"{DOMAIN}_moves")


@callback
def async_follow(
    hass: HomeAssistant,
    entry: ConfigEntry,
    *,
    host: str | None = None,
    port: int | None = None,
) -> None:
    """Look for a camera at the address that it has just taken.

    Where neither is known it is looked for where it was, until a search or DHCP finds
    it elsewhere.
    """
    data = {
        **entry.data,
        CONF_HOST: host or entry.data[CONF_HOST],
        CONF_PORT: port or entry.data[CONF_PORT],
    }
    moves = hass.data.setdefault(_MOVES, {})
    moves[entry.entry_id] = _Move(clock(), data[CONF_HOST], data[CONF_PORT])
    if hass.config_entries.async_update_entry(entry, data=data):
        hass.config_entries.async_schedule_reload(entry.entry_id)


@callback
def async_answered(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """The camera answers: it is where we look for it."""
    if hass.data.get(_MOVES, {}).pop(entry.entry_id, None):
        async_delete_moved_issue(hass, entry)


@callback
def async_silent(hass: HomeAssistant, entry: ConfigEntry, title: str) -> None:
    """The camera does not answer; where it has moved, ask in the end where it is."""
    move = hass.data.get(_MOVES, {}).get(entry.entry_id)
    if move and clock() - move.since >= PATIENCE:
        async_create_moved_issue(hass, entry, title, move.host, move.port)
