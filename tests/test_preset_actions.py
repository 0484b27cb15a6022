"""The actions that change presets, as automations and people call them."""

import asyncio
from typing import Any

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_FINAL_WRITE, Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from tests.conftest import LAST_LANDMARK, Tempo, settled, until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .test_actions import params
from .test_ptz_actions import act

pytestmark = pytest.mark.usefixtures("loaded")

SELECT = "select.vn_v685_preset"


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera and its presets."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.SELECT))


def options(hass: HomeAssistant) -> list[str]:
    """What the select offers now."""
    state = hass.states.get(SELECT)
    assert state
    return list(state.attributes["options"])


def current(hass: HomeAssistant) -> str:
    """What the select shows now."""
    state = hass.states.get(SELECT)
    assert state
    return state.state


async def test_listing(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """By the titles that the select shows."""
    listed = (await act(hass, "list_presets"))["presets"]
    assert listed[:2] == [
        {"number": 0, "title": "Home"},
        {"number": 1, "title": "Gate"},
    ]
    assert [preset["title"] for preset in listed] == options(hass)


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ({"preset": " Chapel "}, "Chapel"),
        ({"preset": "Chapel", "title": "R&D = fun"}, "R&D = fun"),
        ({"preset": "x" * 32}, "x" * 32),
    ],
)
async def test_a_new_preset(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    data: dict[str, str],
    title: str,
) -> None:
    """Takes the first free number, even of what somebody else saved meanwhile."""
    free = [n for n in range(1, 100) if n not in emulated.presets]
    emulated.presets[free[0]] = Spot(1.0, 5.0, 0.0)
    emulated.head.place(Spot(77.0, 12.0, 30.0))
    assert await act(hass, "save_preset", **data) == {"preset": free[1]}
    assert emulated.presets[free[1]].pan == 77
    assert emulated.get(f"camera.position({free[1]}).comment") == title
    assert title in options(hass)
    assert current(hass) == title
    stored = loaded.runtime_data.presets
    assert stored.titles[free[1]] == title


async def test_what_is_stored(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_storage: dict[str, Any]
) -> None:
    """A restart shows the change at once as well."""
    await act(hass, "rename_preset", preset="Gate", title="Tor")
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    stored = hass_storage[f"jvc_vn.{loaded.entry_id}"]["data"]["presets"]
    assert stored["1"] == "Tor"


async def test_a_preset_is_saved_again(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Under its own title unless another is given; numbers do as well."""
    emulated.head.place(Spot(78.0, 12.0, 30.0))
    assert await act(hass, "save_preset", preset="gate") == {"preset": 1}
    assert emulated.presets[1].pan == 78
    assert emulated.get("camera.position(1).comment") == "Gate"
    assert await act(hass, "save_preset", preset=1, title="Door") == {"preset": 1}
    assert await act(hass, "save_preset", preset="50", title="Far") == {"preset": 50}
    assert {"Door", "Far"} <= set(options(hass))
    assert "Gate" not in options(hass)


async def test_all_presets_are_taken(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Nothing is overwritten."""
    for number in range(100):
        emulated.presets[number] = Spot(1.0, 5.0, 0.0)
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "save_preset", preset="Chapel")
    assert caught.value.translation_key == "invalid_free_preset"
    assert not params(emulated)


@pytest.mark.parametrize(
    ("spot", "key"),
    [
        (Spot(0.0, 5.0, 95.0), "kept_in_digital_zoom"),
        (Spot(0.0, 120.0, 0.0), "kept_overhead"),
    ],
)
async def test_a_position_that_cannot_be_kept(
    hass: HomeAssistant, emulated: EmulatedCamera, spot: Spot, key: str
) -> None:
    """The error says why."""
    emulated.head.place(spot)
    with pytest.raises(HomeAssistantError, match="Yard cannot keep") as caught:
        await act(hass, "save_preset", preset="Chapel")
    assert caught.value.translation_key == key
    assert "Chapel" not in options(hass)


async def test_another_refusal(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is told in the camera's own words."""
    emulated.faults.error_keys["camera.position(1).status"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "save_preset", preset="Gate")
    assert caught.value.translation_key == "refused"


async def test_renaming_and_clearing(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The select shows it at once; home cannot be removed."""
    assert await act(hass, "rename_preset", preset="Gate", title="Tor") == {"preset": 1}
    assert "Tor" in options(hass)
    assert await act(hass, "rename_preset", preset=1, title="") == {"preset": 1}
    assert "Preset 1" in options(hass)
    assert await act(hass, "clear_preset", preset="Preset 1") == {"preset": 1}
    assert "Preset 1" not in options(hass)
    assert 1 not in emulated.presets
    assert await act(hass, "clear_preset", preset=0) == {"preset": 0}
    assert 0 in emulated.presets
    with pytest.raises(ServiceValidationError, match="Yard: preset cannot be"):
        await act(hass, "rename_preset", preset=1, title="Gone")


async def test_a_change_that_cannot_be_read_back(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """It is done and shown all the same; where the camera stands polling will tell."""
    emulated.faults.error_keys["camera.status"] = "503 Busy"
    assert await act(hass, "rename_preset", preset="Gate", title="Tor") == {"preset": 1}
    assert "Tor" in options(hass)


async def test_aliases(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Each once and without blanks around it, for presets that there are."""
    aliases = [" the door ", "the door", "entry"]
    told = await act(hass, "set_preset_aliases", preset="Gate", aliases=aliases)
    assert told == {"preset": 1, "aliases": ["the door", "entry"]}
    listed = (await act(hass, "list_presets"))["presets"]
    assert listed[1] == {"number": 1, "title": "Gate", "aliases": ["the door", "entry"]}
    for bad in (["entry", 5], ["x" * 200], ["  "], "entry"):
        with pytest.raises(ServiceValidationError, match="Yard: aliases cannot be"):
            await act(hass, "set_preset_aliases", preset="Gate", aliases=bad)
    with pytest.raises(ServiceValidationError, match="Yard: preset cannot be"):
        await act(hass, "set_preset_aliases", preset="50", aliases=["entry"])


async def test_titles_that_mean_several(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Are refused; with their number they are not."""
    await act(hass, "rename_preset", preset=2, title="gate")
    await settled(emulated)
    emulated.clear_requests()
    for name in ("goto_preset", "save_preset", "clear_preset"):
        with pytest.raises(ServiceValidationError, match=r"one of Home, Gate, gate"):
            await act(hass, name, preset="GATE")
    assert not params(emulated)
    assert await act(hass, "goto_preset", preset="gate") == {"preset": 2}
    await act(hass, "rename_preset", preset=2, title="Gate")
    for name in ("goto_preset", "save_preset"):
        with pytest.raises(ServiceValidationError, match=r"Gate \(1\), Gate \(2\)"):
            await act(hass, name, preset="Gate")
    assert await act(hass, "goto_preset", preset="Gate (2)") == {"preset": 2}


async def test_a_change_while_all_are_read(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is newer than what was read before it."""
    coordinator = loaded.runtime_data
    emulated.clear_requests()
    reading = asyncio.create_task(coordinator.async_refresh_presets())
    await until(lambda: any("position(3)" in r.target for r in emulated.requests))
    await act(hass, "rename_preset", preset=1, title="New")
    await reading
    assert coordinator.presets.titles[1] == "New"


async def test_reading_presets_waits_while_somebody_moves_the_camera(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    tempo: Tempo,
) -> None:
    """A hundred reads shall not stand in the way of a joystick."""
    tempo.run(50)
    coordinator = loaded.runtime_data
    await coordinator.ptz.move({"pan": 1}, 30)
    emulated.clear_requests()
    reading = asyncio.create_task(coordinator.async_refresh_presets())
    await asyncio.sleep(0.1)
    assert not any("position(" in request.target for request in emulated.requests)
    await coordinator.ptz.stop()
    await reading
    last = f"position({LAST_LANDMARK})"
    assert any(last in request.target for request in emulated.requests)
