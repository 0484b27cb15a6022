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
    """One picture of the camera that all entities read.

    It is written by its methods only, and only by those who keep it: state/, alarms/
    and the coordinator.

    Attributes:
        values: the last value of each parameter that was read or written.
        active: inputs and motion, as far as known.
        frame: what the last frame told.
        link: the alarm link.
        moving: the camera moves, as far as frames and our own moves tell.
        last_alarm: when the last line arrived that told of something new.
        mask_edited: the privacy mask (1-8) whose editing we have begun.
        clock_offset: seconds that the camera's clock is ahead.
        bitrate: bits per second that the camera sends to all together.
        streams: how many streams the camera sends.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
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
        """Keep values that were read or written."""
        self._values.update(values)

    def forget(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Drop values that are not known any more."""
        for parameter in parameters:
            self._values.pop(parameter, None)

    def set_input(self, source: AlarmSource, *, active: bool) -> None:
        """Keep the state of an input, or of motion."""
        self._active[source] = active

    def set_link(self, link: LinkState) -> None:
        """Keep the state of the alarm link."""
        self.link = link

    def set_frame(self, frame: FrameInfo | None) -> None:
        """Keep what a frame told; None if no more can be had."""
        self.frame = frame

    def set_moving(self, *, moving: bool) -> None:
        """Keep whether the camera moves."""
        self.moving = moving

    def alarm_told(self, when: datetime) -> None:
        """Keep when the newest alarm was."""
        self.last_alarm = max(self.last_alarm, when) if self.last_alarm else when

    def set_mask_edited(self, area: int | None) -> None:
        """Keep which privacy mask is being edited, if one is."""
        self.mask_edited = area

    def set_clock_offset(self, seconds: float | None) -> None:
        """Keep how far the camera's clock is ahead, None if nobody knows."""
        self.clock_offset = seconds

    def set_sessions(self, bitrate: int | None, streams: int | None) -> None:
        """Keep what the camera sends."""
        self.bitrate, self.streams = bitrate, streams


INPUT_SOURCES = {1: AlarmSource.INPUT_1, 2: AlarmSource.INPUT_2}

TOLD_BY_FRAMES = frozenset({p.PAN, p.TILT, p.ZOOM, p.PRESET, p.STABILIZER})
"""Parameters that a frame tells as well, so that they need no request."""


def told_by(frame: FrameInfo) -> dict[Parameter[Any], Any]:
    """Read the parameters that a frame tells; empty if it tells no position."""
    if frame.pan is None or frame.tilt is None or frame.zoom is None:
        return {}
    told: dict[Parameter[Any], Any] = {
        p.PAN: frame.pan,
        p.TILT: frame.tilt,
        p.ZOOM: frame.zoom,
        p.PRESET: frame.preset,
    }
    if frame.stabilizer is not None:
        told[p.STABILIZER] = frame.stabilizer
    return told
