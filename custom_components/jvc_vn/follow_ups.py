"""What changes still need, sent once after the last of them."""

import logging
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from .protocol.errors import VnError
from .protocol.follow_up import FollowUp

_LOGGER = logging.getLogger(__name__)

DELAY = 5.0
"""Seconds after the last change: a dragged slider is one save, not fifty flash
writes."""


class FollowUps:
    """Collects follow-ups and sends each once."""

    def __init__(
        self,
        hass: HomeAssistant,
        send: Callable[[FollowUp], Coroutine[Any, Any, None]],
        create_task: Callable[[Coroutine[Any, Any, None], str], object],
        *,
        autosave: bool,
    ) -> None:
        """Send with `send`; without `autosave` they wait to be flushed."""
        self._hass = hass
        self._send = send
        self._create_task = create_task
        self._autosave = autosave
        self._pending: dict[FollowUp, None] = {}
        self._cancel_timer: CALLBACK_TYPE | None = None

    @property
    def pending(self) -> tuple[FollowUp, ...]:
        """What is still to be sent."""
        return tuple(self._pending)

    @callback
    def add(self, needed: FollowUp | None) -> None:
        """Note a follow-up; one that reboots the camera is never sent by us."""
        if needed is None or needed.reboots:
            return
        self._pending[needed] = None
        if self._autosave:
            self._stop_timer()
            self._cancel_timer = async_call_later(self._hass, DELAY, self._timer_ended)

    @callback
    def _timer_ended(self, _now: datetime) -> None:
        self._cancel_timer = None
        self._create_task(self.flush(), "jvc_vn follow-ups")

    async def flush(self) -> None:
        """Send what is pending; what fails stays pending for the next time."""
        self._stop_timer()
        for needed in self.pending:
            try:
                await self._send(needed)
            except VnError as err:
                _LOGGER.debug("%s not sent: %s", needed, err)
            else:
                self._pending.pop(needed, None)

    async def close(self) -> None:
        """Send what is pending, if that is our job."""
        self._stop_timer()
        if self._autosave:
            await self.flush()

    @callback
    def _stop_timer(self) -> None:
        if self._cancel_timer:
            self._cancel_timer()
            self._cancel_timer = None
