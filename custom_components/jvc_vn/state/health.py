"""Tells what is wrong with a camera itself, and withdraws it when it is right."""

import logging
from typing import Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..issues import (
    async_create_clock_off_issue,
    async_create_fan_issue,
    async_delete_clock_off_issue,
    async_delete_fan_issue,
)
from ..protocol import parameters as p
from ..protocol.errors import VnError
from ..protocol.models import Role
from ..protocol.timing import Timing
from .camera_state import CameraState
from .reader import Reader

_LOGGER = logging.getLogger(__name__)

OFF_SECONDS = 60.0
"""A clock that is off by less disturbs nobody who compares times."""
FIRST_LOOK = 60.0
"""Seconds after the start in which there is more important to read than the clock."""
LOOK_EVERY = 3600.0
"""Seconds between two looks at a clock that no entity reads."""


class HealthHost(Protocol):
    """What looking after a camera needs of its coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    data: CameraState
    reader: Reader
    role: Role
    timing: Timing

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class Health:
    """Looks at what is known after every poll."""

    def __init__(self, host: HealthHost) -> None:
        """Know nothing yet."""
        self._host = host

    async def watch_clock(self) -> None:
        """Read the clock now and then, also where its sensor is switched off."""
        host, pause = self._host, FIRST_LOOK
        while True:
            await host.timing.sleep(pause)
            pause = LOOK_EVERY
            try:
                # What it says means nothing without its zone.
                await host.reader.read([p.TIMEZONE])
                await host.reader.read([p.DATE])
            except VnError as err:
                _LOGGER.debug("%s: clock not read: %s", host.title, err)
            self.look()

    @callback
    def look(self) -> None:
        """Tell what is wrong, or take it back; what is unknown stays as it was told."""
        host, hass, entry = self._host, self._host.hass, self._host.config_entry
        if (frame := host.data.frame) is not None and frame.fan_error is not None:
            if frame.fan_error:
                async_create_fan_issue(hass, entry, host.title)
            else:
                async_delete_fan_issue(hass, entry)
        # Only the administrator may set the clock.
        if host.role is Role.ADMIN and (offset := host.data.clock_offset) is not None:
            if abs(offset) > OFF_SECONDS:
                async_create_clock_off_issue(hass, entry, host.title)
            else:
                async_delete_clock_off_issue(hass, entry)
