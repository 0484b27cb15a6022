"""Reading: parameters one by one, and what a picture tells in their place."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from homeassistant.util import dt as dt_util

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.clock import clock_offset
from ..protocol.errors import (
    ClosedError,
    InvalidResponseError,
    RefusedError,
    VnError,
)
from ..protocol.log_and_sessions import parse_sessions
from ..protocol.models import Frame
from ..protocol.parameters import Parameter
from .camera_state import TOLD_BY_FRAMES, CameraState, told_by
from .frame_observer import FrameObserver
from .schedule import Schedule

_LOGGER = logging.getLogger(__name__)


class VideoAccess:
    """Notices that the camera gives us no video, though it answers.

    That is how its access restriction shows: it closes the connection without a
    word (guide, 1.7). A camera that is off, or restarts, does not answer either.
    """

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        """Tell `on_change` whether we are refused, when that becomes known."""
        self._on_change = on_change
        self._closed = 0
        self._refused: bool | None = None

    def asked(self, error: VnError | None = None) -> None:
        """Take what came of asking for a picture."""
        self._closed = self._closed + 1 if isinstance(error, ClosedError) else 0
        if error is None:
            self._tell(refused=False)

    def answered(self) -> None:
        """Take that it has answered something else."""
        # Once may be a coincidence: it may just have come back.
        if self._closed >= 2:
            self._tell(refused=True)

    def _tell(self, *, refused: bool) -> None:
        if self._refused is not refused:
            self._refused = refused
            self._on_change(refused)


class Reader:
    """Reads into the state, in the way that costs the camera least."""

    def __init__(
        self,
        camera: Camera,
        state: CameraState,
        schedule: Schedule,
        observer: FrameObserver,
        still: Callable[[], Awaitable[Frame]],
        on_video_refused: Callable[[bool], None],
        name: str,
    ) -> None:
        """Read from `camera`, and pictures from `still`."""
        self.refused: set[Parameter[Any]] = set()
        """What the camera said no to."""
        self._camera = camera
        self._state = state
        self._schedule = schedule
        self._observer = observer
        self._still = still
        self._video = VideoAccess(on_video_refused)
        self._name = name

    async def read(self, wanted: list[Parameter[Any]]) -> None:
        """Read parameters into the state; VnError if the camera does not answer."""
        if any(parameter in TOLD_BY_FRAMES for parameter in wanted):
            told = await self.look()
            wanted = [parameter for parameter in wanted if parameter not in told]
        if p.SESSION in wanted:
            wanted = [parameter for parameter in wanted if parameter is not p.SESSION]
            await self._read_sessions()
        if wanted:
            readings = await self._camera.get_many(wanted)
            self._video.answered()
            self.refused |= readings.refused.keys()
            for parameter in readings.refused:
                # What it was is not what it is: nobody knows that now.
                self._state.values.pop(parameter, None)
            self.take(readings.values)
            # What is refused or unreadable now is so at the next tick too.
            self._schedule.was_read(wanted)

    async def _read_sessions(self) -> None:
        self._schedule.was_read([p.SESSION])
        try:
            reply = await self._camera.get_raw(p.SESSION.key)
        except RefusedError, InvalidResponseError:
            return
        sessions = parse_sessions((reply.value or "", *reply.lines))
        self._state.bitrate, self._state.streams = sessions.bitrate, sessions.sending

    async def look(self) -> dict[Parameter[Any], Any]:
        """Let a picture tell the position: one request, and no password.

        A camera whose access list names us gives none; then parameters must do.
        """
        try:
            frame = await self._still()
        except VnError as err:
            self._video.asked(err)
            _LOGGER.debug("%s: no picture: %s", self._name, err)
            self._state.frame = None
            return {}
        self._video.asked()
        return told_by(frame.info)

    def take(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Put values that were read into the state."""
        if not TOLD_BY_FRAMES.isdisjoint(values):
            self._observer.position_read(values)
            values = {q: v for q, v in values.items() if q is not p.PRESET}
        self._state.values.update(values)
        self._schedule.was_read(values)
        zone = self._state.get(p.TIMEZONE)
        if p.DATE in values and zone:
            self._state.clock_offset = clock_offset(
                values[p.DATE], zone, dt_util.utcnow()
            )
