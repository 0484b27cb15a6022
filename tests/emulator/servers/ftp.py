"""An FTP server that keeps files in memory."""

import asyncio
import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import override

from .server import Line, Server

type Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Visit:
    """What has been said on one control connection."""

    user: str = ""
    known: bool = False
    folder: str = ""
    data: asyncio.Future[Streams] | None = None
    ports: list[asyncio.Server] = field(default_factory=list)


class FtpServer(Server):
    """FTP, as far as a camera stores files by it, in both modes."""

    def __init__(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        users: dict[str, str] | None = None,
        folders: tuple[str, ...] = (),
    ) -> None:
        """Prepare to listen; nobody needs a password where there are no users."""
        super().__init__(host, port)
        self.users = users
        self.folders = folders
        self.files: dict[str, bytes] = {}
        """The files by their paths, in the order in which they came."""
        self.modes: list[str] = []
        """PORT and the address that was told, or PASV, for each transfer."""

    @override
    async def talk(self, line: Line) -> None:
        visit = Visit()
        await line.say("220 ftp.test ready")
        try:
            while (heard := await line.hear())[0] not in ("", "QUIT"):
                await line.say(await self._answer(visit, line, *heard))
            await line.say("221 bye")
        finally:
            for port in visit.ports:
                port.close()

    async def _answer(self, visit: Visit, line: Line, word: str, rest: str) -> str:
        match word:
            case "USER":
                visit.user = rest
                return "331 password?"
            case "PASS":
                visit.known = self.users is None or self.users.get(visit.user) == rest
                return "230 welcome" if visit.known else "530 no"
            case _ if not visit.known:
                return "530 who?"
            case "TYPE":
                return "200 type"
            case "CWD":
                visit.folder = "/".join(filter(None, (visit.folder, rest)))
                return "250 there" if visit.folder in self.folders else "550 no such"
            case "PORT":
                return self._call_back(visit, rest)
            case "PASV":
                return await self._wait(visit)
            case "STOR" if visit.data:
                await line.say("150 go on")
                return await self._store(visit, visit.data, rest)
        return f"502 {word}"

    def _call_back(self, visit: Visit, told: str) -> str:
        *host, high, low = told.split(",")
        address = ".".join(host)
        port = int(high) * 256 + int(low)
        self.modes.append(f"PORT {address}:{port}")
        visit.data = asyncio.ensure_future(asyncio.open_connection(address, port))
        return "200 port"

    async def _wait(self, visit: Visit) -> str:
        self.modes.append("PASV")
        coming: asyncio.Future[Streams] = asyncio.get_running_loop().create_future()

        def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            coming.set_result((reader, writer))

        server = await asyncio.start_server(take, self.host, 0)
        visit.ports.append(server)
        visit.data = coming
        port = server.sockets[0].getsockname()[1]
        told = f"{self.host.replace('.', ',')},{port // 256},{port % 256}"
        return f"227 entering passive mode ({told})"

    async def _store(
        self, visit: Visit, data: asyncio.Future[Streams], name: str
    ) -> str:
        reader, writer = await data
        content = await reader.read()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
        visit.data = None
        self.files[re.sub("^/", "", f"{visit.folder}/{name}")] = content
        return "226 kept"
