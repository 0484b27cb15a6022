"""Changing settings: saving, staging, restarting, and what it costs."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import Tempo, act, set_up, settled, until
from tests.emulator import EmulatedCamera

ENHANCE = "number.vn_v685_enhance"


def told(emulated: EmulatedCamera, start: str) -> list[str]:
    """What the camera was told that begins so."""
    queries = [r.target.removeprefix("/api/param?") for r in emulated.requests]
    return [query for query in queries if query.startswith(start)]


@pytest.fixture
async def everything(
    hass: HomeAssistant, all_enabled: None, entry: MockConfigEntry
) -> MockConfigEntry:
    """A camera with all entities enabled."""
    await set_up(hass, entry)
    return entry


@pytest.mark.usefixtures("everything")
async def test_a_dragged_slider_is_few_writes_and_one_save(
    hass: HomeAssistant, emulated: EmulatedCamera, tempo: Tempo
) -> None:
    """Fifty values in two seconds: the last one counts."""
    emulated.clear_requests()
    tempo.run(0)
    calls = []
    for number in range(50):
        value = number % 11 * 10
        calls.append(
            asyncio.create_task(act(hass, "number.set_value", ENHANCE, value=value))
        )
        await asyncio.sleep(0.005)
        tempo.forward(0.04)
    tempo.run(1)
    await asyncio.gather(*calls)
    writes = told(emulated, "camera.image.enhance=")
    assert len(writes) <= 10
    assert emulated.get("camera.image.enhance") == str(49 % 11 * 10)
    assert hass.states.get(ENHANCE).state == "50"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await until(lambda: len(told(emulated, "camera.status=save")) == 1)


@pytest.mark.usefixtures("everything")
async def test_two_writers_at_once_both_end(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """None of them is lost, whichever comes last."""
    await asyncio.gather(
        act(hass, "number.set_value", ENHANCE, value=30),
        act(hass, "number.set_value", "number.vn_v685_color_level", value=70),
        act(hass, "number.set_value", ENHANCE, value=80),
    )
    assert emulated.get("camera.image.enhance") == "80"
    assert emulated.get("camera.image.color") == "70"


async def test_a_staged_change_shows_until_it_is_applied(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """The camera reads the old value until then; one call applies all of it."""
    entity_id = "number.vn_v685_ntp_interval"
    emulated.clear_requests()
    await act(
        hass, "select.select_option", "select.vn_v685_ntp_interval_unit", option="hours"
    )
    await act(hass, "number.set_value", entity_id, value=24)
    assert emulated.get("network.ntp.interval") != "24"
    everything.runtime_data.schedule.mark_all_due()
    await everything.runtime_data.async_refresh()
    assert hass.states.get(entity_id).state == "24"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await until(lambda: emulated.get("network.ntp.interval") == "24")
    assert told(emulated, "network.ntp.status=") == ["network.ntp.status=restart"]
    await everything.runtime_data.async_refresh()
    assert hass.states.get(entity_id).state == "24"


async def test_restoring_undoes_what_was_not_saved(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """And nothing is saved afterwards."""
    before = hass.states.get(ENHANCE).state
    await act(hass, "number.set_value", ENHANCE, value=100)
    await act(hass, "button.press", "button.vn_v685_restore_settings")
    await until(lambda: hass.states.get(ENHANCE).state == before)
    assert not everything.runtime_data.pending_saves.pending
    assert told(emulated, "camera.status=") == ["camera.status=restore"]


async def test_saving_saves_everything(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """Also what somebody changed on the camera's own page."""
    await act(hass, "number.set_value", ENHANCE, value=100)
    await act(hass, "button.press", "button.vn_v685_save_settings")
    assert told(emulated, "camera.status=save")
    assert told(emulated, "encode(1).status=save")
    assert not everything.runtime_data.pending_saves.pending


async def test_a_change_that_a_restart_took_is_said(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """The camera was restarted between the change and its save."""
    await act(hass, "number.set_value", ENHANCE, value=100)
    await emulated.stop()
    await everything.runtime_data.pending_saves.flush()
    await emulated.start()
    await everything.runtime_data.pending_saves.flush()
    issue = ir.async_get(hass).async_get_issue("jvc_vn", f"lost_{everything.entry_id}")
    assert issue.translation_placeholders == {
        "camera": "Yard",
        "parameters": "camera.image.enhance",
    }
    assert hass.states.get(ENHANCE).state == emulated.get("camera.image.enhance")
    assert not everything.runtime_data.pending_saves.pending


async def test_a_save_that_came_late_is_a_save(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """Out of reach for a while, but not restarted: nothing is lost."""
    await act(hass, "number.set_value", ENHANCE, value=100)
    emulated.faults.status = 503
    await everything.runtime_data.pending_saves.flush()
    emulated.faults.status = None
    await everything.runtime_data.pending_saves.flush()
    assert not everything.runtime_data.pending_saves.pending
    assert told(emulated, "camera.status=save")
    issues = {key.partition("_")[0] for _, key in ir.async_get(hass).issues}
    assert issues <= {"factory"}


async def start_fix(entry: MockConfigEntry, client: Any) -> dict[str, Any]:
    """Open the repair of the needed restart and confirm it."""
    answer = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": "jvc_vn", "issue_id": f"restart_{entry.entry_id}"},
    )
    flow = await answer.json()
    assert (flow["type"], flow["step_id"]) == ("form", "confirm")
    return await go_on(client, flow, {"do": "restart"})


async def go_on(client: Any, flow: dict[str, Any], data: Any) -> dict[str, Any]:
    """Take the next step of a repair."""
    url = f"/api/repairs/issues/fix/{flow['flow_id']}"
    answer = await (
        client.post(url, json=data) if data is not None else client.get(url)
    )
    return await answer.json()


@pytest.mark.parametrize("comes_back", [True, False])
async def test_a_restart_is_asked_for_and_watched(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    tempo: Tempo,
    comes_back: bool,
) -> None:
    """Never sent unasked; the repair tells how it went."""
    assert await async_setup_component(hass, REPAIRS, {})
    tempo.run(200)
    emulated.reboot_seconds = 0.2 if comes_back else 600
    await act(hass, "select.select_option", "select.vn_v685_time_zone", option="japan")
    await everything.runtime_data.pending_saves.flush()
    assert not told(emulated, "system.status")
    client = await hass_client()
    flow = await start_fix(everything, client)
    assert (flow["type"], flow["progress_action"]) == ("progress", "restarting")
    await until(lambda: told(emulated, "system.status") == ["system.status=restart"])
    async with asyncio.timeout(10):
        while flow["type"] == "progress":
            await asyncio.sleep(0.05)
            flow = await go_on(client, flow, None)
    while flow["type"] == "progress_done":
        flow = await go_on(client, flow, None)
    issue = ir.async_get(hass).async_get_issue(
        "jvc_vn", f"restart_{everything.entry_id}"
    )
    if comes_back:
        assert flow["type"] == "create_entry"
        assert issue is None
        assert emulated.get("system.timezone") == "Japan"
    else:
        assert (flow["type"], flow["reason"]) == ("abort", "not_back")
        assert issue is not None


@pytest.mark.parametrize("zone", ["Japan", "UTC", "GMT-3:30", "Pacific"])
async def test_the_clock(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    zone: str,
) -> None:
    """Told as an offset whatever the zone, and set in the camera's own."""
    emulated.force("system.timezone", zone)
    emulated.clock_skew = 90
    everything.runtime_data.schedule.mark_all_due()
    await everything.runtime_data.async_refresh()
    offset = hass.states.get("sensor.vn_v685_clock_offset")
    assert float(offset.state) == pytest.approx(90, abs=5)
    await act(hass, "button.press", "button.vn_v685_set_the_clock")
    offset = hass.states.get("sensor.vn_v685_clock_offset")
    assert float(offset.state) == pytest.approx(0, abs=5)


@pytest.mark.parametrize(
    ("multi_key", "most"), [(False, 30), (True, 12)], ids=["single", "several"]
)
async def test_polling_costs_what_was_promised(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    tempo: Tempo,
    multi_key: bool,
    most: float,
) -> None:
    """Default entities, nobody watching: counted over ten minutes of ticks."""
    emulated.multi_key = multi_key
    await set_up(hass, entry)
    await settled(emulated)
    coordinator = entry.runtime_data
    monkeypatch.setattr("custom_components.jvc_vn.video.hub.FRESH", 0.0)
    emulated.clear_requests()
    for _ in range(60):
        tempo.forward(10)
        await coordinator.async_refresh()
    counted = len(emulated.requests) / 10
    presets = (100 + 7) / (5 if multi_key else 1) / 60
    assert counted + presets <= most
    expected = coordinator.requests_per_hour(watched=False) / 60
    assert counted + presets == pytest.approx(expected, rel=0.15)
    assert coordinator.requests_per_hour(watched=True) < 60 * most


async def test_what_the_camera_sends(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """Bit rate and streams as the camera counts them."""
    bitrate, streams = "sensor.vn_v685_bit_rate", "sensor.vn_v685_streams"
    assert (hass.states.get(bitrate).state, hass.states.get(streams).state) == (
        "0.0",
        "0",
    )
    with everything.runtime_data.hub.viewer(5):
        await until(lambda: emulated.video_clients == 1)
        everything.runtime_data.schedule.mark_all_due()
        await everything.runtime_data.async_refresh()
        assert hass.states.get(streams).state == "1"
        assert hass.states.get("sensor.vn_v685_viewers").state == "1"
    # Where it does not tell, the rest is read.
    emulated.faults.error_keys["system.session"] = "503 Busy"
    emulated.force("camera.image.enhance", "70")
    everything.runtime_data.schedule.mark_all_due()
    await everything.runtime_data.async_refresh()
    assert hass.states.get(ENHANCE).state == "70"
    assert hass.states.get(bitrate).state != "unavailable"


async def test_a_parameter_that_needs_a_restart_asks_for_it(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """Also when it is written by its key."""
    await hass.services.async_call(
        "jvc_vn",
        "set_parameter",
        {
            "entity_id": "camera.vn_v685",
            "parameter": "network.interface.mtu",
            "value": "1400",
        },
        blocking=True,
        return_response=True,
    )
    issues = ir.async_get(hass).issues
    assert ("jvc_vn", f"restart_{everything.entry_id}") in issues
    assert not told(emulated, "network.interface.status")
    await hass.config_entries.async_remove(everything.entry_id)
    assert not ir.async_get(hass).issues
