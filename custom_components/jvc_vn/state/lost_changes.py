"""Tells which changes a restart took, for as long as that is so."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..issues import async_create_changes_lost_issue, async_delete_changes_lost_issue
from ..protocol.parameters import Parameter


class LostHost(Protocol):
    """What telling of lost changes needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class LostChanges:
    """The repair that names what was changed and is not so any more."""

    def __init__(self, host: LostHost) -> None:
        """Know of none."""
        self._host = host
        self._lost: dict[Parameter[Any], Any] = {}

    @callback
    def add(self, changes: Mapping[Parameter[Any], Any]) -> None:
        """Note values that the camera has no more."""
        self._lost.update(changes)
        self._tell()

    @callback
    def read(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Take what was read: a value may be back."""
        self.settle(
            q for q, lost in self._lost.items() if q in values and values[q] == lost
        )

    @callback
    def settle(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Forget changes: the value is back, or another was chosen."""
        settled = [q for q in parameters if q in self._lost]
        for parameter in settled:
            del self._lost[parameter]
        if settled:
            self._tell()

    def _tell(self) -> None:
        host = self._host
        if self._lost:
            keys = (parameter.key for parameter in self._lost)
            async_create_changes_lost_issue(
                host.hass, host.config_entry, keys, host.title
            )
        else:
            async_delete_changes_lost_issue(host.hass, host.config_entry)
