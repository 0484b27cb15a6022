"""Connections that break where a test wants them to."""

import asyncio
import contextlib
import socket
import struct
from typing import override

from .faults import Faults


class Wire(asyncio.StreamWriter):
    """The sending side of an HTTP connection."""

    def __init__(
        self,
        writer: asyncio.StreamWriter,
        reader: asyncio.StreamReader,
        faults: Faults,
        number: int = 0,
    ) -> None:
        """Send where `writer` does."""
        transport = writer.transport
        loop = asyncio.get_running_loop()
        super().__init__(transport, transport.get_protocol(), reader, loop)
        self.number = number
        self._faults = faults
        self._sent = 0

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if self._faults.dead:
            return
        most = self._faults.reset_after
        if most is None:
            super().write(data)
            return
        super().write(data[: max(0, most - self._sent)])
        self._sent += len(data)
        if self._sent >= most:
            reset(self)

    async def in_pieces(self, data: bytes, size: int) -> None:
        """Write all of it, so many bytes at a time; 0 writes all at once."""
        size = size or len(data)
        for at in range(0, len(data), max(1, size)):
            self.write(data[at : at + size])
            await self.drain()
            if size < len(data):
                await asyncio.sleep(0.001)

    async def dribble(self, data: bytes, seconds: float) -> None:
        """Write all of it, one byte at a time."""
        for at in range(len(data)):
            self.write(data[at : at + 1])
            await self.drain()
            await asyncio.sleep(seconds)


def reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with a RST."""
    # It may be closed already.
    with contextlib.suppress(OSError):
        sock: socket.socket = writer.get_extra_info("socket")
        linger = struct.pack("ii", 1, 0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


class BlackHole:
    """A port at which nobody answers, not even to refuse.

    Its queue holds one connection that nobody accepts. While that is in it, the
    kernel drops all further ones without a word, as a cable without a camera does.
    """

    def __init__(self, host: str, port: int) -> None:
        """Take the port."""
        self._sock = socket.socket()
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._sock.bind((host, port))
        self._sock.listen(0)
        self._filler = socket.create_connection((host, port))

    def close(self) -> None:
        """Let the port go."""
        self._filler.close()
        self._sock.close()
