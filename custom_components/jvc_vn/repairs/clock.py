"""Fix flows for the clock of a camera."""

from datetime import timezone
from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
from homeassistant.util import dt as dt_util

from ..protocol.clock import offset_name
from .flow import FAILURES, CameraFlow

CONF_OFFSET = "offset"


class SetClockFlow(CameraFlow):
    """Set a clock that is off."""

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_set_clock()

    async def async_step_set_clock(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and set it by ours."""
        if user_input is None:
            return self.async_show_form(
                step_id="set_clock",
                data_schema=vol.Schema({}),
                description_placeholders={"camera": self._title},
            )
        try:
            await self._loaded.async_sync_clock()
        except FAILURES:
            return self.async_abort(
                reason="clock_still_off",
                description_placeholders={"camera": self._title},
            )
        return self.async_create_entry(data={})


class ClockFlow(CameraFlow):
    """Ask which offset a camera's clock keeps, and set the clock by it."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which camera, and what its zone may stand for."""
        super().__init__(data)
        self._zone = str(data["zone"])
        self._offsets = str(data["offsets"]).split(",")

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_offset()

    async def async_step_offset(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, remember the answer, and set the clock."""
        if user_input is None:
            options = SelectSelectorConfig(
                options=self._offsets, mode=SelectSelectorMode.DROPDOWN
            )
            schema = vol.Schema({vol.Required(CONF_OFFSET): SelectSelector(options)})
            return self.async_show_form(
                step_id="offset",
                data_schema=self.add_suggested_values_to_schema(
                    schema, {CONF_OFFSET: self._usual}
                ),
                description_placeholders={"camera": self._title, "zone": self._zone},
            )
        try:
            coordinator = self._loaded
            coordinator.clock.answer(self._zone, user_input[CONF_OFFSET])
            await coordinator.async_sync_clock()
        except FAILURES:
            return self.async_abort(
                reason="clock_not_set", description_placeholders={"camera": self._title}
            )
        return self.async_create_entry(data={})

    @property
    def _usual(self) -> str | None:
        """What is kept where we are, if the camera's zone may stand for that."""
        here = dt_util.now().utcoffset()
        name = offset_name(timezone(here)) if here is not None else None
        return name if name in self._offsets else None
