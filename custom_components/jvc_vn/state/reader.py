"""Reads parameters, or lets a picture tell them, into the state."""

import logging
from collections.abc import Mapping
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..issues import async_create_video_refused_issue, async_delete_video_refused_issue
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.clock import clock_offset
from ..protocol.errors import (
    ClosedError,
    InvalidResponseError,
    RefusedError,
    VnError,
)
from ..protocol.http import Turn
from ..protocol.log_and_sessions import parse_sessions
from ..protocol.parameters import Parameter
from ..protocol.readings import Readings
from ..video.hub import FrameHub
from .camera_state import TOLD_BY_FRAMES, CameraState, told_by
from .frame_observer import FrameObserver
from .schedule import Schedule

_LOGGER = logging.getLogger(__name__)


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

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class VideoAccess:
    """Notices that the camera gives us no video, though it answers.

    That is how its access restriction shows: it closes the connection without a
    word (guide, 1.7). A camera that is off, or restarts, does not answer either.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._closed = 0
        self._refused: bool | None = None

    def requested(self, error: VnError | None = None) -> bool | None:
        """Note how a request for a picture ended; the verdict if it is new."""
        self._closed = self._closed + 1 if isinstance(error, ClosedError) else 0
        return self._judge(refused=False) if error is None else None

    def other_request_succeeded(self) -> bool | None:
        """Note that a request other than video succeeded; the verdict if it is new."""
        # Once may be a coincidence: it may just have come back.
        return self._judge(refused=True) if self._closed >= 2 else None

    def _judge(self, *, refused: bool) -> bool | None:
        before, self._refused = self._refused, refused
        return None if before is refused else refused


class Reader:
    """Reads into the state, in the way that costs the camera least."""

    def __init__(self, host: ReaderHost) -> None:
        """Read from the host's camera, and pictures from its hub."""
        self.refused: set[Parameter[Any]] = set()
        """What the camera said no to."""
        self.unreadable: dict[Parameter[Any], str] = {}
        """What was written in a way that could not be read, and why."""
        self._host = host
        self._video = VideoAccess()

    async def read(self, wanted: list[Parameter[Any]]) -> None:
        """Read parameters into the state; VnError if the camera does not answer."""
        if any(parameter in TOLD_BY_FRAMES for parameter in wanted):
            told = await self._look()
            wanted = [parameter for parameter in wanted if parameter not in told]
        if p.SESSION in wanted:
            wanted = [parameter for parameter in wanted if parameter is not p.SESSION]
            await self._read_sessions()
        if wanted:
            readings = await self._host.camera.get_many(wanted, turn=Turn.QUEUED)
            self._tell_video(self._video.other_request_succeeded())
            self.refused |= readings.refused.keys()
            # What it was is not what it is: nobody knows that now.
            self._host.data.forget([*readings.refused, *readings.unreadable])
            self._tell_unreadable(readings)
            self.take(readings.values)
            # What is refused or unreadable now is so at the next tick too.
            self._host.schedule.was_read(wanted)

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
        """Let a picture tell the position: one request, and no password.

        A camera whose access list names us gives none; then parameters must do.
        """
        try:
            frame = await self._host.hub.still()
        except VnError as err:
            self._tell_video(self._video.requested(err))
            _LOGGER.debug("%s: no picture: %s", self._host.name, err)
            self._host.data.set_frame(None)
            return {}
        self._tell_video(self._video.requested())
        return told_by(frame.info)

    def _tell_video(self, refused: bool | None) -> None:
        """Tell a person that we are refused video, or withdraw that."""
        host = self._host
        if refused:
            async_create_video_refused_issue(host.hass, host.config_entry, host.title)
        elif refused is False:
            async_delete_video_refused_issue(host.hass, host.config_entry)

    def take(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Put values that were read into the state."""
        host = self._host
        if not TOLD_BY_FRAMES.isdisjoint(values):
            host.observer.position_read(values)
            values = {q: v for q, v in values.items() if q is not p.PRESET}
        host.data.update(values)
        host.schedule.was_read(values)
        zone = host.data.get(p.TIMEZONE)
        if p.DATE in values and zone:
            host.data.set_clock_offset(
                clock_offset(values[p.DATE], zone, dt_util.utcnow())
            )
