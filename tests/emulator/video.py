"""Video over HTTP: streams, the single frame, and all their headers (guide 1, 2)."""

import asyncio
import contextlib
import math
import socket
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from PIL import Image

from . import video_faults
from .comment import with_comments
from .http_head import head_bytes
from .jpeg import encode
from .limits import admits, bars
from .mpeg4 import Mpeg4, Picture, Position, Settings, Vop
from .session import Session
from .stream_text import part_head, stream_head
from .ticks import ticks
from .view import PlainScene, Scene, View
from .viewpoint import comment_fields, view_of
from .wire import Wire
from .wish import Wish

__all__ = ["Frame", "Video", "encode", "make_scene"]

if TYPE_CHECKING:
    from .camera import EmulatedCamera

# What a viewer that reads nothing may cost us in the kernel.
SEND_BUFFER = 128 * 1024


@dataclass(frozen=True)
class Frame:
    """One picture, and where the camera looked at that moment."""

    jpeg: bytes
    position: Position


class Video:
    """Renders at most once per tick and shares the picture among the viewers."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Prepare the scene; it is loaded when the first picture is wanted."""
        self._camera = camera
        self._scene: Scene | None = None
        self._sessions: dict[asyncio.StreamWriter, Session] = {}
        self._lock = asyncio.Lock()
        self._frame: Frame | None = None
        self._frame_tick = -math.inf
        self._jpeg_quality = 75
        self.rendered = 0
        self.mpeg4 = Mpeg4(camera, self._picture)

    def sessions(self) -> list[Session]:
        """List the running streams."""
        return list(self._sessions.values())

    @property
    def writers(self) -> tuple[asyncio.StreamWriter, ...]:
        """Return the connections of the running streams."""
        return tuple(self._sessions)

    async def stop(self) -> None:
        """Close every stream."""
        await self.drop()
        await self.mpeg4.stop()

    async def drop(self) -> None:
        """Close every stream."""
        for writer in tuple(self._sessions):
            writer.transport.abort()
        self._sessions.clear()

    # Serving.

    async def serve(
        self, query: str, reader: asyncio.StreamReader, writer: Wire
    ) -> None:
        """Serve one viewer until it goes away."""
        live = self._camera.parameters.live
        settings = Settings.of(self._camera)
        wish = Wish.parse(query, settings, self._camera.forms)
        peer: tuple[str, int] = writer.get_extra_info("peername")
        # Guide 1.7: a barred address is cut off without a reply. What a bad wish or
        # one stream too many gets is not printed; the same is the likeliest.
        if wish is None or self._camera.faults.video_refused or bars(live, peer[0]):
            await self._refuse(writer)
            return
        running = [session.encode for session in self._sessions.values()]
        most = self._camera.forms.jpeg_clients
        if not admits(wish.encode, running, settings.bitrate, most):
            await self._refuse(writer)
            return
        number = 2 if wish.encode == "mpeg4" else 1
        size = self._camera.get(f"encode({number}).framesize")
        session = Session(*peer[:2], wish.encode, wish.rate, size)
        self._sessions[writer] = session
        sock: socket.socket = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        watcher = None
        if wish.rate != "0":
            watcher = asyncio.create_task(_until_closed(reader, writer))
            # Its place is free at once, however long the next frame takes.
            watcher.add_done_callback(lambda _: self._sessions.pop(writer, None))
        try:
            if wish.encode == "mpeg4":
                await self._stream_mpeg4(wish, size, writer)
            else:
                await self._stream(wish, size, writer)
        finally:
            if watcher is not None:
                watcher.cancel()
            self._sessions.pop(writer, None)

    async def _refuse(self, wire: Wire) -> None:
        """Close without a word, or say so first."""
        form = self._camera.forms.stream_refused
        if form != "close":
            headers = [("Connection", "close")]
            wire.write(head_bytes(HTTPStatus(int(form)), headers, self._camera.faults))
            await wire.drain()

    async def _stream(self, wish: Wish, size: str, wire: Wire) -> None:
        camera, faults = self._camera, self._camera.faults
        frame = await self.frame()
        length = None if faults.video_endless else len(frame.jpeg)
        await self._begin(stream_head(camera, wish, size, length), wire)
        if faults.video_endless:
            await video_faults.endless(camera, wish, frame, wire)
            return
        if wish.rate == "0":
            wire.write(frame.jpeg)
            await wire.drain()
            return
        self._send(wish, frame, wire)
        async for tick in ticks(wish.interval):
            if faults.video_flood:
                await video_faults.flood(camera, wish, frame, wire)
            if wire.is_closing():
                return
            # A viewer that does not read loses frames instead of our memory.
            if not wire.transport.get_write_buffer_size():
                self._send(wish, await self.frame(tick), wire)

    async def _begin(self, head: bytes, wire: Wire) -> None:
        if seconds := self._camera.faults.video_dribble:
            await wire.dribble(head, seconds)
        else:
            wire.write(head)

    def _send(self, wish: Wish, frame: Frame, wire: Wire) -> None:
        session = self._sessions.get(wire)
        length = len(frame.jpeg)
        if session is not None:
            session.kilobits = int(length * 8 / wish.interval / 1000)
            session.parts += 1
            if session.parts % self._camera.faults.part_length_every == 0:
                length += self._camera.faults.part_length_extra
        if wish.boundary or wish.ptz_info:
            wire.write(part_head(self._camera, wish, length, frame.position))
        wire.write(frame.jpeg + (b"\r\n" if wish.boundary else b""))

    async def _stream_mpeg4(self, wish: Wish, size: str, wire: Wire) -> None:
        await self._begin(stream_head(self._camera, wish, size), wire)
        with self.mpeg4.viewer(lambda vop: self._send_vop(wish, vop, wire)):
            while self.mpeg4.running and not wire.is_closing():
                await asyncio.sleep(0.05)

    def _send_vop(self, wish: Wish, vop: Vop, wire: Wire) -> bool:
        """Send a VOP, unless the viewer still has others to read."""
        session = self._sessions.get(wire)
        if session is None or wire.transport.get_write_buffer_size():
            return False
        kilobits = len(vop.data) * 8 * float(wish.rate) / 1000
        session.kilobits += round((kilobits - session.kilobits) / 10)
        if wish.ptz_info:
            wire.write(part_head(self._camera, wish, len(vop.data), vop.position))
        wire.write(vop.data)
        return True

    # Pictures.

    async def frame(self, tick: float | None = None) -> Frame:
        """Return the picture of a tick, drawing it if nobody did so yet."""
        wanted = asyncio.get_running_loop().time() - 0.02 if tick is None else tick
        async with self._lock:
            if self._frame is None or self._frame_tick < wanted - 0.002:
                self._frame = await self._render()
                self._frame_tick = wanted
            return self._frame

    async def _render(self) -> Frame:
        view = self.view(self._camera.get("encode(1).framesize"))
        fields = comment_fields(self._camera, view)
        position = self._position(view)
        jpeg = await asyncio.to_thread(self._photograph, view)
        self.rendered += 1
        self._adapt(len(jpeg))
        return Frame(with_comments(jpeg, fields, self._camera.forms), position)

    async def _picture(self, size: str) -> Picture:
        """Draw what the MPEG-4 encoder is to encode."""
        async with self._lock:
            view = self.view(size)
            fields, position = comment_fields(self._camera, view), self._position(view)
            image = await asyncio.to_thread(self._draw, view)
        return Picture(image, fields, position, self._camera.forms)

    def view(self, size: str) -> View:
        """Tell what is to be seen now."""
        return view_of(self._camera, size)

    def _position(self, view: View) -> Position:
        zoom = self._camera.head.zoom.at(self._camera.head.now)
        return view.pan, view.tilt, zoom

    def _photograph(self, view: View) -> bytes:
        return encode(self._draw(view), self._jpeg_quality)

    def _draw(self, view: View) -> Image.Image:
        if self._scene is None:
            self._scene = make_scene(self._camera)
        return self._scene.render(view)

    def _adapt(self, size: int) -> None:
        """Hold the average file size that encode(1).quality asks for."""
        wanted = int(self._camera.get("encode(1).quality").removesuffix("k")) * 1000
        step = 1 if size < wanted * 0.9 else -2 if size > wanted * 1.1 else 0
        self._jpeg_quality = min(90, max(25, self._jpeg_quality + step))


def make_scene(camera: EmulatedCamera) -> Scene:
    """Build the scene that the camera was made with."""
    if camera.scene_name == "plain":
        return PlainScene()
    from .scene import YardScene  # noqa: PLC0415 - slow to build, not always wanted

    return YardScene(camera.layout)


async def _until_closed(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Notice a viewer that has gone, also between two slow frames."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1024):
            # No further API is taken on a stream's connection (guide 1.1).
            pass
    writer.transport.abort()
