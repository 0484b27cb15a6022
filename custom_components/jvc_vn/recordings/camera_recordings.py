"""All that is kept of one camera: what is heard of, and how it is found again."""

import asyncio
import contextlib
from datetime import datetime, timedelta
from typing import Any, Protocol

from homeassistant.core import callback
from homeassistant.helpers.event import async_track_time_interval
from homeassistant.util import dt as dt_util

from ..alarms.dispatch import AlarmEvent, EventDispatcher, PresetEvent
from ..protocol.models import AlarmSource, Frame, TrackingState
from ..protocol.timing import Backoff, Timing
from .clips import ClipMaker, ClipsHost
from .happening import Cause, Happening
from .keeper import Keeper
from .kept import Kept, KeptEvent
from .store import Store

_CLEANING = timedelta(hours=1)
CLOSING = 4.0
"""Seconds that what is being written has when the camera is let go."""
_LOOK_AGAIN = 5.0
"""Seconds after which a folder that could not be looked at is tried again."""
_LOOK_AGAIN_LATER = 300.0
_COMING = 12.0
"""Seconds that who asks for a picture waits for it to be written."""


class RecordingsHost(ClipsHost, Protocol):
    """What recordings need of a camera's coordinator."""

    events: EventDispatcher
    timing: Timing


class Recordings:
    """Hears of what happens, and knows what is kept of it."""

    def __init__(self, host: RecordingsHost) -> None:
        """Listen before the entities do: an event tells where its picture will be."""
        self.store = Store(host)
        self.keeper = Keeper(host, self.store, self._tell)
        self.clips = ClipMaker(host, self.store, self._tell)
        self._host = host
        self._tracking = False
        self._of: tuple[object, Kept] | None = None
        host.events.listen("alarm_event", self._alarm)
        host.events.listen("preset_event", self._preset)
        host.events.listen(AlarmSource.MOTION, self._motion)
        if Cause.TRACKING in host.options.keeping.causes:
            host.hub.subscribe(self)

    @callback
    def start(self) -> None:
        """Look at what is there already."""
        hass, entry = self._host.hass, self._host.config_entry
        entry.async_create_background_task(hass, self._load(), "jvc_vn recordings")
        entry.async_on_unload(
            async_track_time_interval(
                hass, self._clean, _CLEANING, cancel_on_shutdown=True
            )
        )

    async def close(self) -> None:
        """Write what is under way and the index, as far as the disk lets us."""
        # Who hangs already does not come back in a moment.
        rest = 0.0 if self.store.disk.hangs else CLOSING
        await asyncio.gather(self.keeper.close(rest), self.clips.close(rest))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(rest):
                await self.store.save()

    @callback
    def kept_of(self, event: object) -> Kept | None:
        """Return what is kept of an event that was just heard of."""
        return self._of[1] if self._of and self._of[0] is event else None

    async def find(self, key: str) -> Happening | None:
        """Return a happening; its picture may be on its way."""
        if coming := self.keeper.find(key):
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_COMING):
                    await coming.written.wait()
            key = coming.happening.key
        return self.store.index.happenings.get(key)

    @property
    def summary(self) -> dict[str, Any]:
        """What diagnostics tell."""
        return {
            "happenings": len(self.store.index.happenings),
            "bytes": self.store.index.bytes,
            "disk_hangs": self.store.disk.hangs,
            "pictures": dict(self.keeper.counts),
            "pictures_waiting": self.keeper.waiting,
            "clips": self.clips.summary,
        }

    # What is heard of

    @callback
    def _alarm(self, event: AlarmEvent) -> None:
        cause = Cause(event.type)
        self._keep(event, cause, event.when, recovered=event.recovered)

    @callback
    def _preset(self, event: PresetEvent) -> None:
        if event.arrived:
            self._keep(event, Cause.PRESET, dt_util.utcnow(), preset=event.number)

    @callback
    def _motion(self, _event: object) -> None:
        self.keeper.motion_changed()

    @callback
    def frame_arrived(self, frame: Frame) -> None:
        """Look whether the camera begins to track, see HubObserver."""
        tracking = frame.info.tracking is TrackingState.TRACKING
        if tracking and not self._tracking:
            self._keep(frame, Cause.TRACKING, dt_util.utcnow())
        self._tracking = tracking

    @callback
    def viewers_changed(self) -> None:
        """See HubObserver; nothing depends on it here."""

    def _keep(
        self, event: object, cause: Cause, when: datetime | None, **known: Any
    ) -> None:
        if kept := self.keeper.take(cause, when, **known):
            self._of = (event, kept)
            self.clips.take(kept)

    @callback
    def _tell(self, kept: Kept) -> None:
        self._host.events.dispatch(KeptEvent(kept))

    async def _load(self) -> None:
        pauses = Backoff(_LOOK_AGAIN, _LOOK_AGAIN_LATER)
        while True:
            try:
                await self.store.load()
            except OSError:
                await self._host.timing.sleep(pauses.next())
            else:
                break
        self.keeper.files_known()

    async def _clean(self, _now: datetime) -> None:
        if not self.store.disk.hangs and self.store.folder:
            await self.store.clean()
            await self.store.save()
