"""The intents, as a language model or another agent asks for them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from custom_components.jvc_vn.intent import HANDLERS
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.voice import commands as verbs
from custom_components.jvc_vn.voice import sight
from custom_components.jvc_vn.voice.camera_intent import CameraIntent, Request, Told
from tests.conftest import settled, until
from tests.emulator import EmulatedCamera
from tests.test_ptz_actions import params

NAME = "VN-V685"
MOVES = [
    ("left", "little", "camera.motion.pan=-5.50"),
    ("right", "normal", "camera.motion.pan=+16.50"),
    ("up", "lot", "camera.motion.tilt=-44.00"),
    ("down", None, "camera.motion.tilt=+16.50"),
    ("in", "little", "camera.motion.zoom=+5.00"),
    ("out", "lot", "camera.motion.zoom=-40.00"),
]


@pytest.fixture
async def camera(
    hass: HomeAssistant, loaded: MockConfigEntry, emulated: EmulatedCamera
) -> EmulatedCamera:
    """A camera, and the intents."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "intent", {})
    await settled(emulated)
    emulated.clear_requests()
    return emulated


async def ask(hass: HomeAssistant, kind: str, **values: Any) -> intent.IntentResponse:
    """Handle an intent, without an assistant that would have to be let see it."""
    slots = {name: {"value": value} for name, value in values.items()}
    return await intent.async_handle(hass, "test", kind, slots)


def speech(response: intent.IntentResponse) -> str:
    """What is said."""
    return str(response.speech["plain"]["speech"])


async def test_moves(hass: HomeAssistant, camera: EmulatedCamera) -> None:
    """A share of the picture, which is 55 degrees wide."""
    for direction, amount, sent in MOVES:
        camera.clear_requests()
        more = {"amount": amount} if amount else {}
        response = await ask(hass, "JvcVnMove", name=NAME, direction=direction, **more)
        assert params(camera) == [sent]
        assert response.success_results[0].id == "camera.vn_v685"
        assert response.speech_slots["direction"] == direction


async def test_a_step_is_small_where_the_picture_is(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """At the far end it is two degrees wide."""
    loaded.runtime_data.data.update({p.ZOOM: 90.0})
    await ask(hass, "JvcVnMove", direction="left")
    assert params(camera) == ["camera.motion.pan=-0.70"]


TO_THE_END = [
    ("up", ["camera.motion.tilt=0.00"]),
    ("down", ["camera.motion.tilt=95.00"]),
    ("in", ["camera.motion.zoom=90.89"]),
    ("out", ["camera.motion.zoom=0.00"]),
    ("left", ["camera.motion.pan=-180.00"]),
    ("right_up", ["camera.motion.pan=+180.00", "camera.motion.tilt=0.00"]),
]


async def test_to_the_end(hass: HomeAssistant, camera: EmulatedCamera) -> None:
    """Of an axis that has one, else half the way round; to a limit that is set."""
    for direction, sent in TO_THE_END:
        camera.clear_requests()
        await ask(hass, "JvcVnMove", direction=direction, amount="full")
        assert (direction, params(camera)) == (direction, sent)
    camera.force("camera.motion.pan.limit.status", "on")
    for direction, word in (("left", "goto_leftlimit"), ("right", "goto_rightlimit")):
        camera.clear_requests()
        await ask(hass, "JvcVnMove", direction=direction, amount="full")
        assert params(camera)[-1] == f"camera.motion.pan.status={word}"


async def test_focusing(hass: HomeAssistant, camera: EmulatedCamera) -> None:
    """By itself, or for a moment nearer or farther."""
    response = await ask(hass, "JvcVnFocus", focus="auto")
    assert speech(response) == "VN-V685 focuses."
    assert params(camera) == ["camera.focus=op_auto"]
    for where, sent in (("near", "near"), ("far", "far")):
        camera.clear_requests()
        response = await ask(hass, "JvcVnFocus", focus=where, amount="little")
        assert speech(response).startswith("VN-V685 focuses ")
        assert sent in str(params(camera))


async def test_keeping_going_and_stopping(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """What goes on is stopped, be it a motor or a program."""
    await ask(hass, "JvcVnMove", direction="up", amount="keep_going")
    assert camera.get("camera.motion.tilt.status") == "moving"
    await ask(hass, "JvcVnTracking", action="start")
    await ask(hass, "JvcVnStop")
    assert camera.get("camera.motion.tilt.status") == "stop"
    assert camera.get("camera.motion.auto_tracking(1).status") == "stop"


async def test_presets_and_home(hass: HomeAssistant, camera: EmulatedCamera) -> None:
    """By title, and the home position."""
    response = await ask(hass, "JvcVnGoToPreset", preset="gate")
    assert speech(response) == "VN-V685 turns to Gate."
    await ask(hass, "JvcVnHome", name="vn-v685")
    assert params(camera) == [
        "camera.position(1).status=goto",
        "camera.position(0).status=goto",
    ]
    with pytest.raises(intent.IntentHandleError, match="has no preset Moon"):
        await ask(hass, "JvcVnGoToPreset", preset="Moon")


async def test_programs(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What runs is what stops."""
    await ask(hass, "JvcVnPatrol", action="start", patrol=2)
    assert verbs.running(loaded.runtime_data) == ["auto_patrol_2"]
    await ask(hass, "JvcVnPatrol", action="stop")
    await ask(hass, "JvcVnAutoPan", action="start")
    await ask(hass, "JvcVnAutoPan", action="stop")
    await ask(hass, "JvcVnTracking", action="stop")
    assert params(camera) == [
        "camera.motion.auto_patrol(1).status=start",
        "camera.motion.auto_patrol(1).status=stop",
        "camera.motion.auto_pan.status=start",
        "camera.motion.auto_pan.status=stop",
        "camera.motion.auto_tracking(1).status=stop",
    ]
    with pytest.raises(intent.InvalidSlotInfo):
        await ask(hass, "JvcVnPatrol", action="start", patrol=4)


async def test_day_and_night(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Automatic stays the way that was chosen."""
    await ask(hass, "JvcVnDayNight", mode="night")
    assert camera.get("camera.image.true_daynight") == "bw"
    await ask(hass, "JvcVnDayNight", mode="day")
    assert camera.get("camera.image.true_daynight") == "color"
    await ask(hass, "JvcVnDayNight", mode="auto")
    assert camera.get("camera.image.true_daynight") == "autoM"
    loaded.runtime_data.data.update({p.DAY_NIGHT: "auto_low"})
    camera.clear_requests()
    await ask(hass, "JvcVnDayNight", mode="auto")
    assert params(camera) == []


async def test_where_it_looks(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The preset, else the one beside it, at which it stood, else that nobody knows."""
    known = loaded.runtime_data.data
    known.update({p.PRESET: 0})
    response = await ask(hass, "JvcVnWhere")
    assert speech(response) == "VN-V685 looks at Home."
    assert response.response_type is intent.IntentResponseType.QUERY_ANSWER
    known.update({p.PRESET: None, p.PAN: 12.34, p.TILT: 5.0, p.ZOOM: 0.0})
    response = await ask(hass, "JvcVnWhere")
    assert speech(response) == "VN-V685 looks a little above Home."
    assert sight.describe(loaded.runtime_data)["pan"] == 12.34
    known.forget([p.PAN])
    assert "not told" in speech(await ask(hass, "JvcVnWhere"))


async def test_motion(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """As far as it is looked out for; and where the camera looks, if elsewhere."""
    known = loaded.runtime_data.data
    known.update({p.MOTION_DETECTION: True, p.PRESET: 1})
    response = await ask(hass, "JvcVnMotion")
    assert speech(response) == "No, VN-V685 sees nothing move."
    camera.trigger_motion()
    await until(lambda: sight.motion(loaded.runtime_data))
    for preset, told in (
        ("Gate", "Yes, VN-V685 sees something move."),
        ("Driveway", "Yes, VN-V685 sees something move; it looks at Gate."),
    ):
        # A reading meanwhile would tell where the emulated camera stands.
        known.update({p.PRESET: 1})
        assert speech(await ask(hass, "JvcVnMotion", preset=preset)) == told
    known.update({p.MOTION_DETECTION: False})
    assert "motion detection is off" in speech(await ask(hass, "JvcVnMotion"))


async def test_presets_are_told(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Twenty of them; a title as it is shown is that one, however it sounds."""
    coordinator = loaded.runtime_data
    assert speech(await ask(hass, "JvcVnPresets")) == (
        "VN-V685 has Home, Gate, Front door, Driveway, Garage, Pond and Preset 12."
    )
    camera.force("camera.position(1).comment", "Gate #2")
    camera.force("camera.position(2).comment", "Gate & 2")
    await coordinator.async_refresh_presets()
    response = await ask(hass, "JvcVnGoToPreset", preset="Gate & 2")
    assert speech(response) == "VN-V685 turns to Gate & 2."
    assert params(camera)[-1] == "camera.position(2).status=goto"
    # None at all: nothing to look at, nor to tell.
    for number in [*camera.presets]:
        camera.force(f"camera.position({number}).comment", "")
    camera.presets.clear()
    await coordinator.async_refresh_presets()
    coordinator.data.update({p.PRESET: None, p.PAN: 1.0, p.TILT: 1.0})
    told = speech(await ask(hass, "JvcVnPresets"))
    assert told == "VN-V685 has no presets."
    told = speech(await ask(hass, "JvcVnWhere"))
    assert told == "VN-V685 looks at none of its presets."


async def test_pictures_and_clips(
    hass: HomeAssistant,
    camera: EmulatedCamera,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Go into the media folder, by camera; a clip that fails is logged."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    taken = speech(await ask(hass, "JvcVnSnapshot"))
    assert taken == "VN-V685 has taken a picture."
    (picture,) = (tmp_path / "jvc_vn/vn_v685").iterdir()
    assert picture.suffix == ".jpg"
    assert picture.read_bytes().startswith(b"\xff\xd8")
    clips = async_mock_service(hass, "jvc_vn", "save_clip")
    for seconds, length, said in (
        (None, {}, "records a clip."),
        (1, {"before": 0, "after": 1}, "records one second."),
        (20, {"before": 0, "after": 20}, "records 20 seconds."),
    ):
        more = {"seconds": seconds} if seconds else {}
        told = speech(await ask(hass, "JvcVnRecord", **more))
        assert told == f"VN-V685 {said}"
        await until(lambda: bool(clips))
        data = dict(clips.pop().data)
        assert data.pop("entity_id") == "camera.vn_v685"
        assert data.pop("filename").startswith(str(tmp_path / "jvc_vn/vn_v685/"))
        assert data == length
    full = HomeAssistantError("The disk is full")
    async_mock_service(hass, "jvc_vn", "save_clip", raise_exception=full)
    await ask(hass, "JvcVnRecord")
    await until(lambda: "was not recorded: The disk is full" in caplog.text)


class Broken(CameraIntent):
    """Something that nobody has foreseen."""

    intent_type = "Broken"

    async def act(self, _request: Request) -> Told:
        """Fail."""
        raise ZeroDivisionError


async def test_a_flaw_of_ours_is_not_hidden(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """It reaches the log as what it is, and who asks is told that it went wrong."""
    intent.async_register(hass, Broken())
    with pytest.raises(intent.IntentUnexpectedError) as error:
        await ask(hass, "Broken")
    assert isinstance(error.value.__cause__, ZeroDivisionError)


BESIDE = [
    (100.0, "between Gate and Driveway"),
    (62.0, "a little right of Gate"),
    (55.0, "a little left of Gate"),
    (0.0, "a little left of Home"),
    (250.0, "right of Driveway"),
    (310.0, "left of Home"),
]


async def test_beside_which_preset_it_looks(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Of those at which it was seen to stand; never in degrees."""
    coordinator = loaded.runtime_data
    coordinator.data.update({p.PRESET: None, p.PAN: 100.0, p.TILT: 20.0, p.ZOOM: 0.0})
    assert speech(await ask(hass, "JvcVnWhere")) == "VN-V685 looks right of Home."
    for number, pan in ((1, 60.0), (3, 150.0)):
        coordinator.presets.stands(number, pan, 20.0)
    for pan, said in BESIDE:
        coordinator.data.update({p.PRESET: None, p.PAN: pan, p.TILT: 20.0, p.ZOOM: 0.0})
        answer = speech(await ask(hass, "JvcVnWhere"))
        assert (pan, answer) == (pan, f"VN-V685 looks {said}.")
    coordinator.data.update({p.PAN: 60.0, p.TILT: 32.0})
    below = speech(await ask(hass, "JvcVnWhere"))
    assert below == "VN-V685 looks a little below Gate."


async def test_the_last_alarm(
    hass: HomeAssistant,
    camera: EmulatedCamera,
    loaded: MockConfigEntry,
) -> None:
    """With its time, and its day unless it was today."""
    assert speech(await ask(hass, "JvcVnLastAlarm")) == (
        "VN-V685 has reported nothing yet."
    )
    camera.set_input(1, "make")
    await until(lambda: sight.last_alarm(loaded.runtime_data) is not None)
    assert "input 1 closed at" in speech(await ask(hass, "JvcVnLastAlarm"))
    assert " on " not in speech(await ask(hass, "JvcVnLastAlarm"))
    described = sight.describe(loaded.runtime_data)
    assert described["last_alarm"]["type"] == "input_1_make"
    assert described["active"] == ["input_1"]
    long_ago = dt_util.utcnow() - timedelta(days=2)
    event = "event.vn_v685_alarm"
    assert hass.states.get(event)
    hass.states.async_set(event, long_ago.isoformat(), {"event_type": "motion"})
    told = speech(await ask(hass, "JvcVnLastAlarm"))
    day = dt_util.as_local(long_ago)
    assert told == f"VN-V685 last saw motion on {day:%A} at {day:%H:%M}."


async def test_only_what_is_exposed(
    hass: HomeAssistant, camera: EmulatedCamera
) -> None:
    """Cameras are not, until somebody does it."""
    with pytest.raises(intent.MatchFailedError) as error:
        await intent.async_handle(
            hass, "test", "JvcVnStop", {}, assistant="conversation"
        )
    reason = error.value.result.no_match_reason
    assert reason is intent.MatchFailedReason.ASSISTANT
    assert params(camera) == []


async def test_only_ours(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Neither other cameras nor, when we are gone, anything else."""
    hass.states.async_set("camera.other", "idle", {"friendly_name": "Other"})
    with pytest.raises(intent.MatchFailedError):
        await ask(hass, "JvcVnStop", name="Other")
    await ask(hass, "JvcVnStop")
    er.async_get(hass).async_update_entity(
        "camera.vn_v685", disabled_by=er.RegistryEntryDisabler.USER
    )
    await until(lambda: hass.states.get("camera.vn_v685") is None)
    with pytest.raises(intent.MatchFailedError):
        await ask(hass, "JvcVnStop")
    await hass.config_entries.async_unload(loaded.entry_id)
    with pytest.raises(intent.MatchFailedError):
        await ask(hass, "JvcVnStop")


async def test_the_area_is_enough(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Of the device, where the entity has none."""
    area = ar.async_get(hass).async_create("Garden")
    entry = er.async_get(hass).async_get("camera.vn_v685")
    assert entry
    assert entry.device_id
    dr.async_get(hass).async_update_device(entry.device_id, area_id=area.id)
    await ask(hass, "JvcVnStop", area="garden")
    with pytest.raises(intent.MatchFailedError):
        await ask(hass, "JvcVnStop", area="Cellar")


async def test_the_login_may_not(
    hass: HomeAssistant, camera: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What is refused is said, and nothing is sent."""
    loaded.runtime_data.role = "user"
    with pytest.raises(intent.IntentHandleError, match="login"):
        await ask(hass, "JvcVnMove", direction="left")
    assert params(camera) == []


def test_every_slot_is_described() -> None:
    """Language models read nothing else."""
    for handler in HANDLERS:
        assert handler.description
        for key in handler.slots:
            assert key.description
