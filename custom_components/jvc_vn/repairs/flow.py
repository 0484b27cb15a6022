"""The base of the fix flows."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigEntryState
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import VnConfigEntry, VnCoordinator
from ..protocol.errors import UnreachableError, VnError

FAILURES = (HomeAssistantError, VnError)
"""How what a flow does at a camera may fail: by the camera, or before it is asked."""


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
