"""The emulated camera against the bytes that the guide prints."""

import asyncio
import io
import json
import re
import socket
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock, ask, asking, fields, still, talk, until
from tests.emulator.control import ControlPage
from tests.emulator.fault_table import FAULTS
from tests.emulator.faults import Faults
from tests.emulator.layout import Layout
from tests.emulator.scene import YardScene
from tests.emulator.view import View

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def clock() -> Clock:
    """Return a clock of the test's own."""
    return Clock()


@pytest.fixture
async def camera(socket_enabled: None, clock: Clock) -> AsyncIterator[EmulatedCamera]:
    """Run a camera with a cheap picture and a clock of the test's own."""
    made = EmulatedCamera(scene="plain", clock=clock, search_delay=(0.0, 0.01))
    made.reboot_seconds = 0.05
    async with made:
        yield made


# Requests and replies.


async def test_reply_is_the_one_of_the_guide(camera: EmulatedCamera) -> None:
    """A get answers with the printed headers, byte for byte but for the date."""
    reply = await talk(camera, asking("network.interface.subnetmask"))
    expected = (
        rb"HTTP/1\.1 200 OK\r\nConnection: close\r\nContent-Length: 48\r\n"
        rb"Content-type: text/plain\r\n"
        rb"Date: \w{3}, \d\d [A-Z]{3} \d{4} \d\d:\d\d:\d\d GMT\r\n"
        rb"Server: JVC VN-V685 API Server\r\n\r\n"
        rb"network\.interface\.subnetmask=255\.0\.0\.0&200 OK\r\n"
    )
    pattern = expected.replace(b"48", b"\\d+")
    assert re.fullmatch(pattern, reply)
    body = reply.partition(b"\r\n\r\n")[2]
    assert f"Content-Length: {len(body)}\r\n".encode() in reply


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("camera.id=Gate%20cam", "camera.id&202 Accepted(camera.status=save)"),
        ("camera.motion.pan=+45.00", "camera.motion.pan&200 OK"),
        ("camera.status", "camera.status=0&200 OK"),
        ("camera.status=save", "camera.status&200 OK"),
        (
            "camera.iris=50",
            (
                "camera.iris&202 Accepted(camera(num).status=save or "
                "camera.motion.auto_pan.image=save)"
            ),
        ),
        (
            "camera.image.white_balance=manual",
            (
                "camera.image.white_balance&202 Accepted(camera.status=save or "
                "camera.motion.auto_pan.image=save)"
            ),
        ),
        (
            "encode(2).bitrate=64000",
            "encode(2).bitrate&202 Accepted(encode(2).status=save)",
        ),
        (
            "application.event(1).trigger=m1(100)b2",
            (
                "application.event(1).trigger&202 "
                "Accepted(application.event(1).status=restart)"
            ),
        ),
        (
            "network.destination(1).framerate=5",
            (
                "network.destination(1).framerate&202 "
                "Accepted(network.destination(1).host=save)"
            ),
        ),
        (
            "network.interface.ipv6.status=on",
            "network.interface.ipv6.status&202 Accepted(network.dns.status=restart)",
        ),
        (
            "camera.motion.auto_patrol(0).position(3)=5",
            (
                "camera.motion.auto_patrol(0).position(3)&202 "
                "Accepted(camera.motion.auto_patrol.status=save)"
            ),
        ),
        (
            "camera.motion.auto_patrol(0).status=save",
            (
                "camera.motion.auto_patrol(0).status&202 "
                "Accepted(camera.motion.auto_patrol.status=save)"
            ),
        ),
        (
            "system.timezone=GMT%2B9",
            "system.timezone&202 Accepted(system.status=restart)",
        ),
        (
            "system.timezone=GMT+9",
            "system.timezone&202 Accepted(system.status=restart)",
        ),
        ("camera.motion.clickoncenter=s160-s120", "camera.motion.clickoncenter&200 OK"),
        (
            "camera.position%283%29.status",
            "camera.position(3).status=registered&200 OK",
        ),
        ("camera.position(6).status", "camera.position(6).status=unregistered&200 OK"),
        (
            "camera.position(6).status=goto",
            "camera.position(6).status&401 Unauthorized",
        ),
        ("camera.shutter=61", "camera.shutter&401 Unauthorized"),
        ("camera.id=", "camera.id&401 Unauthorized"),
        ("no.such.key", "no.such.key&401 Unauthorized"),
        ("system.model", "system.model=VN-V685U&200 OK"),
        ("network.interface.mac", "network.interface.mac=008088001AEF&200 OK"),
    ],
)
async def test_answers(camera: EmulatedCamera, query: str, line: str) -> None:
    """Every form of an answer is the printed one."""
    assert await ask(camera, query) == f"{line}\r\n"


async def test_roles(camera: EmulatedCamera) -> None:
    """A known user without the right is refused in the body, others by HTTP."""
    assert await ask(camera, "system.log", "user") == "system.log&401 Unauthorized\r\n"
    assert "&200 OK" in await ask(camera, "camera.id", "user")
    refused = "camera.id&401 Unauthorized\r\n"
    assert await ask(camera, "camera.id=x", "user") == refused
    for request in (
        asking("camera.id", word="wrong"),
        asking("camera.id", user="root"),
        b"GET /api/param?camera.id HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        reply = await talk(camera, request)
        assert reply.startswith(b"HTTP/1.1 401 Unauthorized\r\n")
        assert b"WWW-Authenticate: Basic" in reply


async def test_blank_values_and_brackets(camera: EmulatedCamera) -> None:
    """%00 is blank, and the raw target is kept for tests to look at."""
    await ask(camera, "camera.id=%00")
    assert await ask(camera, "camera.id") == "camera.id=&200 OK\r\n"
    await ask(camera, "camera.position(3).comment=front%20gate+1")
    assert camera.get("camera.position(3).comment") == "front gate+1"
    target = "/api/param?camera.position(3).comment=front%20gate+1"
    assert camera.requests[-1].target == target
    assert camera.requests[-1].user == "admin"


async def test_several_keys(camera: EmulatedCamera) -> None:
    """Several keys are one unknown key, or one line each where supported."""
    assert (await ask(camera, "camera.id&system.model")).endswith(
        "401 Unauthorized\r\n"
    )
    camera.multi_key = True
    assert await ask(camera, "camera.id&system.model") == (
        "camera.id=Camera01&200 OK\r\nsystem.model=VN-V685U&200 OK\r\n"
    )


async def test_too_long(camera: EmulatedCamera) -> None:
    """An API string over 1024 bytes is refused."""
    body = await ask(camera, f"camera.id={'x' * 1024}")
    assert body == "camera.id&401 Unauthorized\r\n"


async def test_status_texts(camera: EmulatedCamera, clock: Clock) -> None:
    """Session and log have several lines."""
    assert await ask(camera, "system.session") == (
        "system.session=&200 OK\r\n"
        "system.session.total_bitrate=0k&200 OK\r\n"
        "system.session.sending_count=0&200 OK\r\n"
        "system.session.sending_max=20&200 OK\r\n"
    )
    clock.now += 2142
    camera.set_input(1, "make")
    first, alive, entry = (await ask(camera, "system.log")).splitlines()
    assert first == "system.log=&200 OK"
    assert alive == "system alive time: 2142sec"
    assert entry.endswith(" vn-v685 user.info evman: Alarm Detect (m1)")


# Saving.


async def test_unsaved_values_are_lost(camera: EmulatedCamera) -> None:
    """A live value survives power-off only when it was saved."""
    port = camera.http_port
    await ask(camera, "camera.shutter=250")
    await ask(camera, "camera.image.color=70")
    assert camera.get("camera.shutter") == "250"
    await ask(camera, "camera.status=restore")
    assert camera.get("camera.shutter") == "60"
    await ask(camera, "camera.shutter=500")
    await ask(camera, "camera.status=save")
    await ask(camera, "camera.image.color=70")
    await camera.stop()
    await camera.start()
    assert camera.http_port == port
    assert camera.get("camera.shutter") == "500"
    assert camera.get("camera.image.color") == "50"


async def test_staged_values(camera: EmulatedCamera) -> None:
    """A staged value is not seen before its group is activated."""
    await ask(camera, "application.event(1).action=pinout/m1/1500")
    assert camera.get("application.event(1).action") == ""
    await ask(camera, "application.event(1).status=restart")
    assert camera.get("application.event(1).action") == "pinout/m1/1500"


async def test_restart_goes_away_and_comes_back(
    camera: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restart is answered, then the camera is gone, then it is back."""
    comes_back, start = asyncio.Event(), camera.start

    async def start_later() -> None:
        await comes_back.wait()
        await start()

    async def refused() -> None:
        while True:
            _, writer = await asyncio.open_connection(camera.host, camera.http_port)
            writer.close()
            await asyncio.sleep(0.01)

    monkeypatch.setattr(camera, "start", start_later)
    await ask(camera, "network.interface.mtu=1420")
    assert camera.get("network.interface.mtu") == "1500"
    body = await ask(camera, "network.interface.status=restart")
    assert body == "network.interface.status&200 OK\r\n"
    await until(lambda: not camera.powered)
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(refused(), 5)
    comes_back.set()
    await until(lambda: camera.powered)
    assert camera.get("network.interface.mtu") == "1420"


def test_models() -> None:
    """Models and firmware ages differ as in the guide's 0.1."""
    older = EmulatedCamera("VN-V686", firmware="V1-00")
    assert older.passwords["admin"] == "vn-v686"
    for key in (
        "camera.image.3ddnr",
        "network.amx.beacon.status",
        "camera.motion.clickoncenter",
        "camera.motion.auto_tracking(2).status",
    ):
        assert not older.parameters.has(key)
    newer = EmulatedCamera("VN-V686B")
    assert newer.parameters.has("camera.image.3ddnr")
    assert newer.identity.optical_limit == 36


# Movement.


async def test_move_until_stopped(camera: EmulatedCamera, clock: Clock) -> None:
    """A started axis runs until it is stopped, and only that axis."""
    start = camera.position
    for query in ("pan.mode=left", "pan.speed=100", "pan.status=start"):
        await ask(camera, f"camera.motion.{query}")
    clock.now += 0.5
    assert camera.is_moving
    assert await ask(camera, "camera.motion.pan.status") == (
        "camera.motion.pan.status=moving&200 OK\r\n"
    )
    assert camera.get("camera.status") == "none"
    await ask(camera, "camera.motion.pan.status=stop")
    turned = (start[0] - camera.position[0]) % 360
    assert 60 < turned < 90
    assert camera.position[1:] == start[1:]
    clock.now += 10
    assert (start[0] - camera.position[0]) % 360 == pytest.approx(turned)


async def test_preset_takes_its_time(camera: EmulatedCamera, clock: Clock) -> None:
    """A preset is reached after a while, and left by a move by hand."""
    await ask(camera, "camera.position(1).status=goto")
    assert camera.get("camera.status") == "none"
    clock.now += 3
    assert camera.get("camera.status") == "1"
    assert fields(await still(camera))["position"] == "1"
    await ask(camera, "camera.motion.tilt=+1.00")
    assert camera.get("camera.status") == "none"


async def test_patrol_in_time(camera: EmulatedCamera, clock: Clock) -> None:
    """A patrol visits its presets, also when the clock jumps."""
    await ask(camera, "camera.motion.auto_patrol(0).status=start")
    clock.now += 8
    assert camera.get("camera.status") == "0"
    clock.now += 6
    assert camera.get("camera.status") == "1"
    clock.now += 3600
    assert camera.get("camera.motion.auto_patrol(0).status") == "moving"
    await ask(camera, "camera.motion.pan=10.00")
    assert camera.get("camera.motion.auto_patrol(0).status") == "stop"


async def test_auto_pan_and_return(camera: EmulatedCamera, clock: Clock) -> None:
    """Auto pan turns for ever; auto return goes home after its time."""
    await ask(camera, "camera.motion.auto_pan.status=start")
    clock.now += 120
    assert camera.get("camera.motion.auto_pan.status") == "moving"
    await ask(camera, "camera.motion.auto_pan.status=stop")
    assert not camera.is_moving
    await ask(camera, "camera.motion.auto_return.status=on")
    clock.now += 59
    assert camera.get("camera.status") == "none"
    clock.now += 10
    assert camera.get("camera.status") == "0"


async def test_pan_limits(camera: EmulatedCamera, clock: Clock) -> None:
    """Between limits, an endless pan ends at the limit."""
    for pan, side in (("350.00", "left"), ("20.00", "right")):
        camera.force("camera.motion.pan", pan)
        await ask(camera, f"camera.motion.pan.limit.{side}=present")
    await ask(camera, "camera.motion.pan.limit.status=on")
    await ask(camera, "camera.motion.pan.mode=left")
    await ask(camera, "camera.motion.pan.status=start")
    clock.now += 60
    assert camera.get("camera.motion.pan") == "350.00"


async def test_trace(camera: EmulatedCamera, clock: Clock) -> None:
    """A trace repeats what was recorded, and says when it has been too long."""
    await ask(camera, "camera.motion.auto_trace.record.status=start")
    clock.now += 1
    await ask(camera, "camera.motion.tilt=40.00")
    clock.now += 2
    await ask(camera, "camera.motion.auto_trace.record.status=stop")
    await ask(camera, "camera.motion.tilt=10.00")
    await ask(camera, "camera.motion.auto_trace.status=start")
    clock.now += 2.5
    assert camera.get("camera.motion.tilt") == "40.00"
    await ask(camera, "camera.motion.auto_trace.record.status=start")
    clock.now += 31
    assert await ask(camera, "camera.motion.pan=+1.00") == (
        "camera.motion.pan&206 Partial Content, auto_trace(timeout)\r\n"
    )
    assert await ask(camera, "camera.motion.auto_trace.record.status=stop") == (
        "camera.motion.auto_trace.record.status&206 Partial Content\r\n"
    )


async def test_output_pulse(camera: EmulatedCamera, clock: Clock) -> None:
    """A relay flips back after its time, unless that is 0."""
    key = "peripheral.output_pin.pin(1)"
    await ask(camera, f"{key}.status=make")
    assert camera.get(f"{key}.status") == "make"
    clock.now += 0.6
    assert camera.get(f"{key}.status") == "break"
    await ask(camera, f"{key}.duration=0")
    await ask(camera, f"{key}.status=make")
    clock.now += 1000
    assert camera.get(f"{key}.status") == "make"


# Alarm and search.


async def test_alarm_lines(camera: EmulatedCamera) -> None:
    """A change pushes exactly three lines; nothing comes at connect."""
    reader, writer = await asyncio.open_connection(camera.host, camera.alarm_port)
    await until(lambda: camera.alarm_clients == 1)
    camera.set_input(1, "make")
    camera.set_input(1, "make")
    camera.trigger_motion()
    expected = (
        b"peripheral.input_pin.pin(1).status=make\r\n"
        b"peripheral.input_pin.pin(2).status=break\r\n"
        b"video.input(1).detection(motion).status=off\r\n"
        b"peripheral.input_pin.pin(1).status=make\r\n"
        b"peripheral.input_pin.pin(2).status=break\r\n"
        b"video.input(1).detection(motion).status=on\r\n"
    )
    assert await reader.readexactly(len(expected)) == expected
    assert fields(await still(camera))["md"] == "1"
    camera.drop_alarm_clients()
    assert await reader.read() == b""
    writer.close()


async def test_eleventh_alarm_client(camera: EmulatedCamera) -> None:
    """The eleventh connection is accepted and closed."""
    links = [
        await asyncio.open_connection(camera.host, camera.alarm_port) for _ in range(10)
    ]
    await until(lambda: camera.alarm_clients == 10)
    reader, writer = await asyncio.open_connection(camera.host, camera.alarm_port)
    assert await asyncio.wait_for(reader.read(), 1) == b""
    assert camera.alarm_clients == 10
    for _, link in [*links, (reader, writer)]:
        link.close()


async def test_alarm_action(camera: EmulatedCamera, clock: Clock) -> None:
    """An input can pulse the relay by itself."""
    for query in ("trigger=m2", "action=pinout/m1/1500", "status=restart", "status=on"):
        await ask(camera, f"application.event(1).{query}")
    camera.set_input(2, "make")
    assert camera.output(1) == "make"
    clock.now += 1.6
    assert camera.output(1) == "break"


@pytest.mark.parametrize("target", ["127.0.0.1", "127.255.255.255"])
async def test_search(camera: EmulatedCamera, target: str) -> None:
    """A search is answered by unicast from the camera's own address."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_sendto(sock, b"system.id\r\n", (target, camera.search_port or 0))
    async with asyncio.timeout(2):
        data, sender = await loop.sock_recvfrom(sock, 1024)
    sock.close()
    assert data == b"system.id=VN-V685U(127.0.0.1/8)&200 OK\r\n"
    assert sender == (camera.host, camera.search_port)


# Video.


async def test_single_frame(camera: EmulatedCamera) -> None:
    """One JPEG with its comment, then the camera closes."""
    jpeg = await still(camera)
    assert jpeg[:4] == b"\xff\xd8\xff\xe0"
    assert Image.open(io.BytesIO(jpeg)).size == (640, 480)
    found = fields(jpeg)
    assert "JVC V1.0" in found
    assert found["size"] == str(len(jpeg))
    assert found["type"] == "VN-V685U"
    assert found["camera"] == "Camera01"
    assert found["position"] == "0"
    assert re.fullmatch(r"\d{17}UTC", found["Timestamp"])
    names = list(found)
    assert names.index("pan") < names.index("tilt") < names.index("zoom")
    assert found["tilt"] == camera.get("camera.motion.tilt")


async def test_multipart(camera: EmulatedCamera) -> None:
    """Server push has the printed headers and delimiters."""
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(
        b"GET /api/video?encode=jpeg&framerate=30&boundary=on&ptz_info=on HTTP/1.1\r\n"
        b"Host: 127.0.0.1\r\n\r\n"
    )
    head = await reader.readuntil(b"\r\n\r\n")
    assert re.fullmatch(
        rb"HTTP/1\.1 200 OK\r\n"
        rb"Content-Type: multipart/x-mixed-replace;boundary=--foo\r\n"
        rb"Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT\r\n"
        rb"Server: JVC VN-V685 Network Camera\r\n"
        rb"x-vnv685_response: encode=jpeg&framerate=30&framesize=vga"
        rb"&boundary=on&ptz_info=on\r\n\r\n",
        head,
    )
    for _ in range(3):
        part = await reader.readuntil(b"\r\n\r\n")
        match = re.fullmatch(
            rb"--foo\r\nContent-Type: image/jpeg\r\nContent-Length: (\d+)\r\n"
            rb"X-Puls-Pan: (\d+)\r\nX-Puls-Tilt: (\d+)\r\nX-Posi-Zoom: (\d+)\r\n\r\n",
            part,
        )
        assert match
        jpeg = await reader.readexactly(int(match[1]))
        assert jpeg.endswith(b"\xff\xd9")
        assert await reader.readexactly(2) == b"\r\n"
    assert camera.video_clients == 1
    assert "sending(01).from.framerate=30&200 OK" in await ask(camera, "system.session")
    writer.close()
    await until(lambda: camera.video_clients == 0)


async def test_bare_pictures(camera: EmulatedCamera) -> None:
    """Without boundary the pictures follow each other."""
    reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
    writer.write(
        b"GET /api/video?encode=jpeg&framerate=30&boundary=off HTTP/1.1\r\n\r\n"
    )
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"Connection: close\r\nContent-Length: (\d+)\r\n", head)
    assert length
    first = await reader.readexactly(int(length[1]))
    assert first.endswith(b"\xff\xd9")
    assert await reader.readexactly(2) == b"\xff\xd8"
    writer.close()


async def test_pictures_are_shared(camera: EmulatedCamera) -> None:
    """Several viewers cost one picture per tick."""
    links = []
    for _ in range(4):
        reader, writer = await asyncio.open_connection(camera.host, camera.http_port)
        writer.write(b"GET /api/video?encode=jpeg&framerate=30 HTTP/1.1\r\n\r\n")
        links.append((reader, writer))
    await until(lambda: camera.video_clients == 4)
    before = camera.video.rendered
    await asyncio.sleep(0.5)
    assert 12 <= camera.video.rendered - before <= 17
    for _, writer in links:
        writer.close()


async def test_slow_viewer_loses_frames(camera: EmulatedCamera) -> None:
    """Who does not read costs a bounded amount of memory, and slows nobody."""
    slow = socket.socket()
    slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    slow.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(slow, (camera.host, camera.http_port))
    await loop.sock_sendall(slow, b"GET /api/video?encode=jpeg HTTP/1.1\r\n\r\n")
    await until(lambda: camera.video_clients == 1)

    def unread() -> int:
        (writer,) = camera.video.writers
        return writer.transport.get_write_buffer_size()

    # First the kernel's buffers fill up.
    await until(lambda: unread() > 0, 20)
    for _ in range(10):
        await asyncio.sleep(0.05)
        assert unread() < 20_000
    assert len(await still(camera)) > 1000
    slow.close()


async def test_web_port_moves(camera: EmulatedCamera) -> None:
    """A new port is staged, and taken at the restart of the web server."""
    old = camera.http_port
    with socket.socket() as free:
        free.bind((camera.host, 0))
        new = free.getsockname()[1]
    await ask(camera, f"network.http.port={new}")
    assert camera.get("network.http.port") == str(old)
    body = await ask(camera, "network.http(configuration).status=restart")
    assert body == "network.http(configuration).status&200 OK\r\n"
    await until(lambda: camera.http_port == new)
    await asyncio.sleep(0.02)
    assert await ask(camera, "network.http.port") == (
        f"network.http.port={new}&200 OK\r\n"
    )


async def test_access_restriction(camera: EmulatedCamera) -> None:
    """A barred address is cut off without a word (guide 1.7)."""
    await ask(camera, "network.access_control(stream_out).host(1)=127.0.0.0/24")
    assert await still(camera) == b""


# Faults and control.


async def test_faults(camera: EmulatedCamera) -> None:
    """The camera misbehaves as it is told."""
    camera.faults.error_keys["camera.id"] = "401 Unauthorized"
    assert await ask(camera, "camera.id") == "camera.id&401 Unauthorized\r\n"
    camera.faults.error_keys.clear()
    camera.faults.content_length_extra = 33
    camera.faults.header_case = "lower"
    camera.faults.chunked_writes = 7
    reply = await talk(camera, asking("system.model"))
    assert b"content-length: 63\r\n" in reply
    camera.faults.status = 503
    assert (await talk(camera, asking("system.model"))).startswith(b"HTTP/1.1 503 ")
    camera.faults.status = None
    camera.faults.garbage = True
    assert bytes(range(256)) in await talk(camera, asking("system.model"))
    camera.faults.hang = True
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(talk(camera, asking("system.model")), 0.1)


async def call(page: ControlPage, method: str, path: str) -> bytes:
    """Do what the control page's buttons do."""
    reader, writer = await asyncio.open_connection("127.0.0.1", page.port)
    writer.write(f"{method} {path} HTTP/1.1\r\n\r\n".encode())
    reply = await reader.read()
    writer.close()
    return reply.partition(b"\r\n\r\n")[2]


async def test_every_fault_is_switched_from_the_control_page(
    camera: EmulatedCamera,
) -> None:
    """And the camera is as it was before when it is switched off again."""
    page = ControlPage([camera], "127.0.0.1", 0)
    await page.start()
    camera.reboot_seconds = 0.0
    known = json.loads(await call(page, "GET", "/faults"))
    assert [fault["name"] for fault in known] == list(FAULTS)
    usual = await ask(camera, "system.status"), camera.identity, camera.host
    for fault in known:
        path = f"/cameras/0/fault/{fault['name']}"
        await call(page, "POST", f"{path}/on")
        on = json.loads(await call(page, "GET", "/cameras/0"))["faults"]
        assert on == ([fault["name"]] if fault["lasts"] else [])
        await asyncio.sleep(0.02)
        await call(page, "POST", f"{path}/off")
        await until(lambda: camera.powered)
        assert camera.faults == Faults()
        now = await ask(camera, "system.status"), camera.identity, camera.host
        assert now == usual, fault["name"]
    assert await call(page, "POST", "/cameras/0/fault/nonsense/on") == b"not found\n"
    await page.stop()


async def test_control_page(camera: EmulatedCamera) -> None:
    """The page shows the state, and its buttons work."""
    page = ControlPage([camera], "127.0.0.1", 0)
    await page.start()
    await call(page, "POST", "/cameras/0/input/1/make")
    assert camera.inputs[1] == "make"
    assert json.loads(await call(page, "GET", "/cameras/0"))["inputs"] == [
        "make",
        "break",
    ]
    assert (await call(page, "GET", "/cameras/0/still.jpg")).startswith(b"\xff\xd8")
    assert b"Emulated cameras" in await call(page, "GET", "/")
    await call(page, "POST", "/cameras/0/power/off")
    assert not camera.powered
    await call(page, "POST", "/cameras/0/power/on")
    assert camera.powered
    await page.stop()


def test_yard_shows_where_it_looks() -> None:
    """The yard differs by direction, magnification and state."""
    scene = YardScene(Layout(1))

    def shot(**changes: object) -> bytes:
        base = {"pan": 74.7, "tilt": 17.0, "optical": 3.0, "electronic": 1.0}
        return scene.render(
            View(**{**base, "size": (320, 240), "moment": 5.0, **changes})  # type: ignore[arg-type]
        ).tobytes()

    pictures = {
        shot(),
        shot(pan=200.0),
        shot(optical=20.0),
        shot(electronic=4.0),
        shot(monochrome=True),
        shot(lamp=True),
        shot(walking=2.0),
        shot(tilt=100.0),
        shot(tilt=185.0, flipped=True),
    }
    assert len(pictures) == 9
