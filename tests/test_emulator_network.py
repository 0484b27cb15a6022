"""The emulated camera's addresses and ports, and to whom it sends video."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_socket

from tests.emulator import EmulatedCamera
from tests.emulator.client import ask, until

pytestmark = pytest.mark.enable_socket

OLD, NEW = "127.0.0.1", "127.0.0.57"
STILL = b"GET /api/video?encode=jpeg&framerate=0 HTTP/1.1\r\n\r\n"


@pytest.fixture
async def camera(socket_enabled: None) -> AsyncIterator[EmulatedCamera]:
    """Run a camera that reboots quickly."""
    pytest_socket.socket_allow_hosts([OLD, NEW, "127.0.0.2"])
    made = EmulatedCamera(scene="plain", search_delay=(0, 0), dhcp_address=NEW)
    made.reboot_seconds = 0.1
    async with made:
        yield made


async def read(camera: EmulatedCamera, key: str) -> str:
    """Read a value as anybody does."""
    return (await ask(camera, key)).removeprefix(f"{key}=").partition("&")[0]


async def restarted(camera: EmulatedCamera, query: str) -> None:
    """Restart by a call, and wait until it is back."""
    assert (await ask(camera, query)).endswith("&200 OK\r\n")
    await until(lambda: not camera.powered)
    # Its ports close a moment later.
    with contextlib.suppress(OSError):
        while not camera.powered:
            _, writer = await asyncio.open_connection(camera.host, camera.http_port)
            writer.close()
    await until(lambda: camera.powered)


def free_port(host: str) -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind((host, 0))
        port: int = sock.getsockname()[1]
        return port


async def test_another_address_and_port(camera: EmulatedCamera) -> None:
    """They are staged, and taken at the restart: the old ones are dead then."""
    port, old = free_port(NEW), camera.http_port
    for query in (
        f"network.interface.ip={NEW}",
        "network.interface.subnetmask=255.255.255.0",
        f"network.http.port={port}",
    ):
        assert "&202 Accepted(" in await ask(camera, query)
    assert await read(camera, "network.interface.ip") == OLD
    assert await read(camera, "network.interface.subnetmask") == "255.0.0.0"
    assert await read(camera, "network.http.port") == str(old)
    await restarted(camera, "network.interface.status=restart")
    assert (camera.host, camera.http_port) == (NEW, port)
    assert await read(camera, "network.interface.ip") == NEW
    assert await read(camera, "network.interface.subnetmask") == "255.255.255.0"
    assert await read(camera, "network.http.port") == str(port)
    with pytest.raises(OSError, match=r".*"):
        await asyncio.open_connection(OLD, old)
    # The alarm port and the search are at the new address too.
    _, writer = await asyncio.open_connection(NEW, camera.alarm_port)
    writer.close()
    assert await searched(camera) == b"system.id=VN-V685U(127.0.0.57/24)&200 OK\r\n"


async def searched(camera: EmulatedCamera) -> bytes:
    """Search at the camera's own address."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    address = (camera.host, camera.search_port or 0)
    await loop.sock_sendto(sock, b"system.id\r\n", address)
    async with asyncio.timeout(2):
        data, _ = await loop.sock_recvfrom(sock, 1024)
    sock.close()
    return data


async def test_power_cut_forgets_what_was_staged(camera: EmulatedCamera) -> None:
    """Without the restart it comes back where it was."""
    await ask(camera, f"network.interface.ip={NEW}")
    await camera.stop()
    await camera.start()
    assert camera.host == OLD
    assert await read(camera, "network.interface.ip") == OLD


async def test_dhcp(camera: EmulatedCamera) -> None:
    """With DHCP it comes up at what it is given, and back at its own without."""
    await ask(camera, "network.interface.dhcp.status=on")
    assert await read(camera, "network.interface.dhcp.status") == "off"
    await restarted(camera, "network.interface.status=restart")
    assert camera.host == NEW
    assert await read(camera, "network.interface.ip") == NEW
    refused = "network.gateway(ipv4)&401 Unauthorized\r\n"
    assert await ask(camera, "network.gateway(ipv4)=127.0.0.9") == refused
    await ask(camera, "network.interface.dhcp.status=off")
    await ask(camera, f"network.interface.ip={OLD}")
    await restarted(camera, "system.status=restart")
    assert camera.host == OLD


async def test_gateway_is_of_the_same_segment(camera: EmulatedCamera) -> None:
    """It is in force at once; another one is refused where a form says so."""
    camera.forms.gateway_inside = True
    key = "network.gateway(ipv4)"
    assert await ask(camera, f"{key}=10.0.0.1") == f"{key}&401 Unauthorized\r\n"
    for gateway in ("127.0.0.9", "0.0.0.0"):
        assert await ask(camera, f"{key}={gateway}") == f"{key}&200 OK\r\n"
        assert await read(camera, key) == gateway


async def test_address_of_somewhere_else(camera: EmulatedCamera) -> None:
    """Sent beyond loopback, it is gone until somebody fetches it back."""
    old = camera.http_port
    await ask(camera, "network.interface.ip=192.0.2.7")
    await ask(camera, "network.interface.status=restart")
    await until(lambda: not camera.powered)
    await until(lambda: camera.powered)
    assert not camera.is_reachable
    with pytest.raises(OSError, match=r".*"):
        await asyncio.open_connection(OLD, old)
    await camera.move_to(OLD)
    assert await read(camera, "network.interface.ip") == OLD


async def still_from(camera: EmulatedCamera, source: str) -> bytes:
    """Ask for a picture from one of this machine's addresses."""
    reader, writer = await asyncio.open_connection(
        camera.host, camera.http_port, local_addr=(source, 0)
    )
    writer.write(STILL)
    reply = await reader.read()
    writer.close()
    return reply


@pytest.mark.parametrize(
    ("logic", "listed", "barred", "served"),
    [
        ("deny", "127.0.0.2", "127.0.0.2", OLD),
        ("deny", "127.0.0.2/32", "127.0.0.2", OLD),
        ("allow", "127.0.0.2", OLD, "127.0.0.2"),
        ("allow", "127.0.0.0/31", "127.0.0.2", OLD),
    ],
)
async def test_access_list(
    camera: EmulatedCamera, logic: str, listed: str, barred: str, served: str
) -> None:
    """It is applied to video by the address that asks, and to nothing else."""
    base = "network.access_control(stream_out)"
    await ask(camera, f"{base}.logic={logic}")
    await ask(camera, f"{base}.host(3)={listed.replace('/', '%2F')}")
    assert await still_from(camera, barred) == b""
    assert b"\xff\xd8" in await still_from(camera, served)
    assert await read(camera, "system.model") == "VN-V685U"
