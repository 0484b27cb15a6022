"""Look where it happens: alarm, preset, still, notification, and back."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import until
from tests.emulator import EmulatedCamera

from .conftest import CAMERA, Automate, running, stills

NAME = "look_where_it_happens"
SENSORS = ["binary_sensor.vn_v685_input_1", "binary_sensor.vn_v685_motion"]
TELL = {
    "event": "told",
    "event_data": {
        name: f"{{{{ {name} }}}}" for name in ("what", "where", "picture", "image")
    },
}


@pytest.fixture
def inputs(written: Path) -> dict[str, Any]:
    """What somebody fills in who has no time to wait."""
    return {
        "sensors": SENSORS,
        "camera": CAMERA,
        "preset": "Gate",
        "stay": 0.2,
        "settle": 0,
        "folder": str(written),
        "notify": [TELL],
    }


async def test_an_input_closes(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    told: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """The still shows the preset; the camera comes home when the input opens."""
    await automate(NAME, **inputs)
    emulated.set_input(1, "make")
    await until(lambda: len(told) == 1)
    assert emulated.get("camera.status") == "1"
    assert told[0]["what"] == "VN-V685 Input 1"
    assert told[0]["where"] == "VN-V685"
    folder, _, picture = told[0]["picture"].rpartition("/")
    assert picture.startswith("vn_v685_")
    assert stills(Path(folder)) == {picture: 1}
    # It is still closed when the time to stay is over.
    await asyncio.sleep(0.3)
    assert emulated.get("camera.status") == "1"
    emulated.set_input(1, "break")
    await until(lambda: not running(hass, NAME))
    assert emulated.get("camera.status") == "0"
    assert len(told) == 1


async def test_motion_while_it_stays(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
    told: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """Motion of its own turning starts nothing anew, and what does not end, ends."""
    emulated.motion_seconds = 60
    await automate(NAME, **inputs | {"stay": 0.05})
    emulated.trigger_motion()
    await until(lambda: len(told) == 1)
    assert told[0]["what"] == "VN-V685 Motion"
    await until(lambda: not running(hass, NAME))
    assert emulated.get("camera.status") == "0"
    assert len(told) == 1


async def test_somebody_turns_it_meanwhile(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    told: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """Then it stays where they have turned it."""
    await automate(NAME, **inputs)
    emulated.set_input(1, "make")
    await until(lambda: len(told) == 1)
    emulated.head.move("pan", 30.0)
    emulated.set_input(1, "break")
    await until(lambda: not running(hass, NAME))
    await until(lambda: not emulated.is_moving)
    assert emulated.position[0] == pytest.approx(30.0)


async def test_it_stays_for_good(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    told: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """Where there is nothing to go back to; a preset may be a number."""
    await automate(NAME, **inputs | {"back": False, "preset": "2"})
    emulated.set_input(1, "make")
    await until(lambda: len(told) == 1)
    await until(lambda: not running(hass, NAME))
    assert emulated.get("camera.status") == "2"


@pytest.mark.parametrize("known", [True, False])
async def test_the_camera_is_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
    told: list[dict[str, Any]],
    written: Path,
    inputs: dict[str, Any],
    known: bool,
) -> None:
    """You are told of another's sensor all the same, and nothing hangs."""
    hass.states.async_set("binary_sensor.door", "off", {"friendly_name": "Door"})
    await automate(NAME, **inputs | {"sensors": ["binary_sensor.door"]})
    await emulated.power_off()
    if known:
        await loaded.runtime_data.async_refresh()
    hass.states.async_set("binary_sensor.door", "on", {"friendly_name": "Door"})
    await until(lambda: len(told) == 1)
    assert told[0]["what"] == "Door"
    assert not stills(written)
    await until(lambda: not running(hass, NAME))


async def test_what_fails_on_the_way(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    told: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """A still that may not be written, a notification: it goes back all the same."""

    def fail(call: ServiceCall) -> None:
        raise HomeAssistantError("The phone is away")

    hass.services.async_register("notify", "phone", fail)
    notify = [TELL, {"action": "notify.phone", "data": {"message": "!"}}]
    await automate(NAME, **inputs | {"notify": notify, "folder": "/media"})
    emulated.set_input(1, "make")
    await until(lambda: len(told) == 1)
    assert told[0]["image"].startswith("/media/local/vn_v685_")
    emulated.set_input(1, "break")
    await until(lambda: not running(hass, NAME))
    assert emulated.get("camera.status") == "0"


async def test_nothing_but_what_is_needed_is_filled_in(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """Home Assistant itself shows the notification."""
    calls: list[dict[str, Any]] = []
    hass.services.async_register(
        "persistent_notification", "create", lambda call: calls.append(call.data)
    )
    await automate(NAME, sensors=SENSORS, camera=CAMERA, preset="Gate", settle=0)
    emulated.set_input(1, "make")
    await until(lambda: len(calls) == 1)
    assert calls[0]["title"] == "VN-V685 Input 1"
    assert calls[0]["message"].startswith("VN-V685 looks there: /media/vn_v685_")
