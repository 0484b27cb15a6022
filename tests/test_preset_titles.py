"""What presets are called: options that can each be told and chosen."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import VOCABULARY_CHANGED
from custom_components.jvc_vn.protocol.errors import InvalidValueError
from custom_components.jvc_vn.ptz.preset_titles import looks, shown_titles
from custom_components.jvc_vn.ptz.presets import Presets
from tests.conftest import act, set_up, state, until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .test_settings import told

SELECT = "select.vn_v685_preset"


@pytest.mark.parametrize(
    ("titles", "shown"),
    [
        ({0: "", 4: "Gate"}, {0: "Home", 4: "Gate"}),
        ({0: "Pond", 4: ""}, {0: "Pond", 4: "Preset 4"}),
        ({0: "", 4: "Home"}, {0: "Home (0)", 4: "Home (4)"}),
        ({1: "   ", 2: "  Gate  way "}, {1: "Preset 1", 2: "Gate way"}),
        (
            {1: "Gate", 2: "Gate", 3: "Gate (2)"},
            {1: "Gate (1)", 2: "Gate (2)", 3: "Gate (2) (3)"},
        ),
        ({1: "Gate", 2: "GATE"}, {1: "Gate", 2: "GATE"}),
        ({1: "Gate", 2: "\uff27ate"}, {1: "Gate (1)", 2: "\uff27ate (2)"}),
        ({1: "Tu\u0308r", 2: "T\u00fcr"}, {1: "Tu\u0308r (1)", 2: "T\u00fcr (2)"}),
        ({1: "unknown", 2: "Unavailable"}, {1: "unknown (1)", 2: "Unavailable (2)"}),
        ({1: "", 2: "Preset 1"}, {1: "Preset 1 (1)", 2: "Preset 1 (2)"}),
    ],
)
def test_titles(titles: dict[int, str], shown: dict[int, str]) -> None:
    """Equal, look-alike, reserved and blank ones are told apart by their numbers."""
    assert shown_titles(titles) == shown
    assert len(set(map(looks, shown.values()))) == len(titles)


def keep(emulated: EmulatedCamera, number: int, title: str) -> None:
    """Let the camera have a preset, each at another place."""
    emulated.presets[number] = Spot(10.0 * number, 10.0, 0.0)
    emulated.force(f"camera.position({number}).comment", title)


async def presets(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    titles: dict[int, str],
) -> None:
    """Set up a camera with these presets, and no others."""
    emulated.presets.clear()
    for number, title in titles.items():
        keep(emulated, number, title)
    await set_up(hass, entry)
    await until(lambda: set(entry.runtime_data.presets.titles) == set(titles))


TITLES = {0: "", 2: "Gate", 3: "Gate", 4: "Gate (2)", 5: "unknown", 6: "  ", 7: "gate"}


@pytest.mark.parametrize("number", TITLES)
async def test_each_can_be_chosen(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    number: int,
) -> None:
    """By its option, and the state is the same option when it is there."""
    await presets(hass, emulated, entry, TITLES)
    found = hass.states.get(SELECT)
    assert found
    options = found.attributes["options"]
    assert len(set(options)) == len(TITLES)
    option = options[list(TITLES).index(number)]
    emulated.clear_requests()
    await act(hass, "select.select_option", SELECT, option=option)
    assert told(emulated, "camera.position(") == [
        f"camera.position({number}).status=goto"
    ]
    await until(lambda: state(hass, SELECT) == option, 15)


async def call(hass: HomeAssistant, name: str, **data: Any) -> Any:
    """Call an action of ours."""
    response = await hass.services.async_call(
        "jvc_vn",
        name,
        {"entity_id": "camera.vn_v685", **data},
        blocking=True,
        return_response=True,
    )
    return (response or {})["camera.vn_v685"]


@pytest.mark.parametrize("titles", [{0: ""}, {0: "Pond"}, {0: "", 4: "Gate"}])
async def test_home_is_always_there(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    titles: dict[int, str],
) -> None:
    """Whatever it is called, and whatever language somebody speaks."""
    hass.config.language = "de"
    await presets(hass, emulated, entry, {**titles, 9: "Yard"})
    assert await call(hass, "goto_preset", preset="Home") == {"preset": 0}
    assert await call(hass, "goto_preset", preset="home ") == {"preset": 0}


async def test_a_preset_that_is_called_home(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """With two of that name, home is the one of the guide."""
    await presets(hass, emulated, entry, {0: "", 4: "Home"})
    assert await call(hass, "goto_preset", preset="Home") == {"preset": 0}
    assert await call(hass, "goto_preset", preset="Home (4)") == {"preset": 4}


@pytest.mark.parametrize("preset", [100, "100", "-1", "1.5", "", "  "])
async def test_what_is_no_title(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, preset: Any
) -> None:
    """The message says what a preset can be, not only which there are."""
    await presets(hass, emulated, entry, {4: "Gate"})
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "save_preset", preset=preset)
    assert caught.value.translation_key == "invalid_preset_or_title"
    placeholders = caught.value.translation_placeholders or {}
    assert (placeholders["low"], placeholders["high"]) == ("0", "99")
    assert not told(emulated, "camera.position(")


LONG = "Tür zum Garten hinter dem Häusch"


async def test_a_long_title(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Bytes are counted until the camera was seen to count characters."""
    await presets(hass, emulated, entry, {4: "Gate"})
    assert (len(LONG), len(LONG.encode())) == (32, 34)
    for action, data in (
        ("save_preset", {"preset": LONG}),
        ("save_preset", {"preset": 5, "title": LONG}),
        ("rename_preset", {"preset": 4, "title": LONG}),
    ):
        with pytest.raises(ServiceValidationError) as caught:
            await call(hass, action, **data)
        assert caught.value.translation_key == "invalid_title_bytes"
        placeholders = caught.value.translation_placeholders or {}
        assert (placeholders["most"], placeholders["counted"]) == ("32", "34")
    emulated.forms.titles_counted = "characters"
    keep(emulated, 8, LONG)
    await entry.runtime_data.presets.reread(entry.runtime_data.camera, 8)
    await call(hass, "rename_preset", preset=4, title=LONG.upper())
    assert emulated.get("camera.position(4).comment") == LONG.upper()
    with pytest.raises(ServiceValidationError) as caught:
        await call(hass, "rename_preset", preset=4, title=f"{LONG}e")
    assert caught.value.translation_key == "invalid_title"


async def test_aliases_are_set_and_taken_away(hass: HomeAssistant) -> None:
    """Told only when they change; a preset that there is not is named with others."""
    presets = Presets(hass, "an entry")
    told: list[str] = []
    async_dispatcher_connect(hass, VOCABULARY_CHANGED, told.append)
    for aliases in (["fish", "water"], ["fish", "water"], [], []):
        presets.set_aliases(5, aliases)
        assert list(presets.aliases.get(5, ())) == aliases
    await hass.async_block_till_done()
    assert told == ["an entry", "an entry"]
    assert presets.number("preset", "7") == 7
    for nobody in ("Moon", "100"):
        with pytest.raises(InvalidValueError, match="preset"):
            presets.number("preset", nobody)
    await presets.remove()
