"""HTTP as the guide prints it: one request, one answer, and the connection closes."""

import asyncio
import base64
import binascii
import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from .parameters import LONGEST, REFUSED
from .wire import BlackHole, Wire

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Headers = list[tuple[str, str]]

ROLES = {"admin": "A", "operator": "O", "user": "U"}
HEAD_LIMIT = 16 * 1024
GARBAGE = bytes(range(256)) * 2


@dataclass(frozen=True)
class Request:
    """A request as it came in; `target` is exactly what stood in the first line."""

    time: float
    method: str
    target: str
    user: str | None
    host: str = ""
    connection: int = 0

    @property
    def path(self) -> str:
        """Return what stands before the question mark."""
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        """Return what stands behind the question mark."""
        return self.target.partition("?")[2]


@dataclass(frozen=True)
class Head:
    """The head of a request."""

    method: str
    target: str
    headers: dict[str, str]

    @classmethod
    def parse(cls, data: bytes) -> Head | None:
        """Read the head, or return None where it is none."""
        first, *rest = data.decode("latin-1").split("\r\n")
        words = first.split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/"):
            return None
        pairs = (line.partition(":") for line in rest if ":" in line)
        headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
        return cls(words[0], words[1], headers)


class HttpServer:
    """The camera's port 80."""

    def __init__(self, camera: EmulatedCamera, host: str, port: int) -> None:
        """Prepare to listen."""
        self._camera = camera
        self._host = host
        self.port = port
        self._server: asyncio.Server | None = None
        self._hole: BlackHole | None = None
        self._busy: set[asyncio.Task[None]] = set()
        self._connections = 0

    async def start(self) -> None:
        """Open the port."""
        self._server = await asyncio.start_server(
            self._accept, self._host, self.port, limit=HEAD_LIMIT
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port and every connection."""
        if self._server is None:
            return
        if self._hole is not None:
            self._hole.close()
            self._hole = None
        self._server.close()
        self._server.abort_clients()
        tasks = [task for task in self._busy if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server.wait_closed()
        self._server = None

    def die(self) -> None:
        """Stop taking connections and let those that are there hang."""
        if self._server is not None:
            self._server.close()
            self._hole = BlackHole(self._host, self.port)

    async def _accept(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._connections += 1
        wire = Wire(writer, reader, self._camera.faults, self._connections)
        task = asyncio.current_task()
        if task is not None:
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)
        with contextlib.suppress(
            ConnectionError,
            asyncio.IncompleteReadError,
            asyncio.LimitOverrunError,
            asyncio.CancelledError,
        ):
            await self._serve(reader, wire)
        writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: Wire) -> None:
        head = Head.parse(await reader.readuntil(b"\r\n\r\n"))
        camera = self._camera
        user = login(head.headers.get("authorization", "")) if head else None
        name = user[0] if user else None
        if head is not None:
            host = writer.get_extra_info("peername")[0]
            camera.note_request(
                Request(
                    *(camera.clock(), head.method, head.target, name),
                    *(host, writer.number),
                )
            )
        if camera.faults.hang or camera.faults.dead:
            await reader.read()
            return
        if camera.faults.delay:
            await asyncio.sleep(camera.faults.delay)
        if head is None or head.method != "GET":
            await self._reply(writer, HTTPStatus.BAD_REQUEST, "")
            return
        path, _, query = head.target.partition("?")
        if path == "/api/video":
            await camera.video.serve(query, reader, writer)
        elif path == "/api/param":
            await self._param(head, query, user, writer)
        else:
            await self._reply(writer, HTTPStatus.NOT_FOUND, "")

    async def _param(
        self,
        head: Head,
        query: str,
        user: tuple[str, str] | None,
        writer: asyncio.StreamWriter,
    ) -> None:
        camera = self._camera
        if camera.faults.status is not None:
            await self._reply(writer, HTTPStatus(camera.faults.status), "")
            return
        if user is None or camera.passwords.get(user[0]) != user[1]:
            realm = ("WWW-Authenticate", f'Basic realm="{camera.identity.model}"')
            await self._reply(writer, HTTPStatus.UNAUTHORIZED, "", extra=[realm])
            return
        if len(head.target) > LONGEST:
            lines = [f"{query.partition('=')[0][:64]}&{REFUSED}"]
        else:
            role = ROLES[user[0]]
            lines = camera.parameters.answer(query, role, several=camera.multi_key)
        after, camera.after_reply = camera.after_reply, None
        before, camera.before_reply = camera.before_reply, None
        if before is not None:
            await before()
        await self._reply(
            writer,
            self._status(lines[0]),
            "".join(f"{line}\r\n" for line in lines),
            html=wants_html(head.headers.get("accept", "")),
        )
        if after is not None:
            after()

    def _status(self, line: str) -> HTTPStatus:
        """Return the status of a reply that starts with this line."""
        code = line.rpartition("&")[2][:3]
        if self._camera.faults.error_status and code.isdecimal():
            return HTTPStatus(int(code))
        return HTTPStatus.OK

    async def _reply(
        self,
        writer: asyncio.StreamWriter,
        status: HTTPStatus,
        text: str,
        *,
        html: bool = False,
        extra: Headers | None = None,
    ) -> None:
        faults = self._camera.faults
        if html:
            # What the HTML form looks like is not printed anywhere.
            text = f"<html><body><pre>\r\n{text}</pre></body></html>\r\n"
        body = GARBAGE if faults.garbage else text.encode()
        headers: Headers = [("Connection", "close")]
        if not faults.no_content_length:
            length = len(body) + faults.content_length_extra
            headers.append(("Content-Length", str(length)))
        headers += [
            ("Content-type", "text/html" if html else "text/plain"),
            ("Date", api_date(datetime.now(UTC))),
            ("Server", f"JVC {self._camera.identity.model} API Server"),
            *(extra or []),
        ]
        await self.send(writer, head_bytes(status, headers, faults.header_case) + body)

    async def send(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        """Write all of it, in small pieces where a test wants that."""
        size = self._camera.faults.chunked_writes or len(data)
        for at in range(0, len(data), size):
            writer.write(data[at : at + size])
            await writer.drain()
            if size < len(data):
                await asyncio.sleep(0.001)


def head_bytes(status: HTTPStatus, headers: Headers, case: str) -> bytes:
    """Print the head of a reply."""
    change = {"lower": str.lower, "upper": str.upper}.get(case, str)
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{change(name)}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def api_date(now: datetime) -> str:
    """Print the date with its month in capitals, as the guide's 5.3 does."""
    return f"{now:%a}, {now:%d} {now.strftime('%b').upper()} {now:%Y %H:%M:%S} GMT"


def login(header: str) -> tuple[str, str] | None:
    """Return user and password of an Authorization header."""
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(token, validate=True).decode()
    except binascii.Error, UnicodeDecodeError:
        return None
    user, _, password = text.partition(":")
    return (user, password) if user in ROLES else None


def wants_html(accept: str) -> bool:
    """Tell whether the reply is HTML: asked for, or nothing asked (guide 5.1)."""
    return not accept or ("text/html" in accept and "text/plain" not in accept)
