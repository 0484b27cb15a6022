"""Recovery: after a gap of the alarm link, the camera's log tells what was missed."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import AuthenticationError, VnError
from ..protocol.log_and_sessions import LogEntry, parse_log
from .inputs import Alarms
from .log_comparison import Clock, Comparison, Gap

_LOGGER = logging.getLogger(__name__)

IN_FLIGHT = 1.0
"""Seconds: what the log knows of the time since may be on its way as a line."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_TRIES = 20
_QUIET_TRIES = 5
"""Readings until nothing was told meanwhile: then it is plain what the log has."""


@dataclass(frozen=True, slots=True)
class _Reading:
    asked: float
    clock: Clock
    entries: tuple[LogEntry, ...]


class Recovery:
    """Finds and tells the edges of a gap, each once.

    Only an administrator of the camera may read its log.
    """

    def __init__(
        self,
        camera: Camera,
        alarms: Alarms,
        hold: float,
        name: str,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Read from `camera`, tell by `alarms`; motion holds for `hold` seconds."""
        self._camera = camera
        self._alarms = alarms
        self._hold = hold
        self._name = name
        self._now = clock
        self._sleep = sleep
        self._clock: Clock | None = None
        self._old: frozenset[str] = frozenset()
        self._lock = asyncio.Lock()

    async def remember(self) -> None:
        """Note what the log says already: it is nobody's loss."""
        async with self._lock:
            if self._clock is not None:
                return
            try:
                reading = await self._read()
            except VnError as err:
                _LOGGER.debug("%s: log not read: %s", self._name, err)
                return
            self._clock = reading.clock
            self._old = frozenset(entry.text for entry in reading.entries)

    async def recover(self, since: float, until: float) -> None:
        """Tell what was missed between two moments, if the log can be read."""
        async with self._lock:
            if reading := await self._read_in_peace():
                self._compare(reading, since, until)

    async def _read_in_peace(self) -> _Reading | None:
        """Read the log, if need be again, so that nothing is told meanwhile."""
        reading = None
        for _ in range(_QUIET_TRIES):
            if (reading := await self._read_for_sure()) is None:
                break
            await self._sleep(IN_FLIGHT)
            if self._alarms.newest <= reading.asked:
                break
        return reading

    async def _read_for_sure(self) -> _Reading | None:
        """Read the log; a camera that has just come back may need some tries."""
        for tries in range(_TRIES):
            try:
                return await self._read()
            except AuthenticationError as err:
                _LOGGER.debug("%s: log not readable: %s", self._name, err)
                return None
            except VnError as err:
                _LOGGER.debug("%s: log not read yet: %s", self._name, err)
            # What is known to have happened does not wait for its time.
            self._alarms.tell_unsure()
            await self._sleep(min(_FIRST_PAUSE * 2**tries, _LONGEST_PAUSE))
        return None

    def _compare(self, reading: _Reading, since: float, until: float) -> None:
        clocks = [reading.clock]
        if self._clock and not self._clock.agrees(reading.clock):
            _LOGGER.debug("%s: somebody has set the camera's clock", self._name)
            clocks.append(self._clock)
        self._clock = reading.clock
        comparison = Comparison(
            (entry for entry in reading.entries if entry.text not in self._old),
            self._alarms.told,
            Gap(since, until, reading.asked, clocks),
            self._hold,
        )
        moments = [comparison.find(unsure.told) for unsure in self._alarms.unsure]
        missed = comparison.missed()
        _LOGGER.debug("%s: recovered %s", self._name, missed)
        self._alarms.recover(missed, moments)

    async def _read(self) -> _Reading:
        asked = self._now()
        date = await self._camera.get(p.DATE)
        clock = Clock.read(date, asked, asked := self._now())
        reply = await self._camera.get_raw(p.LOG.key)
        log = parse_log((reply.value or "", *reply.lines), date)
        return _Reading(asked, clock, log.entries)
