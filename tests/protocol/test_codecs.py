"""How values are written and read, up to the ends of their ranges."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.codecs import (
    Choice,
    Codec,
    Hundredths,
    Number,
    Text,
    contact,
    on_off,
    one_of,
    running,
)
from custom_components.jvc_vn.protocol.errors import (
    InvalidResponseError,
    InvalidValueError,
)
from custom_components.jvc_vn.protocol.formats import MacAddress, PresetNumber

PAN = Hundredths(0, 359.99)
TILT = Hundredths(0, 190)
SPEED = Number(0, 100)
DAY_NIGHT = Choice(black_white="bw", auto_low="autoL")


@pytest.mark.parametrize(
    ("codec", "value", "text"),
    [
        (PAN, 0, "0.00"),
        (PAN, 90, "90.00"),
        (PAN, 359.99, "359.99"),
        (PAN, 123.454, "123.45"),
        (TILT, 190, "190.00"),
        (SPEED, 0, "0"),
        (SPEED, 100, "100"),
        (SPEED, 50.0, "50"),
        (DAY_NIGHT, "black_white", "bw"),
        (on_off(), True, "on"),
        (on_off(), False, "off"),
        (contact(), True, "make"),
        (contact(), False, "break"),
        (running(), True, "start"),
        (running(), False, "stop"),
        (one_of(("left", "right")), "left", "left"),
        (Text(40), "Camera01", "Camera01"),
        (Text(40), "", "\0"),
        (Text(32), "x" * 32, "x" * 32),
        (Text(32), "é" * 16, "é" * 16),
        (Text(32), "😀" * 8, "😀" * 8),
        (Text(32), "A&B=C%", "A&B=C%"),
        (MacAddress(), "00:80:88:00:1a:ef", "008088001AEF"),
    ],
)
def test_written(codec: Codec[Any], value: object, text: str) -> None:
    """A value is written as the guide prints it, the ends of its range included."""
    assert codec.write("key", value) == text


@pytest.mark.parametrize(
    ("codec", "value"),
    [
        (PAN, -0.01),
        (PAN, 360),
        (PAN, 359.995),
        (TILT, 190.01),
        (SPEED, -1),
        (SPEED, 101),
        (SPEED, 50.5),
        (DAY_NIGHT, "bw"),
        (DAY_NIGHT, ""),
        (one_of(("left", "right")), "Left"),
        (Text(32), "x" * 33),
        (Text(32), "é" * 17),
        (Text(32), "😀" * 9),
        (Text(32), "a\r\nb"),
        (Text(32), "a\tb"),
        (Text(32), "a\0b"),
        (Text(32), "\0"),
        (Text(32), "\x7f"),
        (Text(32), "\ud800"),
        (MacAddress(), "zz"),
        (MacAddress(), "00:80:88:00:1a"),
        (PresetNumber(), None),
        (PresetNumber(), 100),
        (PresetNumber(), -1),
    ],
)
def test_not_written(codec: Codec[Any], value: object) -> None:
    """What the camera would not take is refused here."""
    with pytest.raises(InvalidValueError, match="key") as caught:
        codec.write("key", value)
    assert caught.value.field == "key"
    assert caught.value.expected in str(caught.value)


NUMBERS = [PAN, SPEED, PresetNumber()]
FLAGS = [on_off(), contact(), running()]
WORDS = [DAY_NIGHT, Text(32), MacAddress()]


@pytest.mark.parametrize("codec", NUMBERS + FLAGS + WORDS, ids=lambda c: c.expected)
def test_wrong_types(codec: Codec[Any]) -> None:
    """No codec writes a value of a type that is none of its own."""
    for value in (None, [], {}, (), b"on", object(), len):
        with pytest.raises(InvalidValueError):
            codec.write("key", value)


@pytest.mark.parametrize("codec", NUMBERS, ids=lambda c: c.expected)
def test_no_numbers(codec: Codec[Any]) -> None:
    """Neither a text nor a truth nor a number without a size is a number."""
    for value in ("5", True, False, math.nan, math.inf, -math.inf):
        with pytest.raises(InvalidValueError):
            codec.write("key", value)


@pytest.mark.parametrize("codec", FLAGS, ids=lambda c: c.expected)
def test_no_flags(codec: Codec[Any]) -> None:
    """A word or a number is no yes or no: `off` must never switch something on."""
    for value in ("on", "off", "False", "", 0, 1, 2, 0.5):
        with pytest.raises(InvalidValueError):
            codec.write("key", value)


@pytest.mark.parametrize("codec", WORDS, ids=lambda c: c.expected)
def test_no_words(codec: Codec[Any]) -> None:
    """A number is no text."""
    for value in (True, 1, 1.5, math.nan):
        with pytest.raises(InvalidValueError):
            codec.write("key", value)


def test_preset_number_is_whole() -> None:
    """There is no preset between two others."""
    with pytest.raises(InvalidValueError):
        PresetNumber().write("key", 5.5)  # type: ignore[arg-type]


@given(st.floats() | st.integers())
def test_positions_carry_no_sign(value: float) -> None:
    """A sign would turn a position into a relative move (guide, 6.6): `-0.00`."""
    try:
        text = PAN.write("key", value)
    except InvalidValueError:
        assert not 0 <= value <= 359.99
        return
    assert text[0].isdigit()
    assert math.isclose(float(text), value, abs_tol=0.0051)


@given(st.text(max_size=50))
def test_texts_within_bytes(value: str) -> None:
    """A text is written as it is, or refused; its bytes count, not its letters."""
    try:
        text = Text(32).write("key", value)
    except InvalidValueError:
        return
    assert text == (value or "\0")
    assert len(value.encode()) <= 32
    assert not any(letter < " " or letter == "\x7f" for letter in value)


@pytest.mark.parametrize(
    ("codec", "text", "value"),
    [
        (PAN, "123.45", 123.45),
        (PAN, "0", 0.0),
        (SPEED, "100", 100),
        (DAY_NIGHT, "autoL", "auto_low"),
        (on_off(), "on", True),
        (contact(), "break", False),
        (running(), "moving", True),
        (running(), "stop", False),
        (Text(40), "", ""),
        (Text(40), " R&D = fun ", " R&D = fun "),
        (MacAddress(), "008088001AEF", "00:80:88:00:1a:ef"),
        (MacAddress(), "00-80-88-00-1A-EF", "00:80:88:00:1a:ef"),
        (MacAddress(), " 00:80:88:00:1A:EF", "00:80:88:00:1a:ef"),
        (PresetNumber(), "0", 0),
        (PresetNumber(), "99", 99),
        (PresetNumber(), "none", None),
        (PresetNumber(), "NA", None),
    ],
)
def test_read(codec: Codec[Any], text: str, value: object) -> None:
    """The camera's text becomes a value."""
    assert codec.read("key", text) == value


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        (PAN, "360.00"),
        (PAN, "-0.01"),
        (PAN, "nan"),
        (PAN, "inf"),
        (PAN, ""),
        (PAN, "moving"),
        (SPEED, ""),
        (SPEED, "5.5"),
        (SPEED, "ten"),
        (SPEED, "9" * 5000),
        (DAY_NIGHT, "BW"),
        (DAY_NIGHT, "black_white"),
        (on_off(), "1"),
        (running(), "start"),
        (contact(), ""),
        (MacAddress(), "008088001AE"),
        (MacAddress(), "008088001AEG"),
        (MacAddress(), ""),
        (PresetNumber(), "100"),
        (PresetNumber(), "-1"),
        (PresetNumber(), "home"),
    ],
)
def test_not_read(codec: Codec[Any], text: str) -> None:
    """What is not in the camera's language is an invalid response, and told short."""
    with pytest.raises(InvalidResponseError, match="key") as caught:
        codec.read("key", text)
    assert len(str(caught.value)) < 200
