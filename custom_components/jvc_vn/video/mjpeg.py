"""Sends motion JPEG from the hub to browsers."""

import asyncio
import socket

from aiohttp import HttpVersion11, hdrs, web

from ..protocol.models import Frame
from .hub import FrameHub

_BOUNDARY = b"frame"
_UNSENT = 128 * 1024
"""Bytes that the system may buffer for a slow viewer: a few pictures. Its default is
megabytes, which a viewer would see in slow motion, seconds late."""
_STUCK = 60.0
"""Seconds without reading after which a viewer is disconnected: the camera would go on
sending for nobody."""


async def stream_mjpeg(
    request: web.Request, hub: FrameHub, rate: float
) -> web.StreamResponse:
    """Send frames to a browser until it disconnects or the hub closes."""
    response = web.StreamResponse(
        headers={
            "Content-Type": f"multipart/x-mixed-replace;boundary={_BOUNDARY.decode()}",
            "Cache-Control": "no-store",
        }
    )
    transport = request.transport
    await response.prepare(request)
    if transport is None or request.method == hdrs.METH_HEAD:
        return response
    connection: socket.socket = transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNSENT)
    # One frame may be under way and the newest waits: no viewer takes more memory.
    transport.set_write_buffer_limits(high=0)
    await response.write(b"--" + _BOUNDARY + b"\r\n")
    part = _chunk if request.version >= HttpVersion11 else _part

    def show(frame: Frame) -> bool:
        """Write a frame at once if the last one is out, which is the rule."""
        if transport.get_write_buffer_size():
            return False
        if not transport.is_closing():
            transport.write(hub.once(frame, part))
        return True

    with hub.viewer(rate, last=True, show=show) as viewer:
        # Only frames that could not be written at once come here.
        while frame := await viewer.take():
            if not await _drained(request):
                transport.abort()
                break
            # Meanwhile a newer one may have come.
            show(viewer.pick() or frame)
    return response


async def _drained(request: web.Request) -> bool:
    """Wait until a viewer has read what was sent; False if it does not."""
    try:
        async with asyncio.timeout(_STUCK):
            await request.writer.drain()
    except TimeoutError:
        return False
    return True


def _part(frame: Frame) -> bytes:
    return b"".join(_pieces(frame))


def _chunk(frame: Frame) -> bytes:
    """Return a part as a chunk of HTTP 1.1, made once for all viewers."""
    pieces = _pieces(frame)
    size = sum(map(len, pieces))
    return b"".join((f"{size:x}\r\n".encode(), *pieces, b"\r\n"))


def _pieces(frame: Frame) -> tuple[bytes, ...]:
    # The delimiter comes right behind its frame: Chrome shows a frame only once
    # it has seen the delimiter after it.
    return (
        b"Content-Type: image/jpeg\r\nContent-Length: ",
        str(len(frame.jpeg)).encode(),
        b"\r\n\r\n",
        frame.jpeg,
        b"\r\n--" + _BOUNDARY + b"\r\n",
    )
