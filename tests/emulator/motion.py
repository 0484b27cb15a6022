"""The pan-tilt-zoom head: moves, presets and programs, worked out from a clock."""

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from . import optics
from .axis import Axis

type Program = Generator[float]

# Degrees per second squared: the head reaches its preset speed in a third of a second.
RAMP = 900.0
MOVE_SPEED = 180.0
FOCUS_SPEED = 60.0
AXES = ("pan", "tilt", "zoom", "focus")
# The iris has a motor too, but no move by hand and no program turns it.
MOTORS = (*AXES, "iris")
# A tilt beyond this is behind the zenith: no preset may stand there (guide 6.6-3).
OVERHEAD = 95.0

# What is kept with a preset, and for auto pan and auto trace (guide 6.2).
IMAGE = {
    "camera.iris": "autoM",
    "camera.image.white_balance": "autoW",
    "camera.image.white_balance.r": "s85",
    "camera.image.white_balance.b": "s219",
    "camera.image.blc": "off",
}


@dataclass(frozen=True)
class Spot:
    """A position of all four motors, and the picture settings kept with it."""

    pan: float
    tilt: float
    zoom: float
    focus: float = 50.0
    image: dict[str, str] = field(default_factory=IMAGE.copy, hash=False)


class Head:
    """Everything that turns. All of it is evaluated lazily from `clock`."""

    def __init__(self, clock: Callable[[], float], limit: int) -> None:
        """Start at rest, looking ahead; `limit` is the optical zoom of the model."""
        self._clock = clock
        self.optical_limit = limit
        self.pan = Axis.circle()
        self.tilt = Axis(5.0, 0.0, 190.0)
        self.zoom = Axis(0.0, 0.0, optics.TELE)
        self.focus = Axis(50.0, 0.0, 99.99)
        self.iris = Axis(50.0, 0.0, 100.0)
        # The guide knows no end of a start but the stop; a camera might.
        self.safety = math.inf
        self.preset: int | None = None
        self.on_arrival: Callable[[int, Spot], None] = lambda number, spot: None
        self.on_idle: Callable[[], None] = lambda: None
        self.idle_timeout = math.inf
        self.idle_while_driving = False
        self.pan_limits: tuple[float, float] | None = None
        self.program_name = ""
        self._program: Program | None = None
        self._wake = math.inf
        self._pending: tuple[float, int, Spot] | None = None
        self._started: dict[str, float] = {}
        self._advancing = False
        self.now = clock()
        self._touched = self.now

    def axis(self, name: str) -> Axis:
        """Return a motor by its name."""
        axes = (self.pan, self.tilt, self.zoom, self.focus, self.iris)
        return axes[MOTORS.index(name)]

    def advance(self) -> float:
        """Let everything happen that was due until now, in order."""
        if self._advancing:
            # What happens asks about its own moment.
            return self.now
        self._advancing = True
        try:
            return self._advance(self._clock())
        finally:
            self._advancing = False

    def _advance(self, now: float) -> float:
        while (due := self._next_due()) <= now:
            self.now = max(self.now, due)
            self._handle_due()
        self.now = now
        return now

    def _next_due(self) -> float:
        arrival = self._pending[0] if self._pending else math.inf
        tired = min(self._started.values(), default=math.inf) + self.safety
        idle = self.idle_while_driving and not self._pending
        if self._program or (self.moving_now(self.now) and not idle):
            return min(arrival, self._wake, tired)
        return min(arrival, self._wake, tired, self._touched + self.idle_timeout)

    def _handle_due(self) -> None:
        if tired := self._tired():
            self.halt(tired)
        elif self._pending and self._pending[0] <= self.now:
            _, number, spot = self._pending
            self._pending = None
            self.preset = number
            self.on_arrival(number, spot)
        elif self._program and self._wake <= self.now:
            self._step()
        else:
            self._touched = self.now
            self.on_idle()

    def _tired(self) -> str | None:
        """Name a motor that the safety stop has to end."""
        latest = self.now - self.safety
        over = (name for name, since in self._started.items() if since <= latest)
        return next(over, None)

    # Moves by hand.

    def touch(self) -> None:
        """Note a manual command: it ends what runs by itself."""
        self.advance()
        self._touched = self.now
        self.cancel()
        self._pending = None
        self.preset = None

    def cancel(self) -> None:
        """End a running program, and its movement."""
        if self._program is not None:
            self._program.close()
            self._halt_all()
        self._program = None
        self.program_name = ""
        self._wake = math.inf

    def drive(self, name: str, sign: int, speed: float) -> None:
        """Start one motor."""
        self.touch()
        self.start_drive(name, sign, speed)

    def drive_iris(self, sign: int, speed: float) -> None:
        """Open or close the iris; the head stays where it is and does what it does."""
        self.advance()
        self.start_drive("iris", sign, speed)

    def stop(self, name: str) -> None:
        """Stop one motor; stopping what stands still does not leave the preset."""
        self.advance()
        running = self._program is not None or self.axis(name).moving(self.now)
        if running and name != "iris":
            self.touch()
        self.halt(name)

    def move(self, name: str, goal: float, *, relative: bool = False) -> None:
        """Move one motor to a position, or by a distance."""
        self.touch()
        speed = MOVE_SPEED if name in ("pan", "tilt") else FOCUS_SPEED
        self.travel(name, goal, speed, relative=relative)

    def goto_preset(self, number: int, spot: Spot, speed: float) -> None:
        """Move to a preset by hand."""
        self.touch()
        self.start_preset(number, spot, speed)

    # Moves that programs make.

    def start_preset(self, number: int, spot: Spot, speed: float) -> float:
        """Set out for a preset and return how long it takes."""
        self.preset = None
        lasts = self.start_move(spot, speed)
        self._pending = (self.now + lasts, number, spot)
        return lasts

    def start_move(self, spot: Spot, speed: float) -> float:
        """Set out for a position with all motors."""
        return max(
            self.travel("pan", spot.pan, speed),
            self.travel("tilt", spot.tilt, speed),
            self.travel("zoom", spot.zoom, FOCUS_SPEED),
            self.travel("focus", spot.focus, FOCUS_SPEED),
        )

    def start_drive(self, name: str, sign: int, speed: float) -> None:
        """Start one motor; the pan limits hold it back (guide 6.6-1)."""
        if self._program is None or name == "iris":
            self._started[name] = self.now
        ramp = max(speed * 8, 20.0)
        if name != "pan" or self.pan_limits is None:
            self.axis(name).drive(self.now, sign, speed, ramp)
            return
        left, right = self.pan_limits
        here = self.pan.at(self.now)
        room = (right - here) % 360 if sign > 0 else (here - left) % 360
        self.pan.travel(self.now, sign * room, speed, ramp)

    def sweep(self, sign: int, distance: float, tilt: float, speed: float) -> float:
        """Turn a distance at an even pace, arriving at a tilt at the same time."""
        self.preset = None
        self._started.pop("pan", None)
        lasts = self.pan.travel(self.now, sign * distance, speed, RAMP)
        slope = abs(tilt - self.tilt.at(self.now)) / lasts if lasts else RAMP
        self.travel("tilt", tilt, max(slope, 0.01))
        return lasts

    def run(self, name: str, program: Program) -> None:
        """Let a program take over."""
        self.cancel()
        self._pending = None
        self._program = program
        self.program_name = name
        self._step()

    def _step(self) -> None:
        if self._program is None:
            return
        try:
            self._wake = self.now + max(0.001, next(self._program))
        except StopIteration:
            self._program = None
            self.program_name = ""
            self._wake = math.inf
            self._touched = self.now

    def travel(
        self, name: str, goal: float, speed: float, *, relative: bool = False
    ) -> float:
        """Move one motor without ending a program; return the seconds needed."""
        axis = self.axis(name)
        self._started.pop(name, None)
        distance = goal if relative else goal - axis.at(self.now)
        if name == "pan":
            distance = self._pan_way(distance, relative=relative)
        return axis.travel(self.now, distance, speed, RAMP)

    def _pan_way(self, distance: float, *, relative: bool) -> float:
        """Take the short way, except where the limits leave only the other."""
        if self.pan_limits is None:
            return distance if relative else (distance + 180) % 360 - 180
        left, right = self.pan_limits
        here = (self.pan.at(self.now) - left) % 360
        width = (right - left) % 360
        goal = here + distance if relative else (here + distance) % 360
        return max(0.0, min(width, goal)) - min(width, here)

    def halt(self, name: str) -> None:
        """Stop one motor, whoever started it."""
        self._started.pop(name, None)
        self.axis(name).halt(self.now)

    # What it looks like from outside.

    def started(self) -> frozenset[str]:
        """Name the motors that a start set going and nothing has ended since.

        One that has come to the end of its axis is among them: it is still told to
        run. What goes to a position ends by itself and is not.
        """
        self.advance()
        return frozenset(self._started)

    def moving_now(self, now: float) -> bool:
        """Tell whether any motor runs."""
        return any(self.axis(name).moving(now) for name in AXES)

    def spot(self) -> Spot:
        """Tell where everything is."""
        now = self.advance()
        return Spot(
            self.pan.at(now), self.tilt.at(now), self.zoom.at(now), self.focus.at(now)
        )

    def place(self, spot: Spot) -> None:
        """Put the head somewhere at once."""
        self.cancel()
        for name in AXES:
            self._started.pop(name, None)
            self.axis(name).place(getattr(spot, name))

    def _halt_all(self) -> None:
        for name in AXES:
            self.halt(name)
