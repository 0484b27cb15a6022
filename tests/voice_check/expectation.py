"""What a sentence must do: `move a left little`, `preset b 2`, `where c`."""

import re
from dataclasses import dataclass

from .houses import LETTERS

DIRECTIONS = ("left", "right", "up", "down", "in", "out")
AMOUNTS = ("little", "lot", "full", "on")
QUERIES = ("where", "seen", "motion", "presets")
FILES = ("snap", "record")
PROGRAMS = ("patrol", "autopan", "track")
_ARGUMENTS = {
    "move": rf"(?:{'|'.join(DIRECTIONS)})(?:\+(?:{'|'.join(DIRECTIONS)}))*"
    rf"(?: (?:{'|'.join(AMOUNTS)}|[\d.]+s|[\d.]+deg))?",
    "stop": "",
    "home": "",
    "preset": r"\d+",
    "patrol": r"(?:start|stop)(?: [123])?",
    "autopan": "start|stop",
    "track": "start|stop",
    "bw": "on|off",
    "focus": "auto|near|far",
    **dict.fromkeys((*QUERIES, *FILES), ""),
}


@dataclass(frozen=True)
class Expectation:
    """A verb, the cameras that it is for, and what belongs to the verb."""

    verb: str
    cameras: str
    arguments: tuple[str, ...] = ()

    @property
    def directions(self) -> tuple[str, ...]:
        """Where a move goes."""
        return tuple(self.arguments[0].split("+")) if self.verb == "move" else ()

    @property
    def amount(self) -> str | None:
        """How far a move goes, if that was said."""
        told = self.verb == "move" and len(self.arguments) > 1
        return self.arguments[1] if told else None

    @property
    def quantity(self) -> float | None:
        """The seconds or degrees of an amount."""
        found = re.fullmatch(r"([\d.]+)(?:s|deg)", self.amount or "")
        return float(found[1]) if found else None

    @property
    def on(self) -> bool:
        """Whether a program starts, or black and white is switched on."""
        return self.arguments[0] in ("start", "on")

    @property
    def number(self) -> int | None:
        """The number of a preset or patrol, if one was said."""
        last = self.arguments[-1] if self.arguments else ""
        return int(last) if last.isdecimal() else None


def parse(text: str) -> Expectation:
    """Read what a sentence must do; ValueError if nobody could judge it."""
    verb, _, rest = text.partition(" ")
    cameras, _, arguments = rest.partition(" ")
    form = _ARGUMENTS.get(verb)
    if cameras == "all":
        cameras = LETTERS
    known = bool(cameras) and set(cameras) <= set(LETTERS)
    if form is None or not known or not re.fullmatch(form, arguments):
        raise ValueError(f"nobody knows what {text!r} is")
    return Expectation(verb, cameras, tuple(arguments.split()))
