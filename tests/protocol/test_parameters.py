"""The table of parameters against the guide's own."""

import re
from pathlib import Path
from typing import Any

import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.errors import InvalidValueError
from custom_components.jvc_vn.protocol.models import Model, ModelMatch, Role
from custom_components.jvc_vn.protocol.parameters.parameter import Models

ROLES = {"A": Role.ADMIN, "O": Role.OPERATOR, "U": Role.USER}
DAYS = "sunday|monday|tuesday|wednesday|thursday|friday|saturday"


def _expand(text: str) -> list[str]:
    """Write out one range of numbers: `pin(1-2)`."""
    match = re.search(r"\((\d+)-(\d+)\)", text)
    if match is None:
        return [text]
    numbers = range(int(match[1]), int(match[2]) + 1)
    before, behind = text[: match.start()], text[match.end() :]
    return [key for n in numbers for key in _expand(f"{before}({n}){behind}")]


def _guide() -> dict[str, tuple[frozenset[Role], frozenset[Role]]]:
    rows = {}
    for line in (Path(__file__).parent / "guide_keys.txt").read_text().splitlines():
        if line.startswith("#"):
            continue
        key, readers, writers = line.split()
        roles = tuple(
            frozenset(ROLES[letter] for letter in letters if letter in ROLES)
            for letters in (readers, writers)
        )
        for day in DAYS.split("|"):
            for one in _expand(key.replace("DAY", day)):
                rows[one] = (roles[0], roles[1])
    return rows


GUIDE = _guide()


def test_guide_was_read() -> None:
    """The list of the guide's keys is whole: its families have their members."""
    assert GUIDE["camera.position(99).comment"] == (p.EVERYBODY, p.OPERATORS)
    assert GUIDE["application.event(6).filter(sunday).time"][0] == p.OPERATORS
    assert GUIDE["system.log"] == (p.ADMINISTRATORS, p.NOBODY)
    assert "camera.motion.auto_patrol(2).position(99).duration" in GUIDE
    assert "camera.position(100).comment" not in GUIDE


def test_keys_are_the_guides() -> None:
    """Every key is printed in the guide, letter for letter."""
    assert len(p.PARAMETERS) > 200
    assert [key for key in p.PARAMETERS if key not in GUIDE] == []
    assert all(parameter.key == key for key, parameter in p.PARAMETERS.items())


def test_roles_are_the_guides() -> None:
    """Who may read and write is what the guide says."""
    wrong = {
        key: (parameter.readers, parameter.writers)
        for key, parameter in p.PARAMETERS.items()
        if (parameter.readers, parameter.writers) != GUIDE[key]
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("family", "first", "last"),
    [
        (p.OUTPUT, 1, 2),
        (p.INPUT, 1, 2),
        (p.PRESET_REGISTERED, 0, 99),
        (p.PRESET_TITLE, 0, 99),
    ],
)
def test_families_have_their_members(
    family: p.Indexed[Any], first: int, last: int
) -> None:
    """A family has the guide's numbers, and asking for another says which."""
    members = list(family)
    assert len(members) == last - first + 1
    assert (family[first], family[last]) == (members[0], members[-1])
    assert f"({last})" in family[last].key
    for wrong in (first - 1, last + 1, None):
        with pytest.raises(InvalidValueError, match=f"from {first} to {last}"):
            family[wrong]  # type: ignore[index]


@pytest.mark.parametrize(
    ("parameter", "value", "text"),
    [
        (p.CAMERA_ID, "", "\0"),
        (p.DAY_NIGHT, "color", "color"),
        (p.DAY_NIGHT, "black_white", "bw"),
        (p.DAY_NIGHT, "auto_mid", "autoM"),
        (p.PAN, 90, "90.00"),
        (p.TILT, 190, "190.00"),
        (p.ZOOM, 99.99, "99.99"),
        (p.PAN_RUNNING, True, "start"),
        (p.PAN_DIRECTION, "left", "left"),
        (p.TILT_DIRECTION, "down", "down"),
        (p.ZOOM_DIRECTION, "in", "in"),
        (p.FOCUS_DIRECTION, "near", "near"),
        (p.FOCUS_RUNNING, False, "stop"),
        (p.ZOOM_SPEED, 100, "100"),
        (p.OUTPUT[2], True, "make"),
        (p.AUTO_PAN, True, "start"),
        (p.MOTION_DETECTION, False, "off"),
        (p.PRESET_TITLE[0], "Gate", "Gate"),
    ],
)
def test_values_as_printed(
    parameter: p.Parameter[Any], value: object, text: str
) -> None:
    """Values are written in the guide's words."""
    assert parameter.encode(value) == text


@pytest.mark.parametrize(
    ("parameter", "text", "value"),
    [
        (p.MODEL, "VN-V686BU", "VN-V686BU"),
        (p.FIRMWARE_LENS, "V1-00", "V1-00"),
        (p.MAC, "008088001AEF", "00:80:88:00:1a:ef"),
        (p.INPUT[1], "make", True),
        (p.PRESET, "none", None),
        (p.PRESET, "12", 12),
        (p.PRESET_REGISTERED[3], "registered", "registered"),
        (p.PRESET_REGISTERED[3], "unregistered", "unregistered"),
        (p.AUTO_PAN, "moving", True),
        (p.TILT, "5.00", 5.0),
    ],
)
def test_values_as_read(parameter: p.Parameter[Any], text: str, value: object) -> None:
    """Values are read in the guide's words."""
    assert parameter.decode(text) == value


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        (p.CAMERA_ID, "x" * 41),
        (p.PRESET_TITLE[0], "x" * 33),
        (p.TILT, 190.01),
        (p.ZOOM, 100),
        (p.PAN_DIRECTION, "up"),
        (p.TILT_DIRECTION, "right"),
        (p.FOCUS_DIRECTION, "in"),
        (p.DAY_NIGHT, "bw"),
    ],
)
def test_limits_as_printed(parameter: p.Parameter[Any], value: object) -> None:
    """Values beyond the guide's limits are refused, in the name of the key."""
    with pytest.raises(InvalidValueError) as caught:
        parameter.encode(value)
    assert caught.value.field == parameter.key


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("VN-V685", Model.V685),
        ("VN-V685U", Model.V685),
        ("VN-V685E", Model.V685),
        ("VN-V685WPU", Model.V685),
        (" vn-v685 ", Model.V685),
        ("VN-V686", Model.V686),
        ("VN-V686U", Model.V686),
        ("VN-V686WPU", Model.V686),
        ("VN-V686B", Model.V686B),
        ("VN-V686BU", Model.V686B),
        ("VN-V686BE", Model.V686B),
        ("VN-V686WPBU", Model.V686B),
    ],
)
def test_model_names(name: str, model: Model) -> None:
    """A model is known by its name, whatever region and housing add to it."""
    assert Model.recognize(name) == ModelMatch(model, exact=True)


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("VN-V680U", Model.V685),
        ("VN-V684", Model.V685),
        ("VN-V687U", Model.V686),
        ("VN-V689BU", Model.V686B),
    ],
)
def test_unknown_members_of_the_family(name: str, model: Model) -> None:
    """Are taken for the nearest that the guide knows, and said to be."""
    assert Model.recognize(name) == ModelMatch(model, exact=False)


@pytest.mark.parametrize("name", ["VN-V68", "VN-V6850", "VN-V685 U", "VN-H57", "U", ""])
def test_names_of_other_makes(name: str) -> None:
    """Nothing is made of what only looks alike."""
    assert Model.recognize(name) is None


def test_every_model_has_its_facts() -> None:
    """A new one is an enum line, its facts, and rows of the table."""
    assert set(Model) == {"VN-V685", "VN-V686", "VN-V686B"}
    assert {model: model.optical_zoom for model in Model} == {
        "VN-V685": 27,
        "VN-V686": 36,
        "VN-V686B": 36,
    }
    for model in Model:
        owned = [q for q in p.PARAMETERS.values() if q.models.have(model, (9, 0))]
        assert p.PAN in owned
        assert len(owned) > len(p.PARAMETERS) / 2


def test_every_key_of_the_guide_is_there() -> None:
    """Nothing that the guide documents is out of reach."""
    assert GUIDE.keys() - p.PARAMETERS.keys() == set()


@pytest.mark.parametrize("host", ["10.0.0.0/", "10.0.0.0/x", "10.0.0.0/024", "a b/24"])
def test_ranges_that_are_none(host: str) -> None:
    """The camera would keep them, and bar whom it should not."""
    assert p.ACCESS_HOST[1].encode("10.0.0.0/24")
    with pytest.raises(InvalidValueError):
        p.ACCESS_HOST[1].encode(host)


def test_what_a_firmware_has() -> None:
    """From one on, until another; an unknown firmware counts as new."""
    models = Models(since={Model.V685: (2, 0)}, before={Model.V685: (3, 0)})
    versions = ((1, 9), (2, 0), (2, 9), (3, 0), None)
    had = [models.have(Model.V685, version) for version in versions]
    assert had == [False, True, True, False, False]
    assert Models(since={Model.V685: (2, 0)}).have(Model.V685, None)
    assert not models.have(Model.V686, None)
