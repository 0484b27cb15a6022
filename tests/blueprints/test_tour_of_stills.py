"""Tour of stills: from preset to preset, a picture of each."""

import re
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .conftest import CAMERA, Automate, running, stills

NAME = "tour_of_stills"


@pytest.fixture
def inputs(written: Path) -> dict[str, Any]:
    """A tour of two presets that begins with an event."""
    return {
        "camera": CAMERA,
        "presets": ["Gate", "2"],
        "when": [{"trigger": "event", "event_type": "go"}],
        "settle": 0,
        "folder": str(written / "tours"),
        "keep": False,
    }


async def tour(hass: HomeAssistant) -> None:
    """Start a tour and wait for its end."""
    hass.bus.async_fire("go")
    await hass.async_block_till_done()
    await until(lambda: not running(hass, NAME))


async def test_a_tour(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    written: Path,
    inputs: dict[str, Any],
) -> None:
    """Each still shows the preset that its name tells; then the camera goes home."""
    await automate(NAME, **inputs)
    await tour(hass)
    assert stills(written / "tours") == {"vn_v685_gate.jpg": 1, "vn_v685_2.jpg": 2}
    await until(lambda: emulated.get("camera.status") == "0")


async def test_stills_are_kept(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    written: Path,
    inputs: dict[str, Any],
) -> None:
    """Under date and time; the camera may stand at the last preset."""
    await automate(NAME, **inputs | {"keep": True, "back": False, "presets": ["Gate"]})
    await tour(hass)
    ((name, preset),) = stills(written / "tours").items()
    assert re.fullmatch(r"vn_v685_gate_\d{8}_\d{6}\.jpg", name)
    assert preset == 1
    assert emulated.get("camera.status") == "1"


async def test_somebody_else_moves_it(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    written: Path,
    inputs: dict[str, Any],
) -> None:
    """The tour ends: no still under the wrong name, and nobody is fought with."""
    emulated.presets[1] = Spot(170.0, 5.0, 0.0)
    await automate(NAME, **inputs)
    hass.bus.async_fire("go")
    await until(lambda: emulated.is_moving)
    emulated.head.move("pan", 30.0)
    await hass.async_block_till_done()
    await until(lambda: not running(hass, NAME))
    assert not stills(written / "tours")
    assert emulated.position[0] == pytest.approx(30.0)


@pytest.mark.parametrize("known", [True, False])
async def test_the_camera_is_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
    written: Path,
    inputs: dict[str, Any],
    known: bool,
) -> None:
    """The tour ends at once."""
    await automate(NAME, **inputs)
    await emulated.power_off()
    if known:
        await loaded.runtime_data.async_refresh()
    await tour(hass)
    assert not stills(written / "tours")


async def test_nothing_but_what_is_needed_is_filled_in(
    hass: HomeAssistant, automate: Automate
) -> None:
    """A tour at noon."""
    await automate(NAME, camera=CAMERA, presets=["Gate"])
