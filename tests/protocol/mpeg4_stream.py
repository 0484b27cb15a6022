"""A small MPEG-4 stream of FFmpeg with the camera's user data (reference, 2)."""

from fractions import Fraction
from functools import cache

import av
from PIL import Image

from custom_components.jvc_vn.protocol.models import FrameInfo, TrackingState, VopType

INTERVAL = 4
SIZE = (96, 64)
TABLE = (
    ("type = VN-V685U", 18),
    ("Timestamp = 20070319161455123UTC", 70),
    ("camera = Camera01", 50),
    ("position = NA", 15),
    ("fan = 0", 8),
    ("track_status = 2", 17),
)
PRINTED = FrameInfo(
    model="VN-V685U",
    stamp="20070319161455123UTC",
    camera_id="Camera01",
    fan_error=False,
    tracking=TrackingState.TRACKING,
)
USER_DATA = b"\0\0\1\xb2"
VOP = b"\0\0\1\xb6"


def layout(*rows: tuple[str, int]) -> bytes:
    """Lay fields out as a JPEG's comment does."""
    return b"".join(text.encode().ljust(size, b"\0") for text, size in rows)


FIELDS = USER_DATA + layout(*TABLE)


def kind(data: bytes) -> VopType:
    """How a VOP is coded."""
    return VopType(data[data.index(VOP) + len(VOP)] >> 6)


@cache
def encoded(count: int = 10, b_frames: int = 0) -> tuple[bytes, ...]:
    """Encode pictures with FFmpeg; one VOP in each, headers before I-VOPs."""
    context = av.CodecContext.create("mpeg4", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = SIZE
    context.pix_fmt = "yuv420p"
    context.time_base = Fraction(1, 15)
    context.gop_size = INTERVAL
    context.max_b_frames = b_frames
    context.bit_rate = 100_000
    packets = []
    for number in range(count):
        # A bar that moves over a slope.
        image = Image.linear_gradient("L").resize(SIZE).convert("RGBA")
        image.paste((200, 30, 30, 255), (number * 5, 10, number * 5 + 12, 40))
        frame = av.VideoFrame.from_bytes(image.tobytes(), *SIZE, format="rgba")
        frame.pts = number
        packets += context.encode(frame)
    return tuple(bytes(packet) for packet in (*packets, *context.encode(None)))


@cache
def vops(count: int = 10) -> tuple[bytes, ...]:
    """Return VOPs as the camera sends them: VOL, user data, GOV, user data, I-VOP."""
    return tuple(
        data.replace(VOP, FIELDS + VOP) if kind(data) is VopType.I else data
        for data in encoded(count)
    )
