"""What reached a camera, read from the requests that it noted."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from tests.emulator import Request

AXES = ("pan", "tilt", "zoom", "focus")
_POSITIVE = {"pan": "right", "tilt": "down", "zoom": "in", "focus": "far"}
_NEGATIVE = {"pan": "left", "tilt": "up", "zoom": "out", "focus": "near"}
OPPOSITES = {
    **{_POSITIVE[axis]: _NEGATIVE[axis] for axis in AXES},
    **{_NEGATIVE[axis]: _POSITIVE[axis] for axis in AXES},
}


@dataclass(frozen=True)
class Move:
    """A motor was sent off.

    Attributes:
        axis: which one.
        direction: where to.
        size: degrees, or points of the zoom's and the focus' hundred; None if the
            motor runs until it is stopped.
        seconds: how long it ran; None if it runs still, or has a goal.
        limit: the goal is an end of the axis.
    """

    axis: str
    direction: str
    size: float | None = None
    seconds: float | None = None
    limit: bool = False

    @property
    def runs(self) -> bool:
        """Whether nothing but a stop ends it."""
        return self.size is None and self.seconds is None and not self.limit


@dataclass(frozen=True)
class Stop:
    """A motor was told to stop."""

    axis: str


@dataclass(frozen=True)
class Preset:
    """The camera was sent to a preset; 0 is home."""

    number: int


@dataclass(frozen=True)
class Program:
    """What the camera does by itself was started or ended."""

    name: str
    on: bool
    number: int | None = None


@dataclass(frozen=True)
class Night:
    """The picture was made for day or night: `color`, `bw`, `autoL` and so on."""

    value: str


@dataclass(frozen=True)
class AutoFocus:
    """The camera was told to focus by itself."""


@dataclass(frozen=True)
class Other:
    """Anything else that was written."""

    text: str


type Act = Move | Stop | Preset | Program | Night | AutoFocus | Other

_PROGRAMS = {
    "auto_pan": "autopan",
    "auto_trace": "trace",
    "auto_patrol": "patrol",
    "auto_tracking": "track",
}
_AXIS = re.compile(
    r"camera\.(?:motion\.)?(pan|tilt|zoom|focus)(\.mode|\.speed|\.status)?"
)
_PRESET = re.compile(r"camera\.position\((\d+)\)\.status")
_PROGRAM = re.compile(r"camera\.motion\.(auto_\w+?)(?:\((\d)\))?\.status")


class Reader:
    """Reads requests one after the other, knowing where the camera stood before."""

    def __init__(
        self, positions: Mapping[str, float], modes: Mapping[str, str]
    ) -> None:
        """Begin where the camera stands, with the directions that are set up."""
        self._positions = dict(positions)
        self._modes = dict(modes)
        self._began: dict[str, tuple[int, float]] = {}
        self.acts: list[Act] = []

    def take(self, at: float, key: str, value: str) -> None:
        """Read what was written at a moment."""
        if value == "save":
            # Of settings that were changed before; of a preset it is none of ours.
            if _PRESET.fullmatch(key):
                self.acts.append(Other(f"{key}={value}"))
        elif found := _AXIS.fullmatch(key):
            self._axis(at, found[1], found[2] or "", value)
        else:
            self.acts.append(_act(key, value))

    def _axis(self, at: float, axis: str, what: str, value: str) -> None:
        if what == ".mode":
            self._modes[axis] = value
        elif what == ".speed" or value == "manual":
            pass
        elif value in ("easy_auto", "op_auto"):
            self.acts.append(AutoFocus())
        elif value == "start":
            self._began[axis] = len(self.acts), at
            self.acts.append(Move(axis, self._modes[axis]))
        elif value == "stop":
            self._stop(at, axis)
        elif what == ".status":
            side = value.removeprefix("goto_").removesuffix("limit")
            direction = {"upper": "up", "lower": "down"}.get(side, side)
            self.acts.append(Move(axis, direction, limit=True))
        else:
            self._travel(axis, value)

    def _stop(self, at: float, axis: str) -> None:
        self.acts.append(Stop(axis))
        if axis in self._began:
            index, began = self._began.pop(axis)
            move = self.acts[index]
            assert isinstance(move, Move)
            self.acts[index] = replace(move, seconds=at - began)

    def _travel(self, axis: str, value: str) -> None:
        by = float(value)
        if value[0] not in "+-":
            by -= self._positions[axis]
            if axis == "pan":
                by = (by + 180) % 360 - 180
        self._positions[axis] += by
        words = _POSITIVE if by > 0 else _NEGATIVE
        self.acts.append(Move(axis, words[axis], abs(by)))


def _act(key: str, value: str) -> Act:
    if (found := _PRESET.fullmatch(key)) and value == "goto":
        return Preset(int(found[1]))
    found = _PROGRAM.fullmatch(key)
    name = _PROGRAMS.get(found[1]) if found else None
    if found and name and value in ("start", "stop"):
        # The camera counts patrols from 0, people from 1.
        patrol = int(found[2] or 0) + 1 if name == "patrol" else None
        return Program(name, value == "start", patrol)
    if key == "camera.image.true_daynight":
        return Night(value)
    return Other(f"{key}={value}")


def read(
    requests: Iterable[Request],
    positions: Mapping[str, float],
    modes: Mapping[str, str],
) -> tuple[Act, ...]:
    """Return what requests made the camera do, in order."""
    reader = Reader(positions, modes)
    for request in requests:
        path, _, query = request.target.partition("?")
        if path != "/api/param":
            continue
        for part in query.split("&"):
            key, written, value = part.partition("=")
            if written:
                reader.take(request.time, key, unquote(value))
    return _merged(reader.acts)


def _merged(acts: Iterable[Act]) -> tuple[Act, ...]:
    """Make one move of steps in the same direction."""
    merged: list[Act] = []
    for act in acts:
        if isinstance(act, Move) and act.size is not None:
            same = [
                n
                for n, other in enumerate(merged)
                if isinstance(other, Move)
                and other.size is not None
                and other.direction == act.direction
            ]
            if same:
                before = merged[same[0]]
                assert isinstance(before, Move)
                merged[same[0]] = replace(act, size=(before.size or 0) + act.size)
                continue
        merged.append(act)
    return tuple(merged)
