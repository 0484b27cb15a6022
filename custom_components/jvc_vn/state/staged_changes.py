"""Keeps what the camera takes on only when it restarts, and asks for that."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol, TypedDict

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..issues import (
    async_create_restart_issue,
    async_delete_restart_issue,
    staged_before,
)
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import InvalidResponseError, VnError
from ..protocol.follow_up import FollowUp
from ..protocol.http import Turn
from ..protocol.log_and_sessions import parse_log
from ..protocol.models import Role
from ..protocol.parameters import Parameter
from .camera_state import CameraState
from .schedule import Schedule

_LOGGER = logging.getLogger(__name__)

# Both let the camera reboot; the first also brings the network's settings into force
# (guide, 6.10), so that it does for all.
STRENGTH = ("network.interface.status", "system.status")


class Change(TypedDict):
    """A change as it is written: the new value, and the one still in force."""

    new: str
    old: str | None


class Staged(TypedDict):
    """What waits for a restart, as it is kept with the repair."""

    since: float
    calls: list[str]
    changes: dict[str, Change]


class StagedHost(Protocol):
    """What keeping staged changes needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    data: CameraState
    camera: Camera
    schedule: Schedule
    role: Role

    @property
    def title(self) -> str:
        """What a person calls the camera."""

    def label(self, key: str) -> str:
        """What a person calls a key of the guide."""

    def address_changed(self, host: str | None) -> None:
        """Follow the camera, which has another address; None if not known which."""

    def async_update_listeners(self) -> None:
        """Tell the entities that something has changed."""


class StagedChanges:
    """Shows what is going to be, and asks a person for the restart.

    It is never sent by itself. The changes are kept with the repair, over restarts of
    Home Assistant too, until the camera has restarted by whatever way, or has the
    values, or was given the old ones back.
    """

    def __init__(
        self, host: StagedHost, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Wait for nothing; `load` brings what an earlier life has staged."""
        self._host = host
        self._clock = clock
        self._since = 0.0
        self._calls: list[FollowUp] = []
        self._changes: dict[str, Change] = {}
        self._sent = False

    @property
    def parameters(self) -> set[Parameter[Any]]:
        """What has another value in force than the one that is going to be."""
        return {p.PARAMETERS[key] for key in self._changes if key in p.PARAMETERS}

    @property
    def values(self) -> dict[Parameter[Any], Any]:
        """What is going to be, where that can be read."""
        values = {q: self._going_to_be(q) for q in self.parameters}
        return {q: value for q, value in values.items() if value is not None}

    @property
    def changes(self) -> Mapping[str, Change]:
        """Key of the guide → the change."""
        return self._changes

    @property
    def call(self) -> FollowUp | None:
        """The call that brings all of it into force, None if nothing is staged."""
        calls = sorted(self._calls, key=lambda call: STRENGTH.index(call.key))
        return calls[0] if calls else None

    @callback
    def load(self) -> None:
        """Go on with what was kept with the repair."""
        host = self._host
        staged: Staged | None = staged_before(host.hass, host.config_entry)
        if staged:
            self._since = staged["since"]
            self._calls = [FollowUp(*call.split("=", 1)) for call in staged["calls"]]
            self._changes = dict(staged["changes"])
            self._show_values()

    @callback
    def add(self, needed: FollowUp, key: str, new: str, old: str | None) -> None:
        """Note a change that needs a restart; the old value is the one in force."""
        before = self._changes.get(key)
        if before and before["old"] is not None:
            old = before["old"]
        self._changes.pop(key, None)
        if new != old:
            self._changes[key] = Change(new=new, old=old)
            self._since = self._clock()
        if needed not in self._calls:
            self._calls.append(needed)
        self._tell()

    @callback
    def sift(self, values: Mapping[Parameter[Any], Any]) -> dict[Parameter[Any], Any]:
        """Return the values that were read, less those still in force only."""
        kept = dict(values)
        for parameter in self.parameters & values.keys():
            if values[parameter] == self._going_to_be(parameter):
                # It has it already: restarted by whatever way.
                del self._changes[parameter.key]
                self._tell()
            else:
                del kept[parameter]
        return kept

    def _going_to_be(self, parameter: Parameter[Any]) -> Any:
        try:
            return parameter.decode(self._changes[parameter.key]["new"])
        except InvalidResponseError:
            return None

    @callback
    def call_sent(self) -> None:
        """Note that the camera has taken a call that restarts it."""
        self._sent = True
        host, going = self._host, {q: self._going_to_be(q) for q in self.parameters}
        if going.get(p.DHCP, host.data.get(p.DHCP)):
            host.address_changed(None)
        elif address := going.get(p.IP):
            host.address_changed(address)

    async def camera_returned(self) -> None:
        """Look whether it has restarted while it was away."""
        if self._changes and (self._sent or await self._has_restarted()):
            self.forget()
        self._host.schedule.mark_due(self.parameters)

    async def _has_restarted(self) -> bool:
        host = self._host
        if host.role not in p.LOG.readers:
            # What it reads as tells, once it does.
            return False
        try:
            reply = await host.camera.get_raw(p.LOG.key, turn=Turn.QUEUED)
        except VnError as err:
            _LOGGER.debug("%s: no log: %s", host.title, err)
            return False
        now = dt_util.now().replace(tzinfo=None)
        alive = parse_log((reply.value or "", *reply.lines), now).alive
        return alive is not None and alive < self._clock() - self._since

    @callback
    def forget(self) -> None:
        """Wait for nothing any more; what is in force is shown again."""
        self._host.schedule.mark_due(self.parameters)
        self._changes.clear()
        self._sent = False
        self._tell()

    async def drop(self) -> None:
        """Give the camera the old values back.

        Raises:
            VnError: it does not take them; what is left stays staged.
        """
        for key, change in tuple(self._changes.items()):
            if change["old"] is not None:
                await self._host.camera.set_raw(key, change["old"])
            self._host.schedule.mark_due(self.parameters)
            del self._changes[key]
            self._tell()

    @callback
    def _tell(self) -> None:
        host = self._host
        if self._changes and (call := self.call):
            staged = Staged(
                since=self._since,
                calls=[str(each) for each in self._calls],
                changes=dict(self._changes),
            )
            async_create_restart_issue(
                host.hass, host.config_entry, host.title, call, staged, self._lines()
            )
        else:
            self._calls.clear()
            async_delete_restart_issue(host.hass, host.config_entry)
        self._show_values()
        host.async_update_listeners()

    def _lines(self) -> Iterable[str]:
        for key, change in self._changes.items():
            old = "" if change["old"] is None else f"{change['old']} → "
            yield f"- {self._host.label(key)}: {old}{change['new']}"

    def _show_values(self) -> None:
        values = {q: self._going_to_be(q) for q in self.parameters}
        self._host.data.update({q: v for q, v in values.items() if v is not None})
