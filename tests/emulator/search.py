"""The UDP search of the guide's section 3."""

import asyncio
import contextlib
import random
import socket
from collections.abc import Callable

REQUEST = b"system.id\r\n"
LOOPBACK_BROADCAST = "127.255.255.255"


class SearchServer:
    """Answers a search, sent to the camera or broadcast, after a random while."""

    def __init__(
        self,
        host: str,
        port: int,
        reply: Callable[[], bytes],
        delay: Callable[[], tuple[float, float]],
    ) -> None:
        """Prepare to answer on `host` and `port` (0 takes a free one)."""
        self._host = host
        self.port = port
        self._reply = reply
        self._delay = delay
        self._own: asyncio.DatagramTransport | None = None
        self._broadcast: asyncio.DatagramTransport | None = None
        self._pending: set[asyncio.TimerHandle] = set()

    async def start(self) -> None:
        """Open the camera's own socket, and if possible the broadcast one."""
        self._own = await self._listen(self._host, self.port)
        self.port = self._own.get_extra_info("sockname")[1]
        # Loopback hands a broadcast only to sockets bound to its own address.
        with contextlib.suppress(OSError):
            self._broadcast = await self._listen(LOOPBACK_BROADCAST, self.port)

    async def _listen(self, host: str, port: int) -> asyncio.DatagramTransport:
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        if host == LOOPBACK_BROADCAST:
            # Several cameras of one machine listen here at once.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind((host, port))
        except OSError:
            sock.close()
            raise
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: _Listener(self._answer), sock=sock
        )
        return transport

    def _answer(self, data: bytes, sender: tuple[str, int]) -> None:
        if data != REQUEST:
            return
        loop = asyncio.get_running_loop()

        def send() -> None:
            self._pending.discard(handle)
            if self._own is not None:
                self._own.sendto(self._reply(), sender)

        handle = loop.call_later(random.uniform(*self._delay()), send)
        self._pending.add(handle)

    def stop(self) -> None:
        """Close the sockets and forget answers that are still due."""
        for handle in self._pending:
            handle.cancel()
        self._pending.clear()
        for transport in (self._own, self._broadcast):
            if transport is not None:
                transport.abort()
        self._own = self._broadcast = None


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, answer: Callable[[bytes, tuple[str, int]], None]) -> None:
        self._answer = answer

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._answer(data, addr)


def search_reply(model: str, host: str, prefix: int) -> bytes:
    """Print the answer to a search."""
    return f"system.id={model}({host}/{prefix})&200 OK\r\n".encode()
