"""Actions that read and change what the camera itself does on an alarm (guide, 6.4)."""

from typing import Any

from homeassistant.core import ServiceResponse

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.alarm_actions import read_alarm_action, write_alarm_action
from ..protocol.codecs import Number


async def get_alarm_action(coordinator: VnCoordinator, action: Any) -> ServiceResponse:
    """Return an alarm action in the form that `set_alarm_action` accepts."""
    number = _number(action)
    coordinator.require_role(p.EVENT[number].readers)
    return await read_alarm_action(coordinator.camera, number)


async def set_alarm_action(
    coordinator: VnCoordinator, /, *, action: Any, **wanted: Any
) -> ServiceResponse:
    """Change parts of an alarm action; return the whole action."""
    number = _number(action)
    coordinator.require_role(p.EVENT[number].writers)
    coordinator.require_running()
    writing = write_alarm_action(
        coordinator.camera, number, wanted, ledger=coordinator.owed
    )
    answer = await coordinator.async_run(writing, "set_alarm_action")
    coordinator.show(p.EVENT[number], answer["enabled"])
    return answer


def _number(value: Any) -> int:
    return int(Number(min(p.EVENTS), max(p.EVENTS)).write("action", value))
