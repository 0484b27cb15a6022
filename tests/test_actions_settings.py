"""The actions behind which settings lie, as automations and people call them."""

import asyncio
import time
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.actions import maintenance
from custom_components.jvc_vn.protocol import parameters as p
from tests.conftest import MAC, settled, until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .test_actions import CAMERA, params

pytestmark = pytest.mark.usefixtures("loaded")


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera, and the switches that show what it does."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.SWITCH))


ANSWERS = {
    "get_motion_area",
    "set_motion_area",
    "get_alarm_action",
    "set_alarm_action",
    "get_log",
    "get_sessions",
    "get_alarm_actions",
    "get_privacy_masks",
    "set_patrol",
}
MASK = "camera.private_mask.area(2).status"


async def act(hass: HomeAssistant, name: str, /, **data: Any) -> Any:
    """Call an action of ours on the camera; return its answer."""
    answers = name in ANSWERS
    response = await hass.services.async_call(
        "jvc_vn",
        name,
        {"entity_id": CAMERA, **data},
        blocking=True,
        return_response=answers,
    )
    return response[CAMERA] if response else None


# Outputs


async def test_a_pulse(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The switch shows it, and all is as before when it is over."""
    duration = "peripheral.output_pin.pin(2).duration"
    await settled(emulated)
    emulated.clear_requests()
    await act(hass, "pulse_output", output=2, duration=100)
    assert emulated.get(duration) == "100"
    assert hass.states.get("switch.vn_v685_output_2").state == "on"  # type: ignore[union-attr]
    await hass.async_block_till_done()
    assert hass.states.get("switch.vn_v685_output_2").state == "off"  # type: ignore[union-attr]
    assert params(emulated) == [
        f"{duration}=100",
        "peripheral.output_pin.pin(2).status=make",
        f"{duration}=500",
    ]


async def test_a_pulse_outlives_an_unload(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Nothing stays closed, and the duration is put back."""
    emulated.force("peripheral.output_pin.pin(1).duration", "0")
    await act(hass, "pulse_output", output=1, duration=300)
    emulated.set_output(1, "make", 0)
    assert await hass.config_entries.async_unload(loaded.entry_id)
    assert emulated.output(1) == "break"
    assert emulated.get("peripheral.output_pin.pin(1).duration") == "0"


# Areas and masks

ROWS = ["#" * 12] * 3 + ["." * 12] * 4 + [".#.........#"]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({}, "camera.detection.area"),
        ({"area": "motion"}, "camera.detection.area"),
        ({"area": "tracking"}, "camera.motion.auto_tracking(2).area"),
    ],
)
async def test_the_motion_area(
    hass: HomeAssistant, emulated: EmulatedCamera, data: dict[str, str], key: str
) -> None:
    """From the top left; 1 is watched. It is saved like any setting."""
    everywhere = {"rows": ["#" * 12] * 8}
    assert await act(hass, "get_motion_area", **data) == everywhere
    assert await act(hass, "set_motion_area", rows=ROWS, **data) == {"rows": ROWS}
    assert emulated.get(key) == "FFFFFFFF0F00000000002080"
    assert await act(hass, "get_motion_area", **data) == {"rows": ROWS}
    # As lines of the form: what is read can be pasted there.
    lines = "\n".join(reversed(ROWS)) + "\n"
    turned = {"rows": ROWS[::-1]}
    assert await act(hass, "set_motion_area", rows=lines, **data) == turned
    await hass.config_entries.async_unload(
        hass.config_entries.async_entries()[0].entry_id
    )
    assert "camera.status=save" in params(emulated)


async def test_drawing_a_privacy_mask(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Step by step, counted from 1; in the camera from 0."""
    await settled(emulated)
    emulated.clear_requests()
    steps = ["start", "wider", "wider", "narrower", "taller", "shorter", "save"]
    for edit in (*steps, "start", "cancel", "clear"):
        await act(hass, "edit_privacy_mask", area=3, edit=edit)
        if edit == "save":
            assert emulated.get(MASK) == "on"
    assert emulated.get(MASK) == "off"
    assert params(emulated) == [
        f"{MASK}=edit",
        "camera.private_mask.width=+",
        "camera.private_mask.width=+",
        "camera.private_mask.width=-",
        "camera.private_mask.height=+",
        "camera.private_mask.height=-",
        f"{MASK}=save",
        f"{MASK}=edit",
        f"{MASK}=exit",
        f"{MASK}=clear",
    ]


async def test_a_mask_that_is_not_being_drawn(hass: HomeAssistant) -> None:
    """The camera has the last word, and the person is told how to begin."""
    with pytest.raises(HomeAssistantError, match="no privacy mask is being edited"):
        await act(hass, "edit_privacy_mask", area=1, edit="wider")


async def test_what_is_refused_while_a_mask_is_drawn(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """The drawing is told as the likely reason, until it has ended."""
    emulated.head.place(Spot(0.0, 5.0, 0.0))
    await act(hass, "edit_privacy_mask", area=3, edit="start")
    emulated.faults.error_keys["camera.motion.pan"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError, match="while privacy mask 3 is being"):
        await act(hass, "ptz_goto", pan=10, wait=False)
    # What has nothing to do with a mask is refused for reasons of its own.
    emulated.faults.error_keys["camera.image.stabilizer"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError, match=r"did not do it\. It answers"):
        await hass.services.async_call(
            "switch",
            "turn_on",
            {"entity_id": "switch.vn_v685_image_stabilizer"},
            blocking=True,
        )
    emulated.head.place(Spot(0.0, 120.0, 0.0))
    with pytest.raises(HomeAssistantError, match="past the vertical"):
        await act(hass, "edit_privacy_mask", area=3, edit="save")
    await act(hass, "edit_privacy_mask", area=3, edit="cancel")
    with pytest.raises(HomeAssistantError, match=r"did not do it\. It answers"):
        await act(hass, "ptz_goto", pan=10, wait=False)


async def test_a_mask_that_the_camera_lets_nobody_draw(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Its own words are told, and nothing is owed for what never began."""
    emulated.faults.error_keys[MASK] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError, match=r"did not do it\. It answers"):
        await act(hass, "edit_privacy_mask", area=3, edit="start")
    assert loaded.runtime_data.owed.owed == ()
    assert loaded.runtime_data.data.mask_edited is None


# Alarm actions


async def test_an_alarm_action(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What is got can be set, and entities hear of it."""
    got = await act(hass, "get_alarm_action", action=3)
    got |= {"enabled": True, "trigger": {"type": "motion"}}
    assert await act(hass, "set_alarm_action", action=3, **got) == got
    assert emulated.get("application.event(3).trigger") == "v1"
    assert loaded.runtime_data.data.get(p.EVENT[3]) is True


# What the camera tells of itself


async def test_the_log(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """By the camera's own clock, whatever its zone."""
    emulated.force("system.timezone", "Japan")
    emulated.set_input(1, "make")
    emulated.trigger_motion()
    log = await act(hass, "get_log")
    assert log["alive_seconds"] >= 0
    assert [(e["source"], e["event"]) for e in log["entries"]] == [
        ("input_1", "make"),
        ("motion", "detected"),
    ]
    told = log["entries"][0]
    assert told["time"][:13] == emulated.local_time().isoformat()[:13]
    assert told["text"].endswith("evman: Alarm Detect (m1)")


async def test_the_log_of_a_camera_without_a_date(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Our own clock tells the year then."""
    emulated.faults.error_keys["system.date"] = "200 OK"
    emulated.set_input(1, "make")
    (told,) = (await act(hass, "get_log"))["entries"]
    assert told["time"].startswith(f"{emulated.local_time():%Y-%m-%dT}")


async def test_the_sessions(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Who gets a stream."""
    idle = await act(hass, "get_sessions")
    assert idle == {"bitrate": 0, "sending": 0, "most": 20, "streams": []}
    frames = loaded.runtime_data.camera.frames(5)
    await anext(frames)
    busy = await act(hass, "get_sessions")
    await frames.aclose()
    (stream,) = busy["streams"]
    assert busy["bitrate"] == stream["bitrate"] > 0
    assert stream == {
        "slot": 1,
        "bitrate": stream["bitrate"],
        "host": "127.0.0.1",
        "port": stream["port"],
        "protocol": "tcp_passive",
        "session": "http",
        "encoding": "jpeg",
        "frame_rate": 5,
        "size": "vga",
    }


# Accounts and the factory reset


async def test_our_own_password(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Polling goes on with the new one, and nothing is set up anew or logged."""
    coordinator = loaded.runtime_data
    polls = [asyncio.create_task(coordinator.async_refresh()) for _ in range(5)]
    await act(hass, "set_password", user="admin", password="p&=%+ :word")
    await asyncio.gather(*polls)
    await coordinator.async_refresh()
    assert emulated.passwords["admin"] == "p&=%+ :word"
    assert loaded.data["password"] == "p&=%+ :word"
    assert coordinator.last_update_success
    assert loaded.runtime_data is coordinator
    assert not hass.config_entries.flow.async_progress()
    assert "word" not in caplog.text.replace("password", "")
    assert (await act(hass, "get_sessions"))["most"] == 20


async def test_the_password_of_somebody_else(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is none of ours."""
    await act(hass, "set_password", user="user", password="look")
    assert emulated.passwords["user"] == "look"
    assert loaded.data["password"] == "jvc"
    await act(hass, "get_sessions")


async def test_another_factory_password(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """Everybody knows it as well: the repair stays until the camera has its own."""
    issues = ir.async_get(hass).issues
    asked = ("jvc_vn", f"factory_password_{loaded.entry_id}")
    await act(hass, "set_password", user="admin", password="vn-v686")
    assert loaded.data["password"] == "vn-v686"
    assert asked in issues
    await act(hass, "set_password", user="admin", password="s3cret")
    assert asked not in issues


@pytest.mark.parametrize("user", ["admin", "operator"])
async def test_a_password_that_the_camera_refuses(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, user: str
) -> None:
    """Nothing is changed, and the error does not tell it."""
    emulated.faults.error_keys[f"system.password.{user}"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "set_password", user=user, password="s3cr3t")
    assert "s3cr3t" not in str(caught.value)
    assert loaded.data["password"] == "jvc"
    await act(hass, "get_sessions")


@pytest.mark.parametrize("confirm", [MAC, " 0080.8800.1AEF"])
async def test_the_factory_reset(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, confirm: str
) -> None:
    """Answers at once, and starts over when the camera is done."""
    emulated.initialize_seconds = 1.0
    emulated.force("camera.id", "Gate")
    coordinator = loaded.runtime_data
    started = time.monotonic()
    await act(hass, "factory_reset", confirm=confirm)
    assert time.monotonic() - started < 0.9
    assert emulated.get("camera.id") == "Gate"
    await until(lambda: getattr(loaded, "runtime_data", coordinator) is not coordinator)
    await until(lambda: loaded.state is ConfigEntryState.LOADED)
    assert emulated.get("camera.id") == "Camera01"


async def test_a_factory_reset_that_the_camera_refuses(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Is told, as any refusal."""
    emulated.faults.error_keys["system.status"] = "401 Unauthorized"
    with pytest.raises(HomeAssistantError, match="It answers"):
        await act(hass, "factory_reset", confirm=MAC)


async def test_a_factory_reset_without_an_end(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Is given up and noted: the camera may have gone to another address."""
    monkeypatch.setattr(maintenance, "RESET_LASTS", 0.7)
    emulated.initialize_seconds = 60.0
    await act(hass, "factory_reset", confirm=MAC)
    await until(lambda: "factory reset: " in caplog.text)


# What an alarm action needs


MAIL = {"type": "mail", "address": "me@home.test", "attach_picture": True, "text": "x"}
GATE = {"type": "preset", "preset": 50}


@pytest.mark.parametrize(
    ("action", "wanted", "settings", "reason"),
    [
        (1, {"perform": MAIL}, {}, "it knows no mail server"),
        (
            1,
            {"perform": MAIL},
            {"smtp.host": "10.0.0.1", "smtp.type": "pbs"},
            "log in to a POP server first",
        ),
        (1, {"perform": MAIL}, {"smtp.host": "mail.home"}, "no name server is in use"),
        (2, {"perform": {"type": "record"}}, {}, "it knows no FTP server"),
        (
            2,
            {"perform": {"type": "record"}},
            {"ftp.host": "10.0.0.1", "object.prerec": "0", "object.postrec": "0"},
            "are both 0",
        ),
        (6, {"enabled": True}, {}, "it knows no FTP server"),
        (3, {"perform": GATE}, {}, "this preset: it is not registered"),
        (3, {"trigger": GATE, "enabled": True}, {}, "would never do this"),
    ],
)
async def test_an_alarm_action_that_lacks_something(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    action: int,
    wanted: dict[str, Any],
    settings: dict[str, str],
    reason: str,
) -> None:
    """Is refused with the reason, before anything is written."""
    for key, value in settings.items():
        emulated.force(f"application.{key}", value)
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError, match=reason):
        await act(hass, "set_alarm_action", action=action, **wanted)
    assert params(emulated) == []


async def test_all_alarm_actions(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """With what each lacks; what has all that it needs lacks nothing."""
    emulated.force("application.smtp.host", "10.0.0.1")
    await act(hass, "set_alarm_action", action=2, perform=MAIL, enabled=True)
    told = (await act(hass, "get_alarm_actions"))["actions"]
    assert [each["action"] for each in told] == [1, 2, 3, 4, 5, 6]
    assert told[1]["perform"] == MAIL
    assert [each["lacks"] for each in told] == [None] * 5 + ["ftp_server"]
    # What is switched off may wait for it.
    told = await act(hass, "set_alarm_action", action=6, enabled=False)
    assert told["enabled"] is False
    emulated.force("application.smtp.host", "0.0.0.0")
    told = (await act(hass, "get_alarm_actions"))["actions"]
    assert told[1]["lacks"] == "mail_server"


async def test_all_privacy_masks(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Which are on, and which is drawn."""
    emulated.force(MASK, "on")
    told = await act(hass, "get_privacy_masks")
    assert told["color"] == "gray_50"
    assert told["enabled"] is (emulated.get("camera.private_mask.status") == "on")
    assert told["masks"] == [{"area": n, "enabled": n == 3} for n in range(1, 9)]
    emulated.head.place(Spot(0.0, 5.0, 0.0))
    await act(hass, "edit_privacy_mask", area=2, edit="start")
    assert (await act(hass, "get_privacy_masks"))["edited"] == 2
    await act(hass, "edit_privacy_mask", area=2, edit="cancel")


async def test_a_patrol_to_nowhere(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Is refused, unless somebody means it."""
    await settled(emulated)
    emulated.clear_requests()
    steps = [{"preset": 1, "seconds": 10}, {"preset": 50, "seconds": 10}]
    with pytest.raises(ServiceValidationError, match=r"steps\.2\.preset cannot be 50"):
        await act(hass, "set_patrol", patrol=3, steps=steps)
    assert params(emulated) == []
    wanted = {"patrol": 3, "steps": steps, "allow_unregistered": True}
    assert await act(hass, "set_patrol", **wanted) == {"steps": steps}
