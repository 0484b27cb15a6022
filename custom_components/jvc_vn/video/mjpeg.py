"""Motion JPEG for browsers, from the hub."""

import asyncio
import contextlib

from aiohttp import web

from ..protocol.models import Frame
from .hub import FrameHub

_BOUNDARY = "frame"
_QUIET = 10.0
"""Seconds without a frame after which the last is sent again: it keeps proxies
from closing the connection, and shows whether the viewer is still there."""


async def stream_mjpeg(
    request: web.Request, hub: FrameHub, rate: float
) -> web.StreamResponse:
    """Send frames to a browser until it goes away or the hub closes."""
    response = web.StreamResponse(
        headers={
            "Content-Type": f"multipart/x-mixed-replace;boundary={_BOUNDARY}",
            "Cache-Control": "no-store",
        }
    )
    await response.prepare(request)
    await response.write(f"--{_BOUNDARY}\r\n".encode())
    with hub.viewer(rate) as viewer:
        frame = hub.newest
        while not viewer.closed:
            if frame:
                await response.write(_part(frame))
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_QUIET):
                    frame = await viewer.take() or frame
    return response


def _part(frame: Frame) -> bytes:
    # The delimiter comes right behind its frame: Chrome shows a frame only once
    # it has seen the delimiter after it.
    return b"".join(
        (
            b"Content-Type: image/jpeg\r\nContent-Length: ",
            str(len(frame.jpeg)).encode(),
            b"\r\n\r\n",
            frame.jpeg,
            f"\r\n--{_BOUNDARY}\r\n".encode(),
        )
    )
