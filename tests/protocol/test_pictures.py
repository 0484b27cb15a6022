"""Stills and streams from the camera."""

import asyncio

import aiohttp
import pytest

from custom_components.jvc_vn.protocol import camera as camera_module
from custom_components.jvc_vn.protocol import http as http_module
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    ClosedError,
    InvalidResponseError,
    UnreachableError,
)
from tests.conftest import make_emulated, until
from tests.emulator import EmulatedCamera

from .helpers import closed_port, login, raw_server, reply

HTML = reply(b"<html>It works!</html>", Server="Apache")


@pytest.mark.parametrize("model", ["VN-V685", "VN-V686", "VN-V686B"])
async def test_still(session: aiohttp.ClientSession, model: str) -> None:
    """One request brings a picture and where the camera looked; no stream is left."""
    async with make_emulated(model=model) as emulated:
        emulated.force("camera.motion.pan", "123.45")
        frame = await Camera(login(session, emulated.http_port)).still()
        assert frame.jpeg.startswith(b"\xff\xd8")
        assert frame.jpeg.endswith(b"\xff\xd9")
        assert frame.info.pan == 123.45
        assert frame.info.model == f"{model}U"
        assert len(emulated.requests) == 1
        await until(lambda: emulated.video_clients == 0)


async def test_frames(camera: Camera, emulated: EmulatedCamera) -> None:
    """A stream brings picture after picture, and ends when nobody takes them."""
    frames = camera.frames(30)
    assert (await anext(frames)).info.motion is False
    emulated.trigger_motion()
    async for frame in frames:
        if frame.info.motion:
            break
    assert emulated.video_clients == 1
    await frames.aclose()
    await until(lambda: emulated.video_clients == 0)
    assert len(emulated.requests) == 1


async def test_stream_that_ends(camera: Camera, emulated: EmulatedCamera) -> None:
    """When the camera ends the stream, the frames end."""
    frames = camera.frames(30)
    await anext(frames)
    await emulated.video.drop()
    assert len([frame async for frame in frames]) < 10


@pytest.mark.parametrize("ask", ["still", "frames"])
async def test_barred_address(
    camera: Camera, emulated: EmulatedCamera, ask: str
) -> None:
    """The access list closes the connection without a word (guide, 1)."""
    host = "network.access_control(stream_out).host(1)"
    emulated.force(host, "127.0.0.1")
    with pytest.raises(ClosedError):
        await (camera.still() if ask == "still" else anext(camera.frames(5)))


@pytest.mark.parametrize("ask", ["still", "frames"])
@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        b"garbage\r\n\r\n",
    ],
)
async def test_no_video(
    session: aiohttp.ClientSession, ask: str, answer: bytes
) -> None:
    """Everything that is no `200` is no video."""
    async with raw_server(answer) as raw:
        camera = Camera(login(session, raw.port))
        with pytest.raises(InvalidResponseError):
            await (camera.still() if ask == "still" else anext(camera.frames(5)))


@pytest.mark.parametrize(
    "answer", [HTML, reply(b""), reply(b"\xff\xd8\xff"), reply(b"\xff\xd9\xff\xd8")]
)
async def test_still_without_a_picture(
    session: aiohttp.ClientSession, answer: bytes
) -> None:
    """An answer that holds no whole picture is an invalid response."""
    async with raw_server(answer) as raw:
        with pytest.raises(InvalidResponseError):
            await Camera(login(session, raw.port)).still()


async def test_still_of_a_length_that_lies(session: aiohttp.ClientSession) -> None:
    """A picture that is shorter than its promise is taken; its markers count."""
    jpeg = b"\xff\xd8\xff\xda\x00\x02..\xff\xd9"
    async with raw_server(reply(jpeg, Content_Length="27616")) as raw:
        assert (await Camera(login(session, raw.port)).still()).jpeg == jpeg


async def test_endless_nonsense_is_cut_off(session: aiohttp.ClientSession) -> None:
    """A server that sends something else for ever does not hold us."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"", Content_Length=""))
        while True:
            writer.write(b"<p>more</p>" * 6000)
            await writer.drain()

    async with raw_server(serve) as raw:
        camera = Camera(login(session, raw.port))
        async with asyncio.timeout(5):
            with pytest.raises(InvalidResponseError):
                await camera.still()
            with pytest.raises(InvalidResponseError):
                await anext(camera.frames(5))


@pytest.mark.parametrize("silence", ["no head", "no picture", "trickle"])
async def test_silence(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, silence: str
) -> None:
    """Without a picture in time the camera counts as gone, whatever it trickles."""
    monkeypatch.setattr(camera_module, "TIMEOUT", 0.1)
    monkeypatch.setattr(camera_module, "STALL", 0.1)
    monkeypatch.setattr(http_module, "TIMEOUT", 0.1)

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        if silence != "no head":
            writer.write(reply(b"", Content_Length=""))
        while True:
            await asyncio.sleep(0.01)
            if silence == "trickle":
                writer.write(b"\r\n")

    async with raw_server(serve) as raw:
        camera = Camera(login(session, raw.port))
        with pytest.raises(UnreachableError):
            await camera.still()
        with pytest.raises(UnreachableError):
            await anext(camera.frames(5))


async def test_slow_viewer_does_not_stall_a_stream(
    camera: Camera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each picture starts the watch anew."""
    monkeypatch.setattr(camera_module, "STALL", 0.3)
    frames = camera.frames(10)
    taken = [await anext(frames) for _ in range(6)]
    assert len({frame.info.stamp for frame in taken}) == 6
    await frames.aclose()


@pytest.mark.parametrize(
    ("answer", "ours"),
    [
        (reply(b"x", Server="JVC VN-V685 Network Camera"), True),
        (reply(b"x", Server="JVC VN-V686 Network Camera"), True),
        (reply(b"x", Server="", x_vnv685_response="encode=jpeg"), True),
        (reply(b"x", Server="", X_VNV25_RESPONSE="encode=jpeg"), True),
        (HTML, False),
        (reply(b"x", Server=""), False),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", False),
        (b"SSH-2.0-OpenSSH\r\n", False),
        (b"", None),
    ],
)
async def test_who_is_there(
    session: aiohttp.ClientSession, answer: bytes, ours: bool | None
) -> None:
    """The header of a picture tells whether it is a camera of ours (1.2)."""
    async with raw_server(answer) as raw:
        assert await Camera(login(session, raw.port)).is_ours() is ours
        assert b"Authorization" not in raw.heads[0]


async def test_who_is_there_if_nobody(session: aiohttp.ClientSession) -> None:
    """Nobody is nobody."""
    with pytest.raises(UnreachableError):
        await Camera(login(session, closed_port())).is_ours()


async def test_who_is_there_emulated(camera: Camera, emulated: EmulatedCamera) -> None:
    """The emulated camera is one of ours; if it bars us, it may be one."""
    assert await camera.is_ours() is True
    emulated.faults.video_refused = True
    assert await camera.is_ours() is None
