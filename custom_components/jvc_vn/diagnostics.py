"""Diagnostics: what a maintainer needs to see, without personal data."""

import dataclasses
import re
from collections import Counter
from typing import Any

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry

from .coordinator import FIRMWARE, VnConfigEntry, VnCoordinator
from .protocol import parameters as p
from .protocol.codecs import Text
from .protocol.formats import Address, MacAddress, Raw
from .protocol.host import clean, written

# Titles, texts, names and addresses that people gave.
_PERSONAL = (Address, MacAddress, Raw, Text)
TO_REDACT = {CONF_HOST, CONF_PASSWORD, "camera_id", "stamp"} | {
    parameter.key
    for parameter in p.PARAMETERS.values()
    if isinstance(parameter.codec, _PERSONAL) and parameter not in {p.MODEL, *FIRMWARE}
}
"""Names of fields and keys of the guide whose values are left out."""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: VnConfigEntry
) -> dict[str, Any]:
    """Tell what is known of a camera, or why it could not be set up."""
    told: dict[str, Any] = {
        "entry": {
            "data": entry.data,
            "options": entry.options,
            "state": entry.state.value,
            "reason": _scrub(entry, entry.reason or ""),
        }
    }
    if entry.state is ConfigEntryState.LOADED:
        told |= _camera(entry.runtime_data)
        told["entities"] = _entities(hass, entry)
    return async_redact_data(told, TO_REDACT)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: VnConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Tell the same of the device: an entry is one camera."""
    return await async_get_config_entry_diagnostics(hass, entry)


def _camera(coordinator: VnCoordinator) -> dict[str, Any]:
    return {
        "camera": _identity(coordinator),
        "errors": _errors(coordinator),
        "requests": _requests(coordinator),
        "alarms": {
            "link": coordinator.data.link,
            "active": coordinator.data.active,
            "last": coordinator.data.last_alarm,
        },
        "video": _video(coordinator),
        "clock_offset": coordinator.data.clock_offset,
        "moving": coordinator.data.moving,
        "presets": len(coordinator.presets.titles),
        "follow_ups": [needed.key for needed in coordinator.pending_saves.pending],
        "values": {q.key: value for q, value in coordinator.data.values.items()},
        "odd": dict(coordinator.camera.odd),
        "refused": sorted(q.key for q in coordinator.reader.refused),
    }


def _identity(coordinator: VnCoordinator) -> dict[str, Any]:
    return {
        "model": coordinator.identity.name,
        "taken_for": coordinator.identity.model,
        "known_model": coordinator.identity.exact,
        "role": coordinator.role,
        "firmware": [coordinator.data.get(parameter) for parameter in FIRMWARE],
    }


def _errors(coordinator: VnCoordinator) -> list[str]:
    """Tell the last error of polling, and what lies behind it."""
    errors = []
    error: BaseException | None = coordinator.last_exception
    while error is not None:
        text = _scrub(coordinator.config_entry, str(error), coordinator.title)
        errors.append(f"{type(error).__name__}: {text}")
        error = error.__cause__
    return errors


def _scrub(entry: VnConfigEntry, text: str, *names: str) -> str:
    """Take the camera's names and its address out of a sentence."""
    host = entry.data[CONF_HOST]
    names += (entry.title, written(host), clean(host), host)
    return re.sub("|".join(map(re.escape, names)), REDACTED, text)


def _requests(coordinator: VnCoordinator) -> dict[str, Any]:
    wanted = coordinator.schedule.wanted
    return {
        "sent": coordinator.camera.requests,
        "last_hour": coordinator.meter.per_hour(),
        "expected_watched": round(coordinator.requests_per_hour(watched=True)),
        "expected_unwatched": round(coordinator.requests_per_hour(watched=False)),
        "keys_per_request": coordinator.camera.batch,
        "last_update_success": coordinator.last_update_success,
        "rhythms": dict(Counter(parameter.rhythm.value for parameter in wanted)),
    }


def _video(coordinator: VnCoordinator) -> dict[str, Any]:
    hub, info = coordinator.hub, coordinator.data.frame
    return {
        "viewers": hub.viewers,
        "streaming": hub.running,
        "newest_bytes": len(hub.newest.jpeg) if hub.newest else None,
        "newest_tells": dataclasses.asdict(info) if info else None,
        "bitrate": coordinator.data.bitrate,
        "streams": coordinator.data.streams,
    }


def _entities(hass: HomeAssistant, entry: VnConfigEntry) -> dict[str, str | None]:
    """Tell who disabled each entity, if anybody did."""
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {f"{e.domain}.{e.translation_key}": e.disabled_by for e in registered}
