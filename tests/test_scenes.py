"""Presets as scenes."""

import pytest
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.const import VOCABULARY_CHANGED
from tests.conftest import MAC, set_up, settled, until
from tests.emulator import EmulatedCamera
from tests.test_ptz_actions import params


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is spoken of."""
    platforms = (Platform.CAMERA, Platform.SCENE, Platform.SWITCH)
    monkeypatch.setattr(jvc_vn, "PLATFORMS", platforms)


def scenes(hass: HomeAssistant) -> dict[str, str]:
    """Return unique id → name of the scenes that are there."""
    registry = er.async_get(hass)
    found = {}
    for state in hass.states.async_all("scene"):
        entry = registry.async_get(state.entity_id)
        assert entry
        found[entry.unique_id.removeprefix(f"{MAC}_")] = state.name
    return found


async def test_there_are_none_at_first(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """They are an option."""
    assert scenes(hass) == {}


async def test_scenes_follow_the_presets(
    hass: HomeAssistant, entry: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """Added, renamed and removed with them; turned on, the camera goes there."""
    hass.config_entries.async_update_entry(entry, options={"presets_as_scenes": True})
    await set_up(hass, entry)
    await until(lambda: scenes(hass).get("preset_1") == "VN-V685 Gate")
    await settled(emulated)
    emulated.clear_requests()
    entity_id = er.async_get(hass).async_get_entity_id(
        "scene", "jvc_vn", f"{MAC}_preset_1"
    )
    await hass.services.async_call(
        "scene", "turn_on", {"entity_id": entity_id}, blocking=True
    )
    assert params(emulated) == ["camera.position(1).status=goto"]

    emulated.force("camera.position(1).comment", "Drive")
    async_dispatcher_send(hass, VOCABULARY_CHANGED, "another entry")
    await hass.async_block_till_done()
    assert scenes(hass)["preset_1"] == "VN-V685 Gate"
    await entry.runtime_data.async_refresh_presets()
    await until(lambda: scenes(hass).get("preset_1") == "VN-V685 Drive")
    await hass.services.async_call(
        "jvc_vn",
        "clear_preset",
        {"entity_id": "camera.vn_v685", "preset": "Drive"},
        blocking=True,
    )
    await until(lambda: "preset_1" not in scenes(hass))

    hass.config_entries.async_update_entry(entry, options={})
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    registry = er.async_get(hass)
    left = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert [known for known in left if known.domain == "scene"] == []


async def test_what_turns_a_camera_is_not_everything_in_a_room(
    hass: HomeAssistant, entry: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """Neither scenes nor programs are exposed to Assist by themselves."""
    assert await async_setup_component(hass, "homeassistant", {})
    hass.config_entries.async_update_entry(entry, options={"presets_as_scenes": True})
    await set_up(hass, entry)
    await until(lambda: bool(scenes(hass)))
    registry = er.async_get(hass)
    known = er.async_entries_for_config_entry(registry, entry.entry_id)
    exposed = {
        one.unique_id.removeprefix(f"{MAC}_")
        for one in known
        if async_should_expose(hass, "conversation", one.entity_id)
    }
    assert exposed == {"output_1", "output_2"}
