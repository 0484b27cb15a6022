"""What the camera changes by itself is shown at once, with its cause."""

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import Tempo, act, set_up, settled, state, until
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

SIZE = "number.vn_v685_jpeg_file_size"


@pytest.fixture(autouse=True)
async def everything(
    hass: HomeAssistant, all_enabled: None, entry: MockConfigEntry
) -> MockConfigEntry:
    """A camera with all entities enabled, and nothing polled from now on."""
    await set_up(hass, entry)
    entry.runtime_data.update_interval = None
    return entry


async def test_one_push_of_white_balance(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """It is manual from then on."""
    mode = "select.vn_v685_white_balance"
    assert state(hass, mode) == "auto_wide"
    await act(hass, "button.press", "button.vn_v685_white_balance_once")
    await until(lambda: state(hass, mode) == "manual")


async def test_what_cannot_be_looked_at_again(
    hass: HomeAssistant, emulated: EmulatedCamera, everything: MockConfigEntry
) -> None:
    """The button has been pressed all the same, and the next poll shows it."""
    mode = "select.vn_v685_white_balance"
    key = "camera.image.white_balance"
    reads = [Refusal(one, status=503) for one in (key, f"{key}.r", f"{key}.b")]
    emulated.faults.refusals = [*reads]
    await act(hass, "button.press", "button.vn_v685_white_balance_once")
    await until(lambda: all(read.met for read in reads))
    assert state(hass, mode) == "auto_wide"
    emulated.faults.refusals.clear()
    await everything.runtime_data.async_refresh()
    assert state(hass, mode) == "manual"


async def test_the_size_of_frames(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The size of a file and its limits go with it."""
    await act(hass, "select.select_option", "select.vn_v685_jpeg_size", option="qvga")
    size = emulated.get("encode(1).quality").removesuffix("k")
    await until(lambda: state(hass, SIZE) == size)
    shown = hass.states.get(SIZE)
    assert shown
    assert (shown.attributes["min"], shown.attributes["max"]) == (3, 33)
    await act(hass, "select.select_option", "select.vn_v685_jpeg_size", option="vga")
    await until(lambda: hass.states.get(SIZE).attributes["max"] == 100)  # type: ignore[union-attr]


async def test_a_preset_has_a_picture_of_its_own(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Back light compensation that was kept with it is in force there."""
    light = "select.vn_v685_backlight_compensation"
    await act(hass, "select.select_option", light, option="b")
    data = {"entity_id": "camera.vn_v685", "preset": 1}
    await hass.services.async_call("jvc_vn", "save_preset", data, blocking=True)
    await act(hass, "select.select_option", light, option="off")
    assert state(hass, light) == "off"
    data = {"entity_id": "camera.vn_v685", "preset": 1, "wait": True}
    await hass.services.async_call(
        "jvc_vn", "goto_preset", data, blocking=True, return_response=True
    )
    await until(lambda: state(hass, light) == "b")


async def test_a_pulse_opens_by_itself(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """An output that closes for half a second is shown open after it."""
    await act(hass, "switch.turn_on", "switch.vn_v685_output_1")
    assert state(hass, "switch.vn_v685_output_1") == "on"
    await until(lambda: state(hass, "switch.vn_v685_output_1") == "off")


async def test_an_output_without_end(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    tempo: Tempo,
) -> None:
    """Its length is 0: it stays closed, and nobody looks whether it has opened."""
    pin = "peripheral.output_pin.pin(1)"
    emulated.force(f"{pin}.duration", "0")
    everything.runtime_data.schedule.mark_all_due()
    await everything.runtime_data.async_refresh()
    await act(hass, "switch.turn_on", "switch.vn_v685_output_1")
    await settled(emulated)
    emulated.clear_requests()
    tempo.forward(10)
    await settled(emulated)
    assert not [r for r in emulated.requests if r.target.endswith(f"{pin}.status")]
    assert state(hass, "switch.vn_v685_output_1") == "on"
    assert emulated.get(f"{pin}.status") == "make"


async def test_a_patrol_is_what_it_returns_to(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The second is started: auto return goes on with the second."""
    mode = "select.vn_v685_auto_return_to"
    await act(hass, "select.select_option", mode, option="auto_patrol_1")
    steps = [{"preset": 1, "seconds": 10}, {"preset": 2, "seconds": 10}]
    data = {"entity_id": "camera.vn_v685", "patrol": 2, "steps": steps}
    await hass.services.async_call("jvc_vn", "set_patrol", data, blocking=True)
    await act(hass, "switch.turn_on", "switch.vn_v685_auto_patrol_2")
    await until(lambda: state(hass, mode) == "auto_patrol_2")
