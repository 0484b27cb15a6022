"""Recovers the edges in a gap of the alarm link from the camera's log."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Protocol

from ..options import Options
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import AuthenticationError, VnError
from ..protocol.http import Turn
from ..protocol.log_and_sessions import LogEntry, parse_log
from ..protocol.timing import REAL, Backoff, Timing
from .inputs import Inputs
from .log_comparison import CameraClock, Comparison, Gap

_LOGGER = logging.getLogger(__name__)

IN_FLIGHT = 1.0
"""Seconds in which the line of an edge that the log has may still be on its way."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 60.0
_TRIES = 20
_QUIET_TRIES = 5
"""Readings at most, until no line comes during one: only then it is certain which edges
the log has."""


@dataclass(frozen=True, slots=True)
class _LogReading:
    asked: float
    clock: CameraClock
    entries: tuple[LogEntry, ...]


class RecoveryHost(Protocol):
    """What reading the log needs of a camera's coordinator."""

    camera: Camera
    options: Options

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class Recovery:
    """Finds the edges in a gap, and reports each of them once.

    Only an administrator of the camera may read its log.
    """

    def __init__(
        self, host: RecoveryHost, inputs: Inputs, *, timing: Timing = REAL
    ) -> None:
        """Read from the host's camera, report to `inputs`."""
        self._host = host
        self._inputs = inputs
        self._now = timing.clock
        self._sleep = timing.sleep
        self._clock: CameraClock | None = None
        self._old: frozenset[str] = frozenset()
        self._lock = asyncio.Lock()

    async def remember(self) -> None:
        """Note what is in the log at the start: that was not missed."""
        async with self._lock:
            try:
                reading = await self._read()
            except VnError as err:
                _LOGGER.debug("%s: log not read: %s", self._host.title, err)
                return
            self._clock = reading.clock
            self._old = frozenset(entry.text for entry in reading.entries)

    async def recover(self, since: float, until: float) -> None:
        """Report what was missed between two moments, if the log can be read."""
        async with self._lock:
            if reading := await self._read_in_peace():
                self._compare(reading, since, until)

    async def _read_in_peace(self) -> _LogReading | None:
        """Read the log, again if a line came meanwhile."""
        reading = None
        for _ in range(_QUIET_TRIES):
            if (reading := await self._read_for_sure()) is None:
                break
            await self._sleep(IN_FLIGHT)
            if self._inputs.newest <= reading.asked:
                break
        return reading

    async def _read_for_sure(self) -> _LogReading | None:
        """Read the log; a camera that has just come back may need some tries."""
        backoff = Backoff(_FIRST_PAUSE, _LONGEST_PAUSE)
        for _ in range(_TRIES):
            try:
                return await self._read()
            except AuthenticationError as err:
                _LOGGER.debug("%s: log not readable: %s", self._host.title, err)
                return None
            except VnError as err:
                _LOGGER.debug("%s: log not read yet: %s", self._host.title, err)
            # Edges that are known to have happened do not wait for their time.
            self._inputs.tell_undated()
            await self._sleep(backoff.next())
        return None

    def _compare(self, reading: _LogReading, since: float, until: float) -> None:
        clocks = [reading.clock]
        if self._clock and not self._clock.agrees(reading.clock):
            _LOGGER.debug("%s: somebody has set the camera's clock", self._host.title)
            clocks.append(self._clock)
        self._clock = reading.clock
        comparison = Comparison(
            (entry for entry in reading.entries if entry.text not in self._old),
            self._inputs.told,
            Gap(since, until, reading.asked, clocks),
            self._host.options.motion_hold,
        )
        moments = [comparison.find(edge.reported) for edge in self._inputs.undated]
        missed = comparison.missed()
        _LOGGER.debug("%s: recovered %s", self._host.title, missed)
        self._inputs.recover(missed, moments)

    async def _read(self) -> _LogReading:
        asked = self._now()
        date = await self._host.camera.get(p.DATE, turn=Turn.QUEUED)
        clock = CameraClock.read(date, asked, asked := self._now())
        reply = await self._host.camera.get_raw(p.LOG.key, turn=Turn.QUEUED)
        log = parse_log((reply.value or "", *reply.lines), date)
        return _LogReading(asked, clock, log.entries)
