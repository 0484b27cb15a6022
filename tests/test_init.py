"""Setting an entry up, unloading it and removing it."""

import asyncio
import logging
from datetime import timedelta
from unittest.mock import AsyncMock, patch

import pytest
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import (
    EVENT_HOMEASSISTANT_FINAL_WRITE,
    EVENT_HOMEASSISTANT_STOP,
    STATE_UNAVAILABLE,
)
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC
from homeassistant.helpers.update_coordinator import UpdateFailed
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.errors import update_errors
from custom_components.jvc_vn.protocol.errors import RefusedError
from custom_components.jvc_vn.video import hub
from tests import contract
from tests.conftest import MAC, entry_data, make_emulated, set_up, until
from tests.emulator import EmulatedCamera


def found(hass: HomeAssistant, entry: MockConfigEntry) -> set[tuple[str, str]]:
    """The registered entities: (platform, key)."""
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    return {(e.domain, e.unique_id.removeprefix(f"{MAC}_")) for e in entities}


@pytest.mark.parametrize(("model", "firmware"), contract.LACKS)
async def test_each_model_has_the_entities_of_the_contract(
    hass: HomeAssistant, model: str, firmware: str
) -> None:
    """Less what the guide says that it lacks; disabled where the contract says so."""
    async with make_emulated(model=model, firmware=firmware) as emulated:
        entry = MockConfigEntry(
            domain=DOMAIN,
            title="Yard",
            unique_id=MAC,
            data=entry_data(emulated, password=emulated.passwords["admin"]),
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        lacks = contract.LACKS[model, firmware]
        assert found(hass, entry) == contract.ALL - lacks
        enabled = {
            (e.domain, e.unique_id.removeprefix(f"{MAC}_"))
            for e in er.async_entries_for_config_entry(
                er.async_get(hass), entry.entry_id
            )
            if not e.disabled
        }
        assert enabled == contract.keys(contract.ENABLED) - lacks
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("role", ["operator", "user"])
async def test_a_login_is_offered_only_what_it_may_do(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, role: str
) -> None:
    """The operator changes no administrator's setting, the user changes nothing."""
    hass.config_entries.async_update_entry(
        entry, data=entry_data(emulated, username=role)
    )
    await set_up(hass, entry)
    everything = contract.ALL - contract.LACKS["VN-V685", "V3-00"]
    assert found(hass, entry) == contract.seen_by(role, everything)


async def test_what_the_guide_doubts_the_camera_decides(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """An error in the answer removes intelligent tracking quietly."""
    emulated.faults.error_keys = {
        f"camera.motion.auto_tracking(2).{name}": "401 Unauthorized"
        for name in (
            "status",
            "zoom",
            "level",
            "zoom_limit",
            "max_zoom",
            "restarttime",
        )
    }
    await set_up(hass, entry)
    lacks = contract.LACKS["VN-V685", "V3-00"] | contract.TRACKING
    assert found(hass, entry) == contract.ALL - lacks


STEPS = ("left", "right", "up", "down", "zoom_in", "zoom_out", "stop")


async def test_what_was_read_shows_at_once(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Nothing that can be read starts unknown."""
    unknown = {s.entity_id for s in hass.states.async_all() if s.state == "unknown"}
    assert unknown == {
        "button.vn_v685_home_position",
        "button.vn_v685_autofocus",
        *(f"button.vn_v685_ptz_{step}" for step in STEPS),
        "event.vn_v685_alarm",
        "event.vn_v685_preset_reached_or_left",
        "image.vn_v685_last_alarm",
        # Automatic, so it has no number.
        "number.vn_v685_focus",
    }


async def test_one_device_with_what_is_known_of_it(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Model, firmware and the way to the camera's own pages."""
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), loaded.entry_id)
    assert len(devices) == 1
    device = devices[0]
    assert device.connections == {(CONNECTION_NETWORK_MAC, MAC)}
    assert device.manufacturer == "JVC"
    assert (device.model, device.model_id) == ("VN-V685", "VN-V685U")
    assert device.serial_number is device.hw_version is None
    assert device.sw_version == emulated.get("system.software.revision(net)")
    assert device.configuration_url == f"http://127.0.0.1:{emulated.http_port}"


async def test_two_cameras_of_a_model_can_be_told_apart(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Before anybody names them; and neither takes another name afterwards."""
    mac = "00:80:88:00:2b:3c"
    async with make_emulated(mac=mac.replace(":", "")) as second:
        other = MockConfigEntry(
            domain="jvc_vn", title="Gate", unique_id=mac, data=entry_data(second)
        )
        other.add_to_hass(hass)
        await set_up(hass, other)
        assert hass.states.get("camera.vn_v685_2b3c")
        await hass.config_entries.async_reload(other.entry_id)
        await hass.config_entries.async_reload(loaded.entry_id)
        devices = dr.async_get(hass)
        names = {
            device.name
            for entry in (loaded, other)
            for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
        }
        assert names == {"VN-V685", "VN-V685 2B3C"}
        await hass.config_entries.async_unload(other.entry_id)


async def test_a_disabled_entity_costs_no_request(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Only what an enabled entity shows is read, at setup and later."""
    registry = er.async_get(hass)
    registry.async_get_or_create(
        "select",
        "jvc_vn",
        f"{MAC}_day_night",
        config_entry=entry,
        disabled_by=er.RegistryEntryDisabler.USER,
    )
    await set_up(hass, entry)
    await entry.runtime_data.async_refresh()
    asked = {request.target for request in emulated.requests}
    assert "/api/param?camera.motion.auto_pan.status" in asked
    assert "/api/param?camera.image.true_daynight" not in asked


async def test_a_poll_only_reads(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """No poll ever changes anything on the camera."""
    loaded.runtime_data.schedule.mark_all_due()
    emulated.clear_requests()
    await loaded.runtime_data.async_refresh()
    targets = [request.target for request in emulated.requests]
    assert len(targets) > 10
    for target in targets:
        assert target.startswith("/api/video?") or "=" not in target


async def test_unloading_leaves_nothing_behind(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The alarm link closes; the harness fails on tasks and timers left over."""
    assert emulated.alarm_clients == 1
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert loaded.state is ConfigEntryState.NOT_LOADED
    await until(lambda: emulated.alarm_clients == 0)
    assert emulated.video_clients == 0


async def test_reloading_works(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """After a reload there is one alarm link again."""
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await until(lambda: loaded.runtime_data.data.link == "live")
    await until(lambda: emulated.alarm_clients == 1)
    assert hass.states.get("binary_sensor.vn_v685_input_1").state == "off"


async def test_removal_forgets_the_presets(
    hass: HomeAssistant, loaded: MockConfigEntry, hass_storage: dict[str, object]
) -> None:
    """What was stored for the entry is deleted with it."""
    key = f"jvc_vn.{loaded.entry_id}"
    # A save that is due is made at once when Home Assistant ends.
    hass.bus.async_fire(EVENT_HOMEASSISTANT_FINAL_WRITE)
    await hass.async_block_till_done()
    assert key in hass_storage
    await hass.config_entries.async_remove(loaded.entry_id)
    await hass.async_block_till_done()
    assert key not in hass_storage


async def test_stored_presets_show_before_they_are_read(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, object],
) -> None:
    """A restart shows the titles at once."""
    key = f"jvc_vn.{entry.entry_id}"
    hass_storage[key] = {
        "version": 1,
        "key": key,
        "data": {"presets": {"0": "Old home", "7": ""}},
    }
    emulated.faults.error_keys = {
        f"camera.position({n}).status": "401 Unauthorized" for n in range(100)
    }
    await set_up(hass, entry)
    state = hass.states.get("select.vn_v685_preset")
    assert state.attributes["options"] == ["Old home", "Preset 7"]
    assert state.state == "Old home"


async def test_a_camera_that_is_off_comes_alone(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
) -> None:
    """Home Assistant tries again by itself."""
    await emulated.stop()
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.reason == "Yard does not answer"
    await emulated.start()
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=30))
    await until(lambda: entry.state is ConfigEntryState.LOADED)
    await hass.async_block_till_done()


async def test_another_camera_at_the_address_is_not_taken_for_ours(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The MAC decides."""
    hass.config_entries.async_update_entry(entry, unique_id="00:80:88:ff:ff:ff")
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_ERROR
    assert entry.reason == f"Another camera ({MAC}) answers at the address of Yard"


async def test_gone_and_back_are_said_once(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line when the camera goes, one when it comes back."""
    monkeypatch.setattr(hub, "FRESH", 0.0)
    coordinator = loaded.runtime_data
    caplog.clear()
    caplog.set_level(logging.INFO, logger="custom_components.jvc_vn")
    await emulated.stop()
    for _ in range(3):
        await coordinator.async_refresh()
    assert hass.states.get("switch.vn_v685_output_1").state == STATE_UNAVAILABLE
    await emulated.start()
    for _ in range(3):
        await coordinator.async_refresh()
    assert hass.states.get("switch.vn_v685_output_1").state == "off"
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.jvc_vn")
        and record.levelno >= logging.INFO
    ]
    assert len(lines) == 2, lines


@pytest.mark.parametrize("already_set_up", [True, False])
async def test_a_refused_login_asks_for_another(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    already_set_up: bool,
) -> None:
    """Whether at start or later."""
    if already_set_up:
        await set_up(hass, entry)
    emulated.passwords["admin"] = "changed"
    if already_set_up:
        entry.runtime_data.schedule.mark_all_due()
        await entry.runtime_data.async_refresh()
    else:
        await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == [SOURCE_REAUTH]


async def test_home_assistant_stopping_stops_a_move(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """No motor outlives Home Assistant."""
    await loaded.runtime_data.ptz.move({"pan": 50}, 30)
    assert emulated.is_moving
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STOP)
    await until(lambda: not emulated.is_moving)


@pytest.mark.parametrize("fault", ["garbage", "status", "hang"])
async def test_strange_answers_at_setup_are_retried(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Garbage, an error page or silence: no exception, another try later."""
    for module in ("http", "camera"):
        monkeypatch.setattr(f"custom_components.jvc_vn.protocol.{module}.TIMEOUT", 0.2)
    setattr(emulated.faults, fault, 500 if fault == "status" else True)
    async with asyncio.timeout(5):
        await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY


async def test_errors_name_the_camera_as_people_do(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """By the name that somebody gave the device."""
    registry = dr.async_get(hass)
    device = dr.async_entries_for_config_entry(registry, loaded.entry_id)[0]
    registry.async_update_device(device.id, name_by_user="Gate camera")
    await emulated.stop()
    with pytest.raises(HomeAssistantError, match="Gate camera does not answer"):
        await hass.services.async_call(
            "switch",
            "turn_on",
            {"entity_id": "switch.vn_v685_output_1"},
            blocking=True,
        )


async def test_what_cannot_be_unloaded_goes_on(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Its connections are not closed under entities that are still there."""
    unload = "async_unload_platforms"
    with patch.object(hass.config_entries, unload, AsyncMock(return_value=False)):
        assert not await jvc_vn.async_unload_entry(hass, loaded)
    await loaded.runtime_data.async_refresh()
    assert loaded.runtime_data.last_update_success


async def test_a_refused_update_is_no_refusal(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The camera was only asked to return values: what it says makes no sense."""
    with (
        pytest.raises(UpdateFailed) as error,
        update_errors(hass, entry, "Yard"),
    ):
        raise RefusedError("camera.status", 401, "Unauthorized")
    assert error.value.translation_key == "strange_answer"
