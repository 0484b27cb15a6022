"""A text that is written as it is has to be what the guide has, in every row."""

from typing import Any

import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.clock import ZoneWord
from custom_components.jvc_vn.protocol.codecs import (
    Hundredths,
    Number,
    ReadOnlyChoice,
    Text,
)
from custom_components.jvc_vn.protocol.errors import InvalidValueError
from custom_components.jvc_vn.protocol.formats import Raw, Suffixed
from custom_components.jvc_vn.protocol.models import Model
from custom_components.jvc_vn.protocol.parameters import Parameter

EVIL = ("a\tb", "\x7f", "x" * 2000, "\r\n")
NO_WORDS = (
    *("", " ", "perhaps", "ON", "on ", "1e1", "0x10", "1_0", "\u0661", "--1", "%"),
    *("1;2", "-1", "9999999999", "1,5", "None", "nan", "inf", "a&b=c"),
)
"""What is no value of anything but a text."""


def family(parameter: Parameter[Any]) -> str:
    """Fold the members of a family into one name."""
    name = "".join("n" if char.isdigit() else char for char in parameter.key)
    for day in p.DAYS:
        name = name.replace(f"({day})", "(day)")
    return name


ROWS = {family(q): q for q in p.PARAMETERS.values() if q.writers}
"""One of each row that can be written."""


def refused(parameter: Parameter[Any], text: str) -> bool:
    """Tell whether a text is refused, in the name of its field."""
    try:
        parameter.check_text("value", text)
    except InvalidValueError as err:
        return err.field == "value"
    return False


def evils(parameter: Parameter[Any]) -> list[str]:
    """What a parameter cannot be."""
    codec = parameter.codec
    if isinstance(codec, Raw):
        return [*EVIL, "a&b=c", "a b", "a#b"]
    if isinstance(codec, Text | ZoneWord):
        # Of the words for zones nobody knows all (reference, 12).
        return list(EVIL)
    found = [*EVIL, *(word for word in NO_WORDS if not parameter.relative)]
    if isinstance(codec, Suffixed):
        return [*found, str(codec.low), "s256", "k30", "s 1"]
    if isinstance(codec, Number | Hundredths):
        found += [f"{codec.high + 1:g}", "1.234", "0000007"]
    if parameter.relative:
        found += ["+0", "-0.00", "+400", "-400", "+1.234", "+", "-", "+-1", "++1"]
    return [text for text in found if text not in WORDS.get(parameter, ())]


WORDS = {p.MULTICAST_FRAME_RATE: {"-1"}}
"""What looks like a mistake and is none."""


@pytest.mark.parametrize("name", ROWS)
def test_what_no_row_takes(name: str) -> None:
    """Out of range, of another type, or spelled otherwise than the guide does."""
    parameter = ROWS[name]
    for text in evils(parameter):
        assert refused(parameter, text), text


async def test_what_every_row_takes(camera: Camera) -> None:
    """Its commands, and what the camera has, as we would write it."""
    tried = 0
    for parameter in ROWS.values():
        for word in parameter.commands:
            assert not refused(parameter, word), word
        if not parameter.readers or not parameter.models.have(Model.V685, None):
            continue
        value = await camera.get(parameter)
        if isinstance(parameter.codec, ReadOnlyChoice):
            assert refused(parameter, value)
        elif value is not None:
            text = parameter.encode(value).replace("\0", "")
            assert not refused(parameter, text), (parameter, text)
            tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("parameter", "texts"),
    [
        (p.PAN, ("0", "359.99", "12.5", "+1.50", "-90")),
        (p.IRIS, ("0", "100", "autoL", "manual")),
        (p.FOCUS, ("0.00", "99.99", "easy_auto", "manual", "op_auto")),
        (p.PRIVACY_MASK_COLOR, ("ffffff", "808080", "000000", "7f7f7f")),
        (p.MOTION_AREA, ("0" * 24, "ff" * 12)),
        (p.CLICK_ON_CENTER, ("s160-s120", "25.00-100.00", "s639-s479")),
        (p.TRACKING_TARGET, ("s10-s20", "s10-s20-255-0-0")),
        (p.DATE, ("20261231235959",)),
        (p.PRESET_REGISTERED[1], ("goto", "save", "initialize")),
        (p.EVENT_FILTER_TIME["monday"][1], ("000000-240000",)),
    ],
)
def test_what_the_guide_prints(
    parameter: Parameter[Any], texts: tuple[str, ...]
) -> None:
    """Its spellings are taken."""
    for text in texts:
        assert not refused(parameter, text), text


@pytest.mark.parametrize(
    ("parameter", "texts"),
    [
        (p.IRIS, ("101", "auto_low", "autoX")),
        (p.FOCUS, ("100", "auto")),
        (p.PRIVACY_MASK_COLOR, ("ff0000", "808")),
        (p.CLICK_ON_CENTER, ("s640-s0", "s0-s480", "101-0", "50", "50.00")),
        (p.TRACKING_TARGET, ("s10-s20-256-0-0", "s10-s20-1-2", "10-20")),
        (p.DATE, ("20261331000000", "2026123123595", "20260230000000")),
        (p.EVENT_FILTER_TIME["monday"][1], ("200000-080000", "250000-260000")),
        (p.AUTO_PAN, ("moving", "on")),
        (p.SHUTTER, ("61",)),
    ],
)
def test_what_only_looks_like_it(
    parameter: Parameter[Any], texts: tuple[str, ...]
) -> None:
    """A value of another camera, our own word, or a number out of range."""
    for text in texts:
        assert refused(parameter, text), text


def test_a_password_is_not_repeated() -> None:
    """Neither in the message nor in its parts."""
    for parameter in (*p.PASSWORD.values(), p.FTP_PASSWORD, p.POP_PASSWORD):
        with pytest.raises(InvalidValueError) as caught:
            parameter.check_text("value", "secret\tword")
        assert "secret" not in f"{caught.value} {caught.value.value}"
