"""One motor: where it is at any moment, worked out from when it started."""

import math
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True)
class Run:
    """A run of a motor from rest: acceleration, cruise and, at a goal, braking."""

    start: float
    origin: float
    sign: int
    speed: float
    ramp: float
    distance: float

    @property
    def duration(self) -> float:
        """Tell how many seconds the run takes; infinite without a goal."""
        if math.isinf(self.distance):
            return math.inf
        if self.distance < self.speed**2 / self.ramp:
            return 2 * math.sqrt(self.distance / self.ramp)
        return self.distance / self.speed + self.speed / self.ramp

    def travelled(self, now: float) -> float:
        """Tell how far the motor has come."""
        elapsed = max(0.0, now - self.start)
        if elapsed >= self.duration:
            return self.distance
        from_end = self.duration - elapsed
        rise = min(self.speed / self.ramp, self.duration / 2)
        if elapsed < rise:
            return self.ramp * elapsed**2 / 2
        if from_end < rise:
            return self.distance - self.ramp * from_end**2 / 2
        return self.ramp * rise**2 / 2 + self.ramp * rise * (elapsed - rise)


class Axis:
    """A motor with a position that is computed when somebody asks."""

    def __init__(
        self, position: float, low: float, high: float, *, turns: bool = False
    ) -> None:
        """Start at rest; `turns` makes the axis a full circle."""
        self.low = low
        self.high = high
        self._turns = turns
        self._rest = position
        self._run: Run | None = None

    def at(self, now: float) -> float:
        """Tell the position at a moment."""
        run = self._run
        if run is None:
            return self._rest
        return self._wrap(run.origin + run.sign * run.travelled(now))

    def moving(self, now: float) -> bool:
        """Tell whether the motor runs at a moment."""
        return self._run is not None and now < self.ends

    @property
    def ends(self) -> float:
        """Tell when the present run is over."""
        return -math.inf if self._run is None else self._run.start + self._run.duration

    def halt(self, now: float) -> None:
        """Stop where it is."""
        self._rest = self.at(now)
        self._run = None

    def place(self, position: float) -> None:
        """Put the motor somewhere without moving it there."""
        self._rest = position
        self._run = None

    def drive(self, now: float, sign: int, speed: float, ramp: float) -> None:
        """Run in one direction until stopped, or to the end of the axis."""
        self.halt(now)
        room = math.inf
        if not self._turns:
            room = max(
                0.0, self.high - self._rest if sign > 0 else self._rest - self.low
            )
        self._run = Run(now, self._rest, sign, speed, ramp, room)

    def travel(self, now: float, distance: float, speed: float, ramp: float) -> float:
        """Run a signed distance, kept inside the axis; return the seconds needed."""
        self.halt(now)
        if not self._turns:
            goal = min(self.high, max(self.low, self._rest + distance))
            distance = goal - self._rest
        if abs(distance) < 0.005:
            return 0.0
        sign = 1 if distance > 0 else -1
        self._run = Run(now, self._rest, sign, speed, ramp, abs(distance))
        return self._run.duration

    def _wrap(self, position: float) -> float:
        if self._turns:
            return position % 360
        return min(self.high, max(self.low, position))

    @classmethod
    def circle(cls) -> Self:
        """Make the pan axis."""
        return cls(0.0, 0.0, 360.0, turns=True)
