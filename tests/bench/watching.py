"""Viewers that count what they see."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from .house import House

PICTURE = b"\xff\xd8\xff\xe0\x00\x10JFIF"


@dataclass
class Watcher:
    """One who looks on, and when each picture began."""

    seen: list[float] = field(default_factory=list)

    def rate(self, begin: float, end: float) -> float:
        """Pictures per second between two moments."""
        return sum(begin <= moment < end for moment in self.seen) / (end - begin)


async def mjpeg(house: House, entity_id: str, watcher: Watcher) -> None:
    """Read motion JPEG for ever, and count."""
    _, port = house.url.rsplit(":", 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    writer.write(
        f"GET /api/camera_proxy_stream/{entity_id} HTTP/1.1\r\nHost: {house.url}\r\n"
        f"Authorization: Bearer {house.token}\r\n\r\n".encode()
    )
    tail = b""
    try:
        while data := await reader.read(1 << 17):
            data = tail + data
            watcher.seen += [time.monotonic()] * data.count(PICTURE)
            tail = data[-len(PICTURE) + 1 :]
    finally:
        writer.transport.abort()


async def frames(house: House, entity_id: str, watcher: Watcher) -> None:
    """Read frames from our WebSocket for ever, and count."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{house.url}/api/jvc_vn/frames/{entity_id}",
            headers={"Authorization": f"Bearer {house.token}"},
        ) as socket,
    ):
        # As the card does where frames come as they should.
        async for _ in socket:
            watcher.seen.append(time.monotonic())
            if len(watcher.seen) % 2 == 0:
                await socket.send_str('{"ack":2}')


async def stalled(house: House, entity_id: str) -> None:
    """Ask for motion JPEG and never read it."""
    _, port = house.url.rsplit(":", 1)
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port), limit=1024)
    writer.write(
        f"GET /api/camera_proxy_stream/{entity_id} HTTP/1.1\r\nHost: {house.url}\r\n"
        f"Authorization: Bearer {house.token}\r\n\r\n".encode()
    )
    try:
        await reader.readexactly(1)
        await asyncio.Event().wait()
    finally:
        writer.transport.abort()


@asynccontextmanager
async def watching(*works: object) -> AsyncGenerator[None]:
    """Let viewers look on meanwhile."""
    tasks = [asyncio.ensure_future(work) for work in works]  # type: ignore[call-overload]
    try:
        yield
        for task in tasks:
            if task.done():
                task.result()
                raise RuntimeError("a viewer was sent away")
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
