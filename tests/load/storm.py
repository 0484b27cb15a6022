"""Random alarms and faults for one emulated camera, and what it really reported."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.emulator import EmulatedCamera

EDGE_PAUSE = (1.0, 6.0)
EDGE_SPACE = 3.0
"""Seconds between two edges of the same input: the camera's log knows seconds only."""
FAULT_PAUSE = (5.0, 40.0)
FAULT_LASTS = (1.0, 20.0)
CALM = 3.0
"""Seconds without an alarm before the power goes: what the camera has not said by
then, it forgets."""

LASTING = (
    *("refused", "silent", "reset", "trickle", "latency", "garbage", "key_errors"),
    *("http_401", "http_404", "http_500", "http_503", "password_changed"),
    *("alarm_full", "alarm_split", "clock_jumped", "video_refused"),
)
AT_ONCE = ("alarm_garbage", "alarm_long_line")
"""Faults of the emulator's table that leave the camera what it is."""


@dataclass
class Storm:
    """Alarms and faults of a camera for some time."""

    camera: EmulatedCamera
    number: int
    dice: random.Random
    edges: list[tuple[int, str, float, bool]] = field(default_factory=list)
    """Camera, type of the event, when (monotonic), and whether anybody was linked."""
    faults: Counter[str] = field(default_factory=Counter)
    _calm: bool = False
    _last: dict[int, float] = field(default_factory=dict)

    async def rage(self, seconds: float) -> None:
        """Let it happen; in the end all is well again."""
        end = time.monotonic() + seconds
        await asyncio.gather(self._alarms(end), self._faults(end))

    async def _alarms(self, end: float) -> None:
        while await self._sleep(EDGE_PAUSE, end):
            pin = self.dice.choice((1, 2))
            now = time.monotonic()
            early = now - self._last.get(pin, float("-inf")) < EDGE_SPACE
            if self._calm or early or not self.camera.powered:
                continue
            self._last[pin] = now
            state = "break" if self.camera.inputs[pin] == "make" else "make"
            linked = self.camera.alarm_clients > 0
            self.edges.append((self.number, f"input_{pin}_{state}", now, linked))
            self.camera.set_input(pin, state)

    async def _faults(self, end: float) -> None:
        while await self._sleep(FAULT_PAUSE, end - FAULT_LASTS[1] - 3 * CALM):
            name, happen = self.dice.choice(list(self._kinds().items()))
            self.faults[name] += 1
            await happen()

    def _kinds(self) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
        board = self.camera.fault_board
        return {
            **{name: partial(self._lasting, name) for name in LASTING},
            **{name: partial(board.begin, name) for name in AT_ONCE},
            "link_cut": self._cut,
            "link_cut_often": self._cut_often,
            "power_off": self._power,
            "half_open": self._half_open,
        }

    async def _lasting(self, name: str) -> None:
        await self.camera.fault_board.begin(name)
        await self._last_a_while()
        await self.camera.fault_board.end(name)

    async def _cut(self) -> None:
        self.camera.drop_alarm_clients()

    async def _cut_often(self) -> None:
        for _ in range(self.dice.randint(3, 10)):
            self.camera.drop_alarm_clients()
            await asyncio.sleep(self.dice.uniform(0.05, 2.0))

    async def _power(self) -> None:
        async with self._calmed():
            await self.camera.power_off()
            await self._last_a_while()
            await self.camera.start()

    async def _half_open(self) -> None:
        async with self._calmed():
            await self._lasting("half_open")

    @asynccontextmanager
    async def _calmed(self) -> AsyncGenerator[None]:
        """Let nothing happen that the camera would forget together with its log."""
        self._calm = True
        # What happened in a gap must have been asked for before.
        while not self.camera.alarm_clients:
            await asyncio.sleep(0.1)
        await asyncio.sleep(2 * CALM)
        yield
        self._calm = False

    async def _last_a_while(self) -> None:
        await asyncio.sleep(self.dice.uniform(*FAULT_LASTS))

    async def _sleep(self, pause: tuple[float, float], end: float) -> bool:
        await asyncio.sleep(self.dice.uniform(*pause))
        return time.monotonic() < end
