"""MPEG-4 over HTTP: the encoder behind encode(2), and the guide's user data (2.5)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.video.frame import PictureType

from .comment import Field, padded
from .forms import Forms
from .ticks import ticks
from .view import SIZES

if TYPE_CHECKING:
    from PIL import Image

    from .camera import EmulatedCamera

type Position = tuple[float, float, float]
"""Pan, tilt and zoom."""
type Send = Callable[[Vop], bool]

GRID = 30
"""Pictures per second that the encoder is offered; it skips to reach a lower rate."""
USER_DATA = b"\0\0\1\xb2"
VOP = b"\0\0\1\xb6"
# No picture becomes an I-VOP of itself: encode(2).iframeinterval decides.
ENDLESS = 1_000_000


@dataclass(frozen=True)
class Settings:
    """What encode(2) says."""

    size: str
    bitrate: int
    constant: bool
    rate: float
    interval: int

    @classmethod
    def of(cls, camera: EmulatedCamera) -> Settings:
        """Read the settings; a variable bit rate means 30 fps (guide 6.3)."""
        vbr = camera.get("encode(2).cbr_mode") == "vbr"
        return cls(
            size=camera.get("encode(2).framesize"),
            bitrate=int(camera.get("encode(2).bitrate")),
            constant=not vbr,
            rate=GRID if vbr else float(camera.get("encode(2).framerate")),
            interval=int(camera.get("encode(2).iframeinterval")),
        )

    def starts(self, last: int, number: int) -> bool:
        """Tell whether an I-VOP is due since the last picture."""
        return last // self.interval != number // self.interval

    def due(self, last: int, number: int) -> bool:
        """Tell whether a VOP is due: I-VOPs are never skipped (guide 6.3)."""
        step = self.rate / GRID
        return self.starts(last, number) or int(last * step) != int(number * step)


@dataclass(frozen=True)
class Picture:
    """What the camera saw at a moment, and what it writes beside."""

    image: Image.Image
    fields: list[Field]
    position: Position
    forms: Forms = field(default_factory=Forms)


@dataclass(frozen=True)
class Vop:
    """One VOP with what stands before it."""

    data: bytes
    intra: bool
    position: Position


class Encoder:
    """Encodes one picture after the other; every viewer gets the same VOPs."""

    def __init__(self, settings: Settings) -> None:
        """Start anew: the first picture will be an I-VOP."""
        self.settings = settings
        self.last = -1
        context = av.CodecContext.create("mpeg4", "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height = SIZES[settings.size]
        context.pix_fmt = "yuv420p"
        context.bit_rate = settings.bitrate
        context.time_base = Fraction(1, GRID)
        context.framerate = Fraction(GRID)
        context.gop_size = ENDLESS
        context.thread_count = 1
        context.options = {"sc_threshold": str(ENDLESS), "level": "3"}
        if settings.constant:
            rate = str(settings.bitrate)
            context.options |= {"maxrate": rate, "bufsize": rate}
        self._context = context

    def encode(self, picture: Picture, number: int) -> Vop:
        """Encode a picture; runs in a thread, never in two at once."""
        image = picture.image.convert("RGBA")
        frame = av.VideoFrame.from_bytes(image.tobytes(), *image.size, format="rgba")
        frame.pts = number
        if self.settings.starts(self.last, number):
            frame.pict_type = PictureType.I
        self.last = number
        data = b"".join(bytes(packet) for packet in self._context.encode(frame))
        at = data.index(VOP)
        intra = data[at + len(VOP)] >> 6 == 0
        if intra:
            # Behind VOL, the encoder's own user data (the reserved one), and GOV.
            data = data[:at] + user_data(picture.fields, picture.forms) + data[at:]
        return Vop(data, intra, picture.position)


class Mpeg4:
    """Encodes while somebody looks on; all viewers get the same VOPs."""

    def __init__(
        self,
        camera: EmulatedCamera,
        picture: Callable[[str], Awaitable[Picture]],
    ) -> None:
        """Take pictures of a size from `picture`; nothing runs yet."""
        self._camera = camera
        self._picture = picture
        self._viewers: dict[Send, bool] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def running(self) -> bool:
        """Pictures are encoded."""
        return self._task is not None and not self._task.done()

    @contextlib.contextmanager
    def viewer(self, send: Send) -> Iterator[None]:
        """Send VOPs to one more; `send` tells whether it took them."""
        self._viewers[send] = True
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        try:
            yield
        finally:
            del self._viewers[send]
            if not self._viewers and self._task:
                self._task.cancel()
                self._task = None

    async def stop(self) -> None:
        """Encode no more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        encoder = await self._running_encoder()
        async for tick in ticks(1 / GRID):
            number = round(tick * GRID)
            settings = Settings.of(self._camera)
            if settings != encoder.settings:
                encoder = Encoder(settings)
            elif not settings.due(encoder.last, number):
                continue
            picture = await self._picture(settings.size)
            self._send(await asyncio.to_thread(encoder.encode, picture, number))

    async def _running_encoder(self) -> Encoder:
        """Return an encoder as if it had always run: its next VOP may be a P-VOP."""
        encoder = Encoder(Settings.of(self._camera))
        picture = await self._picture(encoder.settings.size)
        number = round(asyncio.get_running_loop().time() * GRID) - 1
        await asyncio.to_thread(encoder.encode, picture, number)
        return encoder

    def _send(self, vop: Vop) -> None:
        for send, keeps_up in self._viewers.items():
            # Who has lost a VOP can use no other before the next I-VOP.
            if keeps_up or vop.intra:
                self._viewers[send] = send(vop)


def user_data(fields: list[Field], forms: Forms) -> bytes:
    """Lay out the fields that the second user data has of a JPEG's comment."""
    names = ("type", "timestamp", "camera", "position", "fan", "track_status")
    wanted = {name: field for field in fields if (name := field[0].lower()) in names}
    chosen = [wanted[name] for name in names if name in wanted]
    return USER_DATA + padded(chosen, forms)
