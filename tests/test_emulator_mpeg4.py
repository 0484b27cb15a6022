"""The emulated camera's MPEG-4 against the guide's own words (2 and 6.3)."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import pairwise

import av
import pytest

from tests.conftest import make_emulated, until
from tests.emulator import EmulatedCamera
from tests.emulator.limits import admits
from tests.emulator.mpeg4 import Settings

ASK = b"GET /api/video?encode=mpeg4&ptz_info=%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
START = b"\0\0\1"
VOP = START + b"\xb6"


@pytest.fixture
async def camera() -> AsyncGenerator[EmulatedCamera]:
    """A camera with an I-VOP every half a second."""
    async with make_emulated() as camera:
        camera.force("encode(2).iframeinterval", "15")
        yield camera


@asynccontextmanager
async def stream(
    camera: EmulatedCamera, ptz_info: bytes = b"off"
) -> AsyncIterator[tuple[asyncio.StreamReader, bytes]]:
    """Ask for MPEG-4; give the body and its head."""
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(ASK % ptz_info)
    try:
        yield reader, await reader.readuntil(b"\r\n\r\n")
    finally:
        writer.close()


async def read(
    reader: asyncio.StreamReader, enough: Callable[[list[bytes]], bool]
) -> list[bytes]:
    """Read VOPs with what stands before them, until there are enough."""
    data = b""
    while True:
        data += await reader.read(1 << 16)
        found = re.findall(rb"(?s).*?\x00\x00\x01\xb6.+?(?=\x00\x00\x01)", data)
        if enough(found):
            return found


def intra(vop: bytes) -> bool:
    """It is an I-VOP."""
    return vop[vop.index(VOP) + 4] >> 6 == 0


def gaps(vops: list[bytes]) -> set[int]:
    """VOPs from one I-VOP to the next."""
    at = [number for number, vop in enumerate(vops) if intra(vop)]
    return {after - before for before, after in pairwise(at)}


def two_intras(vops: list[bytes]) -> bool:
    """There is a whole group."""
    return sum(map(intra, vops)) >= 3


async def test_headers_and_order(camera: EmulatedCamera) -> None:
    """The reply as printed; VOL, user data, GOV, user data before each I-VOP."""
    async with stream(camera) as (reader, head):
        assert re.fullmatch(
            rb"HTTP/1\.1 200 OK\r\nConnection: close\r\n"
            rb"Content-Type: video/mp4v-es\r\n"
            rb"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n"
            rb"Server: JVC VN-V685 Network Camera\r\n"
            rb"x-vnv685_response: encode=mpeg4&framerate=30&framesize=vga"
            rb"&ptz_info=off\r\n\r\n",
            head,
        )
        vops = await read(reader, two_intras)
    # A machine that is busy skips pictures, but no I-VOP.
    assert max(gaps(vops)) <= 15
    for vop in vops:
        codes = [part[0] for part in vop.split(START)[1:]]
        if not intra(vop):
            assert codes == [0xB6]
            continue
        assert codes[-5:] == [0x20, 0xB2, 0xB3, 0xB2, 0xB6]
        fields = vop.split(START)[-2][1:].rstrip(b"\0").split(b"\0")
        assert [field.decode() for field in fields if field] == [
            "type = VN-V685U",
            fields[3].decode(),
            "camera = Camera01",
            "position = 0",
            "fan = 0",
            "track_status = 0",
        ]
        assert re.fullmatch(rb"Timestamp = \d{17}UTC", fields[3])


async def test_it_plays(camera: EmulatedCamera) -> None:
    """From the first I-VOP on, FFmpeg decodes every VOP at the wanted size."""
    async with stream(camera) as (reader, _):
        vops = await read(reader, two_intras)
    first = next(number for number, vop in enumerate(vops) if intra(vop))
    with av.open(BytesIO(b"".join(vops[first:])), format="m4v") as container:
        frames = list(container.decode(video=0))
        assert container.streams.video[0].profile == "Simple Profile"
    assert len(frames) == len(vops) - first
    assert {(frame.width, frame.height) for frame in frames} == {(640, 480)}


async def test_positions(camera: EmulatedCamera) -> None:
    """With ptz_info each VOP has a part's head, with the exact length."""
    async with stream(camera, b"on") as (reader, head):
        assert b"Content-Type: video/mp4v-es" in head
        assert b"&ptz_info=on\r\n" in head
        for _ in range(3):
            part = await reader.readuntil(b"\r\n\r\n")
            match = re.fullmatch(
                rb"--foo\r\nContent-Type: image/jpeg\r\nContent-Length: (\d+)\r\n"
                rb"X-Puls-Pan: \d+\r\nX-Puls-Tilt: \d+\r\nX-Posi-Zoom: \d+\r\n\r\n",
                part,
            )
            assert match
            vop = await reader.readexactly(int(match[1]))
            assert vop.count(VOP) == 1


@pytest.mark.parametrize(
    ("interval", "rate", "cbr_mode", "gap"),
    [
        ("1", "10", "cbr", 1),
        ("30", "30", "cbr", 30),
        ("30", "15", "cbr", 15),
        ("30", "7.5", "cbr", 8),
        ("30", "15", "vbr", 30),
        # I-VOPs are not skipped: the real rate is higher.
        ("10", "10", "cbr", 4),
    ],
)
def test_what_is_encoded(interval: str, rate: str, cbr_mode: str, gap: int) -> None:
    """Interval and rate as the guide explains them (6.3)."""
    camera = make_emulated()
    camera.force("encode(2).iframeinterval", interval)
    camera.force("encode(2).framerate", rate)
    camera.force("encode(2).cbr_mode", cbr_mode)
    settings = Settings.of(camera)
    last, kinds = -1, ""
    for number in range(600):
        if settings.due(last, number):
            kinds += "I" if settings.starts(last, number) else "P"
            last = number
    groups = kinds.split("I")[1:-1]
    assert min(len(group) + 1 for group in groups) <= gap
    assert max(len(group) + 1 for group in groups) <= gap + 1


async def test_a_setting_changes_the_running_stream(camera: EmulatedCamera) -> None:
    """The guide says so of the rate (2.3); a new size comes with an I-VOP."""
    async with stream(camera) as (reader, _):
        await read(reader, lambda vops: len(vops) >= 2)
        camera.force("encode(2).framesize", "qvga")
        vops = await read(reader, two_intras)
    at = max(number for number, vop in enumerate(vops) if intra(vop))
    with av.open(BytesIO(vops[at]), format="m4v") as container:
        (frame,) = container.decode(video=0)
    assert (frame.width, frame.height) == (320, 240)


async def test_viewers_share_the_encoder(camera: EmulatedCamera) -> None:
    """The same VOPs go to all, and it stops when nobody looks on."""
    async with stream(camera) as (first, _), stream(camera) as (second, _):
        one = await read(first, two_intras)
        two = await read(second, two_intras)
        sessions = camera.video.sessions()
        assert [(s.encode, s.rate, s.size) for s in sessions] == [
            ("mpeg4", "30", "vga")
        ] * 2
        assert all(session.kilobits for session in sessions)
    assert len(set(one) & set(two)) >= min(len(one), len(two)) - 15
    await until(lambda: camera.video_clients == 0 and not camera.video.mpeg4.running)


def test_how_many_streams() -> None:
    """The instruction manual's table (reference, 1.7)."""
    for bitrate, most in (
        (600_000, 20),
        (3_000_000, 4),
        (6_000_000, 2),
        (8_000_000, 1),
    ):
        running = ["mpeg4"] * (most - 1)
        assert admits("mpeg4", running, bitrate)
        assert not admits("mpeg4", [*running, "mpeg4"], bitrate)
    for kind, other in (("mpeg4", "jpeg"), ("jpeg", "mpeg4")):
        assert admits(kind, [other, other, kind], 2_000_000)
        assert not admits(kind, [other, kind, kind], 2_000_000)
        assert not admits(kind, [other, other, other], 2_000_000)
    assert admits("jpeg", ["jpeg"] * 19, 2_000_000)
    assert not admits("jpeg", ["jpeg"] * 20, 2_000_000)


async def test_one_stream_too_many(camera: EmulatedCamera) -> None:
    """Is cut off without a reply, as a barred address is."""
    camera.force("encode(2).bitrate", "8000000")
    async with stream(camera):
        with pytest.raises(asyncio.IncompleteReadError, match="0 bytes"):
            async with stream(camera):
                pass
    camera.force("network.access_control(stream_out).host(1)", "127.0.0.1")
    with pytest.raises(asyncio.IncompleteReadError, match="0 bytes"):
        async with stream(camera):
            pass
