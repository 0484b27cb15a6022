"""Switches, selects and sensors against the camera itself."""

import contextlib
from dataclasses import replace
from datetime import timedelta

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.models import FrameInfo
from custom_components.jvc_vn.ptz import controller
from custom_components.jvc_vn.state import frame_observer
from custom_components.jvc_vn.state.camera_state import TOLD_BY_FRAMES, told_by
from tests.conftest import Tempo, act, set_up, settled, state, until, watch
from tests.emulator import EmulatedCamera

DAY_NIGHT = "select.vn_v685_day_night_mode"
PRESET = "select.vn_v685_preset"


@pytest.mark.parametrize(
    ("key", "parameter", "on", "off"),
    [
        ("output_1", "peripheral.output_pin.pin(1).status", "make", "break"),
        ("output_2", "peripheral.output_pin.pin(2).status", "make", "break"),
        ("auto_pan", "camera.motion.auto_pan.status", "moving", "stop"),
    ],
)
async def test_a_switch_switches(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    key: str,
    parameter: str,
    on: str,
    off: str,
) -> None:
    """Both ways, and it follows what happens on the camera's own page."""
    entity_id = f"switch.vn_v685_{key}"
    await act(hass, "switch.turn_on", entity_id)
    assert emulated.get(parameter) == on
    assert state(hass, entity_id) == "on"
    await act(hass, "switch.turn_off", entity_id)
    assert emulated.get(parameter) == off
    assert state(hass, entity_id) == "off"
    if key != "auto_pan":
        emulated.force(parameter, on)
        loaded.runtime_data.schedule.mark_all_due()
        await loaded.runtime_data.async_refresh()
        assert state(hass, entity_id) == "on"


async def test_day_and_night(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Each option reaches the camera, and one save follows all of them."""
    words = {
        "color": "color",
        "black_white": "bw",
        "auto_low": "autoL",
        "auto_mid": "autoM",
        "auto_high": "autoH",
    }
    emulated.clear_requests()
    for option, word in reversed(words.items()):
        await act(hass, "select.select_option", DAY_NIGHT, option=option)
        assert emulated.get("camera.image.true_daynight") == word
        assert state(hass, DAY_NIGHT) == option
    assert saves(emulated) == 0
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await until(lambda: saves(emulated) == 1)
    await hass.async_block_till_done()
    assert saves(emulated) == 1


async def test_a_change_is_saved_when_the_entry_unloads(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A change made just before a restart is not lost."""
    await act(hass, "select.select_option", DAY_NIGHT, option="black_white")
    await hass.config_entries.async_unload(loaded.entry_id)
    assert saves(emulated) == 1


async def test_without_autosave_nothing_is_saved(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The person decides when."""
    hass.config_entries.async_update_entry(entry, options={"autosave": False})
    await set_up(hass, entry)
    await act(hass, "select.select_option", DAY_NIGHT, option="black_white")
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(seconds=6))
    await hass.config_entries.async_unload(entry.entry_id)
    assert saves(emulated) == 0


async def test_a_save_that_fails_is_tried_with_the_next(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Nothing that was promised is forgotten."""
    await act(hass, "select.select_option", DAY_NIGHT, option="black_white")
    emulated.faults.error_keys = {"camera.status": "401 Unauthorized"}
    follow_ups = loaded.runtime_data.pending_saves
    await follow_ups.flush()
    assert [str(needed) for needed in follow_ups.pending] == ["camera.status=save"]
    emulated.faults.error_keys = {}
    await follow_ups.flush()
    assert follow_ups.pending == ()


def saves(emulated: EmulatedCamera) -> int:
    """How often the camera was told to save."""
    targets = [request.target for request in emulated.requests]
    return targets.count("/api/param?camera.status=save")


async def test_a_setting_changed_elsewhere_is_noticed_slowly(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    tempo: Tempo,
) -> None:
    """Settings have their own, slower rhythm."""
    emulated.force("camera.image.true_daynight", "autoM")
    await loaded.runtime_data.async_refresh()
    assert state(hass, DAY_NIGHT) == "color"
    tempo.forward(301)
    await loaded.runtime_data.async_refresh()
    assert state(hass, DAY_NIGHT) == "auto_mid"


async def test_a_preset_turns_the_camera_and_shows_the_truth(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing while it turns, the title when it has arrived."""
    monkeypatch.setattr(controller, "LOOK_EVERY", 0.02)
    monkeypatch.setattr("custom_components.jvc_vn.video.hub.FRESH", 0.0)
    seen = watch(hass, PRESET)
    await act(hass, "select.select_option", PRESET, option="Gate")
    await until(lambda: state(hass, PRESET) == "Gate")
    assert seen == ["unknown", "Gate"]
    assert emulated.get("camera.status") == "1"


async def test_a_preset_is_left_when_somebody_moves_the_camera(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also from the camera's own page."""
    monkeypatch.setattr("custom_components.jvc_vn.video.hub.FRESH", 0.0)
    assert state(hass, PRESET) == "Home"
    emulated.force("camera.motion.pan", "123.45")
    await loaded.runtime_data.async_refresh()
    assert state(hass, PRESET) == "unknown"


async def test_an_unregistered_preset_is_refused_and_said(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The camera's own refusal becomes a translated error."""
    emulated.faults.error_keys = {"camera.position(1).status": "401 Unauthorized"}
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "select.select_option", PRESET, option="Gate")
    assert caught.value.translation_key == "refused"
    assert str(caught.value) == (
        "Yard did not do it. It answers: camera.position(1).status: 401 Unauthorized"
    )


async def test_an_option_that_is_none_is_refused(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Home Assistant itself checks the list; nothing is sent."""
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError):
        await act(hass, "select.select_option", PRESET, option="Nowhere")
    assert not emulated.requests


async def test_a_silent_camera_is_named(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What a person reads when the camera is gone."""
    await emulated.stop()
    with pytest.raises(HomeAssistantError, match=r"^Yard does not answer$"):
        await act(hass, "switch.turn_on", "switch.vn_v685_output_1")


async def test_a_refused_login_in_an_action_asks_for_another(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The person is not left with an error alone."""
    emulated.passwords["admin"] = "changed"
    with pytest.raises(HomeAssistantError, match="refuses the login"):
        await act(hass, "switch.turn_on", "switch.vn_v685_output_1")
    await hass.async_block_till_done()
    flows = hass.config_entries.flow.async_progress()
    assert [flow["context"]["source"] for flow in flows] == ["reauth"]


async def test_without_video_parameters_tell_the_preset(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """A camera whose access list names us gives no pictures (guide, 1)."""
    emulated.faults.video_refused = True
    await set_up(hass, entry)
    assert state(hass, PRESET) == "Home"
    assert state(hass, "sensor.vn_v685_tracking") == "unknown"


@pytest.mark.parametrize("multi_key", [True, False])
async def test_several_keys_in_a_request_where_the_camera_takes_them(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    multi_key: bool,
) -> None:
    """Found out once, with a harmless read; the states are the same."""
    emulated.multi_key = multi_key
    await set_up(hass, entry)
    await settled(emulated)
    entry.runtime_data.schedule.mark_all_due()
    emulated.clear_requests()
    await entry.runtime_data.async_refresh()
    params = [r for r in emulated.requests if r.target.startswith("/api/param")]
    due = len(entry.runtime_data.schedule.wanted) - len(TOLD_BY_FRAMES)
    assert len(params) == (-(-due // 5) if multi_key else due)
    assert state(hass, "switch.vn_v685_auto_pan") == "off"
    assert len(hass.states.get(PRESET).attributes["options"]) == 7


@pytest.mark.parametrize("watched", [True, False])
async def test_moving_shows_while_it_moves(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    watched: bool,
) -> None:
    """Told by frames, whether somebody watches or not; then what runs is read."""
    monkeypatch.setattr(controller, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(frame_observer, "STANDSTILL_SECONDS", 0.2)
    monkeypatch.setattr("custom_components.jvc_vn.video.hub.FRESH", 0.0)
    seen = watch(hass, "binary_sensor.vn_v685_moving")
    coordinator = loaded.runtime_data
    with contextlib.ExitStack() as viewers:
        if watched:
            viewers.enter_context(coordinator.hub.viewer(10))
            await until(lambda: emulated.video_clients == 1)
        await act(hass, "number.set_value", "number.vn_v685_pan", value=60)
        await until(lambda: state(hass, "binary_sensor.vn_v685_moving") == "on")
        due = coordinator.schedule.due(coordinator.data.values)
        assert p.AUTO_PAN in due
        await until(lambda: state(hass, "binary_sensor.vn_v685_moving") == "off")
    assert seen == ["on", "off"]
    assert float(state(hass, "number.vn_v685_pan")) == pytest.approx(60, abs=1)


def test_what_a_picture_does_not_tell() -> None:
    """Is read: the stabilizer alone, or all where there is no position."""
    place = FrameInfo(pan=1.0, tilt=2.0, zoom=3.0, preset=4)
    assert told_by(place) == {p.PAN: 1.0, p.TILT: 2.0, p.ZOOM: 3.0, p.PRESET: 4}
    assert told_by(replace(place, stabilizer=True))[p.STABILIZER] is True
    assert told_by(replace(place, tilt=None, stabilizer=True)) == {}
