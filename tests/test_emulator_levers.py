"""Levers of the emulated camera: how its answers over HTTP can go wrong."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock, ask, asking, still, talk, until
from tests.emulator.faults import Faults, Refusal
from tests.emulator.levers import put_pair, refusal, settable

pytestmark = pytest.mark.enable_socket

MODEL = "system.model=VN-V685U&200 OK\r\n"
type Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]

STOP = "camera.motion.pan.status=stop"


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
async def camera(socket_enabled: None, clock: Clock) -> AsyncIterator[EmulatedCamera]:
    """Run a camera with nothing wrong yet."""
    async with EmulatedCamera(scene="plain", clock=clock) as made:
        yield made


async def test_video_is_silent_alone(camera: EmulatedCamera) -> None:
    """The picture server takes requests and never answers; parameters answer."""
    camera.faults.video_silent = True
    waiting = asyncio.create_task(still(camera))
    assert await ask(camera, "system.model") == MODEL
    await until(lambda: len(camera.requests) == 2)
    assert not waiting.done()
    waiting.cancel()


async def test_a_stop_is_refused_some_times(camera: EmulatedCamera) -> None:
    """The motor goes on until the refusals are used up; all else works."""
    refused = Refusal("camera.motion.*.status=stop", times=2)
    camera.faults.refusals.append(refused)
    await ask(camera, "camera.motion.pan.status=start")
    for _ in range(2):
        body = await ask(camera, STOP)
        assert body == "camera.motion.pan.status&401 Unauthorized\r\n"
        assert camera.motors_running() == {"pan"}
    assert refused.met == 2
    assert await ask(camera, STOP) == "camera.motion.pan.status&200 OK\r\n"
    assert not camera.motors_running()


async def test_a_stop_is_refused_for_a_time(
    camera: EmulatedCamera, clock: Clock
) -> None:
    """The time runs from the first refusal."""
    camera.faults.refusals.append(Refusal("*.pan.status=stop", seconds=30, status=503))
    await ask(camera, "camera.motion.pan.status=start")
    clock.now += 100
    assert (await talk(camera, asking(STOP))).startswith(b"HTTP/1.1 503 ")
    clock.now += 29
    assert (await talk(camera, asking(STOP))).startswith(b"HTTP/1.1 503 ")
    assert camera.motors_running() == {"pan"}
    clock.now += 1
    assert await ask(camera, STOP) == "camera.motion.pan.status&200 OK\r\n"


async def test_a_stop_is_not_answered(camera: EmulatedCamera) -> None:
    """A silent refusal takes the request and does nothing."""
    camera.faults.refusals.append(Refusal(STOP, silent=True))
    await ask(camera, "camera.motion.pan.status=start")
    waiting = asyncio.create_task(talk(camera, asking(STOP)))
    await until(lambda: camera.requests[-1].query == STOP)
    assert await ask(camera, "system.model") == MODEL
    assert not waiting.done()
    assert camera.motors_running() == {"pan"}
    waiting.cancel()


async def test_head_comes_byte_by_byte(camera: EmulatedCamera) -> None:
    """A dribbled head is whole in the end, if somebody waits so long."""
    camera.faults.param_dribble = 0.0005
    began = time.monotonic()
    assert await ask(camera, "system.model") == MODEL
    assert time.monotonic() - began > 50 * 0.0005
    camera.faults.param_dribble = 0.0
    camera.faults.video_dribble = 3600.0
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(b"GET /api/video?encode=jpeg HTTP/1.1\r\n\r\n")
    assert await reader.read(100) == b"H"
    assert await ask(camera, "system.model") == MODEL
    writer.close()


async def test_requests_wait_for_each_other(camera: EmulatedCamera) -> None:
    """With a latency, five requests at once take five times as long as one."""
    camera.faults.latency = 0.02
    began = time.monotonic()
    await asyncio.gather(*(ask(camera, "system.model") for _ in range(5)))
    assert time.monotonic() - began >= 5 * 0.02
    assert len({request.connection for request in camera.requests}) == 5


async def test_connection_is_left_open(camera: EmulatedCamera) -> None:
    """With keep-alive a second request may come over the same connection."""
    camera.faults.keep_alive = True
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    for _ in range(2):
        writer.write(asking("system.model"))
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"Connection: keep-alive\r\n" in head
        assert (await reader.readexactly(len(MODEL))).decode() == MODEL
    first, second = camera.requests
    assert first.connection == second.connection
    assert not reader.at_eof()
    writer.close()


async def used(camera: EmulatedCamera) -> Link:
    """Open a connection, use it once, and let something on the way forget it."""
    camera.faults.keep_alive = True
    camera.faults.idle_seconds = 0.01
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(asking("system.model"))
    await reader.readuntil(MODEL.encode())
    await asyncio.sleep(0.05)
    with suppress(ConnectionError):
        writer.write(asking("camera.id=lost"))
        await writer.drain()
    return reader, writer


async def test_idle_connection_is_closed(camera: EmulatedCamera) -> None:
    """What comes over a connection that was closed meanwhile is not done."""
    reader, writer = await used(camera)
    with suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()
    assert camera.get("camera.id") == "Camera01"


async def test_idle_connection_is_forgotten(camera: EmulatedCamera) -> None:
    """A box on the way drops the request without a word until then."""
    camera.faults.idle_end = "forget"
    reader, writer = await used(camera)
    with pytest.raises(ConnectionResetError):
        await reader.read()
    writer.close()
    assert camera.get("camera.id") == "Camera01"
    assert len(camera.requests) == 1


@pytest.mark.parametrize(
    ("lever", "printed"),
    [
        ("length_header=twice", b"Content-Length: 30\r\nContent-Length: 30\r\n"),
        ("length_header=differing", b"Content-Length: 30\r\nContent-Length: 37\r\n"),
        ("length_header=empty", b"Content-Length: \r\n"),
        ("nameless_header=on", b"\r\n: nothing\r\n"),
        ("blank_before_colon=on", b"Content-Length : 30\r\n"),
        ("content_length_extra=33", b"Content-Length: 63\r\n"),
        ("header_case=upper", b"CONTENT-LENGTH: 30\r\n"),
    ],
)
async def test_odd_headers(camera: EmulatedCamera, lever: str, printed: bytes) -> None:
    """Each odd header is there, and the body is what it always is."""
    put_pair(camera.faults, lever)
    head, _, body = (await talk(camera, asking("system.model"))).partition(b"\r\n\r\n")
    assert printed in head + b"\r\n"
    assert body.decode() == MODEL


async def test_titles_of_any_length(camera: EmulatedCamera) -> None:
    """A title may be longer than the guide allows, by lever or by force."""
    camera.faults.title_bytes = 60_000
    body = await ask(camera, "camera.position(1).comment")
    assert body == f"camera.position(1).comment={'x' * 60_000}&200 OK\r\n"
    camera.faults.title_bytes = None
    camera.force("camera.position(1).comment", "y" * 300)
    assert "y" * 300 in await ask(camera, "camera.position(1).comment")


async def test_clock_that_keeps_standard_time(camera: EmulatedCamera) -> None:
    """The clock is off by some minutes, and right where somebody sets it."""
    camera.wall = lambda: 1_190_000_000.0
    assert "=20070917033320&" in await ask(camera, "system.date")
    camera.faults.clock_minutes = -60
    assert "=20070917023320&" in await ask(camera, "system.date")
    await ask(camera, "system.date=20070917033320")
    assert "=20070917033320&" in await ask(camera, "system.date")


def test_levers_by_name() -> None:
    """Every lever that is not a list is set by its name, and nonsense is told."""
    faults = Faults()
    for name, text in settable(faults):
        put_pair(faults, f"{name}={text}")
    assert faults == Faults()
    put_pair(faults, "status=503")
    put_pair(faults, "idle_seconds=2.5")
    put_pair(faults, "hang=on")
    assert (faults.status, faults.idle_seconds, faults.hang) == (503, 2.5, True)
    for pair, said in (
        ("nonsense=1", "there is no nonsense"),
        ("hang=perhaps", "hang: perhaps is neither on nor off"),
        ("idle_end=never", "idle_end: never is none of close, forget"),
        ("error_keys=x", "there is no error_keys"),
        ("delay=long", "delay: could not convert"),
    ):
        with pytest.raises(ValueError, match=said):
            put_pair(faults, pair)
    assert refusal("*=stop:5") == Refusal("*=stop", times=5)
    assert refusal("*=stop:2.5s") == Refusal("*=stop", seconds=2.5)
    assert refusal("*=stop") == Refusal("*=stop")
