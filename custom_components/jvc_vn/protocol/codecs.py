"""Codecs: a class for each kind of value, which encodes and decodes it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import override

from .errors import Expected, InvalidValueError, UnreadableValueError


class Codec[T](ABC):
    """Turns the text of a reply into a value, and a value into what is sent."""

    safe = "+"
    """Characters of a written value that stay as they are in the request; relative
    moves are printed with a bare `+` (guide, 6.6)."""

    @property
    @abstractmethod
    def expected(self) -> Expected:
        """What a value must be, in words: `a number from 0 to 100`."""

    @property
    def spelled(self) -> Expected:
        """What a text must be that is sent as it is: `one of on, off`."""
        return self.expected

    @abstractmethod
    def decode(self, text: str) -> T:
        """Read the camera's text; ValueError if it is no such value."""

    @abstractmethod
    def encode(self, value: T) -> str:
        """Write a value; ValueError if the camera would not take it."""

    def takes(self, text: str) -> bool:
        """Return whether the camera would take this text as it is."""
        try:
            return self.encode(self.decode(text)) == text
        except ValueError, TypeError, AttributeError:
            return False

    def read(self, key: str, text: str) -> T:
        """Decode the value of `key`.

        Raises:
            UnreadableValueError: the camera wrote something else.
        """
        try:
            return self.decode(text)
        except ValueError:
            raise UnreadableValueError(
                f"{key}: {text[:40]!r} is not {self.expected}"
            ) from None

    def write(self, key: str, value: T) -> str:
        """Encode a value for `key`.

        Raises:
            InvalidValueError: the camera would not take it.
        """
        try:
            return self.encode(value)
        except ValueError, TypeError, AttributeError:
            shown = "…" if "password" in key else value
            raise InvalidValueError(key, shown, self.expected) from None


class Choice(Codec[str]):
    """One of several words; each keyword is ours, its value the camera's."""

    # Some of them are keys themselves: `auto_patrol(0)`.
    safe = "()"

    def __init__(self, **words: str) -> None:
        """Name each word of the camera in lower case and snake case."""
        self._words = words
        self._names = {word: name for name, word in words.items()}

    @property
    def choices(self) -> list[str]:
        """Our words, in the order of the table."""
        return list(self._words)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("choice", choices=", ".join(self._words))

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("choice", choices=", ".join(self._words.values()))

    @override
    def decode(self, text: str) -> str:
        if text not in self._names:
            raise ValueError(text)
        return self._names[text]

    @override
    def encode(self, value: str) -> str:
        if value not in self._words:
            raise ValueError(value)
        return self._words[value]


class ReadOnlyChoice(Choice):
    """One of several words that the camera tells and does not take."""

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("choice", choices="")

    @override
    def takes(self, text: str) -> bool:
        return False


class Flag(Codec[bool]):
    """A pair of words that means yes or no."""

    def __init__(
        self,
        yes: str,
        no: str,
        *,
        write_yes: str = "",
        write_no: str = "",
        also: Mapping[str, bool] | None = None,
    ) -> None:
        """Give the two words, others for writing, and what else may be read."""
        self._words = f"{yes}, {no}"
        self._decoded = {yes: True, no: False, **(also or {})}
        self._encoded = {True: write_yes or yes, False: write_no or no}

    @property
    @override
    def expected(self) -> Expected:
        return Expected("choice", choices=self._words)

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("choice", choices=", ".join(self._encoded.values()))

    @override
    def takes(self, text: str) -> bool:
        return text in self._encoded.values()

    @override
    def decode(self, text: str) -> bool:
        if text not in self._decoded:
            raise ValueError(text)
        return self._decoded[text]

    @override
    def encode(self, value: bool) -> str:
        if type(value) is not bool:
            raise TypeError(value)
        return self._encoded[value]


def on_off() -> Flag:
    """`on` and `off`."""
    return Flag("on", "off")


def contact() -> Flag:
    """`make` (closed) and `break` (open)."""
    return Flag("make", "break")


def running() -> Flag:
    """Read as `moving` and `stop`, written as `start` and `stop`."""
    # The read example of tracking prints `on` (guide, 6.6-1).
    return Flag("moving", "stop", write_yes="start", also={"on": True, "off": False})


class Number(Codec[int]):
    """A whole number, limits included."""

    def __init__(self, low: int, high: int, *, levels: int | None = None) -> None:
        """Set the limits, and how many levels the camera really has of them."""
        self.low, self.high, self.levels = low, high, levels

    @property
    @override
    def expected(self) -> Expected:
        return Expected("whole_number", low=self.low, high=self.high)

    @override
    def decode(self, text: str) -> int:
        return int(text)

    @override
    def encode(self, value: int) -> str:
        if type(value) is bool or not self.low <= value <= self.high:
            raise ValueError(value)
        if value != int(value):
            raise ValueError(value)
        return str(int(value))


class Hundredths(Codec[float]):
    """A number with two decimals, limits included (degrees, zoom, focus)."""

    def __init__(self, low: float, high: float) -> None:
        """Set the limits."""
        self.low, self.high = low, high

    @property
    @override
    def expected(self) -> Expected:
        return Expected("number", low=f"{self.low:g}", high=f"{self.high:g}")

    @override
    def takes(self, text: str) -> bool:
        return is_decimal(text) and self.low <= float(text) <= self.high

    @override
    def decode(self, text: str) -> float:
        value = float(text)
        if not self.low <= value <= self.high:
            raise ValueError(text)
        return value

    @override
    def encode(self, value: float) -> str:
        if type(value) is bool or not self.low <= value <= self.high:
            raise ValueError(value)
        # A sign would make it a relative move: -0.0 must not keep its own.
        return f"{abs(value):.2f}" if value == 0 else f"{value:.2f}"


class Text(Codec[str]):
    """Free text; an empty one is written as `%00` (guide, 6.1).

    Every character of it that could mean something is percent-encoded, so a
    text can never become a second parameter. Control characters are refused:
    the guide forbids `%09` and `%0D`, and `%00` means an empty text. A text that is
    read is cut at `most` characters: a faulty camera may send any number.
    """

    safe = ""

    def __init__(self, most: int, *, least: int = 0) -> None:
        """Set the most bytes that the camera keeps, and the least it takes."""
        self.most, self.least = most, least

    @property
    @override
    def expected(self) -> Expected:
        if self.least:
            return Expected("long_text", least=self.least, most=self.most)
        return Expected("text", most=self.most)

    @override
    def takes(self, text: str) -> bool:
        try:
            self.encode(text)
        except ValueError:
            return False
        return True

    @override
    def decode(self, text: str) -> str:
        return text[: self.most]

    @override
    def encode(self, value: str) -> str:
        if not self.least <= len(value.encode()) <= self.most:
            raise ValueError(value)
        if _CONTROL.search(value):
            raise ValueError(value)
        return value or "\0"


class Title(Text):
    """A text that may be as many characters as the camera keeps, if it counts those.

    The guide says 32 characters (6.6-3), not whether one of several bytes is one.
    """

    @property
    @override
    def expected(self) -> Expected:
        return Expected("title", most=self.most)

    @override
    def encode(self, value: str) -> str:
        # Half a character cannot be sent: it raises what is raised here.
        value.encode()
        if len(value) > self.most or _CONTROL.search(value):
            raise ValueError(value)
        return value or "\0"


_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def is_decimal(text: str) -> bool:
    """Return whether this is a number of at most two decimals, without a sign."""
    return bool(re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", text))


def one_of(names: Iterable[str]) -> Choice:
    """Choice that we spell as the camera does."""
    return Choice(**{name: name for name in names})
