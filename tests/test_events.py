"""Alarms and presets as events, and the picture of the newest alarm."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

import pytest
from homeassistant.core import HomeAssistant, State, callback
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.alarms.dispatch import AlarmEvent
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol.models import AlarmSource, Frame, FrameInfo
from custom_components.jvc_vn.recordings.taken import taken_at
from tests.conftest import set_up, settled, state, until, watch
from tests.emulator import EmulatedCamera

INPUT_1 = "binary_sensor.vn_v685_input_1"
ALARM = "event.vn_v685_alarm"
PRESET = "event.vn_v685_preset_reached_or_left"
MOTION = "binary_sensor.vn_v685_motion"
IMAGE = "image.vn_v685_last_alarm"


def collect(entry: MockConfigEntry, key: str) -> list[str]:
    """Collect the events of an entity from now on."""
    seen: list[str] = []
    entry.runtime_data.events.listen(key, lambda event: seen.append(event.type))
    return seen


async def test_every_edge_is_one_event(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Though each push repeats the state of both inputs and of motion."""
    seen = collect(loaded, "alarm_event")
    emulated.set_input(1, "make")
    emulated.set_input(2, "make")
    emulated.set_input(1, "break")
    await until(lambda: len(seen) == 3)
    emulated.trigger_motion()
    emulated.trigger_motion()
    await until(lambda: len(seen) == 4)
    emulated.set_input(2, "break")
    await until(lambda: "input_2_break" in seen)
    assert seen == [
        "input_1_make",
        "input_2_make",
        "input_1_break",
        "motion",
        "input_2_break",
    ]
    assert hass.states.get(ALARM).attributes["event_type"] == "input_2_break"


async def test_edges_in_one_packet_are_several_events(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A hundred lines are a hundred changes of state, all of the same moment."""
    states: list[State] = []
    async_track_state_change_event(
        hass, ALARM, callback(lambda event: states.append(event.data["new_state"]))
    )
    lines = (
        f"peripheral.input_pin.pin(1).status={state}\r\n"
        for state in ("make", "break") * 50
    )
    emulated.push_raw("".join(lines).encode())
    await until(lambda: len(states) == 100)
    told = [state.attributes["event_type"] for state in states]
    assert told == ["input_1_make", "input_1_break"] * 50
    # What an automation is triggered by: each state is another.
    assert len({state.state for state in states}) == 100
    assert len({state.attributes["time"] for state in states}) == 1


async def test_no_event_for_what_was_there_already(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Neither at start nor after the link came back."""
    emulated.set_input(1, "make")
    await set_up(hass, entry)
    assert hass.states.get(ALARM).state == "unknown"
    seen = collect(entry, "alarm_event")
    alarms = entry.runtime_data.alarms
    before = alarms.gaps_mended
    emulated.drop_alarm_clients()
    await until(lambda: alarms.gaps_mended > before)
    assert not seen


async def test_the_state_is_there_when_the_event_comes(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """An automation that the event triggers may ask for it."""
    seen: list[str] = []
    async_track_state_change_event(
        hass, ALARM, callback(lambda _: seen.append(state(hass, INPUT_1)))
    )
    emulated.set_input(1, "make")
    await until(lambda: len(seen) == 1)
    emulated.set_input(1, "break")
    await until(lambda: len(seen) == 2)
    assert seen == ["on", "off"]


async def test_when_it_was(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The moment at which the line arrived; the sensor shows the same."""
    before = dt_util.utcnow()
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(ALARM).state != "unknown")
    attributes = hass.states.get(ALARM).attributes
    arrived = datetime.fromisoformat(attributes["time"])
    assert before <= arrived <= dt_util.utcnow()
    assert attributes["recovered"] is False
    assert loaded.runtime_data.data.last_alarm == arrived


async def test_an_inverted_input_tells_what_its_contact_does(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Its state follows the option, the event follows the wire."""
    hass.config_entries.async_update_entry(entry, options={"input_1_inverted": True})
    await set_up(hass, entry)
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(ALARM).state != "unknown")
    assert hass.states.get(ALARM).attributes["event_type"] == "input_1_make"
    assert state(hass, INPUT_1) == "off"


async def test_alarms_while_the_camera_answers_no_requests(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The alarm port needs none: what tells alarms stays available."""
    emulated.faults.status = 503
    loaded.runtime_data.schedule.mark_all_due()
    await loaded.runtime_data.async_refresh()
    assert state(hass, "binary_sensor.vn_v685_moving") == "unavailable"
    emulated.set_input(1, "make")
    await until(lambda: state(hass, INPUT_1) == "on")
    assert hass.states.get(ALARM).attributes["event_type"] == "input_1_make"


async def test_presets_that_are_reached_and_left(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """With number and title, by whatever moved the camera."""
    seen = collect(loaded, "preset_event")
    for preset in ("none", "3"):
        emulated.force("camera.status", preset)
        await loaded.runtime_data.hub.fetch()
    assert seen == ["left", "arrived"]
    attributes = hass.states.get(PRESET).attributes
    assert (attributes["preset"], attributes["title"]) == (3, "Driveway")


async def test_the_picture_of_the_newest_alarm(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
) -> None:
    """There is none before the first alarm."""
    client = await hass_client()
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/svg+xml"
    assert state(hass, IMAGE) == "unknown"
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(IMAGE).state != "unknown")
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.status == HTTPStatus.OK
    assert response.content_type == "image/jpeg"
    assert await response.read() == loaded.runtime_data.hub.newest.jpeg


async def test_the_picture_stays(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_storage: dict[str, Any],
) -> None:
    """Over a reload, and by what is on the disk over a restart."""
    client = await hass_client()
    emulated.set_input(1, "make")
    await until(lambda: state(hass, IMAGE) != "unknown")
    before = state(hass, IMAGE)
    picture = await (await client.get(f"/api/image_proxy/{IMAGE}")).read()
    await hass.config_entries.async_reload(loaded.entry_id)
    assert state(hass, IMAGE) == before
    response = await client.get(f"/api/image_proxy/{IMAGE}")
    assert response.content_type == "image/jpeg"
    assert await response.read() == picture
    key = f"{DOMAIN}.{loaded.entry_id}.last_alarm"
    assert b64decode(hass_storage[key]["data"]["jpeg"]) == picture
    await hass.config_entries.async_remove(loaded.entry_id)
    assert key not in hass_storage


@pytest.mark.parametrize("inverted", [False, True])
async def test_the_picture_shows_who_came_in(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    inverted: bool,
) -> None:
    """Not the door that falls shut; with an inverted input it is the other way."""
    hass.config_entries.async_update_entry(
        entry, options={"input_1_inverted": inverted}
    )
    await set_up(hass, entry)
    events = collect(entry, "alarm_event")
    shown = watch(hass, IMAGE)
    emulated.set_input(1, "make")
    await until(lambda: len(events) == 1)
    await settled(emulated)
    assert len(shown) == (0 if inverted else 1)
    emulated.set_input(1, "break")
    await until(lambda: len(events) == 2)
    await settled(emulated)
    assert len(shown) == 1


@pytest.mark.parametrize("seen", [True, False])
async def test_motion_that_goes_on_is_no_second_event(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    seen: bool,
) -> None:
    """Whether a frame after the reload shows it or not."""
    events = watch(hass, ALARM)
    emulated.motion_seconds = 30.0 if seen else 0.1
    emulated.trigger_motion()
    await until(lambda: state(hass, MOTION) == "on")
    assert len([event for event in events if event != "unavailable"]) == 1
    happened = state(hass, ALARM)
    if not seen:
        await until(lambda: emulated.clock() > emulated.motion_until)
    await hass.config_entries.async_reload(loaded.entry_id)
    await until(lambda: loaded.runtime_data.data.link == "live")
    emulated.push_raw(b"video.input(1).detection(motion).status=on\r\n")
    await until(lambda: state(hass, MOTION) == "on")
    assert state(hass, ALARM) == happened


async def test_the_picture_is_of_the_moment_of_the_alarm(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """From a running stream it is taken at once, and costs no request."""
    coordinator = loaded.runtime_data
    hub = coordinator.hub
    with hub.viewer(10) as viewer:
        await viewer.take()
        emulated.clear_requests()
        newest = hub.newest
        coordinator.events.dispatch(AlarmEvent(AlarmSource.MOTION, True, None))
        shown = hass.states.get(IMAGE).state
        assert datetime.fromisoformat(shown).timestamp() == pytest.approx(
            newest.arrived, abs=1e-5
        )
        assert not emulated.requests


@pytest.mark.parametrize(
    ("skew", "known", "expected"),
    [
        (-3600.0, None, 0.0),  # nobody knows how far the clock is off
        (-3600.0, -3600.0, -0.4),
        (-3600.0, 0.0, 0.0),  # what we know is not true any more
        (0.0, -1.0, 0.0),  # nothing arrives before it was taken
    ],
)
def test_when_a_picture_was_taken(
    skew: float, known: float | None, expected: float
) -> None:
    """By its own stamp, where that can be right, else by its arrival."""
    arrived = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
    stamp = arrived + timedelta(seconds=skew - 0.4)
    info = FrameInfo(stamp=f"{stamp:%Y%m%d%H%M%S%f}"[:17] + "UTC")
    taken = taken_at(Frame(b"", info, arrived.timestamp()), known)
    assert (taken - arrived).total_seconds() == expected
    bare = Frame(b"", FrameInfo(), arrived.timestamp())
    assert taken_at(bare, known) == arrived


async def test_an_alarm_without_a_picture(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """A camera that gives us no video still gives alarms."""
    emulated.faults.video_refused = True
    await set_up(hass, entry)
    emulated.set_input(1, "make")
    await until(lambda: hass.states.get(ALARM).state != "unknown")
    await hass.async_block_till_done()
    assert hass.states.get(IMAGE).state == "unknown"
