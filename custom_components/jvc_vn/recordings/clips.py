"""Clips of what happens: collected at once, encoded when it is their turn."""

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import batched
from typing import Protocol

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..video.draft import Draft
from ..video.encoder import EncoderError, MakeEncoder, Stamped
from .happening import CLIP
from .keeper import KeeperHost
from .kept import Kept
from .metadata import mark_mp4
from .store import Store

_LOGGER = logging.getLogger(__name__)
AT_ONCE = 2
"""Clips that are encoded at the same time, of all cameras."""
MOST_BYTES = 32 * 1024 * 1024
"""Of the pictures of one clip: a longer one ends there."""
MOST_IN_HAND = 128 * 1024 * 1024
"""Of the pictures of all clips that are collected, or wait for their turn."""
LONGEST = 120.0
"""Seconds of a clip that goes on because more and more happens."""
_LETTING_GO = 1.0
_AT_A_TIME = 8
_FIRST_GUESS = 3.0


class ClipsHost(KeeperHost, Protocol):
    """What making clips needs of a camera's coordinator."""

    make_encoder: MakeEncoder | None


class EncoderQueue:
    """Whose turn it is."""

    def __init__(self) -> None:
        """Let the first ones begin at once."""
        self.bytes = 0
        """Of the pictures that are in hand, of all cameras."""
        self.waiting = 0
        self.encoding = 0
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._usual = _FIRST_GUESS

    @property
    def seconds(self) -> float:
        """How long one who comes now waits, about."""
        return (self.waiting + 1) / AT_ONCE * self._usual

    @property
    def full(self) -> bool:
        """Whether no more pictures are taken in hand."""
        return self.bytes > MOST_IN_HAND

    @asynccontextmanager
    async def turn(self) -> AsyncGenerator[None]:
        """Wait for a turn."""
        self.waiting += 1
        try:
            async with self._turn:
                self.encoding += 1
                began = time.monotonic()
                try:
                    yield
                finally:
                    self.encoding -= 1
                self._usual += (time.monotonic() - began - self._usual) / 4
        finally:
            self.waiting -= 1


class Frames:
    """The pictures of one clip, counted with those of all others."""

    def __init__(self, queue: EncoderQueue) -> None:
        """Have none yet."""
        self.stamped: list[Stamped] = []
        self._queue = queue
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether this clip ends here, as it is long or as there are many."""
        return self._bytes > MOST_BYTES or self._queue.full

    def add(self, frame: Stamped) -> None:
        """Take one in hand."""
        self.stamped.append(frame)
        self._bytes += len(frame[1])
        self._queue.bytes += len(frame[1])

    def release(self) -> None:
        """Let go of all."""
        self.stamped = []
        self._queue.bytes -= self._bytes
        self._bytes = 0


_QUEUE: HassKey[EncoderQueue] = HassKey("jvc_vn_encoder_queue")


@callback
def async_encoder_queue(hass: HomeAssistant) -> EncoderQueue:
    """Return the one of a Home Assistant."""
    if _QUEUE not in hass.data:
        hass.data[_QUEUE] = EncoderQueue()
    return hass.data[_QUEUE]


class ClipMaker:
    """Makes the clips of one camera; what happens during one is in it as well."""

    def __init__(
        self,
        host: ClipsHost,
        store: Store,
        told: Callable[[Kept], None],
    ) -> None:
        """Make clips where the options want them; `told` hears of each."""
        self.counts: Counter[str] = Counter()
        """Clips that were made, and why others were not."""
        self.waits: dict[str, float] = {}
        """Keys of clips that wait for an encoder, and when they are ready, about."""
        self._host = host
        self._store = store
        self._queue = async_encoder_queue(host.hass)
        self._told = told
        self._shown: list[Kept] = []
        self._until = 0.0
        self._tasks: set[asyncio.Task[None]] = set()

    @callback
    def take(self, kept: Kept) -> None:
        """Make a clip of this, or let the one that is being made go on for it."""
        keeping = self._host.options.keeping
        if not keeping.clips or self._host.make_encoder is None or kept.in_clip:
            # Motion that goes on has its clip: another would replace it.
            return
        kept.in_clip = True
        now = time.monotonic()
        if self._shown:
            self._shown.append(kept)
            self._until = now + keeping.clip_after
            return
        self._shown = [kept]
        self._until = now + keeping.clip_after
        task = self._host.hass.async_create_background_task(
            self._make(self._host.make_encoder, now), "jvc_vn clip", eager_start=False
        )
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def summary(self) -> dict[str, int]:
        """What diagnostics tell; of all cameras, but for the counts."""
        return {
            **self.counts,
            "waiting": self._queue.waiting,
            "encoding": self._queue.encoding,
            "bytes_in_hand": self._queue.bytes,
        }

    def seconds_until(self, key: str) -> float | None:
        """Return how long a clip that waits will take, None if none does."""
        ready = self.waits.get(key)
        return None if ready is None else ready - time.monotonic()

    async def close(self, seconds: float) -> None:
        """End what is being collected, and encode what there is if time allows."""
        self._until = 0.0
        if tasks := set(self._tasks):
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                # A disk that hangs does not let go of its draft either: the next
                # start removes that.
                await asyncio.wait(late, timeout=_LETTING_GO)

    async def _make(self, make_encoder: MakeEncoder, now: float) -> None:
        shown, frames = self._shown, Frames(self._queue)
        try:
            try:
                await self._collect(now, frames)
            finally:
                self._shown = []
            made = await self._write(make_encoder, shown, frames.stamped)
        finally:
            frames.release()
        self.counts[made or "kept"] += 1

    async def _collect(self, now: float, frames: Frames) -> None:
        """Take the pictures from before, and those that come."""
        hub, rate = self._host.hub, self._host.options.frame_rate
        taken = now - self._host.options.keeping.clip_before
        with hub.viewer(rate) as viewer:
            while True:
                for at, frame in hub.ring.since(taken):
                    if frames.full:
                        return
                    frames.add((at, frame.jpeg))
                    taken = at
                rest = min(self._until, now + LONGEST) - time.monotonic()
                if rest <= 0 or viewer.closed:
                    return
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(min(rest, 1.0)):
                        await viewer.take()

    async def _write(
        self, make_encoder: MakeEncoder, shown: list[Kept], frames: list[Stamped]
    ) -> str:
        """Encode a clip when it is its turn; return why not, if not."""
        first = shown[0]
        await first.written.wait()
        if not frames:
            return "too_many_clips" if self._queue.full else "no_frames"
        key = first.happening.key
        self.waits[key] = time.monotonic() + self._queue.seconds
        try:
            async with self._queue.turn():
                await self._store.require_room()
                await self._encode(make_encoder, first, frames)
            first.happening = await self._store.clip_written(first.happening)
        except EncoderError:
            return "not_encoded"
        except OSError:
            return "clip_not_written"
        finally:
            del self.waits[key]
        self._told(first)
        for kept in shown[1:]:
            await kept.written.wait()
            kept.happening = replace(kept.happening, clip_in=key)
            if kept.happening.key in self._store.index.happenings:
                self._store.note(kept.happening)
            self._told(kept)
        return ""

    async def _encode(
        self, make_encoder: MakeEncoder, first: Kept, frames: list[Stamped]
    ) -> None:
        draft = Draft(self._store.path(first.happening.key, CLIP))
        await self._store.disk.run(draft.create)
        try:
            encoder = make_encoder(draft.place)
            try:
                for some in batched(frames, _AT_A_TIME, strict=False):
                    await encoder.add(some)
            finally:
                await encoder.close()
            await self._store.disk.run(mark_mp4, draft.place, first.happening)
            await self._store.disk.run(draft.keep)
        finally:
            await self._store.disk.run(draft.discard)
