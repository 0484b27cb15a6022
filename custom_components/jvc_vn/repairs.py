"""Fix flows of the issues that a person can mend."""

import asyncio
from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_PASSWORD
from homeassistant.core import HomeAssistant
from homeassistant.helpers import selector

from .actions.maintenance import set_password
from .coordinator import VnConfigEntry
from .protocol.errors import InvalidValueError, UnreachableError, VnError
from .protocol.follow_up import FollowUp
from .protocol.models import FACTORY_PASSWORDS
from .protocol.ptz import AXES

RESTART_STARTS = 10.0
"""Seconds in which a camera that restarts has gone."""
RESTART_LASTS = 180.0
"""Seconds in which it should be back; the guide says about a minute."""
_LOOK_EVERY = 3.0
_NEW_PASSWORD = vol.Schema(
    {
        vol.Required(CONF_PASSWORD): selector.TextSelector(
            selector.TextSelectorConfig(
                type=selector.TextSelectorType.PASSWORD, autocomplete="new-password"
            )
        )
    }
)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that mends an issue."""
    if data and "factory_password" in data:
        return PasswordFlow(data)
    return OwedFlow(data) if data and "owed" in data else RestartFlow(data or {})


class OwedFlow(RepairsFlow):
    """Try once more to end what may go on at the camera."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which camera, and what goes on."""
        self._entry_id = str(data["entry_id"])
        self._title = str(data["title"])
        self._what = str(data["owed"])

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_try_again()

    async def async_step_try_again(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and try."""
        if user_input is None:
            return self.async_show_form(
                step_id="try_again",
                data_schema=vol.Schema({}),
                description_placeholders={"camera": self._title},
            )
        entry: VnConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self._failed()
        coordinator = entry.runtime_data
        try:
            if self._what in AXES:
                await coordinator.ptz.stop()
            else:
                await coordinator.owed.end(self._what)
        except VnError:
            return self._failed()
        return self.async_create_entry(data={})

    def _failed(self) -> RepairsFlowResult:
        return self.async_abort(
            reason="not_ended", description_placeholders={"camera": self._title}
        )


class PasswordFlow(RepairsFlow):
    """Set a password in the place of the factory's, on the camera and here."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which camera."""
        self._entry_id = str(data["entry_id"])
        self._title = str(data["title"])

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
            except VnError:
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
        entry: VnConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            raise UnreachableError("not set up")
        coordinator = entry.runtime_data
        await set_password(coordinator, coordinator.role, password)


class RestartFlow(RepairsFlow):
    """Restart the camera, wait for it, and tell how it went."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Know which camera, and by which call it restarts."""
        self._entry_id = str(data.get("entry_id"))
        self._title = str(data.get("title"))
        self._needed = FollowUp(str(data.get("key")), str(data.get("value")))
        self._task: asyncio.Task[bool] | None = None

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask."""
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=vol.Schema({}),
                description_placeholders={"camera": self._title},
            )
        return await self.async_step_restart()

    async def async_step_restart(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Restart, and show that it goes on."""
        if self._task is None:
            self._task = self.hass.async_create_task(self._restart())
        if not self._task.done():
            return self.async_show_progress(
                step_id="restart",
                progress_action="restarting",
                progress_task=self._task,
                description_placeholders={"camera": self._title},
            )
        back = self._task.exception() is None and self._task.result()
        return self.async_show_progress_done(next_step_id="done" if back else "failed")

    async def async_step_done(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """The camera is back."""
        return self.async_create_entry(data={})

    async def async_step_failed(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """It is not; the question stays."""
        return self.async_abort(
            reason="not_back", description_placeholders={"camera": self._title}
        )

    async def _restart(self) -> bool:
        entry: VnConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or not hasattr(entry, "runtime_data"):
            return False
        coordinator = entry.runtime_data
        try:
            await coordinator.camera.send(self._needed)
        except VnError:
            return False
        await asyncio.sleep(RESTART_STARTS)
        for _ in range(int(RESTART_LASTS / _LOOK_EVERY)):
            await coordinator.async_refresh()
            if coordinator.last_update_success:
                return True
            await asyncio.sleep(_LOOK_EVERY)
        return False
