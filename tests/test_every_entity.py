"""Every entity's reading and writing, for each model and login."""

import asyncio
import contextlib
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.coordinator import VnCoordinator
from custom_components.jvc_vn.number import NUMBERS
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.errors import VnError
from custom_components.jvc_vn.select import SELECTS
from custom_components.jvc_vn.state import writer as writes
from custom_components.jvc_vn.switch import SWITCHES
from tests.conftest import MAC, act, entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera

CAMERAS = [
    ("VN-V685", "V3-00", "admin"),
    ("VN-V685", "V1-00", "admin"),
    ("VN-V685", "V3-00", "operator"),
    ("VN-V686", "V1-04", "admin"),
    ("VN-V686", "V1-04", "operator"),
    ("VN-V686B", "V3-00", "admin"),
]
DESCRIPTIONS = {
    "number": {d.key: d for d in NUMBERS},
    "select": {d.key: d for d in SELECTS},
    "switch": {d.key: d for d in SWITCHES},
}
# Values that depend on another one: what the camera takes just now.
RANGES = {
    "number.tracking_zoom_limit": [1.0, 10.0],
    "number.jpeg_file_size": [10, 100],
    # Not both may be 0.
    "number.pre_recording": [0, 60],
    "number.post_recording": [60, 0],
    # In days, as the camera has it.
    "number.ntp_interval": [1, 31],
    "number.output_1_duration": [0, 100, 5000],
    "number.output_2_duration": [0, 100, 5000],
}
# Nothing has been recorded that a trace could repeat, nor a patrol visit.
EMPTY = {"auto_trace", "auto_patrol_2", "auto_patrol_3"}
# What runs by itself would move on while we look.
MOVES = {"number.pan", "number.tilt", "number.zoom", "number.focus"}


@pytest.fixture(params=CAMERAS, ids="-".join)
async def camera(
    hass: HomeAssistant,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    all_enabled: None,
) -> Any:
    """A camera of each model and age with each login, all of its entities enabled."""
    monkeypatch.setattr(writes, "SPACING", 0.0)
    model, firmware, role = request.param
    async with make_emulated(
        model=model, firmware=firmware, multi_key=True
    ) as emulated:
        password = emulated.passwords[role]
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Yard",
            unique_id=MAC,
            data=entry_data(emulated, username=role, password=password),
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        yield emulated, entry
        await hass.config_entries.async_unload(entry.entry_id)


def entities(hass: HomeAssistant, entry: MockConfigEntry, platform: str) -> Any:
    """Key → entity id of what is there."""
    return {
        entity.unique_id.removeprefix(f"{MAC}_"): entity.entity_id
        for entity in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
        if entity.domain == platform
    }


async def camera_has(
    coordinator: VnCoordinator, emulated: EmulatedCamera, parameter: Any
) -> Any:
    """The camera's own value, after what was staged has been applied."""
    await coordinator.pending_saves.flush()
    return parameter.decode(emulated.get(parameter.key))


async def answering(coordinator: VnCoordinator) -> None:
    """Wait until the camera's web server is back."""
    async with asyncio.timeout(5):
        while True:
            with contextlib.suppress(VnError):
                await coordinator.camera.get(p.MODEL)
                return


async def test_every_select(hass: HomeAssistant, camera: Any) -> None:
    """Each option reaches the camera and shows."""
    emulated, entry = camera
    found = entities(hass, entry, "select")
    for key, description in DESCRIPTIONS["select"].items():
        if key not in found or key == "timezone":
            continue
        options = hass.states.get(found[key]).attributes["options"]
        assert options
        for option in options:
            await act(hass, "select.select_option", found[key], option=option)
            assert hass.states.get(found[key]).state == option
            if key == "jpeg_stream_priority":
                # Its follow-up restarts the camera's web server.
                await entry.runtime_data.pending_saves.flush()
                await answering(entry.runtime_data)
            elif option != "manual":
                value = await camera_has(
                    entry.runtime_data, emulated, description.parameter
                )
                assert value == option, key


async def test_every_number(hass: HomeAssistant, camera: Any) -> None:
    """Both ends of the range reach the camera and show."""
    emulated, entry = camera
    for key, entity_id in entities(hass, entry, "number").items():
        attributes = hass.states.get(entity_id).attributes
        values = RANGES.get(
            f"number.{key}", [attributes["min"], attributes["max"], attributes["min"]]
        )
        parameter = DESCRIPTIONS["number"][key].parameter
        for value in values:
            await act(hass, "number.set_value", entity_id, value=value)
            if f"number.{key}" in MOVES:
                targets = [request.target for request in emulated.requests]
                assert f"/api/param?{parameter.key}={value:.2f}" in targets
            else:
                assert float(hass.states.get(entity_id).state) == value, key
                has = await camera_has(entry.runtime_data, emulated, parameter)
                unit = DESCRIPTIONS["number"][key].counts
                assert has == value * unit, key


async def test_every_switch(hass: HomeAssistant, camera: Any) -> None:
    """On and off reach the camera and show."""
    emulated, entry = camera
    # Without a server the periodic sending stays off.
    emulated.force("application.ftp.host", "10.0.0.5")
    for key, entity_id in entities(hass, entry, "switch").items():
        parameter = DESCRIPTIONS["switch"][key].parameter
        for action, state in (("on", True), ("off", False)):
            await act(hass, f"switch.turn_{action}", entity_id)
            assert hass.states.get(entity_id).state == action, key
            has = await camera_has(entry.runtime_data, emulated, parameter)
            assert has is (state and key not in EMPTY), key


async def test_every_button(hass: HomeAssistant, camera: Any) -> None:
    """Each is taken by the camera, but the restart, which has a test of its own."""
    emulated, entry = camera
    for key, entity_id in entities(hass, entry, "button").items():
        if key == "restart":
            continue
        emulated.clear_requests()
        await act(hass, "button.press", entity_id)
        assert emulated.requests, key


async def test_text_and_time(hass: HomeAssistant, camera: Any) -> None:
    """The camera's title, and the hour of its cleaning."""
    emulated, entry = camera
    for title in ("Gate & yard = 100%", "Tür", ""):
        entity_id = entities(hass, entry, "text")["camera_id"]
        await act(hass, "text.set_value", entity_id, value=title)
        assert emulated.get("camera.id") == title
        assert hass.states.get(entity_id).state == title
    if entity_id := entities(hass, entry, "time").get("auto_cleaning_time"):
        await act(hass, "time.set_value", entity_id, time="03:30:15")
        assert emulated.get("camera.motion.pan.auto_cleaning.time") == "033015"
        assert hass.states.get(entity_id).state == "03:30:15"


async def test_everything_readable_is_known(hass: HomeAssistant, camera: Any) -> None:
    """No enabled setting stays unknown after setup."""
    _, entry = camera
    unknown = {
        key
        for platform in ("select", "number", "switch", "text", "time")
        for key, entity_id in entities(hass, entry, platform).items()
        if hass.states.get(entity_id).state in {"unknown", "unavailable"}
    }
    # Automatic, so they have no number.
    assert unknown <= {"focus", "iris"}


@pytest.mark.parametrize("multi_key", [True, False])
async def test_keys_that_the_guide_misprints(
    hass: HomeAssistant,
    all_enabled: None,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    multi_key: bool,
) -> None:
    """A camera that answers as the guide is printed is understood all the same."""
    emulated.misprints = True
    emulated.multi_key = multi_key
    await set_up(hass, entry)
    unknown = {
        state.entity_id
        for state in hass.states.async_all(("select", "number", "switch"))
        if state.state in {"unknown", "unavailable"}
    }
    assert unknown <= {"number.vn_v685_focus", "number.vn_v685_iris"}
    for key, option in (("agc", "auto_mid"), ("3d_noise_reduction", "high")):
        entity_id = f"select.vn_v685_{key}"
        await act(hass, "select.select_option", entity_id, option=option)
        assert hass.states.get(entity_id).state == option
    await act(hass, "button.press", "button.vn_v685_save_settings")
