"""Alarm lines without end: input 1 changes with each of them."""

import asyncio
import contextlib
from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .camera import EmulatedCamera

BEAT = 0.005
LINE = b"peripheral.input_pin.pin(1).status=%s\r\n"
STATES = ("make", "break")


class AlarmFlood:
    """Sends lines at the rate of the lever, to whoever is connected."""

    def __init__(
        self, camera: EmulatedCamera, clients: Collection[asyncio.StreamWriter]
    ) -> None:
        """Send nothing yet."""
        self._camera = camera
        self._clients = clients
        self._task: asyncio.Task[None] | None = None
        self.sent = 0

    @property
    def running(self) -> bool:
        """Lines are being sent."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Begin, or begin again behind the end of the last one."""
        if not self.running:
            self.sent = 0
            self._task = asyncio.get_running_loop().create_task(self._run())

    def stop(self) -> None:
        """Send no more."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        at, due = loop.time(), 0.0
        while self._clients and (rate := self._camera.faults.alarm_flood):
            await asyncio.sleep(BEAT)
            now = loop.time()
            # Who reads too slowly holds the flood up, and is not sent the rest at once.
            due += min(now - at, 4 * BEAT) * rate
            at = now
            count = self._most(int(due))
            due -= int(due)
            await self._send(count)
            limit = self._camera.faults.alarm_flood_lines
            if limit is not None and self.sent >= limit:
                return

    def _most(self, count: int) -> int:
        limit = self._camera.faults.alarm_flood_lines
        return count if limit is None else min(count, limit - self.sent)

    async def _send(self, count: int) -> None:
        inputs = self._camera.inputs
        first = STATES[inputs[1] == "make"]
        second = STATES[first == "make"]
        pair = LINE % first.encode() + LINE % second.encode()
        data = pair * (count // 2) + (LINE % first.encode()) * (count % 2)
        inputs[1] = first if count % 2 else inputs[1]
        self.sent += count
        for writer in tuple(self._clients):
            with contextlib.suppress(ConnectionError):
                writer.write(data)
                await writer.drain()
