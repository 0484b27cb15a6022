"""Inputs, motion and the alarm link."""

from datetime import timedelta

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn import alarms
from tests.conftest import set_up, state, until, watch
from tests.emulator import EmulatedCamera

INPUT_1 = "binary_sensor.vn_v685_input_1"
INPUT_2 = "binary_sensor.vn_v685_input_2"
MOTION = "binary_sensor.vn_v685_motion"
LINK = "binary_sensor.vn_v685_alarm_link"


async def look(entry: MockConfigEntry) -> None:
    """Fetch a new picture, as the next poll would."""
    hub = entry.runtime_data.hub
    hub._newest_at = float("-inf")
    await hub.still()


async def test_an_input_shows_at_once(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Pushed, not polled: no request is made for it."""
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
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The camera never says that motion ended."""
    hass.config_entries.async_update_entry(entry, options={"live_interval": 300})
    await set_up(hass, entry)
    push = b"video.input(1).detection(motion).status=on\r\n"
    emulated.push_raw(push)
    await until(lambda: state(hass, MOTION) == "on")

    kept = entry.runtime_data.alarms
    first_hold = kept._cancel_hold
    emulated.push_raw(push)
    await until(lambda: kept._cancel_hold is not first_hold)
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
    monkeypatch.setattr(alarms, "SETTLED", 0.0)
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
    assert state(hass, LINK) == "off"
    assert state(hass, INPUT_1) == "off"
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
