"""Diagnostics: what a maintainer needs, and nothing that is private."""

import json
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
    get_diagnostics_for_device,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import jvc_vn
from custom_components.jvc_vn.protocol import parameters as p
from tests.conftest import MAC, PASSWORD, set_up, until
from tests.emulator import EmulatedCamera

PRIVATE = {
    "camera.id": "Backdoor of the vault",
    "application.smtp.mailfrom": "somebody@somecompany.com",
    "application.ftp.user": "ftp-login",
    "network.hostname": "vault-camera",
    "network.gateway(ipv4)": "192.168.77.1",
}


@pytest.fixture
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough to see that they are told."""
    monkeypatch.setattr(
        jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.BINARY_SENSOR, Platform.TEXT)
    )


async def test_diagnostics_tell_what_is_known(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    loaded: MockConfigEntry,
    emulated: EmulatedCamera,
) -> None:
    """Who it is, how it is asked, and what it answers."""
    hass.config_entries.async_update_entry(loaded, options={"motion_hold": 20})
    await hass.config_entries.async_reload(loaded.entry_id)
    coordinator = loaded.runtime_data
    await until(lambda: coordinator.data.link == "live")
    await until(lambda: p.MOTION_DETECTION in coordinator.data.values)
    coordinator.reader.refused.add(p.AGC)
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, loaded)
    assert told["entry"]["state"] == "loaded"
    assert told["entry"]["options"] == {"motion_hold": 20}
    assert told["entry"]["data"]["username"] == "admin"
    assert told["camera"]["model"] == "VN-V685U"
    assert told["camera"]["role"] == "admin"
    assert told["camera"]["firmware"][0] == "V3-00"
    assert told["errors"] == []
    assert told["alarms"]["link"] == "live"
    assert told["alarms"]["active"] == {"input_1": False, "input_2": False} | {
        name: active
        for name, active in told["alarms"]["active"].items()
        if name == "motion"
    }
    assert told["requests"]["sent"] == coordinator.camera.requests
    assert told["requests"]["keys_per_request"] == 1
    assert told["requests"]["rhythms"]["live"] > 10
    assert told["requests"]["last_update_success"] is True
    assert told["video"]["newest_tells"]["pan"] == emulated.position[0]
    assert told["video"]["newest_bytes"] > 1000
    assert told["presets"] == len(coordinator.presets.titles) > 0
    assert told["values"]["camera.detection.status"] is True
    assert told["values"]["system.software.revision(net)"] == "V3-00"
    assert told["refused"] == [p.AGC.key]
    assert told["entities"]["camera.camera"] is None
    assert told["entities"]["select.agc"] == "integration"


@pytest.mark.usefixtures("_few_entities", "all_enabled")
async def test_diagnostics_of_a_device_hold_nothing_private(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
) -> None:
    """No password, address, name or title; not in the text of errors either."""
    for key, value in PRIVATE.items():
        emulated.force(key, value)
    await set_up(hass, entry)
    coordinator = entry.runtime_data
    await coordinator.reader.read([p.PARAMETERS[key] for key in (*PRIVATE, p.MAC.key)])
    assert coordinator.data.values[p.CAMERA_ID] == PRIVATE["camera.id"]
    await emulated.stop()
    coordinator.schedule.mark_all_due()
    await coordinator.async_refresh()
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    told: Any = await get_diagnostics_for_device(hass, hass_client, entry, device)
    assert [error.partition(":")[0] for error in told["errors"]] == [
        "UpdateFailed",
        "UnreachableError",
    ]
    text = json.dumps(told).lower()
    titles = coordinator.presets.titles.values()
    assert titles
    private = (*PRIVATE.values(), emulated.host, entry.title, MAC, MAC.replace(":", ""))
    for secret in (*private, *(f'"{text}"' for text in (PASSWORD, *titles))):
        assert secret.lower() not in text
    for key in PRIVATE:
        assert told["values"][key] == "**REDACTED**"


async def test_diagnostics_of_a_camera_that_is_away(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
) -> None:
    """Just when something is wrong they are wanted most."""
    await emulated.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    told: Any = await get_diagnostics_for_config_entry(hass, hass_client, entry)
    assert told["entry"]["state"] == "setup_retry"
    assert told["entry"]["reason"].startswith("**REDACTED** does not answer")
    assert told["entry"]["data"]["password"] == "**REDACTED**"
    assert told.keys() == {"entry"}
