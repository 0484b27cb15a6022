"""Collects the follow-ups of changes, and sends each once after the last change."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later

from ..issues import (
    async_create_not_saved_issue,
    async_create_unsaved_issue,
    async_delete_not_saved_issue,
    async_delete_unsaved_issue,
)
from ..options import Options
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import InvalidValueError, RefusedError, VnError
from ..protocol.follow_up import FollowUp
from ..protocol.parameters import Parameter
from .lost_changes import LostChanges
from .owed_ends import OwedEnds
from .reader import Reader
from .schedule import Schedule
from .staged_changes import StagedChanges

_LOGGER = logging.getLogger(__name__)

DELAY = 5.0
"""Seconds after the last change: a dragged slider is one save, not fifty flash
writes."""
RETRY = 30.0
"""Seconds after which a call that failed is sent again."""

type _Changes = dict[Parameter[Any], Any]


class SavesHost(Protocol):
    """What collecting follow-ups needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    options: Options
    camera: Camera
    schedule: Schedule
    reader: Reader
    owed: OwedEnds
    lost: LostChanges
    staged: StagedChanges

    def label(self, key: str) -> str:
        """What a person calls a key of the guide."""

    def port_changed(self, port: int) -> None:
        """Follow the camera, whose pages have another port now."""

    @property
    def title(self) -> str:
        """What a person calls the camera."""

    def async_update_listeners(self) -> None:
        """Let the entities show what has changed."""


class PendingSaves:
    """Collects follow-ups and sends each once.

    Without the option `autosave` only `flush` sends them.
    """

    def __init__(self, host: SavesHost) -> None:
        """Send to the host's camera; nothing is pending yet."""
        self._host = host
        self._autosave = host.options.autosave
        self._pending: dict[FollowUp, _Changes] = {}
        self._doubtful = False
        self._cancel_timer: CALLBACK_TYPE | None = None

    @property
    def pending(self) -> tuple[FollowUp, ...]:
        """The follow-ups that have not been sent yet."""
        return tuple(self._pending)

    @property
    def unsaved(self) -> set[Parameter[Any]]:
        """Parameters that were written and not saved: staged ones read as before."""
        return {parameter for group in self._pending.values() for parameter in group}

    @callback
    def add(
        self,
        needed: FollowUp | None,
        parameter: Parameter[Any] | None = None,
        value: object = None,
        before: object = None,
    ) -> None:
        """Note a follow-up; one that restarts the camera is never sent by us.

        Args:
            needed: what the camera asks for.
            parameter: what was written, if that is known.
            value: its new value.
            before: the value that it had before, None if that is not known.
        """
        if parameter:
            self._host.lost.settle([parameter])
        if needed is None:
            return
        if needed.reboots:
            if parameter:
                old = _encoded(parameter, before)
                self.stage(needed, parameter.key, parameter.encode(value), old)
            return
        changes = self._pending.setdefault(needed, {})
        if parameter:
            changes[parameter] = value
        if self._autosave:
            self._host.owed.owe(*_debt(needed))
            self._start_timer(DELAY)
        self._tell_unsaved()

    @callback
    def stage(self, needed: FollowUp, key: str, new: str, old: str | None) -> None:
        """Note a change that needs a restart."""
        self._host.staged.add(needed, key, new, old)

    @callback
    def call_sent(self, call: FollowUp) -> None:
        """Note that a person has sent what may be pending, or a restart."""
        if call.key == p.HTTP_COMMAND.key:
            # Two names for the same (guide, 6.12).
            call = FollowUp(p.HTTP_CONFIGURATION.key, call.value)
        if call in self._pending:
            self._done(call, dict(self._pending[call]))
        elif call.reboots:
            self._host.staged.call_sent()

    @callback
    def drop(self, key: str) -> None:
        """Forget follow-ups of a key: their changes have been undone."""
        for needed in self.pending:
            if needed.key == key:
                self._forget(needed)

    def _start_timer(self, delay: float) -> None:
        self._stop_timer()
        self._cancel_timer = async_call_later(self._host.hass, delay, self._timer_ended)

    @callback
    def _timer_ended(self, _now: datetime) -> None:
        self._cancel_timer = None
        self._host.config_entry.async_create_task(
            self._host.hass, self.flush(), "jvc_vn follow-ups"
        )

    async def flush(self) -> None:
        """Send what is pending; what fails stays pending and is tried again."""
        self._stop_timer()
        try_again = False
        for needed in self.pending:
            try:
                await self._flush_one(needed)
            except RefusedError as err:
                self._refused(needed, err)
            except VnError as err:
                _LOGGER.debug("%s not sent: %s", needed, err)
                try_again = True
        self._doubtful = try_again
        if try_again and self._autosave and self._cancel_timer is None:
            self._start_timer(RETRY)

    async def _flush_one(self, needed: FollowUp) -> None:
        changes = dict(self._pending[needed])
        if self._doubtful and not needed.stages and await self._are_lost(changes):
            # It was restarted before it could save: there is nothing to save.
            self._forget(needed)
            return
        await self._host.camera.send(needed)
        self._done(needed, changes)

    def _done(self, needed: FollowUp, changes: _Changes) -> None:
        host = self._host
        if self._pending.get(needed) == changes:
            self._forget(needed)
        host.schedule.mark_due(changes)
        if isinstance(port := changes.get(p.HTTP_PORT), int):
            host.port_changed(port)

    def _refused(self, needed: FollowUp, error: RefusedError) -> None:
        """Tell a person: by itself nothing will change that."""
        host = self._host
        _LOGGER.warning("%s does not take %s: %s", host.title, needed, error)
        async_create_not_saved_issue(
            host.hass, host.config_entry, str(needed), str(error), host.title
        )

    def _forget(self, needed: FollowUp) -> None:
        self._pending.pop(needed, None)
        self._host.owed.settle(_debt(needed)[0])
        if not self._pending:
            async_delete_not_saved_issue(self._host.hass, self._host.config_entry)
        self._tell_unsaved()

    def _tell_unsaved(self) -> None:
        """Offer to save where nothing saves by itself."""
        host = self._host
        if self._autosave:
            return
        if self.unsaved:
            keys = (host.label(parameter.key) for parameter in self.unsaved)
            async_create_unsaved_issue(host.hass, host.config_entry, keys, host.title)
        else:
            async_delete_unsaved_issue(host.hass, host.config_entry)

    async def _are_lost(self, changes: Mapping[Parameter[Any], Any]) -> bool:
        """Check whether changes that could not be saved at once are still there."""
        host = self._host
        readings = await host.camera.get_many(changes)
        lost = {
            parameter: changes[parameter]
            for parameter, value in readings.values.items()
            if value != changes[parameter]
        }
        host.reader.take(readings.values)
        if lost:
            host.lost.add(lost)
            host.async_update_listeners()
        return bool(lost)

    async def close(self) -> None:
        """Send what is pending, if `autosave` is on."""
        self._stop_timer()
        if self._autosave:
            await self.flush()
        self._stop_timer()

    @callback
    def _stop_timer(self) -> None:
        if self._cancel_timer:
            self._cancel_timer()
            self._cancel_timer = None


def _encoded(parameter: Parameter[Any], value: object) -> str | None:
    """Write a value as it was read; None where that is not known."""
    try:
        return None if value is None else parameter.encode(value)
    except InvalidValueError:
        return None


def _debt(needed: FollowUp) -> tuple[str, dict[Parameter[Any], str]]:
    """Return how a follow-up is noted in the ledger."""
    parameter = p.PARAMETERS.get(needed.key)
    return str(needed), {parameter: needed.value} if parameter else {}
