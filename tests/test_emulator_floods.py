"""Floods of the emulated camera, at the alarm port and in its video."""

import asyncio
import io
import re
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from tests.emulator import EmulatedCamera
from tests.emulator.client import ask, fields, until
from tests.emulator.process import CameraProcess

pytestmark = pytest.mark.enable_socket

type Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
async def camera(socket_enabled: None) -> AsyncIterator[EmulatedCamera]:
    """Run a camera with nothing wrong yet."""
    async with EmulatedCamera(scene="plain") as made:
        yield made


async def link(camera: EmulatedCamera | CameraProcess) -> Link:
    """Connect to the alarm port."""
    return await asyncio.open_connection(camera.host, camera.alarm_port)


async def video(camera: EmulatedCamera | CameraProcess, query: str = "") -> Link:
    """Ask for a stream of pictures in parts, and read its head."""
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    query = query or "encode=jpeg&framerate=30&boundary=on"
    writer.write(f"GET /api/video?{query} HTTP/1.1\r\n\r\n".encode())
    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 OK\r\n")
    return reader, writer


async def part(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read a part's announced length, and the picture up to its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"Content-Length: (\d+)", head)
    assert length
    jpeg = await reader.readuntil(b"\xff\xd9\r\n--foo\r\n")
    return int(length[1]), jpeg.removesuffix(b"\r\n--foo\r\n")


# The alarm port.


async def test_link_that_says_a_line_and_closes(camera: EmulatedCamera) -> None:
    """Every time, one line comes and the connection ends."""
    camera.faults.alarm_closes_after = 1
    for _ in range(3):
        reader, writer = await link(camera)
        said = await asyncio.wait_for(reader.read(), 2)
        assert said == b"peripheral.input_pin.pin(1).status=break\r\n"
        writer.close()
    await until(lambda: camera.alarm_clients == 0)


async def test_lines_at_a_rate(camera: EmulatedCamera) -> None:
    """So many lines a second, each an edge of input 1, and the state is the last."""
    camera.faults.alarm_flood = 20_000
    camera.faults.alarm_flood_lines = 3001
    reader, writer = await link(camera)
    text = b"".join([await reader.readline() for _ in range(3001)]).decode()
    states = re.findall(r"pin\(1\)\.status=(\w+)\r\n", text)
    assert states == ["make", "break"] * 1500 + ["make"]
    assert camera.inputs[1] == "make"
    assert camera.alarm.flood.sent == 3001
    await until(lambda: not camera.alarm.flood.running)
    camera.set_input(2, "make")
    assert b"pin(1).status=make" in await reader.readline()
    writer.close()


async def test_flood_waits_for_who_does_not_read(camera: EmulatedCamera) -> None:
    """Back-pressure holds the flood up; the connection and the camera live on."""
    camera.faults.alarm_flood = 1_000_000
    reader, writer = await asyncio.open_connection(
        camera.host, camera.alarm_port, limit=4096
    )
    sent = -1
    while sent != camera.alarm.flood.sent or sent < 1000:
        sent = camera.alarm.flood.sent
        await asyncio.sleep(0.2)
    assert camera.alarm_clients == 1
    assert "VN-V685U" in await ask(camera, "system.model")
    for _ in range(2000):
        await reader.readline()
    writer.close()
    await until(lambda: not camera.alarm.flood.running)


async def test_idle_link_is_closed(camera: EmulatedCamera) -> None:
    """A connection over which nothing comes ends, one that says something stays."""
    camera.faults.alarm_idle_seconds = 0.2
    reader, writer = await link(camera)
    await until(lambda: camera.alarm_clients == 1)
    for state in ("make", "break", "make"):
        await asyncio.sleep(0.1)
        camera.set_input(1, state)
    assert camera.alarm_clients == 1
    said = await asyncio.wait_for(reader.read(), 2)
    assert said.count(b"\r\n") == 9
    writer.close()


# Video.


async def test_too_many_parts(camera: EmulatedCamera) -> None:
    """Far more parts than were asked for, each a picture with its comment."""
    camera.faults.video_flood = 5000
    reader, writer = await video(camera)
    await reader.readuntil(b"--foo\r\n")
    seen = 0
    async with asyncio.timeout(10):
        while seen < 1000:
            length, jpeg = await part(reader)
            assert length == len(jpeg)
            seen += 1
    assert Image.open(io.BytesIO(jpeg)).size == (16, 16)
    assert fields(jpeg)["pan"] == camera.get("camera.motion.pan")
    camera.faults.video_flood = 0
    while len(jpeg) < 5000:
        _, jpeg = await part(reader)
    writer.close()


@pytest.mark.parametrize("boundary", ["on", "off"])
@pytest.mark.parametrize(
    ("kind", "start"),
    [
        ("markers", b"\xff\xd8" + b"\xff" * 1000),
        ("segments", b"\xff\xd8\xff\xfe\x04\x00" + bytes(1022) + b"\xff\xfe"),
        ("data", b"\xff\xd8\xff\xe0"),
    ],
)
async def test_picture_without_end(
    camera: EmulatedCamera, kind: str, start: bytes, boundary: str
) -> None:
    """Megabytes come, and no end of the picture, nor of the camera's patience."""
    camera.faults.video_endless = kind  # type: ignore[assignment]
    reader, writer = await video(
        camera, f"encode=jpeg&framerate=30&boundary={boundary}"
    )
    if boundary == "on":
        assert await reader.readuntil(b"\r\n\r\n") == (
            b"--foo\r\nContent-Type: image/jpeg\r\n\r\n"
        )
    data = await reader.readexactly(3_000_000)
    assert data.startswith(start)
    assert b"\xff\xd9" not in data
    assert "VN-V685U" in await ask(camera, "system.model")
    writer.close()
    await until(lambda: camera.video_clients == 0)


async def test_part_length_too_large(camera: EmulatedCamera) -> None:
    """Every second part announces more than follows."""
    camera.faults.part_length_extra = 5000
    camera.faults.part_length_every = 2
    reader, writer = await video(camera)
    await reader.readuntil(b"--foo\r\n")
    extra = []
    for _ in range(4):
        length, jpeg = await part(reader)
        extra.append(length - len(jpeg))
    assert extra == [0, 5000, 0, 5000]
    writer.close()


# In a process of its own.


async def test_camera_in_a_process_of_its_own(socket_enabled: None) -> None:
    """It takes options and levers, and tells what it was asked."""
    options = ("--lever", "alarm_flood_lines=500", "--refuse", "*.pan.status=stop:1")
    async with CameraProcess(*options) as camera:
        reader, writer = await link(camera)
        await camera.press("lever", "alarm_flood", "50000")
        lines = [await reader.readline() for _ in range(500)]
        assert lines[-1] == b"peripheral.input_pin.pin(1).status=break\r\n"
        for word in ("start", "stop"):
            await ask(camera, f"camera.motion.pan.status={word}")
        assert (await camera.state())["motors"] == ["pan"]
        await ask(camera, "camera.motion.pan.status=stop")
        assert (await camera.state())["motors"] == []
        targets = [request["target"] for request in await camera.requests()]
        assert targets[-1] == "/api/param?camera.motion.pan.status=stop"
        with pytest.raises(ValueError, match="there is no lever/nonsense/1"):
            await camera.press("lever", "nonsense", "1")
        writer.close()
