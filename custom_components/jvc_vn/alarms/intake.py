"""Handles alarm lines in slices, so that a flood does not block the event loop."""

import asyncio
from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..protocol.models import AlarmReport
from ..protocol.timing import REAL, Timing
from .inputs import Inputs

SLICE = 0.01
"""Seconds of work in one go; then the event loop does other work."""
REST = 0.005
"""Seconds until the next slice."""
MOST_WAITING = 1000
"""Lines that wait; with more, reading pauses and TCP makes the camera wait."""


class Pausable(Protocol):
    """The source of the lines."""

    def pause(self) -> None:
        """Stop reading."""

    def resume(self) -> None:
        """Read again."""


class Intake:
    """Passes lines to the inputs: at once as a rule, in slices if there are many."""

    def __init__(
        self, inputs: Inputs, source: Pausable, *, timing: Timing = REAL
    ) -> None:
        """Pass lines of `source` to `inputs`."""
        self._inputs = inputs
        self._source = source
        self._clock = timing.clock
        self._waiting: deque[tuple[AlarmReport, float, datetime]] = deque()
        self._next: asyncio.TimerHandle | None = None
        self._paused = False

    @callback
    def put(self, reports: Iterable[AlarmReport]) -> None:
        """Handle lines that have just arrived, or queue them."""
        at, when = self._clock(), dt_util.utcnow()
        self._waiting.extend((report, at, when) for report in reports)
        if self._next is None:
            self._drain()
        if len(self._waiting) > MOST_WAITING and not self._paused:
            self._paused = True
            self._source.pause()

    @callback
    def close(self) -> None:
        """Drop the lines that still wait."""
        self._waiting.clear()
        if self._next:
            self._next.cancel()
            self._next = None

    @callback
    def _drain(self) -> None:
        self._next = None
        end = self._clock() + SLICE
        while self._waiting:
            self._inputs.report(*self._waiting.popleft())
            if self._clock() >= end and self._waiting:
                loop = asyncio.get_running_loop()
                self._next = loop.call_later(REST, self._drain)
                return
        if self._paused:
            self._paused = False
            self._source.resume()
