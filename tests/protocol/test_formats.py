"""Values in forms of their own, with the guide's examples."""

from datetime import datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.codecs import Codec, Text
from custom_components.jvc_vn.protocol.errors import (
    InvalidResponseError,
    InvalidValueError,
)
from custom_components.jvc_vn.protocol.formats import (
    Address,
    Cells,
    Date,
    FocusValue,
    Gray,
    IrisValue,
    Joined,
    Raw,
    Suffixed,
    TimeOfDay,
    Window,
)

GAIN = Suffixed(0, 255, before="s")
SIZE = Suffixed(3, 100, after="k")
HSV = Joined(180, 255, 255)
GROUP = Address("224.0.0.0/4")
PASSWORD = Text(16, least=4)
NOON = datetime(2005, 6, 14, 17, 15, 37)  # noqa: DTZ001 - the camera's has none


def area(*masked: tuple[int, int]) -> tuple[tuple[bool, ...], ...]:
    """Make a mask that watches everything but some blocks (row, column)."""
    return tuple(
        tuple((row, column) not in masked for column in range(12)) for row in range(8)
    )


NOWHERE = area(*((row, column) for row in range(8) for column in range(12)))


@pytest.mark.parametrize(
    ("codec", "value", "text"),
    [
        (GAIN, 0, "s0"),
        (GAIN, 85, "s85"),
        (GAIN, 255, "s255"),
        (SIZE, 10, "10k"),
        (SIZE, 100, "100k"),
        (HSV, (40, 40, 40), "40-40-40"),
        (HSV, (180, 255, 255), "180-255-255"),
        (Joined(320, 240), (0, 0), "0-0"),
        (TimeOfDay(), time(23, 59, 59), "235959"),
        (TimeOfDay(), time(0, 0, 0), "000000"),
        (Date(), NOON, "20050614171537"),
        (Window(), ("000000", "240000"), "000000-240000"),
        (Window(), ("010200", "040500"), "010200-040500"),
        (Address(), "192.168.0.254", "192.168.0.254"),
        (GROUP, "225.0.1.1", "225.0.1.1"),
        (GROUP, "239.255.255.255", "239.255.255.255"),
        (Gray(), "gray_50", "808080"),
        (Gray(), "white", "ffffff"),
        (IrisValue(), 0, "0"),
        (IrisValue(), 100, "100"),
        (IrisValue(), "auto_mid", "autoM"),
        (FocusValue(), 99.99, "99.99"),
        (FocusValue(), "easy_auto", "easy_auto"),
        (Raw(), "pinout/m1/1500", "pinout/m1/1500"),
        (Raw(), "m1(100)b2", "m1(100)b2"),
        (PASSWORD, "jvc1", "jvc1"),
        (PASSWORD, "x" * 16, "x" * 16),
        # 6.9: 1 is watched; bit 0 of byte 0 is the top left block, bit 7 of byte 11
        # the bottom right one.
        (Cells(), NOWHERE, "0" * 24),
        (Cells(), area(), "F" * 24),
        (Cells(), area((0, 0)), "FE" + "F" * 22),
        (Cells(), area((7, 11)), "F" * 22 + "7F"),
        (Cells(), area((0, 8)), "FFFE" + "F" * 20),
    ],
)
def test_there_and_back(codec: Codec[Any], value: object, text: str) -> None:
    """The guide's examples are written and read."""
    assert codec.write("key", value) == text
    assert codec.read("key", text) == value


@pytest.mark.parametrize(
    ("codec", "values"),
    [
        (GAIN, (-1, 256, 1.5, True, "s85")),
        (SIZE, (2, 101, "10k")),
        (HSV, ((181, 0, 0), (0, 256, 0), (0, 0), (0, 0, 0, 0), (0, 0, -1), "40-40-40")),
        (HSV, ((0, 0, 1.5), (True, 0, 0), 5, [[1], 2, 3])),
        (TimeOfDay(), ("235959", 5, object())),
        (Date(), ("20050614171537", 5)),
        (Window(), (("120000", "120000"), ("120000", "110000"), ("240000", "240000"))),
        (Window(), (("000000", "250000"), ("006000", "120000"), ("0", "1"), "000000")),
        (Address(), ("", "256.0.0.1", "fe80::1", "camera.local", "10.0.0.0/24")),
        (Address(), ("10.0.0.1&x=1", " 10.0.0.1", 5, True, 167772161)),
        (GROUP, ("192.168.0.1", "240.0.0.0", "223.255.255.255")),
        (Gray(), ("808081", "80808", "#808080", "gray", "80808080")),
        (IrisValue(), (-1, 101, 50.5, "autoM", "50", True)),
        (FocusValue(), (-0.01, 100, "op_auto", "50", True, float("nan"))),
        (Raw(), ("a b", "a&b", "a=b", "a#b", "a?b", "a\r\nb", "a\0")),
        (PASSWORD, ("", "jvc", "x" * 17, "é" * 9, "jvc\n1")),
        (Cells(), ((), area()[:7], ((True,) * 11,) * 8, "F" * 24, 5)),
    ],
)
def test_not_written(codec: Codec[Any], values: tuple[object, ...]) -> None:
    """What the camera would not take, of whatever type, is refused."""
    for value in (*values, None, [], object()):
        with pytest.raises(InvalidValueError):
            codec.write("key", value)


@pytest.mark.parametrize(
    ("codec", "texts"),
    [
        (GAIN, ("", "s", "sx", "auto")),
        (HSV, ("", "1-2", "1-2-3-4", "181-0-0", "a-b-c")),
        (TimeOfDay(), ("", "240000", "1", "12:00:00")),
        (Date(), ("", "20051314171537", "2005")),
        (Window(), ("", "000000", "1-2-3")),
        (Cells(), ("", "F" * 23, "G" * 24, "F" * 25)),
        (IrisValue(), ("", "autoX")),
        (FocusValue(), ("", "auto", "100", "-0.01", "nan")),
    ],
)
def test_not_read(codec: Codec[Any], texts: tuple[str, ...]) -> None:
    """What is not in the camera's language is an invalid response."""
    for text in texts:
        with pytest.raises(InvalidResponseError):
            codec.read("key", text)


@given(
    st.lists(st.lists(st.booleans(), min_size=12, max_size=12), min_size=8, max_size=8)
)
def test_every_area(rows: list[list[bool]]) -> None:
    """Every mask comes back as it went."""
    cells = tuple(map(tuple, rows))
    text = Cells().write("key", cells)
    assert len(text) == 24
    assert Cells().read("key", text.lower()) == cells
