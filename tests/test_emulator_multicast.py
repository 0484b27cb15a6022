"""The emulated camera's multicast streams, as listeners and FFmpeg see them."""

import asyncio
import socket
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.emulator import EmulatedCamera
from tests.emulator.client import ask, still, until
from tests.emulator.servers import RtpListener

pytestmark = pytest.mark.enable_socket

HOST = "127.0.0.1"
SDP = """v=0
o=- 0 0 IN IP4 127.0.0.1
s=-
c=IN IP4 {group}/1
t=0 0
m=video {port} RTP/AVP {kind}
a=rtpmap:{kind} {name}/90000
"""


def free_port() -> int:
    """Find an even port that nobody listens on, for another test may run beside."""
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind((HOST, 0))
            port: int = sock.getsockname()[1]
        if port % 2 == 0:
            return port


@pytest.fixture
async def camera(socket_enabled: None) -> AsyncIterator[EmulatedCamera]:
    """Run a camera with ports of its own."""
    async with EmulatedCamera(scene="plain") as made:
        for number in (1, 2):
            made.force(f"network.destination({number}).port", str(free_port()))
        yield made


def listener(camera: EmulatedCamera, number: int) -> RtpListener:
    """Make a listener for a stream."""
    base = f"network.destination({number})"
    return RtpListener(camera.get(f"{base}.host"), int(camera.get(f"{base}.port")))


async def switch(camera: EmulatedCamera, number: int, word: str) -> None:
    """Start, stop or save."""
    base = f"network.destination({number}).status"
    assert await ask(camera, f"{base}={word}") == f"{base}&200 OK\r\n"


async def test_jpeg_packets(camera: EmulatedCamera) -> None:
    """One picture after the other, numbered, timed, and no packet too long."""
    camera.force("network.destination(1).framerate", "25")
    camera.force("network.interface.mtu", "1400")
    async with listener(camera, 1) as heard:
        await switch(camera, 1, "start")
        await until(lambda: len(heard.pictures()) > 5)
    assert heard.senders == {HOST}
    assert {packet.kind for packet in heard.packets} == {26}
    assert max(len(packet.payload) for packet in heard.packets) == 1400 - 28 - 12
    numbers = [packet.sequence for packet in heard.packets]
    assert all((after - before) % 65536 == 1 for before, after in pairwise(numbers))
    assert len({packet.source for packet in heard.packets}) == 1
    stamps = []
    for picture in heard.pictures():
        (stamp,) = {packet.timestamp for packet in picture}
        stamps.append(stamp)
        assert [packet.marker for packet in picture[:-1]] == [False] * (
            len(picture) - 1
        )
    steps = {(after - before) % 2**32 for before, after in pairwise(stamps)}
    assert all(step % 3600 < 2 or step % 3600 > 3598 for step in steps)


@pytest.mark.parametrize(
    ("number", "kind", "name", "frames"),
    [(1, 26, "JPEG", 3), (2, 96, "MP4V-ES", 40)],
)
async def test_ffmpeg_plays_it(
    camera: EmulatedCamera,
    tmp_path: Path,
    number: int,
    kind: int,
    name: str,
    frames: int,
) -> None:
    """A player that knows nothing of us shows what the camera sees."""
    camera.force("camera.motion.pan", "200.00")
    camera.force("network.destination(1).framerate", "25")
    base = f"network.destination({number})"
    group, port = camera.get(f"{base}.host"), camera.get(f"{base}.port")
    sdp = tmp_path / "stream.sdp"
    sdp.write_text(SDP.format(group=group, port=port, kind=kind, name=name))
    await switch(camera, number, "start")
    red, green, blue = await asyncio.to_thread(play, sdp, frames)
    assert red == pytest.approx(200 / 360 * 255, abs=4)
    assert green == pytest.approx(
        float(camera.get("camera.motion.tilt")) / 190 * 255, abs=4
    )
    assert blue < 20


def play(sdp: Path, count: int) -> list[float]:
    """Return the mean colour of a later picture: the first need not be whole."""
    options = {"protocol_whitelist": "file,udp,rtp", "localaddr": HOST}
    with av.open(str(sdp), format="sdp", options=options, timeout=10) as stream:
        for number, frame in enumerate(stream.decode(video=0), 1):
            if number == count:
                pixels = frame.to_ndarray(format="rgb24")
                assert pixels.shape == (480, 640, 3)
                mean: list[float] = pixels.mean(axis=(0, 1)).tolist()
                return mean
    raise EOFError


async def test_mpeg4_packets(camera: EmulatedCamera) -> None:
    """The marker stands on the last packet of each VOP."""
    async with listener(camera, 2) as heard:
        await switch(camera, 2, "start")
        await until(lambda: len(heard.pictures()) > 40, 10)
    assert {packet.kind for packet in heard.packets} == {96}
    vops = [b"".join(packet.payload for packet in vop) for vop in heard.pictures()]
    assert all(b"\0\0\1\xb6" in vop for vop in vops)
    # Not before long comes one with everything that is needed to decode.
    assert any(vop.startswith(b"\0\0\1\xb0") for vop in vops)


async def test_settings_are_valid_when_saved(camera: EmulatedCamera) -> None:
    """A new group is staged, and a running stream goes there once it is saved."""
    await switch(camera, 1, "start")
    base = "network.destination(1)"
    async with listener(camera, 1) as old:
        assert "202" in await ask(camera, f"{base}.host=239.1.2.3")
        assert "202" in await ask(camera, f"{base}.framerate=30")
        await until(lambda: bool(old.packets))
    await switch(camera, 1, "save")
    async with listener(camera, 1) as new:
        assert new.group == "239.1.2.3"
        await until(lambda: len(new.pictures()) > 3)
        assert f"{base}.status=on&" in await ask(camera, f"{base}.status")
        session = await ask(camera, "system.session")
        assert "sending(01).to.ip=239.1.2.3&200 OK\r\n" in session
        assert "sending(01).from.framerate=30&200 OK\r\n" in session
        await switch(camera, 1, "stop")
        new.packets.clear()
        await asyncio.sleep(0.2)
        assert new.packets == []
    assert "sending_count=0&" in await ask(camera, "system.session")


async def test_it_goes_on_after_a_power_cut(camera: EmulatedCamera) -> None:
    """A stream that ran before runs again, with what viewers see beside."""
    await switch(camera, 1, "start")
    await camera.stop()
    async with listener(camera, 1) as heard:
        await asyncio.sleep(0.3)
        assert heard.packets == []
        await camera.start()
        await until(lambda: len(heard.pictures()) > 1)
        assert (await still(camera)).startswith(b"\xff\xd8")


async def test_faults_end_it_too(camera: EmulatedCamera) -> None:
    """Without power nothing is sent; with it again, everything is."""
    await switch(camera, 2, "start")
    await camera.fault_board.begin("half_open")
    async with listener(camera, 2) as heard:
        await asyncio.sleep(0.2)
        assert heard.packets == []
        await camera.fault_board.end("half_open")
        await until(lambda: bool(heard.packets))
