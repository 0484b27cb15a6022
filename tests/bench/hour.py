"""`python -m tests.bench.hour`: an hour of streaming, as fast as it goes.

One camera's 54 000 pictures come over a real connection, through the real reader
and hub, to a viewer of motion JPEG and one of the WebSocket. Prints, as JSON, what
was delivered, and the megabytes of the process when it had warmed up and at the end.
"""

import asyncio
import contextlib
import json
import os
from unittest.mock import patch

import aiohttp
from aiohttp import web

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.frame_rate import Pace
from custom_components.jvc_vn.protocol.http import Http
from custom_components.jvc_vn.protocol.models import Frame
from custom_components.jvc_vn.video.hub import FrameHub
from custom_components.jvc_vn.video.mjpeg import stream_mjpeg
from custom_components.jvc_vn.views import FrameSocket
from tests.emulator import EmulatedCamera
from tests.emulator.comment import with_comments
from tests.emulator.viewpoint import comment_fields

from .cameras import PICTURES, Album
from .house import memory

FRAMES = 54_000
WARM = 4_000
ALL = 1e9
"""Frames per second of a viewer that takes whatever it can."""


async def parts() -> list[bytes]:
    """Make the parts of a stream, as the camera sends them."""
    album = Album()
    async with EmulatedCamera(search_port=None) as camera:
        album.fill(camera)
        view = camera.video.view("vga")
        jpegs = [
            with_comments(album.draw(view), comment_fields(camera, view))
            for _ in range(PICTURES)
        ]
    head = "--foo\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\n\r\n"
    return [head.format(len(jpeg)).encode() + jpeg + b"\r\n" for jpeg in jpegs]


async def flood(made: list[bytes]) -> asyncio.Server:
    """Be a camera that sends its hour at once."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(
            b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Network Camera\r\n"
            b"Content-Type: multipart/x-mixed-replace;boundary=--foo\r\n\r\n"
        )
        for number in range(FRAMES):
            writer.write(made[number % PICTURES])
            await writer.drain()
            # One picture at a time: each may be seen.
            await asyncio.sleep(0)
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writer.close()

    return await asyncio.start_server(serve, "127.0.0.1", 0)


class Hour:
    """The hub, its viewers, and what came through."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        """Connect nothing yet."""
        self.count = 0
        self.shown = {"mjpeg": 0, "websocket": 0}
        self.warm = 0.0
        self.done = asyncio.Event()
        camera = Camera(Http(session, "127.0.0.1", port))
        self.hub = FrameHub(camera)
        self.hub.subscribe(self)

    def viewers_changed(self) -> None:
        """Nothing is made of it."""

    def frame_arrived(self, _frame: Frame) -> None:
        """Count."""
        self.count += 1
        if self.count == WARM:
            self.warm = memory(os.getpid())
        elif self.count == FRAMES:
            self.done.set()

    async def mjpeg(self, request: web.Request) -> web.StreamResponse:
        """Serve motion JPEG."""
        return await stream_mjpeg(request, self.hub, ALL)

    async def websocket(self, request: web.Request) -> web.StreamResponse:
        """Serve frames over a WebSocket."""
        response = web.WebSocketResponse()
        await response.prepare(request)
        assert request.transport
        await FrameSocket(
            response, request.transport, self.hub, ALL, lambda: True
        ).run()
        return response

    async def read(self, session: aiohttp.ClientSession, url: str) -> None:
        """Look at motion JPEG."""
        async with session.get(f"{url}/mjpeg") as response:
            async for data in response.content.iter_any():
                self.shown["mjpeg"] += data.count(b"--frame")

    async def listen(self, session: aiohttp.ClientSession, url: str) -> None:
        """Look through the WebSocket."""
        async with session.ws_connect(f"{url}/websocket") as socket:
            async for _ in socket:
                self.shown["websocket"] += 1
                await socket.send_str('{"ack": 1}')


async def main() -> None:
    """Let an hour pass."""
    server = await flood(await parts())
    async with server, aiohttp.ClientSession() as session:
        hour = Hour(session, server.sockets[0].getsockname()[1])
        app = web.Application()
        app.router.add_get("/mjpeg", hour.mjpeg)
        app.router.add_get("/websocket", hour.websocket)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        tasks = [
            asyncio.create_task(work)
            for work in (hour.read(session, url), hour.listen(session, url))
        ]
        await hour.done.wait()
        end = memory(os.getpid())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await hour.hub.close()
        await runner.cleanup()
        server.abort_clients()
    print(json.dumps({**hour.shown, "warm": hour.warm, "end": end}))


if __name__ == "__main__":
    # Of a camera that is so fast, nothing but a few frames would be taken.
    with patch.object(Pace, "takes", lambda _pace, _now: True):
        asyncio.run(main())
