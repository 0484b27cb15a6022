"""Bare connections to a camera: what comes is kept as it came."""

import asyncio
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

from ..protocol.errors import UnreachableError

LARGEST = 8 * 1024 * 1024
"""Bytes that are kept of one answer."""
PIECE = 64 * 1024
_CONNECT = 10.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that the check takes for things; tests are in a hurry.

    Attributes:
        answer: for an answer to begin, or to go on.
        grace: for more to come, or for the camera to close, behind a whole answer.
        listen: for lines of the alarm port.
        rate: for counting the pictures of a stream.
        settle: for the camera to notice that a stream was closed.
        search: for the answer to a search.
    """

    answer: float = 10.0
    grace: float = 1.0
    listen: float = 3.0
    rate: float = 2.0
    settle: float = 0.5
    search: float = 1.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back over one connection.

    Attributes:
        head: the status line and the header, without the blank line behind them.
        body: what followed.
        first: seconds until the first byte came.
        seconds: seconds until the last one came.
        closed: the camera closed the connection.
    """

    head: bytes
    body: bytes
    first: float
    seconds: float
    closed: bool

    @property
    def lines(self) -> list[str]:
        """The lines of the head."""
        return self.head.decode("latin-1").split("\r\n")

    @property
    def status(self) -> int | None:
        """The code of the status line, None if there is none."""
        words = self.lines[0].split(" ")
        if len(words) < 2 or not words[0].startswith("HTTP/"):
            return None
        return int(words[1]) if words[1].isascii() and words[1].isdecimal() else None

    def header(self, name: str) -> str | None:
        """The value of a header, whatever the case of its name."""
        for line in self.lines[1:]:
            told, colon, value = line.partition(":")
            if colon and told.strip().lower() == name.lower():
                return value.strip()
        return None

    def spelled(self, name: str) -> str | None:
        """The name of a header as it came."""
        for line in self.lines[1:]:
            told, colon, _ = line.partition(":")
            if colon and told.strip().lower() == name.lower():
                return told
        return None

    @property
    def silent(self) -> bool:
        """Nothing came at all."""
        return not self.head and not self.body


type Place = Callable[[], AbstractAsyncContextManager[None]]
type Enough = Callable[[bytes], bool]


def never(_body: bytes) -> bool:
    """Read until the camera closes."""
    return False


class Wire:
    """Opens one connection for each request, as the guide says."""

    def __init__(
        self, host: str, port: int, pace: Pace, *, place: Place = nullcontext
    ) -> None:
        """Know where the camera is; nothing is sent yet.

        Each question to the API holds a `place`, where others ask too.
        """
        self._place = place
        self.host = host
        self.port = port
        self.pace = pace
        self.sent = 0
        """Connections made so far."""

    async def param(
        self, query: str, login: tuple[str, str] | None, accept: str = "text/plain"
    ) -> Answer:
        """Send `/api/param?QUERY` and read the whole answer."""
        fields = [f"Accept: {accept}", f"Host: {self.host}"]
        if login:
            token = b64encode(":".join(login).encode()).decode()
            fields.append(f"Authorization: Basic {token}")
        return await self._exchange(f"/api/param?{query}", fields, _ends_a_line)

    async def video(
        self,
        query: str,
        enough: Enough = never,
        seconds: float = 0,
        whole: Enough = never,
    ) -> Answer:
        """Send `/api/video?QUERY`, without a login, and read until it is enough.

        That is `seconds` after the first byte, where they are given. Behind what is
        `whole` only a little is waited for more.
        """
        fields = [f"Host: {self.host}"]
        async with self.connection() as (reader, writer):
            writer.write(_request(f"/api/video?{query}", fields))
            return await self._read(reader, enough, seconds, whole)

    async def _exchange(self, target: str, fields: list[str], whole: Enough) -> Answer:
        async with self._place(), self.connection() as (reader, writer):
            writer.write(_request(target, fields))
            return await self._read(reader, never, 0, whole)

    async def begins(self, reader: asyncio.StreamReader, mark: bytes) -> bool:
        """Read until a mark has come; False if the end comes first, or nothing."""
        data = b""
        while mark not in data:
            piece = await _piece(reader, self.pace.answer)
            if not piece:
                return False
            data = data[-16:] + piece
        return True

    @asynccontextmanager
    async def connection(
        self, port: int | None = None
    ) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Open a connection, and close it at once behind.

        Raises:
            UnreachableError: nobody takes it.
        """
        self.sent += 1
        try:
            async with asyncio.timeout(_CONNECT):
                reader, writer = await asyncio.open_connection(
                    self.host, port or self.port
                )
        except OSError as err:  # with it asyncio's TimeoutError
            raise UnreachableError(f"no connection: {type(err).__name__}") from None
        try:
            yield reader, writer
        finally:
            writer.transport.abort()

    async def _read(
        self,
        reader: asyncio.StreamReader,
        enough: Enough,
        seconds: float,
        whole: Enough,
    ) -> Answer:
        """Read head and body until enough, the end, or nothing more comes.

        Where the body is `whole` already, only a little is waited for more.
        """
        clock = asyncio.get_running_loop().time
        began = clock()
        first = last = 0.0
        data = bytearray()
        head = body = b""
        closed = False
        while True:
            head, blank, body = bytes(data).partition(b"\r\n\r\n")
            if (blank and enough(body)) or len(data) > LARGEST:
                break
            patience = self.pace.answer
            if blank and whole(body):
                patience = self.pace.grace
            if seconds and data:
                patience = min(patience, began + first + seconds - clock())
            piece = await _piece(reader, patience)
            if not piece:
                closed = piece is not None
                break
            last = clock() - began
            first = first or last
            data += piece
        if not head.startswith(b"HTTP/"):
            head, body = b"", bytes(data)
        return Answer(head, body, first, last, closed)


async def _piece(reader: asyncio.StreamReader, patience: float) -> bytes | None:
    """Read what is there: nothing at the end, None if nothing comes."""
    try:
        async with asyncio.timeout(max(0.0, patience)):
            return await reader.read(PIECE)
    except TimeoutError:
        return None
    except OSError:
        return b""


def _request(target: str, fields: list[str]) -> bytes:
    return "\r\n".join((f"GET {target} HTTP/1.1", *fields, "", "")).encode()


def _ends_a_line(body: bytes) -> bool:
    return body.endswith(b"\n")
