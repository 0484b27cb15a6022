"""Video that goes wrong: floods, and pictures that never end."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING

from PIL import Image

from .comment import SOI, segment, with_comments
from .jpeg import encode
from .stream_text import part_head
from .viewpoint import comment_fields

if TYPE_CHECKING:
    from .camera import EmulatedCamera
    from .video import Frame
    from .wire import Wire
    from .wish import Wish

CHUNK = 64 * 1024
BEAT = 0.01
EOI = b"\xff\xd9"


async def flood(camera: EmulatedCamera, wish: Wish, frame: Frame, wire: Wire) -> None:
    """Send small pictures at a rate that nobody asked for."""
    part = _small_part(camera, wish, frame)
    loop = asyncio.get_running_loop()
    at, due = loop.time(), 0.0
    while (rate := camera.faults.video_flood) and not wire.is_closing():
        await asyncio.sleep(BEAT)
        now = loop.time()
        # Who reads too slowly is not sent the rest all at once.
        due += min(now - at, 5 * BEAT) * rate
        at = now
        wire.write(part * int(due))
        due %= 1
        await wire.drain()


def _small_part(camera: EmulatedCamera, wish: Wish, frame: Frame) -> bytes:
    view = camera.video.view("qvga")
    small = encode(Image.new("RGB", (16, 16)), 25)
    jpeg = with_comments(small, comment_fields(camera, view), camera.forms)
    head = part_head(camera, wish, len(jpeg), frame.position)
    return head + jpeg + b"\r\n" if wish.boundary or wish.ptz_info else jpeg


async def endless(camera: EmulatedCamera, wish: Wish, frame: Frame, wire: Wire) -> None:
    """Begin a picture and never end it."""
    if wish.boundary or wish.ptz_info:
        wire.write(part_head(camera, wish, None, frame.position))
    for piece in _endless(camera.faults.video_endless, frame.jpeg):
        if wire.is_closing():
            return
        wire.write(piece)
        await wire.drain()
        await asyncio.sleep(0)


def _endless(kind: str, jpeg: bytes) -> Iterator[bytes]:
    piece = bytes(CHUNK)
    if kind == "markers":
        yield SOI
        # Any number of fill bytes may stand before a marker.
        piece = b"\xff" * CHUNK
    elif kind == "segments":
        yield SOI
        piece = segment(bytes(1022)) * (CHUNK // 1024)
    else:
        yield jpeg.removesuffix(EOI)
    while True:
        yield piece
