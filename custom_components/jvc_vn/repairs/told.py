"""Fix flows about what a person has to decide or change beside the camera."""

from typing import Any

import voluptuous as vol
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.const import CONF_PASSWORD
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..actions.maintenance import set_password
from ..protocol.errors import InvalidValueError
from ..protocol.models import FACTORY_PASSWORDS
from .flow import FAILURES, CameraFlow

_NEW_PASSWORD = vol.Schema(
    {
        vol.Required(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(
                type=TextSelectorType.PASSWORD, autocomplete="new-password"
            )
        )
    }
)

ASSIST = "conversation"
"""The assistant, by the name that exposure knows it by."""
CONF_DO = "do"
HIDE, KEEP = "hide", "keep"
_HIDE_OR_KEEP = vol.Schema(
    {
        vol.Required(CONF_DO, default=HIDE): SelectSelector(
            SelectSelectorConfig(options=[HIDE, KEEP], translation_key="hide_or_keep")
        )
    }
)


class GoneFlow(CameraFlow):
    """Name what used entities that are no more, until a person has seen to it."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which camera, and who used what."""
        super().__init__(data)
        self._users = str(data["users"])

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the list."""
        return await self.async_step_used()

    async def async_step_used(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show the list."""
        if user_input is None:
            return self.async_show_form(
                step_id="used",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "camera": self._title,
                    "users": self._users,
                },
            )
        return self.async_create_entry(data={})


class PasswordFlow(CameraFlow):
    """Set a password in the place of the factory's, on the camera and here."""

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_new_password()

    async def async_step_new_password(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask for it, and set it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            password = user_input[CONF_PASSWORD]
            try:
                if password in FACTORY_PASSWORDS:
                    errors[CONF_PASSWORD] = "factory_password"
                else:
                    await self._set(password)
                    return self.async_create_entry(data={})
            except InvalidValueError:
                errors[CONF_PASSWORD] = "invalid_password"
            except FAILURES:
                return self.async_abort(
                    reason="not_set", description_placeholders={"camera": self._title}
                )
        return self.async_show_form(
            step_id="new_password",
            data_schema=_NEW_PASSWORD,
            errors=errors,
            description_placeholders={"camera": self._title},
        )

    async def _set(self, password: str) -> None:
        coordinator = self._loaded
        await set_password(coordinator, coordinator.role, password)


class OutputsFlow(RepairsFlow):
    """Tell that outputs can be switched by voice, and ask whether they shall be."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which switches."""
        self._outputs = str(data["outputs"]).split(",")

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_outputs()

    async def async_step_outputs(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and take them away from Assist or leave them."""
        if user_input is None:
            return self.async_show_form(
                step_id="outputs",
                data_schema=_HIDE_OR_KEEP,
                description_placeholders={"outputs": self._names},
            )
        if user_input[CONF_DO] == HIDE:
            registry = er.async_get(self.hass)
            for entity_id in self._outputs:
                if registry.async_get(entity_id):
                    async_expose_entity(self.hass, ASSIST, entity_id, False)
        return self.async_create_entry(data={})

    @property
    def _names(self) -> str:
        states = ((each, self.hass.states.get(each)) for each in self._outputs)
        return "\n".join(f"- {state.name if state else each}" for each, state in states)
