"""Tell me with a picture: the notification, its clip, and its buttons."""

from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import act, set_up, state, until
from tests.emulator import EmulatedCamera

from .conftest import CAMERA, Automate

NAME = "tell_with_a_picture"
ALARM = "event.vn_v685_alarm"
FOLLOW = "switch.vn_v685_intelligent_tracking"
QUIET = "timer.quiet"


@pytest.fixture
def phones(hass: HomeAssistant) -> dict[str, str]:
    """Two phones with the companion app."""
    entry = MockConfigEntry(domain="mobile_app")
    entry.add_to_hass(hass)
    devices = dr.async_get(hass)
    return {
        name: devices.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={("mobile_app", name)},
            name=name,
        ).id
        for name in ("Ann's phone", "Bob")
    }


@pytest.fixture
def shown(hass: HomeAssistant) -> list[dict[str, Any]]:
    """What Ann's phone shows."""
    calls: list[dict[str, Any]] = []

    @callback
    def show(call: ServiceCall) -> None:
        calls.append(dict(call.data))

    hass.services.async_register("notify", "mobile_app_ann_s_phone", show)
    return calls


@pytest.fixture
async def inputs(hass: HomeAssistant, phones: dict[str, str]) -> dict[str, Any]:
    """What somebody fills in who wants all buttons."""
    timers: dict[str, Any] = {"timer": {"quiet": {}}}
    assert await async_setup_component(hass, "timer", timers)
    return {
        "camera": CAMERA,
        "alarm": ALARM,
        "phones": [phones["Ann's phone"]],
        "follow": FOLLOW,
        "quiet": QUIET,
    }


def press(hass: HomeAssistant, notification: dict[str, Any], title: str) -> None:
    """Press a button of a notification."""
    offered = {
        each["title"]: each["action"] for each in notification["data"]["actions"]
    }
    hass.bus.async_fire("mobile_app_notification_action", {"action": offered[title]})


async def test_an_alarm_is_told_with_its_picture(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
    shown: list[dict[str, Any]],
    inputs: dict[str, Any],
    hass_client: ClientSessionGenerator,
) -> None:
    """Once, with what a tap opens; the phone can fetch the picture at once."""
    assert await async_setup_component(hass, "media_source", {})
    await automate(NAME, **inputs)
    emulated.set_input(1, "make")
    await until(lambda: len(shown) == 1)
    (told,) = shown
    assert told["title"] == "VN-V685"
    what, _, time = told["message"].partition(", ")
    assert what == "Input 1 closed"
    assert time.count(":") == 2
    extra = told["data"]
    assert "video" not in extra
    assert [each["title"] for each in extra["actions"]] == [
        "Go there",
        "Follow",
        "Quiet for an hour",
    ]
    client = await hass_client()
    picture = await client.get(extra["image"])
    assert (picture.status, picture.content_type) == (200, "image/jpeg")
    assert extra["url"] == extra["clickAction"]
    steps = [unquote(step) for step in extra["url"].split("/")[3:]]
    assert extra["url"].startswith("/media-browser/browser/")
    day = await media_source.async_browse_media(hass, steps[-1].partition(",")[2])
    assert len(day.children) == 1
    assert steps[0] == "app,media-source://jvc_vn"
    # What is not asked for is not told, and no state that was there before is.
    emulated.set_input(1, "break")
    await until(
        lambda: hass.states.get(ALARM).attributes["event_type"] == "input_1_break"
    )
    await hass.config_entries.async_reload(loaded.entry_id)
    await hass.async_block_till_done()
    assert len(shown) == 1


async def test_going_there(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    shown: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """Back to where the camera looked at the alarm, wherever it looks now."""
    await act(hass, "jvc_vn.ptz_goto", CAMERA, pan=15, tilt=12, wait=True)
    await automate(NAME, **inputs)
    emulated.set_input(2, "make")
    await until(lambda: len(shown) == 1)
    await act(hass, "jvc_vn.goto_preset", CAMERA, preset="Gate", wait=True)
    press(hass, shown[0], "Go there")
    await until(lambda: emulated.position[:2] == pytest.approx((15.0, 12.0)), 10)


@pytest.mark.parametrize(("given", "number"), [("", "2"), ("Gate", "1")])
async def test_going_to_a_preset(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    shown: list[dict[str, Any]],
    inputs: dict[str, Any],
    given: str,
    number: str,
) -> None:
    """The one that the camera stood at, or the one that a person has chosen."""
    await act(hass, "jvc_vn.goto_preset", CAMERA, preset="2", wait=True)
    await automate(NAME, **inputs, preset=given)
    emulated.set_input(1, "make")
    await until(lambda: len(shown) == 1)
    await act(hass, "jvc_vn.goto_preset", CAMERA, preset="0", wait=True)
    press(hass, shown[0], "Go there")
    await until(lambda: emulated.get("camera.status") == number, 10)


async def test_following(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    shown: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """For so many minutes; the next alarm is told meanwhile."""
    await automate(NAME, **inputs)
    emulated.set_input(1, "make")
    await until(lambda: len(shown) == 1)
    press(hass, shown[0], "Follow")
    await until(lambda: state(hass, FOLLOW) == "on")
    emulated.set_input(2, "make")
    await until(lambda: len(shown) == 2)
    assert state(hass, FOLLOW) == "on"
    async_fire_time_changed(hass, dt_util.utcnow() + timedelta(minutes=11))
    await until(lambda: state(hass, FOLLOW) == "off")


async def test_being_quiet(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    shown: list[dict[str, Any]],
    inputs: dict[str, Any],
) -> None:
    """Nothing is told while the timer runs; buttons go on working."""
    await automate(NAME, **inputs)
    emulated.set_input(1, "make")
    await until(lambda: len(shown) == 1)
    press(hass, shown[0], "Quiet for an hour")
    await until(lambda: state(hass, QUIET) == "active")
    assert hass.states.get(QUIET).attributes["duration"] == "1:00:00"
    emulated.set_input(2, "make")
    await until(
        lambda: hass.states.get(ALARM).attributes["event_type"] == "input_2_make"
    )
    await hass.async_block_till_done()
    press(hass, shown[0], "Follow")
    await until(lambda: state(hass, FOLLOW) == "on")
    assert len(shown) == 1
    await act(hass, "timer.cancel", QUIET)


async def test_buttons_of_others_and_phones_that_are_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    shown: list[dict[str, Any]],
    phones: dict[str, str],
) -> None:
    """Nothing comes of them; and without the helpers there is one button."""

    def fail(call: ServiceCall) -> None:
        raise HomeAssistantError("The phone is away")

    hass.services.async_register("notify", "mobile_app_bob", fail)
    both = [phones["Bob"], phones["Ann's phone"]]
    await automate(NAME, camera=CAMERA, alarm=ALARM, phones=both)
    before = hass.states.get(f"automation.{NAME}").attributes["last_triggered"]
    for action in ("URI", None, "jvc_vn|automation.other|follow", "jvc_vn|", 3):
        hass.bus.async_fire("mobile_app_notification_action", {"action": action})
    hass.bus.async_fire("mobile_app_notification_action", {})
    await hass.async_block_till_done()
    made = hass.states.get(f"automation.{NAME}")
    assert made.attributes["last_triggered"] == before
    emulated.set_input(1, "make")
    await until(lambda: len(shown) == 1)
    assert [each["title"] for each in shown[0]["data"]["actions"]] == ["Go there"]


@pytest.fixture
async def with_clips(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A camera that keeps clips of a second."""
    assert await hass.config_entries.async_unload(loaded.entry_id)
    options = {"keep_clips": True, "clip_before": 0, "clip_after": 1}
    hass.config_entries.async_update_entry(loaded, options=options)
    await set_up(hass, loaded)


@pytest.mark.usefixtures("with_clips")
async def test_the_clip_comes_later(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    automate: Automate,
    shown: list[dict[str, Any]],
    inputs: dict[str, Any],
    hass_client: ClientSessionGenerator,
) -> None:
    """In the same notification, without another sound."""
    await automate(NAME, **inputs)
    emulated.set_input(1, "make")
    await until(lambda: len(shown) == 2, 20)
    first, second = (told["data"] for told in shown)
    assert first["tag"] == second["tag"]
    assert first["image"] == second["image"]
    assert "alert_once" not in first
    assert second["alert_once"] is True
    assert second["push"] == {"sound": "none"}
    client = await hass_client()
    clip = await client.get(second["video"])
    assert (clip.status, clip.content_type) == (200, "video/mp4")
