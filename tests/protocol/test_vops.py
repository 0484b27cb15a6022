"""The camera's own MPEG-4, as it comes over HTTP (guide, 2)."""

import asyncio
import itertools

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
from custom_components.jvc_vn.protocol.models import TrackingState
from tests.conftest import make_emulated, until
from tests.emulator import EmulatedCamera

from .helpers import closed_port, login, raw_server, reply
from .mpeg4_stream import vops

HEAD = reply(
    b"",
    Content_Length="",
    Content_type="video/mp4v-es",
    x_vnv685_response="encode=mpeg4&framerate=30&framesize=vga&ptz_info=off",
)


@pytest.mark.parametrize("model", ["VN-V685", "VN-V686", "VN-V686B"])
async def test_vops(session: aiohttp.ClientSession, model: str) -> None:
    """I-VOPs tell what the user data holds; the stream ends when nobody takes it."""
    async with make_emulated(model=model, camera_id="Gate") as emulated:
        emulated.force("encode(2).iframeinterval", "5")
        emulated.fan_error = True
        stream = Camera(login(session, emulated.http_port)).vops()
        found = [await anext(stream) for _ in range(12)]
        starts = [vop for vop in found if vop.starts]
        assert 2 <= len(starts) <= 3
        info = starts[0].info
        assert (info.model, info.camera_id) == (f"{model}U", "Gate")
        assert (info.preset, info.fan_error) == (0, True)
        assert info.tracking is TrackingState.DONE
        assert emulated.video_clients == 1
        await stream.aclose()
        await until(lambda: emulated.video_clients == 0)


async def test_request(session: aiohttp.ClientSession) -> None:
    """As the guide prints it, and without a password."""
    async with raw_server(HEAD + b"".join(vops())) as raw:
        found = [vop async for vop in Camera(login(session, raw.port)).vops()]
        assert raw.targets == ["/api/video?encode=mpeg4&ptz_info=off"]
        assert b"uthorization" not in raw.heads[0]
    # The last one cannot be known to be whole.
    assert [vop.data for vop in found] == list(vops()[:-1])


async def test_odd_headers(session: aiohttp.ClientSession) -> None:
    """The body counts, whatever its headers say."""
    stream = b"".join(vops())
    for answer in (
        b"HTTP/1.1 200 OK\r\n\r\n" + stream,
        reply(stream, Content_type="image/jpeg"),
        reply(stream, Content_Length="99999999", Server="?"),
    ):
        async with raw_server(answer) as raw:
            found = [vop async for vop in Camera(login(session, raw.port)).vops()]
            assert len(found) == len(vops()) - 1


async def test_stream_that_ends(camera: Camera, emulated: EmulatedCamera) -> None:
    """When the camera ends the stream, the VOPs end."""
    stream = camera.vops()
    await anext(stream)
    await emulated.video.drop()
    assert len([vop async for vop in stream]) < 10


async def test_barred_address(camera: Camera, emulated: EmulatedCamera) -> None:
    """The access list closes the connection without a word (guide, 2.4)."""
    emulated.force("network.access_control(stream_out).host(1)", "127.0.0.1")
    with pytest.raises(ClosedError):
        await anext(camera.vops())


async def test_nobody_there(session: aiohttp.ClientSession) -> None:
    """Nobody is nobody."""
    with pytest.raises(UnreachableError):
        await anext(Camera(login(session, closed_port())).vops())


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        b"garbage\r\n\r\n",
    ],
)
async def test_no_video(session: aiohttp.ClientSession, answer: bytes) -> None:
    """Everything that is no `200` is no video."""
    async with raw_server(answer) as raw:
        with pytest.raises(InvalidResponseError):
            await anext(Camera(login(session, raw.port)).vops())


async def test_html(session: aiohttp.ClientSession) -> None:
    """A page is a stream without a VOP."""
    async with raw_server(reply(b"<html>It works!</html>")) as raw:
        assert [vop async for vop in Camera(login(session, raw.port)).vops()] == []


async def test_endless_nonsense_is_cut_off(session: aiohttp.ClientSession) -> None:
    """A server that sends something else for ever does not hold us."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        while True:
            writer.write(b"<p>more</p>" * 6000)
            await writer.drain()

    async with raw_server(serve) as raw, asyncio.timeout(5):
        with pytest.raises(InvalidResponseError):
            await anext(Camera(login(session, raw.port)).vops())


@pytest.mark.parametrize("silence", ["no head", "no VOP", "trickle", "later"])
async def test_silence(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch, silence: str
) -> None:
    """Without a VOP in time the camera counts as gone, whatever it trickles."""
    monkeypatch.setattr(camera_module, "STALL", 0.1)
    monkeypatch.setattr(http_module, "TIMEOUT", 0.1)

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        if silence != "no head":
            writer.write(HEAD)
        if silence == "later":
            writer.write(b"".join(vops()))
        while True:
            await asyncio.sleep(0.01)
            if silence == "trickle":
                writer.write(b"\r\n")

    async with raw_server(serve) as raw:
        stream = Camera(login(session, raw.port)).vops()
        if silence == "later":
            for _ in vops()[:-1]:
                await anext(stream)
        with pytest.raises(UnreachableError):
            await anext(stream)


async def test_slow_taker_does_not_stall_a_stream(
    session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is the camera's silence, not how long a VOP is looked at."""
    monkeypatch.setattr(camera_module, "STALL", 0.1)

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        for data in itertools.cycle(vops()):
            writer.write(data)
            await asyncio.sleep(0.02)

    async with raw_server(serve) as raw:
        stream = Camera(login(session, raw.port)).vops()
        for _ in range(3):
            await anext(stream)
            await asyncio.sleep(0.2)
        await stream.aclose()
