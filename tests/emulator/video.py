"""Video over HTTP: streams, the single frame, and all their headers (guide 1, 2)."""

import asyncio
import contextlib
import io
import math
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from PIL import Image

from . import automation, optics
from .comment import Field, with_comments
from .http_server import head_bytes
from .limits import admits, bars
from .mpeg4 import Mpeg4, Picture, Position, Settings, Vop
from .ticks import ticks
from .view import SIZES, PlainScene, Scene, View
from .wish import Wish

if TYPE_CHECKING:
    from .camera import EmulatedCamera

# What a viewer that reads nothing may cost us in the kernel.
SEND_BUFFER = 128 * 1024


@dataclass(frozen=True)
class Frame:
    """One picture, and where the camera looked at that moment."""

    jpeg: bytes
    position: Position


@dataclass
class Session:
    """A running stream, as system.session lists it."""

    host: str
    port: int
    encode: str
    rate: str
    size: str
    kilobits: int = 0


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
        self, query: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Serve one viewer until it goes away."""
        live = self._camera.parameters.live
        settings = Settings.of(self._camera)
        wish = Wish.parse(query, settings)
        peer: tuple[str, int] = writer.get_extra_info("peername")
        # Guide 1.7: a barred address is cut off without a reply. What a bad wish or
        # one stream too many gets is not printed; the same is the likeliest.
        if wish is None or self._camera.faults.video_refused or bars(live, peer[0]):
            return
        running = [session.encode for session in self._sessions.values()]
        if not admits(wish.encode, running, settings.bitrate):
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
        try:
            if wish.encode == "mpeg4":
                await self._stream_mpeg4(wish, size, writer)
            else:
                await self._stream(wish, size, writer)
        finally:
            if watcher is not None:
                watcher.cancel()
            self._sessions.pop(writer, None)

    async def _stream(
        self, wish: Wish, size: str, writer: asyncio.StreamWriter
    ) -> None:
        frame = await self.frame()
        writer.write(self._head(wish, size, len(frame.jpeg)))
        if wish.rate == "0":
            writer.write(frame.jpeg)
            await writer.drain()
            return
        self._send(wish, frame, writer)
        async for tick in ticks(wish.interval):
            if writer.is_closing():
                return
            # A viewer that does not read loses frames instead of our memory.
            if not writer.transport.get_write_buffer_size():
                self._send(wish, await self.frame(tick), writer)

    def _send(self, wish: Wish, frame: Frame, writer: asyncio.StreamWriter) -> None:
        session = self._sessions.get(writer)
        if session is not None:
            session.kilobits = int(len(frame.jpeg) * 8 / wish.interval / 1000)
        if wish.boundary or wish.ptz_info:
            writer.write(self._part(wish, len(frame.jpeg), frame.position))
        writer.write(frame.jpeg + (b"\r\n" if wish.boundary else b""))

    async def _stream_mpeg4(
        self, wish: Wish, size: str, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(self._head(wish, size))
        with self.mpeg4.viewer(lambda vop: self._send_vop(wish, vop, writer)):
            while self.mpeg4.running and not writer.is_closing():
                await asyncio.sleep(0.05)

    def _send_vop(self, wish: Wish, vop: Vop, writer: asyncio.StreamWriter) -> bool:
        """Send a VOP, unless the viewer still has others to read."""
        session = self._sessions.get(writer)
        if session is None or writer.transport.get_write_buffer_size():
            return False
        kilobits = len(vop.data) * 8 * float(wish.rate) / 1000
        session.kilobits += round((kilobits - session.kilobits) / 10)
        if wish.ptz_info:
            writer.write(self._part(wish, len(vop.data), vop.position))
        writer.write(vop.data)
        return True

    def _head(self, wish: Wish, size: str, length: int = 0) -> bytes:
        identity = self._camera.identity
        echo = f"encode={wish.encode}&framerate={wish.rate}&framesize={size}"
        if wish.encode == "mpeg4":
            headers = [("Connection", "close"), ("Content-Type", "video/mp4v-es")]
        elif wish.boundary:
            headers = [("Content-Type", "multipart/x-mixed-replace;boundary=--foo")]
        else:
            headers = [
                ("Connection", "close"),
                # The size of the first picture only (guide 1.2).
                ("Content-Length", str(length)),
                ("Content-Type", "image/jpeg"),
            ]
        if wish.encode == "jpeg":
            echo += f"&boundary={_word(wish.boundary)}"
        echo += f"&ptz_info={_word(wish.ptz_info)}"
        headers += [
            ("Date", f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT"),
            ("Server", f"JVC {identity.model} Network Camera"),
            (identity.echo_header, echo),
        ]
        case = self._camera.faults.header_case
        return head_bytes(HTTPStatus.OK, headers, case)

    def _part(self, wish: Wish, length: int, position: Position) -> bytes:
        # MPEG-4 is announced as a JPEG too (reference, 2).
        lines = ["--foo", "Content-Type: image/jpeg", f"Content-Length: {length}"]
        if wish.ptz_info:
            pan, tilt, zoom = position
            lines += [
                f"X-Puls-Pan: {round(pan * 100) % 36000}",
                f"X-Puls-Tilt: {round(tilt * 100)}",
                f"X-Posi-Zoom: {round(zoom * 100)}",
            ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

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
        view = self._view(self._camera.get("encode(1).framesize"))
        fields = self._fields(view)
        position = self._position(view)
        jpeg = await asyncio.to_thread(self._photograph, view)
        self.rendered += 1
        self._adapt(len(jpeg))
        return Frame(with_comments(jpeg, fields), position)

    async def _picture(self, size: str) -> Picture:
        """Draw what the MPEG-4 encoder is to encode."""
        async with self._lock:
            view = self._view(size)
            fields, position = self._fields(view), self._position(view)
            image = await asyncio.to_thread(self._draw, view)
        return Picture(image, fields, position)

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

    def _view(self, size: str) -> View:
        camera = self._camera
        spot = camera.head.spot()
        live = camera.parameters.live
        began = camera.motion_until - camera.motion_seconds
        walking = camera.clock() - began if camera.motion_active else None
        masks = [
            mask
            for area, mask in camera.masks.items()
            if live[f"camera.private_mask.area({area}).status"] == "on"
        ]
        if live["camera.private_mask.status"] == "off":
            masks = []
        if camera.mask_edit is not None:
            masks.append(camera.mask_edit[1].moved(spot.pan, spot.tilt))
        return View(
            pan=spot.pan,
            tilt=spot.tilt,
            optical=optics.optical(spot.zoom, camera.identity.optical_limit),
            electronic=optics.electronic(spot.zoom),
            size=SIZES[size],
            moment=camera.clock(),
            flipped=camera.flipped,
            monochrome=camera.is_night,
            gate_open=camera.inputs[1] == "make",
            lamp=camera.output(1) == "make",
            second_lamp=camera.output(2) == "make",
            walking=walking,
            captions=self._captions(),
            masks=tuple(masks),
            mask_color=live["camera.private_mask.color"],
        )

    def _captions(self) -> tuple[str, str, str]:
        camera = self._camera
        number = camera.head.preset
        spot = camera.head.spot()
        where = f"P{spot.pan:06.2f} T{spot.tilt:06.2f} Z{spot.zoom:05.2f}"
        if number is not None:
            title = camera.get(f"camera.position({number}).comment")
            where = f"{number:02d} {title}".strip()
        stamp = f"{camera.local_time():%Y-%m-%d %H:%M:%S}"
        return camera.get("camera.id"), stamp, where

    def _fields(self, view: View) -> list[Field]:
        """List the comment fields behind the size, with their sizes (guide 1.6)."""
        camera = self._camera
        live = camera.parameters.live
        now = camera.local_time()
        zone = live["system.timezone"]
        stamp = f"{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}{zone}"
        preset = "NA" if camera.head.preset is None else str(camera.head.preset)
        pan = round(view.pan, 2) % 360
        zoom = camera.head.zoom.at(camera.head.now)
        return [
            ("width", 13, str(view.size[0])),
            ("height", 14, str(view.size[1])),
            ("type", 18, camera.identity.full_model),
            ("reverse", 12, "0"),
            ("Timestamp", 70, stamp),
            # The printed size 13 cannot hold the printed example; 17 can.
            ("alarm", 17, "00000000"),
            ("camera", 50, camera.get("camera.id")),
            ("motion", 11, _digit(camera.detects_motion)),
            ("md", 7, _digit(camera.detects_motion and camera.motion_active)),
            ("pan", 13, f"{pan:.2f}"),
            ("tilt", 14, f"{view.tilt:.2f}"),
            ("zoom", 13, f"{zoom:.2f}"),
            ("position", 15, preset),
            ("stabilizer", 15, _digit(live["camera.image.stabilizer"] == "on")),
            ("fan", 8, _digit(camera.fan_error)),
            *self._tracking_fields(),
        ]

    def _tracking_fields(self) -> list[Field]:
        camera = self._camera
        if "intelligent" not in camera.identity.features:
            return []
        state = automation.tracking_state(camera)
        area, color = camera.target
        left, top, right, bottom = area if state in (2, 3) else (0, 0, 0, 0)
        fields: list[Field] = [
            ("track_status", 17, str(state)),
            ("track_area", 30, f"{left},{top}-{right},{bottom}"),
        ]
        if "v2" in camera.identity.features:
            fields.append(("track_color", 26, color or "0-0-0"))
        return fields


def encode(image: Image.Image, quality: int) -> bytes:
    """Make a JPEG that starts with SOI and APP0."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, subsampling=2)
    return buffer.getvalue()


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


def _word(on: object) -> str:
    return "on" if on else "off"


def _digit(on: object) -> str:
    return "1" if on else "0"
