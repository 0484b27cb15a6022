"""The options of an entry, typed and with their defaults."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from .const import (
    CONF_AUTOSAVE,
    CONF_FRAME_RATE,
    CONF_H264_LIVE,
    CONF_LIVE_INTERVAL,
    CONF_MOTION_HOLD,
    CONF_PRERECORD,
    CONF_SETTINGS_INTERVAL,
    INPUTS,
    conf_input_class,
    conf_input_inverted,
)


@dataclass(frozen=True)
class Options:
    """What a person chose.

    Attributes:
        live_interval: seconds between readings of what changes by itself.
        settings_interval: seconds between readings of settings.
        frame_rate: frames per second of the live picture.
        motion_hold: seconds that motion stays on after the last push.
        autosave: send the save that a change still needs by ourselves.
        h264_live: show the live picture as H.264 (HLS, WebRTC) as well.
        prerecord: seconds of frames that are always kept, 0 for none.
        input_classes: device class of each input, None for a plain contact.
        inverted_inputs: the inputs whose `break` means on.
    """

    live_interval: int = 10
    settings_interval: int = 300
    frame_rate: int = 10
    motion_hold: int = 10
    autosave: bool = True
    h264_live: bool = False
    prerecord: int = 0
    input_classes: tuple[str | None, ...] = (None, None)
    inverted_inputs: frozenset[int] = frozenset()

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Read the options of an entry."""
        return cls(
            live_interval=int(options.get(CONF_LIVE_INTERVAL, cls.live_interval)),
            settings_interval=int(
                options.get(CONF_SETTINGS_INTERVAL, cls.settings_interval)
            ),
            frame_rate=int(options.get(CONF_FRAME_RATE, cls.frame_rate)),
            motion_hold=int(options.get(CONF_MOTION_HOLD, cls.motion_hold)),
            autosave=bool(options.get(CONF_AUTOSAVE, cls.autosave)),
            h264_live=bool(options.get(CONF_H264_LIVE, cls.h264_live)),
            prerecord=int(options.get(CONF_PRERECORD, cls.prerecord)),
            input_classes=tuple(options.get(conf_input_class(n)) for n in INPUTS),
            inverted_inputs=frozenset(
                n for n in INPUTS if options.get(conf_input_inverted(n))
            ),
        )
