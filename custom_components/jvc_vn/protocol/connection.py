"""One TCP connection for one request, and where it goes."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import cast, override

from .host import is_address
from .slices import Slices

PIECE = 16 * 1024
"""Bytes that are worked on in one go."""
FULL = 256 * 1024
"""Bytes that wait for us, at which the camera has to wait as well."""
_FOUND = 10.0
"""Seconds for which a name is not looked up again."""
_SECOND_TRY = 0.25
"""Seconds that the first address of a name gets before the next is tried too."""


class Connection(asyncio.Protocol):
    """Sends a request, and reads what comes in pieces, see Slices.

    Attributes:
        error: why it ended, None if the camera closed it in good order.
        waiting: bytes that have arrived and are not read yet.
    """

    def __init__(self) -> None:
        """Wait for the connection."""
        self.error: Exception | None = None
        self._slices = Slices()
        self._arrived: deque[bytes] = deque()
        self.waiting = 0
        self._ended = False
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport

    def send(self, data: bytes) -> None:
        """Send a request."""
        self._transport.write(data)

    async def read(self) -> bytes:
        """Return what came next, at most a piece of it; empty at the end."""
        if not self._arrived and not self._ended:
            await self._more()
            self._slices.begin()
        else:
            await self._slices.give_turn()
        if not self._arrived:
            return b""
        piece = self._arrived.popleft()
        self.waiting -= len(piece)
        if self._paused and self.waiting < FULL // 2:
            self._paused = False
            self._transport.resume_reading()
        return piece

    def unread(self, data: bytes) -> None:
        """Put back what belongs to whoever reads next."""
        if data:
            self._arrived.appendleft(data)
            self.waiting += len(data)

    def close(self) -> None:
        """Close it, whatever is under way."""
        self._transport.abort()

    async def _more(self) -> None:
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        self.waiting += len(data)
        if len(data) <= PIECE:
            self._arrived.append(data)
        else:
            self._arrived += (
                data[at : at + PIECE] for at in range(0, len(data), PIECE)
            )
        if self.waiting >= FULL:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    @override
    def eof_received(self) -> None:
        self._ended = True
        self._wake()

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self._ended = True
        self.error = exc
        self._wake()


class Server:
    """Where a camera is: an address, or a name that leads to one."""

    def __init__(
        self, host: str, port: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep where it is; nothing is looked up yet."""
        self._host = host
        self._port = port
        self._clock = clock
        self._found = host
        self._found_until = float("inf") if is_address(host) else 0.0

    async def connect(self) -> Connection:
        """Open a connection.

        Raises:
            OSError: nobody is there, or the name leads nowhere.
            ValueError: no such name can be.
        """
        loop = asyncio.get_running_loop()
        if self._clock() >= self._found_until:
            return await self._look_up()
        try:
            _, connection = await loop.create_connection(
                Connection, self._found, self._port
            )
        except OSError:
            if self._found != self._host:
                self._found_until = 0.0
            raise
        return connection

    async def _look_up(self) -> Connection:
        loop = asyncio.get_running_loop()
        transport, connection = await loop.create_connection(
            Connection, self._host, self._port, happy_eyeballs_delay=_SECOND_TRY
        )
        # A press of a button should not wait for a name server each time.
        self._found = transport.get_extra_info("peername")[0]
        self._found_until = self._clock() + _FOUND
        return connection
