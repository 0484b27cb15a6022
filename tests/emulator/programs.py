"""What the head does by itself: auto pan, patrols, traces and the way home.

A program is a generator that sets movements going and yields the seconds until its
next step, so that an injected clock may jump over hours of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from . import optics
from .motion import Head, Program, Spot

# Guide 6.6-5: thirty seconds and a number of commands that it does not tell.
TRACE_SECONDS = 30.0
TRACE_COMMANDS = 100


@dataclass(frozen=True)
class PatrolStep:
    """One stop of a patrol: where, and for how long."""

    number: int
    spot: Spot
    seconds: float


def auto_pan(
    head: Head, start: Spot, end: Spot, mode: Callable[[], str], speed: float
) -> Program:
    """Turn from the start point to the end point and on, for ever."""
    yield head.start_move(start, optics.PRESET_SPEEDS[-1])
    goals = (end, start)
    turn = 0
    while True:
        goal = goals[turn % 2]
        here = head.pan.at(head.now)
        rightward = (goal.pan - here) % 360
        right = mode() == "right"
        if mode() == "return":
            # There and back on the same side, turning right from start to end.
            right = turn % 2 == 0
        distance = rightward if right else (360 - rightward) % 360
        yield head.sweep(1 if right else -1, distance, goal.tilt, speed) + 0.5
        turn += 1


def patrol(head: Head, steps: Callable[[], list[PatrolStep]], speed: float) -> Program:
    """Visit the presets of a patrol in turn; an empty one ends at once."""
    while round_trip := steps():
        for step in round_trip:
            yield head.start_preset(step.number, step.spot, speed)
            yield step.seconds


def home(head: Head, spot: Spot, speed: float) -> Program:
    """Go home once."""
    yield head.start_preset(0, spot, speed)


@dataclass
class Trace:
    """Recorded commands with the moments at which they came."""

    origin: Spot | None = None
    commands: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    length: float = 0.0
    started: float | None = None
    overrun: str = ""

    def begin(self, now: float, origin: Spot) -> None:
        """Start recording anew."""
        self.origin = origin
        self.commands = []
        self.started = now
        self.overrun = ""

    def note(self, now: float, command: Callable[[], object]) -> str:
        """Record a command; past the limits return the guide's 206 text."""
        if self.started is None:
            return ""
        if now - self.started > TRACE_SECONDS:
            self.overrun = "206 Partial Content, auto_trace(timeout)"
        elif len(self.commands) >= TRACE_COMMANDS:
            self.overrun = "206 Partial Content, auto_trace(memoryfull)"
        else:
            self.commands.append((now - self.started, command))
        return self.overrun

    def finish(self, now: float) -> str:
        """End the recording and return the reply text."""
        if self.started is not None:
            self.length = min(now - self.started, TRACE_SECONDS)
        self.started = None
        overrun, self.overrun = self.overrun, ""
        return "206 Partial Content" if overrun else "200 OK"

    def replay(self, head: Head) -> Program:
        """Repeat what was recorded, for ever."""
        while self.origin is not None and self.commands:
            yield head.start_move(self.origin, optics.PRESET_SPEEDS[-1])
            elapsed = 0.0
            for moment, command in self.commands:
                yield moment - elapsed
                elapsed = moment
                command()
            yield self.length - elapsed
            for name in ("pan", "tilt", "zoom", "focus"):
                head.halt(name)
