"""JPEG over HTTP: the stream, the single frame, and all their headers (guide 1)."""

import asyncio
import contextlib
import io
import ipaddress
import math
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from PIL import Image

from . import automation, optics
from .comment import Field, with_comments
from .http_server import head_bytes
from .view import PlainScene, Scene, View

if TYPE_CHECKING:
    from .camera import EmulatedCamera

RATES = (
    *("30", "25", "15", "10", "7.5", "6", "5", "3", "2", "1", "0"),
    *("-2", "-3", "-5", "-10", "-15", "-20", "-30", "-60"),
)
SIZES = {"vga": (640, 480), "qvga": (320, 240)}
MOST_STREAMS = 20
# What a viewer that reads nothing may cost us in the kernel.
SEND_BUFFER = 128 * 1024


@dataclass(frozen=True)
class Wish:
    """What a viewer asked for; what it left out is what the examples show."""

    rate: str
    boundary: bool
    ptz_info: bool

    @classmethod
    def parse(cls, query: str) -> Wish | None:
        """Read the query, or return None for what the camera cannot do."""
        values = {key: value[-1] for key, value in parse_qs(query).items()}
        rate = values.get("framerate", "30")
        if values.get("encode") != "jpeg" or rate not in RATES:
            return None
        boundary = values.get("boundary", "off") == "on" and rate != "0"
        return cls(rate, boundary, values.get("ptz_info", "off") == "on")

    @property
    def interval(self) -> float:
        """Return the seconds between frames."""
        number = float(self.rate)
        return -number if number < 0 else 1 / number


@dataclass(frozen=True)
class Frame:
    """One picture, and where the camera looked at that moment."""

    jpeg: bytes
    pan: float
    tilt: float
    zoom: float


@dataclass
class Session:
    """A running stream, as system.session lists it."""

    host: str
    port: int
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
        wish = Wish.parse(query)
        peer: tuple[str, int] = writer.get_extra_info("peername")
        # Guide 1.7: a barred address is cut off without a reply. What a bad wish or
        # one stream too many gets is not printed; the same is the likeliest.
        if wish is None or self._camera.faults.video_refused or self._barred(peer[0]):
            return
        if len(self._sessions) >= MOST_STREAMS:
            return
        size = self._camera.get("encode(1).framesize")
        self._sessions[writer] = Session(peer[0], peer[1], wish.rate, size)
        sock: socket.socket = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        watcher = None
        if wish.rate != "0":
            watcher = asyncio.create_task(_until_closed(reader, writer))
        try:
            await self._stream(wish, size, writer)
        finally:
            if watcher is not None:
                watcher.cancel()
            self._sessions.pop(writer, None)

    async def _stream(
        self, wish: Wish, size: str, writer: asyncio.StreamWriter
    ) -> None:
        frame = await self.frame()
        writer.write(self._head(wish, size, frame))
        if wish.rate == "0":
            writer.write(frame.jpeg)
            await writer.drain()
            return
        self._send(wish, frame, writer)
        async for tick in _ticks(wish.interval):
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
            writer.write(self._part(wish, frame))
        writer.write(frame.jpeg + (b"\r\n" if wish.boundary else b""))

    def _head(self, wish: Wish, size: str, first: Frame) -> bytes:
        identity = self._camera.identity
        headers = [("Content-Type", "multipart/x-mixed-replace;boundary=--foo")]
        if not wish.boundary:
            headers = [
                ("Connection", "close"),
                # The size of the first picture only (guide 1.2).
                ("Content-Length", str(len(first.jpeg))),
                ("Content-Type", "image/jpeg"),
            ]
        echo = (
            f"encode=jpeg&framerate={wish.rate}&framesize={size}"
            f"&boundary={_word(wish.boundary)}&ptz_info={_word(wish.ptz_info)}"
        )
        headers += [
            ("Date", f"{datetime.now(UTC):%a, %d %b %Y %H:%M:%S} GMT"),
            ("Server", f"JVC {identity.model} Network Camera"),
            (identity.echo_header, echo),
        ]
        case = self._camera.faults.header_case
        return head_bytes(HTTPStatus.OK, headers, case)

    def _part(self, wish: Wish, frame: Frame) -> bytes:
        lines = [
            "--foo",
            "Content-Type: image/jpeg",
            f"Content-Length: {len(frame.jpeg)}",
        ]
        if wish.ptz_info:
            lines += [
                f"X-Puls-Pan: {round(frame.pan * 100) % 36000}",
                f"X-Puls-Tilt: {round(frame.tilt * 100)}",
                f"X-Posi-Zoom: {round(frame.zoom * 100)}",
            ]
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _barred(self, host: str) -> bool:
        """Apply the access restriction (guide 6.14)."""
        live = self._camera.parameters.live
        base = "network.access_control(stream_out)"
        listed = [live[f"{base}.host({number})"] for number in range(1, 11)]
        hit = any(_covers(entry, host) for entry in listed if entry)
        if live[f"{base}.logic"] == "allow":
            return any(listed) and not hit
        return hit

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
        view = self._view()
        fields = self._fields(view)
        zoom = self._camera.head.zoom.at(self._camera.head.now)
        jpeg = await asyncio.to_thread(self._draw, view)
        self.rendered += 1
        self._adapt(len(jpeg))
        return Frame(with_comments(jpeg, fields), view.pan, view.tilt, zoom)

    def _draw(self, view: View) -> bytes:
        if self._scene is None:
            self._scene = make_scene(self._camera)
        image = self._scene.render(view)
        return encode(image, self._jpeg_quality)

    def _adapt(self, size: int) -> None:
        """Hold the average file size that encode(1).quality asks for."""
        wanted = int(self._camera.get("encode(1).quality").removesuffix("k")) * 1000
        step = 1 if size < wanted * 0.9 else -2 if size > wanted * 1.1 else 0
        self._jpeg_quality = min(90, max(25, self._jpeg_quality + step))

    def _view(self) -> View:
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
            size=SIZES[camera.get("encode(1).framesize")],
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


async def _ticks(interval: float) -> AsyncIterator[float]:
    """Tick at a rate; all viewers share one grid of moments, hence one picture.

    A tick that comes a little late is made up for, a longer gap is skipped.
    """
    loop = asyncio.get_running_loop()
    number = math.floor(loop.time() / interval)
    while True:
        number = max(number + 1, math.floor(loop.time() / interval) - 1)
        await asyncio.sleep(max(0.0, number * interval - loop.time()))
        yield number * interval


async def _until_closed(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Notice a viewer that has gone, also between two slow frames."""
    with contextlib.suppress(ConnectionError):
        while await reader.read(1024):
            # No further API is taken on a stream's connection (guide 1.1).
            pass
    writer.transport.abort()


def _covers(entry: str, host: str) -> bool:
    try:
        network = ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return entry == "localhost" and host.startswith("127.")
    return ipaddress.ip_address(host) in network


def _word(on: object) -> str:
    return "on" if on else "off"


def _digit(on: object) -> str:
    return "1" if on else "0"
