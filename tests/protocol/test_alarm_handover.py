"""A camera that closes idle links on a timer: the next one is opened before."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from typing import Self

import pytest

from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.protocol.alarm_link import AlarmLink, LinkState
from custom_components.jvc_vn.protocol.idle_timer import IdleTimer
from custom_components.jvc_vn.protocol.models import AlarmReport, AlarmSource
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import Clock, Pauses, reset

MAKE = b"peripheral.input_pin.pin(1).status=make\r\n"
BREAK = b"peripheral.input_pin.pin(1).status=break\r\n"
MADE = AlarmReport(AlarmSource.INPUT_1, active=True)
BROKEN = AlarmReport(AlarmSource.INPUT_1, active=False)


@pytest.fixture(autouse=True)
def settle_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback a refusal comes at once."""
    monkeypatch.setattr(alarm, "SETTLE", 0.03)


class Deaf:
    """Nobody who cares what the link says."""

    def lines_arrived(self, reports: Sequence[AlarmReport]) -> None:
        """Nothing is made of it."""

    def link_changed(self, link: LinkState) -> None:
        """Nothing is made of it."""


class AlarmPort:
    """An alarm port whose connections a test has in its hand, the oldest first."""

    host = "127.0.0.1"

    def __init__(self) -> None:
        """Be closed."""
        self._writers: list[asyncio.StreamWriter] = []

    async def __aenter__(self) -> Self:
        """Open it."""
        self._server = await asyncio.start_server(self._serve, self.host, 0)
        self.alarm_port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Close it, and every connection."""
        self.close()
        self.drop_alarm_clients()
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._writers.append(writer)
        with contextlib.suppress(ConnectionError):
            await reader.read()
        if writer in self._writers:
            self._writers.remove(writer)
        writer.close()

    @property
    def alarm_clients(self) -> int:
        """Count the connections."""
        return len(self._writers)

    def push_raw(self, data: bytes) -> None:
        """Send bytes to all of them."""
        for writer in self._writers:
            writer.write(data)

    def close(self) -> None:
        """Take no more connections."""
        self._server.close()

    def close_oldest(self) -> None:
        """Close the connection that came first."""
        self._writers.pop(0).close()

    def drop_alarm_clients(self) -> None:
        """Close them all."""
        while self._writers:
            self.close_oldest()


class Link:
    """A link to a camera that has twice closed it after a minute of silence."""

    def __init__(self, emulated: EmulatedCamera | AlarmPort) -> None:
        """Prepare the link."""
        self.emulated = emulated
        self.states: list[LinkState] = []
        self.reports: list[AlarmReport] = []
        self.clock = Clock()
        self.pauses = Pauses()
        self.link = AlarmLink(
            emulated.host,
            emulated.alarm_port,
            self,
            timing=Timing(clock=self.clock, sleep=self.pauses),
        )
        self.task = asyncio.create_task(self.link.run())

    def lines_arrived(self, reports: Sequence[AlarmReport]) -> None:
        """Note lines."""
        self.reports.extend(reports)

    def link_changed(self, link: LinkState) -> None:
        """Note a state."""
        self.states.append(link)

    async def closes_after(self, seconds: float) -> None:
        """Let the camera close, and the link come back."""
        self.clock.now += seconds
        self.emulated.drop_alarm_clients()
        await until(lambda: self.link.state is LinkState.DOWN)
        await until(lambda: bool(self.pauses.asleep))
        self.pauses.end()
        await self.live()

    async def live(self) -> None:
        """Wait until the link is live."""
        await until(lambda: self.link.state is LinkState.LIVE)
        await until(lambda: self.emulated.alarm_clients == 1)
        self.states.clear()

    async def nearly_over(self) -> None:
        """Let the time come at which the next connection is due."""
        await until(lambda: bool(self.pauses.asleep))
        self.clock.now += 54
        self.pauses.end()


@contextlib.asynccontextmanager
async def learned(camera: EmulatedCamera | AlarmPort) -> AsyncGenerator[Link]:
    """Hold a link that has learned of a timer of sixty seconds."""
    link = Link(camera)
    await link.live()
    await link.closes_after(60)
    await link.closes_after(61)
    yield link
    link.task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await link.task


@pytest.fixture
async def link(emulated: EmulatedCamera) -> AsyncGenerator[Link]:
    """A link to the emulated camera."""
    async with learned(emulated) as link:
        yield link


@pytest.fixture
async def port() -> AsyncGenerator[AlarmPort]:
    """A port that opens and closes as told."""
    async with AlarmPort() as port:
        yield port


async def test_the_next_link_is_live_before_the_last_is_closed(link: Link) -> None:
    """It stays live all the time, and nothing that is pushed is told twice."""
    await link.nearly_over()
    await until(lambda: link.emulated.alarm_clients == 2)
    await until(lambda: link.emulated.alarm_clients == 1)
    # The successor is listened to, and is followed in its turn.
    link.emulated.push_raw(MAKE + BREAK)
    await until(lambda: link.reports == [MADE, BROKEN])
    await link.nearly_over()
    await until(lambda: link.emulated.alarm_clients == 2)
    await until(lambda: link.emulated.alarm_clients == 1)
    link.emulated.push_raw(MAKE)
    await until(lambda: link.reports == [MADE, BROKEN, MADE])
    assert link.states == []


async def test_lines_in_the_overlap_are_told_once(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The camera sends them to both; the old link then lives on, it was not idle."""
    monkeypatch.setattr(alarm, "SETTLE", 0.2)
    await link.nearly_over()
    await until(lambda: link.emulated.alarm_clients == 2)
    link.emulated.push_raw(MAKE + BREAK)
    link.emulated.push_raw(MAKE)
    await until(lambda: len(link.reports) >= 3)
    await until(lambda: link.emulated.alarm_clients == 1)
    link.emulated.push_raw(BREAK)
    await until(lambda: len(link.reports) >= 4)
    await asyncio.sleep(0.05)
    assert link.reports == [MADE, BROKEN, MADE, BROKEN]
    assert link.states == []


async def test_the_camera_closes_in_the_overlap(
    port: AlarmPort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The successor was there already: it takes over without a gap."""
    async with learned(port) as link:
        monkeypatch.setattr(alarm, "SETTLE", 0.2)
        await link.nearly_over()
        await until(lambda: port.alarm_clients == 2)
        port.close_oldest()
        # What comes now, only the successor hears.
        port.push_raw(MAKE)
        await until(lambda: link.reports == [MADE])
        assert link.states == []
        assert port.alarm_clients == 1


async def test_let_go_in_the_overlap(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of the two links is left open."""
    monkeypatch.setattr(alarm, "SETTLE", 5.0)
    await link.nearly_over()
    await until(lambda: link.emulated.alarm_clients == 2)
    link.task.cancel()
    await until(lambda: link.emulated.alarm_clients == 0)


async def stays_as_it_is(link: Link) -> None:
    """The link is to be succeeded, is not, and goes on."""
    await link.nearly_over()
    await until(lambda: link.pauses.asleep == [])
    await asyncio.sleep(0.1)
    link.emulated.push_raw(MAKE)
    await until(lambda: link.reports == [MADE])
    assert link.states == []


async def test_no_place_for_a_successor(link: Link, emulated: EmulatedCamera) -> None:
    """The link stays as it is, until the camera closes it."""
    host, port = emulated.host, emulated.alarm_port
    held = [await asyncio.open_connection(host, port) for _ in range(9)]
    await until(lambda: emulated.alarm_clients == 10)
    await stays_as_it_is(link)
    for _, writer in held:
        writer.close()


async def test_no_port_for_a_successor(port: AlarmPort) -> None:
    """The same where there is nothing any more to connect to."""
    async with learned(port) as link:
        port.close()
        await stays_as_it_is(link)


@pytest.mark.parametrize(
    ("closings", "rest"),
    [
        # Seconds of silence before each closing, and whether the camera closed.
        ([(60, True)], None),
        ([(60, True), (61, True)], 54.0),
        ([(600, True), (620, True)], 540.0),
        ([(60, True), (90, True)], None),
        ([(60, True), (61, False)], None),
        ([(60, True), (3, True), (60, True)], None),
        ([(3, True), (3, True)], None),
        # One that does not fit ends the belief, and begins another.
        ([(60, True), (60, True), (200, True)], None),
        ([(60, True), (60, True), (200, True), (201, True)], 180.0),
        # A cable that was pulled does not.
        ([(60, True), (60, True), (10, False)], 54.0),
    ],
)
def test_when_the_next_is_due(
    closings: list[tuple[float, bool]], rest: float | None
) -> None:
    """Twice after about the same time is a timer."""
    timer = IdleTimer()
    for idle, by_camera in closings:
        timer.closed(idle, by_camera=by_camera)
    assert timer.rest(0) == rest


@pytest.mark.parametrize("way", ["fin", "rst"])
async def test_what_a_lost_link_may_have_missed(way: str) -> None:
    """Bytes before a FIN have all arrived; before a reset, only those we have."""
    writers: list[asyncio.StreamWriter] = []

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writers.append(writer)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        clock, pauses = Clock(), Pauses()
        link = AlarmLink(
            "127.0.0.1",
            server.sockets[0].getsockname()[1],
            Deaf(),
            timing=Timing(clock=clock, sleep=pauses),
        )
        task = asyncio.create_task(link.run())
        await until(lambda: link.state is LinkState.LIVE)
        clock.now += 100
        writers[0].write(MAKE)
        await asyncio.sleep(0.05)
        clock.now += 100
        if way == "rst":
            reset(writers[0])
        else:
            writers[0].close()
        await until(lambda: link.state is LinkState.DOWN)
        assert link.opened == 1000.0
        assert link.covered_until == (1200.0 if way == "fin" else 1100.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
