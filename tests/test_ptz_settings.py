"""Limits, tracking, greys, servers of time: what else of turning can be set."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import act as press
from tests.conftest import settled, state
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .test_actions import act, params

pytestmark = pytest.mark.usefixtures("all_enabled", "loaded")


async def test_a_pan_limit(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is where the camera looks, and shows at once."""
    emulated.head.place(Spot(90.0, 5.0, 0.0))
    told = await act(hass, "set_pan_limit", left=True)
    assert told["left"] == 90.0
    emulated.head.place(Spot(180.5, 5.0, 0.0))
    assert await act(hass, "set_pan_limit", right=True, left=False) == {
        "left": 90.0,
        "right": 180.5,
    }
    assert state(hass, "sensor.vn_v685_left_pan_limit") == "90.0"
    assert state(hass, "sensor.vn_v685_right_pan_limit") == "180.5"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({}, "left, right"),
        ({"left": False}, "left, right"),
        ({"left": "here"}, "left"),
        ({"right": 90}, "right"),
        ({"right": None}, "right"),
    ],
)
async def test_no_pan_limit(
    hass: HomeAssistant, emulated: EmulatedCamera, wanted: dict[str, Any], field: str
) -> None:
    """Nothing is sent."""
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError, match=f"Yard: {field} cannot be"):
        await act(hass, "set_pan_limit", **wanted)
    assert params(emulated) == []


async def test_what_is_tracked(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """How similar it is, and where it may be without the camera turning."""
    wanted = {"dead_zone": [100, 50], "threshold": [20, 30, 40]}
    assert await act(hass, "track_target", x=50, y=50, **wanted) == wanted
    base = "camera.motion.auto_tracking(2)"
    assert emulated.get(f"{base}.dead_zone") == "100-50"
    assert emulated.get(f"{base}.threshold.hsv") == "20-30-40"
    assert await act(hass, "track_target", x=10, y=10) == wanted
    # As the form has them.
    typed = {"dead_zone": ["40", "30"], "threshold": ["1", "2", "3"]}
    told = await act(hass, "track_target", x=10, y=10, **typed)
    assert told == {"dead_zone": [40, 30], "threshold": [1, 2, 3]}
    emulated.clear_requests()
    for field, evil in (
        ("dead_zone", [321, 0]),
        ("dead_zone", [1]),
        ("dead_zone", "40-40"),
        ("dead_zone", 40),
        ("dead_zone", None),
        ("dead_zone", ["40", "x"]),
        ("dead_zone", ["40", "\uff14\uff10"]),
        ("dead_zone", ["40", "40&a=b"]),
        ("dead_zone", ["40", "40\r\n"]),
        ("dead_zone", ["-1", "40"]),
        ("dead_zone", [40, True]),
        ("dead_zone", [40, 40.5]),
        ("dead_zone", {"0": 40, "1": 40}),
        ("threshold", ["40", "40"]),
        ("threshold", [[40], 40, 40]),
        ("threshold", [181, 0, 0]),
        ("threshold", [1, 2, 3, 4]),
        ("threshold", [1, 2, "3.0"]),
        ("threshold", [1, True, 3]),
    ):
        with pytest.raises(ServiceValidationError, match=f"Yard: {field} cannot be"):
            await act(hass, "track_target", x=50, y=50, **{field: evil})
    assert params(emulated) == []


async def test_a_grey_of_its_own(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The camera has eleven; one from elsewhere is the nearest of them."""
    entity_id = "select.vn_v685_privacy_mask_color"
    assert state(hass, entity_id) == "gray_50"
    await press(hass, "select.select_option", entity_id, option="gray_10")
    assert emulated.get("camera.private_mask.color") == "1a1a1a"
    await loaded.runtime_data.pending_saves.flush()
    emulated.force("camera.private_mask.color", "FAFAFA")
    loaded.runtime_data.schedule.mark_all_due()
    await loaded.runtime_data.async_refresh()
    assert state(hass, entity_id) == "white"


async def test_the_time_server(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Is written, and refused if it is none."""
    entity_id = "text.vn_v685_ntp_server"
    await press(hass, "text.set_value", entity_id, value="pool.ntp.org")
    assert state(hass, entity_id) == "pool.ntp.org"
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError, match="an IPv4 address or a name"):
        await press(hass, "text.set_value", entity_id, value="a b")
    assert params(emulated) == []


async def test_buttons_of_programs(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The picture for pan and trace has two names, and auto return two buttons."""
    emulated.clear_requests()
    save = "button.vn_v685_save_image_for_auto_pan_and_trace"
    await press(hass, "button.press", save)
    emulated.faults.error_keys["camera.motion.auto_pan.image"] = "401 Unauthorized"
    emulated.faults.error_keys["canera.motion.auto_pan.image"] = "401 Unauthorized"
    await press(hass, "button.press", save)
    await press(hass, "button.press", "button.vn_v685_auto_return_now")
    await press(hass, "button.press", "button.vn_v685_stop_auto_return")
    told = params(emulated)
    assert told[0] == "camera.motion.auto_pan.image=save"
    assert told[-3:] == [
        "camera.motion.auto_trace.image=save",
        "camera.motion.auto_return.status=start",
        "camera.motion.auto_return.status=stop",
    ]


async def test_the_gains_of_the_white_balance(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """As the camera has them now."""
    for color, letter in (("red", "r"), ("blue", "b")):
        told = state(hass, f"sensor.vn_v685_{color}_gain_of_auto_white_balance")
        assert f"s{told}" == emulated.get(f"camera.image.autowhite_balance.{letter}")
