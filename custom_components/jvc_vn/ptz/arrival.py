"""Waits until the camera stands where it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.errors import VnError
from ..protocol.models import Frame
from ..protocol.parameters import Parameter
from ..state.camera_state import told_by

type Place = Mapping[Parameter[Any], Any]
"""Pan and tilt in degrees, zoom 0-99.99, and preset, or some of them."""

LOOK_EVERY = 0.5
"""Seconds between two stills."""
WATCH_EVERY = 0.1
"""Seconds between two checks of a stream that is open anyway."""
STANDSTILL_SECONDS = 2.0
"""Seconds without a change after which the camera is not on its way any more."""
LONGEST = 60.0
"""Seconds to wait at most."""
_SETTING_OUT = 2.0
_SLOWEST = 5.0
_AT_LIMIT = 1.0
_LIMITS = (p.PAN_LIMIT, p.PAN_LIMIT_LEFT, p.PAN_LIMIT_RIGHT, p.TILT_LIMIT)
_NEAR = {p.PAN: 0.05, p.TILT: 0.05, p.ZOOM: 0.1}


class Outcome(Enum):
    """How waiting ended."""

    ARRIVED = auto()
    ELSEWHERE = auto()
    HELD = auto()
    """It stands at a limit."""
    LATE = auto()


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where the camera is, and how long it took."""

    outcome: Outcome
    place: Place
    seconds: float


class ArrivalWaiter:
    """Waits for the camera to reach a goal; `begin` comes before it is sent there."""

    def __init__(self, coordinator: VnCoordinator, goal: Place) -> None:
        """Wait for a goal; nothing is read yet."""
        self._coordinator = coordinator
        self._timing = coordinator.timing
        self._goal = goal
        self._limit = LONGEST
        self._stale: Frame | None = None
        self._started = 0.0

    async def begin(self) -> None:
        """Look how far the goal is, which limits the wait."""
        # Only the camera knows how far a preset is.
        if p.PRESET not in self._goal:
            here = await self._look()
            farthest = max(_distance(q, here, self._goal) for q in _NEAR)
            self._limit = min(LONGEST, _SETTING_OUT + farthest / _SLOWEST)
        self._started = self._timing.clock()

    async def end(self) -> Arrival:
        """Wait until the camera stands, at the goal or elsewhere, or is too late.

        Raises:
            VnError: the position could not be read.
        """
        # A frame from before the camera was sent shows the past.
        self._stale = self._coordinator.hub.newest
        place: Place = {}
        changed = self._started
        while True:
            now = self._timing.clock()
            if (seen := await self._look()) and seen != place:
                place, changed = seen, now
            if seen and _reached(place, self._goal):
                return self._arrival(Outcome.ARRIVED, place)
            if place and now - changed >= STANDSTILL_SECONDS:
                held = await self._held(place)
                outcome = Outcome.HELD if held else Outcome.ELSEWHERE
                return self._arrival(outcome, place)
            if now - self._started >= self._limit:
                return self._arrival(Outcome.LATE, place)
            watched = self._coordinator.hub.running
            await self._timing.sleep(WATCH_EVERY if watched else LOOK_EVERY)

    def _arrival(self, outcome: Outcome, place: Place) -> Arrival:
        return Arrival(outcome, place, round(self._timing.clock() - self._started, 2))

    async def _held(self, place: Place) -> bool:
        """Return whether the pan or the tilt limit stopped it (guide, 6.6-1)."""
        limits = (await self._coordinator.camera.get_many(_LIMITS)).values
        ends = (limits.get(p.PAN_LIMIT_LEFT), limits.get(p.PAN_LIMIT_RIGHT))
        if limits.get(p.PAN_LIMIT) and any(
            end is not None and _distance(p.PAN, place, {p.PAN: end}) <= _AT_LIMIT
            for end in ends
        ):
            return True
        upper = limits.get(p.TILT_LIMIT, 0)
        return bool(self._goal.get(p.TILT, upper) < upper)

    async def _look(self) -> Place:
        """Return where the camera is; empty while no new frame has come."""
        coordinator = self._coordinator
        try:
            if coordinator.hub.running:
                frame = await coordinator.hub.still()
                if frame is self._stale:
                    return {}
            else:
                # By the hub, so that whoever asks for a picture next gets this one
                # and not an earlier one, taken on the way.
                frame = await coordinator.hub.fetch()
            place = told_by(frame.info)
        except VnError:
            place = {}
        if not place:
            # It sends us no pictures, or they have no position.
            place = (await coordinator.camera.get_many((*_NEAR, p.PRESET))).values
        return {q: place[q] for q in (*_NEAR, p.PRESET) if q in place}


def _distance(parameter: Parameter[float], here: Place, goal: Place) -> float:
    if parameter not in goal or parameter not in here:
        return 0.0
    distance: float = abs(here[parameter] - goal[parameter])
    return min(distance, 360 - distance) if parameter is p.PAN else distance


def _reached(here: Place, goal: Place) -> bool:
    if any(q not in here for q in goal):
        return False
    if p.PRESET in goal:
        return bool(here[p.PRESET] == goal[p.PRESET])
    # A hundredth of a degree is not always a hundredth in floating point.
    return all(_distance(q, here, goal) <= near + 1e-6 for q, near in _NEAR.items())
