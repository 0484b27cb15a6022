"""What comes without limit in a stream: a camera that is broken, or hostile."""

import asyncio
import os
import time
from bisect import bisect_left
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.models import Frame
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video.hub import FrameHub
from tests.conftest import until
from tests.emulator.process import CameraProcess

from .helpers import Naps, login
from .mpeg4_stream import vops

RATE = 10
ENDLESS = ["markers", "segments", "data"]


@pytest.fixture
async def hostile(socket_enabled: None) -> AsyncGenerator[CameraProcess]:
    """A camera in a process of its own, which takes no time from ours."""
    async with CameraProcess() as camera:
        yield camera


class Arrivals:
    """Whoever hears of frames, and notes when."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.times: list[float] = []
        self.last: Frame | None = None

    def frame_arrived(self, frame: Frame) -> None:
        """Note a frame."""
        self.times.append(time.monotonic())
        self.last = frame

    def viewers_changed(self) -> None:
        """Nothing is made of it."""

    @property
    def most_in_a_second(self) -> int:
        """How many came within a second, at most."""
        times = self.times
        return max(
            bisect_left(times, start + 1) - number for number, start in enumerate(times)
        )


async def longest_turn(seconds: float) -> float:
    """Return how long at most others worked before it was our turn again.

    Counted in the time of this process: the machine has other work, too.
    """
    longest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.process_time()
        await asyncio.sleep(0)
        longest = max(longest, time.process_time() - began)
    return longest


def memory() -> float:
    """Megabytes that this process holds."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@pytest.mark.parametrize("multipart", [True, False])
async def test_frames_without_limit(
    session: aiohttp.ClientSession, hostile: CameraProcess, *, multipart: bool
) -> None:
    """Ten thousand a second: no more than asked for plus a half are taken."""
    if not multipart:
        await hostile.press("form", "boundary_known", "off")
    await hostile.press("lever", "video_flood", "10000")
    hub = FrameHub(Camera(login(session, hostile.http_port)))
    hub.subscribe(seen := Arrivals())
    with hub.viewer(RATE):
        await until(lambda: len(seen.times) > RATE)
        before = memory()
        assert await longest_turn(3) < 0.05
        assert memory() - before < 3
        assert len(seen.times) > 2 * RATE
        assert seen.most_in_a_second <= 1.5 * RATE
        # A camera that comes to its senses is back without a new connection.
        await hostile.press("lever", "video_flood", "0")
        await until(lambda: seen.last is not None and len(seen.last.jpeg) > 2000)
    await hub.close()
    targets = [request["target"] for request in await hostile.requests()]
    assert len([target for target in targets if "/api/video" in target]) == 1


@pytest.mark.parametrize("multipart", [True, False])
@pytest.mark.parametrize("kind", ENDLESS)
async def test_picture_without_end(
    session: aiohttp.ClientSession,
    hostile: CameraProcess,
    kind: str,
    *,
    multipart: bool,
) -> None:
    """Others have turns, nothing piles up, and pictures that come again are seen."""
    if not multipart:
        await hostile.press("form", "boundary_known", "off")
    await hostile.press("lever", "video_endless", kind)
    # Without a pause between two attempts.
    camera = Camera(login(session, hostile.http_port))
    hub = FrameHub(camera, timing=Timing(sleep=Naps()))
    hub.subscribe(seen := Arrivals())
    with hub.viewer(RATE):
        await longest_turn(1)
        before = memory()
        assert await longest_turn(2) < 0.05
        assert memory() - before < 5
        assert not seen.times
        await hostile.press("lever", "video_endless", "none")
        await until(lambda: bool(seen.times))
    await hub.close()


async def test_vops_without_limit(
    session: aiohttp.ClientSession, socket_enabled: None
) -> None:
    """Of MPEG-4 too: whoever takes all of it leaves others their turns."""
    # The headers of a stream again and again, and VOPs.
    block = b"".join(vops()[:-1]) * 20 + b"\0\0\1\xb2" * 2000

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(block)
            await writer.drain()

    async def watch(camera: Camera) -> None:
        async for _ in camera.vops():
            pass

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        task = asyncio.create_task(watch(Camera(login(session, port))))
        await longest_turn(0.5)
        before = memory()
        assert await longest_turn(2) < 0.05
        assert memory() - before < 5
        assert not task.done()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        server.close_clients()
