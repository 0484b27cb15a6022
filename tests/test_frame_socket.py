"""A socket for frames at its edges: a page that leaves, hangs, or is just in time."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, Self, cast

import pytest
from aiohttp import WSMessage, WSMsgType, web
from homeassistant.auth.models import User
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn import views
from custom_components.jvc_vn.protocol.models import Frame, FrameInfo
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video.hub import FrameHub
from tests.conftest import until
from tests.protocol.helpers import Clock, Naps, Source, frame, settle

from .test_video_faults import FRAMES, UPGRADE, never_reads

LARGE = 16_000_000
"""Bytes, more than the system holds for who does not read."""


class Page:
    """What a page says, as aiohttp passes it on."""

    def __init__(self) -> None:
        """Be open, and say nothing."""
        self.closed = False
        self._said: asyncio.Queue[WSMessage] = asyncio.Queue()

    def say(self, text: str) -> None:
        """Say something."""
        self._said.put_nowait(WSMessage(WSMsgType.TEXT, text, None))

    def __aiter__(self) -> Self:
        """Listen."""
        return self

    async def __anext__(self) -> WSMessage:
        """Wait for the next word."""
        return await self._said.get()

    async def close(self, **_how: Any) -> None:
        """Be closed by the other side."""
        self.closed = True


class Wire:
    """The connection to a page."""

    def __init__(self) -> None:
        """Be open."""
        self.sent: list[bytes] = []
        self.closing = False

    def is_closing(self) -> bool:
        """Whether the other end has gone."""
        return self.closing

    def write(self, data: bytes) -> None:
        """Take a message."""
        self.sent.append(data)


@dataclass
class Stand:
    """A socket between a camera and a page."""

    source: Source = field(default_factory=Source)
    clock: Clock = field(default_factory=Clock)
    page: Page = field(default_factory=Page)
    wire: Wire = field(default_factory=Wire)
    allowed: bool = True

    def __post_init__(self) -> None:
        """Connect them."""
        timing = Timing(clock=self.clock, sleep=Naps())
        self.hub = FrameHub(self.source, timing=timing)
        self.socket = views.FrameSocket(
            cast(web.WebSocketResponse, self.page),
            cast(asyncio.WriteTransport, self.wire),
            self.hub,
            10,
            lambda: self.allowed,
            timing=timing,
        )

    async def send(self, number: int) -> None:
        """Let the next frame come."""
        self.clock.now += 1
        self.source.send(frame(number))
        await settle()


@pytest.fixture
async def stand() -> AsyncGenerator[Stand]:
    """A socket that runs when a test says so."""
    stand = Stand()
    yield stand
    await stand.hub.close()


async def test_who_has_gone_is_sent_nothing(stand: Stand) -> None:
    """Between its end and our hearing of it."""
    running = asyncio.create_task(stand.socket.run())
    await stand.send(1)
    assert [data.endswith(frame(1).jpeg) for data in stand.wire.sent] == [True]
    stand.wire.closing = True
    await stand.send(2)
    assert stand.hub.newest == frame(2)
    assert len(stand.wire.sent) == 1
    await stand.hub.close()
    await running
    assert stand.page.closed


async def test_a_page_that_thaws_in_the_last_moment(stand: Stand) -> None:
    """It is not taken for frozen: it has just said that it shows all."""
    running = asyncio.create_task(stand.socket.run())
    for number in range(views.IN_FLIGHT):
        await stand.send(number)
    stand.clock.now += 31
    # Both are there at once; the frame is taken first.
    stand.source.send(frame(7))
    for _ in range(views.IN_FLIGHT):
        stand.page.say('{"ack":1}')
    await settle()
    assert len(stand.wire.sent) == views.IN_FLIGHT + 1
    assert stand.wire.sent[-1].endswith(frame(7).jpeg)
    assert stand.hub.viewers == 1
    await stand.hub.close()
    await running


async def test_rights_that_go_while_it_opens(stand: Stand) -> None:
    """Not one picture is shown, and the next ends it."""
    await stand.hub.fetch()
    stand.allowed = False
    running = asyncio.create_task(stand.socket.run())
    await settle()
    assert not running.done()
    await stand.send(1)
    await running
    assert not stand.wire.sent
    assert stand.page.closed


@pytest.mark.parametrize(("size", "more"), [(4, 0), (1000, 2), (70_000, 8)])
def test_a_message_tells_its_length(size: int, more: int) -> None:
    """In one byte, or in two or eight behind it (RFC 6455, section 5.2)."""
    jpeg = bytes(size)
    data = views.framed(Frame(jpeg, FrameInfo(), 1.0))
    assert data[0] == 0x82
    assert {126: 2, 127: 8}.get(data[1], 0) == more
    length = int.from_bytes(data[2 : 2 + more]) if more else data[1]
    assert len(data) == 2 + more + length
    assert data.endswith(jpeg)


# In Home Assistant, with a page that does as it likes.


@pytest.fixture
def expected_lingering_timers() -> bool:
    """Allow the heartbeat of a page that has gone."""
    return True


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How the requests for pictures have ended."""
    ended: list[str] = []
    really = views.FramesView.get

    async def get(
        view: views.FramesView, request: web.Request, entity_id: str
    ) -> web.StreamResponse:
        try:
            response = await really(view, request, entity_id)
        except BaseException as err:
            ended.append(repr(err))
            raise
        ended.append("well")
        return response

    monkeypatch.setattr(views.FramesView, "get", get)
    return ended


async def test_what_was_not_read_is_dropped(
    hass: HomeAssistant,
    ends: list[str],
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_access_token: str,
    hass_admin_user: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """When it ends: else it would stay in memory for as long as the page likes."""
    monkeypatch.setattr(views, "FAREWELL", 0.05)
    monkeypatch.setattr(views, "message", lambda _frame: bytes(LARGE))
    headers = {"Authorization": f"Bearer {hass_access_token}"} | UPGRADE
    hub = loaded.runtime_data.hub
    page = await never_reads(await hass_client(), FRAMES, headers)
    await until(lambda: hub.viewers == 1 and bool(hub.ring.since(0)))
    await hass.auth.async_update_user(hass_admin_user, is_active=False)
    await until(lambda: bool(ends))
    assert ends == ["well"]
    received = 0
    loop = asyncio.get_running_loop()
    with contextlib.suppress(ConnectionError):
        while data := await loop.sock_recv(page, 1 << 20):
            received += len(data)
    assert 0 < received < LARGE
    page.close()


async def test_a_page_that_leaves_while_it_opens(
    hass: HomeAssistant,
    ends: list[str],
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_access_token: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is shown to nobody."""
    really = web.WebSocketResponse.prepare

    async def prepare(response: web.WebSocketResponse, request: web.Request) -> Any:
        writer = await really(response, request)
        assert request.transport
        request.transport.abort()
        # Unlike the server of tests, Home Assistant's cancels nothing then.
        with contextlib.suppress(asyncio.CancelledError):
            await until(lambda: request.transport is None)
        if task := asyncio.current_task():
            task.uncancel()
        return writer

    monkeypatch.setattr(web.WebSocketResponse, "prepare", prepare)
    headers = {"Authorization": f"Bearer {hass_access_token}"} | UPGRADE
    page = await never_reads(await hass_client(), FRAMES, headers)
    await until(lambda: bool(ends))
    page.close()
    assert ends == ["well"]
    assert loaded.runtime_data.hub.viewers == 0
