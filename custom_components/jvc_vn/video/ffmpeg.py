"""Encodes H.264 with the ffmpeg binary, where PyAV was built without libx264.

The pictures are sent to it with their stamps, wrapped in NUT: a plain sequence of
JPEGs has no stamps, and ffmpeg would assume 25 frames per second.
"""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import cast

import av

from .encoder import (
    CLOCK,
    CODEC,
    KEYFRAME,
    LONGEST_GROUP,
    EncoderError,
    Sink,
    Stamped,
    Stamps,
    Target,
)
from .mark import tags

_INPUT = (
    *("-loglevel", "quiet", "-probesize", "32", "-analyzeduration", "0"),
    *("-err_detect", "explode", "-f", "nut", "-i", "pipe:0"),
)
_CODEC = (
    # A newer ffmpeg keeps the full range of JPEGs, which not all players show.
    *("-an", "-vf", "scale=out_range=tv", "-c:v", "libx264", "-pix_fmt", "yuv420p"),
    *("-color_range", "tv", "-fps_mode", "passthrough"),
    *("-enc_time_base", f"1:{CLOCK}", "-g", LONGEST_GROUP, "-forced-idr", "1"),
    *("-force_key_frames", f"expr:gte(t,n_forced*{KEYFRAME:g})"),
    *(part for name, value in CODEC.items() for part in (f"-{name}", value)),
)
_TO_SINK = ("-f", "mpegts", "-flush_packets", "1", "pipe:1")
_TO_FILE = (
    *(part for tag in tags("mp4").items() for part in ("-metadata", "=".join(tag))),
    *("-f", "mp4", "-movflags", "faststart", "-y"),
)
PATIENCE = 60.0
"""Seconds to finish a file in; all that is left to do is to copy it once."""
_PIECE = 65536


class FfmpegEncoder:
    """Encodes in a separate process."""

    def __init__(self, binary: str, target: Target) -> None:
        """Encode into a file or for a sink; nothing is started yet."""
        self._binary = binary
        self._target = target
        self._wrapper = _Wrapper()
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def add(self, pictures: Sequence[Stamped]) -> None:
        """See Encoder."""
        process = self._process or await self._start()
        for at, jpeg in pictures:
            await self._write(process, self._wrapper.wrap(at, jpeg))

    async def close(self) -> None:
        """See Encoder."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if isinstance(self._target, Path):
                await self._finish(process)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            if self._reading:
                await self._reading

    async def _finish(self, process: Process) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._write(process, self._wrapper.end())
                _stdin(process).close()
                failed = await process.wait()
        except TimeoutError as err:
            raise EncoderError("ffmpeg does not end") from err
        if failed:
            raise EncoderError("ffmpeg failed")

    async def _start(self) -> Process:
        to_file = isinstance(self._target, Path)
        out = (*_TO_FILE, f"file:{self._target}") if to_file else _TO_SINK
        process = await asyncio.create_subprocess_exec(
            self._binary,
            *(*_INPUT, *_CODEC, *out),
            stdin=PIPE,
            stdout=DEVNULL if to_file else PIPE,
            stderr=DEVNULL,
        )
        self._process = process
        if not isinstance(self._target, Path) and process.stdout:
            self._reading = asyncio.create_task(_pass_on(process.stdout, self._target))
        return process

    async def _write(self, process: Process, data: bytes) -> None:
        stdin = _stdin(process)
        try:
            stdin.write(data)
            await stdin.drain()
        except ConnectionError as err:
            raise EncoderError("ffmpeg ended") from err


def _stdin(process: Process) -> asyncio.StreamWriter:
    # It is a pipe, as it was asked to be.
    return cast(asyncio.StreamWriter, process.stdin)


async def _pass_on(stdout: asyncio.StreamReader, sink: Sink) -> None:
    while data := await stdout.read(_PIECE):
        sink(data)


class _Wrapper:
    """Puts pictures with their stamps into a container."""

    def __init__(self) -> None:
        self._out = bytearray()
        self._stamps = Stamps()
        self._container = av.open(self, "w", "nut", {"flush_packets": "1"})
        # The decoder uses the size of the pictures themselves.
        self._stream = self._container.add_mux_stream("mjpeg", width=640, height=480)
        self._stream.time_base = Fraction(1, CLOCK)

    def write(self, data: bytes) -> int:
        """Append data; called by libav."""
        self._out += data
        return len(data)

    def wrap(self, at: float, jpeg: bytes) -> bytes:
        """Return the bytes of the container for a picture of this moment."""
        packet = av.Packet(jpeg)
        packet.stream = self._stream
        packet.time_base = Fraction(1, CLOCK)
        packet.pts = packet.dts = self._stamps.stamp(at)
        packet.is_keyframe = True
        self._container.mux(packet)
        return self._take()

    def end(self) -> bytes:
        """Return the last bytes of the container."""
        self._container.close()
        return self._take()

    def _take(self) -> bytes:
        data = bytes(self._out)
        self._out.clear()
        return data
