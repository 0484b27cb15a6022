"""One TCP connection to the alarm port (guide, 4)."""

import asyncio
import socket
from collections.abc import Callable
from typing import cast, override

CONNECT_TIMEOUT = 10.0
# The camera drops a client that has not answered its check for 10 minutes, and
# a camera without power says nothing at all: ask well before either matters.
_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}

_MOST_HELD = 16
"""Pieces that are kept before `listen`; then reading is paused."""

type OnData = Callable[[bytes], None]


_BUFFER = 16 * 1024
"""Bytes that are read in one go: a few hundred lines, which is about a millisecond."""


class AlarmConnection(asyncio.BufferedProtocol):
    """Reads bytes; keeps what comes before `listen` is called.

    A protocol and not a stream, so that data is passed on in the very call that
    read it from the socket.

    Attributes:
        opened: when it was made.
        heard: when bytes came last, or when it was made.
        finished: the camera has closed it in good order, so that all that it had
            sent has arrived.
        spoke: done as soon as bytes came.
        ended: done when it is closed, by either side.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Keep what comes, until `listen`."""
        loop = asyncio.get_running_loop()
        self.opened = self.heard = clock()
        self.finished = False
        self.spoke: asyncio.Future[None] = loop.create_future()
        self.ended: asyncio.Future[None] = loop.create_future()
        self._clock = clock
        self._transport: asyncio.Transport
        self._buffer = bytearray(_BUFFER)
        self._held: list[bytes] = []
        self._on_data: OnData | None = None

    def listen(self, on_data: OnData) -> None:
        """Pass on what was kept, and from now on all data as it arrives."""
        self._on_data = on_data
        for data in self._held:
            on_data(data)
        self._held.clear()
        self.resume()

    async def settles(self, seconds: float) -> bool:
        """Wait up to `seconds`; False if the camera closed it and sent nothing."""
        await asyncio.wait(
            {self.spoke, self.ended},
            timeout=seconds,
            return_when=asyncio.FIRST_COMPLETED,
        )
        return self.spoke.done() or not self.ended.done()

    def pause(self) -> None:
        """Stop reading: TCP then makes the camera wait, too."""
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def abort(self) -> None:
        """Close it at once; nothing more is passed on."""
        self._on_data = None
        self._transport.abort()

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        _keep_alive(transport.get_extra_info("socket"))

    @override
    def get_buffer(self, sizehint: int) -> bytearray:
        return self._buffer

    @override
    def buffer_updated(self, nbytes: int) -> None:
        data = bytes(self._buffer[:nbytes])
        self.heard = self._clock()
        if not self.spoke.done():
            self.spoke.set_result(None)
        if self._on_data:
            self._on_data(data)
            return
        self._held.append(data)
        if len(self._held) > _MOST_HELD:
            self.pause()

    @override
    def eof_received(self) -> None:
        self.finished = True

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set_result(None)


async def open_connection(
    host: str, port: int, clock: Callable[[], float]
) -> AlarmConnection | None:
    """Connect, None if that fails."""
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            _, connection = await loop.create_connection(
                lambda: AlarmConnection(clock), host, port
            )
    except OSError:  # with it asyncio's TimeoutError
        return None
    return connection


def _keep_alive(sock: socket.socket) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in _KEEPALIVE.items():
        if option := getattr(socket, name, None):
            sock.setsockopt(socket.IPPROTO_TCP, option, seconds)
