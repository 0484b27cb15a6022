"""Sends HTTP requests to one camera and reads the answers (guide, 1-2 and 5)."""

import asyncio
import logging
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    closing,
    contextmanager,
)
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol
from urllib.parse import quote, unquote

import aiohttp

from .connection import Connection, Server
from .errors import (
    AuthenticationError,
    ClosedError,
    Expected,
    InvalidResponseError,
    InvalidValueError,
    UnreachableError,
)
from .host import written
from .http_body import pieces
from .http_head import Head, read_head
from .timing import REAL, Timing
from .wire_record import Request, WireRecord

_LOGGER = logging.getLogger(__name__)

TIMEOUT = 10.0
"""Seconds that a camera may take for an answer."""
GRACE = 0.5
"""Seconds to wait for more when a reply may be whole already."""
LONGEST_API = 1024
"""Bytes of an API string (guide, 6)."""
LARGEST_REPLY = 64 * 1024
"""Bytes of a reply that we read; the longest documented is a log of 10 KB."""
CONNECTIONS = 2
"""API connections to one camera at a time; polling holds at most one of them."""
LONGEST_WAY = 10.0
"""Seconds for which polling gives way to people, or to a motor that runs."""
_BREATH = 0.02
"""Seconds between two looks whether anybody is still in the way."""

# In the order in which the guide prints them (5.1).
_FIELDS = ("Accept", "Host", "Authorization")
_VIDEO = "/api/video"


def encode_query(key: str, value: str | None = None, safe: str = "+") -> str:
    """Write `KEY` or `KEY=VALUE` for a request.

    Brackets of keys and `+` of relative moves stay as the guide prints them;
    all else that could mean something is percent-encoded.
    """
    query = quote(key, safe="()")
    return query if value is None else f"{query}={quote(value, safe=safe)}"


def redact(target: str) -> str:
    """Take passwords out of a request target, for logs and messages."""
    return re.sub(r"(password[^=&]*=)[^&]*", r"\1***", target)


@dataclass(frozen=True, slots=True)
class VideoStream:
    """An open answer to `/api/video`."""

    ours: bool
    """Whether the header is that of one of our cameras."""
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer of which the head has been read; `deadline` is when it must be over."""

    head: Head
    pieces: AsyncIterator[bytes]
    deadline: asyncio.Timeout
    request: Request


class Turn(Enum):
    """What a request waits for before it is sent."""

    QUEUED = auto()
    """Polling: it waits for all that people ask, and until no motor runs that
    somebody will stop: a camera may do one thing after the other."""
    ASKED = auto()
    """A request of a person or an automation: it waits for a place only."""
    URGENT = auto()
    """What stops a motor: it waits for no place and for no check of the identity."""
    ALONE = auto()
    """It waits for all places: no other request is under way meanwhile."""


class Motors(Protocol):
    """What runs until a person lets go of a button."""

    @property
    def running(self) -> frozenset[str]:
        """The axes that a stop is owed to."""


class Requests(Protocol):
    """The requests that Camera makes; see Http, which sends them."""

    @property
    def requests(self) -> int:
        """Requests sent so far, of every kind."""

    def login(self, username: str, password: str) -> None:
        """Use this login from the next request on."""

    async def param(
        self, *queries: str, patience: float | None = None, turn: Turn = Turn.ASKED
    ) -> bytes:
        """Send `/api/param` and return the body."""

    def video(
        self, query: str, stall: float | None
    ) -> AbstractAsyncContextManager[VideoStream]:
        """Open `/api/video`."""

    def queue(self) -> AbstractAsyncContextManager[None]:
        """Hold the one place of polling."""


class Http:
    """Sends requests to one camera, over at most two API connections at a time.

    Each request is sent once, over a connection of its own that we close, whatever
    the camera says about keeping it (guide, 5): one that was used before may be closed
    already, and what moves the camera must not be sent twice. Requests have only the
    header fields that the guide prints; heads that it prints wrongly are read too,
    which no general HTTP client does.

    Video needs no password and is never sent one.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        host: str,
        port: int = 80,
        *,
        username: str = "",
        password: str = "",
        timing: Timing = REAL,
    ) -> None:
        """Prepare requests; nothing is sent yet, nor once `session` is closed."""
        self.host = written(host)
        """As messages name it."""
        self.requests = 0
        """Requests sent so far, of every kind."""
        self.losses = 0
        """Number of requests that were not accepted, or not answered in time."""
        self.record = WireRecord(timing.clock)
        """What was met on the wire."""
        self.motors: Motors | None = None
        """What polling waits for."""
        self._session = session
        self._timing = timing
        self._server = Server(host, port)
        self._host_field = _host_field(host, port)
        self._slots = asyncio.Semaphore(CONNECTIONS)
        self._polling = asyncio.Lock()
        self._asking = 0
        self._alone = asyncio.Lock()
        self.login(username, password)

    def login(self, username: str, password: str) -> None:
        """Use this login from the next request on."""
        token = b64encode(f"{username}:{password}".encode()).decode()
        self._authorization = f"Basic {token}"

    async def param(
        self, *queries: str, patience: float | None = None, turn: Turn = Turn.ASKED
    ) -> bytes:
        """Send `/api/param` with one or more encoded queries; return the body.

        Args:
            queries: `KEY` or `KEY=VALUE`, encoded.
            patience: seconds to wait for the answer; 10 if not given.
            turn: what the request waits for before it is sent.

        Raises:
            InvalidValueError: the API string is longer than the camera takes.
            AuthenticationError: the camera refused the login.
            UnreachableError, InvalidResponseError: no answer, or not a reply.
        """
        target = "/api/param?" + "&".join(queries)
        if len(target) > LONGEST_API:
            raise InvalidValueError(
                redact(queries[0])[:80],
                len(target),
                Expected("length", most=LONGEST_API),
            )
        async with self._wait_for(turn):
            # The login may have changed while this request waited for its turn.
            fields = {"Accept": "text/plain", "Authorization": self._authorization}
            async with self._get(target, fields, patience or TIMEOUT) as answer:
                if answer.head.status != 200:
                    return await self._error_body(answer, queries[0])
                body = await self._body(answer)
                self.record.body(answer.head.length, len(body))
                self.record.replies(queries, body)
                return body

    def place(self) -> AbstractAsyncContextManager[None]:
        """Hold a place among the connections, for who opens one by other means."""
        return self._wait_for(Turn.QUEUED)

    @asynccontextmanager
    async def _wait_for(self, turn: Turn) -> AsyncIterator[None]:
        """Hold the places that a request needs."""
        async with AsyncExitStack() as held:
            if turn is Turn.QUEUED:
                await held.enter_async_context(self.queue())
            else:
                held.enter_context(self._first())
            if turn is Turn.ALONE:
                # Two that want all places must not each hold half of them.
                await held.enter_async_context(self._alone)
            places = {Turn.URGENT: 0, Turn.ALONE: CONNECTIONS}
            for _ in range(places.get(turn, 1)):
                await held.enter_async_context(self._slots)
            yield

    @asynccontextmanager
    async def queue(self) -> AsyncIterator[None]:
        """Hold the one place of polling, when nobody asks anything else."""
        async with self._polling:
            began = self._timing.clock()
            while self._in_the_way and self._timing.clock() - began < LONGEST_WAY:
                await self._timing.sleep(_BREATH)
            yield

    @property
    def _in_the_way(self) -> bool:
        return bool(self._asking or (self.motors and self.motors.running))

    @contextmanager
    def _first(self) -> Iterator[None]:
        """Keep polling away: from the wish on, not from when it is sent."""
        self._asking += 1
        try:
            yield
        finally:
            self._asking -= 1

    @asynccontextmanager
    async def video(
        self, query: str, stall: float | None
    ) -> AsyncIterator[VideoStream]:
        """Open `/api/video?QUERY`.

        Args:
            query: encode, frame rate and so on, encoded.
            stall: seconds without data after which the stream has failed; None if
                the caller checks that itself.

        Raises:
            ClosedError: the camera's access list may name us.
            UnreachableError: no answer.
            InvalidResponseError: an answer, but no video.
        """
        async with self._get(f"{_VIDEO}?{query}", {}, TIMEOUT) as answer:
            if answer.head.status != 200:
                raise InvalidResponseError(f"{self.host}: HTTP {answer.head.status}")
            answer.deadline.reschedule(None)
            answer.request.answered()
            chunks = self.record.stream(answer.pieces)
            if stall is not None:
                chunks = _before(stall, chunks)
            yield VideoStream(ours=answer.head.is_ours, chunks=chunks)

    @asynccontextmanager
    async def _get(
        self, target: str, fields: dict[str, str], patience: float
    ) -> AsyncIterator[_Answer]:
        """Send a request and read the head of its answer.

        The body must end within `patience` as well, unless the deadline is moved.
        """
        if self._session.closed:
            raise UnreachableError(f"{self.host}: nothing is sent any more")
        self.requests += 1
        _LOGGER.debug("%s: GET %s", self.host, redact(target))
        connection: Connection | None = None
        with self.record.request(target) as request:
            try:
                # A header that comes byte by byte is no answer either.
                async with asyncio.timeout(patience) as deadline:
                    connection = await self._connect()
                    with closing(connection):
                        connection.send(self._request(target, fields))
                        head = await self._head(connection)
                        self.record.head(head)
                        body = pieces(head, connection)
                        yield _Answer(head, body, deadline, request)
            except TimeoutError:
                # Video alone may stall for reasons of its own.
                if connection is None or not target.startswith(_VIDEO):
                    self.losses += 1
                raise UnreachableError(f"{self.host}: no answer in time") from None

    async def _connect(self) -> Connection:
        try:
            return await self._server.connect()
        except (OSError, ValueError) as err:
            self.losses += 1
            raise UnreachableError(f"{self.host}: {type(err).__name__}") from None

    def _request(self, target: str, fields: dict[str, str]) -> bytes:
        """Build a request with the fields that the guide prints (5.1), no others."""
        fields = fields | {"Host": self._host_field}
        lines = (f"{name}: {fields[name]}" for name in _FIELDS if name in fields)
        return "\r\n".join((f"GET {target} HTTP/1.1", *lines, "", "")).encode()

    async def _head(self, connection: Connection) -> Head:
        if head := await read_head(connection):
            return head
        error = connection.error
        if error is None or isinstance(error, ConnectionError):
            raise ClosedError(f"{self.host}: closed without an answer")
        self.losses += 1
        raise UnreachableError(f"{self.host}: {type(error).__name__}")

    async def _error_body(self, answer: _Answer, query: str) -> bytes:
        """Return the body of an error if it is a reply to the key that was asked for.

        Which status line goes with the error of a key is not documented
        (reference, 12).
        """
        body = await self._body(answer)
        key = unquote(query.partition("=")[0]).encode()
        if body.startswith((key + b"&", key + b"=")):
            return body
        if answer.head.status == 401:
            raise AuthenticationError(f"{self.host}: login refused")
        raise InvalidResponseError(f"{self.host}: HTTP {answer.head.status}")

    async def _body(self, answer: _Answer) -> bytes:
        body = bytearray()
        length = answer.head.length
        while True:
            ended = body.endswith(b"\n")
            promised = length is not None and len(body) >= length
            if promised and (ended or not body):
                return bytes(body)
            # The guide's example promises more than it sends, and lets the client
            # close: behind a whole line nothing more may come.
            patience = GRACE if ended or promised else None
            try:
                async with asyncio.timeout(patience):
                    piece = await anext(answer.pieces, b"")
            except TimeoutError:
                return bytes(body)
            if not piece:
                return bytes(body)
            body += piece
            if len(body) > LARGEST_REPLY:
                raise InvalidResponseError(
                    f"{self.host}: more than {LARGEST_REPLY} bytes"
                )


def _host_field(host: str, port: int) -> str:
    """Return the `Host` field: as the guide prints it, without a port if it is 80."""
    name = written(host.partition("%")[0])
    return name if port == 80 else f"{name}:{port}"


async def _before(stall: float, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield each piece; TimeoutError if none comes for `stall` seconds."""
    while True:
        async with asyncio.timeout(stall):
            piece = await anext(pieces, b"")
        if not piece:
            return
        yield piece
