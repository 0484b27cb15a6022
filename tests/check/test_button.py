"""The button *Check the camera*, its notice and what diagnostics hold of it."""

import json
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.diagnostics import async_get_config_entry_diagnostics
from custom_components.jvc_vn.state import camera_check
from tests.conftest import MAC
from tests.emulator import EmulatedCamera
from tests.emulator.client import until

from .helpers import HURRY, odd


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch, all_enabled: None) -> None:
    monkeypatch.setattr(camera_check, "PACE", HURRY)


async def press(hass: HomeAssistant) -> None:
    """Press the button."""
    entity_id = er.async_get(hass).async_get_entity_id(
        "button", DOMAIN, f"{MAC}_check_camera"
    )
    await hass.services.async_call(
        "button", "press", {"entity_id": entity_id}, blocking=True
    )


def notice(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """What is told of the check."""
    registry = ir.async_get(hass)
    return registry.async_get_issue(DOMAIN, f"checked_{entry.entry_id}")


async def finished(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry:
    """Wait for the notice."""
    await until(lambda: notice(hass, entry) is not None, 40)
    found = notice(hass, entry)
    assert found
    return found


async def test_the_check_from_home_assistant(
    hass: HomeAssistant, loaded: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """It reads only, goes into the diagnostics, and a notice tells so."""
    told = await async_get_config_entry_diagnostics(hass, loaded)
    assert told["check"] is None
    emulated.clear_requests()
    await press(hass)
    await press(hass)  # once at a time
    found = await finished(hass, loaded)
    assert found.translation_key == "camera_checked"
    assert found.is_fixable is False
    told = await async_get_config_entry_diagnostics(hass, loaded)
    report: dict[str, Any] = told["check"]
    assert odd(report) == {}
    assert len(report["rows"]) >= 40
    placeholders = found.translation_placeholders or {}
    assert placeholders["answered"] == str(len(report["rows"]))
    assert placeholders["odd"] == "0"
    sets = [r.query for r in emulated.requests if r.path == "/api/param"]
    assert not [query for query in sets if "=" in query]
    text = json.dumps(report)
    for word in (emulated.host, MAC, MAC.replace(":", "").upper(), "Camera01", "Gate"):
        assert word not in text


async def test_the_notice_is_renewed(
    hass: HomeAssistant, loaded: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """A form that differs is counted; the last notice goes when the next begins."""
    await press(hass)
    await finished(hass, loaded)
    emulated.forms.unknown_key = "404 Not Found"
    await press(hass)
    await until(lambda: notice(hass, loaded) is None)
    found = await finished(hass, loaded)
    assert (found.translation_placeholders or {})["odd"] == "1"
    assert await hass.config_entries.async_remove(loaded.entry_id)
    assert notice(hass, loaded) is None


async def test_a_camera_that_goes_away(
    hass: HomeAssistant, loaded: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """The notice says that the check stopped; pressed without a camera: an error."""
    await press(hass)
    await until(lambda: loaded.runtime_data.check.running)
    await emulated.power_off()
    found = await finished(hass, loaded)
    assert found.translation_key == "check_stopped"
    with pytest.raises(HomeAssistantError):
        await press(hass)
