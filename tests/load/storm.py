"""Random alarms and faults for one emulated camera, and what it really reported."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
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

LEVERS: dict[str, dict[str, Any]] = {
    "silent": {"hang": True},
    "late": {"delay": 1.5},
    "refused login": {"status": 401},
    "HTTP 500": {"status": 500},
    "garbage": {"garbage": True},
    "no video": {"video_refused": True},
    "byte by byte": {"chunked_writes": 1},
}


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
        while await self._sleep(FAULT_PAUSE, end - FAULT_LASTS[1] - CALM):
            name, begin = self.dice.choice(list(self._kinds().items()))
            self.faults[name] += 1
            await begin()

    def _kinds(self) -> dict[str, Callable[[], Coroutine[Any, Any, None]]]:
        levers = {
            name: lambda change=change: self._pull(change)
            for name, change in LEVERS.items()
        }
        return {
            **levers,
            "link cut": self._cut,
            "link cut, again and again": self._cut_often,
            "power off": self._power,
        }

    async def _pull(self, change: dict[str, Any]) -> None:
        normal = {name: getattr(self.camera.faults, name) for name in change}
        self._set(change)
        await self._last_a_while()
        self._set(normal)

    def _set(self, levers: dict[str, Any]) -> None:
        for name, value in levers.items():
            setattr(self.camera.faults, name, value)

    async def _cut(self) -> None:
        self.camera.drop_alarm_clients()

    async def _cut_often(self) -> None:
        for _ in range(self.dice.randint(3, 10)):
            self.camera.drop_alarm_clients()
            await asyncio.sleep(self.dice.uniform(0.05, 2.0))

    async def _power(self) -> None:
        self._calm = True
        # What happened in a gap must have been asked for before it is forgotten.
        while not self.camera.alarm_clients:
            await asyncio.sleep(0.1)
        await asyncio.sleep(2 * CALM)
        await self.camera.power_off()
        await self._last_a_while()
        await self.camera.start()
        self._calm = False

    async def _last_a_while(self) -> None:
        await asyncio.sleep(self.dice.uniform(*FAULT_LASTS))

    async def _sleep(self, pause: tuple[float, float], end: float) -> bool:
        await asyncio.sleep(self.dice.uniform(*pause))
        return time.monotonic() < end
