"""The file behind `record_original`: stamps, a disk that is slow or full, bad VOPs."""

import asyncio
import resource
import threading
from collections.abc import AsyncGenerator, Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av
import pytest

from custom_components.jvc_vn.protocol.errors import (
    ClosedError,
    InvalidResponseError,
    UnreachableError,
)
from custom_components.jvc_vn.protocol.models import Vop, VopType
from custom_components.jvc_vn.protocol.mpeg4 import Mpeg4Reader
from custom_components.jvc_vn.video.recording import (
    CONTAINERS,
    OriginalFile,
    Shot,
    record,
)
from tests.protocol.helpers import Clock
from tests.protocol.mpeg4_stream import INTERVAL, SIZE, vops

VOPS = list(Mpeg4Reader().feed(b"".join(vops(41))))
BIG = Vop(b"\0\0\1\xb6\x50" + b"\xff" * 100_000, VopType.P)


def job(function: Callable[..., None], *args: Any) -> asyncio.Future[None]:
    """Run what blocks in a thread."""
    return asyncio.get_running_loop().run_in_executor(None, function, *args)


def stamps(path: Path) -> list[float]:
    """When the VOPs of a file are shown, counted from the first."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "mpeg4"
        found = [float(p.pts * p.time_base) for p in container.demux(stream) if p.size]
    return [at - found[0] for at in found]


def decoded(path: Path) -> int:
    """How many pictures FFmpeg makes of a file."""
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def content(path: Path) -> bytes:
    """What is in a file."""
    return path.read_bytes()


def size(path: Path) -> tuple[int, int]:
    """How large the picture is."""
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        return context.width, context.height


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return [path.name for path in folder.iterdir()]


@pytest.fixture(params=CONTAINERS)
def path(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A file of each kind, in a folder that is not there yet."""
    return tmp_path / "folder" / f"gate{request.param}"


@pytest.fixture
def clock() -> Clock:
    """A clock that a stream moves."""
    return Clock()


async def played(
    clock: Clock,
    ends: Iterable[float],
    found: Iterable[Vop] = VOPS,
    error: Exception | None = None,
) -> AsyncGenerator[Vop]:
    """Give each VOP when it is known to be whole: seconds after the start."""
    start = clock.now
    for vop, end in zip(found, ends, strict=False):
        clock.now = start + end
        yield vop
    if error:
        raise error


def tenths(count: int) -> list[float]:
    """Ten VOPs in a second."""
    return [number / 10 for number in range(1, count + 1)]


async def test_stamps_are_arrivals(path: Path, clock: Clock) -> None:
    """A VOP came when the one before it was whole; its own time does not count."""
    ends = [0.1, 0.3, 0.31, 1.5, 3.0, 3.25, 3.5]
    recorded = await record(
        played(clock, ends), OriginalFile(path), 60, job, clock=clock
    )
    assert (recorded.frames, recorded.seconds) == (len(ends), pytest.approx(3.5))
    assert recorded.size == len(content(path))
    assert not recorded.complete
    assert stamps(path) == pytest.approx([0, *ends[:-1]], abs=0.002)
    assert decoded(path) == len(ends)
    assert size(path) == SIZE


async def test_vops_of_one_moment(path: Path, clock: Clock) -> None:
    """Come one after the other, as little apart as a container tells."""
    ends = [0.1, *[0.2] * 20, 0.5]
    await record(played(clock, ends), OriginalFile(path), 60, job, clock=clock)
    found = stamps(path)
    assert found == sorted(set(found))
    assert len(found) == decoded(path) == len(ends)
    assert found[-1] < 0.25


@pytest.mark.parametrize("duration", [1, 2, 3])
async def test_as_long_as_wanted(path: Path, clock: Clock, duration: int) -> None:
    """And no longer; the stream is closed."""
    stream = played(clock, tenths(40))
    recorded = await record(stream, OriginalFile(path), duration, job, clock=clock)
    assert recorded.complete
    assert recorded.seconds == pytest.approx(duration, abs=0.11)
    assert recorded.frames == len(stamps(path))
    assert await anext(stream, None) is None


async def test_begins_where_a_decoder_can(path: Path, clock: Clock) -> None:
    """P-VOPs before the first I-VOP are left out, and so are I-VOPs without a VOL."""
    bare = Vop(VOPS[0].data[len(VOPS[0].config) :], VopType.I)
    found = [VOPS[2], bare, *VOPS[3 : INTERVAL + 3]]
    stream = played(clock, tenths(40), found)
    recorded = await record(stream, OriginalFile(path), 60, job, clock=clock)
    assert recorded.frames == decoded(path) == 3
    assert recorded.seconds == pytest.approx(0.3)


async def test_nothing_to_begin_with(path: Path, clock: Clock) -> None:
    """Is given up when an I-VOP is long due."""
    stream = played(clock, [14.0, 14.9, 15.1], VOPS[1:])
    with pytest.raises(InvalidResponseError, match="no I-VOP in 15 s"):
        await record(stream, OriginalFile(path), 60, job, clock=clock)
    assert not names(path.parent)


@pytest.mark.parametrize("count", [0, 10])
@pytest.mark.parametrize("error", [UnreachableError("x"), InvalidResponseError("x")])
async def test_a_stream_that_fails(
    path: Path, clock: Clock, error: Exception, count: int
) -> None:
    """What came is a file; if nothing came, the reason is told."""
    stream = played(clock, tenths(count), error=error)
    if not count:
        with pytest.raises(type(error)):
            await record(stream, OriginalFile(path), 60, job, clock=clock)
        assert not names(path.parent)
        return
    recorded = await record(stream, OriginalFile(path), 60, job, clock=clock)
    assert recorded.frames == decoded(path) == count
    assert not recorded.complete


async def test_a_stream_that_ends_at_once(path: Path, clock: Clock) -> None:
    """Is as good as closed."""
    with pytest.raises(ClosedError):
        await record(played(clock, []), OriginalFile(path), 60, job, clock=clock)
    assert not names(path.parent)


@pytest.mark.parametrize("broken", [b"\0" * 12, b"\xff" * 12, b""])
async def test_vol_that_makes_no_sense(path: Path, clock: Clock, broken: bytes) -> None:
    """A stream that no player could begin is no MPEG-4."""
    vol = VOPS[0].config.index(b"\0\0\1\x20") + 4
    data = VOPS[0].data[:vol] + broken
    stream = played(clock, tenths(3), [Vop(data, VopType.I, data), *VOPS[1:3]])
    with pytest.raises(InvalidResponseError):
        await record(stream, OriginalFile(path), 60, job, clock=clock)
    assert not names(path.parent)


def test_what_a_file_cannot_hold(tmp_path: Path) -> None:
    """A picture that lasts for decades is told as an error, and no file is left."""
    file = OriginalFile(tmp_path / "gate.mp4")
    file.create()
    with pytest.raises(InvalidResponseError, match="no MPEG-4"):
        file.complete([Shot(VOPS[0], 0.0, 1e9)])
    assert names(tmp_path) == []


@contextmanager
def full_disk(room: int) -> Generator[None]:
    """Let no file grow beyond some bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("room", [0, 1000, 200_000, 550_000])
async def test_a_full_disk(path: Path, clock: Clock, room: int) -> None:
    """Ends the recording when it is noticed; no file is left."""
    path.parent.mkdir()
    await asyncio.to_thread(path.touch)
    stream = played(clock, tenths(600), [VOPS[0], *[BIG] * 599])
    started = clock.now
    file = OriginalFile(path, overwrite=True)
    with full_disk(room), pytest.raises(OSError, match="File too large"):
        await record(stream, file, 50, job, clock=clock)
    # Matroska writes once in five seconds.
    assert clock.now - started < 10
    assert names(path.parent) == [path.name]
    assert content(path) == b""


async def test_the_disk_fails_at_the_end(path: Path, clock: Clock) -> None:
    """The same where it is noticed only when the file is completed."""
    with full_disk(100), pytest.raises(OSError, match="File too large"):
        await record(played(clock, tenths(5)), OriginalFile(path), 60, job, clock=clock)
    assert not names(path.parent)


async def test_a_slow_disk(path: Path, clock: Clock) -> None:
    """Is waited for, a second behind; no stamp suffers and no VOP is lost."""
    gate = threading.Event()
    calls: list[str] = []

    def slow(function: Callable[..., None], *args: Any) -> asyncio.Future[None]:
        calls.append(function.__name__)
        return job(lambda: (gate.wait(5), function(*args))[-1])

    stream = played(clock, tenths(40))
    started = clock.now
    task = asyncio.create_task(
        record(stream, OriginalFile(path), 60, slow, clock=clock)
    )
    await asyncio.sleep(0.05)
    assert calls == ["create"]
    assert clock.now == started
    gate.set()
    recorded = await task
    assert set(calls[1:-1]) == {"write"}
    assert calls[-1] == "complete"
    assert recorded.frames == 40
    assert stamps(path) == pytest.approx([0, *tenths(39)], abs=0.002)


async def test_cancelled_while_the_disk_is_busy(path: Path, clock: Clock) -> None:
    """The file is completed before, however often that happens."""
    busy, gate = threading.Event(), threading.Event()

    def slow(function: Callable[..., None], *args: Any) -> asyncio.Future[None]:
        def run() -> None:
            if function.__name__ == "write":
                busy.set()
                gate.wait(5)
            function(*args)

        return job(run)

    async def endless() -> AsyncGenerator[Vop]:
        async for vop in played(clock, tenths(15)):
            yield vop
        await asyncio.sleep(60)

    task = asyncio.create_task(
        record(endless(), OriginalFile(path), 60, slow, clock=clock)
    )
    assert await asyncio.to_thread(busy.wait, 5)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0.02)
    assert path.name not in names(path.parent)
    assert not task.done()
    gate.set()
    assert (await task).frames == 15
    assert decoded(path) == 15
    assert names(path.parent) == [path.name]
