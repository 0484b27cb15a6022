"""What a value of the guide may look like: one small class per kind of value."""

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Check(Protocol):
    """Decides about a value that was written, knowing the present one."""

    def accept(self, text: str, current: str) -> str | None:
        """Return the value to store, or None to refuse it."""


@dataclass(frozen=True)
class OneOf:
    """A choice of words or figures; `steps` allows writing + and -."""

    choices: tuple[str, ...]
    steps: bool = False

    def accept(self, text: str, current: str) -> str | None:
        """Take a listed choice, or step to the neighbour of the present one."""
        if self.steps and text in ("+", "-") and current in self.choices:
            at = self.choices.index(current) + (1 if text == "+" else -1)
            return self.choices[max(0, min(len(self.choices) - 1, at))]
        return text if text in self.choices else None


@dataclass(frozen=True)
class Level:
    """A level from 0 to 100, which the camera maps to a few internal steps."""

    count: int
    steps: bool = False

    def accept(self, text: str, current: str) -> str | None:
        """Take a whole number, or one internal step up or down."""
        if self.steps and text in ("+", "-"):
            at = step_of(current, self.count) + (1 if text == "+" else -1)
            at = max(0, min(self.count - 1, at))
            return str(round(at * 100 / (self.count - 1)))
        return text if text.isdecimal() and int(text) <= 100 else None


def step_of(value: str, count: int) -> int:
    """Map a level of 0-100 to one of `count` internal steps."""
    return int(int(value) / 100 * (count - 1) + 0.5)


@dataclass(frozen=True)
class Whole:
    """A whole number within limits, and any listed extra values."""

    low: int
    high: int
    extra: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""

    def accept(self, text: str, current: str) -> str | None:
        """Take the number with its printed prefix and suffix."""
        del current
        if text in self.extra:
            return text
        if not (text.startswith(self.prefix) and text.endswith(self.suffix)):
            return None
        digits = text.removeprefix(self.prefix).removesuffix(self.suffix)
        if not digits.isdecimal() or not self.low <= int(digits) <= self.high:
            return None
        return text


@dataclass(frozen=True)
class Decimal:
    """A number with up to two places; `relative` allows a leading + or -."""

    low: float
    high: float
    relative: bool = False
    words: tuple[str, ...] = ()

    def accept(self, text: str, current: str) -> str | None:
        """Return the number with two places, keeping the sign of a relative one."""
        del current
        if text in self.words:
            return text
        if not re.fullmatch(r"[+-]?\d{1,3}(\.\d{1,2})?", text):
            return None
        if text[0] in "+-":
            span = self.high - self.low
            fits = self.relative and abs(float(text)) <= span
            return f"{float(text):+.2f}" if fits else None
        return f"{float(text):.2f}" if self.low <= float(text) <= self.high else None


@dataclass(frozen=True)
class Text:
    """Free text with a limit in bytes."""

    limit: int
    least: int = 0
    forbidden: str = "\t\r\n"
    only: str = ""

    def accept(self, text: str, current: str) -> str | None:
        """Take a text that is neither too long nor made of barred characters."""
        del current
        if not self.least <= len(text.encode()) <= self.limit:
            return None
        if any(char in self.forbidden for char in text):
            return None
        if self.only and not re.fullmatch(self.only, text):
            return None
        return text


@dataclass(frozen=True)
class Numbers:
    """Several numbers joined by dashes, such as H-S-V."""

    limits: tuple[int, ...]

    def accept(self, text: str, current: str) -> str | None:
        """Take exactly as many numbers as there are limits."""
        del current
        parts = text.split("-")
        if len(parts) != len(self.limits):
            return None
        pairs = zip(parts, self.limits, strict=True)
        fits = all(part.isdecimal() and int(part) <= top for part, top in pairs)
        return text if fits else None


@dataclass(frozen=True)
class Matches:
    """A value that a regular expression and perhaps a function judge."""

    pattern: str
    also: Callable[[str], bool] | None = None

    def accept(self, text: str, current: str) -> str | None:
        """Take what matches as a whole."""
        del current
        if not re.fullmatch(self.pattern, text):
            return None
        return text if self.also is None or self.also(text) else None


@dataclass(frozen=True)
class Address:
    """An IPv4 address; `multicast` wants 224.0.0.0 to 239.255.255.255."""

    multicast: bool = False

    def accept(self, text: str, current: str) -> str | None:
        """Take a dotted address."""
        del current
        try:
            address = ipaddress.IPv4Address(text)
        except ValueError:
            return None
        return text if not self.multicast or address.is_multicast else None


def allowed_host(text: str) -> bool:
    """Judge a host of the access restriction: address, range or name."""
    if not text:
        return True
    try:
        ipaddress.IPv4Network(text, strict=False)
    except ValueError:
        return bool(re.fullmatch(r"[A-Za-z][A-Za-z0-9.-]{0,62}", text))
    return True


def filter_time(text: str) -> bool:
    """Judge a window hhmmss-hhmmss of an alarm filter (guide 6.4)."""
    start, _, end = text.partition("-")
    return _is_clock(start) and (end == "240000" or _is_clock(end)) and start < end


def _is_clock(text: str) -> bool:
    hours, minutes, seconds = int(text[:2]), int(text[2:4]), int(text[4:])
    return hours < 24 and minutes < 60 and seconds < 60


ON_OFF = OneOf(("on", "off"))
PORT = Whole(1, 65534)
HOST = Text(63, only=r"[A-Za-z0-9.\-]*")
HEX_AREA = Matches(r"[0-9a-fA-F]{24}")
CLOCK = Matches(r"\d{6}", _is_clock)
READ_ONLY = OneOf(())
