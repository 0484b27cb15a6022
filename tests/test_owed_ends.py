"""What is begun on a camera is ended: it outlives us, waits for nobody, is kept.

The emulated motors run until they are told to stop.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any

import pytest
from homeassistant.components.repairs import DOMAIN as REPAIRS
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import http, identity_check, ptz
from custom_components.jvc_vn.state import owed_ends
from tests.conftest import Tempo, act, entry_data, set_up, settled, until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .test_actions import params

CAMERA = "camera.vn_v685"
STOP = "camera.motion.pan.status=stop"


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests press."""
    platforms = (jvc_vn.Platform.CAMERA, jvc_vn.Platform.BUTTON)
    monkeypatch.setattr(jvc_vn, "PLATFORMS", platforms)


def noted(storage: dict[str, Any], entry: MockConfigEntry) -> dict[str, Any]:
    """What stands on disk that has to be ended."""
    kept = storage.get(f"{DOMAIN}.{entry.entry_id}.owed")
    return kept["data"]["owed"] if kept else {}


async def move(hass: HomeAssistant, seconds: float = 30) -> None:
    """Turn the camera for a while."""
    await act(hass, "jvc_vn.ptz_move", CAMERA, pan=50, duration=seconds)


# It outlives us.


async def test_a_move_is_noted_once(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the motor starts, once for a series of moves."""
    written = 0
    save = owed_ends.Store.async_save

    async def count(self: Any, data: Any) -> None:
        nonlocal written
        written += self.key.endswith(".owed")
        await save(self, data)

    monkeypatch.setattr(owed_ends.Store, "async_save", count)
    for _ in range(10):
        await move(hass)
        await act(hass, "jvc_vn.ptz_stop", CAMERA)
    await hass.async_block_till_done()
    assert written == 1
    assert noted(hass_storage, loaded) == {"pan": {"camera.motion.pan.status": "stop"}}


async def test_the_note_is_taken_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some time after the stop was acknowledged."""
    monkeypatch.setattr(owed_ends, "LAZY", 0.01)
    await move(hass)
    await until(lambda: "pan" in noted(hass_storage, loaded))
    await act(hass, "jvc_vn.ptz_stop", CAMERA)
    await until(lambda: noted(hass_storage, loaded) == {})


async def test_unloaded_while_the_camera_was_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The stop is the first that the camera hears when it is set up again."""
    monkeypatch.setattr(ptz, "CLOSE_TIMEOUT", 0.2)
    await move(hass)
    emulated.faults.hang = True
    await hass.config_entries.async_unload(loaded.entry_id)
    assert emulated.is_moving
    emulated.faults.hang = False
    emulated.clear_requests()
    assert await hass.config_entries.async_setup(loaded.entry_id)
    assert not emulated.is_moving
    assert emulated.requests[0].target == f"/api/param?{STOP}"


async def test_the_password_changed_during_a_move(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The motor stops as soon as the new one is known."""
    monkeypatch.setattr(ptz, "CLOSE_TIMEOUT", 0.2)
    await move(hass, 0.1)
    emulated.passwords["admin"] = "changed"
    await until(lambda: params(emulated)[-1] == STOP)
    assert emulated.is_moving
    hass.config_entries.async_update_entry(
        loaded, data={**loaded.data, "password": "changed"}
    )
    await hass.config_entries.async_reload(loaded.entry_id)
    assert not emulated.is_moving


async def test_home_assistant_was_killed(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """What the note of another life says is ended before anything is asked."""
    emulated.presets[3] = Spot(0.0, 0.0, 0.0)
    hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"] = {
        "version": 1,
        "data": {
            "owed": {
                "pan": {"camera.motion.pan.status": "stop"},
                "output_1": {
                    "peripheral.output_pin.pin(1).status": "break",
                    "peripheral.output_pin.pin(1).duration": "0",
                },
                "mask": {"camera.private_mask.area(2).status": "exit"},
                "trace": {"camera.motion.auto_trace.record.status": "stop"},
                "from the future": {"camera.motion.roll.status": "stop"},
            }
        },
    }
    await set_up(hass, entry)
    assert params(emulated)[:5] == [
        STOP,
        "peripheral.output_pin.pin(1).status=break",
        "peripheral.output_pin.pin(1).duration=0",
        "camera.private_mask.area(2).status=exit",
        "camera.motion.auto_trace.record.status=stop",
    ]
    assert entry.runtime_data.owed.owed == ()


async def test_a_camera_that_is_away_when_it_is_set_up(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """The note stays, and set-up is tried again."""
    note = {"pan": {"camera.motion.pan.status": "stop"}}
    hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"] = {
        "version": 1,
        "data": {"owed": note},
    }
    await emulated.power_off()
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await hass.async_block_till_done()
    assert noted(hass_storage, entry) == note


# It waits for nobody.


@pytest.mark.parametrize("how", ["ptz_stop", "its time", "unload"])
async def test_a_stop_does_not_wait_for_the_picture_server(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    how: str,
) -> None:
    """Though who answers would have to be known first."""
    await move(hass, 0.3 if how == "its time" else 30)
    loaded.runtime_data.identity_check.invalidate()
    emulated.faults.video_silent = True
    async with asyncio.timeout(2):
        if how == "ptz_stop":
            await act(hass, "jvc_vn.ptz_stop", CAMERA)
        elif how == "unload":
            await hass.config_entries.async_unload(loaded.entry_id)
        while emulated.is_moving:
            await asyncio.sleep(0.01)


async def test_who_answers_is_known_by_a_parameter_where_video_is_silent(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A picture is the first choice, not the only one."""
    monkeypatch.setattr(identity_check, "PICTURE_WAIT", 0.1)
    loaded.runtime_data.identity_check.invalidate()
    emulated.faults.video_silent = True
    async with asyncio.timeout(2):
        await act(hass, "jvc_vn.goto_preset", CAMERA, preset=1)


async def test_a_stop_does_not_wait_for_what_hangs(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither for a move that is under way, nor for anything else that was asked."""
    monkeypatch.setattr(http, "TIMEOUT", 3.0)
    await move(hass)
    emulated.faults.delay = 2.0
    hanging = [
        asyncio.create_task(coro)
        for coro in (
            act(hass, "jvc_vn.ptz_move", CAMERA, tilt=20, duration=30),
            loaded.runtime_data.async_refresh(),
            loaded.runtime_data.async_refresh_presets(),
        )
    ]
    await asyncio.sleep(0.05)
    emulated.clear_requests()
    stopping = asyncio.create_task(act(hass, "jvc_vn.ptz_stop", CAMERA))
    async with asyncio.timeout(0.5):
        while STOP not in params(emulated):
            await asyncio.sleep(0.01)
    emulated.faults.delay = 0.0
    await asyncio.gather(stopping, *hanging, return_exceptions=True)
    assert not emulated.is_moving


# It is not given up.


async def test_a_person_is_told_which_motor_may_run_and_may_try(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After half a minute of refusals; the issue goes when the motor has stopped."""
    assert await async_setup_component(hass, REPAIRS, {})
    emulated.faults.error_keys["camera.motion.pan.status"] = "401 Unauthorized"
    owed = loaded.runtime_data.owed
    issue_id = f"owed_pan_{loaded.entry_id}"
    # A start is refused as a stop is: what runs is told by the note.
    owed.owe("pan", {ptz.PAN.running: "stop"})
    loaded.runtime_data.ptz.inherit(["pan"])
    await until(lambda: params(emulated).count(STOP) > 1)
    assert (DOMAIN, issue_id) not in ir.async_get(hass).issues
    monkeypatch.setattr(owed_ends, "TELL_AFTER", 0.0)
    await until(lambda: (DOMAIN, issue_id) in ir.async_get(hass).issues)
    issue = ir.async_get(hass).issues[DOMAIN, issue_id]
    assert (issue.translation_key, issue.is_fixable) == ("turning_not_ended", True)

    client = await hass_client()

    async def submit(flow_id: str) -> dict[str, Any]:
        response = await client.post(f"/api/repairs/issues/fix/{flow_id}", json={})
        assert response.status == HTTPStatus.OK
        return dict(json.loads(await response.text()))

    async def begin() -> dict[str, Any]:
        data = {"handler": DOMAIN, "issue_id": issue_id}
        response = await client.post("/api/repairs/issues/fix", json=data)
        return dict(json.loads(await response.text()))

    step = await begin()
    assert step["step_id"] == "try_again"
    assert (await submit(step["flow_id"]))["reason"] == "not_ended"
    emulated.faults.error_keys.clear()
    step = await begin()
    assert (await submit(step["flow_id"]))["type"] == "create_entry"
    assert (DOMAIN, issue_id) not in ir.async_get(hass).issues
    assert owed.owed == ()


async def test_an_end_that_is_refused_at_the_set_up(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    tempo: Tempo,
) -> None:
    """The camera is set up all the same, and it is tried until it is done."""
    tempo.hurry(50)
    key = "peripheral.output_pin.pin(2).status"
    emulated.force(key, "make")
    emulated.faults.error_keys[key] = "503 Busy"
    note = {"owed": {"output_2": {key: "break"}}}
    store = {"version": 1, "data": note}
    hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"] = store
    await set_up(hass, entry)
    await until(lambda: params(emulated).count(f"{key}=break") > 2)
    assert entry.runtime_data.owed.owed == ("output_2",)
    emulated.faults.error_keys.clear()
    await until(lambda: not entry.runtime_data.owed.owed)
    assert emulated.get(key) == "break"


# Nothing starts after the end.


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("ptz_move", {"pan": 20}),
        ("pulse_output", {"output": 1, "duration": 500}),
        ("record_trace", {"state": "start"}),
        ("edit_privacy_mask", {"area": 1, "edit": "start"}),
        ("set_patrol", {"patrol": 1, "steps": [{"preset": 1, "seconds": 10}]}),
        ("set_alarm_action", {"action": 1, "enabled": True}),
    ],
)
async def test_nothing_begins_when_home_assistant_stops(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    name: str,
    data: dict[str, Any],
) -> None:
    """An automation on shutdown leaves nothing behind that nobody would end."""
    await settled(emulated)
    emulated.clear_requests()
    hass.set_state(CoreState.stopping)
    with pytest.raises(HomeAssistantError) as refused:
        await hass.services.async_call(
            DOMAIN, name, {"entity_id": CAMERA, **data}, blocking=True
        )
    hass.set_state(CoreState.running)
    assert refused.value.translation_key == "stopping"
    assert not params(emulated)


# The same for what else is begun.


@pytest.mark.parametrize("how", ["unload", "killed"])
@pytest.mark.parametrize(
    ("begin", "data", "end"),
    [
        (
            "record_trace",
            {"state": "start"},
            ["camera.motion.auto_trace.record.status=stop"],
        ),
        (
            "edit_privacy_mask",
            {"area": 3, "edit": "start"},
            ["camera.private_mask.area(2).status=exit"],
        ),
        (
            "pulse_output",
            {"output": 2, "duration": 5000},
            [
                "peripheral.output_pin.pin(2).status=break",
                "peripheral.output_pin.pin(2).duration=500",
            ],
        ),
    ],
)
async def test_what_is_begun_is_ended(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    how: str,
    begin: str,
    data: dict[str, Any],
    end: list[str],
) -> None:
    """When the camera is let go, or at the next set-up if nobody could."""
    await set_up(hass, entry)
    await act(hass, f"jvc_vn.{begin}", CAMERA, **data)
    await until(lambda: bool(noted(hass_storage, entry)))
    note = json.loads(json.dumps(hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"]))
    emulated.clear_requests()
    await hass.config_entries.async_unload(entry.entry_id)
    if how == "killed":
        hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"] = note
        emulated.clear_requests()
        await hass.config_entries.async_setup(entry.entry_id)
        assert params(emulated)[: len(end)] == end
    else:
        assert set(end[-1:]) <= set(params(emulated))
        assert noted(hass_storage, entry) == {}
    assert emulated.get("peripheral.output_pin.pin(2).status") == "break"


@pytest.mark.parametrize("how", ["unload", "killed"])
async def test_a_patrol_half_written(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    how: str,
) -> None:
    """It is what it was before, and nobody goes on writing it."""
    await set_up(hass, entry)
    before = [
        emulated.get(f"camera.motion.auto_patrol(0).position({n})") for n in range(100)
    ]
    steps = [{"preset": 3, "seconds": 120}] * 100
    writing = asyncio.create_task(
        act(hass, "jvc_vn.set_patrol", CAMERA, patrol=1, steps=steps)
    )
    await until(lambda: "patrol_1" in noted(hass_storage, entry))
    note = json.loads(json.dumps(hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"]))
    assert not writing.done()
    await hass.config_entries.async_unload(entry.entry_id)
    await asyncio.gather(writing, return_exceptions=True)
    emulated.clear_requests()
    await asyncio.sleep(0.2)
    assert not params(emulated)
    if how == "killed":
        hass_storage[f"{DOMAIN}.{entry.entry_id}.owed"] = note
        emulated.force("camera.motion.auto_patrol(0).position(0)", "3")
        await hass.config_entries.async_setup(entry.entry_id)
        await until(lambda: not entry.runtime_data.owed.owed)
    assert before == [
        emulated.get(f"camera.motion.auto_patrol(0).position({n})") for n in range(100)
    ]


async def test_a_login_that_may_not_is_no_debt(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
) -> None:
    """What was never begun owes nothing."""
    data = entry_data(emulated, username="user")
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    with pytest.raises(HomeAssistantError):
        await move(hass)
    await hass.async_block_till_done()
    assert noted(hass_storage, entry) == {}
