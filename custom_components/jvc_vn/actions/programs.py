"""Actions on the camera's programs: auto pan, trace, patrols."""

import re
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import VnCoordinator
from ..issues import async_delete_trace_issue, trace_ended
from ..protocol import parameters as p
from ..protocol.codecs import Number, on_off, one_of
from ..protocol.errors import Expected, InvalidValueError
from ..protocol.parameters import Parameter
from ..protocol.patrol import MOST_STEPS, SECONDS, Step, read_patrol, write_patrol
from ..protocol.ptz import record_trace as record
from .presets import keep_position, preset_number

_POINTS = {"start": p.AUTO_PAN_START, "end": p.AUTO_PAN_END}
_AUTO_PAN_SETTINGS: dict[str, Parameter[Any]] = {
    "direction": p.AUTO_PAN_DIRECTION,
    "speed": p.AUTO_PAN_SPEED,
}
_AUTO_PAN = {
    "start": on_off(),
    "end": on_off(),
    **{name: parameter.codec for name, parameter in _AUTO_PAN_SETTINGS.items()},
}


async def record_trace(coordinator: VnCoordinator, state: Any) -> None:
    """Start or stop recording what auto trace repeats."""
    one_of(("start", "stop")).write("state", state)
    coordinator.require_role(p.TRACE_RECORDING.writers)
    if state == "start":
        # Recording goes on, with every move, until it is stopped.
        coordinator.require_running()
        stop = p.TRACE_RECORDING.encode(False)
        coordinator.owed.owe("trace", {p.TRACE_RECORDING: stop})
    cut = await record(coordinator.camera, state)
    if state == "stop":
        coordinator.owed.settle("trace")
    async_delete_trace_issue(coordinator.hass, coordinator.config_entry)
    coordinator.show(p.TRACE_RECORDING, state == "start")
    if cut is not None:
        raise coordinator.error(HomeAssistantError, trace_ended(cut))


async def set_auto_pan(coordinator: VnCoordinator, /, **wanted: Any) -> None:
    """Set the start and the end of auto pan, its direction and its speed."""
    for name, value in wanted.items():
        _AUTO_PAN[name].write(name, value)
    points = [q for name, q in _POINTS.items() if wanted.pop(name, False)]
    if not points and not wanted:
        raise InvalidValueError(", ".join(_AUTO_PAN), "", Expected("some"))
    coordinator.require_role(p.AUTO_PAN_START.writers)
    for point in points:
        await keep_position(coordinator, point, "present")
    for name, value in wanted.items():
        await coordinator.writer.set(_AUTO_PAN_SETTINGS[name], value)


async def get_patrol(coordinator: VnCoordinator, patrol: Any) -> ServiceResponse:
    """Return the steps of a patrol in the form that `set_patrol` accepts."""
    return _answer(await read_patrol(coordinator.camera, _patrol(patrol)))


async def set_patrol(
    coordinator: VnCoordinator,
    patrol: Any,
    steps: Any,
    *,
    allow_unregistered: Any = False,
) -> ServiceResponse:
    """Set the steps of a patrol; return those that it does not skip.

    A preset that is not registered is refused, unless it is allowed.
    """
    number = _patrol(patrol)
    on_off().write("allow_unregistered", allow_unregistered)
    if not isinstance(steps, list) or len(steps) > MOST_STEPS:
        expected = Expected("patrol_steps", most=MOST_STEPS)
        raise InvalidValueError("steps", steps, expected)
    wanted = [
        _patrol_step(coordinator, f"steps.{n}", step) for n, step in enumerate(steps, 1)
    ]
    coordinator.require_role(p.PATROL_PRESET[number][0].writers)
    coordinator.require_running()
    if not allow_unregistered:
        await _require_registered(coordinator, wanted)
    writing = write_patrol(coordinator.camera, number, wanted, ledger=coordinator.owed)
    await coordinator.async_run(writing, "set_patrol")
    return _answer([step for step in wanted if step.seconds])


def _patrol(value: Any) -> int:
    """Return the camera's number of a patrol: it counts from 0."""
    return int(Number(1, len(p.PATROLS)).write("patrol", value)) - 1


def _patrol_step(coordinator: VnCoordinator, where: str, step: Any) -> Step:
    if not isinstance(step, dict) or step.keys() != {"preset", "seconds"}:
        expected = Expected("fields", names="preset, seconds")
        raise InvalidValueError(where, step, expected)
    seconds = step["seconds"]
    if isinstance(seconds, str) and re.fullmatch("[0-9]{1,3}", seconds):
        # Chosen in the form.
        seconds = int(seconds)
    if type(seconds) is not int or seconds not in SECONDS:
        expected = Expected("choice", choices=", ".join(map(str, SECONDS)))
        raise InvalidValueError(f"{where}.seconds", seconds, expected)
    return Step(preset_number(coordinator, f"{where}.preset", step["preset"]), seconds)


async def _require_registered(coordinator: VnCoordinator, steps: list[Step]) -> None:
    """Refuse presets to which the camera would not turn."""
    parameters = {
        n: p.PRESET_REGISTERED[step.preset] for n, step in enumerate(steps, 1)
    }
    told = (await coordinator.camera.get_many(parameters.values())).values
    for number, parameter in parameters.items():
        if told.get(parameter) == "unregistered":
            preset = steps[number - 1].preset
            expected = Expected("registered", permission="allow_unregistered")
            raise InvalidValueError(f"steps.{number}.preset", preset, expected)


def _answer(steps: list[Step]) -> ServiceResponse:
    return {"steps": [{"preset": s.preset, "seconds": s.seconds} for s in steps]}
