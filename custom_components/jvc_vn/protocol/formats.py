"""Codecs of values that the camera writes in a form of its own."""

import math
import re
from datetime import datetime, time
from ipaddress import IPv4Address, IPv4Network
from typing import ClassVar, override

from .codecs import Choice, Codec, Number, is_decimal
from .errors import Expected
from .http import LONGEST_API

type Area = tuple[tuple[bool, ...], ...]
"""8 rows of 12 cells from the top left, true where the camera watches."""

AREA_ROWS, AREA_COLUMNS = 8, 12
_LONGEST_ADDRESS = 63


class MacAddress(Codec[str]):
    """Twelve hexadecimal digits, handed out as `00:80:88:00:1a:ef`."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("mac")

    @override
    def decode(self, text: str) -> str:
        digits = re.sub(r"[:-]", "", text.strip()).lower()
        if not re.fullmatch(r"[0-9a-f]{12}", digits):
            raise ValueError(text)
        return ":".join(digits[i : i + 2] for i in range(0, 12, 2))

    @override
    def encode(self, value: str) -> str:
        return self.decode(value).replace(":", "").upper()


class PresetNumber(Codec[int | None]):
    """A preset number, or `none` (in frames `NA`) away from every preset."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("whole_number", low=0, high=99)

    @override
    def decode(self, text: str) -> int | None:
        if text.lower() in {"none", "na", ""}:
            return None
        if not 0 <= int(text) <= 99:
            raise ValueError(text)
        return int(text)

    @override
    def encode(self, value: int | None) -> str:
        if type(value) is not int or not 0 <= value <= 99:
            raise ValueError(value)
        return str(value)


class Suffixed(Number):
    """A whole number between fixed letters: `s85` (gain), `30k` (kilobytes)."""

    def __init__(
        self, low: int, high: int, *, before: str = "", after: str = ""
    ) -> None:
        """Set the limits and the letters."""
        super().__init__(low, high)
        self._before, self._after = before, after

    @property
    @override
    def spelled(self) -> Expected:
        low, high = (f"{self._before}{n}{self._after}" for n in (self.low, self.high))
        return Expected("whole_number", low=low, high=high)

    @override
    def decode(self, text: str) -> int:
        return super().decode(text.removeprefix(self._before).removesuffix(self._after))

    @override
    def encode(self, value: int) -> str:
        return f"{self._before}{super().encode(value)}{self._after}"


class PulseLength(Number):
    """Milliseconds of an output: 0 is without end, else 100-5000 (guide, 6.5)."""

    _SHORTEST = 100

    def __init__(self) -> None:
        """Set the limits."""
        super().__init__(0, 5000)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("zero_or_more", low=self._SHORTEST, high=self.high)

    @override
    def encode(self, value: int) -> str:
        text = super().encode(value)
        if 0 < value < self._SHORTEST:
            raise ValueError(value)
        return text


class Joined(Codec[tuple[int, ...]]):
    """Several whole numbers from 0, joined by `-`: `40-40-40`."""

    def __init__(self, *highest: int) -> None:
        """Set the highest of each."""
        self.highest = highest

    @property
    @override
    def expected(self) -> Expected:
        return Expected("joined", highest=", ".join(map(str, self.highest)))

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("spelled", example="-".join(map(str, self.highest)))

    @override
    def decode(self, text: str) -> tuple[int, ...]:
        return self._checked(tuple(int(part) for part in text.split("-")))

    @override
    def encode(self, value: tuple[int, ...]) -> str:
        return "-".join(str(part) for part in self._checked(value))

    def _checked(self, value: tuple[int, ...]) -> tuple[int, ...]:
        for part, highest in zip(value, self.highest, strict=True):
            if type(part) is not int or not 0 <= part <= highest:
                raise ValueError(value)
        return value


class Cells(Codec[Area]):
    """A mask of 12 x 8 blocks: 24 hexadecimal digits, 12 bytes.

    Bit 0 of byte 0 is the top left block. The guide describes the polarity three
    times; twice 1 is watched and 0 is masked (reference, 6.9).
    """

    @property
    @override
    def expected(self) -> Expected:
        return Expected("area", rows=AREA_ROWS, columns=AREA_COLUMNS)

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("spelled", example="0123456789ABCDEF01234567")

    @override
    def takes(self, text: str) -> bool:
        return bool(re.fullmatch(r"[0-9A-Fa-f]{24}", text))

    @override
    def decode(self, text: str) -> Area:
        if not self.takes(text):
            raise ValueError(text)
        bits = int.from_bytes(bytes.fromhex(text), "little")
        return tuple(
            tuple(
                bool(bits >> (row * AREA_COLUMNS + column) & 1)
                for column in range(AREA_COLUMNS)
            )
            for row in range(AREA_ROWS)
        )

    @override
    def encode(self, value: Area) -> str:
        if len(value) != AREA_ROWS or {len(row) for row in value} != {AREA_COLUMNS}:
            raise ValueError(value)
        cells = [bool(cell) for row in value for cell in row]
        bits = sum(cell << number for number, cell in enumerate(cells))
        return bits.to_bytes(12, "little").hex().upper()


class TimeOfDay(Codec[time]):
    """A time of day: `hhmmss`."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("clock")

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("spelled", example="063000")

    @override
    def decode(self, text: str) -> time:
        return datetime.strptime(text, "%H%M%S").time()  # noqa: DTZ007

    @override
    def encode(self, value: time) -> str:
        return value.strftime("%H%M%S")


class Date(Codec[datetime]):
    """The camera's clock, in its own zone: `YYYYMMDDhhmmss`."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("date")

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("spelled", example="20261231235959")

    @override
    def decode(self, text: str) -> datetime:
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007

    @override
    def encode(self, value: datetime) -> str:
        return value.strftime("%Y%m%d%H%M%S")


class Window(Codec[tuple[str, str]]):
    """A window of the day, `hhmmss-hhmmss`; it may end at 24:00:00, not at 0:00:00."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("window")

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("spelled", example="080000-200000")

    @override
    def decode(self, text: str) -> tuple[str, str]:
        start, end = text.split("-")
        return start, end

    @override
    def encode(self, value: tuple[str, str]) -> str:
        start, end = value
        clock = r"([01]\d|2[0-3])[0-5]\d[0-5]\d"
        if not re.fullmatch(clock, start) or not re.fullmatch(rf"{clock}|240000", end):
            raise ValueError(value)
        if start >= end:
            raise ValueError(value)
        return f"{start}-{end}"


class Address(Codec[str]):
    """An IPv4 address, within a network where one is given."""

    def __init__(self, within: str = "0.0.0.0/0") -> None:
        """Set the network."""
        self._within = IPv4Network(within)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("address", network=self._within)

    @override
    def decode(self, text: str) -> str:
        return text[:_LONGEST_ADDRESS]

    @override
    def encode(self, value: str) -> str:
        if not isinstance(value, str) or IPv4Address(value) not in self._within:
            raise ValueError(value)
        return value


class Gray(Choice):
    """One of the eleven greys of the camera, as hexadecimal RGB: `808080`."""

    _STEPS = 10

    def __init__(self) -> None:
        """Name them by how light they are, in percent."""
        names = ("black", *(f"gray_{n}0" for n in range(1, self._STEPS)), "white")
        super().__init__(**{name: self._spell(step) for step, name in enumerate(names)})

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("spelled", example=self._spell(self._STEPS // 2))

    @override
    def takes(self, text: str) -> bool:
        # It rounds to its own steps.
        return bool(re.fullmatch(r"([0-9a-fA-F]{2})\1\1", text))

    @classmethod
    def _spell(cls, step: int) -> str:
        return f"{math.floor(255 * step / cls._STEPS + 0.5):02x}" * 3

    @override
    def decode(self, text: str) -> str:
        # Whatever it was told, it has one of its own steps.
        if not re.fullmatch(r"([0-9a-f]{2})\1\1", text.lower()):
            raise ValueError(text)
        return super().decode(self._spell(round(int(text[:2], 16) / 255 * self._STEPS)))


class IrisValue(Codec[int | str]):
    """The opening of the iris, 0-100 (100 is open), or one of its automatic modes."""

    _MODES: ClassVar = {"auto_low": "autoL", "auto_mid": "autoM", "auto_high": "autoH"}
    choices = (*_MODES, "manual")

    @property
    @override
    def expected(self) -> Expected:
        return Expected("number_or", low=0, high=100, choices=", ".join(self.choices))

    @property
    @override
    def spelled(self) -> Expected:
        words = ", ".join((*self._MODES.values(), "manual"))
        return Expected("number_or", low=0, high=100, choices=words)

    @override
    def takes(self, text: str) -> bool:
        return text == "manual" or super().takes(text)

    @override
    def decode(self, text: str) -> int | str:
        names = {word: name for name, word in self._MODES.items()}
        return names[text] if text in names else int(text)

    @override
    def encode(self, value: int | str) -> str:
        if isinstance(value, str):
            if value not in self.choices:
                raise ValueError(value)
            return self._MODES.get(value, value)
        if type(value) is bool or not 0 <= value <= 100 or value != int(value):
            raise ValueError(value)
        return str(int(value))


class FocusValue(Codec[float | str]):
    """The focus, 0.00 (near) - 99.99 (far), or `easy_auto`."""

    choices = ("easy_auto", "manual")

    @property
    @override
    def expected(self) -> Expected:
        return Expected("number_or", low=0, high=99.99, choices=", ".join(self.choices))

    @override
    def takes(self, text: str) -> bool:
        return text in self.choices or (is_decimal(text) and float(text) <= 99.99)

    @override
    def decode(self, text: str) -> float | str:
        if text == "easy_auto":
            return text
        value = float(text)
        if not 0 <= value <= 99.99:
            raise ValueError(text)
        return value

    @override
    def encode(self, value: float | str) -> str:
        if isinstance(value, str):
            if value not in self.choices:
                raise ValueError(value)
            return value
        if type(value) is bool or not 0 <= value <= 99.99:
            raise ValueError(value)
        return f"{abs(value):.2f}"


class Raw(Codec[str]):
    """A text in the guide's own grammar, whose segments are encoded already."""

    safe = "%/@()+"

    def __init__(self, pattern: str = "", example: str = "") -> None:
        """Give a form that all of it has, and one that has it."""
        self._pattern, self._example = pattern, example

    @property
    @override
    def spelled(self) -> Expected:
        if self._pattern:
            return Expected("spelled", example=self._example)
        return self.expected

    @override
    def takes(self, text: str) -> bool:
        try:
            self.encode(text)
        except ValueError:
            return False
        if len(text) > LONGEST_API:
            return False
        return not self._pattern or bool(re.fullmatch(self._pattern, text))

    @property
    @override
    def expected(self) -> Expected:
        return Expected("plain_text")

    @override
    def decode(self, text: str) -> str:
        return text[:LONGEST_API]

    @override
    def encode(self, value: str) -> str:
        if re.search(r"[\x00-\x20&=#?\x7f]", value):
            raise ValueError(value)
        return value or "\0"
