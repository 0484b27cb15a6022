"""A viewer of the hub: holds the newest frame until it is fetched."""

import asyncio
from collections.abc import Callable

from ..protocol.models import Frame


class Viewer:
    """Holds the newest frame that was not fetched yet, never an older one."""

    def __init__(
        self,
        rate: float,
        on_rate: Callable[[], None],
        show: Callable[[Frame], bool] | None = None,
    ) -> None:
        """Hold at most `rate` frames per second; `on_rate` is called if that changes.

        `show` may handle a frame at once, which saves the way through a task; if it
        returns False, the frame waits.
        """
        self.closed = False
        self._rate = rate
        self._on_rate = on_rate
        self._show = show
        self._frame: Frame | None = None
        self._stir = asyncio.Event()
        self._due = 0.0

    @property
    def rate(self) -> float:
        """Frames per second at most; 0 pauses the viewer."""
        return self._rate

    @rate.setter
    def rate(self, rate: float) -> None:
        """Change the rate, and let the hub know."""
        if rate != self._rate:
            self._rate = rate
            self._due = 0.0
            self._on_rate()

    def offer(self, frame: Frame, now: float) -> None:
        """Put a frame in place of one not fetched, unless it comes too early."""
        # Half a frame of tolerance: frames do not arrive on the dot.
        if not self._rate or now < self._due - 0.5 / self._rate:
            return
        self._due = max(self._due + 1 / self._rate, now)
        if self._show is None or not self._show(frame):
            self._frame = frame
            self._stir.set()

    def close(self) -> None:
        """End the viewer: no more frames will come."""
        self.closed = True
        self._stir.set()

    async def stirred(self) -> None:
        """Wait for a frame, or for the end."""
        await self._stir.wait()
        self._stir.clear()

    def pick(self) -> Frame | None:
        """Return the frame that waits, if there is one."""
        frame, self._frame = self._frame, None
        return frame

    async def take(self) -> Frame | None:
        """Wait for a frame; return None when there will be no more."""
        while not self.closed:
            if frame := self.pick():
                return frame
            await self.stirred()
        return None
