"""What the servers have in common: a port, and a conversation for each connection."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from typing import Self

from ..listening import stop_listening


class Server(ABC):
    """A TCP server for one test."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Prepare to listen; port 0 takes a free one."""
        self.host = host
        self.port = port
        self.connections = 0
        self._talks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        """Open the port."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close it, and every connection."""
        await stop_listening(self._server)
        for task in self._talks:
            task.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        self._server.abort_clients()
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        if task := asyncio.current_task():
            self._talks.add(task)
            task.add_done_callback(self._talks.discard)
        with contextlib.suppress(
            ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError
        ):
            await self.talk(Line(reader, writer))
        writer.close()

    @abstractmethod
    async def talk(self, line: Line) -> None:
        """Hold the conversation of one connection."""


class Line:
    """One connection, line by line."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Talk over this connection."""
        self.reader = reader
        self.writer = writer
        self.peer: str = writer.get_extra_info("peername")[0]

    async def say(self, text: str) -> None:
        """Say a line."""
        self.writer.write(f"{text}\r\n".encode())
        await self.writer.drain()

    async def hear(self) -> tuple[str, str]:
        """Return the word in capitals and the rest of a line; "" at the end."""
        text = (await self.reader.readline()).decode().rstrip("\r\n")
        word, _, rest = text.partition(" ")
        return word.upper(), rest
