"""HTTP as the guide prints it: one request, one answer, and the connection closes."""

import asyncio
import contextlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from . import api
from .http_head import (
    Head,
    Headers,
    Reply,
    Request,
    api_date,
    head_bytes,
    length_headers,
)
from .listening import stop_listening
from .wire import BlackHole, Wire, reset

if TYPE_CHECKING:
    from .camera import EmulatedCamera

# What the guide prints over a body of 47 bytes (5.3).
SAMPLE_LENGTH = 80
HEAD_LIMIT = 16 * 1024
GARBAGE = bytes(range(256)) * 2


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
        self._turn = asyncio.Lock()

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
        await stop_listening(self._server)
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
            data: bytes | None = await reader.readuntil(b"\r\n\r\n")
            while data and await self._serve(data, reader, wire):
                data = await self._next(reader, wire)
        writer.close()

    async def _next(self, reader: asyncio.StreamReader, wire: Wire) -> bytes | None:
        """Wait for another request on the same connection."""
        faults = self._camera.faults
        try:
            async with asyncio.timeout(faults.idle_seconds):
                return await reader.readuntil(b"\r\n\r\n")
        except TimeoutError:
            if faults.idle_end == "forget":
                with contextlib.suppress(asyncio.IncompleteReadError):
                    await reader.readuntil(b"\r\n\r\n")
                reset(wire)
            return None

    async def _serve(
        self, data: bytes, reader: asyncio.StreamReader, wire: Wire
    ) -> bool:
        """Serve one request, and tell whether the connection may take another."""
        head = Head.parse(data)
        self._note(head, wire)
        faults = self._camera.faults
        if faults.latency:
            async with self._turn:
                await asyncio.sleep(faults.latency)
        if faults.delay:
            await asyncio.sleep(faults.delay)
        path, _, query = head.target.partition("?") if head else ("", "", "")
        is_video = path == "/api/video"
        if faults.hang or faults.dead or (is_video and faults.video_silent):
            await reader.read()
        elif head is None or head.method != "GET":
            await self._reply(wire, Reply(HTTPStatus.BAD_REQUEST))
        elif is_video:
            await self._camera.video.serve(query, reader, wire)
        elif path == "/api/param":
            return await self._param(head, reader, wire)
        else:
            await self._reply(wire, Reply(HTTPStatus.NOT_FOUND))
        return False

    def _note(self, head: Head | None, wire: Wire) -> None:
        if head is None:
            return
        camera, user = self._camera, head.login
        host = wire.get_extra_info("peername")[0]
        name = user[0] if user else None
        camera.note_request(
            Request(
                *(camera.clock(), head.method, head.target, name), *(host, wire.number)
            )
        )

    async def _param(
        self, head: Head, reader: asyncio.StreamReader, wire: Wire
    ) -> bool:
        reply = await api.answer(self._camera, head)
        after, self._camera.after_reply = self._camera.after_reply, None
        if reply is None:
            await reader.read()
            return False
        await self._reply(wire, reply)
        if after is not None:
            after()
        return self._camera.faults.keep_alive

    async def _reply(self, wire: Wire, reply: Reply) -> None:
        faults = self._camera.faults
        text = reply.text
        if reply.html:
            # What the HTML form looks like is not printed anywhere.
            text = f"<html><body><pre>\r\n{text}</pre></body></html>\r\n"
        body = GARBAGE if faults.garbage else text.encode()
        length = len(body)
        if self._camera.forms.content_length == "80":
            length = max(SAMPLE_LENGTH, length)
        headers: Headers = [
            ("Connection", "keep-alive" if faults.keep_alive else "close"),
            *length_headers(length, faults),
            ("Content-type", "text/html" if reply.html else "text/plain"),
            ("Date", api_date(datetime.now(UTC))),
            ("Server", f"JVC {self._camera.short_model} API Server"),
            *reply.extra,
        ]
        head = head_bytes(reply.status, headers, faults)
        if faults.param_dribble:
            await wire.dribble(head, faults.param_dribble)
            head = b""
        await wire.in_pieces(head + body, faults.chunked_writes)
