"""Writes the camera's own MPEG-4 to a file, without transcoding."""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from contextlib import aclosing
from dataclasses import dataclass
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..protocol.errors import ClosedError, InvalidResponseError, VnError
from ..protocol.models import Vop, VopType
from .draft import Draft
from .mark import CONTAINERS, tags

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.stream import VideoStream

PATIENCE = 15.0
"""Seconds to wait for a VOP that a decoder can start at: they are 255 pictures apart
at most, of which the camera makes 25 or 30 in a second (guide, 6.3)."""
_CLOCK = Fraction(1, 90_000)
_SHORTEST = 90
"""Ticks between two VOPs at least: Matroska counts whole milliseconds."""
_BATCH = 1.0
"""Seconds of video that are written to the disk at once."""

type Job = Callable[..., asyncio.Future[Any]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is in a file: VOPs, seconds, bytes, and whether it is long enough."""

    frames: int
    seconds: float
    size: int
    complete: bool


@dataclass(frozen=True, slots=True)
class Shot:
    """A VOP, when it is shown in seconds after the first, and for how long."""

    vop: Vop
    begin: float
    length: float


async def record(
    vops: AsyncGenerator[Vop],
    file: OriginalFile,
    duration: float,
    job: Job,
    *,
    clock: Callable[[], float] = time.monotonic,
) -> Recorded:
    """Write a stream until it is `duration` seconds long.

    If the stream ends before, or the caller is cancelled, the file is completed with
    what has come.

    Args:
        vops: the stream; it is closed at the end.
        file: what to write; it has not been created yet.
        duration: seconds.
        job: runs a function that blocks.
        clock: seconds, for the moments at which VOPs are shown.

    Raises:
        ClosedError: the stream ended before there was anything to write.
        UnreachableError, InvalidResponseError: the same, for another reason.
        OSError: the file cannot be written; there is none.
    """
    recording = _Recording(file, job, clock)
    failure: VnError = ClosedError("the stream ended at once")
    try:
        await recording.take(vops, duration)
    except VnError as err:
        failure = err
    except asyncio.CancelledError:
        pass
    finally:
        await _to_the_end(recording.close())
    if not recording.frames:
        raise failure
    seconds = recording.seconds
    return Recorded(recording.frames, seconds, file.size, seconds >= duration)


async def _to_the_end(coro: Coroutine[Any, Any, None]) -> None:
    """Wait for a coroutine to end, however often the caller is cancelled meanwhile.

    Home Assistant cancels once when it stops, and the coordinator once more.
    """
    task = asyncio.ensure_future(coro)
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait([task])
    task.result()


class _Recording:
    """Writes a stream to a file; the disk is written while further VOPs come."""

    def __init__(
        self, file: OriginalFile, job: Job, clock: Callable[[], float]
    ) -> None:
        self.frames = 0
        self.seconds = 0.0
        self._file = file
        self._job = job
        self._clock = clock
        self._shots: list[Shot] = []
        self._writing = job(file.create)

    async def take(self, vops: AsyncGenerator[Vop], duration: float) -> None:
        """Record from the first keyframe on until it is `duration` seconds."""
        await asyncio.shield(self._writing)
        now = opened = self._clock()
        origin = None
        async with aclosing(vops):
            async for vop in vops:
                # A VOP is complete when the next begins, so it began when the one
                # before it was complete.
                came, now = now, self._clock()
                if origin is None and vop.starts:
                    origin = written = came
                if origin is None:
                    if now - opened > PATIENCE:
                        raise InvalidResponseError(f"no I-VOP in {PATIENCE:g} s")
                    continue
                self._shots.append(Shot(vop, came - origin, now - came))
                self.frames += 1
                self.seconds = now - origin
                if self.seconds >= duration:
                    return
                if now - written >= _BATCH:
                    written = now
                    await self._write_behind()

    async def _write_behind(self) -> None:
        """Start writing what came, once what came before has been written."""
        await asyncio.shield(self._writing)
        self._writing = self._job(self._file.write, self._shots)
        self._shots = []

    async def close(self) -> None:
        """Complete the file; delete it if nothing came, or it cannot be written."""
        await asyncio.wait([self._writing])
        if self.frames and not self._writing.exception():
            await self._job(self._file.complete, self._shots)
            return
        await self._job(self._file.discard)
        self._writing.result()


class OriginalFile:
    """Writes a file that is complete or absent; every call may block.

    Until it is complete it has another name beside the wanted one.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        """Prepare to write `path`, whose ending is one of `CONTAINERS`; see Draft."""
        self.path = path
        self.size = 0
        """Bytes; known when the file is complete."""
        self._draft = Draft(path, overwrite=overwrite)
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None
        self._next = 0

    def create(self) -> None:
        """Make the folder and the draft, so that what is wrong shows early."""
        self._draft.create()

    def write(self, shots: list[Shot]) -> None:
        """Add pictures; the first of all must be one that a decoder can start at.

        Raises:
            InvalidResponseError: its headers make no sense.
        """
        # Slow to import, and only needed to record.
        import av  # noqa: PLC0415

        with _plain_errors():
            for shot in shots:
                if not self._container or not self._stream:
                    self._container, self._stream = self._begin(shot.vop)
                packet = av.Packet(shot.vop.data)
                packet.stream = self._stream
                packet.time_base = _CLOCK
                self._next = max(self._next, round(shot.begin / _CLOCK))
                packet.pts = packet.dts = self._next
                packet.duration = round(shot.length / _CLOCK)
                packet.is_keyframe = shot.vop.type is VopType.I
                self._container.mux(packet)
                self._next += _SHORTEST

    def _begin(self, vop: Vop) -> tuple[OutputContainer, VideoStream]:
        """Open the container by what FFmpeg reads in the headers of the VOP."""
        import av  # noqa: PLC0415

        format_name = CONTAINERS[self.path.suffix.lower()]
        container = av.open(str(self._draft.place), "w", format=format_name)
        container.metadata.update(tags(format_name))
        with av.open(BytesIO(vop.data), format="m4v") as probe:
            template = probe.streams.video[0]
            if not template.codec_context.width:
                raise InvalidResponseError("a VOL without a size")
            return container, container.add_stream_from_template(template)

    def complete(self, shots: list[Shot]) -> None:
        """Add the last pictures and give the file its name; if it fails, discard it."""
        try:
            self.write(shots)
            self._close()
            self.size = self._draft.place.stat().st_size
            self._draft.keep()
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Close and delete the draft."""
        with contextlib.suppress(OSError, InvalidResponseError):
            self._close()
        self._draft.discard()

    def _close(self) -> None:
        container, self._container = self._container, None
        if container:
            with _plain_errors():
                container.close()


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn FFmpeg's errors into those of the disk, or of the camera."""
    import av  # noqa: PLC0415

    try:
        yield
    except av.FFmpegError as err:
        if isinstance(err, OSError):
            raise
        raise InvalidResponseError(f"no MPEG-4: {err.strerror}") from err
