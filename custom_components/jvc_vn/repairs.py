"""The fix flows of issues that a person can fix."""

import asyncio
from datetime import timezone
from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import (
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.util import dt as dt_util

from . import trial
from .actions.maintenance import set_password
from .const import DOMAIN
from .coordinator import VnConfigEntry, VnCoordinator
from .protocol.clock import offset_name
from .protocol.errors import InvalidValueError, UnreachableError, VnError
from .protocol.follow_up import FollowUp
from .protocol.models import FACTORY_PASSWORDS
from .protocol.ptz import AXES

RESTART_STARTS = 10.0
"""Seconds in which a camera that restarts has stopped answering."""
RESTART_LASTS = 180.0
"""Seconds in which it should answer again; the guide says about a minute."""
_LOOK_EVERY = 3.0
_NEW_PASSWORD = vol.Schema(
    {
        vol.Required(CONF_PASSWORD): TextSelector(
            TextSelectorConfig(
                type=TextSelectorType.PASSWORD, autocomplete="new-password"
            )
        )
    }
)

CONF_DO = "do"
CONF_OFFSET = "offset"
RESTART, DROP = "restart", "drop"
_WHAT_TO_DO = vol.Schema(
    {
        vol.Required(CONF_DO, default=RESTART): SelectSelector(
            SelectSelectorConfig(
                options=[RESTART, DROP], translation_key="restart_or_drop"
            )
        )
    }
)


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that mends an issue."""
    data = data or {}
    if "owed" in data:
        return OwedFlow(data)
    if "clock" in data:
        return SetClockFlow(data)
    if "users" in data:
        return GoneFlow(data)
    if "offsets" in data:
        return ClockFlow(data)
    if "factory_password" in data:
        return PasswordFlow(data)
    return MovedFlow(data) if "host" in data else RestartFlow(data)


class CameraFlow(RepairsFlow):
    """A flow about one camera."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Read from the issue which camera."""
        self._entry_id = str(data.get("entry_id"))
        self._title = str(data.get("title"))

    @property
    def _coordinator(self) -> VnCoordinator | None:
        entry: VnConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        loaded = entry is not None and entry.state is ConfigEntryState.LOADED
        return entry.runtime_data if entry and loaded else None

    @property
    def _loaded(self) -> VnCoordinator:
        """The camera; UnreachableError if it is not set up."""
        if coordinator := self._coordinator:
            return coordinator
        raise UnreachableError("not set up")


class OwedFlow(CameraFlow):
    """Tries again to end what may go on at the camera."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Read from the issue which camera, and what has to be ended."""
        super().__init__(data)
        self._what = str(data["owed"])

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the confirmation."""
        return await self.async_step_try_again()

    async def async_step_try_again(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask for a confirmation, and try."""
        if user_input is None:
            return self.async_show_form(
                step_id="try_again",
                data_schema=vol.Schema({}),
                description_placeholders={"camera": self._title},
            )
        try:
            coordinator = self._loaded
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
        except HomeAssistantError, VnError:
            return self.async_abort(
                reason="clock_still_off",
                description_placeholders={"camera": self._title},
            )
        return self.async_create_entry(data={})


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
        entry = self.hass.config_entries.async_get_entry(self._entry_id)
        errors: trial.Errors = {}
        if user_input is not None:
            user_input, errors = trial.read_address(user_input)
        if user_input is not None and not errors:
            if entry is not None:
                self.hass.config_entries.async_update_entry(
                    entry, data={**entry.data, **user_input}
                )
                await self.hass.config_entries.async_reload(self._entry_id)
                if entry.state is ConfigEntryState.LOADED:
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
        except VnError:
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
        coordinator = self._loaded
        await set_password(coordinator, coordinator.role, password)


class RestartFlow(CameraFlow):
    """Restart the camera, wait for it, and tell how it went; or drop the changes."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Read from the issue which camera, and which call restarts it."""
        super().__init__(data)
        self._needed = FollowUp(str(data.get("key")), str(data.get("value")))
        self._task: asyncio.Task[bool] | None = None

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the confirmation."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask for a confirmation."""
        if user_input is None:
            return self.async_show_form(
                step_id="confirm",
                data_schema=_WHAT_TO_DO,
                description_placeholders={
                    "camera": self._title,
                    "changes": self._changes,
                },
            )
        if user_input[CONF_DO] == DROP:
            return await self._drop()
        return await self.async_step_restart()

    @property
    def _changes(self) -> str:
        """What waits for the restart, as the repair tells it now."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        told = (issue and issue.translation_placeholders) or {}
        return told.get("changes", "")

    async def _drop(self) -> RepairsFlowResult:
        """Give the camera its old values back."""
        try:
            await self._loaded.staged.drop()
        except VnError:
            return self.async_abort(
                reason="not_dropped", description_placeholders={"camera": self._title}
            )
        return self.async_create_entry(data={})

    async def async_step_restart(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Restart, and show progress."""
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
        """End: the camera answers again."""
        return self.async_create_entry(data={})

    async def async_step_failed(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """End without success: the camera does not answer; the issue stays."""
        return self.async_abort(
            reason="not_back", description_placeholders={"camera": self._title}
        )

    async def _restart(self) -> bool:
        coordinator = self._coordinator
        if coordinator is None:
            return False
        try:
            await coordinator.camera.send(self._needed)
        except VnError:
            return False
        # From here on it may have another address, and its entry be set up anew.
        coordinator.pending_saves.call_sent(self._needed)
        await coordinator.timing.sleep(RESTART_STARTS)
        for _ in range(int(RESTART_LASTS / _LOOK_EVERY)):
            if await self._is_back():
                return True
            await coordinator.timing.sleep(_LOOK_EVERY)
        return False

    async def _is_back(self) -> bool:
        if coordinator := self._coordinator:
            await coordinator.async_refresh()
            return coordinator.last_update_success
        await self.hass.config_entries.async_reload(self._entry_id)
        return self._coordinator is not None
