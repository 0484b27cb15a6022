"""The options of a camera."""

from typing import Any

import voluptuous as vol
from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload
from homeassistant.const import Platform, UnitOfTime
from homeassistant.helpers import selector

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
from .options import Options


def _number(low: int, high: int, unit: str | None = None) -> selector.NumberSelector:
    config = selector.NumberSelectorConfig(
        min=low, max=high, step=1, mode=selector.NumberSelectorMode.BOX
    )
    if unit:
        config["unit_of_measurement"] = unit
    return selector.NumberSelector(config)


_SECONDS = UnitOfTime.SECONDS
_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_LIVE_INTERVAL, default=Options.live_interval): _number(
            2, 300, _SECONDS
        ),
        vol.Required(
            CONF_SETTINGS_INTERVAL, default=Options.settings_interval
        ): _number(30, 86400, _SECONDS),
        vol.Required(CONF_FRAME_RATE, default=Options.frame_rate): _number(1, 30),
        vol.Required(CONF_MOTION_HOLD, default=Options.motion_hold): _number(
            1, 600, _SECONDS
        ),
        vol.Required(CONF_AUTOSAVE, default=Options.autosave): (
            selector.BooleanSelector()
        ),
        vol.Required(CONF_H264_LIVE, default=Options.h264_live): (
            selector.BooleanSelector()
        ),
        vol.Required(CONF_PRERECORD, default=Options.prerecord): _number(
            0, 60, _SECONDS
        ),
    }
    | {
        key: value
        for pin in INPUTS
        for key, value in (
            (
                vol.Optional(conf_input_class(pin)),
                selector.DeviceClassSelector(
                    selector.DeviceClassSelectorConfig(domain=Platform.BINARY_SENSOR)
                ),
            ),
            (
                vol.Required(conf_input_inverted(pin), default=False),
                selector.BooleanSelector(),
            ),
        )
    }
)


class VnOptionsFlow(OptionsFlowWithReload):
    """One form; the camera is set up anew with what it says."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the options, take the changes."""
        if user_input is not None:
            return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                _SCHEMA, self.config_entry.options
            ),
        )
