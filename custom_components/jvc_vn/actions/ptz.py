"""Actions that turn the camera: moves, steps, positions, points of the picture."""

import re
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import Codec, Hundredths, on_off
from ..protocol.errors import Expected, InvalidValueError
from ..protocol.formats import Joined
from ..protocol.ptz import AXES
from ..ptz.arrival import Arrival, ArrivalWaiter, Outcome
from .base import require_model

POSITION = {"pan": p.PAN, "tilt": p.TILT, "zoom": p.ZOOM}
"""The axes that have a position and can be sent to one."""
PAN_LIMITS = {"left": p.PAN_LIMIT_LEFT, "right": p.PAN_LIMIT_RIGHT}
_TRACKING = {"dead_zone": p.TRACKING_DEAD_ZONE, "threshold": p.TRACKING_THRESHOLD}
_FOCUS = Hundredths(0, 99.99)
_PERCENT = Hundredths(0, 100)
_COLOR = Joined(255, 255, 255)
# Targets are given in pixels of a VGA picture, whatever size is sent (guide, 6.6-1).
_WIDTH, _HEIGHT = 640, 480


async def ptz_move(
    coordinator: VnCoordinator, /, *, duration: Any, **speeds: Any
) -> None:
    """Run motors for `duration` seconds; they are stopped in any case."""
    coordinator.require_role(p.PAN_RUNNING.writers)
    wanted = {axis: _whole(speeds[axis]) for axis in AXES if axis in speeds}
    await coordinator.ptz.move(wanted, duration)


async def ptz_stop(coordinator: VnCoordinator) -> None:
    """Stop all motors."""
    coordinator.require_role(p.PAN_RUNNING.writers)
    await coordinator.ptz.stop()


async def ptz_step(coordinator: VnCoordinator, /, **by: Any) -> None:
    """Move axes by a distance each; those that are not named stay."""
    steps = {POSITION[name]: step for name in by if (step := _step(name, by[name]))}
    if not steps:
        raise InvalidValueError(", ".join(POSITION), 0, Expected("some"))
    coordinator.require_role(p.PAN.writers)
    await coordinator.ptz.step(steps)


async def ptz_goto(
    coordinator: VnCoordinator, /, *, wait: Any = False, **to: Any
) -> ServiceResponse:
    """Move axes to a position; those that are not named stay."""
    on_off().write("wait", wait)
    for name, value in to.items():
        codec = POSITION[name].codec if name in POSITION else _FOCUS
        codec.write(name, value)
    if not to:
        raise InvalidValueError("pan, tilt, zoom, focus", "", Expected("some"))
    coordinator.require_role(p.PAN.writers)
    goal = {POSITION[name]: float(to[name]) for name in to if name in POSITION}
    waiter = ArrivalWaiter(coordinator, goal) if wait else None
    if waiter:
        await waiter.begin()
    if goal:
        await coordinator.ptz.goto(goal)
    if "focus" in to:
        await coordinator.writer.set(p.FOCUS, to["focus"])
    return await arrive(coordinator, waiter) if waiter else {}


async def set_pan_limit(coordinator: VnCoordinator, /, **here: Any) -> ServiceResponse:
    """Make the present pan a limit; return both limits."""
    for name, value in here.items():
        on_off().write(name, value)
    sides = [side for side in PAN_LIMITS if here.get(side)]
    if not sides:
        raise InvalidValueError(", ".join(PAN_LIMITS), "", Expected("some"))
    coordinator.require_role(p.PAN_LIMIT_LEFT.writers)
    await coordinator.ptz.call_off_move()
    for side in sides:
        await coordinator.writer.command(PAN_LIMITS[side], "present")
    readings = await coordinator.camera.get_many(PAN_LIMITS.values())
    coordinator.reader.take(readings.values)
    coordinator.async_update_listeners()
    return {side: readings.values.get(q) for side, q in PAN_LIMITS.items()}


async def center_on(coordinator: VnCoordinator, x: Any, y: Any) -> None:
    """Turn so that a point of the picture, in percent, comes to its middle."""
    spot = f"{_PERCENT.write('x', x)}-{_PERCENT.write('y', y)}"
    require_model(coordinator, p.CLICK_ON_CENTER)
    async with coordinator.ptz.turning():
        await coordinator.camera.set(p.CLICK_ON_CENTER, spot)


async def track_target(
    coordinator: VnCoordinator, /, *, x: Any, y: Any, **more: Any
) -> ServiceResponse:
    """Track what is at a point of the picture, in percent, or a colour there.

    Returns how far it may be from the middle before the camera turns, and how much its
    colour may differ; both can be changed beside.
    """
    _PERCENT.write("x", x)
    _PERCENT.write("y", y)
    target = f"s{_pixel(x, _WIDTH)}-s{_pixel(y, _HEIGHT)}"
    if "color" in more:
        target += f"-{_numbers('color', more['color'], _COLOR)}"
    settings = {}
    for name, parameter in _TRACKING.items():
        if name in more:
            numbers = _from_form(more[name])
            _numbers(name, numbers, parameter.codec)
            settings[parameter] = numbers
    require_model(coordinator, p.TRACKING_TARGET)
    for parameter, value in settings.items():
        await coordinator.writer.set(parameter, tuple(value))
    async with coordinator.ptz.turning():
        await coordinator.camera.set(p.INTELLIGENT_TRACKING, True)
        coordinator.show(p.INTELLIGENT_TRACKING, True)
        await coordinator.camera.set(p.TRACKING_TARGET, target)
    readings = await coordinator.camera.get_many(_TRACKING.values())
    return {n: list(readings.values.get(q, ())) for n, q in _TRACKING.items()}


async def arrive(coordinator: VnCoordinator, waiter: ArrivalWaiter) -> dict[str, Any]:
    """Wait until the camera stands; HomeAssistantError if it stands elsewhere."""
    arrival = await waiter.end()
    position = {name: arrival.place.get(q) for name, q in POSITION.items()}
    if arrival.outcome is Outcome.ARRIVED:
        return {"position": position, "seconds": arrival.seconds}
    raise coordinator.error(
        HomeAssistantError,
        _why_not_there(arrival),
        position=", ".join(f"{k} {v}" for k, v in position.items()),
        seconds=f"{arrival.seconds:.0f}",
    )


def _whole(speed: Any) -> Any:
    """Turn 5.0, as a slider or a template writes it, into 5."""
    whole = isinstance(speed, float) and speed.is_integer()
    return int(speed) if whole else speed


def _step(name: str, by: Any) -> float:
    """Check a relative move: hundredths, either sign, no further than the axis."""
    codec = POSITION[name].codec
    most = codec.high if isinstance(codec, Hundredths) else 0.0
    if type(by) not in {int, float} or not -most <= by <= most:
        raise InvalidValueError(
            name, by, Expected("number", low=f"{-most:g}", high=f"{most:g}")
        )
    return round(float(by), 2)


def _pixel(percent: float, size: int) -> int:
    return round(percent / 100 * (size - 1))


def _from_form(values: Any) -> Any:
    """Turn numbers that were typed into the form, which are texts there, into such."""
    if not isinstance(values, list):
        return values
    return [
        int(v) if isinstance(v, str) and re.fullmatch("[0-9]{1,3}", v) else v
        for v in values
    ]


def _numbers(name: str, value: Any, codec: Codec[tuple[int, ...]]) -> str:
    if not isinstance(value, list | tuple):
        raise InvalidValueError(name, value, codec.expected)
    return codec.write(name, tuple(value))


def _why_not_there(arrival: Arrival) -> str:
    match arrival.outcome:
        case Outcome.LATE:
            return "late"
        case Outcome.HELD:
            return "held_by_limit"
        case _:
            return "stands_elsewhere"
