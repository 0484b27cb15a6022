"""What changes still need, sent once after the last of them."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from datetime import datetime
from typing import Any

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..protocol.errors import RefusedError, VnError
from ..protocol.follow_up import FollowUp
from ..protocol.parameters import Parameter

_LOGGER = logging.getLogger(__name__)

DELAY = 5.0
"""Seconds after the last change: a dragged slider is one save, not fifty flash
writes."""
RETRY = 30.0
"""Seconds after which a call that failed is sent again."""

type Written = dict[Parameter[Any], Any]


class FollowUps:
    """Collects follow-ups and sends each once."""

    def __init__(
        self,
        hass: HomeAssistant,
        send: Callable[[FollowUp], Coroutine[Any, Any, None]],
        create_task: Callable[[Coroutine[Any, Any, None], str], object],
        *,
        autosave: bool,
        on_restart: Callable[[FollowUp], None],
        on_sent: Callable[[Iterable[Parameter[Any]]], None],
        check: Callable[[Mapping[Parameter[Any], Any]], Awaitable[bool]],
    ) -> None:
        """Send with `send`; without `autosave` they wait to be flushed.

        `on_restart` is told of calls that restart the camera, `on_sent` of the
        parameters that have come to last, and `check` looks for changes that the
        camera may have lost before they could be saved.
        """
        self._hass = hass
        self._send = send
        self._create_task = create_task
        self._autosave = autosave
        self._on_restart = on_restart
        self._on_sent = on_sent
        self._check = check
        self._pending: dict[FollowUp, Written] = {}
        self._doubtful = False
        self._cancel_timer: CALLBACK_TYPE | None = None

    @property
    def pending(self) -> tuple[FollowUp, ...]:
        """What is still to be sent."""
        return tuple(self._pending)

    @property
    def written(self) -> set[Parameter[Any]]:
        """What was written and does not last yet: staged values read as the old."""
        return {parameter for group in self._pending.values() for parameter in group}

    @callback
    def add(
        self,
        needed: FollowUp | None,
        parameter: Parameter[Any] | None = None,
        value: object = None,
    ) -> None:
        """Note a follow-up; one that restarts the camera is never sent by us."""
        if needed is None:
            return
        if needed.reboots:
            self._on_restart(needed)
            return
        written = self._pending.setdefault(needed, {})
        if parameter:
            written[parameter] = value
        if self._autosave:
            self._start_timer(DELAY)

    @callback
    def drop(self, key: str) -> None:
        """Forget follow-ups of a key: their changes have been undone."""
        for needed in self.pending:
            if needed.key == key:
                del self._pending[needed]

    def _start_timer(self, delay: float) -> None:
        self._stop_timer()
        self._cancel_timer = async_call_later(self._hass, delay, self._timer_ended)

    @callback
    def _timer_ended(self, _now: datetime) -> None:
        self._cancel_timer = None
        self._create_task(self.flush(), "jvc_vn follow-ups")

    async def flush(self) -> None:
        """Send what is pending; what fails stays pending and is tried again."""
        self._stop_timer()
        try_again = False
        for needed in self.pending:
            try:
                await self._flush_one(needed)
            except RefusedError as err:
                _LOGGER.warning("The camera does not take %s: %s", needed, err)
            except VnError as err:
                _LOGGER.debug("%s not sent: %s", needed, err)
                try_again = True
        self._doubtful = try_again
        if try_again and self._autosave and self._cancel_timer is None:
            self._start_timer(RETRY)

    async def _flush_one(self, needed: FollowUp) -> None:
        written = dict(self._pending[needed])
        if self._doubtful and not needed.stages and await self._check(written):
            # It was restarted before it could save: there is nothing to save.
            self._pending.pop(needed, None)
            return
        await self._send(needed)
        if self._pending.get(needed) == written:
            del self._pending[needed]
        self._on_sent(written)

    async def close(self) -> None:
        """Send what is pending, if that is our job."""
        self._stop_timer()
        if self._autosave:
            await self.flush()
        self._stop_timer()

    @callback
    def _stop_timer(self) -> None:
        if self._cancel_timer:
            self._cancel_timer()
            self._cancel_timer = None
