"""Fix flows for a camera that is elsewhere, or has been replaced."""

from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.exceptions import HomeAssistantError

from .. import trial
from ..moved.replaced import async_replace
from ..protocol.host import written
from .flow import FAILURES, CameraFlow


class MovedFlow(CameraFlow):
    """Ask where a camera is that has taken another address."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which camera, and where it was expected."""
        super().__init__(data)
        self._suggested = {CONF_HOST: data["host"], CONF_PORT: data["port"]}

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_address()

    async def async_step_address(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask, and look there: whoever answers has to be this camera."""
        errors: trial.Errors = {}
        if user_input is not None:
            user_input, errors = trial.read_address(user_input)
        if user_input is not None and not errors:
            if await self._is_at(user_input):
                return self.async_create_entry(data={})
            errors = {"base": "not_there"}
        schema = vol.Schema(
            {
                vol.Required(CONF_HOST): str,
                vol.Required(CONF_PORT): vol.Coerce(int),
            }
        )
        return self.async_show_form(
            step_id="address",
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or self._suggested
            ),
            errors=errors,
            description_placeholders={"camera": self._title},
        )

    async def _is_at(self, address: dict[str, Any]) -> bool:
        """Look for the camera at an address from now on; tell if it is there."""
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        if entry is None:
            return False
        self.hass.config_entries.async_update_entry(
            entry, data={**entry.data, **address}
        )
        try:
            await self.hass.config_entries.async_reload(self._entry_id)
        except HomeAssistantError:
            # It is being set up already.
            return False
        return entry.state is ConfigEntryState.LOADED


class StrangerFlow(MovedFlow):
    """Ask whether a camera is elsewhere, or has been replaced by this stranger."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know both cameras, and where the stranger answers."""
        super().__init__(data)
        self._stranger, self._mac = str(data["other_mac"]), str(data["mac"])
        self._host = written(str(data["host"]))

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask which of the two."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["address", "replaced"],
            description_placeholders={
                "camera": self._title,
                "host": self._host,
                "mac": self._mac,
                "other_mac": self._stranger,
            },
        )

    async def async_step_replaced(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask for a confirmation, and let the other camera take the place."""
        if user_input is None:
            return self.async_show_form(
                step_id="replaced",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "camera": self._title,
                    "other_mac": self._stranger,
                },
            )
        try:
            await async_replace(self.hass, self._entry_id, self._stranger)
        except FAILURES:
            return self.async_abort(
                reason="not_replaced", description_placeholders={"camera": self._title}
            )
        return self.async_create_entry(data={})
