"""Reads parameters into the state, from a picture where it contains them."""

import logging
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant

from ..issues import async_create_video_refused_issue, async_delete_video_refused_issue
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import (
    ClosedError,
    InvalidResponseError,
    RefusedError,
    VnError,
)
from ..protocol.http import Turn
from ..protocol.log_and_sessions import parse_sessions
from ..protocol.parameters import Parameter, Rhythm
from ..protocol.readings import Readings
from ..protocol.timing import REAL, Timing
from ..video.hub import FrameHub
from .camera_clock import CameraClock
from .camera_state import TOLD_BY_FRAMES, CameraState, told_by
from .frame_observer import FrameObserver
from .lost_changes import LostChanges
from .schedule import Schedule
from .staged_changes import StagedChanges

_LOGGER = logging.getLogger(__name__)

SHOW_EVERY = 1.0
"""Seconds between two showings of what a long reading has brought so far."""


class ReaderHost(Protocol):
    """What reading needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    name: str
    data: CameraState
    camera: Camera
    hub: FrameHub
    observer: FrameObserver
    schedule: Schedule
    staged: StagedChanges
    clock: CameraClock
    lost: LostChanges

    @property
    def title(self) -> str:
        """What a person calls the camera."""

    def async_update_listeners(self) -> None:
        """Tell the entities that something has changed."""


class VideoAccess:
    """Notices that the camera gives us no video, though it answers.

    Its access restriction shows in this way: it closes the connection without an
    answer (guide, 1.7). A camera that is off, or restarts, refuses other requests too.
    """

    def __init__(self) -> None:
        """Start with no verdict."""
        self._closed = 0
        self._refused: bool | None = None

    @property
    def refused(self) -> bool | None:
        """The verdict, None if there is none yet."""
        return self._refused

    def requested(self, error: VnError | None = None) -> bool | None:
        """Note how a request for a picture ended; return the verdict if it is new."""
        self._closed = self._closed + 1 if isinstance(error, ClosedError) else 0
        return self._judge(refused=False) if error is None else None

    def other_request_succeeded(self) -> bool | None:
        """Note that a request other than video succeeded; see `requested`."""
        # Once may be a coincidence: it may just have come back.
        return self._judge(refused=True) if self._closed >= 2 else None

    def _judge(self, *, refused: bool) -> bool | None:
        before, self._refused = self._refused, refused
        return None if before is refused else refused


class Reader:
    """Reads parameters into the state, with as few requests as possible."""

    def __init__(self, host: ReaderHost, *, timing: Timing = REAL) -> None:
        """Read from the host's camera, and pictures from its hub."""
        self.refused: set[Parameter[Any]] = set()
        """The parameters that the camera refused to return."""
        self.unreadable: dict[Parameter[Any], str] = {}
        """The parameters whose values could not be read, and why."""
        self._host = host
        self._clock = timing.clock
        self._video = VideoAccess()

    @property
    def video_refused(self) -> bool | None:
        """Whether the camera gives us no picture; None if that is not known."""
        return self._video.refused

    async def read(self, wanted: list[Parameter[Any]]) -> None:
        """Read parameters into the state; VnError if the camera does not answer.

        What takes long shows as it comes, what may be running first.
        """
        if any(parameter in TOLD_BY_FRAMES for parameter in wanted):
            seen = await self._look()
            wanted = [parameter for parameter in wanted if parameter not in seen]
        if p.SESSION in wanted:
            wanted = [parameter for parameter in wanted if parameter is not p.SESSION]
            await self._read_sessions()
        if wanted:
            wanted = sorted(wanted, key=lambda q: q.rhythm is not Rhythm.LIVE)
            readings = await self._host.camera.get_many(
                wanted, turn=Turn.QUEUED, on_answer=self._take_as_they_come(wanted)
            )
            self._tell_video(self._video.other_request_succeeded())
            self.refused |= readings.refused.keys()
            # The last value may no longer be right.
            self._host.data.forget([*readings.refused, *readings.unreadable])
            self._tell_unreadable(readings)
            # What is refused or unreadable now is so at the next tick too.
            self._host.schedule.was_read(wanted)

    def _take_as_they_come(
        self, wanted: Iterable[Parameter[Any]]
    ) -> Callable[[Readings], None]:
        """Return what puts answers into the state, and shows them now and then."""
        positions = TOLD_BY_FRAMES.intersection(wanted)
        taken: set[Parameter[Any]] = set()
        shown_at = self._clock()

        def take(readings: Readings) -> None:
            nonlocal shown_at
            # A position means something only as a whole.
            whole = positions <= readings.decided
            values = {
                parameter: value
                for parameter, value in readings.values.items()
                if parameter not in taken and (whole or parameter not in positions)
            }
            taken.update(values)
            self.take(values)
            if self._clock() - shown_at >= SHOW_EVERY:
                shown_at = self._clock()
                self._host.async_update_listeners()

        return take

    def _tell_unreadable(self, readings: Readings) -> None:
        """Say once in the log what cannot be read; it is tried again all the same."""
        for parameter, error in readings.unreadable.items():
            if parameter not in self.unreadable:
                _LOGGER.warning(
                    "%s: a value cannot be read, and is unknown until it can: %s",
                    self._host.name,
                    error,
                )
            self.unreadable[parameter] = str(error)
        for parameter in readings.values.keys() & self.unreadable.keys():
            del self.unreadable[parameter]

    async def _read_sessions(self) -> None:
        self._host.schedule.was_read([p.SESSION])
        try:
            reply = await self._host.camera.get_raw(p.SESSION.key, turn=Turn.QUEUED)
        except RefusedError, InvalidResponseError:
            return
        sessions = parse_sessions((reply.value or "", *reply.lines))
        self._host.data.set_sessions(sessions.bitrate, sessions.sending)

    async def _look(self) -> dict[Parameter[Any], Any]:
        """Read the position from a picture: one request, and no password.

        A camera whose access list names us sends none; then parameters are read.
        """
        hub = self._host.hub
        try:
            # It is polling, though by a picture, and waits its turn.
            async with nullcontext() if hub.present else self._host.camera.queue():
                frame = await hub.still()
        except VnError as err:
            self._tell_video(self._video.requested(err))
            _LOGGER.debug("%s: no picture: %s", self._host.name, err)
            self._host.data.set_frame(None)
            return {}
        self._tell_video(self._video.requested())
        return told_by(frame.info)

    def _tell_video(self, refused: bool | None) -> None:
        """Create the issue that we are refused video, or delete it."""
        host = self._host
        if refused:
            async_create_video_refused_issue(host.hass, host.config_entry, host.title)
        elif refused is False:
            async_delete_video_refused_issue(host.hass, host.config_entry)

    def take(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Store values that were read."""
        host = self._host
        host.lost.read(values)
        values = host.staged.sift(values)
        if not TOLD_BY_FRAMES.isdisjoint(values):
            host.observer.position_read(values)
            values = {q: v for q, v in values.items() if q is not p.PRESET}
        host.data.update(values)
        host.schedule.was_read(values)
        zone = host.data.get(p.TIMEZONE)
        # A zone that waits for a restart is not the clock's yet.
        if p.DATE in values and zone and p.TIMEZONE not in host.staged.parameters:
            host.clock.read(values[p.DATE], zone)
