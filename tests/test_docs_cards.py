"""What docs/cards.md tells people to paste does what it says."""

import re
from pathlib import Path
from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .test_actions import CAMERA, params

TEXT = (Path(__file__).parents[1] / "docs/cards.md").read_text()
BLOCKS: list[Any] = [
    # Entities are named after the entry of the tests here.
    parse_yaml(
        block.replace("camera.front_yard", CAMERA).replace(
            "button.front_yard", CAMERA.replace("camera", "button", 1)
        )
    )
    for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
]
ADVANCED, SCRIPT, WEBRTC, ELEMENTS = BLOCKS
DIRECTIONS = {
    "left": ("pan", "left"),
    "right": ("pan", "right"),
    "up": ("tilt", "up"),
    "down": ("tilt", "down"),
    "zoom_in": ("zoom", "in"),
    "zoom_out": ("zoom", "out"),
}

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.BUTTON))


async def _perform(hass: HomeAssistant, step: dict[str, Any]) -> None:
    """Do what the card does with an action of the kind `perform-action`."""
    assert step.pop("action") == "perform-action"
    domain, _, name = step.pop("perform_action").partition(".")
    data, target = step.pop("data", {}), step.pop("target")
    assert not step
    await hass.services.async_call(domain, name, data, target=target, blocking=True)


def _moved(emulated: EmulatedCamera, button: str) -> bool:
    axis, way = DIRECTIONS[button]
    asked = params(emulated)
    return (
        f"camera.motion.{axis}.mode={way}" in asked
        and asked[-1] == f"camera.motion.{axis}.status=start"
    )


async def _stands(emulated: EmulatedCamera, loaded: MockConfigEntry) -> None:
    await until(lambda: not loaded.runtime_data.ptz.running)
    assert params(emulated)[-1].endswith(".status=stop")


async def test_advanced_camera_card(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Each button moves while it is held."""
    (camera,) = ADVANCED["cameras"]
    assert camera["camera_entity"] == CAMERA
    ptz = camera["ptz"]
    for button in DIRECTIONS:
        emulated.clear_requests()
        await _perform(hass, dict(ptz.pop(f"actions_{button}_start")))
        assert _moved(emulated, button)
        await _perform(hass, dict(ptz.pop(f"actions_{button}_stop")))
        await _stands(emulated, loaded)
    emulated.clear_requests()
    await _perform(hass, dict(ptz.pop("actions_home")))
    assert "camera.position(0).status=goto" in params(emulated)
    await _perform(hass, dict(ptz.pop("presets")["Gate"]))
    assert "camera.position(1).status=goto" in params(emulated)
    assert not ptz


async def test_webrtc_camera(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Each button moves while it is held, by way of the script."""
    assert await async_setup_component(hass, "script", {"script": SCRIPT})
    assert WEBRTC["entity"] == CAMERA
    ptz = WEBRTC["ptz"]
    domain, _, name = ptz.pop("service").partition(".")
    for button in DIRECTIONS:
        emulated.clear_requests()
        start, end = ptz.pop(f"data_start_{button}"), ptz.pop(f"data_end_{button}")
        await hass.services.async_call(domain, name, start, blocking=True)
        assert _moved(emulated, button)
        await hass.services.async_call(domain, name, end, blocking=True)
        await _stands(emulated, loaded)
    assert not ptz


async def test_picture_elements(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Each icon is a button that is there, and turns its way."""
    assert ELEMENTS["camera_image"] == CAMERA
    steps = {}
    for element in ELEMENTS["elements"]:
        assert element["tap_action"] == {"action": "toggle"}
        emulated.clear_requests()
        await hass.services.async_call(
            "button", "press", {"entity_id": element["entity"]}, blocking=True
        )
        steps[element["entity"].partition("_ptz_")[2]] = params(emulated)
    assert set(steps) == set(DIRECTIONS)
    for button, asked in steps.items():
        axis = f"camera.motion.{DIRECTIONS[button][0]}="
        assert any(axis in each for each in asked), asked
