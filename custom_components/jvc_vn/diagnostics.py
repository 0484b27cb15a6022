"""Diagnostics: what a maintainer needs to see, without personal data."""

import dataclasses
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from typing import Any

from homeassistant.components.diagnostics import REDACTED, async_redact_data
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry

from .const import DOMAIN
from .coordinator import FIRMWARE, VnConfigEntry, VnCoordinator
from .protocol import parameters as p
from .protocol.codecs import Text
from .protocol.formats import Address, MacAddress, Raw
from .protocol.host import clean, written
from .protocol.models import FrameInfo, Model, Role
from .protocol.scrubber import Scrubber, texts_of

# Titles, texts, names and addresses that people gave.
_PERSONAL = (Address, MacAddress, Raw, Text)
_PERSONAL_KEYS = {
    parameter.key
    for parameter in p.PARAMETERS.values()
    if isinstance(parameter.codec, _PERSONAL) and parameter not in {p.MODEL, *FIRMWARE}
}
TO_REDACT = {CONF_HOST, CONF_PASSWORD, "camera_id", "stamp", *_PERSONAL_KEYS}
"""Names of fields and keys of the guide whose values are left out."""
PUBLIC = {*Model, *Role, *p.PARAMETERS}
"""What tells nothing about anybody, even if somebody calls a camera so."""


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: VnConfigEntry
) -> dict[str, Any]:
    """Return what is known of a camera, or why it could not be set up."""
    shown: dict[str, Any] = {
        "entry": {
            "data": entry.data,
            "options": entry.options,
            "state": entry.state.value,
            "reason": entry.reason or "",
        }
    }
    if entry.state is ConfigEntryState.LOADED:
        shown |= _camera(entry.runtime_data)
        shown["entities"] = _entities(hass, entry)
    scrubber = Scrubber(_private(hass), mark=REDACTED, public=PUBLIC)
    return async_redact_data(scrubber.document(shown), TO_REDACT)


async def async_get_device_diagnostics(
    hass: HomeAssistant, entry: VnConfigEntry, device: DeviceEntry
) -> dict[str, Any]:
    """Return the same for the device: an entry is one camera."""
    return await async_get_config_entry_diagnostics(hass, entry)


def _camera(coordinator: VnCoordinator) -> dict[str, Any]:
    return {
        "camera": _identity(coordinator),
        "errors": _errors(coordinator),
        "capabilities": _capabilities(coordinator),
        "answers": coordinator.history.told(),
        "requests": _requests(coordinator),
        "wire": coordinator.identity_check.record.told(),
        "alarms": {
            "link": coordinator.data.link,
            "active": coordinator.data.active,
            "last": coordinator.data.last_alarm,
            **coordinator.alarms.link_told,
        },
        "video": _video(coordinator),
        "recordings": coordinator.recordings.summary,
        "clock_offset": coordinator.data.clock_offset,
        "moving": coordinator.data.moving,
        "presets": len(coordinator.presets.titles),
        "pending": _pending(coordinator),
        "values": {q.key: value for q, value in coordinator.data.values.items()},
        "odd": dict(coordinator.camera.odd),
        "unreadable": {q.key: why for q, why in coordinator.reader.unreadable.items()},
        "check": coordinator.check.report,
    }


def _identity(coordinator: VnCoordinator) -> dict[str, Any]:
    return {
        "model": coordinator.identity.name,
        "taken_for": coordinator.identity.model,
        "known_model": coordinator.identity.exact,
        "sister": coordinator.identity.sister,
        "role": coordinator.role,
        "firmware": [coordinator.data.get(parameter) for parameter in FIRMWARE],
    }


def _capabilities(coordinator: VnCoordinator) -> dict[str, Any]:
    """Return what the camera turned out to be able to do."""
    camera = coordinator.camera
    seen = coordinator.seen
    return {
        "several_keys_in_a_request": camera.batch > 1,
        "keys_spelled_as_printed": camera.spelled,
        "video_refused": coordinator.reader.video_refused,
        "data_in_pictures": _tells(coordinator.data.frame),
        "seen_of_a_sister": None if seen is None else sorted(seen),
        "entities": {
            domain: len(offered) for domain, offered in coordinator.offered.items()
        },
        "refused": sorted(q.key for q in coordinator.reader.refused),
    }


def _tells(frame: FrameInfo | None) -> bool:
    return frame is not None and frame.model is not None


def _pending(coordinator: VnCoordinator) -> dict[str, Any]:
    """Return what waits to be saved, for a restart, or to be ended."""
    saves, staged = coordinator.pending_saves, coordinator.staged
    return {
        "saves": [needed.key for needed in saves.pending],
        "unsaved": sorted(parameter.key for parameter in saves.unsaved),
        "restart": staged.call.key if staged.call else None,
        "after_restart": sorted(staged.changes),
        "owed_motors": sorted(coordinator.owed.motors),
        "owed": sorted(coordinator.owed.others),
    }


def _errors(coordinator: VnCoordinator) -> list[str]:
    """Return the last error of polling, and its causes."""
    errors = []
    error: BaseException | None = coordinator.last_exception
    while error is not None:
        errors.append(f"{type(error).__name__}: {error}")
        error = error.__cause__
    return errors


def _private(hass: HomeAssistant) -> Iterator[str]:
    """Return what is private of all cameras: errors of one can name another."""
    yield from (str(hass.config.latitude), str(hass.config.longitude))
    yield hass.config.location_name
    for entry in hass.config_entries.async_entries(DOMAIN):
        yield from (entry.title, entry.unique_id or "")
        if entry.source == SOURCE_IGNORE:
            continue
        password = entry.data[CONF_PASSWORD]
        login = f"{entry.data[CONF_USERNAME]}:{password}"
        yield from (password, b64encode(login.encode()).decode())
        host = entry.data[CONF_HOST]
        yield from (host, clean(host), written(host))
        devices = dr.async_get(hass)
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
            yield from (device.name_by_user or "", device.name or "")
        if entry.state is ConfigEntryState.LOADED:
            yield from _private_of(entry.runtime_data)


def _private_of(coordinator: VnCoordinator) -> Iterator[str]:
    """Return what people have typed into a camera."""
    yield from coordinator.presets.titles.values()
    for parameter, value in coordinator.data.values.items():
        if parameter.key in _PERSONAL_KEYS:
            yield from texts_of(value)
    for key, text in coordinator.camera.odd.items():
        if key in _PERSONAL_KEYS:
            yield text
    if info := coordinator.data.frame:
        yield info.camera_id or ""


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
    source = coordinator.live_source
    return {
        "viewers": hub.viewers,
        "h264_readers": source.readers if source else None,
        "streaming": hub.running,
        "newest_bytes": len(hub.newest.jpeg) if hub.newest else None,
        "statistics": coordinator.frame_statistics.told(),
        "newest_tells": dataclasses.asdict(info) if info else None,
        "bitrate": coordinator.data.bitrate,
        "streams": coordinator.data.streams,
    }


def _entities(hass: HomeAssistant, entry: VnConfigEntry) -> dict[str, str | None]:
    """Return for each entity what disabled it, if anything did."""
    registered = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {f"{e.domain}.{e.translation_key}": e.disabled_by for e in registered}
