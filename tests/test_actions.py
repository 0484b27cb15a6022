"""The actions, as automations and people call them."""

import asyncio
import time
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from tests.conftest import until
from tests.emulator import EmulatedCamera

CAMERA = "camera.vn_v685"

pytestmark = pytest.mark.usefixtures("loaded")


async def act(hass: HomeAssistant, action: str, **data: Any) -> Any:
    """Call an action of ours on the camera; return its answer."""
    response = await hass.services.async_call(
        "jvc_vn",
        action,
        {"entity_id": CAMERA, **data},
        blocking=True,
        return_response=action not in {"ptz_move", "ptz_stop"},
    )
    return response[CAMERA] if response else None


def params(emulated: EmulatedCamera) -> list[str]:
    """What the camera was told, in order."""
    prefix = "/api/param?"
    return [
        request.target.removeprefix(prefix)
        for request in emulated.requests
        if request.target.startswith(prefix) and "=" in request.target
    ]


@pytest.mark.parametrize("preset", ["Gate", "gate", " Gate ", "1"])
async def test_goto_preset_takes_title_or_number(
    hass: HomeAssistant, emulated: EmulatedCamera, preset: str
) -> None:
    """And answers with the number."""
    emulated.clear_requests()
    assert await act(hass, "goto_preset", preset=preset) == {"preset": 1}
    assert params(emulated) == ["camera.position(1).status=goto"]


@pytest.mark.parametrize("preset", ["Nowhere", "100", "-1", "", "Gäte&x=1\r\n"])
async def test_goto_preset_refuses_what_there_is_not(
    hass: HomeAssistant, emulated: EmulatedCamera, preset: str
) -> None:
    """Before anything is sent, naming camera, field and choices."""
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "goto_preset", preset=preset)
    assert caught.value.translation_key == "invalid_choice"
    assert "Yard: preset cannot be" in str(caught.value)
    assert "Home, Gate, Front door" in str(caught.value)
    assert not emulated.requests


async def test_goto_preset_of_an_unregistered_number_says_what_the_camera_says(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The camera has the last word."""
    with pytest.raises(HomeAssistantError, match=r"It answers: camera\.position"):
        await act(hass, "goto_preset", preset="50")


async def test_a_move_stops_by_itself(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The axes that were named start and stop; no other is touched."""
    emulated.clear_requests()
    started = time.monotonic()
    await act(hass, "ptz_move", pan=-40, tilt=20, duration=0.3)
    assert emulated.is_moving
    await until(lambda: not emulated.is_moving)
    assert 0.25 < time.monotonic() - started < 2
    told = params(emulated)
    assert sorted(told[:6]) == [
        "camera.motion.pan.mode=left",
        "camera.motion.pan.speed=40",
        "camera.motion.pan.status=start",
        "camera.motion.tilt.mode=up",
        "camera.motion.tilt.speed=20",
        "camera.motion.tilt.status=start",
    ]
    assert sorted(told[6:]) == [
        "camera.motion.pan.status=stop",
        "camera.motion.tilt.status=stop",
    ]


async def test_a_stop_stops(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """At once, and before its time."""
    await act(hass, "ptz_move", zoom=100, duration=30)
    assert emulated.is_moving
    await act(hass, "ptz_stop")
    assert not emulated.is_moving


async def test_a_stop_is_repeated_until_the_camera_has_it(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """A lost stop is no lost camera."""
    await act(hass, "ptz_move", pan=10, duration=30)
    emulated.faults.status = 503
    with pytest.raises(HomeAssistantError):
        await act(hass, "ptz_stop")
    assert emulated.is_moving
    emulated.faults.status = None
    await until(lambda: not emulated.is_moving)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"pan": 101}, "pan"),
        ({"tilt": -101}, "tilt"),
        ({"pan": 10, "duration": 0}, "duration"),
        ({"pan": 10, "duration": 30.5}, "duration"),
        ({"pan": 10, "duration": "nan"}, "duration"),
        ({"pan": 0}, "pan, tilt, zoom, focus, iris"),
        ({}, "pan, tilt, zoom, focus, iris"),
    ],
)
async def test_a_move_that_makes_no_sense_is_refused(
    hass: HomeAssistant, emulated: EmulatedCamera, data: dict[str, Any], field: str
) -> None:
    """Translated, naming camera and field, and nothing is sent."""
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "ptz_move", **data)
    assert str(caught.value).startswith(f"Yard: {field} cannot be")
    assert not params(emulated)


async def test_a_field_that_is_unknown_is_refused(hass: HomeAssistant) -> None:
    """A typing error does not become a move of another axis."""
    with pytest.raises(vol.Invalid):
        await act(hass, "ptz_move", pam=10)


async def test_reading_parameters(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Values and errors, each by its key."""
    emulated.force("camera.id", "Gate & yard")
    answer = await act(
        hass,
        "get_parameters",
        parameters=["camera.id", "camera.motion.tilt", "no.such.key"],
    )
    assert answer["values"]["camera.id"] == "Gate & yard"
    assert float(answer["values"]["camera.motion.tilt"]) == pytest.approx(
        emulated.position[1]
    )
    assert answer["errors"] == {"no.such.key": "401 Unauthorized"}


async def test_reading_the_log(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """An answer of several lines comes whole."""
    emulated.set_input(1, "make")
    answer = await act(hass, "get_parameters", parameters=["system.log"])
    assert "Alarm Detect (m1)" in answer["values"]["system.log"]


@pytest.mark.parametrize("key", ["", "a&b=c", "camera.id=x", "a b", "ключ", "x" * 200])
async def test_what_is_no_key_is_not_sent(
    hass: HomeAssistant, emulated: EmulatedCamera, key: str
) -> None:
    """A key can never become a second parameter."""
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError, match="a key of the maker"):
        await act(hass, "get_parameters", parameters=[key])
    with pytest.raises(ServiceValidationError, match="a key of the maker"):
        await act(hass, "set_parameter", parameter=key, value="1")
    assert not params(emulated)


async def test_writing_a_parameter_tells_what_it_needs(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Left to the person unless `apply` is set."""
    answer = await act(
        hass, "set_parameter", parameter="camera.image.enhance", value="60"
    )
    assert answer == {"reply": "202 Accepted", "needs": "camera.status=save"}
    emulated.clear_requests()
    answer = await act(
        hass, "set_parameter", parameter="camera.image.color", value="50", apply=True
    )
    assert answer == {"reply": "202 Accepted", "needs": None}
    assert params(emulated)[:2] == ["camera.image.color=50", "camera.status=save"]


@pytest.mark.parametrize("value", ["A&camera.motion.pan=+9", "100%", "a=b#c", "Tür"])
async def test_a_value_stays_one_value(
    hass: HomeAssistant, emulated: EmulatedCamera, value: str
) -> None:
    """Whatever it holds, it is percent-encoded and comes back as it was."""
    before = emulated.position
    await act(hass, "set_parameter", parameter="camera.id", value=value)
    assert emulated.get("camera.id") == value
    assert emulated.position == before
    answer = await act(hass, "get_parameters", parameters=["camera.id"])
    assert answer["values"]["camera.id"] == value


async def test_an_empty_value_clears(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Written as the guide wants it."""
    emulated.clear_requests()
    await act(hass, "set_parameter", parameter="camera.id", value="")
    assert params(emulated)[0] == "camera.id=%00"
    assert emulated.get("camera.id") == ""


async def test_writing_is_for_administrators(
    hass: HomeAssistant, hass_read_only_user: MockUser
) -> None:
    """Of Home Assistant."""
    with pytest.raises(Unauthorized):
        await hass.services.async_call(
            "jvc_vn",
            "set_parameter",
            {"entity_id": CAMERA, "parameter": "camera.id", "value": "x"},
            blocking=True,
            context=Context(user_id=hass_read_only_user.id),
        )


async def test_a_move_and_its_caller_are_cancelled_together(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """A script that is stopped in the middle leaves no motor running."""
    emulated.faults.delay = 0.05
    call = asyncio.create_task(act(hass, "ptz_move", pan=10, duration=30))
    await asyncio.sleep(0.12)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    emulated.faults.delay = 0
    await until(lambda: not emulated.is_moving)
    await until(lambda: "camera.motion.pan.status=stop" in params(emulated))


async def test_actions_without_a_loaded_camera(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """They exist, and do nothing, as Home Assistant's own do."""
    await hass.config_entries.async_unload(loaded.entry_id)
    assert hass.services.has_service("jvc_vn", "ptz_move")
