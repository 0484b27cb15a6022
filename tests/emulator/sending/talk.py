"""A conversation in lines, such as SMTP, POP and FTP are."""

import asyncio
from types import TracebackType
from typing import Self

PATIENCE = 10.0


class UnexpectedAnswerError(OSError):
    """The server did not answer as hoped."""


class Talk:
    """The camera's side of a conversation."""

    def __init__(self, host: str, port: int, source: str) -> None:
        """Prepare to call a server from one of our addresses."""
        self._place = host, port
        self._source = source

    async def __aenter__(self) -> Self:
        """Connect."""
        async with asyncio.timeout(PATIENCE):
            self._reader, self._writer = await asyncio.open_connection(
                *self._place, local_addr=(self._source, 0)
            )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self._writer.close()

    @property
    def own_host(self) -> str:
        """Return the address from which the server was called."""
        host: str = self._writer.get_extra_info("sockname")[0]
        return host

    async def hear(self, hoped: str) -> str:
        """Read an answer, of several lines perhaps, that starts as hoped."""
        async with asyncio.timeout(PATIENCE):
            while True:
                text = (await self._reader.readline()).decode(errors="replace")
                # "250-" says that more comes.
                if text[3:4] != "-" or not text[:3].isdecimal():
                    break
        if not text.startswith(hoped):
            raise UnexpectedAnswerError(text.strip() or "the server hung up")
        return text

    async def say(self, text: str, hoped: str) -> str:
        """Say a line, and read the answer."""
        await self.write(f"{text}\r\n".encode())
        return await self.hear(hoped)

    async def write(self, data: bytes) -> None:
        """Send bytes."""
        self._writer.write(data)
        await self._writer.drain()
