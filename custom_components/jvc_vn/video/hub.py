"""The hub: one stream from the camera, shared by everybody who looks at it.

The camera serves two JPEG clients while MPEG-4 is in use as well (reference,
1.7), so a connection for each viewer would not do. The newest frame wins: a
slow viewer loses frames, it never delays another and never grows a queue.
"""

import asyncio
import logging
import random
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager

from ..protocol.errors import UnreachableError, VnError
from ..protocol.models import Frame
from .ring import FrameRing

_LOGGER = logging.getLogger(__name__)

LINGER = 5.0
"""Seconds that the stream outlives its last viewer."""
FRESH = 1.0
"""Seconds for which a still is good enough for the next who asks."""
STALE = 2.5
"""Seconds for which the newest frame of an open stream is the present."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class Viewer:
    """One who looks on: holds the newest frame that it has not taken yet."""

    def __init__(self, rate: float) -> None:
        """Take at most `rate` frames per second."""
        self.rate = rate
        self._frame: Frame | None = None
        self._news = asyncio.Event()
        self._due = 0.0
        self.closed = False

    def offer(self, frame: Frame, now: float) -> None:
        """Put a frame in place of one not taken, unless it comes too early."""
        # Half a frame of tolerance: frames do not arrive on the dot.
        if now < self._due - 0.5 / self.rate:
            return
        self._due = max(self._due + 1 / self.rate, now)
        self._frame = frame
        self._news.set()

    def close(self) -> None:
        """No more frames will come."""
        self.closed = True
        self._news.set()

    async def take(self) -> Frame | None:
        """Wait for a frame; None when there will be no more."""
        await self._news.wait()
        if self.closed:
            return None
        self._news.clear()
        frame, self._frame = self._frame, None
        return frame


class FrameHub:
    """Fans one stream out, and answers stills from it while it runs."""

    def __init__(
        self,
        stream: Callable[[float], AsyncGenerator[Frame]],
        still: Callable[[], Awaitable[Frame]],
        on_frame: Callable[[Frame], None],
        *,
        keep: float = 0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Take frames from `stream` and `still`, keep them for `keep` seconds.

        Nothing is opened yet.
        """
        self.newest: Frame | None = None
        """The last frame of all, kept through outages."""
        self.ring = FrameRing(keep)
        """The last frames of the stream while it runs."""
        self._newest_at = float("-inf")
        self._stream = stream
        self._fetch_still = still
        self._on_frame = on_frame
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._viewers: set[Viewer] = set()
        self._upstream: asyncio.Task[None] | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[Frame] | None = None

    @property
    def viewers(self) -> int:
        """How many look on."""
        return len(self._viewers)

    @property
    def running(self) -> bool:
        """The stream is open, or being reopened."""
        return self._upstream is not None

    @contextmanager
    def viewer(self, rate: float) -> Iterator[Viewer]:
        """Look on, at no more than `rate` frames per second."""
        viewer = self._add_viewer(rate)
        try:
            yield viewer
        finally:
            self._remove_viewer(viewer)

    async def still(self) -> Frame:
        """Return the newest frame of the stream, or else one a second old at most.

        Callers share one request; while frames come none is made.

        Raises:
            VnError: the camera gave none.
        """
        good_for = STALE if self.running else FRESH
        if self.newest and self._clock() - self._newest_at < good_for:
            return self.newest
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_still())
        # A caller that gives up must not take the picture from the others.
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        """Send the viewers away and let the camera go."""
        for viewer in tuple(self._viewers):
            viewer.close()
        tasks = [task for task in (self._upstream, self._asking) if task]
        self._stop_upstream()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask_still(self) -> Frame:
        try:
            frame = await self._fetch_still()
            self._deliver(frame)
            return frame
        finally:
            self._asking = None

    def _add_viewer(self, rate: float) -> Viewer:
        viewer = Viewer(rate)
        self._viewers.add(viewer)
        if self._linger:
            self._linger.cancel()
            self._linger = None
        if self._upstream is None:
            self._upstream = asyncio.create_task(self._run(), name="jvc_vn upstream")
        elif self.newest:
            viewer.offer(self.newest, self._clock())
        return viewer

    def _remove_viewer(self, viewer: Viewer) -> None:
        self._viewers.discard(viewer)
        if not self._viewers and self._upstream:
            loop = asyncio.get_running_loop()
            self._linger = loop.call_later(LINGER, self._stop_upstream)

    def _stop_upstream(self) -> None:
        if self._linger:
            self._linger.cancel()
            self._linger = None
        if self._upstream:
            self._upstream.cancel()
            self._upstream = None
        self.ring.clear()

    def _deliver(self, frame: Frame) -> None:
        now = self._clock()
        self.newest, self._newest_at = frame, now
        if self.running:
            self.ring.add(frame, now)
        for viewer in self._viewers:
            viewer.offer(frame, now)
        self._on_frame(frame)

    def _wanted_rate(self) -> float:
        return max((viewer.rate for viewer in self._viewers), default=0.0)

    async def _run(self) -> None:
        failures = 0
        while True:
            opened = self._clock()
            try:
                await self._run_once()
                continue
            except VnError as err:
                _LOGGER.debug("Stream: %s", err)
            except Exception:
                # Whoever takes frames has a fault; the others shall see on.
                _LOGGER.exception("A frame could not be taken")
            # A stream that showed something starts the pauses over.
            failures = 0 if self._newest_at > opened else min(failures + 1, 10)
            pause = min(_FIRST_PAUSE * 2**failures, _LONGEST_PAUSE)
            await self._sleep(pause * (0.5 + self._jitter() / 2))

    async def _run_once(self) -> None:
        """Pass frames on until somebody wants them faster than they come.

        Raises:
            VnError: the stream ended.
        """
        rate = self._wanted_rate()
        async with aclosing(self._stream(rate)) as frames:
            async for frame in frames:
                self._deliver(frame)
                if self._wanted_rate() > rate:
                    return
        raise UnreachableError("the camera ended the stream")
