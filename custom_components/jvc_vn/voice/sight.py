"""What a camera tells of itself: where it looks, what it saw, what it knows."""

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonValueType

from ..const import DOMAIN
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.models import AlarmSource
from ..ptz.optics import field_of_view
from .commands import running

_BESIDE = 0.4
"""Pictures beside a preset, at the most, that are a little beside it."""
_OVER = 0.2
"""Pictures beside a preset that are above or below it, if it is so."""
_BETWEEN = 150.0
"""Degrees between two presets, at the most, of which one looks between them."""


class Side(StrEnum):
    """Where something is, seen from a preset."""

    LEFT = "left"
    RIGHT = "right"
    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a camera looks.

    Attributes:
        preset: the title of the preset at which it stands.
        pan: degrees, 0-359.99.
        tilt: degrees as the camera counts them: 5 is the horizon, 95 straight down.
        zoom: 0-99.99, 0 is wide.
        moving: it is on its way.
        heading: the title of the preset to which it was sent.
    """

    preset: str | None
    pan: float | None
    tilt: float | None
    zoom: float | None
    moving: bool
    heading: str | None = None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The presets that are nearest to where a camera looks.

    Attributes:
        near: the nearest one.
        side: on which side of it the camera looks.
        little: it is not far.
        between: the presets to the left and to the right, if it looks between two.
    """

    near: str
    side: Side
    little: bool
    between: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LastAlarm:
    """The newest alarm: an event type of the alarm event, and when it came."""

    type: str
    when: datetime


def whereabouts(coordinator: VnCoordinator) -> Whereabouts:
    """Tell where a camera looks, as far as it is known."""
    data, titles = coordinator.data, coordinator.presets.titles
    preset, heading = data.get(p.PRESET), coordinator.ptz.heading
    return Whereabouts(
        preset=None if preset is None else titles.get(preset),
        pan=data.get(p.PAN),
        tilt=data.get(p.TILT),
        zoom=data.get(p.ZOOM),
        moving=data.moving,
        heading=None if heading is None else titles.get(heading),
    )


def neighbours(
    coordinator: VnCoordinator, pan: float, tilt: float
) -> Neighbours | None:
    """Tell which presets are nearest to there; None if nobody knows."""
    data, presets = coordinator.data, coordinator.presets
    # How far right of each the camera looks.
    known = {
        title: ((pan - at[0] + 180) % 360 - 180, tilt - at[1])
        for n, title in presets.titles.items()
        if (at := presets.positions.get(n))
    }
    if not known:
        return None
    near = min(known, key=lambda title: abs(known[title][0]) + abs(known[title][1]))
    beside, below = known[near]
    width = field_of_view(coordinator.identity.model, data.get(p.ZOOM) or 0)
    little = abs(beside) <= _BESIDE * width
    if abs(beside) <= _OVER * width and abs(below) > abs(beside):
        return Neighbours(near, Side.BELOW if below > 0 else Side.ABOVE, little=True)
    side = Side.RIGHT if beside > 0 else Side.LEFT
    return Neighbours(near, side, little, None if little else _between(known))


def _between(known: dict[str, tuple[float, float]]) -> tuple[str, str] | None:
    """Return the presets to the left and to the right, if both are there."""
    lefts = (name for name in known if known[name][0] > 0)
    rights = (name for name in known if known[name][0] < 0)
    left = min(lefts, key=lambda name: known[name], default=None)
    right = max(rights, key=lambda name: known[name], default=None)
    if left is None or right is None:
        return None
    apart = known[left][0] - known[right][0]
    return (left, right) if apart <= _BETWEEN else None


def last_alarm(coordinator: VnCoordinator) -> LastAlarm | None:
    """Tell what the alarm event told last; it remembers over restarts."""
    hass = coordinator.hass
    entity_id = er.async_get(hass).async_get_entity_id(
        Platform.EVENT, DOMAIN, f"{coordinator.identity.mac}_alarm_event"
    )
    state = hass.states.get(entity_id) if entity_id else None
    when = dt_util.parse_datetime(state.state) if state else None
    kind = state.attributes.get(ATTR_EVENT_TYPE) if state else None
    return LastAlarm(kind, when) if kind and when else None


def motion(coordinator: VnCoordinator) -> bool:
    """Tell whether something moves before the camera."""
    return bool(coordinator.data.active.get(AlarmSource.MOTION))


def describe(coordinator: VnCoordinator) -> dict[str, JsonValueType]:
    """Tell all of it, for those who look before they act."""
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
    """Write a time as the clock on the wall shows it."""
    return dt_util.as_local(when).isoformat(timespec="seconds")
