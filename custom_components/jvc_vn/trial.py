"""Tries an address and a login before they are stored; errors are those of a form."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant

from .const import CONF_ALARM_PORT
from .moved.home import camera_at
from .protocol import host
from .protocol import parameters as p
from .protocol.alarm_link import LinkState, check_place
from .protocol.camera import Camera
from .protocol.errors import AuthenticationError, UnreachableError, VnError
from .protocol.http import TIMEOUT
from .protocol.models import Identity

_ALARM_ERRORS = {
    LinkState.REFUSED: "alarm_places_taken",
    LinkState.DOWN: "alarm_port_closed",
}

type Errors = dict[str, str]


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A camera that took a login.

    Attributes:
        identity: who it is.
        title: its own title, which may be empty.
        password: the one that it took.
    """

    identity: Identity
    title: str
    password: str


def read_address(given: Mapping[str, Any]) -> tuple[dict[str, Any], Errors]:
    """Take the fields of an address as they are meant; an error for each wrong one.

    A port that stands in the host, as in a pasted address, is the one that is meant.
    """
    fields, errors = dict(given), dict[str, str]()
    try:
        address = host.parse(fields[CONF_HOST])
    except ValueError:
        fields[CONF_HOST] = fields[CONF_HOST].strip()
        errors[CONF_HOST] = "invalid_host"
    else:
        fields[CONF_HOST] = address.host
        fields[CONF_PORT] = address.port or fields[CONF_PORT]
    for field in (CONF_PORT, CONF_ALARM_PORT):
        if field in fields and fields[field] not in host.PORTS:
            errors[field] = "invalid_port"
    return fields, errors


async def find(hass: HomeAssistant, address: Mapping[str, Any]) -> Errors:
    """Make sure that a camera is there before any password is sent."""
    try:
        ours = await camera_at(hass, address).is_ours()
    except UnreachableError:
        return {"base": "cannot_connect"}
    return {"base": "not_a_camera"} if ours is False else {}


async def log_in(
    hass: HomeAssistant, data: Mapping[str, Any], passwords: Iterable[str]
) -> tuple[LoggedIn | None, Errors]:
    """Log in with the first of the passwords that the camera takes."""
    try:
        # However slowly it answers, a person waits no longer.
        async with asyncio.timeout(TIMEOUT):
            if errors := await find(hass, data):
                return None, errors
            for password in passwords:
                camera = camera_at(hass, {**data, CONF_PASSWORD: password})
                try:
                    identity = await camera.identify()
                except AuthenticationError:
                    continue
                return LoggedIn(identity, await _title(camera), password), {}
    except UnreachableError, TimeoutError:
        return None, {"base": "cannot_connect"}
    except VnError:
        return None, {"base": "not_a_camera"}
    return None, {"base": "invalid_auth"}


async def check_alarm(data: Mapping[str, Any]) -> Errors:
    """Tell whether there would be alarms."""
    state = await check_place(data[CONF_HOST], data[CONF_ALARM_PORT])
    return {} if state is LinkState.LIVE else {"base": _ALARM_ERRORS[state]}


async def _title(camera: Camera) -> str:
    """Read what the camera calls itself; without it, it can be added all the same."""
    try:
        return (await camera.get(p.CAMERA_ID)).strip()
    except VnError:
        return ""
