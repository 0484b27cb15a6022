"""Pictures by FTP, periodically or of an alarm (guide 6.4, 6.5 and 6.20)."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from .talk import PATIENCE, Talk, UnexpectedAnswerError

if TYPE_CHECKING:
    from ..camera import EmulatedCamera


@dataclass(frozen=True)
class File:
    """A picture, and when it was taken."""

    when: datetime
    jpeg: bytes


class Naming:
    """Names files, counting those of one second from 001."""

    def __init__(self, form: str, text: str) -> None:
        """Take the form of application.ftp.naming, and the text of its option."""
        self._form = form
        self._text = text
        self._last = ""
        self._count = 0

    def name(self, when: datetime) -> str:
        """Name the file of a moment."""
        stamp = f"{when:%Y%m%d%H%M%S}"
        self._count = self._count + 1 if stamp == self._last else 1
        self._last = stamp
        if self._form == "type1":
            return f"{self._text}{stamp}{self._count:03d}.jpg"
        if self._form == "type2":
            return f"{self._text}.jpg"
        return f"{stamp}-{self._count:03d}-2.jpg"


async def upload(
    camera: EmulatedCamera, host: str, files: list[File], naming: Naming
) -> None:
    """Store files on the server, over one control connection."""
    get = camera.parameters.live
    async with Talk(host, int(get["application.ftp.port"]), camera.host) as talk:
        await talk.hear("220")
        await talk.say(f"USER {get['application.ftp.user'] or 'anonymous'}", "331")
        await talk.say(f"PASS {get['application.ftp.password']}", "230")
        await talk.say("TYPE I", "200")
        if path := get["application.ftp.path"]:
            await talk.say(f"CWD {path}", "250")
        for file in files:
            store = passive if get["application.ftp.mode"] == "passive" else active
            await store(camera, talk, naming.name(file.when), file.jpeg)
        await talk.say("QUIT", "221")


async def passive(camera: EmulatedCamera, talk: Talk, name: str, data: bytes) -> None:
    """Store a file over a connection to the server."""
    answer = await talk.say("PASV", "227")
    told = re.search(r"\((\d+,\d+,\d+,\d+),(\d+),(\d+)\)", answer)
    if told is None:
        raise UnexpectedAnswerError("PASV was not answered with an address")
    host, port = told[1].replace(",", "."), int(told[2]) * 256 + int(told[3])
    camera.outbox.check(host)
    _, writer = await asyncio.open_connection(host, port, local_addr=(talk.own_host, 0))
    await talk.say(f"STOR {name}", "150")
    await _send(writer, data)
    await talk.hear("226")


async def active(camera: EmulatedCamera, talk: Talk, name: str, data: bytes) -> None:
    """Store a file over a connection that the server makes to our data port."""
    loop = asyncio.get_running_loop()
    called: asyncio.Future[asyncio.StreamWriter] = loop.create_future()

    def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        if called.done():
            writer.close()
        else:
            called.set_result(writer)

    server = await asyncio.start_server(take, talk.own_host, camera.ftp_data_port)
    try:
        port = server.sockets[0].getsockname()[1]
        told = f"{talk.own_host.replace('.', ',')},{port // 256},{port % 256}"
        await talk.say(f"PORT {told}", "200")
        await talk.say(f"STOR {name}", "150")
        async with asyncio.timeout(PATIENCE):
            await _send(await called, data)
        await talk.hear("226")
    finally:
        server.close()


async def _send(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(data)
    await writer.drain()
    writer.close()
    await writer.wait_closed()
