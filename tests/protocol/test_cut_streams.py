"""A stream that is cut anywhere, or is not what it says, and what comes after it."""

import asyncio
from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.jpeg import JpegReader, parse_info
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video.hub import FrameHub
from tests.conftest import until

from .helpers import Naps, Seen, login, raw_server
from .test_jpeg_reader import ONE, THREE, TWO, part

HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Network Camera\r\n"
    b"Content-Type: multipart/x-mixed-replace;boundary=--foo\r\n\r\n"
)
WHOLE = HEAD + part(TWO) + part(THREE)
HTML = b"<html><head><title>It works!</title></head></html>"


@pytest.fixture
def served() -> list[bytes]:
    """What the camera answers, one connection after the other; the last stays open."""
    return [WHOLE]


@pytest.fixture
async def seen(
    served: list[bytes], session: aiohttp.ClientSession
) -> AsyncGenerator[list[bytes]]:
    """The pictures that a viewer of the hub was shown."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        if len(served) > 1:
            writer.write(served.pop(0))
        else:
            writer.write(served[0])
            await asyncio.Event().wait()

    async with raw_server(serve) as raw:
        camera = Camera(login(session, raw.port))
        hub = FrameHub(camera, timing=Timing(sleep=Naps()))
        hub.subscribe(seen := Seen())
        with hub.viewer(30):
            yield seen.jpegs
        await hub.close()


def test_cut_after_every_byte_of_a_part() -> None:
    """Whatever arrives of a part, the reader fails at nothing and invents nothing."""
    cut = part(ONE)
    for at in range(len(cut) + 1):
        found = list(JpegReader().feed(cut[:at]))
        assert found == ([ONE] if at >= len(cut) - 2 else []), at
        for end in range(2, at):
            parse_info(cut[end:at])


def test_cut_picture_tells_what_it_can() -> None:
    """The comment of a picture that ends anywhere is read or not; nothing fails."""
    whole = parse_info(ONE)
    told = [parse_info(ONE[:at]) for at in range(2, len(ONE))]
    assert whole in told
    assert all(info in (whole, type(whole)()) for info in told)


async def test_connection_cut_after_every_byte(
    session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    """Over real connections: head and part cut everywhere, and each time it is back."""
    stream = HEAD + part(ONE)
    cuts = iter(range(len(stream) + 1))
    seen = Seen()

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        at = next(cuts, None)
        writer.write(WHOLE if at is None else stream[:at])
        if at is None:
            await asyncio.Event().wait()

    async with raw_server(serve) as raw:
        camera = Camera(login(session, raw.port))
        hub = FrameHub(camera, timing=Timing(sleep=Naps()))
        hub.subscribe(seen)
        with hub.viewer(30):
            await until(lambda: seen.jpegs[-1:] == [THREE], 30)
        await hub.close()
        assert len(raw.heads) == len(stream) + 2
    # The last three cuts leave the picture whole: its end, and a line end behind it.
    assert seen.jpegs == [ONE, ONE, ONE, TWO, THREE]
    assert not [record for record in caplog.records if record.levelname != "DEBUG"]


BAD = {
    "nothing": b"",
    "no HTTP": b"SSH-2.0-OpenSSH\r\n",
    "404": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "503": b"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy",
    "redirect": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
    "HTML": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML,
    "HTML in a part": HEAD + part(HTML),
    "an empty part": HEAD + part(b""),
    "truncated": HEAD + part(ONE[:60], length=len(ONE)),
    "no end marker": HEAD + part(ONE[:-2]),
    "only markers": HEAD + part(b"\xff\xd8\xff\xd9" * 10),
    "chunked without end": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc"
    ),
    "chunks that are none": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
    ),
    "endless head": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
}


@pytest.mark.parametrize("name", BAD)
async def test_bad_answers(
    served: list[bytes],
    seen: list[bytes],
    name: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A connection that shows nothing is followed by one that does."""
    served.insert(0, BAD[name])
    await until(lambda: seen[-2:] == [TWO, THREE])
    assert ONE not in seen
    assert not [record for record in caplog.records if record.levelname != "DEBUG"]


FLAWED = {
    "length too small": part(ONE, length=30),
    "length too large": part(ONE, length=len(ONE) + 7),
    "length is no number": part(ONE).replace(b"Content-Length: ", b"Content-Length: x"),
    "negative length": part(ONE).replace(b"Content-Length: ", b"Content-Length: -"),
    "huge length": part(ONE, length=10**12),
    "truncated": part(ONE[:-30], length=len(ONE)),
    "no end marker": part(ONE[:-2], length=len(ONE)),
    "HTML": part(HTML),
    "empty": part(b""),
}


@pytest.mark.parametrize("name", FLAWED)
async def test_flaws_within_a_stream(
    served: list[bytes], seen: list[bytes], name: str
) -> None:
    """A flawed part costs itself at the most: the same connection shows on."""
    served[:] = [HEAD + FLAWED[name] + part(TWO) * 3 + part(THREE) * 3]
    await until(lambda: seen.count(TWO) >= 2 and seen.count(THREE) >= 2)
    assert set(seen) <= {ONE, TWO, THREE}


async def test_pictures_of_other_sizes(served: list[bytes], seen: list[bytes]) -> None:
    """Somebody changes the size while the stream runs."""
    served[:] = [HEAD + part(THREE) + part(ONE) + part(THREE) + part(TWO)]
    await until(lambda: len(seen) == 4)
    assert seen == [THREE, ONE, THREE, TWO]
