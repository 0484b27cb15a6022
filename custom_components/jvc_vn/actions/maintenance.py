"""Actions on the camera itself: log, streams, passwords, factory reset."""

import asyncio
import logging
import re
from dataclasses import asdict
from datetime import datetime
from typing import Any

from homeassistant.const import CONF_PASSWORD
from homeassistant.core import ServiceResponse
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..coordinator import VnCoordinator
from ..issues import async_delete_factory_password_issue
from ..protocol import parameters as p
from ..protocol.errors import (
    Expected,
    InvalidResponseError,
    InvalidValueError,
    VnError,
)
from ..protocol.log_and_sessions import parse_log, parse_sessions
from ..protocol.models import FACTORY_PASSWORDS, Role

_LOGGER = logging.getLogger(__name__)

RESET_LASTS = 600.0
"""Seconds that a factory reset may take: the camera answers when it is done, after
"a few minutes" (guide, 6.17)."""
RESET_REFUSED = 0.5
"""Seconds in which a camera refuses, if it does."""


async def get_log(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the camera's log since it was switched on."""
    coordinator.require_role(p.LOG.readers)
    now = await _camera_time(coordinator)
    reply = await coordinator.camera.get_raw(p.LOG.key)
    log = parse_log((reply.value or "", *reply.lines), now)
    return {
        "alive_seconds": log.alive,
        "entries": [
            {
                "time": entry.time.isoformat() if entry.time else None,
                "source": entry.source or "other",
                "event": entry.event,
                "text": entry.text,
            }
            for entry in log.entries
        ],
    }


async def get_sessions(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the streams that the camera sends."""
    reply = await coordinator.camera.get_raw(p.SESSION.key)
    sessions = parse_sessions((reply.value or "", *reply.lines))
    streams = [asdict(stream) for stream in sessions.streams]
    return {**asdict(sessions), "streams": streams}


async def set_password(coordinator: VnCoordinator, user: Any, password: Any) -> None:
    """Change a password of the camera; that of our login in the entry too."""
    coordinator.require_role(p.PASSWORD[Role.ADMIN].writers)
    own = user == coordinator.role
    await coordinator.camera.set_password(user, password, own=own)
    if own:
        entry = coordinator.config_entry
        coordinator.hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_PASSWORD: password}
        )
        if password not in FACTORY_PASSWORDS:
            async_delete_factory_password_issue(coordinator.hass, entry)


async def factory_reset(coordinator: VnCoordinator, confirm: Any) -> None:
    """Reset the camera to its factory settings, which takes minutes.

    Returns once it has begun; it goes on in the background.
    """
    coordinator.require_role(p.SYSTEM_COMMAND.writers)
    mac = coordinator.identity.mac
    if _digits(confirm) != _digits(mac):
        raise InvalidValueError("confirm", confirm, Expected("own_mac", mac=mac))
    reset = coordinator.config_entry.async_create_background_task(
        coordinator.hass, _reset(coordinator), f"{DOMAIN} factory reset"
    )
    await asyncio.wait((reset,), timeout=RESET_REFUSED)
    if reset.done() and (error := reset.result()):
        raise error


async def _reset(coordinator: VnCoordinator) -> VnError | None:
    try:
        await coordinator.camera.command(
            p.SYSTEM_COMMAND, "initialize", patience=RESET_LASTS
        )
    except VnError as err:
        _LOGGER.warning("%s: factory reset: %s", coordinator.title, err)
        return err
    # Nothing that was known is certain any more.
    entry_id = coordinator.config_entry.entry_id
    coordinator.hass.config_entries.async_schedule_reload(entry_id)
    return None


async def _camera_time(coordinator: VnCoordinator) -> datetime:
    try:
        return await coordinator.camera.get(p.DATE)
    except InvalidResponseError:
        return dt_util.now().replace(tzinfo=None)


def _digits(mac: Any) -> str:
    """Return the digits of a MAC, without what stands between them."""
    return re.sub(r"[\s.:-]", "", str(mac)).lower()
