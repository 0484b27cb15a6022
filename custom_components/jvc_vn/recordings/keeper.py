"""Takes the picture of what happens at once, and writes it behind.

Nothing here waits for the disk or the camera while an alarm is told.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..protocol.errors import VnError
from ..protocol.models import AlarmSource, Frame
from ..ptz.presets import Presets
from ..state.camera_state import CameraState
from ..video.hub import FrameHub
from .folder import NoRoomError
from .happening import Cause, Happening
from .kept import Kept
from .metadata import DamagedError
from .store import Store, StoreHost
from .taken import taken_at

MOST_WAITING = 100
"""Pictures of one camera that may wait for the disk."""
FETCH_SECONDS = 9.0
RESUMED = 5.0
"""Seconds after its end in which motion that begins is the same happening."""
LONGEST_MOTION = 600.0
_SAME_MOMENT = timedelta(seconds=2)
"""How far a picture of the ring may be from what was found out later."""


class KeeperHost(StoreHost, Protocol):
    """What keeping pictures needs of a camera's coordinator."""

    data: CameraState
    hub: FrameHub
    presets: Presets


class Keeper:
    """Keeps the pictures of one camera, in the order in which things happen."""

    def __init__(
        self, host: KeeperHost, store: Store, told: Callable[[Kept], None]
    ) -> None:
        """Keep in `store`; `told` hears of each that was written, or could not be."""
        self.counts: Counter[str] = Counter()
        """Pictures that were kept, and why others were not."""
        self._host = host
        self._store = store
        self._told = told
        self._waiting: deque[Kept] = deque()
        self._newest: dict[Cause, Kept] = {}
        self._motion_began = self._motion_ended = float("-inf")
        self._ready = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    @callback
    def take(
        self,
        cause: Cause,
        when: datetime | None = None,
        *,
        recovered: bool = False,
        preset: int | None = None,
    ) -> Kept | None:
        """Keep the picture of this moment, if it is wanted and can be."""
        if cause not in self._host.options.keeping.causes:
            return None
        when = when or dt_util.utcnow()
        frame = self._frame_of(when) if recovered else self._host.hub.present
        if same := self._same(cause, frame):
            self.counts["shared"] += 1
            return same
        if reason := self._refused(frame, recovered=recovered):
            self.counts[reason] += 1
            return None
        happening = self._happening(cause, when, recovered, preset)
        if frame:
            happening = self._placed(happening, frame)
        kept = Kept(self._host.config_entry.entry_id, happening, frame)
        self._newest[cause] = kept
        self._waiting.append(kept)
        if self._worker is None:
            self._worker = self._host.hass.async_create_background_task(
                self._work(), "jvc_vn pictures", eager_start=False
            )
        return kept

    @callback
    def motion_changed(self) -> None:
        """Note when motion ends."""
        if not self._host.data.active.get(AlarmSource.MOTION):
            self._motion_ended = time.monotonic()

    @callback
    def files_known(self) -> None:
        """Begin to write: names that are taken are known."""
        self._ready.set()

    @property
    def waiting(self) -> int:
        """How many pictures wait for the camera or the disk."""
        return len(self._waiting)

    def find(self, key: str) -> Kept | None:
        """Return what is on its way under a key."""
        return next((k for k in self._waiting if k.happening.key == key), None)

    async def close(self, seconds: float) -> None:
        """Write what waits, as far as the time allows."""
        if self._worker:
            await asyncio.wait([self._worker], timeout=seconds)
        if self._worker:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)

    def _refused(self, frame: Frame | None, *, recovered: bool) -> str:
        if recovered and frame is None:
            return "recovered"
        if self._store.disk.hangs:
            return "disk_hangs"
        if self._store.hidden:
            return "not_written"
        return "too_many" if len(self._waiting) >= MOST_WAITING else ""

    def _frame_of(self, when: datetime) -> Frame | None:
        """Return the picture of a moment that is past, if the stream has it still."""
        moment = when.timestamp()
        frames = [frame for _, frame in self._host.hub.ring.since(float("-inf"))]
        near = min(frames, key=lambda f: abs(f.arrived - moment), default=None)
        if near and abs(near.arrived - moment) <= _SAME_MOMENT.total_seconds():
            return near
        return None

    def _same(self, cause: Cause, frame: Frame | None) -> Kept | None:
        """Return what this goes on with: the same motion, or the same packet."""
        newest = self._newest.get(cause)
        if cause is Cause.MOTION:
            now = time.monotonic()
            resumed = now - self._motion_ended < RESUMED
            if newest and resumed and now - self._motion_began < LONGEST_MOTION:
                self._motion_ended = now
                return newest
            self._motion_began = self._motion_ended = now
            return None
        waits = newest and not newest.written.is_set()
        return newest if newest and waits and newest.frame is frame else None

    def _happening(
        self, cause: Cause, when: datetime, recovered: bool, preset: int | None
    ) -> Happening:
        local = dt_util.as_local(when)
        day = f"{local:%Y-%m-%d}"
        taken = {kept.happening.key for kept in self._waiting}
        name = self._store.index.free_name(day, f"{local:%H%M%S}-{cause.word}", taken)
        return Happening(
            cause=cause,
            when=when,
            day=day,
            name=name,
            recovered=recovered,
            preset=preset,
            title=self._title(preset),
        )

    def _title(self, preset: int | None) -> str:
        return self._host.presets.titles.get(preset, "") if preset else ""

    def _placed(self, happening: Happening, frame: Frame) -> Happening:
        """Return a happening with what its picture tells."""
        preset = happening.preset or frame.info.preset
        return replace(
            happening,
            taken=taken_at(frame, self._host.data.clock_offset),
            preset=preset,
            title=self._title(preset),
            position=frame.info.position,
        )

    async def _work(self) -> None:
        try:
            await self._ready.wait()
            while self._waiting:
                kept = self._waiting[0]
                kept.refused = await self._keep(kept)
                self._waiting.popleft()
                kept.frame = None
                kept.written.set()
                self.counts[kept.refused or "kept"] += 1
                self._told(kept)
        finally:
            self._worker = None

    async def _keep(self, kept: Kept) -> str:
        """Write a picture; return why not, if not."""
        try:
            frame = kept.frame
            if frame is None:
                async with asyncio.timeout(FETCH_SECONDS):
                    frame = await self._host.hub.still()
        except VnError, TimeoutError:
            return "no_picture"
        happening = self._placed(kept.happening, frame)
        try:
            # It may have to be renamed: files of an earlier life are known by now.
            key, index = happening.key, self._store.index
            if key in index.happenings:
                name = index.free_name(happening.day, happening.name, set())
                happening = replace(happening, name=name)
            kept.happening = await self._store.write_picture(happening, frame.jpeg)
        except NoRoomError:
            return "no_room"
        except OSError:
            return "not_written"
        except DamagedError:
            return "no_picture"
        return ""
