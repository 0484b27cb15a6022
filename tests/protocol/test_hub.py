"""One stream for everybody who looks on (design, 3.4)."""

import asyncio
from collections.abc import AsyncGenerator
from typing import override

import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    InvalidResponseError,
    UnreachableError,
)
from custom_components.jvc_vn.protocol.models import Frame
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video import hub as hub_module
from custom_components.jvc_vn.video.hub import FrameHub, Viewer
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import Clock, Naps, Pauses, Seen, Source, frame, settle


@pytest.fixture
async def hub(source: Source, pauses: Pauses, clock: Clock) -> AsyncGenerator[FrameHub]:
    """A hub of that camera; it leaves nothing open."""
    timing = Timing(clock=clock, sleep=pauses, jitter=lambda: 1.0)
    hub = FrameHub(source, timing=timing)
    hub.subscribe(source)
    yield hub
    await hub.close()
    assert source.open == 0


async def test_sixteen_viewers_of_a_real_camera(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """All see the same pictures, over one connection, without a login."""
    hub = FrameHub(camera)
    hub.subscribe(seen := Seen())

    async def watch() -> list[Frame | None]:
        with hub.viewer(30) as viewer:
            return [await viewer.take() for _ in range(5)]

    watched = await asyncio.gather(*(watch() for _ in range(16)))
    assert emulated.video_clients == 1
    assert [request.user for request in emulated.requests] == [None]
    for frames in watched:
        assert all(one in seen.frames for one in frames)
        assert len({one.info.stamp for one in frames if one}) == 5
    assert await hub.still() in seen.frames
    assert len(emulated.requests) == 1
    await hub.close()
    await until(lambda: emulated.video_clients == 0)


async def test_newest_frame_wins(hub: FrameHub, source: Source, clock: Clock) -> None:
    """Who does not take loses old frames; who takes each gets each."""
    with hub.viewer(30) as slow, hub.viewer(30) as quick:
        taken = []
        for number in range(5):
            source.send(frame(number))
            taken.append(await quick.take())
            clock.now += 0.1
        assert taken == source.delivered == [frame(number) for number in range(5)]
        assert await slow.take() == frame(4)
        nothing = asyncio.create_task(slow.take())
        await settle()
        assert not nothing.done()
        source.send(frame(5))
        assert await nothing == frame(5)


async def test_jitter_costs_no_frame(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """Frames that come a little early or late at the asked rate are all shown."""
    with hub.viewer(10) as viewer:
        for number in range(40):
            clock.now = 1000 + number / 10 + (0.03 if number % 2 else -0.03)
            source.send(frame(number))
            async with asyncio.timeout(1):
                assert await viewer.take() == frame(number)


async def test_each_viewer_has_its_rate(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """A slow viewer is not sent more for the sake of a quick one."""
    counts = {30: 0, 5: 0}

    async def watch(viewer: Viewer) -> None:
        while await viewer.take():
            counts[int(viewer.rate)] += 1

    with hub.viewer(30) as quick, hub.viewer(5) as slow:
        tasks = [asyncio.create_task(watch(one)) for one in (quick, slow)]
        for number in range(120):
            source.send(frame(number))
            await settle(6)
            clock.now += 1 / 30
        await hub.close()
        await asyncio.gather(*tasks)
    assert counts[30] == 120
    assert 19 <= counts[5] <= 22


async def test_fastest_viewer_sets_the_rate(hub: FrameHub, source: Source) -> None:
    """The stream is opened anew for a faster viewer, not for a slower one."""
    with hub.viewer(5) as first:
        source.send(frame(1))
        await first.take()
        with hub.viewer(2):
            source.send(frame(2))
            await settle()
            assert source.rates == [5]
        with hub.viewer(15):
            source.send(frame(3))
            await until(lambda: source.rates == [5, 15])
            await until(lambda: source.open == 1)
            assert hub.viewers == 2


async def test_faster_viewer_does_not_wait_for_a_slow_stream(
    hub: FrameHub, source: Source
) -> None:
    """A stream with a picture a minute is opened anew before its next picture."""
    with hub.viewer(1 / 60), hub.viewer(1 / 30):
        await until(lambda: source.rates[-1:] == [1 / 30])
        await until(lambda: source.open == 1)
        with hub.viewer(10):
            await until(lambda: source.rates[-1:] == [10])
            await until(lambda: source.open == 1)
            source.send(frame(1))
            await until(lambda: len(source.delivered) == 1)
            with hub.viewer(5):
                await settle()
    assert source.rates[-1] == 10


async def test_outage_of_a_slow_stream_keeps_its_pause(
    hub: FrameHub, source: Source, pauses: Pauses
) -> None:
    """More viewers of a camera that is away do not make more attempts."""
    source.error = UnreachableError("away")
    with hub.viewer(0.1):
        await until(lambda: pauses.asleep)
        with hub.viewer(10), hub.viewer(30):
            await settle()
            assert len(pauses.asked) == len(source.rates) == 1


async def test_rates_of_the_camera(hub: FrameHub, source: Source) -> None:
    """A rate that the camera rounds up to the running one reopens nothing."""
    with hub.viewer(6.5), hub.viewer(0.2):
        source.send(frame(1))
        with hub.viewer(7.2):
            source.send(frame(2))
            await until(lambda: len(source.delivered) == 2)
    assert source.rates == [7.5]


async def test_rate_falls_when_nobody_wants_it(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """The rate outlives its last wish as long as a stream outlives its viewers."""
    sent = 0

    async def pass_time(seconds: float) -> None:
        nonlocal sent
        clock.now += seconds
        sent += 1
        source.send(frame(sent))
        await until(lambda: source.delivered[-1:] == [frame(sent)])
        await settle()

    with hub.viewer(5), hub.viewer(15) as quick:
        await pass_time(1)
        for rate in (5, 15, 0):
            quick.rate = rate
            await pass_time(4.9)
        assert source.rates == [15]
        await pass_time(0.2)
        await until(lambda: source.rates == [15, 5])
        quick.rate = 30
        await pass_time(1)
        await until(lambda: source.rates == [15, 5, 30])


async def test_who_looks_away(
    hub: FrameHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A viewer at rate 0 does not count and is offered nothing, until it is back."""
    monkeypatch.setattr(hub_module, "LINGER", 0.0)
    counts: list[int] = []

    class Counting(Seen):
        @override
        def viewers_changed(self) -> None:
            counts.append(hub.viewers)

    hub.subscribe(Counting())
    with hub.viewer(5) as viewer:
        source.send(frame(1))
        assert await viewer.take() == frame(1)
        viewer.rate = 0
        await until(lambda: not hub.running)
        waiting = asyncio.create_task(viewer.take())
        await hub.still()
        await settle()
        assert not waiting.done()
        viewer.rate = 5
        await until(lambda: source.rates == [5, 5])
        source.send(frame(2))
        assert await waiting == frame(2)
    assert counts == [1, 0, 1, 0]


async def test_last_frame_however_old(
    hub: FrameHub, source: Source, clock: Clock
) -> None:
    """Who shows pictures begins with the last one, who records them does not."""
    last = await hub.still()
    clock.now += 60
    with hub.viewer(5) as recorder, hub.viewer(5, last=True) as screen:
        assert await screen.take() is last
        clock.now += 1
        source.send(frame(2))
        assert await recorder.take() == await screen.take() == frame(2)


async def test_last_frame_is_shown_again(
    hub: FrameHub, source: Source, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While no frame comes the last one is repeated; not while frames come."""
    assert hub_module.QUIET == 10.0
    monkeypatch.setattr(hub_module, "QUIET", 0.02)
    with hub.viewer(5) as viewer:
        source.send(frame(1))
        assert await viewer.take() == frame(1)
        again = asyncio.create_task(viewer.take())
        await asyncio.sleep(0.05)
        assert not again.done()
        clock.now += 1
        async with asyncio.timeout(1):
            assert await again == frame(1)


async def test_made_once_for_all(hub: FrameHub) -> None:
    """What viewers need of a frame is made for the first, and shared."""
    made = []

    def shout(one: Frame) -> bytes:
        made.append(one)
        return one.jpeg * 2

    first, second = frame(1), frame(1)
    assert len({id(hub.once(first, shout)) for _ in range(5)}) == 1
    assert hub.once(second, shout) == second.jpeg * 2
    assert made == [first, second]


async def test_closing_stays_closed(hub: FrameHub, source: Source) -> None:
    """Viewers that leave one by one after the end do not open the stream anew."""
    with hub.viewer(5), hub.viewer(5) as other:
        await settle()
        await hub.close()
        other.rate = 10
        await settle()
    await settle()
    assert source.rates == [5]
    assert not hub.running


async def test_stream_lingers(
    hub: FrameHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It outlives its last viewer for 5 s; who comes back in time finds it open."""
    assert hub_module.LINGER == 5.0
    monkeypatch.setattr(hub_module, "LINGER", 0.1)
    assert not hub.running
    for _ in range(3):
        with hub.viewer(5):
            await settle()
            assert source.open == 1
        await asyncio.sleep(0.05)
        assert hub.running
    assert source.rates == [5]
    await until(lambda: source.open == 0)
    assert not hub.running
    with hub.viewer(5):
        await until(lambda: source.rates == [5, 5])


async def test_leaving_one_by_one(
    hub: FrameHub, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as one looks on the stream stays open."""
    monkeypatch.setattr(hub_module, "LINGER", 0.0)
    with hub.viewer(5):
        with hub.viewer(5):
            await settle()
        await asyncio.sleep(0.02)
        assert source.open == 1
    await until(lambda: not hub.running)


@pytest.mark.parametrize(
    "error", [UnreachableError("gone"), InvalidResponseError("html"), None]
)
async def test_pauses_grow(
    hub: FrameHub, source: Source, pauses: Pauses, error: Exception | None
) -> None:
    """A stream that fails or ends is opened again after growing pauses."""
    with hub.viewer(5):
        for tries in range(1, 9):
            source.send(error)
            await until(lambda n=tries: len(pauses.asked) == n)
            pauses.end()
        first, *_ = pauses.asked
        assert 0 < first <= 1
        expected = [min(first * 2**n, 30) for n in range(8)]
        assert pauses.asked == expected
        assert pauses.asked[-1] == 30
        source.send(frame(7))
        await until(lambda: source.delivered == [frame(7)])


async def test_pauses_start_over_after_a_picture(
    hub: FrameHub, source: Source, pauses: Pauses, clock: Clock
) -> None:
    """A stream that showed something is opened again as soon as the first time."""
    with hub.viewer(5):
        for tries in range(1, 6):
            source.send(UnreachableError("gone"))
            await until(lambda n=tries: len(pauses.asked) == n)
            pauses.end()
        await settle()
        clock.now += 60
        source.send(frame(1))
        source.send(UnreachableError("gone"))
        await until(lambda: len(pauses.asked) == 6)
        assert pauses.asked[5] <= pauses.asked[0] < pauses.asked[4]


async def test_jitter_spreads_the_pauses(source: Source) -> None:
    """Several hubs do not knock all at the same moment, and never give up."""
    naps = Naps()
    hub = FrameHub(source, timing=Timing(sleep=naps))
    source.error = UnreachableError("gone")
    with hub.viewer(5):
        await settle(25_000)
        late = naps.asked[50:]
    await hub.close()
    assert len(late) > 1050
    assert 15 <= min(late) < 17
    assert 28 < max(late) <= 30


async def test_outage_keeps_the_last_frame(
    hub: FrameHub, source: Source, pauses: Pauses
) -> None:
    """Who comes while the camera is away sees the last picture at once."""
    with hub.viewer(5) as first:
        source.send(frame(1))
        assert await first.take() == frame(1)
        source.send(UnreachableError("gone"))
        await until(lambda: len(pauses.asleep) == 1)
        assert hub.newest == frame(1)
        with hub.viewer(5) as second:
            assert await second.take() == frame(1)
        pauses.end()
        source.send(frame(2))
        assert await first.take() == frame(2)


@pytest.mark.parametrize("moment", ["open", "pausing", "lingering"])
async def test_close(
    hub: FrameHub, source: Source, pauses: Pauses, moment: str
) -> None:
    """Closing ends the viewers and the stream, whatever it is doing."""
    before = asyncio.all_tasks()
    with hub.viewer(5) as viewer:
        waiting = asyncio.create_task(viewer.take())
        await settle()
        if moment == "pausing":
            source.send(UnreachableError("gone"))
            await until(lambda: len(pauses.asleep) == 1)
        if moment != "lingering":
            await hub.close()
            assert await waiting is None
            assert viewer.closed
            assert await viewer.take() is None
        waiting.cancel()
    await hub.close()
    await settle()
    assert not hub.running
    assert hub.viewers == 0
    assert source.open == 0
    assert pauses.asleep == []
    assert asyncio.all_tasks() == before
