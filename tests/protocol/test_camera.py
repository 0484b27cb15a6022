"""Reading and writing parameters through the camera object."""

import asyncio

import aiohttp
import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    InvalidResponseError,
)
from custom_components.jvc_vn.protocol.models import Identity, Model
from tests.conftest import make_emulated
from tests.emulator import EmulatedCamera

from .helpers import login, raw_server, reply

STATICS = (p.MODEL, p.MAC, p.FIRMWARE_NET, p.FIRMWARE_SYS, p.FIRMWARE_CAM)


def targets(emulated: EmulatedCamera) -> list[str]:
    """What was asked of the camera, without the path."""
    return [r.target.removeprefix("/api/param?") for r in emulated.requests]


# Reading


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("VN-V685", Identity(Model.V685, "VN-V685U", "00:80:88:00:1a:ef")),
        ("VN-V686", Identity(Model.V686, "VN-V686U", "00:80:88:00:1a:ef")),
        ("VN-V686B", Identity(Model.V686B, "VN-V686BU", "00:80:88:00:1a:ef")),
    ],
)
async def test_identity(
    session: aiohttp.ClientSession, model: str, expected: Identity
) -> None:
    """Each model is known by its name and its MAC address."""
    words = dict.fromkeys(("admin", "operator", "user"), "jvc")
    async with make_emulated(model=model, passwords=words) as emulated:
        camera = Camera(login(session, emulated.http_port))
        assert await camera.identify() == expected
        assert camera.requests == 2


async def test_strangers_are_no_cameras_of_ours(
    session: aiohttp.ClientSession,
) -> None:
    """A sister model that speaks the language is not taken for ours."""
    async with raw_server(reply(b"system.model=VN-H57U&200 OK\r\n")) as raw:
        with pytest.raises(InvalidResponseError, match="VN-H57U"):
            await Camera(login(session, raw.port)).identify()


async def test_get_is_one_request(camera: Camera, emulated: EmulatedCamera) -> None:
    """A value is read with its type, in one request."""
    emulated.force("camera.motion.pan", "123.45")
    emulated.set_input(2, "make")
    assert await camera.get(p.PAN) == 123.45
    assert await camera.get(p.INPUT[2]) is True
    assert await camera.get(p.PRESET) is None
    assert targets(emulated) == [
        "camera.motion.pan",
        "peripheral.input_pin.pin(2).status",
        "camera.status",
    ]


@pytest.mark.parametrize(
    ("printed", "parameter", "value"),
    [
        # The guide misprints keys in replies (reference, 6.2, 6.4, 11).
        ("canera.status=12&200 OK", p.PRESET, 12),
        ("camera.image.brightnesss=bw&200 OK", p.DAY_NIGHT, "black_white"),
        ("peripheral.input_pin.pin(1).status=make&200 OK", p.OUTPUT[1], True),
    ],
)
async def test_misprinted_key_in_a_reply(
    session: aiohttp.ClientSession,
    printed: str,
    parameter: p.Parameter[object],
    value: object,
) -> None:
    """The only reply is the one meant, however its key is spelled."""
    async with raw_server(reply(printed.encode())) as raw:
        camera = Camera(login(session, raw.port))
        assert await camera.get(parameter) == value
        readings = await camera.get_many([parameter])
        assert readings.values == {parameter: value}
        assert (await camera.get_raw(parameter.key)).key == parameter.key


async def test_misprinted_key_of_a_write(session: aiohttp.ClientSession) -> None:
    """`camera.position(3).status` answers a write of its comment (6.6-3)."""
    async with raw_server(reply(b"camera.position(3).status&200 OK\r\n")) as raw:
        camera = Camera(login(session, raw.port))
        assert await camera.set(p.PRESET_TITLE[3], "Gate") is None


async def test_answer_without_a_value(session: aiohttp.ClientSession) -> None:
    """A read that is answered without `=` brings nothing that could be read."""
    async with raw_server(reply(b"camera.id&200 OK\r\n")) as raw:
        with pytest.raises(InvalidResponseError):
            await Camera(login(session, raw.port)).get(p.CAMERA_ID)


async def test_refused_keys_are_told_apart(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """What is refused or unreadable does not hide the rest."""
    emulated.faults.error_keys["camera.motion.pan"] = "404 Not Found"
    emulated.force("camera.image.true_daynight", "sepia")
    wanted = [p.PAN, p.TILT, p.DAY_NIGHT, p.TILT, p.MODEL]
    readings = await camera.get_many(wanted)
    assert readings.values == {p.TILT: emulated.position[1], p.MODEL: "VN-V685U"}
    assert list(readings.unreadable) == [p.DAY_NIGHT]
    (error,) = readings.refused.values()
    assert (error.key, error.code, error.reason) == (
        "camera.motion.pan",
        404,
        "Not Found",
    )
    assert len(emulated.requests) == 4  # each key once


async def test_nothing_readable_is_an_error(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """If no answer at all can be read, somebody else may be answering."""
    emulated.faults.garbage = True
    with pytest.raises(InvalidResponseError):
        await camera.get_many([p.PAN, p.TILT])
    assert (await camera.get_many([])).values == {}


# Several keys in one request


async def test_batching_is_found_and_used(session: aiohttp.ClientSession) -> None:
    """Where it works, five keys go into a request; the values are the same."""
    async with make_emulated(multi_key=True) as emulated:
        camera = Camera(login(session, emulated.http_port))
        await camera.probe_batching()
        assert camera.batch == 5
        assert targets(emulated) == ["system.model&network.interface.mac"]
        emulated.clear_requests()
        emulated.faults.error_keys["camera.motion.tilt"] = "401 Unauthorized"
        wanted = [*STATICS, p.PAN, p.TILT]
        readings = await camera.get_many(wanted)
        assert set(readings.values) == {*wanted} - {p.TILT}
        assert set(readings.refused) == {p.TILT}
        assert targets(emulated) == [
            "&".join(parameter.key for parameter in STATICS),
            "camera.motion.pan&camera.motion.tilt",
        ]


async def test_no_batching_is_found(camera: Camera, emulated: EmulatedCamera) -> None:
    """Where it does not work, each key has its request."""
    await camera.probe_batching()
    assert camera.batch == 1
    assert set((await camera.get_many(STATICS)).values) == set(STATICS)
    assert len(emulated.requests) == 1 + len(STATICS)


async def test_batching_that_stops_working(session: aiohttp.ClientSession) -> None:
    """At the first sign of trouble the keys are read one by one, now and later."""
    async with make_emulated(multi_key=True) as emulated:
        camera = Camera(login(session, emulated.http_port))
        await camera.probe_batching()
        emulated.multi_key = False
        assert set((await camera.get_many(STATICS)).values) == set(STATICS)
        assert camera.batch == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"",  # closed without a word
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
        reply(b"system.model=VN-V685U&200 OK\r\n"),  # only the first one
        reply(b"system.model=VN-V685U&network.interface.mac&200 OK\r\n"),
        reply(b"system.model&401 Unauthorized\r\n"),
        reply(b"system.model&401 X\r\nnetwork.interface.mac&401 X\r\n"),
        reply(b"<html></html>"),
    ],
)
async def test_unknown_reaction_to_several_keys(
    session: aiohttp.ClientSession, answer: bytes
) -> None:
    """Nobody knows what these cameras say to it: anything but both values is a no."""

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        single = reply(b"system.model=VN-V685U&200 OK\r\n")
        writer.write(answer if b"&" in head else single)

    async with raw_server(serve) as raw:
        camera = Camera(login(session, raw.port))
        await camera.probe_batching()
        assert camera.batch == 1
        assert await camera.get(p.MODEL) == "VN-V685U"


async def test_values_of_several_lines(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """A session has its own key in each line, the log has none (6.18)."""
    session = await camera.get_raw("system.session")
    assert session.value == ""
    assert session.lines == (
        "system.session.total_bitrate=0k",
        "system.session.sending_count=0",
        "system.session.sending_max=20",
    )
    emulated.set_input(1, "make")
    log = await camera.get_raw("system.log")
    assert log.lines[0].startswith("system alive time: ")
    assert log.lines[1].endswith("evman: Alarm Detect (m1)")
