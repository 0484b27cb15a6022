"""The commands and questions that people put to a camera in words.

Sentences and language models share these commands, which call the actions. The intent
that calls them translates their errors.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ..actions import presets, ptz
from ..const import DOMAIN
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.parameters import Parameter
from ..protocol.ptz import LONGEST_MOVE
from ..ptz.optics import field_of_view

PATROLS = tuple(n + 1 for n in p.PATROLS)
"""Patrols as people count them; the camera counts from 0."""
HOME = 0

_KEEP_GOING_SPEED = 30


class Direction(StrEnum):
    """Where to turn or zoom."""

    LEFT = "left"
    RIGHT = "right"
    UP = "up"
    DOWN = "down"
    IN = "in"
    OUT = "out"


class Amount(StrEnum):
    """How far: a part of the picture's width, most of it, or until it is stopped."""

    LITTLE = "little"
    NORMAL = "normal"
    LOT = "lot"
    KEEP_GOING = "keep_going"


class Mode(StrEnum):
    """Whether the picture is coloured, black and white, or decided by the camera."""

    DAY = "day"
    NIGHT = "night"
    AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a camera looks.

    Attributes:
        preset: the title of the preset at which it stands.
        pan: degrees, 0-359.99.
        tilt: degrees as the camera counts them: 5 is the horizon, 95 straight down.
        zoom: 0-99.99, 0 is wide.
        moving: it is on its way.
    """

    preset: str | None
    pan: float | None
    tilt: float | None
    zoom: float | None
    moving: bool


@dataclass(frozen=True, slots=True)
class LastAlarm:
    """The newest alarm: an event type of the alarm event, and when it came."""

    type: str
    when: datetime


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
# Shares of the picture's width, and percent of the zoom's range.
_TURNS = {Amount.LITTLE: 0.1, Amount.NORMAL: 0.3, Amount.LOT: 0.8}
_ZOOMS = {Amount.LITTLE: 5.0, Amount.NORMAL: 15.0, Amount.LOT: 40.0}

PROGRAMS: dict[str, Parameter[bool]] = {
    "auto_pan": p.AUTO_PAN,
    "auto_trace": p.AUTO_TRACE,
    **{f"auto_patrol_{n}": p.PATROL[n - 1] for n in PATROLS},
    "auto_tracking": p.AUTO_TRACKING,
    "intelligent_tracking": p.INTELLIGENT_TRACKING,
}
"""The camera's programs: key of the switch → parameter."""
_TRACKING = ("auto_tracking", "intelligent_tracking")


async def move(
    coordinator: VnCoordinator, direction: Direction, amount: Amount = Amount.NORMAL
) -> None:
    """Move by a share of the picture, or until stopped, for at most 30 s."""
    axis, step, run = _MOVES[direction]
    if amount is Amount.KEEP_GOING:
        speed = {axis: run * _KEEP_GOING_SPEED}
        await ptz.ptz_move(coordinator, duration=LONGEST_MOVE, **speed)
    elif axis == "zoom":
        await ptz.ptz_step(coordinator, zoom=step * _ZOOMS[amount])
    else:
        by = max(0.1, round(_field(coordinator) * _TURNS[amount], 1))
        await ptz.ptz_step(coordinator, **{axis: step * by})


async def stop(coordinator: VnCoordinator) -> None:
    """Stop the motors and all programs."""
    await ptz.ptz_stop(coordinator)
    await _end(coordinator, *PROGRAMS)


async def go_to_preset(coordinator: VnCoordinator, preset: str) -> str:
    """Go to a preset by its title or number; return its title."""
    coordinator.require_role(p.PRESET_REGISTERED[0].writers)
    number = coordinator.presets.number("preset", preset)
    await presets.goto_preset(coordinator, number)
    return coordinator.presets.titles.get(number, preset)


async def go_home(coordinator: VnCoordinator) -> None:
    """Go to the home position."""
    coordinator.require_role(p.PRESET_REGISTERED[HOME].writers)
    await presets.goto_preset(coordinator, HOME)


async def patrol(
    coordinator: VnCoordinator, number: int | None = None, *, on: bool
) -> None:
    """Start or stop a patrol, 1-3; None starts the first, or stops all that run."""
    names = [f"auto_patrol_{n}" for n in ((number,) if number else PATROLS)]
    await _switch(coordinator, names, on=on)


async def auto_pan(coordinator: VnCoordinator, *, on: bool) -> None:
    """Start or stop panning back and forth."""
    await _switch(coordinator, ["auto_pan"], on=on)


async def tracking(coordinator: VnCoordinator, *, on: bool) -> None:
    """Start auto tracking, or stop tracking of either kind."""
    await _switch(coordinator, _TRACKING, on=on)


async def day_night(coordinator: VnCoordinator, mode: Mode) -> None:
    """Set the picture to colour, to black and white, or leave it to the camera."""
    coordinator.require_role(p.DAY_NIGHT.writers)
    if mode is Mode.AUTO and str(coordinator.data.get(p.DAY_NIGHT)).startswith("auto_"):
        return
    words = {Mode.DAY: "color", Mode.NIGHT: "black_white", Mode.AUTO: "auto_mid"}
    await coordinator.writer.set(p.DAY_NIGHT, words[mode])


def whereabouts(coordinator: VnCoordinator) -> Whereabouts:
    """Return where a camera looks, as far as it is known."""
    data = coordinator.data
    preset = data.get(p.PRESET)
    return Whereabouts(
        preset=None if preset is None else coordinator.presets.titles.get(preset),
        pan=data.get(p.PAN),
        tilt=data.get(p.TILT),
        zoom=data.get(p.ZOOM),
        moving=data.moving,
    )


def last_alarm(coordinator: VnCoordinator) -> LastAlarm | None:
    """Return the last event of the alarm event entity, which is kept over restarts."""
    hass = coordinator.hass
    entity_id = er.async_get(hass).async_get_entity_id(
        Platform.EVENT, DOMAIN, f"{coordinator.identity.mac}_alarm_event"
    )
    state = hass.states.get(entity_id) if entity_id else None
    when = dt_util.parse_datetime(state.state) if state else None
    kind = state.attributes.get(ATTR_EVENT_TYPE) if state else None
    return LastAlarm(kind, when) if kind and when else None


def running(coordinator: VnCoordinator) -> list[str]:
    """Return the programs that run."""
    return [name for name, q in PROGRAMS.items() if coordinator.data.get(q)]


def describe(coordinator: VnCoordinator) -> dict[str, JsonValueType]:
    """Return everything that a language model may know of a camera."""
    alarm = last_alarm(coordinator)
    frame = coordinator.data.frame
    tracking_state = frame.tracking.name.lower() if frame and frame.tracking else None
    return {
        **asdict(whereabouts(coordinator)),
        "presets": list(coordinator.presets.titles.values()),
        "running": list(running(coordinator)),
        "tracking": tracking_state,
        "day_night": coordinator.data.get(p.DAY_NIGHT),
        "active": [str(s) for s, on in coordinator.data.active.items() if on],
        "last_alarm": {"type": alarm.type, "when": _local(alarm.when)}
        if alarm
        else None,
    }


def _local(when: datetime) -> str:
    """Write a time in the time zone of Home Assistant."""
    return dt_util.as_local(when).isoformat(timespec="seconds")


def _field(coordinator: VnCoordinator) -> float:
    """Return how many degrees wide the picture is.

    A step that suits the wide end would skip several pictures at the tele end.
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
        # Perhaps it runs and that has not been read yet.
        await coordinator.writer.set(PROGRAMS[names[0]], False)


async def _end(coordinator: VnCoordinator, *names: str) -> bool:
    """Stop the programs that run; True if one did."""
    ending: list[Parameter[Any]] = [
        PROGRAMS[name] for name in names if coordinator.data.get(PROGRAMS[name])
    ]
    for parameter in ending:
        await coordinator.writer.set(parameter, False)
    return bool(ending)
