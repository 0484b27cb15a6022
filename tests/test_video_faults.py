"""Bad video, as viewers of Home Assistant see it: it goes on, or comes back."""

import asyncio
import contextlib
import logging
import socket
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from PIL import Image
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn import views as websocket
from custom_components.jvc_vn.video import mjpeg
from tests.conftest import Tempo, until
from tests.emulator import EmulatedCamera
from tests.emulator.video import Video, encode

CAMERA = "camera.vn_v685"
STREAM = f"/api/camera_proxy_stream/{CAMERA}"
FRAMES = f"/api/jvc_vn/frames/{CAMERA}"

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}

type Serve = Callable[[asyncio.StreamWriter], Awaitable[None]]


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the heartbeat: aiohttp sets it again when a viewer agrees to the end."""
    return True


@pytest.fixture(autouse=True)
def _quickly(tempo: Tempo) -> None:
    """Open a stream that ended again at once."""
    tempo.hurry(100)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Serve]:
    """What the next requests for video get, in place of pictures."""
    waiting: list[Serve] = []
    usual = Video.serve

    async def serve(
        self: Video,
        query: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if waiting and "framerate=0" not in query:
            await waiting.pop(0)(writer)
        else:
            await usual(self, query, reader, writer)

    monkeypatch.setattr(Video, "serve", serve)
    return waiting


@pytest.fixture
def complaints(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the log holds that a person would worry about."""
    caplog.set_level(logging.INFO)

    def worries() -> list[str]:
        return [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]

    # Home Assistant's own words about a custom integration come before.
    caplog.clear()
    return worries


def sends(*pieces: bytes) -> Serve:
    """Answer with these bytes, and close."""

    async def serve(writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
        await writer.drain()

    return serve


def sends_on(piece: bytes) -> Serve:
    """Answer with a stream that shows the same ten times a second, to its end."""

    async def serve(writer: asyncio.StreamWriter) -> None:
        writer.write(HEAD)
        with contextlib.suppress(ConnectionError):
            while not writer.is_closing():
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.1)

    return serve


HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Network Camera\r\n"
    b"Content-Type: multipart/x-mixed-replace;boundary=--foo\r\n\r\n"
)


def part(jpeg: bytes, length: int | None = None) -> bytes:
    """Make a part of a stream."""
    size = len(jpeg) if length is None else length
    head = f"--foo\r\nContent-Type: image/jpeg\r\nContent-Length: {size}\r\n\r\n"
    return head.encode() + jpeg + b"\r\n"


async def read_part(stream: asyncio.StreamReader) -> bytes:
    """Read one picture of a viewer's stream, strictly."""
    head = await stream.readuntil(b"\r\n\r\n")
    jpeg = await stream.readexactly(int(head.split()[-1]))
    await stream.readuntil(b"--frame\r\n")
    return jpeg


async def test_what_a_viewer_sees(
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    answers: list[Serve],
    complaints: Callable[[], list[str]],
) -> None:
    """One viewer, all faults one after the other: every picture it gets is whole."""
    jpeg = (await emulated.video.frame()).jpeg
    html = b"<html><body>Busy</body></html>"
    answers += [
        sends(),
        sends(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"),
        sends(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + html),
        sends(HEAD, part(jpeg), part(html), part(jpeg)),
        sends(HEAD, part(jpeg[:-500], len(jpeg)), part(jpeg)),
        sends(HEAD, part(jpeg[:-2]), part(jpeg)),
        sends(HEAD, part(jpeg, 100), part(jpeg, len(jpeg) + 5), part(jpeg)),
        *(sends((HEAD + part(jpeg))[: at + 1]) for at in range(0, 2500, 97)),
    ]
    client = await hass_client()
    response = await client.get(STREAM)
    await response.content.readuntil(b"--frame\r\n")
    while answers:
        async with asyncio.timeout(10):
            got = await read_part(response.content)
        assert got[:2] == b"\xff\xd8"
        assert got[-2:] == b"\xff\xd9"
    newest = loaded.runtime_data.hub.newest
    await until(lambda: loaded.runtime_data.hub.newest is not newest)
    await read_part(response.content)
    assert loaded.runtime_data.hub.viewers == 1
    assert not complaints()
    response.close()


async def test_a_stream_that_changes_size(
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    complaints: Callable[[], list[str]],
) -> None:
    """The camera ends the stream for it; viewers see the new size after the old."""
    sizes = set()
    client = await hass_client()
    response = await client.get(STREAM)
    await response.content.readuntil(b"--frame\r\n")
    for size in ("vga", "qvga", "vga"):
        emulated.force("encode(1).framesize", size)
        await emulated.video.drop()
        width = b"width = 640" if size == "vga" else b"width = 320"
        async with asyncio.timeout(5):
            while width not in await read_part(response.content):
                pass
        sizes.add(size)
    assert sizes == {"vga", "qvga"}
    assert not complaints()
    response.close()


async def never_reads(
    client: TestClient[Any, Any], path: str, headers: dict[str, str]
) -> socket.socket:
    """Ask for pictures and read none."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(sock, (client.host, client.port))
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    await loop.sock_sendall(
        sock, f"GET {path} HTTP/1.1\r\nHost: here\r\n{told}\r\n".encode()
    )
    return sock


@pytest.mark.parametrize("path", [STREAM, FRAMES])
async def test_who_never_reads(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_access_token: str,
    monkeypatch: pytest.MonkeyPatch,
    answers: list[Serve],
    complaints: Callable[[], list[str]],
    path: str,
) -> None:
    """Costs the others nothing, and itself two pictures; one day it is let go."""
    monkeypatch.setattr(mjpeg, "_STUCK", 1.5)
    monkeypatch.setattr(websocket, "_HEARTBEAT", 1.0)
    large = encode(Image.effect_noise((640, 480), 200).convert("RGB"), 95)
    assert len(large) > 250_000
    answers.append(sends_on(part(large)))
    client = await hass_client()
    response = await client.get(STREAM)
    await response.content.readuntil(b"--frame\r\n")
    await read_part(response.content)
    hub = loaded.runtime_data.hub
    headers = {"Authorization": f"Bearer {hass_access_token}"}
    stuck = await never_reads(
        client, path, headers | (UPGRADE if path == FRAMES else {})
    )
    await until(lambda: hub.viewers == 2)
    async with asyncio.timeout(10):
        arrived = [await read_part(response.content) for _ in range(10)]
    kept = {hash(frame.jpeg) for _, frame in hub.ring.since(0)}
    assert {hash(jpeg) for jpeg in arrived} <= kept
    await until(lambda: hub.viewers == 1)
    await read_part(response.content)
    assert not complaints()
    stuck.close()
    response.close()
