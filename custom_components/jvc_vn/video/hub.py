"""The hub: takes one stream from the camera and shares it among all viewers.

The camera serves two JPEG clients while MPEG-4 is in use as well (reference,
1.7), so viewers cannot have a connection each. The newest frame wins: a slow
viewer loses frames, but never delays another and never grows a queue.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import Protocol

from ..protocol.errors import UnreachableError, VnError
from ..protocol.frame_rate import stream_rate
from ..protocol.models import Frame
from ..protocol.timing import REAL, Backoff, Timing, outcome
from .ring import FrameRing
from .viewer import Viewer

_LOGGER = logging.getLogger(__name__)

LINGER = 5.0
"""Seconds that the stream stays open after its last viewer, and that a rate is kept
after nobody wants it any more."""
FRESH = 1.0
"""Seconds for which a still is returned again to further callers."""
STALE = 2.5
"""Seconds for which the newest frame of an open stream counts as present."""
QUIET = 10.0
"""Seconds without a frame after which the last is shown again: that keeps proxies
from closing a connection, and shows whether the viewer is still there."""
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0


class FrameSource(Protocol):
    """The source of the frames: a camera."""

    def frames(self, rate: float) -> AsyncGenerator[Frame]:
        """Yield frames until the camera ends the stream."""

    async def still(self) -> Frame:
        """Fetch one frame."""


class HubObserver(Protocol):
    """What the hub notifies of every frame."""

    def frame_arrived(self, frame: Frame) -> None:
        """Handle a frame, of the stream or a still."""

    def viewers_changed(self) -> None:
        """Handle a new number of viewers."""


class FrameHub:
    """Shares one stream among viewers, and returns stills from it while it runs."""

    def __init__(
        self, source: FrameSource, *, keep: float = 0, timing: Timing = REAL
    ) -> None:
        """Take frames from `source`, keep them for `keep` seconds.

        Nothing is opened yet.
        """
        self.newest: Frame | None = None
        """The last frame, of a stream or a still; kept through outages."""
        self.ring = FrameRing(keep)
        """The frames of the last seconds of the stream, while it runs."""
        self._newest_at = float("-inf")
        self._source = source
        self._observers: list[HubObserver] = []
        self._clock = timing.clock
        self._sleep = timing.sleep
        self._backoff = Backoff(_FIRST_PAUSE, _LONGEST_PAUSE, jitter=timing.jitter)
        self._viewers: set[Viewer] = set()
        self._looking = 0
        self._wanted = 0.0
        self._streaming_at: float | None = None
        """The rate of the stream that is open now."""
        self._upstream: asyncio.Task[None] | None = None
        self._linger: asyncio.TimerHandle | None = None
        self._reminder: asyncio.TimerHandle | None = None
        self._asking: asyncio.Task[Frame] | None = None
        self._made: dict[Callable[[Frame], bytes], tuple[Frame, bytes]] = {}

    def subscribe(self, observer: HubObserver) -> None:
        """Notify an observer of every frame from now on."""
        self._observers.append(observer)

    @property
    def viewers(self) -> int:
        """The number of viewers; those that are paused do not count."""
        return self._looking

    @property
    def running(self) -> bool:
        """Whether the stream is open, or being reopened."""
        return self._upstream is not None

    @property
    def present(self) -> Frame | None:
        """The newest frame, if it is as good as one fetched now."""
        good_for = STALE if self.running else FRESH
        fresh = self._clock() - self._newest_at < good_for
        return self.newest if fresh else None

    @contextmanager
    def viewer(
        self,
        rate: float,
        *,
        last: bool = False,
        show: Callable[[Frame], bool] | None = None,
    ) -> Iterator[Viewer]:
        """Add a viewer of at most `rate` frames per second; `show`: see Viewer.

        It starts with the newest frame of a stream that runs, or else, if `last`,
        with the last frame, however old.
        """
        viewer = Viewer(rate, self._balance, show)
        self._viewers.add(viewer)
        if self.newest and (self.running or last):
            viewer.offer(self.newest, self._clock())
        self._balance()
        try:
            yield viewer
        finally:
            self._viewers.discard(viewer)
            self._balance()

    def once(self, frame: Frame, make: Callable[[Frame], bytes]) -> bytes:
        """Return what `make` returns for a frame, called once for all viewers."""
        made = self._made.get(make)
        if made is None or made[0] is not frame:
            self._made[make] = made = (frame, make(frame))
        return made[1]

    async def still(self) -> Frame:
        """Return the newest frame of the stream, or else one a second old at most.

        Callers share one request; while frames come, none is sent.

        Raises:
            VnError: the camera sent no picture.
        """
        return self.present or await self.fetch()

    async def fetch(self) -> Frame:
        """Fetch a still, for callers that need one taken now; see `still`."""
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_still())
        return await outcome(self._asking)

    async def close(self) -> None:
        """End all viewers, the stream and requests."""
        for viewer in tuple(self._viewers):
            viewer.close()
        tasks = [task for task in (self._upstream, self._asking) if task]
        self._stop_upstream()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask_still(self) -> Frame:
        try:
            frame = await self._source.still()
            self._deliver(frame)
            return frame
        finally:
            self._asking = None

    def _balance(self) -> None:
        """Open the stream if anybody watches; schedule its end if nobody does."""
        before = self._looking
        looking = [v.rate for v in self._viewers if v.rate > 0 and not v.closed]
        self._looking = len(looking)
        if looking:
            self._wanted = stream_rate(max(looking))
        loop = asyncio.get_running_loop()
        if self._looking:
            if self._linger:
                self._linger.cancel()
                self._linger = None
            if self._upstream is None:
                self._upstream = self._open_upstream()
                self._reminder = loop.call_later(QUIET, self._remind)
            elif self._is_far_slower_than_wanted():
                self._upstream.cancel()
                self._upstream = self._open_upstream()
        elif self._upstream and self._linger is None:
            self._linger = loop.call_later(LINGER, self._stop_upstream)
        if self._looking != before:
            for observer in self._observers:
                observer.viewers_changed()

    def _open_upstream(self) -> asyncio.Task[None]:
        return asyncio.create_task(self._run(), name="jvc_vn upstream")

    def _is_far_slower_than_wanted(self) -> bool:
        """Whether the next picture, with which the rate can change, is far away."""
        rate = self._streaming_at
        return rate is not None and rate < 1 and rate < self._wanted

    def _stop_upstream(self) -> None:
        for timer in (self._linger, self._reminder):
            if timer:
                timer.cancel()
        self._linger = self._reminder = None
        self._made.clear()
        if self._upstream:
            self._upstream.cancel()
            self._upstream = None
        self.ring.clear()

    def _remind(self) -> None:
        """Show the last frame again while no other comes."""
        loop = asyncio.get_running_loop()
        self._reminder = loop.call_later(QUIET, self._remind)
        now = self._clock()
        if self.newest and now - self._newest_at >= QUIET:
            for viewer in self._viewers:
                viewer.offer(self.newest, now)

    def _deliver(self, frame: Frame) -> None:
        now = self._clock()
        self.newest, self._newest_at = frame, now
        if self.running:
            self.ring.add(frame, now)
        for viewer in self._viewers:
            viewer.offer(frame, now)
        for observer in self._observers:
            observer.frame_arrived(frame)

    async def _run(self) -> None:
        while True:
            opened = self._clock()
            try:
                await self._run_once()
                continue
            except VnError as err:
                _LOGGER.debug("Stream: %s", err)
            except Exception:
                # A viewer or observer has a fault; the others go on.
                _LOGGER.exception("A frame could not be taken")
            # A stream that showed something starts the pauses over.
            if self._newest_at > opened:
                self._backoff.reset()
            await self._sleep(self._backoff.next())

    async def _run_once(self) -> None:
        """Deliver frames until another rate is wanted.

        A faster rate takes effect at once. A slower one, which saves some of the
        camera's 20 Mbps, does when nobody has wanted the present one for LINGER s.

        Raises:
            VnError: the stream ended.
        """
        rate = self._streaming_at = self._wanted
        last_wanted = self._clock()
        try:
            async with aclosing(self._source.frames(rate)) as frames:
                async for frame in frames:
                    self._deliver(frame)
                    now = self._clock()
                    if self._wanted == rate or not self._looking:
                        last_wanted = now
                    elif self._wanted > rate or now - last_wanted >= LINGER:
                        return
            raise UnreachableError("the camera ended the stream")
        finally:
            # Another one may have been opened in its place.
            if self._upstream is asyncio.current_task():
                self._streaming_at = None
