"""What the camera changes by itself when something else is written."""

from typing import Any

from .camera import (
    BACKLIGHT,
    BLUE_GAIN,
    IRIS,
    IRIS_RUNNING,
    JPEG_FILE_SIZE,
    JPEG_SIZE,
    NOISE_REDUCTION,
    NOISE_REDUCTION_3D,
    RED_GAIN,
    WHITE_BALANCE,
)
from .parameter import Parameter
from .ptz import (
    AUTO_PAN,
    AUTO_RETURN_MODE,
    AUTO_TRACE,
    FOCUS,
    FOCUS_RUNNING,
    PATROL,
    PRESET_REGISTERED,
)

KEPT_WITH_PLACE = (IRIS, WHITE_BALANCE, RED_GAIN, BLUE_GAIN, BACKLIGHT)
"""What a preset, auto pan and auto trace bring with them (guide, 6.2)."""

EFFECTS: dict[Parameter[Any], tuple[Parameter[Any], ...]] = {
    # One push, and then it is manual (guide, 6.2).
    WHITE_BALANCE: (RED_GAIN, BLUE_GAIN),
    NOISE_REDUCTION: (NOISE_REDUCTION_3D,),
    NOISE_REDUCTION_3D: (NOISE_REDUCTION,),
    # A third of it, or three times as much (guide, 6.3).
    JPEG_SIZE: (JPEG_FILE_SIZE,),
    IRIS_RUNNING: (IRIS,),
    FOCUS_RUNNING: (FOCUS,),
    **dict.fromkeys(PRESET_REGISTERED, KEPT_WITH_PLACE),
    AUTO_PAN: KEPT_WITH_PLACE,
    AUTO_TRACE: KEPT_WITH_PLACE,
    # The patrol that is started is the one to return to (guide, 6.7).
    **dict.fromkeys(PATROL, (AUTO_RETURN_MODE, *KEPT_WITH_PLACE)),
}
"""What is written → what may be another value after it."""


def effects(parameter: Parameter[Any]) -> tuple[Parameter[Any], ...]:
    """Return what may be another value once this was written: itself, and others."""
    return (parameter, *EFFECTS.get(parameter, ()))
