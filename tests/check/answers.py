"""Cameras that answer by a table, for single questions of the check."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

import aiohttp

from custom_components.jvc_vn.check.evidence import Evidence
from custom_components.jvc_vn.check.wire import Pace, Wire
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.timing import Timing
from tests.protocol.helpers import (
    Clock,
    closed_port,
    login,
    raw_server,
    reply,
    reset,
)

SHORT = Pace(answer=0.3, grace=0.02, listen=0.15, rate=0.05, settle=0.01, search=0.02)
# A picture with a start, an end, and no more.
BARE = b"\xff\xd8\xff\xda\x00\x02\x11\x22\xff\xd9"
HEAD = b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Web Server\r\n\r\n"
SUMMER = datetime(2008, 7, 1, 12, 0, tzinfo=UTC)
MODEL = {"system.model": "VN-V685U"}
MIDDLE = ("s320-s240", "50.00-50.00")
INPUTS = b"".join(b"peripheral.input_pin.pin(%d).status=break\r\n" % n for n in (1, 2))
MOTION = b"video.input(1).detection(motion).status=on\r\n"
POSITION = MODEL | {
    "camera.motion.pan": "10.00",
    "camera.motion.tilt": "5.00",
    "camera.motion.zoom": "0.00",
}


def picture(*fields: str) -> str:
    """Make a picture with fields in its comment, and no picture data."""
    comment = "".join(fields).encode()
    segment = b"\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment
    return (b"\xff\xd8" + segment + BARE[2:]).decode("latin-1")


def answer_of(known: Mapping[str, str | Callable[[], str]]) -> Callable[[str], bytes]:
    """Answer keys by a table, where a text with a "&" is an answer; take all else."""

    def answer(target: str) -> bytes:
        query = unquote(target.partition("?")[2])
        if target.startswith("/api/video"):
            return HEAD + str(known.get("video", BARE.decode("latin-1"))).encode(
                "latin-1"
            )
        queries = query.split("&") if "several" in known else [query]
        return reply("".join(map(line, queries)).encode("latin-1"))

    def line(query: str) -> str:
        key, equals, _ = query.partition("=")
        taken = "&202 Accepted(camera.status=save)" if equals else "&401 Unauthorized"
        found = known.get(query, taken)
        text = found if isinstance(found, str) else found()
        told = text if "&" in text else f"={text}&200 OK"
        return f"{key}{told}\r\n"

    return answer


@contextlib.asynccontextmanager
async def alarm_port(sent: bytes | None) -> AsyncIterator[int]:
    """Send bytes to whoever connects, and close; None resets the connection."""

    async def serve(
        _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        if sent is None:
            reset(writer)
            return
        writer.write(sent)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@contextlib.asynccontextmanager
async def evidence_of(
    known: Mapping[str, Any], **changes: Any
) -> AsyncIterator[Evidence]:
    """Prepare the check of a camera that knows some keys only."""
    answer = answer_of(known)

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(head.split(b" ")[1].decode()))

    clock = Clock()

    async def sleep(seconds: float) -> None:
        clock.now += seconds

    async with raw_server(serve) as raw, aiohttp.ClientSession() as session:
        yield Evidence(
            **{
                "wire": Wire("127.0.0.1", raw.port, SHORT),
                "camera": Camera(login(session, raw.port)),
                "login": ("admin", "jvc"),
                "alarm_port": closed_port(),
                "search_ports": (closed_port(),),
                "wall": lambda: SUMMER,
                "timing": Timing(clock=clock, sleep=sleep),
                **changes,
            }
        )
