"""Actions that turn the camera: moves, steps, positions, points of the picture."""

from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import Hundredths, on_off
from ..protocol.errors import Expected, InvalidValueError
from ..protocol.formats import Joined
from ..protocol.ptz import AXES
from ..ptz.arrival import Arrival, ArrivalWaiter, Outcome
from .base import require_model

POSITION = {"pan": p.PAN, "tilt": p.TILT, "zoom": p.ZOOM}
"""The axes that have a position and can be sent to one."""
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


async def center_on(coordinator: VnCoordinator, x: Any, y: Any) -> None:
    """Turn so that a point of the picture, in percent, comes to its middle."""
    spot = f"{_PERCENT.write('x', x)}-{_PERCENT.write('y', y)}"
    require_model(coordinator, p.CLICK_ON_CENTER)
    async with coordinator.ptz.turning():
        await coordinator.camera.set(p.CLICK_ON_CENTER, spot)


async def track_target(
    coordinator: VnCoordinator, /, *, x: Any, y: Any, **more: Any
) -> None:
    """Track what is at a point of the picture, in percent, or a colour there."""
    _PERCENT.write("x", x)
    _PERCENT.write("y", y)
    target = f"s{_pixel(x, _WIDTH)}-s{_pixel(y, _HEIGHT)}"
    if "color" in more:
        target += f"-{_color(more['color'])}"
    require_model(coordinator, p.TRACKING_TARGET)
    async with coordinator.ptz.turning():
        await coordinator.camera.set(p.INTELLIGENT_TRACKING, True)
        coordinator.show(p.INTELLIGENT_TRACKING, True)
        await coordinator.camera.set(p.TRACKING_TARGET, target)


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


def _color(color: Any) -> str:
    if not isinstance(color, list | tuple):
        raise InvalidValueError("color", color, _COLOR.expected)
    return _COLOR.write("color", tuple(color))


def _why_not_there(arrival: Arrival) -> str:
    match arrival.outcome:
        case Outcome.LATE:
            return "late"
        case Outcome.HELD:
            return "held_by_limit"
        case _:
            return "stands_elsewhere"
