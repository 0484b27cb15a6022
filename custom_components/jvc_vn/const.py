"""Constants of the integration."""

from typing import Final

from homeassistant.util.signal_type import SignalType

DOMAIN: Final = "jvc_vn"
MANUFACTURER: Final = "JVC"

CONF_ALARM_PORT: Final = "alarm_port"
CONF_CAMERA: Final = "camera"
CONF_ENTRY: Final = "entry_id"
CONF_SEARCH: Final = "search"
CONF_SEEN: Final = "seen"

DEFAULT_PORT: Final = 80
DEFAULT_ALARM_PORT: Final = 32040
DEFAULT_USERNAME: Final = "admin"

CONF_LIVE_INTERVAL: Final = "live_interval"
CONF_SETTINGS_INTERVAL: Final = "settings_interval"
CONF_FRAME_RATE: Final = "frame_rate"
CONF_MOTION_HOLD: Final = "motion_hold"
CONF_MUTE_MOTION: Final = "mute_motion_while_moving"
CONF_AUTOSAVE: Final = "autosave"
CONF_H264_LIVE: Final = "h264_live"
CONF_PRERECORD: Final = "prerecord"
CONF_PRESETS_AS_SCENES: Final = "presets_as_scenes"
CONF_KEEP_ALARMS: Final = "keep_alarms"
CONF_KEEP_DAYS: Final = "keep_days"
CONF_KEEP_MEGABYTES: Final = "keep_megabytes"
CONF_KEEP_CLIPS: Final = "keep_clips"
CONF_CLIP_BEFORE: Final = "clip_before"
CONF_CLIP_AFTER: Final = "clip_after"
CONF_DELETE_WITH_CAMERA: Final = "delete_with_camera"

INPUTS: Final = (1, 2)

VOCABULARY_CHANGED: Final = SignalType[str]("jvc_vn_vocabulary_changed")
"""Signal: the camera of an entry was added or removed, or its presets renamed."""


def conf_input_class(pin: int) -> str:
    """Return the name of the option for the device class of an input."""
    return f"input_{pin}_class"


def conf_input_inverted(pin: int) -> str:
    """Return the name of the option that swaps on and off of an input."""
    return f"input_{pin}_inverted"
