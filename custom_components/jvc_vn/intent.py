"""Intents: what sentences and language models ask of our cameras, and of no others."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent

from .voice.camera_intent import CameraIntent
from .voice.program_intents import (
    AutoPanIntent,
    DayNightIntent,
    PatrolIntent,
    RecordIntent,
    SnapshotIntent,
    TrackingIntent,
)
from .voice.question_intents import (
    LastAlarmIntent,
    MotionIntent,
    PresetsIntent,
    WhereIntent,
)
from .voice.turning_intents import (
    FocusIntent,
    HomeIntent,
    MoveIntent,
    PresetIntent,
    StopIntent,
)

HANDLERS: tuple[type[CameraIntent], ...] = (
    MoveIntent,
    StopIntent,
    PresetIntent,
    HomeIntent,
    FocusIntent,
    PatrolIntent,
    AutoPanIntent,
    TrackingIntent,
    DayNightIntent,
    SnapshotIntent,
    RecordIntent,
    WhereIntent,
    LastAlarmIntent,
    MotionIntent,
    PresetsIntent,
)


async def async_setup_intents(hass: HomeAssistant) -> None:
    """Register the intents."""
    for handler in HANDLERS:
        intent.async_register(hass, handler())
