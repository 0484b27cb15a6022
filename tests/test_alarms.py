"""Inputs, motion and the alarm link."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from homeassistant.core import (
    CALLBACK_TYPE,
    EventStateReportedData,
    HomeAssistant,
    callback,
)
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn.alarms import motion
from custom_components.jvc_vn.alarms.log_comparison import Missed
from custom_components.jvc_vn.protocol.models import AlarmReport, AlarmSource
from tests.conftest import Tempo, act, set_up, state, until, watch
from tests.emulator import EmulatedCamera

INPUT_1 = "binary_sensor.vn_v685_input_1"
INPUT_2 = "binary_sensor.vn_v685_input_2"
MOTION = "binary_sensor.vn_v685_motion"
CAMERA = "camera.vn_v685"
LINK = "binary_sensor.vn_v685_alarm_link"

type Later = Callable[[float], Awaitable[None]]


async def look(entry: MockConfigEntry) -> None:
    """Fetch a new picture, as the next poll would."""
    await entry.runtime_data.hub.fetch()


async def test_an_input_shows_at_once(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    tempo: Tempo,
) -> None:
    """Pushed, not polled: no request is made for it."""
    # The picture of the alarm is a new one as long as the time stands.
    tempo.run(0)
    await look(loaded)
    emulated.clear_requests()
    emulated.set_input(1, "make")
    await until(lambda: state(hass, INPUT_1) == "on")
    assert state(hass, INPUT_2) == "off"
    emulated.set_input(1, "break")
    emulated.set_input(2, "make")
    await until(lambda: state(hass, INPUT_2) == "on")
    assert state(hass, INPUT_1) == "off"
    assert not emulated.requests


async def test_an_input_that_was_closed_before_start(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The state at start is read."""
    emulated.set_input(2, "make")
    await set_up(hass, entry)
    assert state(hass, INPUT_1) == "off"
    assert state(hass, INPUT_2) == "on"


async def test_options_of_an_input(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """A door contact that opens when the door does."""
    hass.config_entries.async_update_entry(
        entry, options={"input_1_class": "door", "input_1_inverted": True}
    )
    await set_up(hass, entry)
    door = hass.states.get(INPUT_1)
    assert door.state == "on"
    assert door.attributes["device_class"] == "door"
    emulated.set_input(1, "make")
    await until(lambda: state(hass, INPUT_1) == "off")


async def test_motion_holds_and_each_push_renews_it(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The camera never says that motion ended."""
    holds: list[float] = []
    given_up: list[int] = []

    def hold(hass: HomeAssistant, seconds: float, ended: Any) -> CALLBACK_TYPE:
        number = len(holds)
        holds.append(seconds)
        cancel = async_call_later(hass, seconds, ended)

        def give_up() -> None:
            given_up.append(number)
            cancel()

        return give_up

    monkeypatch.setattr(motion, "async_call_later", hold)
    hass.config_entries.async_update_entry(entry, options={"live_interval": 300})
    await set_up(hass, entry)
    push = b"video.input(1).detection(motion).status=on\r\n"
    emulated.push_raw(push)
    await until(lambda: state(hass, MOTION) == "on")

    # What comes behind the second sign tells that it has arrived.
    emulated.push_raw(push + b"peripheral.input_pin.pin(2).status=make\r\n")
    await until(lambda: state(hass, INPUT_2) == "on")
    assert (holds, given_up) == ([10, 10], [0])
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=8))
    assert state(hass, MOTION) == "on"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=12))
    assert state(hass, MOTION) == "off"


async def test_motion_ends_when_a_push_says_off(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A line that the guide only hints at."""
    emulated.push_raw(b"video.input(1).detection(motion).status=on\r\n")
    await until(lambda: state(hass, MOTION) == "on")
    emulated.push_raw(b"video.input(1).detection(motion).status=off\r\n")
    await until(lambda: state(hass, MOTION) == "off")


async def test_motion_ends_when_a_frame_says_so(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`md = 0` in a picture, but not right after a push: `md` comes and goes."""
    emulated.push_raw(b"video.input(1).detection(motion).status=on\r\n")
    await until(lambda: state(hass, MOTION) == "on")
    await look(loaded)
    assert state(hass, MOTION) == "on"
    monkeypatch.setattr(motion, "SETTLED", 0.0)
    await look(loaded)
    assert state(hass, MOTION) == "off"


async def test_a_frame_tells_of_motion(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """`md = 1` counts like a push, also while the link is down."""
    emulated.trigger_motion()
    await until(lambda: state(hass, MOTION) == "on")
    emulated.push_raw(b"video.input(1).detection(motion).status=off\r\n")
    await until(lambda: state(hass, MOTION) == "off")
    await look(loaded)
    assert state(hass, MOTION) == "on"


async def test_a_link_that_breaks_comes_back_and_inputs_are_read(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What changed while the link was down is known right after."""
    seen = watch(hass, LINK)
    emulated.drop_alarm_clients()
    emulated.set_input(1, "make")
    await until(lambda: state(hass, INPUT_1) == "on")
    await until(lambda: state(hass, LINK) == "on")
    assert seen == ["off", "on"]


async def test_inputs_are_polled_while_the_link_is_down(
    hass: HomeAssistant, entry: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """With all ten places taken by others, inputs still work, only slower."""
    hass.config_entries.async_update_entry(entry, data={**entry.data, "alarm_port": 9})
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    await until(lambda: state(hass, INPUT_1) == "off")
    assert state(hass, LINK) == "off"
    emulated.set_input(1, "make")
    await entry.runtime_data.async_refresh()
    assert state(hass, INPUT_1) == "on"


async def test_garbage_and_endless_lines_do_no_harm(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The line after them is understood."""
    emulated.push_raw(bytes(range(256)) * 40)
    emulated.push_raw(b"x" * 1_000_000)
    emulated.push_raw(b"\r\nperipheral.input_pin.pin(2).status=make\r\n")
    await until(lambda: state(hass, INPUT_2) == "on")
    assert "Error" not in caplog.text


async def test_motion_is_muted_while_the_camera_moves(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The event comes all the same, and says so; it is one for the whole run."""
    hass.config_entries.async_update_entry(
        entry, options={"mute_motion_while_moving": True, "live_interval": 300}
    )
    await set_up(hass, entry)
    told = alarms(entry)
    await act(hass, "jvc_vn.ptz_move", CAMERA, pan=50, duration=20)
    emulated.trigger_motion()
    await until(lambda: len(told) == 1)
    emulated.trigger_motion()
    emulated.set_input(1, "make")
    await until(lambda: len(told) == 2)
    assert told[0] == ("motion", True)
    assert state(hass, MOTION) == "off"

    # Two seconds after the last sign of a move, motion is motion again.
    await act(hass, "jvc_vn.ptz_stop", CAMERA)
    ptz = entry.runtime_data.ptz
    await until(lambda: not ptz.moving_lately, 10)
    emulated.push_raw(b"video.input(1).detection(motion).status=on\r\n")
    await until(lambda: state(hass, MOTION) == "on")
    assert told[2] == ("motion", False)


async def test_a_sign_from_before_the_end(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Of motion while the camera moves it is no event; the next sign is one."""
    options = {"mute_motion_while_moving": True, "live_interval": 300}
    hass.config_entries.async_update_entry(entry, options=options)
    await set_up(hass, entry)
    told = alarms(entry)
    await act(hass, "jvc_vn.ptz_move", CAMERA, pan=50, duration=20)
    seen = entry.runtime_data.alarms.motion
    at, when = time.monotonic(), dt_util.utcnow()
    seen.report(active=False, at=at, when=when)
    seen.report(active=True, at=at - 0.1, when=when)
    assert told == []
    seen.report(active=True, at=at + 20, when=when)
    assert told == [("motion", True)]
    assert state(hass, MOTION) == "off"


async def test_motion_that_was_over_long_ago(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """When the log tells of it, it is an event, and not the state of now."""
    told = alarms(loaded)
    moved = AlarmReport(AlarmSource.MOTION, active=True)
    missed = Missed(moved, time.monotonic() - 3600)
    loaded.runtime_data.alarms.inputs.recover([missed], [])
    assert [name for name, _ in told] == ["motion"]
    assert state(hass, MOTION) != "on"
    emulated.trigger_motion()
    await until(lambda: state(hass, MOTION) == "on")
    assert len(told) == 2


async def test_motion_is_not_muted_unless_asked_for(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """But the event says that the camera moved."""
    told = alarms(loaded)
    await act(hass, "jvc_vn.goto_preset", CAMERA, preset="Driveway")
    emulated.trigger_motion()
    await until(lambda: state(hass, MOTION) == "on")
    assert told == [("motion", True)]


async def test_why_there_is_no_motion(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The camera looks for none while it tracks (guide, 6.6)."""

    def detection() -> str:
        return hass.states.get(MOTION).attributes["detection"]

    assert detection() == "on"
    await act(hass, "switch.turn_on", "switch.vn_v685_auto_tracking")
    assert detection() == "off_while_tracking"
    await act(hass, "switch.turn_off", "switch.vn_v685_auto_tracking")
    emulated.force("camera.detection.status", "off")
    await look(loaded)
    assert detection() == "off"


async def test_an_input_is_shown_without_writing_anything_else(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """In the very call that read the line: nothing waits, nothing else is written."""
    writes: list[str] = []

    @callback
    def wrote(data: EventStateReportedData) -> bool:
        writes.append(data["entity_id"])
        return False

    hass.bus.async_listen("state_reported", lambda _: None, event_filter=wrote)
    emulated.set_input(1, "make")
    await until(lambda: state(hass, INPUT_1) == "on")
    assert writes == []
    loaded.runtime_data.alarms.lines_arrived(
        [AlarmReport(AlarmSource.INPUT_1, active=False)]
    )
    assert state(hass, INPUT_1) == "off"


def issues(hass: HomeAssistant) -> set[str]:
    """What a person is told of the alarm port."""
    return {
        issue.translation_key
        for issue in ir.async_get(hass).issues.values()
        if issue.active and (issue.translation_key or "").startswith("alarm_")
    }


@pytest.fixture
def later(entry: MockConfigEntry, tempo: Tempo) -> Later:
    """Poll when so many seconds have gone by."""

    async def later(seconds: float) -> None:
        tempo.forward(seconds)
        await entry.runtime_data.async_refresh()

    return later


async def test_all_places_taken(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    tempo: Tempo,
    later: Later,
) -> None:
    """A person is told after two minutes, until there is a place."""
    others = [
        await asyncio.open_connection(emulated.host, emulated.alarm_port)
        for _ in range(10)
    ]
    await until(lambda: emulated.alarm_clients == 10)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await until(lambda: link_state(hass) == "refused")
    await later(0)
    assert issues(hass) == set()
    await later(60)
    assert issues(hass) == set()
    await later(61)
    assert issues(hass) == {"alarm_places_taken"}
    for _, writer in others:
        writer.close()
    tempo.run(50)
    await until(lambda: link_state(hass) == "live")
    assert issues(hass) == set()


async def test_alarm_port_closed(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    later: Later,
) -> None:
    """Only while the camera answers otherwise, and only as long as it is loaded."""
    await emulated.alarm.stop()
    await until(lambda: link_state(hass) == "down")
    emulated.faults.status = 503
    await later(500)
    await later(500)
    assert issues(hass) == set()
    emulated.faults.status = None
    await later(100)
    await later(100)
    assert issues(hass) == set()
    await later(100)
    assert issues(hass) == {"alarm_port_closed"}
    await hass.config_entries.async_unload(loaded.entry_id)
    assert issues(hass) == set()


def link_state(hass: HomeAssistant) -> str:
    """Why the link is as it is."""
    return hass.states.get(LINK).attributes["state"]


def alarms(entry: MockConfigEntry) -> list[tuple[str, bool | None]]:
    """Collect alarm events, and whether they came while the camera moved."""
    told: list[tuple[str, bool | None]] = []
    entry.runtime_data.events.listen(
        "alarm_event", lambda event: told.append((event.type, event.while_moving))
    )
    return told


async def test_the_link_while_requests_fail(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What the alarm link says of itself is true, also where nothing else answers."""
    emulated.faults.status = 503
    loaded.runtime_data.schedule.mark_all_due()
    await loaded.runtime_data.async_refresh()
    assert state(hass, CAMERA) == "unavailable"
    assert state(hass, LINK) == "on"
    await emulated.stop()
    await until(lambda: state(hass, LINK) in ("off", "unavailable"))
