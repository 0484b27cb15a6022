"""Stills: one request for all who ask, none while the stream runs (design, 3.4)."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video.hub import FrameHub
from tests.emulator import EmulatedCamera

from .helpers import Clock, Naps, Source, frame, settle


@pytest.fixture
async def hub(source: Source, clock: Clock) -> AsyncGenerator[FrameHub]:
    """A hub of that camera."""
    hub = FrameHub(source, timing=Timing(clock=clock, sleep=Naps()))
    hub.subscribe(source)
    yield hub
    await hub.close()


async def test_ten_who_ask_share_a_request(hub: FrameHub, source: Source) -> None:
    """Concurrent callers get the same picture from one request."""
    source.gate.clear()
    tasks = [asyncio.create_task(hub.still()) for _ in range(10)]
    await settle()
    source.gate.set()
    frames = await asyncio.gather(*tasks)
    assert source.stills == 1
    assert all(one is frames[0] for one in frames)
    assert source.delivered == frames[:1]


async def test_one_who_gives_up_takes_nothing_from_the_others(
    hub: FrameHub, source: Source
) -> None:
    """A caller that is cancelled, even the first, leaves the request to the rest."""
    source.gate.clear()
    tasks = [asyncio.create_task(hub.still()) for _ in range(3)]
    await settle()
    tasks[0].cancel()
    await settle()
    source.gate.set()
    assert await tasks[1] == await tasks[2]
    assert tasks[0].cancelled()
    assert source.stills == 1


async def test_error_is_told_to_all_and_not_kept(hub: FrameHub, source: Source) -> None:
    """All hear that there is no picture; the next to ask tries anew."""
    source.error = UnreachableError("gone")
    tasks = [asyncio.create_task(hub.still()) for _ in range(3)]
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert results == [source.error] * 3
    assert source.stills == 1
    source.error = None
    assert (await hub.still()).jpeg
    assert source.stills == 2


async def test_still_is_good_for_a_second(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """Who asks again within a second gets the same; then a new one is fetched."""
    first = await hub.still()
    clock.now += 0.99
    assert await hub.still() is first
    assert source.stills == 1
    clock.now += 0.02
    assert await hub.still() is not first
    assert source.stills == 2


@pytest.mark.parametrize("age", [0.0, 0.99, 1.5, 2.4])
async def test_running_stream_gives_stills(
    hub: FrameHub, source: Source, clock: Clock, age: float
) -> None:
    """While frames come, however slowly, a still costs no request."""
    with hub.viewer(1) as viewer:
        source.send(frame(1))
        assert await viewer.take() == frame(1)
        clock.now += age
        asked = asyncio.create_task(hub.still())
        await settle()
        source.send(frame(2))
        async with asyncio.timeout(1):
            assert await asked in (frame(1), frame(2))
    assert source.stills == 0


async def test_stream_that_shows_nothing_gives_no_stills(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """A picture of long ago is not handed out as the present."""
    with hub.viewer(1) as viewer:
        source.send(frame(1))
        assert await viewer.take() == frame(1)
        clock.now += 60
        assert (await hub.still()) != frame(1)
    assert source.stills == 1


async def test_still_reaches_the_viewers(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """A picture that was fetched is news for everybody."""
    with hub.viewer(1) as viewer:
        await settle()
        fetched = await hub.still()
        assert await viewer.take() is fetched
    assert source.delivered == [fetched]
    assert hub.newest is fetched


async def test_close_ends_a_request(hub: FrameHub, source: Source) -> None:
    """A request that is on its way does not outlive the hub."""
    source.gate.clear()
    before = asyncio.all_tasks()
    asked = asyncio.create_task(hub.still())
    await settle()
    await hub.close()
    await asyncio.wait([asked], timeout=1)
    assert asked.done()
    assert asyncio.all_tasks() == before
    source.gate.set()
    assert (await hub.still()).jpeg


async def test_real_camera(camera: Camera, emulated: EmulatedCamera) -> None:
    """Twenty who ask at once are one request to the camera."""
    hub = FrameHub(camera)
    frames = await asyncio.gather(*(hub.still() for _ in range(20)))
    assert len(emulated.requests) == 1
    assert "framerate=0" in emulated.requests[0].target
    assert {one.info.model for one in frames} == {"VN-V685U"}
    await hub.close()
