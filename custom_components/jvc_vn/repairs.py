"""The fix flows of issues that a person can fix."""

import asyncio
from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant

from .coordinator import VnConfigEntry
from .protocol.errors import VnError
from .protocol.follow_up import FollowUp
from .protocol.ptz import AXES

RESTART_STARTS = 10.0
"""Seconds in which a camera that restarts has stopped answering."""
RESTART_LASTS = 180.0
"""Seconds in which it should answer again; the guide says about a minute."""
_LOOK_EVERY = 3.0


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the fix flow of an issue."""
    return OwedFlow(data) if data and "owed" in data else RestartFlow(data or {})


class OwedFlow(RepairsFlow):
    """Tries again to end what may go on at the camera."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Read from the issue which camera, and what has to be ended."""
        self._entry_id = str(data["entry_id"])
        self._title = str(data["title"])
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


class RestartFlow(RepairsFlow):
    """Restarts the camera, and waits for it to answer again."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Read from the issue which camera, and which call restarts it."""
        self._entry_id = str(data.get("entry_id"))
        self._title = str(data.get("title"))
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
                data_schema=vol.Schema({}),
                description_placeholders={"camera": self._title},
            )
        return await self.async_step_restart()

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
        await coordinator.timing.sleep(RESTART_STARTS)
        for _ in range(int(RESTART_LASTS / _LOOK_EVERY)):
            await coordinator.async_refresh()
            if coordinator.last_update_success:
                return True
            await coordinator.timing.sleep(_LOOK_EVERY)
        return False
