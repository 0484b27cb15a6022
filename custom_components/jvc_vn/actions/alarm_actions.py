"""Actions that read and change what the camera itself does on an alarm (guide, 6.4)."""

from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.json import JsonValueType

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.alarm_actions import read_alarm_action, read_plan, write_alarm_action
from ..protocol.alarm_needs import missing_need
from ..protocol.codecs import Number


async def get_alarm_action(coordinator: VnCoordinator, action: Any) -> ServiceResponse:
    """Return an alarm action in the form that `set_alarm_action` accepts."""
    number = _number(action)
    coordinator.require_role(p.EVENT[number].readers)
    return await read_alarm_action(coordinator.camera, number)


async def get_alarm_actions(coordinator: VnCoordinator) -> ServiceResponse:
    """Return all six, and what each lacks to be carried out."""
    coordinator.require_role(p.EVENT[1].readers)
    actions: list[JsonValueType] = []
    for number in p.EVENTS:
        told = await read_alarm_action(coordinator.camera, number)
        lacks = await missing_need(coordinator.camera, number, told)
        lacks = lacks and lacks.removeprefix("needs_")
        actions.append({"action": number, **told, "lacks": lacks})
    return {"actions": actions}


async def set_alarm_action(
    coordinator: VnCoordinator, /, *, action: Any, **wanted: Any
) -> ServiceResponse:
    """Change parts of an alarm action; return the whole action."""
    number = _number(action)
    coordinator.require_role(p.EVENT[number].writers)
    coordinator.require_running()

    async def check(then: dict[str, Any]) -> None:
        # What is switched off may wait for what it needs.
        if "perform" in wanted or wanted.get("enabled"):
            await _require_needs(coordinator, number, then)

    writing = write_alarm_action(
        coordinator.camera, number, wanted, check=check, ledger=coordinator.owed
    )
    answer = await coordinator.async_run(writing, "set_alarm_action")
    coordinator.show(p.EVENT[number], answer["enabled"])
    return answer


async def turn_on(coordinator: VnCoordinator, number: int) -> None:
    """Switch an alarm action on, unless it lacks what it needs."""
    coordinator.require_role(p.EVENT[number].writers)
    plan = await read_plan(coordinator.camera, number)
    await _require_needs(coordinator, number, plan)
    await coordinator.writer.set(p.EVENT[number], True)


async def _require_needs(
    coordinator: VnCoordinator, number: int, action: dict[str, Any]
) -> None:
    """Refuse an action that could never be carried out, and tell why."""
    if why := await missing_need(coordinator.camera, number, action):
        raise coordinator.error(ServiceValidationError, why)


def _number(value: Any) -> int:
    return int(Number(min(p.EVENTS), max(p.EVENTS)).write("action", value))
