"""The parts that pictures go through, each by itself; no Home Assistant."""

import asyncio
import os
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import aiohttp
import av
import pytest
from aiohttp import HttpVersion10, web
from aiohttp.test_utils import TestServer

from custom_components.jvc_vn.protocol.errors import InvalidResponseError
from custom_components.jvc_vn.protocol.models import Frame, FrameInfo, Vop, VopType
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video import ffmpeg
from custom_components.jvc_vn.video import live_source as source_module
from custom_components.jvc_vn.video.encoder import (
    EncoderError,
    PyAvEncoder,
    Stamped,
    measure,
)
from custom_components.jvc_vn.video.ffmpeg import FfmpegEncoder
from custom_components.jvc_vn.video.hub import FrameHub
from custom_components.jvc_vn.video.live_source import LiveSource
from custom_components.jvc_vn.video.mjpeg import stream_mjpeg
from custom_components.jvc_vn.video.mpegts import MOST, TsFanOut
from custom_components.jvc_vn.video.recording import OriginalFile, Shot
from tests.conftest import until
from tests.protocol.helpers import Clock, Source, frame
from tests.test_encoder import jpeg, row


@pytest.fixture
def source() -> Source:
    """A camera whose frames a test sends by hand."""
    return Source()


@pytest.fixture
async def hub(source: Source) -> AsyncGenerator[FrameHub]:
    """A hub of that camera."""
    hub = FrameHub(source)
    yield hub
    await hub.close()


async def test_a_fault_of_a_viewer_does_not_end_the_others(
    hub: FrameHub, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged, and the stream is opened again."""

    class Faulty:
        def frame_arrived(self, _frame: object) -> None:
            raise ZeroDivisionError

        def viewers_changed(self) -> None:
            pass

    hub.subscribe(Faulty())
    with hub.viewer(10) as viewer:
        for number in range(2):
            source.send(frame(number))
            async with asyncio.timeout(5):
                assert await viewer.take() == frame(number)
        await until(lambda: caplog.text.count("A frame could not be taken") == 2)


# Motion JPEG


async def serving(hub: FrameHub, requests: list[web.Request]) -> TestServer:
    """Serve a hub as motion JPEG."""

    async def serve(request: web.Request) -> web.StreamResponse:
        requests.append(request)
        return await stream_mjpeg(request, hub, 10)

    app = web.Application()
    app.router.add_get("/", serve)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    return server


async def test_motion_jpeg_by_http_1_0_and_head(hub: FrameHub, source: Source) -> None:
    """Old players get the pictures without chunks; who asks for the head only that."""
    requests: list[web.Request] = []
    server = await serving(hub, requests)
    plain = aiohttp.ClientSession(version=HttpVersion10)
    async with server, plain, aiohttp.ClientSession() as session:
        async with session.head(server.make_url("/")) as response:
            assert response.content_type == "multipart/x-mixed-replace"
        assert hub.viewers == 0
        async with plain.get(server.make_url("/")) as response:
            await until(lambda: hub.viewers == 1)
            source.send(frame(1))
            told = await response.content.readuntil(frame(1).jpeg + b"\r\n--frame\r\n")
            assert told == (
                b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: 5\r\n\r\n"
                + frame(1).jpeg
                + b"\r\n--frame\r\n"
            )
            # What comes as a connection closes is not written any more.
            transport = requests[-1].transport
            assert transport
            transport.close()
            for number in range(2):
                source.send(frame(number))
            await until(lambda: hub.viewers == 0)


async def test_motion_jpeg_for_who_reads_slowly(source: Source) -> None:
    """What came meanwhile follows once the last one is out: the newest only."""
    clock = Clock()
    hub = FrameHub(source, timing=Timing(clock=clock))
    large = Frame(bytes(64 << 20), FrameInfo())
    requests: list[web.Request] = []
    server = await serving(hub, requests)
    async with (
        server,
        aiohttp.ClientSession() as session,
        session.get(server.make_url("/")) as response,
    ):
        await until(lambda: hub.viewers == 1)
        for one in (large, *map(frame, range(3))):
            clock.now += 1
            source.send(one)
            await until(lambda one=one: hub.newest == one)
        transport = requests[0].transport
        assert transport
        assert transport.get_write_buffer_size()
        head = b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n"
        rest = len(head % len(large.jpeg)) + len(large.jpeg)
        async with asyncio.timeout(10):
            await response.content.readexactly(rest)
            told = await response.content.readuntil(frame(2).jpeg)
        assert told == b"\r\n" + head % 5 + frame(2).jpeg
    await hub.close()


# H.264


class Encoder:
    """Keeps what it was given; writes something of each."""

    def __init__(self, sink: object) -> None:
        """Encode nothing yet."""
        self.sink = sink
        self.pictures: list[bytes] = []
        self.closed = False

    async def add(self, pictures: Sequence[Stamped]) -> None:
        """Take pictures."""
        self.pictures += [jpeg for _, jpeg in pictures]

    async def close(self) -> None:
        """End."""
        self.closed = True


async def test_a_live_source_of_a_camera_that_is_silent(
    hub: FrameHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is encoded before a picture came; then the last one; it ends with us."""
    monkeypatch.setattr(source_module, "QUIET", 0.01)
    made: list[Encoder] = []

    def make(sink: object) -> Encoder:
        made.append(Encoder(sink))
        return made[-1]

    live = LiveSource(hub, 10, make)
    app = web.Application()
    app.router.add_get("/", live.serve)
    server = TestServer(app, host="127.0.0.1")
    async with server, aiohttp.ClientSession() as session:
        asking = asyncio.create_task(session.get(server.make_url("/")))
        await until(lambda: bool(made))
        await asyncio.sleep(0.03)
        assert made[0].pictures == []
        source.send(frame(1))
        await until(lambda: made[0].pictures.count(frame(1).jpeg) >= 3)
        await hub.close()
        await until(lambda: made[0].closed)
        response = await asking
        assert response.status == 503
        assert live.readers == 0


def keyframe(size: int) -> bytes:
    """A packet that begins a picture, and those that follow."""
    first = bytes((0x47, 0x01, 0x00, 0x30, 0x01, 0x40)).ljust(188, b"\xff")
    return first + bytes((0x47, 0x01, 0x00, 0x10)).ljust(188, b"\xff") * (size // 188)


async def test_a_group_that_is_too_large_is_not_kept() -> None:
    """Who joins now waits for the next keyframe; who is there goes on."""
    fan = TsFanOut()
    fan.feed(keyframe(MOST // 2))
    early = fan.join()
    assert len(await early.read()) > MOST // 2
    for _ in range(3):
        fan.feed(keyframe(MOST // 2)[188:])
        assert await early.read()
    late = fan.join()
    assert late.size == 0
    fan.feed(keyframe(188))
    assert late.size == 2 * 188
    assert len(await early.read()) == 2 * 188


async def test_a_picture_that_cannot_be_encoded(tmp_path: Path) -> None:
    """It is larger than H.264 allows: an error, and the file is closed."""
    made = PyAvEncoder(tmp_path / "clip.mp4")
    with pytest.raises(EncoderError):
        await made.add([(0.0, jpeg(0, (16500, 130)))])
    await made.close()
    with pytest.raises(EncoderError):
        measure(tmp_path / "clip.mp4")


async def test_a_picture_of_an_odd_size(tmp_path: Path) -> None:
    """Is encoded in an even one."""
    made = PyAvEncoder(tmp_path / "clip.mp4")
    await made.add([(n / 10, jpeg(n, (321, 241))) for n in range(3)])
    await made.close()
    with av.open(str(tmp_path / "clip.mp4")) as container:
        sizes = [(one.width, one.height) for one in container.decode(video=0)]
    assert sizes == [(320, 240)] * 3


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("cat >/dev/null; exit 1", "ffmpeg failed"),
        ("cat >/dev/null; exec sleep 60", "ffmpeg does not end"),
    ],
)
async def test_an_ffmpeg_that_does_not_finish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str
) -> None:
    """It is told, and nothing of it runs any more."""
    monkeypatch.setattr(ffmpeg, "PATIENCE", 0.3 if "sleep" in script else 30)
    program = tmp_path / "ffmpeg"
    program.write_text(f"#!/bin/sh\necho $$ >{tmp_path}/pid\n{script}\n")
    program.chmod(0o755)
    made = FfmpegEncoder(str(program), tmp_path / "clip.mp4")
    await made.add(row(1))
    with pytest.raises(EncoderError, match=why):
        await made.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_is_no_mpeg4_is_said(tmp_path: Path) -> None:
    """And nothing is left of it."""
    file = OriginalFile(tmp_path / "a.mp4")
    file.create()
    for data in (b"", b"\0\0\1\xb0" + b"x" * 40):
        vop = Vop(data, VopType.I)
        with pytest.raises(InvalidResponseError, match=r"MPEG-4|size"):
            file.complete([Shot(vop, 0.0, 0.1)])
    assert list(tmp_path.iterdir()) == []
