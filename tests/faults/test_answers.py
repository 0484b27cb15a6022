"""Answers that are wrong: errors of the server, of single keys, noise, no video."""

import pytest
from homeassistant.components.camera import async_get_image
from homeassistant.exceptions import HomeAssistantError

from custom_components.jvc_vn.diagnostics import async_get_config_entry_diagnostics
from custom_components.jvc_vn.protocol import parameters as p
from tests.conftest import act, until
from tests.emulator.parameters import READERS

from .conftest import CAMERA, OUTPUT_1, House, alarms_arrive, polled

BACK = ("INFO", "Fetching Yard data recovered")


@pytest.mark.fault("http_404", "http_500", "http_503", "garbage")
@pytest.mark.parametrize("fault", ["http_404", "http_500", "http_503", "garbage"])
async def test_a_server_that_errs(house: House, fault: str) -> None:
    """It is unavailable, said once with what is wrong; the next good answer ends it.

    What a person does before that fails with a sentence that names the camera.
    """
    before = house.coordinator
    await house.begin(fault)
    with pytest.raises(HomeAssistantError, match="Yard gives an answer that makes no"):
        await act(house.hass, "switch.turn_on", OUTPUT_1)
    for _ in range(3):
        await house.tick()
        assert house.unavailable() >= polled(house)
    ((level, message),) = house.log()
    assert level == "ERROR"
    assert message.startswith(
        "Error fetching Yard data: Yard gives an answer that makes no sense: "
    )
    assert fault == "garbage" or f"HTTP {fault[-3:]}" in message
    assert not house.repairs()
    assert not house.asked_for_login()
    await alarms_arrive(house)
    await house.end(fault)
    await house.tick()
    assert not house.unavailable()
    assert house.log() == [BACK]
    assert house.coordinator is before


@pytest.mark.fault("key_errors")
@pytest.mark.parametrize("error", ["401 Unauthorized", "404 Not Found", "503 Busy"])
@pytest.mark.parametrize("in_status", [False, True])
async def test_keys_that_are_answered_with_an_error(
    house: House, error: str, in_status: bool
) -> None:
    """What cannot be read is unknown, what cannot be written says why; all else works.

    So it is wherever the camera prints the error: in the body only, or in the status
    line of HTTP too. A login that may not read a key is not asked for again.
    """
    keys = house.camera.faults
    await house.begin("key_errors")
    keys.error_keys = dict.fromkeys(keys.error_keys, error)
    keys.error_status = in_status
    house.coordinator.schedule.mark_all_due()
    await house.tick()
    assert house.shows(OUTPUT_1) == "unknown"
    assert house.shows("select.vn_v685_day_night_mode") == "unknown"
    assert house.shows("switch.vn_v685_output_2") == "off"
    assert not house.unavailable()
    assert house.log() == []
    with pytest.raises(HomeAssistantError, match=f"Yard did not do it.*{error}"):
        await act(house.hass, "switch.turn_on", OUTPUT_1)
    assert not house.asked_for_login()
    keys.error_status = False
    await house.end("key_errors")
    house.coordinator.schedule.mark_all_due()
    await house.tick()
    assert house.shows(OUTPUT_1) == "off"
    assert house.shows("select.vn_v685_day_night_mode") == "color"


@pytest.mark.fault("video_refused")
async def test_video_that_is_refused(house: House) -> None:
    """There is no picture; all that a picture told is read by parameters instead."""
    await house.begin("video_refused")
    select = "select.vn_v685_preset"
    await act(house.hass, "select.select_option", select, option="Gate")
    await until(lambda: not house.camera.is_moving, 20)
    await house.tick()
    assert house.shows(select) == "Gate"
    assert not house.unavailable()
    assert house.log() == []
    with pytest.raises(HomeAssistantError):
        await async_get_image(house.hass, CAMERA)
    await house.end("video_refused")
    assert (await async_get_image(house.hass, CAMERA)).content.startswith(b"\xff\xd8")


@pytest.mark.fault("clock_jumped")
@pytest.mark.usefixtures("all_enabled")
async def test_a_clock_that_jumps(house: House) -> None:
    """The clock offset shows it, nothing else minds, and Set the clock mends it."""
    before = {s.entity_id: s.state for s in house.hass.states.async_all()}
    offset = "sensor.vn_v685_clock_offset"
    await house.begin("clock_jumped")
    house.coordinator.schedule.mark_all_due()
    await house.tick()
    assert float(house.shows(offset)) == pytest.approx(3 * 3600, abs=2)
    changed = {
        s.entity_id
        for s in house.hass.states.async_all()
        if before[s.entity_id] != s.state
    }
    assert changed == {offset}
    assert house.log() == []
    await act(house.hass, "button.press", "button.vn_v685_set_the_clock")
    assert float(house.shows(offset)) == pytest.approx(0, abs=2)


@pytest.mark.fault("log_truncated")
async def test_a_log_that_is_cut(house: House) -> None:
    """What is left of it is told; half a line has no time and is no alarm."""
    house.camera.set_input(1, "make")
    house.camera.set_input(1, "break")
    await house.begin("log_truncated")
    house.camera.set_input(2, "make")
    answer = await house.hass.services.async_call(
        "jvc_vn",
        "get_log",
        {"entity_id": CAMERA},
        blocking=True,
        return_response=True,
    )
    half, whole = answer[CAMERA]["entries"]
    assert half["time"] is None
    assert half["source"] == "other"
    assert (whole["source"], whole["event"]) == ("input_2", "make")
    assert house.log() == []


@pytest.mark.parametrize("others", [True, False])
async def test_a_value_that_cannot_be_read(
    house: House, monkeypatch: pytest.MonkeyPatch, others: bool
) -> None:
    """It is unknown, told once, and in diagnostics; also when nothing else was due."""
    told = ["twilight"]
    key = "camera.image.true_daynight"
    monkeypatch.setitem(READERS, key, lambda _camera, _index: told[0])
    schedule = house.coordinator.schedule
    for _ in range(3):
        schedule.mark_all_due()
        if not others:
            schedule.was_read(schedule.wanted)
            schedule.mark_due([p.DAY_NIGHT])
        await house.coordinator.async_refresh()
        assert house.shows("select.vn_v685_day_night_mode") == "unknown"
        assert not house.unavailable()
    assert house.shows(OUTPUT_1) == "off"
    ((level, message),) = house.log()
    assert level == "WARNING"
    assert message.startswith("Yard: a value cannot be read")
    assert "twilight" in message
    diagnostics = await async_get_config_entry_diagnostics(house.hass, house.entry)
    assert diagnostics["odd"][key] == "twilight"
    told[0] = "color"
    schedule.mark_due([p.DAY_NIGHT])
    await house.coordinator.async_refresh()
    assert house.shows("select.vn_v685_day_night_mode") == "color"
