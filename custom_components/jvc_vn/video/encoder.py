"""Encodes JPEG to H.264, as MPEG-TS for viewers or as MP4 for a file.

PyAV contains libx264 in most installations. Where it does not, the ffmpeg binary
encodes (see ffmpeg.py).
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import av
from av.container import OutputContainer
from av.video import VideoStream
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from ..protocol.jpeg import scan_start
from .mark import tags

KEYFRAME = 2.0
"""Seconds between keyframes, with which a reader can begin."""
CLOCK = 90_000
"""Ticks per second of all stamps: those of MPEG-TS."""
CODEC = {"preset": "ultrafast", "tune": "zerolatency", "threads": "1"}
"""One thread and no look-ahead: a frame is out before the next one comes."""
LONGEST_GROUP = "100000"
"""Frames: keyframes come by time, as frames do not come at a fixed rate."""

type Stamped = tuple[float, bytes]
"""When a picture came, in seconds of a clock that never goes back, and its JPEG."""
type Sink = Callable[[bytes], None]
type Target = Path | Sink
"""A file that becomes MP4, or a function that is called with MPEG-TS."""


class EncoderError(Exception):
    """The encoder has failed and cannot go on."""


class Encoder(Protocol):
    """Encodes pictures in the size of the first; broken ones are left out."""

    async def add(self, pictures: Sequence[Stamped]) -> None:
        """Encode pictures, off the event loop.

        Raises:
            EncoderError: it cannot go on.
            OSError: the file cannot be written.
        """

    async def close(self) -> None:
        """Finish the file and release everything. Errors as with `add`."""


type MakeEncoder = Callable[[Target], Encoder]


def has_libx264() -> bool:
    """Return whether PyAV was built with it."""
    try:
        av.Codec("libx264", "w")
    except ValueError:
        return False
    return True


class PyAvEncoder:
    """Encodes in this process."""

    def __init__(self, target: Target) -> None:
        """Encode into a file or for a sink; nothing is opened yet."""
        self._target = target
        self._written = _Written()
        # A thread goes on after its caller has been cancelled.
        self._lock = threading.Lock()
        self._decoder = _decoder()
        self._opened: tuple[OutputContainer, VideoStream] | None = None
        self._stamps = Stamps()
        self._keyframe_due = 0

    async def add(self, pictures: Sequence[Stamped]) -> None:
        """See Encoder."""
        await self._run(lambda: self._add(pictures))

    async def close(self) -> None:
        """See Encoder."""
        await self._run(self._close)

    async def _run(self, work: Callable[[], None]) -> None:
        def locked() -> None:
            """Do the work, one thread at a time."""
            with self._lock:
                work()

        try:
            await asyncio.to_thread(locked)
        except av.FFmpegError as err:
            # Those that are an OSError as well are about the file.
            if isinstance(err, OSError) and isinstance(self._target, Path):
                raise
            raise EncoderError(str(err)) from err
        if not isinstance(self._target, Path) and (data := self._written.take()):
            self._target(data)

    def _add(self, pictures: Sequence[Stamped]) -> None:
        for at, jpeg in pictures:
            for picture in self._decode(jpeg):
                self._encode(at, picture)

    def _decode(self, jpeg: bytes) -> list[VideoFrame]:
        """Decode a JPEG; nothing if it is broken."""
        try:
            # libav logs a lot about data without any picture.
            if scan_start(jpeg) is None:
                return []
            return self._decoder.decode(av.Packet(jpeg))
        except av.FFmpegError, ValueError:
            return []

    def _encode(self, at: float, picture: VideoFrame) -> None:
        container, stream = self._opened or self._open(picture)
        # Somebody may set the camera to another size at any time.
        picture = picture.reformat(
            stream.width, stream.height, "yuv420p", dst_color_range="MPEG"
        )
        picture.pts = self._stamps.stamp(at)
        picture.time_base = Fraction(1, CLOCK)
        picture.pict_type = PictureType.NONE
        if picture.pts >= self._keyframe_due:
            picture.pict_type = PictureType.I
            self._keyframe_due = picture.pts + round(KEYFRAME * CLOCK)
        container.mux(stream.encode(picture))

    def _open(self, picture: VideoFrame) -> tuple[OutputContainer, VideoStream]:
        if isinstance(self._target, Path):
            container = av.open(
                str(self._target), "w", "mp4", {"movflags": "faststart"}
            )
            container.metadata.update(tags("mp4"))
        else:
            container = av.open(self._written, "w", "mpegts", {"flush_packets": "1"})
        options = {**CODEC, "forced-idr": "1", "g": LONGEST_GROUP}
        stream = container.add_stream("libx264", options=options)
        # H.264 of this kind has an even number of pixels each way.
        stream.width = max(2, picture.width // 2 * 2)
        stream.height = max(2, picture.height // 2 * 2)
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, CLOCK)
        self._opened = container, stream
        return self._opened

    def _close(self) -> None:
        opened, self._opened = self._opened, None
        if opened is None:
            return
        container, stream = opened
        try:
            # Flushing what never began would crash the whole process.
            if stream.codec_context.is_open:
                container.mux(stream.encode(None))
        finally:
            container.close()


class Stamps:
    """Stamps pictures with ticks since the first, never the same twice."""

    def __init__(self) -> None:
        """Start with the next picture."""
        self._first: float | None = None
        self._last = -1

    def stamp(self, at: float) -> int:
        """Return the ticks for a time in seconds."""
        if self._first is None:
            self._first = at
        self._last = max(round((at - self._first) * CLOCK), self._last + 1)
        return self._last


class _Written:
    """A file in memory that is emptied after each write."""

    def __init__(self) -> None:
        self._data = bytearray()

    def write(self, data: bytes) -> int:
        """Append data; called by libav."""
        self._data += data
        return len(data)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        data = bytes(self._data)
        self._data.clear()
        return data


def _decoder() -> VideoCodecContext:
    decoder = av.CodecContext.create("mjpeg", "r")
    decoder.thread_count = 1
    # Without this, half a picture is decoded with its lower half grey.
    decoder.options = {"err_detect": "explode"}
    return decoder


def measure(path: Path) -> tuple[int, float]:
    """Return the frames and the seconds of a file.

    Raises:
        EncoderError: it holds no video.
    """
    try:
        with av.open(str(path)) as container:
            video = container.streams.video[0]
            return video.frames, float((video.duration or 0) * video.time_base)
    except (av.FFmpegError, IndexError) as err:
        raise EncoderError("no picture was encoded") from err
