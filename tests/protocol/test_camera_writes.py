"""Writing through the camera object: values, commands, steps, passwords."""

import asyncio
import math
from typing import Any

import aiohttp
import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    AuthenticationError,
    InvalidValueError,
    RefusedError,
    UnreachableError,
)
from tests.emulator import EmulatedCamera

from .helpers import login, raw_server, reply

SECRET = "s3cr3t"


def targets(emulated: EmulatedCamera) -> list[str]:
    """What was asked of the camera, without the path."""
    return [r.target.removeprefix("/api/param?") for r in emulated.requests]


async def test_set_and_command(camera: Camera, emulated: EmulatedCamera) -> None:
    """A value and a command word are one request each, as the guide prints them."""
    await camera.set(p.PAN, 90)
    await camera.set(p.AUTO_PAN, True)
    await camera.command(p.PRESET_REGISTERED[3], "goto")
    await camera.command(p.PRESET, "restore")
    assert targets(emulated) == [
        "camera.motion.pan=90.00",
        "camera.motion.auto_pan.status=start",
        "camera.position(3).status=goto",
        "camera.status=restore",
    ]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [(p.PAN, 400), (p.PAN, None), (p.DAY_NIGHT, "x"), (p.OUTPUT[1], "make")],
)
async def test_impossible_values_are_not_sent(
    camera: Camera, emulated: EmulatedCamera, parameter: p.Parameter[object], value: str
) -> None:
    """A value that the camera would not take never leaves."""
    with pytest.raises(InvalidValueError):
        await camera.set(parameter, value)
    with pytest.raises(InvalidValueError):
        await camera.command(parameter, "reboot")
    assert emulated.requests == []


async def test_refused_write(camera: Camera, emulated: EmulatedCamera) -> None:
    """A refusal is an error with the camera's words; a write is never repeated."""
    with pytest.raises(RefusedError) as caught:
        await camera.command(p.PRESET_REGISTERED[6], "goto")
    assert (caught.value.key, caught.value.code) == ("camera.position(6).status", 401)
    # And then the model, which tells whether the login is refused (guide, 6).
    assert [request.target for request in emulated.requests] == [
        "/api/param?camera.position(6).status=goto",
        "/api/param?system.model",
    ]


async def test_partial_content_is_done(session: aiohttp.ClientSession) -> None:
    """`206` means that it was done, and asks for nothing more (6.6-5)."""
    body = b"camera.motion.pan&206 Partial Content, auto_trace(timeout)\r\n"
    async with raw_server(reply(body)) as raw:
        camera = Camera(login(session, raw.port))
        assert await camera.set(p.PAN, 5) is None
        answer = await camera.set_raw("camera.motion.pan", "+1.00")
    assert (answer.code, answer.detail) == (206, "timeout")


@pytest.mark.parametrize(
    "key", ["", "a b", "a=b", "a&b", "a%00", "a\r\nb", "é", "x" * 101]
)
async def test_raw_keys_are_checked(
    camera: Camera, emulated: EmulatedCamera, key: str
) -> None:
    """What is no key cannot smuggle anything into a request."""
    with pytest.raises(InvalidValueError):
        await camera.get_raw(key)
    with pytest.raises(InvalidValueError):
        await camera.set_raw(key, "1")
    assert emulated.requests == []


async def test_raw_value_stays_one_value(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """A raw value cannot become a second parameter."""
    emulated.multi_key = True
    before = emulated.get("camera.status")
    await camera.set_raw("camera.id", "x&camera.status=save#")
    assert emulated.get("camera.id") == "x&camera.status=save#"
    assert emulated.get("camera.status") == before
    await camera.set_raw("camera.id", "")
    assert emulated.get("camera.id") == ""


async def test_reads_are_repeated_and_writes_are_not(
    session: aiohttp.ClientSession,
) -> None:
    """A read that failed at once is tried once more; a write might have worked."""
    answers = [b"", reply(b"camera.id=Gate&200 OK\r\n"), b"", b"", b""]

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answers.pop(0))

    async with raw_server(serve) as raw:
        camera = Camera(login(session, raw.port))
        assert await camera.get(p.CAMERA_ID) == "Gate"
        with pytest.raises(UnreachableError):
            await camera.set(p.CAMERA_ID, "Gate")
        assert len(raw.heads) == 3
        with pytest.raises(UnreachableError):
            await camera.get(p.CAMERA_ID)
        assert len(raw.heads) == camera.requests == 5


@pytest.mark.parametrize(
    ("parameter", "by", "sent"),
    [
        # reference, 6.6-2
        (p.PAN, 45, "camera.motion.pan=+45.00"),
        (p.PAN, -0.5, "camera.motion.pan=-0.50"),
        (p.TILT, 45.0, "camera.motion.tilt=+45.00"),
        (p.ZOOM, 5, "camera.motion.zoom=+5.00"),
        (p.ZOOM, -5, "camera.motion.zoom=-5.00"),
        (p.ZOOM, 99.99, "camera.motion.zoom=+99.99"),
    ],
)
async def test_step(
    camera: Camera,
    emulated: EmulatedCamera,
    parameter: p.Parameter[float],
    by: float,
    sent: str,
) -> None:
    """A relative move is sent with its sign, as the guide prints it."""
    emulated.force("camera.motion.zoom", "50.00")
    await camera.step(parameter, by)
    assert targets(emulated) == [sent]
    assert emulated.is_moving


@pytest.mark.parametrize(
    ("parameter", "by"),
    [
        (p.PAN, 360),
        (p.PAN, -360),
        (p.TILT, 190.01),
        (p.ZOOM, 100),
        (p.PAN, 0),
        (p.PAN, math.nan),
        (p.PAN, math.inf),
        (p.PAN, "5"),
        (p.PAN, None),
        (p.PAN, True),
        (p.FOCUS, 5),
        (p.IRIS, 5),
    ],
)
async def test_impossible_steps(
    camera: Camera, emulated: EmulatedCamera, parameter: p.Parameter[float], by: Any
) -> None:
    """A step that is none, or that is further than the axis goes, is not sent."""
    with pytest.raises(InvalidValueError):
        await camera.step(parameter, by)
    assert emulated.requests == []


@pytest.mark.parametrize("user", ["admin", "operator", "user"])
async def test_set_password(
    camera: Camera, emulated: EmulatedCamera, user: str
) -> None:
    """A new password counts at once, for us too if it is our own."""
    await camera.set_password(user, "new &=%+", own=user == "admin")
    assert emulated.passwords[user] == "new &=%+"
    assert await camera.get(p.MODEL) == "VN-V685U"


async def test_polls_survive_a_new_password(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """No request with the old password is on its way while ours changes."""
    emulated.faults.delay = 0.005
    polls = [camera.get(p.MODEL) for _ in range(6)]
    change = camera.set_password("admin", SECRET, own=True)
    answers = await asyncio.gather(*polls[:3], change, *polls[3:])
    assert answers == ["VN-V685U"] * 3 + [None] + ["VN-V685U"] * 3


async def test_refused_password_changes_nothing(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """If the camera says no, the old password goes on."""
    emulated.faults.error_keys["system.password.admin"] = "401 Unauthorized"
    with pytest.raises(RefusedError):
        await camera.set_password("admin", SECRET, own=True)
    assert await camera.get(p.MODEL) == "VN-V685U"
    emulated.passwords["admin"] = "other"
    with pytest.raises(AuthenticationError):
        await camera.get(p.MODEL)


@pytest.mark.parametrize(
    ("user", "password"),
    [
        ("admin", "abc"),
        ("admin", SECRET * 3),
        ("admin", f"{SECRET}\n"),
        ("admin", f"{SECRET}é"),
        ("admin", ""),
        ("admin", None),
        ("root", SECRET),
    ],
)
async def test_impossible_passwords(
    camera: Camera, emulated: EmulatedCamera, user: str, password: Any
) -> None:
    """4-16 characters, for one of the three users; the error does not repeat it."""
    with pytest.raises(InvalidValueError) as caught:
        await camera.set_password(user, password, own=False)
    assert SECRET not in repr(caught.value)
    assert emulated.requests == []


@pytest.mark.parametrize(
    "parameter", [*p.PASSWORD.values(), p.POP_PASSWORD, p.FTP_PASSWORD], ids=str
)
async def test_no_error_repeats_a_password(
    camera: Camera, parameter: p.Parameter[str]
) -> None:
    """Neither does the error of any other parameter that holds one."""
    for password in (SECRET * 10, f"{SECRET}\n"):
        with pytest.raises(InvalidValueError) as caught:
            await camera.set(parameter, password)
        assert SECRET not in str(caught.value)


async def test_patience(camera: Camera, emulated: EmulatedCamera) -> None:
    """A command may be given as long as it needs, and no longer."""
    emulated.faults.delay = 0.1
    with pytest.raises(UnreachableError):
        await camera.command(p.PRESET, "restore", patience=0.02)
    assert await camera.command(p.PRESET, "restore", patience=5) is None
