"""What people ask a camera for in words.

Sentences and language models share these commands, which do what the actions do. Their
errors are translated by the intent that calls them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ..actions import presets, ptz
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.models import OPTICAL_END
from ..protocol.parameters import Parameter
from ..protocol.ptz import LONGEST_MOVE, OVERHEAD
from ..ptz.optics import field_of_view

PATROLS = tuple(n + 1 for n in p.PATROLS)
"""Patrols as people count them; the camera counts from 0."""
HOME = 0

_SPEED = 30
"""Of motors that run for a time or on and on, in percent."""
_HALF_TURN = 180.0
"""Degrees: as far as a camera turns that can turn on for ever."""
_HIGHEST_TILT = 0.0


class Direction(StrEnum):
    """Where to."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"
    LEFT_UP = "left_up"
    LEFT_DOWN = "left_down"
    RIGHT_UP = "right_up"
    RIGHT_DOWN = "right_down"


class Amount(StrEnum):
    """How far: to something at the edge of the picture, out of it, to the end, on."""

    LITTLE = "little"
    NORMAL = "normal"
    LOT = "lot"
    FULL = "full"
    KEEP_GOING = "keep_going"


class Mode(StrEnum):
    """What the picture is made for."""

    DAY = "day"
    NIGHT = "night"
    AUTO = "auto"


class Nearness(StrEnum):
    """What is to be sharp."""

    AUTO = "auto"
    NEAR = "near"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a move goes.

    Attributes:
        amount: in words.
        degrees: instead, for pan and tilt.
        seconds: instead, how long the motors run.
    """

    amount: Amount = Amount.NORMAL
    degrees: float | None = None
    seconds: float | None = None


# Axis, sign of a step, sign of a continuous move. Tilt counts from the sky to the
# ground; a motor that runs up counts as positive.
_MOVES: dict[Direction, tuple[str, int, int]] = {
    Direction.LEFT: ("pan", -1, -1),
    Direction.RIGHT: ("pan", 1, 1),
    Direction.UP: ("tilt", -1, 1),
    Direction.DOWN: ("tilt", 1, -1),
    Direction.IN: ("zoom", 1, 1),
    Direction.OUT: ("zoom", -1, -1),
}
# Shares of the picture's width, and of the zoom's way; seconds of the focus motor.
_TURNS = {Amount.LITTLE: 0.1, Amount.NORMAL: 0.3, Amount.LOT: 0.8}
_ZOOMS = {Amount.LITTLE: 5.0, Amount.NORMAL: 15.0, Amount.LOT: 40.0}
_FOCUSING = {
    Amount.LITTLE: 0.2,
    Amount.NORMAL: 0.5,
    Amount.LOT: 1.5,
    Amount.FULL: 5.0,
    Amount.KEEP_GOING: 5.0,
}
_FOCUS_SIGNS = {Nearness.FAR: 1, Nearness.NEAR: -1}

PROGRAMS: dict[str, Parameter[bool]] = {
    "auto_pan": p.AUTO_PAN,
    "auto_trace": p.AUTO_TRACE,
    **{f"auto_patrol_{n}": p.PATROL[n - 1] for n in PATROLS},
    "auto_tracking": p.AUTO_TRACKING,
    "intelligent_tracking": p.INTELLIGENT_TRACKING,
}
"""What a camera can do by itself: key of the switch → parameter."""
_TRACKING = ("auto_tracking", "intelligent_tracking")


def opposite(direction: Direction) -> Direction:
    """Return the way back."""
    back = {"left": "right", "up": "down", "in": "out"}
    back |= {to: came for came, to in back.items()}
    return Direction("_".join(back[part] for part in direction.split("_")))


async def move(
    coordinator: VnCoordinator, direction: Direction, extent: Extent = Extent()
) -> None:
    """Move by a share of the picture, by degrees, for a time, to the end, or on."""
    ways = [_MOVES[Direction(part)] for part in direction.split("_")]
    seconds = extent.seconds
    if seconds is None and extent.amount is Amount.KEEP_GOING:
        seconds = LONGEST_MOVE
    if seconds is not None:
        speeds = {axis: run * _SPEED for axis, _step, run in ways}
        await ptz.ptz_move(coordinator, duration=seconds, **speeds)
    elif extent.degrees is None and extent.amount is Amount.FULL:
        await _move_to_the_end(coordinator, ways)
    else:
        steps = {
            axis: sign * _step(coordinator, axis, extent) for axis, sign, _run in ways
        }
        await ptz.ptz_step(coordinator, **steps)


def _step(coordinator: VnCoordinator, axis: str, extent: Extent) -> float:
    if axis == "zoom":
        return _ZOOMS.get(extent.amount, _ZOOMS[Amount.NORMAL])
    if extent.degrees is not None:
        return extent.degrees
    return max(0.1, round(_field(coordinator) * _TURNS[extent.amount], 1))


async def _move_to_the_end(
    coordinator: VnCoordinator, ways: Iterable[tuple[str, int, int]]
) -> None:
    """Move to an end of each axis; where there is none, half the way round."""
    for axis, sign, _run in ways:
        match axis:
            case "tilt":
                end = OVERHEAD if sign > 0 else _HIGHEST_TILT
                await ptz.ptz_goto(coordinator, tilt=end)
            case "zoom":
                end = OPTICAL_END if sign > 0 else 0.0
                await ptz.ptz_goto(coordinator, zoom=end)
            case _:
                await _pan_to_the_end(coordinator, sign)


async def _pan_to_the_end(coordinator: VnCoordinator, sign: int) -> None:
    coordinator.require_role(p.PAN.writers)
    if await coordinator.camera.get(p.PAN_LIMIT):
        word = "goto_rightlimit" if sign > 0 else "goto_leftlimit"
        await coordinator.writer.command(p.PAN_RUNNING, word)
    else:
        await ptz.ptz_step(coordinator, pan=sign * _HALF_TURN)


async def stop(coordinator: VnCoordinator) -> None:
    """Stop the motors and whatever the camera does by itself."""
    await ptz.ptz_stop(coordinator)
    await _end(coordinator, *PROGRAMS)


async def go_to_preset(coordinator: VnCoordinator, number: int) -> str:
    """Go to a preset by its number; answer its title."""
    coordinator.require_role(p.PRESET_REGISTERED[0].writers)
    await presets.goto_preset(coordinator, number)
    return coordinator.presets.titles.get(number, str(number))


async def go_home(coordinator: VnCoordinator) -> None:
    """Go to the home position."""
    coordinator.require_role(p.PRESET_REGISTERED[HOME].writers)
    await presets.goto_preset(coordinator, HOME)


async def go_back(coordinator: VnCoordinator, pan: float, tilt: float) -> None:
    """Go back to where the camera looked before."""
    await ptz.ptz_goto(coordinator, pan=pan, tilt=tilt)


async def patrol(
    coordinator: VnCoordinator, number: int | None = None, *, on: bool
) -> None:
    """Start or stop a patrol, 1-3; None is the first, or whichever runs."""
    names = [f"auto_patrol_{n}" for n in ((number,) if number else PATROLS)]
    await _switch(coordinator, names, on=on)


async def auto_pan(coordinator: VnCoordinator, *, on: bool) -> None:
    """Start or stop panning back and forth."""
    await _switch(coordinator, ["auto_pan"], on=on)


async def tracking(coordinator: VnCoordinator, *, on: bool) -> None:
    """Start following what moves, or stop following in either way."""
    await _switch(coordinator, _TRACKING, on=on)


async def day_night(coordinator: VnCoordinator, mode: Mode) -> None:
    """Make the picture a coloured one, one for the dark, or leave it to the camera."""
    coordinator.require_role(p.DAY_NIGHT.writers)
    if mode is Mode.AUTO and str(coordinator.data.get(p.DAY_NIGHT)).startswith("auto_"):
        return
    words = {Mode.DAY: "color", Mode.NIGHT: "black_white", Mode.AUTO: "auto_mid"}
    await coordinator.writer.set(p.DAY_NIGHT, words[mode])


async def focus(
    coordinator: VnCoordinator, nearness: Nearness, amount: Amount = Amount.NORMAL
) -> None:
    """Focus by itself once, or on what is nearer or farther."""
    coordinator.require_role(p.FOCUS.writers)
    if nearness is Nearness.AUTO:
        await coordinator.writer.command(p.FOCUS, "op_auto")
    else:
        speed = _FOCUS_SIGNS[nearness] * _SPEED
        await ptz.ptz_move(coordinator, duration=_FOCUSING[amount], focus=speed)


def running(coordinator: VnCoordinator) -> list[str]:
    """Tell what a camera does by itself."""
    return [name for name, q in PROGRAMS.items() if coordinator.data.get(q)]


def _field(coordinator: VnCoordinator) -> float:
    """Return how many degrees wide the picture is.

    A step that suits the wide end leaps over several pictures at the far end.
    """
    return field_of_view(coordinator.identity.model, coordinator.data.get(p.ZOOM) or 0)


async def _switch(
    coordinator: VnCoordinator, names: list[str] | tuple[str, ...], *, on: bool
) -> None:
    """Start the first of them, or stop all that run."""
    coordinator.require_role(PROGRAMS[names[0]].writers)
    if on:
        await coordinator.writer.set(PROGRAMS[names[0]], True)
    elif not await _end(coordinator, *names):
        # Whether it runs may be known to the camera only.
        await coordinator.writer.set(PROGRAMS[names[0]], False)


async def _end(coordinator: VnCoordinator, *names: str) -> bool:
    """Stop those that run; True if one did."""
    ending: list[Parameter[Any]] = [
        PROGRAMS[name] for name in names if coordinator.data.get(PROGRAMS[name])
    ]
    for parameter in ending:
        await coordinator.writer.set(parameter, False)
    return bool(ending)
