"""The state of a camera that all entities read."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ..protocol import parameters as p
from ..protocol.alarm_link import LinkState
from ..protocol.models import AlarmSource, FrameInfo
from ..protocol.parameters import Parameter


class CameraState:
    """Everything that is known of a camera; all entities show it.

    It is changed by its methods only, and these are called only by state/, alarms/
    and the coordinator.

    Attributes:
        values: the last value of each parameter that was read or written.
        active: inputs and motion, as far as known.
        frame: the comment segment of the last frame.
        link: the state of the alarm link.
        moving: whether the camera moves, judged by frames and our own moves.
        last_alarm: when the newest alarm happened.
        mask_edited: the privacy mask (1-8) whose editing we have begun.
        clock_offset: seconds that the camera's clock is ahead.
        bitrate: bits per second that the camera sends to all together.
        streams: how many streams the camera sends.
    """

    def __init__(self) -> None:
        """Start with nothing known."""
        self._values: dict[Parameter[Any], Any] = {}
        self._active: dict[AlarmSource, bool] = {}
        self.values: Mapping[Parameter[Any], Any] = MappingProxyType(self._values)
        self.active: Mapping[AlarmSource, bool] = MappingProxyType(self._active)
        self.frame: FrameInfo | None = None
        self.link = LinkState.CONNECTING
        self.moving = False
        self.last_alarm: datetime | None = None
        self.mask_edited: int | None = None
        self.clock_offset: float | None = None
        self.bitrate: int | None = None
        self.streams: int | None = None

    def get[T](self, parameter: Parameter[T]) -> T | None:
        """Return a parameter's value, None if it is not known."""
        value: T | None = self._values.get(parameter)
        return value

    def update(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Store values that were read or written."""
        self._values.update(values)

    def forget(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Drop values that are not known any more."""
        for parameter in parameters:
            self._values.pop(parameter, None)

    def set_input(self, source: AlarmSource, *, active: bool) -> None:
        """Store the state of an input, or of motion."""
        self._active[source] = active

    def set_link(self, link: LinkState) -> None:
        """Store the state of the alarm link."""
        self.link = link

    def set_frame(self, frame: FrameInfo | None) -> None:
        """Store a frame's comment segment; None if no frame can be fetched."""
        self.frame = frame

    def set_moving(self, *, moving: bool) -> None:
        """Store whether the camera moves."""
        self.moving = moving

    def alarm_told(self, when: datetime) -> None:
        """Store the time of an alarm, unless a newer one is known."""
        self.last_alarm = max(self.last_alarm, when) if self.last_alarm else when

    def set_mask_edited(self, area: int | None) -> None:
        """Store which privacy mask is being edited, if one is."""
        self.mask_edited = area

    def set_clock_offset(self, seconds: float | None) -> None:
        """Keep how far the camera's clock is ahead, None if nobody knows."""
        self.clock_offset = seconds

    def set_sessions(self, bitrate: int | None, streams: int | None) -> None:
        """Store how much video the camera sends: bits per second, and streams."""
        self.bitrate, self.streams = bitrate, streams


INPUT_SOURCES = {1: AlarmSource.INPUT_1, 2: AlarmSource.INPUT_2}

TOLD_BY_FRAMES = frozenset({p.PAN, p.TILT, p.ZOOM, p.PRESET, p.STABILIZER})
"""Parameters that a frame contains as well, so that they need no request."""


def told_by(frame: FrameInfo) -> dict[Parameter[Any], Any]:
    """Return the parameters that a frame contains; empty if it has no position."""
    if frame.pan is None or frame.tilt is None or frame.zoom is None:
        return {}
    values: dict[Parameter[Any], Any] = {
        p.PAN: frame.pan,
        p.TILT: frame.tilt,
        p.ZOOM: frame.zoom,
        p.PRESET: frame.preset,
    }
    if frame.stabilizer is not None:
        values[p.STABILIZER] = frame.stabilizer
    return values
