"""Repairs that mend: what is unsaved or not ended, a camera replaced, a clock."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
from homeassistant.components.homeassistant.exposed_entities import (
    async_expose_entity,
    async_should_expose,
)
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.issues import OUTPUTS_ISSUE
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.repairs import async_create_fix_flow
from custom_components.jvc_vn.state import health, owed_ends
from tests.conftest import MAC, Tempo, entry_data, make_emulated, set_up, until
from tests.emulator import EmulatedCamera

from .test_settings import go_on

OUTPUTS = ("switch.vn_v685_output_1", "switch.vn_v685_output_2")
STRANGER = "00:80:88:0d:0e:0f"


def issue_of(hass: HomeAssistant, issue_id: str) -> ir.IssueEntry | None:
    """A repair that is shown now."""
    issue = ir.async_get(hass).async_get_issue(DOMAIN, issue_id)
    return issue if issue and issue.active else None


async def begin(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, issue_id: str
) -> tuple[Any, Any]:
    """Open the dialog of a repair; return the browser and the form."""
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix", json={"handler": DOMAIN, "issue_id": issue_id}
    )
    return client, await answer.json()


async def open_flow(hass: HomeAssistant, issue_id: str) -> Any:
    """The flow of a repair, without the pages around it."""
    issue = issue_of(hass, issue_id)
    assert issue
    flow = await async_create_fix_flow(hass, issue_id, dict(issue.data or {}))
    flow.hass, flow.issue_id = hass, issue_id
    return flow


# What is not saved.


@pytest.fixture
async def by_hand(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A camera that is saved by hand, with a change."""
    hass.config_entries.async_update_entry(entry, options={"autosave": False})
    await set_up(hass, entry)
    assert issue_of(hass, f"unsaved_{entry.entry_id}") is None
    await entry.runtime_data.writer.set(p.STABILIZER, True)
    return entry


async def test_what_is_not_saved_is_told_and_saved(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, by_hand: MockConfigEntry
) -> None:
    """By the name of its entity; it goes when it is saved, by whatever way."""
    issue_id = f"unsaved_{by_hand.entry_id}"
    client, form = await begin(hass, hass_client, issue_id)
    assert form["step_id"] == "save"
    assert form["description_placeholders"] == {
        "camera": "Yard",
        "parameters": "Image stabilizer",
    }
    assert (await go_on(client, form, {}))["type"] == "create_entry"
    assert not by_hand.runtime_data.pending_saves.unsaved
    assert issue_of(hass, issue_id) is None
    await by_hand.runtime_data.writer.set(p.STABILIZER, False)
    assert issue_of(hass, issue_id)
    await by_hand.runtime_data.pending_saves.flush()
    assert issue_of(hass, issue_id) is None


async def test_what_cannot_be_saved_stays(
    hass: HomeAssistant, emulated: EmulatedCamera, by_hand: MockConfigEntry
) -> None:
    """The camera is away, or its entry is."""
    issue_id = f"unsaved_{by_hand.entry_id}"
    flow = await open_flow(hass, issue_id)
    await emulated.stop()
    for _ in range(2):
        done = await flow.async_step_save({})
        assert (done["type"], done["reason"]) == ("abort", "still_unsaved")
        assert issue_of(hass, issue_id)
        await hass.config_entries.async_unload(by_hand.entry_id)
    await hass.config_entries.async_remove(by_hand.entry_id)
    assert issue_of(hass, issue_id) is None


async def test_what_saves_by_itself_needs_no_repair(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """It takes seconds."""
    await loaded.runtime_data.writer.set(p.STABILIZER, True)
    assert loaded.runtime_data.pending_saves.unsaved
    assert issue_of(hass, f"unsaved_{loaded.entry_id}") is None


async def test_a_restart_saves_first(
    hass: HomeAssistant, emulated: EmulatedCamera, by_hand: MockConfigEntry
) -> None:
    """Also where nothing is saved by itself: it would be lost."""
    emulated.clear_requests()
    await by_hand.runtime_data.async_restart()
    written = [r.target.partition("?")[2] for r in emulated.requests]
    saved, restarted = (
        next(n for n, query in enumerate(written) if query == wanted)
        for wanted in ("camera.status=save", "system.status=restart")
    )
    assert saved < restarted


# What was not ended.


OWED = {
    "zoom": "lens_not_ended",
    "output_2": "output_not_opened",
    "trace": "trace_not_ended",
    "mask": "mask_not_ended",
    "patrol_1": "writing_not_ended",
}


async def test_what_could_not_be_ended_is_told_and_tried_again(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each in its own words; they go when it is done, and with the camera."""
    monkeypatch.setattr(owed_ends, "TELL_AFTER", 0.0)
    owed = loaded.runtime_data.owed
    output = "peripheral.output_pin.pin(2).status"
    for what, key in OWED.items():
        owed.owe(what, {p.PARAMETERS[output]: "break"})
        owed.failed(what)
        issue = issue_of(hass, f"owed_{what}_{loaded.entry_id}")
        assert (issue and issue.translation_key) == key
    issue_id = f"owed_output_2_{loaded.entry_id}"
    flow = await open_flow(hass, issue_id)
    assert (await flow.async_step_init())["step_id"] == "try_again"
    emulated.force(output, "make")
    emulated.faults.error_keys[output] = "401 Unauthorized"
    done = await flow.async_step_try_again({})
    assert (done["type"], done["reason"]) == ("abort", "not_ended")
    emulated.faults.error_keys.clear()
    assert (await flow.async_step_try_again({}))["type"] == "create_entry"
    assert emulated.get(output) == "break"
    assert issue_of(hass, issue_id) is None
    assert issue_of(hass, f"owed_zoom_{loaded.entry_id}")
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not [i for _, i in ir.async_get(hass).issues if i.startswith("owed_")]


# Another camera at the address.


@pytest.fixture
async def replaced(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> AsyncGenerator[MockConfigEntry]:
    """The entry of a camera in whose place another was put, at the same address."""
    registry = er.async_get(hass)
    registry.async_update_entity("camera.vn_v685", name="Gate")
    await hass.config_entries.async_unload(loaded.entry_id)
    async with make_emulated(mac=STRANGER.replace(":", "").upper()) as other:
        data = entry_data(other)
        hass.config_entries.async_update_entry(loaded, data=data)
        await hass.config_entries.async_setup(loaded.entry_id)
        assert loaded.state is ConfigEntryState.SETUP_ERROR
        yield loaded
        if loaded in hass.config_entries.async_entries(DOMAIN):
            await hass.config_entries.async_unload(loaded.entry_id)


async def test_a_camera_that_was_replaced(
    hass: HomeAssistant, hass_client: ClientSessionGenerator, replaced: MockConfigEntry
) -> None:
    """Entities, their ids and their names go over to the new one."""
    registry = er.async_get(hass)
    # One that was never named by its camera stays what it is.
    registry.async_get_or_create("lock", DOMAIN, "gate", config_entry=replaced)
    before = {
        entity.entity_id: entity.unique_id.removeprefix(MAC)
        for entity in er.async_entries_for_config_entry(registry, replaced.entry_id)
    }
    issue_id = f"other_camera_{replaced.entry_id}"
    client, menu = await begin(hass, hass_client, issue_id)
    assert (menu["type"], menu["menu_options"]) == ("menu", ["address", "replaced"])
    assert menu["description_placeholders"]["other_mac"] == STRANGER
    form = await go_on(client, menu, {"next_step_id": "replaced"})
    assert form["step_id"] == "replaced"
    done = await go_on(client, form, {})
    assert done["type"] == "create_entry"
    assert (replaced.state, replaced.unique_id) == (ConfigEntryState.LOADED, STRANGER)
    assert issue_of(hass, issue_id) is None
    after = {
        entity.entity_id: entity.unique_id.removeprefix(STRANGER)
        for entity in er.async_entries_for_config_entry(registry, replaced.entry_id)
    }
    assert after == before
    assert registry.async_get("camera.vn_v685").name == "Gate"  # type: ignore[union-attr]
    devices = dr.async_get(hass)
    (device,) = dr.async_entries_for_config_entry(devices, replaced.entry_id)
    assert device.connections == {(dr.CONNECTION_NETWORK_MAC, STRANGER)}


@pytest.mark.parametrize("why", ["login", "added", "away", "removed"])
async def test_a_camera_that_cannot_take_the_place(
    hass: HomeAssistant, replaced: MockConfigEntry, why: str
) -> None:
    """Nothing is changed."""
    flow = await open_flow(hass, f"other_camera_{replaced.entry_id}")
    data = dict(replaced.data)
    if why == "login":
        data["password"] = "another"
    elif why == "away":
        data["port"] = 1
    elif why == "added":
        added = MockConfigEntry(domain=DOMAIN, unique_id=STRANGER, data=data)
        added.add_to_hass(hass)
    hass.config_entries.async_update_entry(replaced, data=data)
    if why == "removed":
        await hass.config_entries.async_remove(replaced.entry_id)
    assert (await flow.async_step_replaced())["step_id"] == "replaced"
    done = await flow.async_step_replaced({})
    assert (done["type"], done["reason"]) == ("abort", "not_replaced")
    assert replaced.unique_id == MAC


async def test_a_camera_that_is_elsewhere(
    hass: HomeAssistant, emulated: EmulatedCamera, replaced: MockConfigEntry
) -> None:
    """Its address is asked for, and it has to be it."""
    flow = await open_flow(hass, f"other_camera_{replaced.entry_id}")
    form = await flow.async_step_address()
    assert form["step_id"] == "address"
    wrong = {"host": replaced.data["host"], "port": replaced.data["port"]}
    form = await flow.async_step_address(wrong)
    assert form["errors"] == {"base": "not_there"}
    hass.config_entries.async_update_entry(
        replaced, data={**replaced.data, "alarm_port": emulated.alarm_port}
    )
    right = {"host": emulated.host, "port": emulated.http_port}
    assert (await flow.async_step_address(right))["type"] == "create_entry"
    assert replaced.unique_id == MAC
    assert issue_of(hass, f"other_camera_{replaced.entry_id}") is None


async def test_an_address_for_an_entry_that_is_busy_or_gone(
    hass: HomeAssistant, replaced: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """Home Assistant refuses; the dialog says so instead of falling over."""
    flow = await open_flow(hass, f"other_camera_{replaced.entry_id}")
    right = {"host": emulated.host, "port": emulated.http_port}
    before = replaced.state
    replaced.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)
    form = await flow.async_step_address(right)
    assert form["errors"] == {"base": "not_there"}
    replaced.mock_state(hass, before)
    await hass.config_entries.async_remove(replaced.entry_id)
    assert (await flow.async_step_address(right))["errors"] == {"base": "not_there"}


# Outputs and voice.


@pytest.fixture
async def exposed(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """A camera in a home with voice, whose outputs were exposed by default."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    await set_up(hass, entry)
    await until(lambda: issue_of(hass, OUTPUTS_ISSUE) is not None)
    return entry


@pytest.mark.parametrize(("do", "shown"), [("hide", False), ("keep", True)])
async def test_outputs_are_explained_once(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    exposed: MockConfigEntry,
    do: str,
    shown: bool,
) -> None:
    """Whatever is decided, and whatever comes later."""
    client, form = await begin(hass, hass_client, OUTPUTS_ISSUE)
    assert form["step_id"] == "outputs"
    assert form["description_placeholders"]["outputs"].count("\n") == 1
    assert (await go_on(client, form, {"do": do}))["type"] == "create_entry"
    assert issue_of(hass, OUTPUTS_ISSUE) is None
    for output in OUTPUTS:
        assert async_should_expose(hass, "conversation", output) is shown
    for output in OUTPUTS:
        async_expose_entity(hass, "conversation", output, True)
    await hass.config_entries.async_reload(exposed.entry_id)
    await hass.async_block_till_done()
    assert issue_of(hass, OUTPUTS_ISSUE) is None


async def test_it_goes_when_a_person_takes_them_away_elsewhere(
    hass: HomeAssistant, exposed: MockConfigEntry
) -> None:
    """On the page of the voice assistants: as long as one is left, it stays."""
    async_expose_entity(hass, "conversation", OUTPUTS[0], False)
    assert issue_of(hass, OUTPUTS_ISSUE)
    async_expose_entity(hass, "conversation", OUTPUTS[1], False)
    assert issue_of(hass, OUTPUTS_ISSUE) is None


async def test_a_switch_that_is_gone_is_left_alone(
    hass: HomeAssistant, exposed: MockConfigEntry
) -> None:
    """Between the repair and the answer it may have been removed."""
    flow = await open_flow(hass, OUTPUTS_ISSUE)
    er.async_get(hass).async_remove(OUTPUTS[0])
    assert (await flow.async_step_outputs({"do": "hide"}))["type"] == "create_entry"
    assert not async_should_expose(hass, "conversation", OUTPUTS[1])


async def test_it_was_told_in_an_earlier_life(
    hass: HomeAssistant, hass_storage: dict[str, Any], entry: MockConfigEntry
) -> None:
    """It is not told again."""
    hass_storage[f"{DOMAIN}.told"] = {"version": 1, "data": {"told": True}}
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "conversation", {})
    await set_up(hass, entry)
    await hass.async_block_till_done()
    assert async_should_expose(hass, "conversation", OUTPUTS[0])
    assert issue_of(hass, OUTPUTS_ISSUE) is None


# The clock.


async def test_a_clock_is_watched_without_its_sensor(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, tempo: Tempo
) -> None:
    """Which is switched off from the start; a camera that is away is no news."""
    emulated.force("system.timezone", "GMT")
    emulated.clock_skew = -120
    await set_up(hass, entry)
    registry = er.async_get(hass)
    assert registry.async_get("sensor.vn_v685_clock_offset").disabled  # type: ignore[union-attr]
    issue_id = f"clock_off_{entry.entry_id}"
    assert issue_of(hass, issue_id) is None
    tempo.forward(health.FIRST_LOOK)
    await until(lambda: issue_of(hass, issue_id) is not None)
    emulated.clock_skew = 0
    tempo.forward(health.LOOK_EVERY)
    await until(lambda: issue_of(hass, issue_id) is None)


async def test_an_operator_has_no_clock_to_set(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, tempo: Tempo
) -> None:
    """It is not asked for."""
    hass.config_entries.async_update_entry(
        entry, data=entry_data(emulated, username="operator")
    )
    await set_up(hass, entry)
    emulated.clear_requests()
    tempo.forward(health.FIRST_LOOK)
    await hass.async_block_till_done()
    assert not [r for r in emulated.requests if "system.date" in r.target]


@pytest.mark.parametrize("error", [UnreachableError("away"), None])
async def test_an_offset_that_cannot_be_set(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
) -> None:
    """By the camera, or because the question is still open: the dialog says so."""
    coordinator = loaded.runtime_data

    async def fails() -> None:
        raise error or coordinator.error(
            HomeAssistantError, "clock_unsure", zone="Berlin"
        )

    monkeypatch.setattr(coordinator, "async_sync_clock", fails)
    data = {
        "entry_id": loaded.entry_id,
        "title": "Yard",
        "zone": "GMT",
        "offsets": "UTC+00:00",
    }
    flow = await async_create_fix_flow(hass, "clock", data)
    flow.hass = hass
    done = await flow.async_step_offset({"offset": "UTC+00:00"})
    assert (done["type"], done["reason"]) == ("abort", "clock_not_set")
    done = await flow.async_step_offset({"offset": "UTC+09:00"})
    assert (done["type"], done["reason"]) == ("abort", "clock_not_set")


# Entities that are gone.


async def test_what_nothing_uses_any_more_needs_no_repair(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """At the next start; and what has come back does not, either."""
    output = OUTPUTS[0]
    script = {"lamp": {"sequence": [{"action": "switch.turn_on", "entity_id": output}]}}
    assert await async_setup_component(hass, "script", {"script": script})
    await set_up(hass, entry)
    issue_id = f"gone_{entry.entry_id}"
    for username in ("user", "user", "admin", "user"):
        data = entry_data(
            emulated, username=username, password=emulated.passwords[username]
        )
        hass.config_entries.async_update_entry(entry, data=data)
        await hass.config_entries.async_reload(entry.entry_id)
        await hass.async_block_till_done()
        issue = issue_of(hass, issue_id)
        assert (issue is not None) is (username == "user")
    assert issue
    assert issue.data
    assert issue.data["gone"] == output
