"""What the camera takes on only when it restarts, and what a restart takes."""

import asyncio
import time
from typing import Any

import pytest
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.state.staged_changes import StagedChanges
from tests.conftest import Tempo, act, set_up, state, until
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

from .test_settings import go_on, told

ZONE = "select.vn_v685_time_zone"
ENHANCE = "number.vn_v685_enhance"
IP, MASK = "network.interface.ip", "network.interface.subnetmask"


@pytest.fixture
async def everything(
    hass: HomeAssistant, all_enabled: None, entry: MockConfigEntry
) -> MockConfigEntry:
    """A camera with all entities enabled."""
    await set_up(hass, entry)
    return entry


def issue(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Any:
    """Find a repair of the camera, None if there is none."""
    return ir.async_get(hass).async_get_issue("jvc_vn", f"{kind}_{entry.entry_id}")


async def look(entry: MockConfigEntry) -> None:
    """Read everything again."""
    entry.runtime_data.schedule.mark_all_due()
    await entry.runtime_data.async_refresh()


async def write(hass: HomeAssistant, key: str, value: str) -> None:
    """Write a key of the guide by the general action."""
    data = {"entity_id": "camera.vn_v685", "parameter": key, "value": value}
    await hass.services.async_call("jvc_vn", "set_parameter", data, blocking=True)


async def test_the_value_that_is_going_to_be(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """It is shown and marked as pending, whatever the camera reads as."""
    await act(hass, "select.select_option", ZONE, option="japan")
    for _ in range(2):
        shown = hass.states.get(ZONE)
        assert shown
        assert (shown.state, shown.attributes["pending"]) == ("japan", "restart")
        await look(everything)
    assert emulated.get("system.timezone") == "UTC"


async def test_several_needs_are_one_repair(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """It names each change, old and new, and the strongest call does for all."""
    await act(hass, "select.select_option", ZONE, option="japan")
    await write(hass, IP, "127.0.0.77")
    await act(hass, "select.select_option", ZONE, option="berlin")
    found = issue(hass, everything, "restart")
    assert found.translation_placeholders["changes"].splitlines() == [
        f"- {IP}: {emulated.host} → 127.0.0.77",
        "- Time zone: UTC → Berlin",
    ]
    assert found.data["key"] == "network.interface.status"
    assert not told(emulated, "system.status")
    assert not told(emulated, "network.interface.status")


async def test_the_old_value_again(
    hass: HomeAssistant, everything: MockConfigEntry
) -> None:
    """Then there is nothing to restart for."""
    await act(hass, "select.select_option", ZONE, option="japan")
    await act(hass, "select.select_option", ZONE, option="utc")
    assert issue(hass, everything, "restart") is None
    shown = hass.states.get(ZONE)
    assert shown
    assert "pending" not in shown.attributes


@pytest.mark.parametrize("way", ["own page", "button", "power", "action"])
async def test_a_restart_by_whatever_way(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    way: str,
) -> None:
    """The repair is withdrawn, and no other restart is asked for."""
    emulated.reboot_seconds = 0.1
    since = emulated.powered_at
    await act(hass, "select.select_option", ZONE, option="japan")
    assert issue(hass, everything, "restart")
    match way:
        case "own page":
            emulated.begin_reboot()
        case "button":
            await act(hass, "button.press", "button.vn_v685_restart")
        case "action":
            await write(hass, "system.status", "restart")
        case "power":
            await emulated.stop()
            await look(everything)
            await emulated.start()
    await until(lambda: emulated.powered and emulated.powered_at != since)
    await look(everything)
    await look(everything)
    assert issue(hass, everything, "restart") is None
    value = emulated.get("system.timezone")
    assert value == ("UTC" if way == "power" else "Japan")
    assert state(hass, ZONE) == value.lower()


async def test_it_outlives_home_assistant(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A reload keeps the repair and the value; a restart meanwhile ends both."""
    emulated.powered_at -= 100
    await act(hass, "select.select_option", ZONE, option="japan")
    assert await hass.config_entries.async_reload(everything.entry_id)
    await look(everything)
    assert issue(hass, everything, "restart")
    assert state(hass, ZONE) == "japan"
    assert await hass.config_entries.async_unload(everything.entry_id)
    await emulated.stop()
    await emulated.start()
    later = StagedChanges.__init__.__kwdefaults__
    monkeypatch.setitem(later, "clock", lambda: time.time() + 60)
    assert await hass.config_entries.async_setup(everything.entry_id)
    await hass.async_block_till_done()
    await look(everything)
    assert issue(hass, everything, "restart") is None
    assert state(hass, ZONE) == "utc"


async def open_repair(
    hass: HomeAssistant, entry: MockConfigEntry, hass_client: ClientSessionGenerator
) -> tuple[Any, dict[str, Any]]:
    """Open the repair of the needed restart."""
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": "jvc_vn", "issue_id": f"restart_{entry.entry_id}"},
    )
    return client, await answer.json()


async def test_changes_can_be_dropped(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """The camera gets its old values back, and nothing restarts."""
    await act(hass, "select.select_option", ZONE, option="japan")
    await write(hass, MASK, "255.255.0.0")
    client, flow = await open_repair(hass, everything, hass_client)
    assert "Time zone: UTC → Japan" in flow["description_placeholders"]["changes"]
    emulated.clear_requests()
    flow = await go_on(client, flow, {"do": "drop"})
    assert flow["type"] == "create_entry"
    assert told(emulated, "system.timezone=") == ["system.timezone=UTC"]
    assert told(emulated, f"{MASK}=") == [f"{MASK}=255.0.0.0"]
    assert issue(hass, everything, "restart") is None
    await look(everything)
    assert state(hass, ZONE) == "utc"
    assert not told(emulated, "system.status")


async def test_dropping_while_the_camera_is_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """It is said, and the question stays."""
    await act(hass, "select.select_option", ZONE, option="japan")
    client, flow = await open_repair(hass, everything, hass_client)
    await emulated.stop()
    flow = await go_on(client, flow, {"do": "drop"})
    assert (flow["type"], flow["reason"]) == ("abort", "not_dropped")
    assert issue(hass, everything, "restart")
    await emulated.start()


async def restarted(client: Any, flow: dict[str, Any]) -> dict[str, Any]:
    """Choose the restart in a repair, and follow it to its end."""
    flow = await go_on(client, flow, {"do": "restart"})
    async with asyncio.timeout(10):
        while flow["type"] in ("progress", "progress_done"):
            await asyncio.sleep(0.01)
            flow = await go_on(client, flow, None)
    return flow


async def test_a_restart_that_cannot_be_sent(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """The camera refuses it, or is not set up: it is said, and the question stays."""
    await write(hass, "system.timezone", "Japan")
    emulated.faults.refusals.append(Refusal("system.status=restart"))
    for _ in range(2):
        client, flow = await open_repair(hass, loaded, hass_client)
        flow = await restarted(client, flow)
        assert (flow["type"], flow["reason"]) == ("abort", "not_back")
        assert told(emulated, "system.status") == ["system.status=restart"]
        assert issue(hass, loaded, "restart")
        await hass.config_entries.async_unload(loaded.entry_id)


async def test_an_entry_that_is_not_loaded_when_the_camera_is_back(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    tempo: Tempo,
) -> None:
    """As after a reload while it was away: it is set up anew."""
    await write(hass, "system.timezone", "Japan")
    emulated.reboot_seconds = 0.1
    client, flow = await open_repair(hass, loaded, hass_client)
    ending = asyncio.create_task(restarted(client, flow))
    await until(lambda: bool(told(emulated, "system.status")))
    await hass.config_entries.async_unload(loaded.entry_id)
    assert not ending.done()
    tempo.run(200)
    assert (await ending)["type"] == "create_entry"
    tempo.run(1)
    assert loaded.state is ConfigEntryState.LOADED
    assert issue(hass, loaded, "restart") is None
    assert emulated.get("system.timezone") == "Japan"


@pytest.mark.parametrize("way", ["the value is back", "another was chosen"])
async def test_lost_changes_that_are_back(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    way: str,
) -> None:
    """What a restart took is told for as long as that is so."""
    await act(hass, "number.set_value", ENHANCE, value=100)
    await emulated.stop()
    await everything.runtime_data.pending_saves.flush()
    await emulated.start()
    await everything.runtime_data.pending_saves.flush()
    assert issue(hass, everything, "lost")
    if way == "the value is back":
        emulated.force("camera.image.enhance", "100")
        await look(everything)
    else:
        await act(hass, "number.set_value", ENHANCE, value=20)
    assert issue(hass, everything, "lost") is None


async def test_a_save_that_is_refused(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """A person is told, until it is saved."""
    emulated.faults.refusals.append(Refusal("camera.status=save", times=1))
    await act(hass, "number.set_value", ENHANCE, value=100)
    await everything.runtime_data.pending_saves.flush()
    placeholders = issue(hass, everything, "not_saved").translation_placeholders
    assert placeholders["call"] == "camera.status=save"
    assert "401" in placeholders["error"]
    await everything.runtime_data.pending_saves.flush()
    assert issue(hass, everything, "not_saved") is None
