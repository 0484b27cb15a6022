"""The link to the alarm port, with time and chance of the test's own."""

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import Any, Self

import pytest

from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.protocol.alarm_connection import open_connection
from custom_components.jvc_vn.protocol.alarm_link import (
    AlarmLink,
    LinkState,
    check_place,
)
from custom_components.jvc_vn.protocol.models import AlarmReport, AlarmSource
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import Clock, Naps, Pauses, closed_port, reset

CONNECTING, LIVE = LinkState.CONNECTING, LinkState.LIVE
REFUSED, DOWN = LinkState.REFUSED, LinkState.DOWN


@pytest.fixture(autouse=True)
def settle_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback a refusal comes at once."""
    monkeypatch.setattr(alarm, "SETTLE", 0.03)


class Run:
    """A link that runs, and what it said."""

    def __init__(
        self,
        port: int,
        sleep: Callable[[float], Awaitable[None]],
        jitter: float = 1.0,
    ) -> None:
        """Start the link."""
        self.states: list[LinkState] = []
        self.reports: list[AlarmReport] = []
        self.clock = Clock()
        self.link = AlarmLink(
            "127.0.0.1",
            port,
            self,
            timing=Timing(clock=self.clock, sleep=sleep, jitter=lambda: jitter),
        )
        self.task = asyncio.create_task(self.link.run())

    def lines_arrived(self, reports: Sequence[AlarmReport]) -> None:
        """Note lines."""
        self.reports.extend(reports)

    def link_changed(self, link: LinkState) -> None:
        """Note a state."""
        self.states.append(link)

    async def __aenter__(self) -> Self:
        """Hand it out."""
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Cancel it."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task

    async def reach(self, state: LinkState) -> None:
        """Wait for a state."""
        await until(lambda: self.link.state is state)


@contextlib.asynccontextmanager
async def closing_server(
    close: Callable[[asyncio.StreamWriter], None],
) -> AsyncGenerator[int]:
    """Accept connections and close them at once."""

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        close(writer)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


async def test_live_link_reports(emulated: EmulatedCamera) -> None:
    """A change of the camera is reported at once, all three lines of it."""
    async with Run(emulated.alarm_port, Pauses()) as run:
        await run.reach(LIVE)
        assert run.states == [CONNECTING, LIVE]
        assert run.reports == []
        emulated.set_input(2, "make")
        await until(lambda: len(run.reports) == 3)
        assert run.reports == [
            AlarmReport(AlarmSource.INPUT_1, active=False),
            AlarmReport(AlarmSource.INPUT_2, active=True),
            AlarmReport(AlarmSource.MOTION, active=False),
        ]
        emulated.trigger_motion()
        await until(lambda: len(run.reports) == 6)
        assert run.reports[-1] == AlarmReport(AlarmSource.MOTION, active=True)


async def test_push_at_connect(emulated: EmulatedCamera) -> None:
    """A camera that pushes its state at connect is live with it (12, unknown)."""
    emulated.push_on_connect = True
    emulated.inputs[1] = "make"
    async with Run(emulated.alarm_port, Pauses()) as run:
        await until(lambda: len(run.reports) == 3)
        assert run.link.state is LIVE
        assert run.reports[0].active


async def test_fragments_and_noise(emulated: EmulatedCamera) -> None:
    """Pieces and unknown lines do not disturb the link."""
    async with Run(emulated.alarm_port, Pauses()) as run:
        await run.reach(LIVE)
        emulated.push_raw(b"\xff" * 10_000)
        for piece in (
            b"\r\nhello\r\nvideo.input(1).det",
            b"ection(motion).status=on\n",
        ):
            emulated.push_raw(piece)
            await asyncio.sleep(0)
        await until(lambda: len(run.reports) == 1)
        assert run.reports == [AlarmReport(AlarmSource.MOTION, active=True)]
        assert run.states == [CONNECTING, LIVE]


@pytest.mark.parametrize(
    ("jitter", "pauses"),
    [
        (1.0, [0, 1, 2, 4, 8, 16, 32, 60, 60, 60]),
        (0.0, [0, 0.5, 1, 2, 4, 8, 16, 30, 30, 30]),
        (0.5, [0, 0.75, 1.5, 3, 6, 12, 24, 45, 45, 45]),
    ],
)
async def test_pauses_grow(jitter: float, pauses: list[float]) -> None:
    """The second try comes at once, the next after growing pauses, up to 60 s."""
    naps = Naps()
    async with Run(closed_port(), naps, jitter) as run:
        await until(lambda: len(naps.asked) >= 10)
        assert naps.asked[:10] == pauses
        assert run.states == [CONNECTING, DOWN]


async def test_days_without_the_camera() -> None:
    """However many tries have failed, the link tries on."""
    naps = Naps()
    async with Run(closed_port(), naps) as run:
        await until(lambda: len(naps.asked) >= 1100 or run.task.done(), 20)
        assert naps.asked[1050:1051] == [60]


async def test_ten_places(emulated: EmulatedCamera) -> None:
    """The eleventh client is refused, tries on, and is live when a place is free."""
    others = [
        await asyncio.open_connection("127.0.0.1", emulated.alarm_port)
        for _ in range(10)
    ]
    await until(lambda: emulated.alarm_clients == 10)
    pauses = Pauses()
    async with Run(emulated.alarm_port, pauses) as run:
        await run.reach(REFUSED)
        assert await check_place("127.0.0.1", emulated.alarm_port) is REFUSED
        for tries in (1, 2, 3):
            await until(lambda n=tries: len(pauses.asked) == n)
            pauses.end()
        await until(lambda: len(pauses.asked) == 4)
        assert pauses.asked == [0, 1, 2, 4]
        assert run.states == [CONNECTING, REFUSED]
        others.pop()[1].close()
        await until(lambda: emulated.alarm_clients == 9)
        pauses.end()
        await run.reach(LIVE)
        assert run.states == [CONNECTING, REFUSED, LIVE]
    for _, writer in others:
        writer.close()


@pytest.mark.parametrize("way", ["fin", "rst"])
async def test_closed_at_once_is_refused(way: str) -> None:
    """Accepted and closed means that there is no place, whatever the packet."""

    def close(writer: asyncio.StreamWriter) -> None:
        if way == "rst":
            reset(writer)
        else:
            writer.close()

    async with closing_server(close) as port:
        assert await check_place("127.0.0.1", port) is REFUSED
        async with Run(port, Pauses()) as run:
            await until(lambda: len(run.states) >= 2)
            assert run.states == [CONNECTING, REFUSED]


async def test_lost_link_is_down_and_comes_back(emulated: EmulatedCamera) -> None:
    """A link that is cut is down, then live again without being told."""
    pauses = Pauses()
    async with Run(emulated.alarm_port, pauses) as run:
        await run.reach(LIVE)
        emulated.drop_alarm_clients()
        await run.reach(DOWN)
        await until(lambda: len(pauses.asleep) == 1)
        assert pauses.asked == [0]
        pauses.end()
        await run.reach(LIVE)
        await emulated.power_off()
        await until(lambda: len(pauses.asleep) == 1)
        pauses.end()
        await until(lambda: pauses.asked == [0, 1, 2])
        assert run.link.state is DOWN
        await emulated.start()
        pauses.end()
        await run.reach(LIVE)
        emulated.set_input(1, "make")
        await until(lambda: len(run.reports) == 3)


@pytest.mark.parametrize(
    ("seconds", "line", "pause"),
    [
        (29.9, b"", 4.0),
        (29.9, b"hello\r\n", 4.0),
        (30.0, b"", 0.0),
        (0.0, b"video.input(1).detection(motion).status=on\r\n", 0.0),
    ],
)
async def test_only_a_useful_link_starts_over(
    emulated: EmulatedCamera, seconds: float, line: bytes, pause: float
) -> None:
    """A link counts that stayed up for 30 s or delivered a line, no other."""
    pauses = Pauses()
    async with Run(emulated.alarm_port, pauses) as run:
        for tries in (1, 2, 3):
            await run.reach(LIVE)
            emulated.drop_alarm_clients()
            await until(lambda n=tries: len(pauses.asked) == n)
            pauses.end()
        assert pauses.asked == [0, 1, 2]
        await run.reach(LIVE)
        emulated.push_raw(line)
        run.clock.now += seconds
        emulated.drop_alarm_clients()
        await until(lambda: len(pauses.asked) == 4)
        assert pauses.asked[-1] == pause


@pytest.mark.parametrize("moment", ["live", "settling", "pausing"])
async def test_cancelling_lets_the_camera_go(
    emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Whenever it is cancelled, the socket is closed and the link is down."""
    if moment == "settling":
        monkeypatch.setattr(alarm, "SETTLE", 60)
    pauses = Pauses()
    async with Run(emulated.alarm_port, pauses) as run:
        await until(lambda: emulated.alarm_clients == 1)
        if moment != "settling":
            await run.reach(LIVE)
        if moment == "pausing":
            emulated.drop_alarm_clients()
            await until(lambda: len(pauses.asleep) == 1)
        run.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run.task
        assert run.link.state is DOWN
        assert pauses.asleep == []
    await until(lambda: emulated.alarm_clients == 0)


async def test_keepalive_notices_a_dead_camera(
    emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system checks the connection well within the camera's ten minutes."""
    opened = []
    loop = asyncio.get_running_loop()
    really_connect = loop.create_connection

    async def watched(*args: Any) -> Any:
        transport, protocol = await really_connect(*args)
        opened.append(transport.get_extra_info("socket"))
        return transport, protocol

    monkeypatch.setattr(loop, "create_connection", watched)
    async with Run(emulated.alarm_port, Pauses()) as run:
        await run.reach(LIVE)
        (sock,) = opened
        assert sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE) == 1
        idle, every, count = (
            sock.getsockopt(socket.IPPROTO_TCP, option)
            for option in (
                socket.TCP_KEEPIDLE,
                socket.TCP_KEEPINTVL,
                socket.TCP_KEEPCNT,
            )
        )
    assert idle + every * count <= 300


async def test_check_place(emulated: EmulatedCamera) -> None:
    """One try tells whether there is a place; it does not keep it."""
    assert await check_place("127.0.0.1", emulated.alarm_port) is LIVE
    await until(lambda: emulated.alarm_clients == 0)
    emulated.push_on_connect = True
    assert await check_place("127.0.0.1", emulated.alarm_port) is LIVE
    assert await check_place("127.0.0.1", closed_port()) is DOWN


async def test_a_connection_that_is_let_go(emulated: EmulatedCamera) -> None:
    """It can be paused and resumed at any time, before and after it was open too."""
    link = AlarmLink(emulated.host, emulated.alarm_port, Deaf())
    link.pause()
    link.resume()
    connection = await open_connection(*where(emulated), time.monotonic)
    assert connection
    connection.abort()
    connection.pause()
    connection.resume()
    await asyncio.wait_for(connection.ended, 5)


async def test_lines_before_anybody_listens(emulated: EmulatedCamera) -> None:
    """Some are kept; then the camera has to wait, and all of them are heard."""
    connection = await open_connection(*where(emulated), time.monotonic)
    assert connection
    await until(lambda: emulated.alarm_clients == 1)
    for number in range(60):
        emulated.set_input(1, "make" if number % 2 == 0 else "break")
        await asyncio.sleep(0)
    await asyncio.wait_for(connection.spoke, 5)
    await asyncio.sleep(0.02)
    heard = bytearray()
    connection.listen(heard.extend)
    await until(lambda: heard.count(b"pin(1)") == 60)
    connection.abort()


async def test_where_keepalive_has_no_numbers(
    emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some systems cannot set its times: it is on all the same."""
    monkeypatch.delattr(socket, "TCP_KEEPINTVL")
    connection = await open_connection(*where(emulated), time.monotonic)
    assert connection
    connection.abort()


def where(emulated: EmulatedCamera) -> tuple[str, int]:
    """Where its alarm port is."""
    return emulated.host, emulated.alarm_port


class Deaf:
    """Nobody who cares what the link says."""

    def lines_arrived(self, reports: Sequence[AlarmReport]) -> None:
        """Nothing is made of it."""

    def link_changed(self, link: LinkState) -> None:
        """Nothing is made of it."""
