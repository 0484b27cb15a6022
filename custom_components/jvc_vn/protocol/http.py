"""Sends HTTP requests to one camera and reads the answers (guide, 1-2 and 5)."""

import asyncio
import errno
import logging
import re
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol
from urllib.parse import quote, unquote

import aiohttp
from yarl import URL

from .errors import (
    AuthenticationError,
    ClosedError,
    Expected,
    InvalidResponseError,
    InvalidValueError,
    UnreachableError,
)
from .host import url, written
from .timing import REAL, Timing

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

# The order in which the guide prints the header fields (5.1); it has no others.
_HEADERS = ("Accept", "Host", "Authorization")


async def _as_printed(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """Send what the guide prints, and send it once.

    aiohttp and Home Assistant add fields of their own. And aiohttp repeats a GET
    whose connection is closed on it, because a GET does no harm: ours may move the
    camera by 45 degrees. An error that it does not know ends that.
    """
    fields = [(name, request.headers.get(name)) for name in _HEADERS]
    request.headers.clear()
    request.headers.update((name, value) for name, value in fields if value)
    try:
        return await handler(request)
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as err:
        host = written(request.url.host or "")
        if isinstance(err, aiohttp.ServerDisconnectedError) or (
            err.errno in {errno.ECONNRESET, errno.EPIPE}
        ):
            raise ClosedError(f"{host}: closed without an answer") from None
        raise UnreachableError(f"{host}: {type(err).__name__}") from None


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
        """Prepare requests; nothing is sent yet."""
        self.host = written(host)
        """As messages name it."""
        self.requests = 0
        """Requests sent so far, of every kind."""
        self.losses = 0
        """Number of requests that were not accepted, or not answered in time."""
        self.motors: Motors | None = None
        """What polling waits for."""
        self._session = session
        self._timing = timing
        self._base = url(host, port)
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
        limits = aiohttp.ClientTimeout(total=patience or TIMEOUT)
        async with self._wait_for(turn):
            # The login may have changed while this request waited for its turn.
            headers = {"Accept": "text/plain", "Authorization": self._authorization}
            async with self._get(target, headers, limits) as response:
                if response.status == 200:
                    return await self._body(response, LARGEST_REPLY)
                return await self._error_body(response, queries[0])

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
        limits = aiohttp.ClientTimeout(
            total=None, sock_connect=TIMEOUT, sock_read=stall
        )
        async with self._get(f"/api/video?{query}", {}, limits) as response:
            if response.status != 200:
                raise InvalidResponseError(f"{self.host}: HTTP {response.status}")
            yield VideoStream(ours=_is_ours(response.headers), chunks=_chunks(response))

    @asynccontextmanager
    async def _get(
        self, target: str, headers: dict[str, str], limits: aiohttp.ClientTimeout
    ) -> AsyncIterator[aiohttp.ClientResponse]:
        self.requests += 1
        _LOGGER.debug("%s: GET %s", self.host, redact(target))
        response: aiohttp.ClientResponse | None = None
        try:
            # A header that comes byte by byte is no answer either.
            async with asyncio.timeout(limits.total or TIMEOUT):
                response = await self._session.get(
                    URL(self._base + target, encoded=True),
                    headers=headers,
                    skip_auto_headers=("Accept",),
                    middlewares=(_as_printed,),
                    allow_redirects=False,
                    timeout=limits,
                )
            yield response
        except ClosedError:
            raise
        except UnreachableError:
            self.losses += 1
            raise
        except TimeoutError as err:
            # Video alone may stall for reasons of its own.
            if limits.total or isinstance(err, aiohttp.ConnectionTimeoutError):
                self.losses += 1
            raise UnreachableError(f"{self.host}: no answer in time") from None
        except aiohttp.ClientResponseError as err:
            # aiohttp's own text would hold the whole address with its query.
            raise InvalidResponseError(f"{self.host}: {err.message}") from None
        except (aiohttp.ClientError, OSError) as err:
            self.losses += 1
            raise UnreachableError(f"{self.host}: {type(err).__name__}") from None
        except ValueError as err:
            raise InvalidResponseError(f"{self.host}: {type(err).__name__}") from None
        finally:
            # One connection for each call, closed by the client (guide, 5).
            if response is not None:
                response.close()

    async def _error_body(self, response: aiohttp.ClientResponse, query: str) -> bytes:
        """Return the body of an error if it is a reply to the key that was asked for.

        Which status line goes with the error of a key is not documented
        (reference, 12).
        """
        body = await self._body(response, LARGEST_REPLY)
        key = unquote(query.partition("=")[0]).encode()
        if body.startswith((key + b"&", key + b"=")):
            return body
        if response.status == 401:
            raise AuthenticationError(f"{self.host}: login refused")
        raise InvalidResponseError(f"{self.host}: HTTP {response.status}")

    async def _body(self, response: aiohttp.ClientResponse, most: int) -> bytes:
        body = bytearray()
        chunks = _chunks(response)
        while True:
            ended = body.endswith(b"\n")
            try:
                # The guide's example promises more than it sends, and lets the client
                # close: behind a whole line nothing more may come.
                async with asyncio.timeout(GRACE if ended else None):
                    body += await anext(chunks)
            except StopAsyncIteration:
                return bytes(body)
            except TimeoutError:
                if not ended:
                    raise
                return bytes(body)
            if len(body) > most:
                raise InvalidResponseError(f"{self.host}: more than {most} bytes")


def _is_ours(headers: Mapping[str, str]) -> bool:
    """Return whether `Server` or the echo header is a camera's (reference, 1.2).

    What a VN-V686B writes there is not documented; one of the two is enough.
    """
    return "jvc" in headers.get("Server", "").lower() or any(
        name.lower().startswith("x-vnv") for name in headers
    )


async def _chunks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yield the body as it arrives.

    The guide's own example promises 80 bytes and sends 47: a body that ends
    early is no error.
    """
    try:
        async for chunk in response.content.iter_any():
            yield chunk
    except aiohttp.ClientPayloadError:
        return
