"""One request, one connection, and it is closed by us (guide, 5)."""

import asyncio
import contextlib
import errno
import socket
import time
from collections.abc import AsyncGenerator
from typing import Any, override

import aiohttp
import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from custom_components.jvc_vn.protocol import connection as connection_module
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.connection import Connection, Server
from custom_components.jvc_vn.protocol.errors import ClosedError, UnreachableError
from custom_components.jvc_vn.protocol.http import Http
from custom_components.jvc_vn.protocol.slices import SLICE
from tests.emulator import EmulatedCamera

from .helpers import Clock, closed_port, login, raw_server, reply, written

DONE = reply(b"camera.id&200 OK\r\n")


async def test_each_call_has_its_own_connection(
    session: aiohttp.ClientSession,
) -> None:
    """The client closes after each answer, whether the camera does or not (5)."""
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(reply(b"camera.id&200 OK\r\n"))
        assert await reader.read() == b""
        writer.close()
        ended.set()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        await login(session, port).param("camera.id")
        async with asyncio.timeout(2):
            await ended.wait()


@pytest.mark.parametrize("whose", ["plain", "home assistant"])
async def test_no_connection_is_used_twice(
    hass: HomeAssistant,
    session: aiohttp.ClientSession,
    emulated: EmulatedCamera,
    whose: str,
) -> None:
    """Not even if the camera offers it."""
    emulated.faults.keep_alive = True
    plain = whose == "plain"
    http = login(
        session if plain else async_get_clientsession(hass), emulated.http_port
    )
    camera = Camera(http)
    for number in range(3):
        await camera.get(p.MODEL)
        await camera.set(p.CAMERA_ID, f"Gate {number}")
        await camera.still()
    connections = [request.connection for request in emulated.requests]
    assert len(connections) == 9
    assert len(set(connections)) == 9


@pytest.mark.parametrize("end", ["close", "forget"])
async def test_idle_connections_that_something_ends(
    camera: Camera, emulated: EmulatedCamera, end: str
) -> None:
    """What closes connections over which nothing goes costs no write."""
    emulated.faults.keep_alive = True
    emulated.faults.idle_seconds = 0.05
    emulated.faults.idle_end = end  # type: ignore[assignment]
    for number in range(3):
        await camera.set(p.CAMERA_ID, f"Gate{number}")
        # The other side lets go of it, in its own time.
        await asyncio.sleep(0.1)
    assert written(emulated) == [f"camera.id=Gate{number}" for number in range(3)]
    assert emulated.get("camera.id") == "Gate2"


async def test_closed_also_where_it_fails(
    session: aiohttp.ClientSession, emulated: EmulatedCamera
) -> None:
    """What was given up, or is called off, leaves nothing open."""
    answers = iter([b"HTTP/1.1 500 Broken\r\n\r\n", b"no HTTP\r\n\r\n", b"HTTP/1.1 2"])

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(next(answers))
        await asyncio.Event().wait()

    async with raw_server(serve) as raw:
        http = login(session, raw.port)
        for _ in range(3):
            task = asyncio.create_task(http.param("camera.id"))
            await asyncio.wait([task], timeout=0.2)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        assert len(raw.heads) == 3


async def test_nothing_is_sent_once_the_session_is_closed(
    session: aiohttp.ClientSession,
) -> None:
    """Home Assistant closes its session when it has stopped."""
    async with raw_server(DONE) as raw:
        http = login(session, raw.port)
        await http.param("camera.id")
        await session.close()
        with pytest.raises(UnreachableError):
            await http.param("camera.id")
        with pytest.raises(UnreachableError):
            await Camera(http).still()
    assert len(raw.heads) == http.requests == 1


# Names.


class Names:
    """A name server that counts what it is asked."""

    def __init__(self) -> None:
        """Know one address."""
        self.asked: list[str] = []
        self.address = "127.0.0.1"

    async def look_up(self, host: str, port: int, **_: Any) -> list[Any]:
        """Answer for `loop.getaddrinfo`."""
        self.asked.append(host)
        host.encode("idna")
        place = (self.address, port)
        return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place)]


@pytest.fixture
async def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    """The only name server."""
    names = Names()
    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", names.look_up)
    return names


async def test_name_is_not_looked_up_each_time(names: Names, clock: Clock) -> None:
    """A press of a button waits for a name server once in ten seconds at most."""
    async with raw_server(DONE) as raw:
        server = Server("camera.lan", raw.port, clock=clock)
        for _ in range(3):
            (await server.connect()).close()
            clock.now += 4.9
        assert names.asked == ["camera.lan"]
        clock.now += 1
        (await server.connect()).close()
        assert names.asked == ["camera.lan"] * 2


async def test_name_that_leads_elsewhere(names: Names, clock: Clock) -> None:
    """Where nobody is any more, the name is looked up anew."""
    async with raw_server(DONE) as raw:
        server = Server("camera.lan", raw.port, clock=clock)
        (await server.connect()).close()
    for asked in (1, 2):
        with pytest.raises(ConnectionRefusedError):
            await server.connect()
        assert len(names.asked) == asked


async def test_address_is_never_looked_up(names: Names, clock: Clock) -> None:
    """Not even when nobody answers there."""
    server = Server("127.0.0.1", closed_port(), clock=clock)
    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            await server.connect()
    assert names.asked == []


async def test_name_that_cannot_be(
    session: aiohttp.ClientSession, names: Names
) -> None:
    """It is nobody's."""
    name = f"{'x' * 70}.lan"
    with pytest.raises(UnreachableError):
        await Http(session, name).param("camera.id")
    assert names.asked == [name]


# Reading.


@pytest.fixture
async def connected() -> AsyncGenerator[tuple[Connection, asyncio.StreamWriter]]:
    """A connection, and the far end of it."""
    ends: asyncio.Queue[asyncio.StreamWriter] = asyncio.Queue()

    async def accept(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends.put_nowait(writer)

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        connection = await Server("127.0.0.1", port).connect()
        yield connection, await ends.get()
        connection.close()
        server.close_clients()


async def test_all_that_comes_is_read(
    connected: tuple[Connection, asyncio.StreamWriter],
) -> None:
    """In order, whatever size it has, and to the end."""
    connection, writer = connected
    data = bytes(range(256)) * 20_000
    writer.write(data)
    writer.write_eof()
    read = bytearray()
    while piece := await connection.read():
        assert len(piece) <= connection_module.PIECE
        read += piece
    assert read == data
    assert await connection.read() == b""
    assert connection.error is None


async def test_what_nobody_reads_stays_with_the_camera(
    connected: tuple[Connection, asyncio.StreamWriter],
) -> None:
    """However much there is: it is not kept here; later it is all there."""
    connection, writer = connected
    block = b"x" * (1 << 16)
    sent = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            while sent < 1 << 30:
                writer.write(block)
                sent += len(block)
                await writer.drain()
    assert sent < 1 << 26  # what the sockets' own buffers swallow
    assert connection.waiting < 2 * connection_module.FULL
    writer.write_eof()
    read = 0
    while piece := await connection.read():
        read += len(piece)
    assert read == sent


async def test_others_have_their_turns(
    connected: tuple[Connection, asyncio.StreamWriter],
) -> None:
    """Between pieces that are there already others run, when some time has passed."""
    connection, writer = connected
    writer.write(bytes(connection_module.PIECE * 8))
    while connection.waiting < connection_module.PIECE * 8:
        await asyncio.sleep(0)
    turns = 0

    def turn() -> None:
        nonlocal turns
        turns += 1
        asyncio.get_running_loop().call_soon(turn)

    turn()
    await connection.read()
    busy_until = time.monotonic() + SLICE
    begin = turns
    while time.monotonic() < busy_until:
        pass
    await connection.read()
    assert turns > begin


class Gone(asyncio.Transport):
    """A connection that the network has lost."""

    @override
    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nothing arrives."""

    @override
    def abort(self) -> None:
        """It is gone already."""


async def test_no_route_any_more(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    """An outage, unlike a connection that a camera has closed."""

    async def connect(_server: Server) -> Connection:
        connection = Connection()
        connection.connection_made(Gone())
        connection.connection_lost(OSError(errno.EHOSTUNREACH, "No route to host"))
        return connection

    monkeypatch.setattr(Server, "connect", connect)
    with pytest.raises(UnreachableError, match="OSError") as error:
        await http.param("system.model")
    assert not isinstance(error.value, ClosedError)
    assert http.losses == 1
