"""What is known of a camera at a moment."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..protocol import parameters as p
from ..protocol.alarm_link import LinkState
from ..protocol.models import AlarmSource, FrameInfo
from ..protocol.parameters import Parameter


@dataclass(slots=True)
class CameraState:
    """One picture of the camera that all entities read.

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

    values: dict[Parameter[Any], Any] = field(default_factory=dict)
    active: dict[AlarmSource, bool] = field(default_factory=dict)
    frame: FrameInfo | None = None
    link: LinkState = LinkState.CONNECTING
    moving: bool = False
    last_alarm: datetime | None = None
    mask_edited: int | None = None
    clock_offset: float | None = None
    bitrate: int | None = None
    streams: int | None = None

    def get[T](self, parameter: Parameter[T]) -> T | None:
        """Return a parameter's value, None if it is not known."""
        value: T | None = self.values.get(parameter)
        return value


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
