"""Names and passwords of a camera that was added a moment ago."""

from typing import Any

import pytest
from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.repairs import async_create_fix_flow
from tests.conftest import entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera
from tests.test_config_flow import LOGIN, address, begin, running, submit


@pytest.fixture(autouse=True)
def _quick_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alarm, "SETTLE", 0.05)


def device_of(hass: HomeAssistant, entry: Any) -> dr.DeviceEntry:
    """The device of an entry."""
    registry = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(registry, entry.entry_id)
    return device


async def test_the_camera_s_own_title_is_suggested(hass: HomeAssistant) -> None:
    """For the entry and for the device, which keeps it when the title changes."""
    async with running(hass, make_emulated(camera_id="Front yard")) as emulated:
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, **address(emulated))
        result = await submit(hass, form, **LOGIN)
        entry: Any = result["result"]
        assert entry.title == device_of(hass, entry).name == "Front yard"
        assert hass.states.get("camera.front_yard")
        emulated.force("camera.id", "Other")
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.title == device_of(hass, entry).name == "Front yard"


async def test_the_entry_is_called_as_a_person_calls_the_device(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """And so is the camera in errors and repairs; another change does not matter."""
    registry, device = dr.async_get(hass), device_of(hass, loaded)
    registry.async_update_device(device.id, sw_version="9")
    assert loaded.title == "Yard"
    registry.async_update_device(device.id, name_by_user="Gate")
    await hass.async_block_till_done()
    assert loaded.title == loaded.runtime_data.title == "Gate"


def repair(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """What is told of the factory password."""
    issue_id = f"factory_password_{entry.entry_id}"
    return ir.async_get(hass).async_get_issue(DOMAIN, issue_id)


async def fix(hass: HomeAssistant, issue: ir.IssueEntry) -> RepairsFlow:
    """Open the dialog of a repair."""
    flow = await async_create_fix_flow(hass, issue.issue_id, dict(issue.data or {}))
    flow.hass = hass
    form = await flow.async_step_init()
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "new_password"
    return flow


async def test_a_factory_password_is_replaced_by_a_repair(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """On the camera and in the entry; what cannot be one is said before."""
    issue = repair(hass, loaded)
    assert issue
    assert issue.is_fixable
    flow: Any = await fix(hass, issue)
    for wrong, error in (("vn-v686", "factory_password"), ("abc", "invalid_password")):
        form = await flow.async_step_new_password({"password": wrong})
        assert form["errors"] == {"password": error}
    assert emulated.passwords["admin"] == "jvc"
    done = await flow.async_step_new_password({"password": "my own one"})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert emulated.passwords["admin"] == "my own one"
    assert loaded.data["password"] == "my own one"
    assert repair(hass, loaded) is None
    await loaded.runtime_data.async_refresh()
    assert loaded.runtime_data.last_update_success


async def test_a_new_password_that_the_camera_does_not_take(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is said; the old one stays, and so does the repair."""
    issue = repair(hass, loaded)
    assert issue
    flow: Any = await fix(hass, issue)
    emulated.faults.error_keys["system.password.admin"] = "503 Busy"
    end = await flow.async_step_new_password({"password": "my own one"})
    assert end["reason"] == "not_set"
    assert loaded.data["password"] == "jvc"
    assert repair(hass, loaded)


async def test_only_the_administrator_can_change_it(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Others are told whom to ask."""
    data = entry_data(emulated, username="operator")
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    issue = repair(hass, entry)
    assert issue
    assert not issue.is_fixable


async def test_a_password_of_its_own_is_left_alone(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Nothing is told, and what was told before goes away."""
    await set_up(hass, entry)
    assert repair(hass, entry)
    emulated.passwords["admin"] = "my own one"
    data = entry_data(emulated, password="my own one")
    hass.config_entries.async_update_entry(entry, data=data)
    await hass.config_entries.async_reload(entry.entry_id)
    assert repair(hass, entry) is None
