"""The forms in which the guide prints requests, answers and refusals (5, 6, 11)."""

from typing import Any

import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    AuthenticationError,
    RefusedError,
)
from custom_components.jvc_vn.protocol.follow_up import FollowUp
from custom_components.jvc_vn.protocol.reply import parse_replies
from tests.emulator import EmulatedCamera, programs
from tests.emulator.misprints import PRINTED as PRINTED_NAMES


def targets(emulated: EmulatedCamera) -> list[str]:
    """What was asked of the camera, without the path."""
    return [r.target.removeprefix("/api/param?") for r in emulated.requests]


PRINTED: list[tuple[p.Parameter[Any], str, str]] = [
    (p.PRESET, "save", "canera.status"),
    (p.AUTO_PAN_IMAGE, "save", "canera.motion.auto_pan.image"),
    (p.AUTO_TRACE_IMAGE, "save", "canera.motion.auto_trace.image"),
    (p.OUTPUT_DURATION[2], "2000", "peripheral.input_pin.pin(2).duration"),
    (p.MONITOR_TYPE, "crt", "image.monitortype"),
]


@pytest.mark.parametrize(("parameter", "text", "printed"), PRINTED)
async def test_the_printed_spelling_of_a_request(
    camera: Camera,
    emulated: EmulatedCamera,
    parameter: p.Parameter[Any],
    text: str,
    printed: str,
) -> None:
    """The true key first; where it is refused, the printed one, and then that alone."""
    emulated.forms.printed_keys = frozenset(PRINTED_NAMES)
    emulated.forms.documented_keys = False
    for _ in range(2):
        await camera.write(parameter, text)
    assert targets(emulated) == [
        f"{parameter.key}={text}",
        f"{printed}={text}",
        f"{printed}={text}",
    ]
    assert camera.spelled == {parameter.key: printed}


async def test_a_true_key_is_not_respelled(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Refused in both spellings: the first refusal counts, and nothing is kept."""
    emulated.faults.error_keys["camera.status"] = "503 Busy"
    emulated.faults.error_keys["canera.status"] = "404 Not Found"
    with pytest.raises(RefusedError, match="503"):
        await camera.write(p.PRESET, "save")
    assert camera.spelled == {}


async def test_a_refused_login_in_the_body(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Every key is refused, the model too: it is the login, whatever was asked."""
    emulated.forms.login_refused = "body"
    emulated.passwords["admin"] = "another"
    with pytest.raises(AuthenticationError):
        await camera.identify()
    with pytest.raises(AuthenticationError):
        await camera.get_many([p.PAN, p.TILT])
    with pytest.raises(AuthenticationError):
        await camera.set(p.PAN, 10)


async def test_a_login_that_is_refused_later(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """However lately it worked: a round without one value asks."""
    emulated.forms.login_refused = "body"
    await camera.get_many([p.PAN, p.TILT])
    emulated.passwords["admin"] = "another"
    with pytest.raises(AuthenticationError):
        await camera.get_many([p.PAN, p.TILT])


async def test_a_refused_key_is_not_the_login(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """The others are answered, and the model is not asked each time."""
    emulated.faults.error_keys["camera.motion.tilt"] = "401 Unauthorized"
    for _ in range(3):
        readings = await camera.get_many([p.PAN, p.TILT])
        assert set(readings.refused) == {p.TILT}
    assert "system.model" not in targets(emulated)


@pytest.mark.parametrize(
    "line",
    [
        "206 Partial Content, auto_trace(timeout)",
        "camera.motion.pan&206 Partial Content, auto_trace(timeout)",
    ],
)
def test_partial_content(line: str) -> None:
    """With a key and without one (6.6-5)."""
    [reply] = parse_replies(f"{line}\r\n".encode())
    assert (reply.code, reply.detail) == (206, "timeout")


async def test_partial_content_without_a_key(
    camera: Camera, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Done as far as told, and why."""
    emulated.forms.partial_named = False
    reasons: list[str] = []
    camera.on_partial = reasons.append
    monkeypatch.setattr(programs, "TRACE_COMMANDS", 0)
    await camera.set(p.TRACE_RECORDING, True)
    await camera.set(p.PAN, 10)
    assert reasons == ["memoryfull"]


def test_a_reply_with_its_path() -> None:
    """`/api/param?application.object.prerec&200 OK` (6.5)."""
    [reply] = parse_replies(b"/api/param?application.object.prerec&200 OK\r\n")
    assert (reply.key, reply.code) == ("application.object.prerec", 200)


@pytest.mark.parametrize(
    ("body", "details"),
    [
        ("camera.id&202 Accepted\r\n(camera.status=save)\r\n", ["camera.status=save"]),
        ("camera.id&202\r\nAccepted(camera.status=save)\r\n", ["camera.status=save"]),
        (
            "camera.iris&202 Accepted(camera.status=save or\r\nzoom.x=save)\r\n",
            ["camera.status=save or zoom.x=save"],
        ),
        (
            "camera.id&202 Accepted\r\ncamera.agc&200 OK\r\n",
            [None, None],
        ),
    ],
)
def test_a_hint_on_two_lines(body: str, details: list[str | None]) -> None:
    """As the columns of the guide break it (6.2)."""
    assert [reply.detail for reply in parse_replies(body.encode())] == details


async def test_white_balance_is_kept(camera: Camera, emulated: EmulatedCamera) -> None:
    """The guide's hint offers two calls, one of which keeps it (6.2)."""
    emulated.forms.hints = "broken"
    needed = await camera.set(p.WHITE_BALANCE, "auto_wide")
    assert needed == FollowUp("camera.status", "save")


@pytest.mark.parametrize(("word", "runs"), [("on", True), ("off", False)])
@pytest.mark.parametrize(
    "parameter", [p.AUTO_PAN, p.PATROL[0], p.AUTO_TRACE, p.AUTO_TRACKING]
)
def test_programs_that_are_on(
    parameter: p.Parameter[bool], word: str, runs: bool
) -> None:
    """The read example of tracking prints `on`; the others may do as it does."""
    assert parameter.decode(word) is runs
    assert parameter.encode(True) == "start"
    assert str(parameter.codec.expected) == "one of moving, stop"
