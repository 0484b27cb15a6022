"""The fix flows of issues that a person can fix."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant

from .clock import ClockFlow, SetClockFlow
from .place import MovedFlow, StrangerFlow
from .settings import OwedFlow, RestartFlow, SaveFlow
from .told import GoneFlow, OutputsFlow, PasswordFlow

_FLOWS = {
    "owed": OwedFlow,
    "clock": SetClockFlow,
    "users": GoneFlow,
    "offsets": ClockFlow,
    "factory_password": PasswordFlow,
    "unsaved": SaveFlow,
    "outputs": OutputsFlow,
    "other_mac": StrangerFlow,
    "host": MovedFlow,
}
"""What is in the data of an issue → its flow; the first that fits."""


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow that mends an issue."""
    data = data or {}
    for key, flow in _FLOWS.items():
        if key in data:
            return flow(data)
    return RestartFlow(data)
