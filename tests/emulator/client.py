"""Talking to an emulated camera over bare sockets, for tests of the emulator."""

import asyncio
import base64
import struct
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .camera import EmulatedCamera
    from .process import CameraProcess

type Camera = EmulatedCamera | CameraProcess


class Clock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        """Start somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


async def talk(camera: Camera, request: bytes) -> bytes:
    """Send bytes and read until the camera closes."""
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(request)
    reply = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    return reply


def asking(query: str, user: str = "admin", word: str = "jvc") -> bytes:
    """Make a request as the guide prints it (5.1)."""
    token = base64.b64encode(f"{user}:{word}".encode()).decode()
    return (
        f"GET /api/param?{query} HTTP/1.1\r\nAccept: text/plain\r\n"
        f"Host: 127.0.0.1\r\nAuthorization: Basic {token}\r\n\r\n"
    ).encode()


async def ask(
    camera: Camera, query: str, user: str = "admin", word: str = "jvc"
) -> str:
    """Return the body of a reply."""
    reply = await talk(camera, asking(query, user, word))
    return reply.partition(b"\r\n\r\n")[2].decode()


def fields(jpeg: bytes) -> dict[str, str]:
    """Read the comment segment by its printed sizes (guide 1.6)."""
    length = struct.unpack(">H", jpeg[4:6])[0]
    at = 4 + length
    assert jpeg[at : at + 2] == b"\xff\xfe"
    size = struct.unpack(">H", jpeg[at + 2 : at + 4])[0]
    text = jpeg[at + 4 : at + 2 + size]
    found = (part.decode().partition(" = ") for part in text.split(b"\0") if part)
    return {name: value for name, _, value in found}


async def still(camera: Camera) -> bytes:
    """Fetch one picture."""
    reply = await talk(
        camera,
        b"GET /api/video?encode=jpeg&framerate=0 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    )
    return reply.partition(b"\r\n\r\n")[2]


async def until(happens: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that comes over a socket."""
    async with asyncio.timeout(seconds):
        while not happens():
            await asyncio.sleep(0.005)
