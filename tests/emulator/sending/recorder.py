"""Pre and post recording: the pictures around an alarm (guide 6.4 and 6.5)."""

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from ..ticks import ticks
from .ftp import File

if TYPE_CHECKING:
    from ..camera import EmulatedCamera


class Recorder:
    """Keeps the newest pictures while an alarm may want them."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Keep nothing yet."""
        self._camera = camera
        self._task: asyncio.Task[None] | None = None
        self._kept: deque[File] = deque()
        self._waiting: set[asyncio.Queue[File]] = set()

    def arm(self, *, wanted: bool) -> None:
        """Begin or end to keep pictures."""
        if wanted and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        elif not wanted and self._task is not None:
            self.stop()

    def stop(self) -> None:
        """Keep no more."""
        if self._task is not None:
            self._task.cancel()
            self._task = None
        self._kept.clear()

    def _seconds(self, part: str) -> int:
        return int(self._camera.parameters.live[f"application.object.{part}rec"])

    def _rate(self) -> float:
        return float(self._camera.parameters.live["application.object.framerate"])

    async def _run(self) -> None:
        while True:
            rate = self._rate()
            async for tick in ticks(1 / rate):
                frame = await self._camera.video.frame(tick)
                file = File(self._camera.local_time(), frame.jpeg)
                self._kept.append(file)
                while len(self._kept) > self._seconds("pre") * rate:
                    self._kept.popleft()
                for queue in self._waiting:
                    queue.put_nowait(file)
                if self._rate() != rate:
                    break

    async def record(self) -> list[File]:
        """Return the pictures before this moment, and those behind it."""
        files = list(self._kept)
        queue: asyncio.Queue[File] = asyncio.Queue()
        self._waiting.add(queue)
        try:
            count = round(self._seconds("post") * self._rate())
            files += [await queue.get() for _ in range(count)]
        finally:
            self._waiting.discard(queue)
        return files
