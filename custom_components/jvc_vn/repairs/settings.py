"""Fix flows for what the camera has to be told: to end, to save, to restart."""

import asyncio
from typing import Any

import voluptuous as vol
from homeassistant.components.repairs import RepairsFlowResult
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import SelectSelector, SelectSelectorConfig

from ..const import DOMAIN
from ..protocol.follow_up import FollowUp
from ..protocol.ptz import AXES
from .flow import FAILURES, CameraFlow

RESTART_STARTS = 10.0
"""Seconds in which a camera that restarts has stopped answering."""
RESTART_LASTS = 180.0
"""Seconds in which it should answer again; the guide says about a minute."""
_LOOK_EVERY = 3.0

CONF_DO = "do"
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
        except FAILURES:
            return self._failed()
        return self.async_create_entry(data={})

    def _failed(self) -> RepairsFlowResult:
        return self.async_abort(
            reason="not_ended", description_placeholders={"camera": self._title}
        )


class SaveFlow(CameraFlow):
    """Saves what a restart would take."""

    def __init__(self, data: dict[str, Any]) -> None:
        """Read from the issue which camera, and what is not saved."""
        super().__init__(data)
        self._unsaved = str(data["unsaved"])

    async def async_step_init(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Go to the question."""
        return await self.async_step_save()

    async def async_step_save(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Ask, and save."""
        if user_input is None:
            return self.async_show_form(
                step_id="save",
                data_schema=vol.Schema({}),
                description_placeholders={
                    "camera": self._title,
                    "parameters": self._unsaved,
                },
            )
        try:
            saves = self._loaded.pending_saves
            await saves.flush()
            is_saved = not saves.unsaved
        except FAILURES:
            is_saved = False
        if not is_saved:
            return self.async_abort(
                reason="still_unsaved", description_placeholders={"camera": self._title}
            )
        return self.async_create_entry(data={})


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
        except FAILURES:
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
        ended = not self._task.cancelled() and self._task.exception() is None
        back = ended and self._task.result()
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
            # What is in force and not saved would be lost.
            await coordinator.pending_saves.flush()
            await coordinator.camera.send(self._needed)
        except FAILURES:
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
