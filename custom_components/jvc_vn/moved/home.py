"""Whether a camera is still where its entry says."""

import asyncio
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from ..coordinator import VnConfigEntry
from ..protocol.camera import Camera
from ..protocol.errors import (
    OtherModelError,
    UnexpectedDeviceError,
    UnreachableError,
    VnError,
)
from ..protocol.http import TIMEOUT, Http


class Home(Enum):
    """Who answers at the address of an entry."""

    OURS = auto()
    GONE = auto()
    """Nobody, or somebody else."""
    UNSURE = auto()
    """A camera that does not tell us which."""


def camera_at(hass: HomeAssistant, data: Mapping[str, Any]) -> Camera:
    """Return the way to a camera; with a login if there is one."""
    return Camera(
        Http(
            async_get_clientsession(hass),
            data[CONF_HOST],
            data[CONF_PORT],
            username=data.get(CONF_USERNAME, ""),
            password=data.get(CONF_PASSWORD, ""),
        )
    )


async def async_look_home(hass: HomeAssistant, entry: VnConfigEntry) -> Home:
    """Ask at the address of an entry; the login goes there anyway."""
    if entry.error_reason_translation_key == "other_camera":
        # Somebody else, who has had the login once and does not get it again.
        return Home.GONE
    try:
        async with asyncio.timeout(TIMEOUT):
            if entry.state is ConfigEntryState.LOADED:
                identity = await entry.runtime_data.camera.identify()
            else:
                camera = camera_at(hass, entry.data)
                if await camera.is_ours() is False:
                    return Home.GONE
                identity = await camera.identify()
    except UnreachableError, UnexpectedDeviceError, OtherModelError, TimeoutError:
        return Home.GONE
    except VnError:
        return Home.UNSURE
    return Home.OURS if identity.mac == entry.unique_id else Home.GONE
