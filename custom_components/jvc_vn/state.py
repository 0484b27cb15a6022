"""What is known of a camera at a moment."""

from dataclasses import dataclass, field
from typing import Any

from .protocol import parameters as p
from .protocol.alarm import LinkState
from .protocol.models import AlarmSource, FrameInfo
from .protocol.parameters import Parameter


@dataclass(slots=True)
class CameraState:
    """One picture of the camera that all entities read.

    Attributes:
        values: the last value of each parameter that was read or written.
        active: inputs and motion, as far as known.
        frame: what the last frame told.
        link: the alarm link.
    """

    values: dict[Parameter[Any], Any] = field(default_factory=dict)
    active: dict[AlarmSource, bool] = field(default_factory=dict)
    frame: FrameInfo | None = None
    link: LinkState = LinkState.CONNECTING

    def get[T](self, parameter: Parameter[T]) -> T | None:
        """Return a parameter's value, None if it is not known."""
        value: T | None = self.values.get(parameter)
        return value


INPUT_SOURCES = {1: AlarmSource.INPUT_1, 2: AlarmSource.INPUT_2}

TOLD_BY_FRAMES = frozenset({p.PAN, p.TILT, p.ZOOM, p.PRESET})
"""Parameters that a frame tells as well, so that they need no request."""


def told_by(frame: FrameInfo) -> dict[Parameter[Any], Any]:
    """Read the parameters that a frame tells; empty if it tells no position."""
    if frame.pan is None or frame.tilt is None or frame.zoom is None:
        return {}
    return {
        p.PAN: frame.pan,
        p.TILT: frame.tilt,
        p.ZOOM: frame.zoom,
        p.PRESET: frame.preset,
    }
