"""The options of an entry: defaults, reading, and the options flow."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

import voluptuous as vol
from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import Platform, UnitOfTime
from homeassistant.data_entry_flow import SectionConfig, section
from homeassistant.helpers import selector
from homeassistant.helpers.typing import VolDictType

from .const import (
    CONF_AUTOSAVE,
    CONF_FRAME_RATE,
    CONF_H264_LIVE,
    CONF_KEEP_ALARMS,
    CONF_LIVE_INTERVAL,
    CONF_MOTION_HOLD,
    CONF_MUTE_MOTION,
    CONF_PRERECORD,
    CONF_PRESETS_AS_SCENES,
    CONF_SETTINGS_INTERVAL,
    INPUTS,
    conf_input_class,
    conf_input_inverted,
)
from .recordings import settings
from .recordings.settings import Keeping


@dataclass(frozen=True)
class Options:
    """The options of an entry.

    Attributes:
        live_interval: seconds between readings of positions, programs and outputs.
        settings_interval: seconds between readings of settings.
        frame_rate: frames per second of the live picture.
        motion_hold: seconds that motion stays on after the last push.
        mute_motion_while_moving: motion does not turn on while the camera moves.
        autosave: send the save that a change still needs without being asked.
        h264_live: show the live picture as H.264 (HLS, WebRTC) as well.
        prerecord: seconds of frames that are always kept, 0 for none.
        presets_as_scenes: each preset is a scene, for assistants that know scenes.
        input_classes: device class of each input, None for a plain contact.
        inverted_inputs: the inputs whose `break` means on.
        keeping: what is kept of what happens.
    """

    live_interval: int = 10
    settings_interval: int = 300
    frame_rate: float = 10
    motion_hold: int = 10
    mute_motion_while_moving: bool = False
    autosave: bool = True
    h264_live: bool = False
    prerecord: int = 0
    presets_as_scenes: bool = False
    input_classes: tuple[str | None, ...] = (None, None)
    inverted_inputs: frozenset[int] = frozenset()
    keeping: Keeping = field(default_factory=Keeping)

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Read the options of an entry."""
        return cls(
            live_interval=int(options.get(CONF_LIVE_INTERVAL, cls.live_interval)),
            settings_interval=int(
                options.get(CONF_SETTINGS_INTERVAL, cls.settings_interval)
            ),
            frame_rate=float(options.get(CONF_FRAME_RATE, cls.frame_rate)),
            motion_hold=int(options.get(CONF_MOTION_HOLD, cls.motion_hold)),
            mute_motion_while_moving=bool(
                options.get(CONF_MUTE_MOTION, cls.mute_motion_while_moving)
            ),
            autosave=bool(options.get(CONF_AUTOSAVE, cls.autosave)),
            h264_live=bool(options.get(CONF_H264_LIVE, cls.h264_live)),
            prerecord=int(options.get(CONF_PRERECORD, cls.prerecord)),
            presets_as_scenes=bool(
                options.get(CONF_PRESETS_AS_SCENES, cls.presets_as_scenes)
            ),
            input_classes=tuple(options.get(conf_input_class(n)) for n in INPUTS),
            inverted_inputs=frozenset(
                n for n in INPUTS if options.get(conf_input_inverted(n))
            ),
            keeping=Keeping.of(options),
        )


def _number(
    low: float,
    high: float,
    unit: str | None = None,
    step: float | Literal["any"] = 1,
) -> selector.NumberSelector:
    config = selector.NumberSelectorConfig(
        min=low, max=high, step=step, mode=selector.NumberSelectorMode.BOX
    )
    if unit:
        config["unit_of_measurement"] = unit
    return selector.NumberSelector(config)


_SECONDS = UnitOfTime.SECONDS
_SLOWEST = 0.01
"""Frames per second; the camera's slowest is one a minute (reference, 1.1)."""


def _input_fields(pin: int) -> VolDictType:
    return {
        vol.Optional(conf_input_class(pin)): selector.DeviceClassSelector(
            selector.DeviceClassSelectorConfig(domain=Platform.BINARY_SENSOR)
        ),
        vol.Required(conf_input_inverted(pin), default=False): (
            selector.BooleanSelector()
        ),
    }


_SECTIONS: dict[str, VolDictType] = {
    "inputs": {
        key: value for pin in INPUTS for key, value in _input_fields(pin).items()
    },
    "motion": {
        vol.Required(CONF_MOTION_HOLD, default=Options.motion_hold): _number(
            1, 600, _SECONDS
        ),
        vol.Required(CONF_MUTE_MOTION, default=Options.mute_motion_while_moving): (
            selector.BooleanSelector()
        ),
    },
    "picture": {
        vol.Required(CONF_FRAME_RATE, default=Options.frame_rate): _number(
            _SLOWEST, 30, step="any"
        ),
        vol.Required(CONF_PRERECORD, default=Options.prerecord): _number(
            0, 60, _SECONDS
        ),
        vol.Required(CONF_H264_LIVE, default=Options.h264_live): (
            selector.BooleanSelector()
        ),
    },
    "presets": {
        vol.Required(CONF_PRESETS_AS_SCENES, default=Options.presets_as_scenes): (
            selector.BooleanSelector()
        ),
    },
    "reading": {
        vol.Required(CONF_AUTOSAVE, default=Options.autosave): (
            selector.BooleanSelector()
        ),
        vol.Required(CONF_LIVE_INTERVAL, default=Options.live_interval): _number(
            2, 300, _SECONDS
        ),
        vol.Required(
            CONF_SETTINGS_INTERVAL, default=Options.settings_interval
        ): _number(30, 86400, _SECONDS),
    },
}
"""The sections of the form, the most wanted first; they are stored as one."""
_RECORDINGS = "recordings"
_OPEN = {"inputs", "motion"}


def _sections(options: Mapping[str, Any]) -> dict[str, VolDictType]:
    return _SECTIONS | {_RECORDINGS: settings.fields(options)}


def _chosen(user_input: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored of a form: its sections as one."""
    chosen = {
        str(key): value for part in user_input.values() for key, value in part.items()
    }
    if chosen[CONF_KEEP_ALARMS] == settings.usual_causes(before):
        # As usual, also if an input is inverted now or later.
        del chosen[CONF_KEEP_ALARMS]
    return chosen


class VnOptionsFlow(OptionsFlowWithReload):
    """Shows one form; the entry is reloaded with the new options."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the options, and store what was chosen."""
        options = self.config_entry.options
        if user_input is not None:
            return self.async_create_entry(data=_chosen(user_input, options))
        return self.async_show_form(
            step_id="init",
            data_schema=vol.Schema(
                {
                    vol.Required(name): section(
                        self.add_suggested_values_to_schema(
                            vol.Schema(fields), options
                        ),
                        SectionConfig(collapsed=name not in _OPEN),
                    )
                    for name, fields in _sections(options).items()
                }
            ),
        )
