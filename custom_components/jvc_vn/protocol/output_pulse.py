"""Closes an output for a while, and makes sure that it opens again."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from . import parameters as p
from .camera import Camera
from .codecs import Number
from .errors import VnError
from .http import Turn
from .owed import Forgetful, Ledger
from .parameters import Parameter
from .timing import REAL, Backoff, Timing

_LOGGER = logging.getLogger(__name__)

SHORTEST, LONGEST = 100, 5000
"""Milliseconds of a pulse (guide, 6.5)."""
MARGIN = 0.3
"""Seconds that the camera gets for opening the relay by itself."""
_FIRST_RETRY = 0.2
_LONGEST_RETRY = 30.0
"""Seconds between tries to open a relay: it is never given up."""


@dataclass(frozen=True, slots=True)
class _Ending:
    """The pending end of a pulse."""

    task: asyncio.Task[None]
    usual: int
    """The duration that the output had before, in ms; 0 is without end."""


class PulseHost(Protocol):
    """What giving pulses needs of a camera's coordinator."""

    @property
    def camera(self) -> Camera:
        """The camera."""

    def show(self, parameter: Parameter[Any], value: Any) -> None:
        """Show the state of an output, or its duration."""

    def create_lasting_task(
        self, coro: Coroutine[Any, Any, None], name: str
    ) -> asyncio.Task[None]:
        """Run something to its end: an unload waits for it."""


class Pulses:
    """Gives pulses on the outputs of one camera.

    The camera opens the relay by itself after the duration that is set for the
    output, so the duration is changed for the pulse and restored after it.
    """

    def __init__(
        self,
        host: PulseHost,
        *,
        ledger: Ledger | None = None,
        timing: Timing = REAL,
    ) -> None:
        """Give pulses on the host's camera; note in `ledger` what has to be ended."""
        self._host = host
        self._camera = host.camera
        self._ledger = ledger or Forgetful()
        self._sleep = timing.sleep
        self._endings: dict[int, _Ending] = {}
        self._locks: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def pulse(self, output: int, duration: int) -> None:
        """Close an output, 1-2, for 100-5000 ms; returns when it is closed.

        Raises:
            InvalidValueError: nothing was sent.
            VnError: the camera did not do it; the output is opened all the same.
        """
        Number(min(p.PINS), max(p.PINS)).write("output", output)
        Number(SHORTEST, LONGEST).write("duration", duration)
        async with self._locks[output]:
            await self._begin(output, duration)

    async def close(self) -> None:
        """Wait for pulses to end; if cancelled, those left stay in the ledger."""
        tasks = [ending.task for ending in self._endings.values()]
        try:
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            for task in tasks:
                task.cancel()

    async def _begin(self, output: int, duration: int) -> None:
        setting = p.OUTPUT_DURATION[output]
        if earlier := self._endings.pop(output, None):
            earlier.task.cancel()
        usual = earlier.usual if earlier else await self._camera.get(setting)
        self._ledger.owe(
            f"output_{output}",
            {
                p.OUTPUT[output]: p.OUTPUT[output].encode(False),
                setting: setting.encode(usual),
            },
        )
        lasts = 0.0
        try:
            # After an earlier pulse the camera may hold the one or the other.
            if earlier or usual != duration:
                await self._camera.set(setting, duration)
            await self._camera.set(p.OUTPUT[output], True)
            self._host.show(p.OUTPUT[output], True)
            lasts = duration / 1000 + MARGIN
        finally:
            # From here on the relay may be closed, whatever became of our requests.
            restore = bool(earlier) or usual != duration
            end = self._end(output, lasts, usual if restore else None)
            task = self._host.create_lasting_task(
                end, f"end of a pulse of output {output}"
            )
            self._endings[output] = _Ending(task, usual)

    async def _end(self, output: int, lasts: float, usual: int | None) -> None:
        """Make sure that the relay opens, and restore the duration."""
        await self._sleep(lasts)
        backoff = Backoff(_FIRST_RETRY, _LONGEST_RETRY)
        while True:
            try:
                async with self._locks[output]:
                    await self._release(output, usual)
                    del self._endings[output]
            except VnError as err:
                _LOGGER.debug("Output %s may still be closed: %s", output, err)
                self._ledger.failed(f"output_{output}")
                await self._sleep(backoff.next())
            else:
                self._ledger.settle(f"output_{output}")
                return

    async def _release(self, output: int, usual: int | None) -> None:
        contact = p.OUTPUT[output]
        if await self._camera.get(contact, turn=Turn.URGENT):
            await self._camera.set(contact, False, turn=Turn.URGENT)
        self._host.show(contact, False)
        if usual is not None:
            await self._camera.set(p.OUTPUT_DURATION[output], usual, turn=Turn.URGENT)
            self._host.show(p.OUTPUT_DURATION[output], usual)
