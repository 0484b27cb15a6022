"""Privacy at home: to the wall and behind masks while somebody is there."""

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import act, state, until
from tests.emulator import EmulatedCamera

from .conftest import CAMERA, Automate, running

NAME = "privacy_at_home"
PEOPLE = ["person.ann", "person.bob"]
MASK = "switch.vn_v685_privacy_mask"
PATROL = "switch.vn_v685_auto_patrol_1"
INPUTS = {
    "people": PEOPLE,
    "camera": CAMERA,
    "private_preset": "Gate",
    "away_preset": "Home",
    "leave_after": 0,
}


@pytest.fixture(autouse=True)
def _nobody_at_home(hass: HomeAssistant) -> None:
    """Both have left."""
    for person in PEOPLE:
        hass.states.async_set(person, "not_home")


async def done(hass: HomeAssistant) -> None:
    """Wait until the automation has done what it does now."""
    await hass.async_block_till_done()
    await until(lambda: not running(hass, NAME))


async def goes(hass: HomeAssistant, person: str, where: str) -> None:
    """Let somebody go somewhere, and the automation do what it does then."""
    hass.states.async_set(f"person.{person}", where)
    await done(hass)


async def test_people_come_and_go(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """It watches again when the last one has left."""
    await automate(NAME, **INPUTS, masks=[MASK], programs=[PATROL])
    await act(hass, "switch.turn_on", PATROL)
    await goes(hass, "ann", "home")
    assert emulated.get("camera.status") == "1"
    assert (state(hass, MASK), state(hass, PATROL)) == ("on", "off")
    await goes(hass, "bob", "home")
    await goes(hass, "ann", "not_home")
    assert emulated.get("camera.status") == "1"
    assert (state(hass, MASK), state(hass, PATROL)) == ("on", "off")
    await goes(hass, "bob", "not_home")
    assert (state(hass, MASK), state(hass, PATROL)) == ("off", "on")


@pytest.mark.parametrize(
    ("private", "away", "then", "later"),
    [("Gate", "2", "1", "2"), ("", "2", "0", "0")],
)
async def test_where_it_looks(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    private: str,
    away: str,
    then: str,
    later: str,
) -> None:
    """Titles or numbers; where no wall is given nothing turns it, neither way."""
    inputs = INPUTS | {"private_preset": private, "away_preset": away}
    await automate(NAME, **inputs)
    await goes(hass, "ann", "home")
    assert emulated.get("camera.status") == then
    await goes(hass, "ann", "work")
    assert emulated.get("camera.status") == later


async def test_somebody_elsewhere(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """Who goes from one place to another does not turn the camera."""
    await automate(NAME, **INPUTS)
    emulated.clear_requests()
    await goes(hass, "ann", "work")
    assert not [r for r in emulated.requests if "/api/param" in r.target]


async def test_the_last_one_comes_back_at_once(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """Before the camera has begun to watch."""
    await automate(NAME, **INPUTS | {"leave_after": 30}, masks=[MASK])
    await goes(hass, "ann", "home")
    hass.states.async_set("person.ann", "not_home")
    await until(lambda: running(hass, NAME))
    await goes(hass, "ann", "home")
    assert emulated.get("camera.status") == "1"
    assert state(hass, MASK) == "on"


async def test_a_start_before_anybody_is_known(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """Is no reason to take masks away."""
    await act(hass, "switch.turn_on", MASK)
    hass.set_state(CoreState.starting)
    hass.states.async_set("person.ann", "unknown")
    await automate(NAME, **INPUTS, masks=[MASK])
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await done(hass)
    assert state(hass, MASK) == "on"
    await goes(hass, "ann", "not_home")
    assert state(hass, MASK) == "off"


async def test_the_camera_was_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
) -> None:
    """When somebody came home: it turns once it is there again."""
    await automate(NAME, **INPUTS, masks=[MASK])
    await emulated.power_off()
    await loaded.runtime_data.async_refresh()
    await goes(hass, "ann", "home")
    await emulated.start()
    await loaded.runtime_data.async_refresh()
    await done(hass)
    assert emulated.get("camera.status") == "1"
    assert state(hass, MASK) == "on"


async def test_a_mask_that_fails(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """The camera turns to the wall all the same."""
    await automate(NAME, **INPUTS, masks=[MASK])
    emulated.faults.error_keys["camera.private_mask.status"] = "500 Internal Error"
    await goes(hass, "ann", "home")
    assert state(hass, MASK) == "off"
    assert emulated.get("camera.status") == "1"
