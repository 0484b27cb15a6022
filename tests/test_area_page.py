"""What a person sees first: the tiles of an area, and what a whole room switches."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.protocol import parameters as p
from tests.conftest import act, make_emulated, set_up, state, until
from tests.emulator import EmulatedCamera

MOST_TILES = 16
FOLDER = Path(__file__).parents[1] / "custom_components/jvc_vn"
CONFIG, DIAGNOSTIC = EntityCategory.CONFIG, EntityCategory.DIAGNOSTIC
STEPS = ("left", "right", "up", "down", "zoom_in", "zoom_out", "stop")
CATEGORIES = {
    **{f"button.ptz_{step}": CONFIG for step in STEPS},
    **{f"switch.auto_patrol_{n}": CONFIG for n in (1, 2, 3)},
    "switch.auto_trace": CONFIG,
    "switch.auto_tracking": CONFIG,
    "switch.intelligent_tracking": CONFIG,
    "switch.auto_pan": None,
    "switch.output_1": None,
    "switch.output_2": None,
    "number.focus": CONFIG,
    "select.focus_mode": CONFIG,
    "button.autofocus": CONFIG,
    "binary_sensor.moving": DIAGNOSTIC,
    "event.preset_event": DIAGNOSTIC,
}


def enabled(
    hass: HomeAssistant, entry: MockConfigEntry
) -> Iterator[tuple[str, er.RegistryEntry]]:
    """Every entity that is enabled, by platform and key."""
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if entity.disabled_by is None:
            yield f"{entity.domain}.{entity.translation_key}", entity


@pytest.mark.parametrize("model", ["VN-V685", "VN-V686", "VN-V686B"])
async def test_an_area_page_shows_sixteen_tiles_a_camera(
    hass: HomeAssistant, entry: MockConfigEntry, model: str
) -> None:
    """It has a tile for every entity without a category."""
    async with make_emulated(model=model) as camera:
        data = {"port": camera.http_port, "alarm_port": camera.alarm_port}
        data["password"] = camera.passwords["admin"]
        hass.config_entries.async_update_entry(entry, data={**entry.data, **data})
        await set_up(hass, entry)
        found = dict(enabled(hass, entry))
        await hass.config_entries.async_unload(entry.entry_id)
    tiles = {key for key, each in found.items() if each.entity_category is None}
    assert len(tiles) <= MOST_TILES
    categories = {key: found[key].entity_category for key in CATEGORIES}
    assert categories == CATEGORIES


async def test_turning_on_everything_starts_no_patrol(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The relays do close: they are what a room switches."""
    area = ar.async_get(hass).async_create("Garage")
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, loaded.entry_id)
    registry.async_update_device(device.id, area_id=area.id)
    emulated.clear_requests()
    await hass.services.async_call(
        "switch", "turn_on", {"area_id": area.id}, blocking=True
    )
    written = [request.target for request in emulated.requests]
    assert any("output_pin.pin(1).status=make" in target for target in written)
    assert not [t for t in written if "patrol" in t or "trac" in t]


@pytest.mark.parametrize(("zoom", "degrees"), [(0, 16.5), (90.89, 0.7)])
async def test_a_step_is_a_part_of_the_picture(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    zoom: float,
    degrees: float,
) -> None:
    """At the present zoom, as the same words said to Assist turn it."""
    loaded.runtime_data.show(p.ZOOM, zoom)
    await hass.async_block_till_done()
    assert float(state(hass, "number.vn_v685_zoom")) == zoom
    emulated.clear_requests()
    await act(hass, "button.press", "button.vn_v685_ptz_left")
    assert f"/api/param?camera.motion.pan=-{degrees:.2f}" in [
        request.target for request in emulated.requests
    ]


async def test_the_focus_is_known_where_the_camera_tells_it(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Unknown while it is automatic; a number as soon as it is not."""
    focus, mode = "number.vn_v685_focus", "select.vn_v685_focus_mode"
    assert state(hass, mode) == "easy_auto"
    assert state(hass, focus) == "unknown"
    await act(hass, "select.select_option", mode, option="manual")
    await until(lambda: state(hass, focus) != "unknown", 2)
    assert float(state(hass, focus)) == float(emulated.get("camera.focus"))
    assert state(hass, mode) == "manual"


async def test_the_bit_rate_has_a_unit_that_a_person_reads(
    hass: HomeAssistant,
    all_enabled: None,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
) -> None:
    """The camera counts bits."""
    entity_id = "number.vn_v685_mpeg_4_bit_rate"
    shown = hass.states.get(entity_id)
    assert shown
    assert shown.attributes["unit_of_measurement"] == "kbit/s"
    assert (shown.attributes["min"], shown.attributes["max"]) == (64, 8000)
    assert float(shown.state) == int(emulated.get("encode(2).bitrate")) / 1000
    await act(hass, "number.set_value", entity_id, value=1500)
    assert emulated.get("encode(2).bitrate") == "1500000"
    assert float(state(hass, entity_id)) == 1500


def test_inputs_and_outputs_look_different() -> None:
    """And home is a position, not a house."""
    icons = json.loads((FOLDER / "icons.json").read_text())["entity"]
    texts = json.loads((FOLDER / "translations/en.json").read_text())["entity"]
    for n in (1, 2):
        inputs, outputs = icons["binary_sensor"], icons["switch"]
        assert inputs[f"input_{n}"]["default"] != outputs[f"output_{n}"]["default"]
    assert icons["button"]["home"]["default"] != "mdi:home"
    assert texts["button"]["home"]["name"] == "Home position"
