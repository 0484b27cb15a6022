"""Servers for messages over TCP and UDP."""

import asyncio
from typing import Self, override

from .server import Line, Server


class TcpServer(Server):
    """Keeps what each connection said."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Prepare to listen."""
        super().__init__(host, port)
        self.received: list[bytes] = []

    @override
    async def talk(self, line: Line) -> None:
        self.received.append(await line.reader.read())


class UdpServer(asyncio.DatagramProtocol):
    """Keeps each datagram."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Prepare to listen."""
        self.host = host
        self.port = port
        self.received: list[bytes] = []

    async def __aenter__(self) -> Self:
        """Open the port."""
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(self.host, self.port)
        )
        self.port = self._transport.get_extra_info("sockname")[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close it."""
        self._transport.abort()

    @override
    def datagram_received(self, data: bytes, addr: object) -> None:
        self.received.append(data)
