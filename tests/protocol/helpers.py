"""What the protocol tests share: odd servers, and time that a test ends by hand."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

import aiohttp

from custom_components.jvc_vn.protocol.http import Http
from custom_components.jvc_vn.protocol.models import Frame, FrameInfo
from tests.emulator import EmulatedCamera

type Serve = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


class RawServer:
    """A server that answers as a test says, and keeps the heads of requests."""

    def __init__(self, serve: Serve) -> None:
        """Prepare to serve."""
        self.port = 0
        self.heads: list[bytes] = []
        self.open = 0
        self.most_open = 0
        self._serve = serve

    @property
    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [head.split(b" ")[1].decode() for head in self.heads]

    async def accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one connection."""
        self.open += 1
        self.most_open = max(self.open, self.most_open)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            self.heads.append(head)
            await self._serve(head, writer)
            await writer.drain()
        self.open -= 1
        writer.close()


@contextlib.asynccontextmanager
async def raw_server(serve: Serve | bytes) -> AsyncGenerator[RawServer]:
    """Serve on loopback: the same bytes to all, or what a function writes."""

    async def always(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(serve)

    raw = RawServer(always if isinstance(serve, bytes) else serve)
    tasks: set[asyncio.Task[Any]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(raw.accept(reader, writer))
        tasks.add(task)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    raw.port = server.sockets[0].getsockname()[1]
    try:
        yield raw
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        server.abort_clients()
        await server.wait_closed()


def login(session: aiohttp.ClientSession, port: int, user: str = "admin") -> Http:
    """Prepare requests of one of the users to a port on loopback."""
    return Http(session, "127.0.0.1", port, username=user, password="jvc")


def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


def reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection with RST, as a stack does that has unread bytes."""
    sock: socket.socket = writer.get_extra_info("socket")
    linger = struct.pack("ii", 1, 0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def reply(body: bytes, **headers: str) -> bytes:
    """Make an answer as the guide prints it (5.3)."""
    fields = {
        "Connection": "close",
        "Content-Length": str(len(body)),
        "Content-type": "text/plain",
        "Date": "Fri, 13 MAY 2005 08:33:12 GMT",
        "Server": "JVC VN-V685 API Server",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value)
    return b"HTTP/1.1 200 OK\r\n" + lines.encode() + b"\r\n" + body


class Clock:
    """A clock that moves when a test says so."""

    def __init__(self) -> None:
        """Start somewhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


class Pauses:
    """A sleep that lasts until the test ends it; keeps what was asked for."""

    def __init__(self) -> None:
        """Start with nobody asleep."""
        self.asked: list[float] = []
        self._asleep: dict[asyncio.Future[None], float] = {}

    async def __call__(self, seconds: float) -> None:
        """Sleep until `end`."""
        self.asked.append(seconds)
        bell = asyncio.get_running_loop().create_future()
        self._asleep[bell] = seconds
        try:
            await bell
        finally:
            del self._asleep[bell]

    @property
    def asleep(self) -> list[float]:
        """The sleeps that last now."""
        return list(self._asleep.values())

    def end(self) -> None:
        """Wake all who sleep."""
        for bell in self._asleep:
            if not bell.done():
                bell.set_result(None)


class Seen:
    """Whoever hears of everything that a hub shows."""

    def __init__(self) -> None:
        """Start with nothing seen."""
        self.frames: list[Frame] = []
        self.jpegs: list[bytes] = []

    def frame_arrived(self, frame: Frame) -> None:
        """Note a frame."""
        self.frames.append(frame)
        self.jpegs.append(frame.jpeg)

    def viewers_changed(self) -> None:
        """Nothing is made of it."""


class Naps:
    """A sleep that is over at once; keeps what was asked for."""

    def __init__(self) -> None:
        """Start with nothing asked."""
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Only let others run."""
        self.asked.append(seconds)
        await asyncio.sleep(0)


def sent(emulated: EmulatedCamera) -> list[str]:
    """What was sent since the last look, without what all have in common."""
    targets = [request.target for request in emulated.requests]
    emulated.clear_requests()
    return [
        target.removeprefix("/api/param?camera.").removeprefix("motion.")
        for target in targets
    ]


def written(emulated: EmulatedCamera) -> list[str]:
    """What was written, in order."""
    targets = [request.target for request in emulated.requests]
    return [t.removeprefix("/api/param?") for t in targets if "=" in t]


async def settle(turns: int = 20) -> None:
    """Let everything run that can run now."""
    for _ in range(turns):
        await asyncio.sleep(0)


def frame(number: int = 0) -> Frame:
    """Make a frame that can be told from others."""
    return Frame(b"\xff\xd8%d\xff\xd9" % number, FrameInfo())


class Source:
    """Frames for a hub, sent when a test says so."""

    def __init__(self) -> None:
        """Start with nothing to send."""
        self.rates: list[float] = []
        self.open = 0
        self.stills = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None
        self.delivered: list[Frame] = []
        self._items: asyncio.Queue[Frame | Exception | None] = asyncio.Queue()

    def send(self, item: Frame | Exception | None) -> None:
        """Let the stream send a frame, fail, or end (None)."""
        self._items.put_nowait(item)

    def frame_arrived(self, frame: Frame) -> None:
        """Note what a hub has shown."""
        self.delivered.append(frame)

    def viewers_changed(self) -> None:
        """Nothing is made of it."""

    async def frames(self, rate: float) -> AsyncGenerator[Frame]:
        """Send what the test says."""
        self.rates.append(rate)
        self.open += 1
        try:
            while self.error is None:
                item = await self._items.get()
                if item is None:
                    return
                if isinstance(item, Exception):
                    raise item
                yield item
            raise self.error
        finally:
            self.open -= 1

    async def still(self) -> Frame:
        """Answer with a frame of its own, or the error."""
        self.stills += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return frame(1000 + self.stills)
