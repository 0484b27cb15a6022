"""The UDP search (guide, 3)."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator
from typing import override

import pytest

from custom_components.jvc_vn.protocol.models import FoundCamera
from custom_components.jvc_vn.protocol.search import parse_answer, search
from tests.conftest import make_emulated

SENDER = ("192.168.0.2", 80)


class Listener(asyncio.DatagramProtocol):
    """Somebody on the network: keeps what came, answers as told."""

    def __init__(self, *answers: bytes) -> None:
        """Answer each request with these."""
        self.received: list[bytes] = []
        self._answers = answers
        self._transport: asyncio.DatagramTransport | None = None

    @override
    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.received.append(data)
        assert self._transport is not None
        for answer in self._answers:
            self._transport.sendto(answer, addr)


@contextlib.asynccontextmanager
async def listener(
    host: str, *answers: bytes
) -> AsyncGenerator[tuple[Listener, tuple[str, int]]]:
    """Listen on a loopback address."""
    transport, protocol = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: Listener(*answers), local_addr=(host, 0)
    )
    try:
        yield protocol, transport.get_extra_info("sockname")
    finally:
        transport.close()


@pytest.mark.parametrize(
    ("answer", "model"),
    [
        (b"system.id=VN-V685U(192.168.0.2/24)&200 OK\r\n", "VN-V685U"),
        (b"system.id=VN-V686U(192.168.0.2/24)&200 OK\r\n", "VN-V686U"),
        (b"system.id=VN-V686BU(192.168.0.2/8)&200 OK\r\n", "VN-V686BU"),
        (b"system.id=VN-V685U(192.168.0.2/24)&200 OK", "VN-V685U"),
        (b"system.id=VN-V685U(10.9.8.7/24)&200 OK\r\n", "VN-V685U"),
    ],
)
def test_printed_answers(answer: bytes, model: str) -> None:
    """The model is the answer's, the address the sender's."""
    assert parse_answer(answer, SENDER) == FoundCamera(model, "192.168.0.2", 80)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"system.id\r\n",
        b"system.id=&200 OK\r\n",
        b"system.id=(192.168.0.2/24)&200 OK\r\n",
        b"system.id=VN-V685U&200 OK\r\n",
        b"system.id=VN-V685U(192.168.0.2/24)&401 Unauthorized\r\n",
        b"system.id=VN-V685U(fe80::1/64)&200 OK\r\n",
        b"xsystem.id=VN-V685U(192.168.0.2/24)&200 OK\r\n",
        b"system.id=" + b"V" * 1000 + b"(192.168.0.2/24)&200 OK\r\n",
        b"system.id=VN\r\n-V685U(192.168.0.2/24)&200 OK\r\n",
        bytes(range(256)),
        b"\0" * 65000,
    ],
)
def test_garbage_is_no_camera(answer: bytes) -> None:
    """What is not the printed answer finds nobody."""
    assert parse_answer(answer, SENDER) is None


async def test_request_is_the_printed_one() -> None:
    """Eleven bytes go out, twice, since UDP may lose them."""
    async with listener("127.0.0.1") as (heard, address):
        assert await search([address], 0.05) == []
        await asyncio.sleep(0.01)
    printed = bytes.fromhex("73 79 73 74 65 6D 2E 69 64 0D 0A")
    assert heard.received == [printed] * 2


@pytest.mark.parametrize("target", ["127.0.0.1", "127.255.255.255"])
async def test_camera_is_found(target: str) -> None:
    """A camera is found by its address and by broadcast, once."""
    async with make_emulated() as emulated:
        assert emulated.search_port is not None
        found = await search([(target, emulated.search_port)], 0.1)
        assert found == [FoundCamera("VN-V685U", "127.0.0.1", emulated.search_port)]


async def test_several_cameras() -> None:
    """Every camera that answers is found, by its own address."""
    hosts = ["127.0.0.2", "127.0.0.3", "127.0.0.4"]
    models = ["VN-V685", "VN-V686", "VN-V686B"]
    async with contextlib.AsyncExitStack() as stack:
        cameras = [
            await stack.enter_async_context(make_emulated(host=host, model=model))
            for host, model in zip(hosts, models, strict=True)
        ]
        targets = [(camera.host, camera.search_port or 0) for camera in cameras]
        found = await search(reversed(targets), 0.1)
    assert [(camera.host, camera.model) for camera in found] == [
        (host, f"{model}U") for host, model in zip(hosts, models, strict=True)
    ]


async def test_one_broadcast_finds_all() -> None:
    """Several cameras hear the same broadcast."""
    async with make_emulated(host="127.0.0.2") as first:
        port = first.search_port
        assert port is not None
        async with make_emulated(host="127.0.0.3", search_port=port):
            found = await search([("127.255.255.255", port)], 0.1)
    assert [camera.host for camera in found] == ["127.0.0.2", "127.0.0.3"]


async def test_liars_and_noise() -> None:
    """Who answers is found where it is, not where it says; noise finds nobody."""
    truth = b"system.id=VN-V686U(10.9.8.7/24)&200 OK\r\n"
    async with (
        listener("127.0.0.2", b"\xff" * 100, truth, truth) as (_, liar),
        listener("127.0.0.3", b"HTTP/1.1 400 Bad Request\r\n") as (_, noise),
        listener("127.0.0.4", b"") as (_, empty),
    ):
        found = await search([liar, noise, empty, liar], 0.1)
    assert found == [FoundCamera("VN-V686U", "127.0.0.2", liar[1])]


async def test_nobody_there() -> None:
    """No target and no answer find nobody; an unreachable one does no harm."""
    assert await search([]) == []
    async with make_emulated() as emulated:
        targets = [("127.0.0.9", 9), ("127.0.0.1", emulated.search_port or 0)]
        assert len(await search(targets, 0.1)) == 1


async def test_late_answer_is_awaited() -> None:
    """A camera waits up to 0.7 s before it answers: the search waits longer."""
    async with make_emulated(search_delay=(0.7, 0.7)) as emulated:
        found = await search([("127.0.0.1", emulated.search_port or 0)])
    assert len(found) == 1


async def test_a_name_that_leads_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent for it, and the others are asked all the same."""

    async def unknown(*_where: object, **_how: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", unknown)
    answer = b"system.id=VN-V685U(192.168.0.2/24)&200 OK\r\n"
    async with listener("127.0.0.1", answer) as (_, address):
        targets = [("no.such.invalid", 80), address]
        assert len(await search(targets, 0.05)) == 1
        assert await search(targets[:1], 0.05) == []


async def test_a_place_where_nothing_can_be_sent() -> None:
    """The error ends nothing: the others are asked all the same."""
    answer = b"system.id=VN-V685U(192.168.0.2/24)&200 OK\r\n"
    async with listener("127.0.0.1", answer) as (_, address):
        assert len(await search([("127.0.0.1", 0), address], 0.05)) == 1
