"""The alarm link: a connection to TCP port 32040, held open (guide, 4)."""

import asyncio
import logging
import random
import re
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from enum import StrEnum

from .models import AlarmReport, AlarmSource

_LOGGER = logging.getLogger(__name__)

PORT = 32040
CONNECT_TIMEOUT = 10.0
SETTLE = 0.5
"""Seconds: an eleventh client is accepted and then closed at once."""
USEFUL = 30.0
"""Seconds after which a link that delivered nothing counts as useful too."""
LONGEST_PAUSE = 60.0
_FIRST_PAUSE = 1.0
# The camera drops a client that has not answered its check for 10 minutes, and
# a camera without power says nothing at all: ask well before either matters.
_KEEPALIVE = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4}
_CHUNK = 4096
_LONGEST_LINE = 256

_LINE = re.compile(
    rb"\s*(?:peripheral\.input_pin\.pin\((?P<pin>[12])\)\.status=(?P<pin_state>make|break)"
    rb"|video\.input\(1\)\.detection\(motion\)\.status=(?P<motion>on|off))\s*"
)


class LinkState(StrEnum):
    """What is known of the link."""

    CONNECTING = "connecting"
    LIVE = "live"
    REFUSED = "refused"
    """The camera closed us at once: its ten places are taken."""
    DOWN = "down"


class AlarmReader:
    """Cuts bytes into lines, whatever pieces they come in, and reads them.

    Lines in any order are taken; what is not known is passed over, and a line
    without an end takes no memory.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self._buffer = bytearray()
        self._overlong = False

    def feed(self, data: bytes) -> Iterator[AlarmReport]:
        """Take bytes and yield a report for each complete line that is known."""
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._append(line)
            if not self._overlong and (report := parse_line(self._buffer)):
                yield report
            self._buffer.clear()
            self._overlong = False
        self._append(rest)

    def _append(self, piece: bytes) -> None:
        if len(self._buffer) + len(piece) > _LONGEST_LINE:
            self._overlong = True
            self._buffer.clear()
        if not self._overlong:
            self._buffer += piece


def parse_line(line: bytes | bytearray) -> AlarmReport | None:
    """Read one line, None if it is not one of the three."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    if match["pin"]:
        source = AlarmSource.INPUT_1 if match["pin"] == b"1" else AlarmSource.INPUT_2
        return AlarmReport(source, match["pin_state"] == b"make")
    return AlarmReport(AlarmSource.MOTION, match["motion"] == b"on")


class AlarmLink:
    """Keeps a connection to the alarm port and hands on what it says.

    Reconnects at once the first time, then with growing pauses and jitter up to
    60 s; the pauses start over only after a link that was useful: it delivered
    a line, or stayed up for 30 s.
    """

    def __init__(
        self,
        host: str,
        port: int,
        on_report: Callable[[AlarmReport], None],
        on_state: Callable[[LinkState], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Prepare the link; `run` opens it."""
        self.state = LinkState.DOWN
        self._host = host
        self._port = port
        self._on_report = on_report
        self._on_state = on_state
        self._clock = clock
        self._sleep = sleep
        self._jitter = jitter
        self._failures = 0

    async def run(self) -> None:
        """Hold the link until cancelled."""
        try:
            while True:
                await self._connect_once()
                await self._sleep(self._pause())
        finally:
            self.state = LinkState.DOWN

    def _pause(self) -> float:
        """Seconds to wait: nothing after a useful link, else doubled with jitter."""
        self._failures += 1
        if self._failures == 1:
            return 0.0
        # A camera may be off for weeks: the power must not outgrow a float.
        doubled = _FIRST_PAUSE * 2.0 ** min(self._failures - 2, 10)
        pause = min(doubled, LONGEST_PAUSE)
        return pause * (0.5 + self._jitter() / 2)

    def _set_state(self, state: LinkState) -> None:
        if state is not self.state:
            _LOGGER.debug("%s: alarm link %s", self._host, state)
            self.state = state
            self._on_state(state)

    async def _connect_once(self) -> None:
        # Between two tries the last state stays: a link that is down is not
        # "connecting" to anybody who looks at it.
        if self.state is LinkState.LIVE or self._failures == 0:
            self._set_state(LinkState.CONNECTING)
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT):
                reader, writer = await asyncio.open_connection(self._host, self._port)
        except OSError:  # with it asyncio's TimeoutError
            self._set_state(LinkState.DOWN)
            return
        try:
            _keep_alive(writer)
            self._set_state(await self._read(reader))
        except OSError:
            self._set_state(LinkState.DOWN)
        finally:
            writer.transport.abort()

    async def _read(self, reader: asyncio.StreamReader) -> LinkState:
        """Read until the camera closes; return what its closing means."""
        lines = AlarmReader()
        opened = self._clock()
        data = await _settle(reader)
        if data is None:
            return LinkState.REFUSED
        self._set_state(LinkState.LIVE)
        while True:
            for report in lines.feed(data):
                self._failures = 0
                self._on_report(report)
            data = await reader.read(_CHUNK)
            if self._clock() - opened >= USEFUL:
                self._failures = 0
            if not data:
                return LinkState.DOWN


def _keep_alive(writer: asyncio.StreamWriter) -> None:
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, seconds in _KEEPALIVE.items():
        if option := getattr(socket, name, None):
            sock.setsockopt(socket.IPPROTO_TCP, option, seconds)


async def _settle(reader: asyncio.StreamReader) -> bytes | None:
    """Return what came while the link settled, None if the camera closed it."""
    try:
        async with asyncio.timeout(SETTLE):
            return await reader.read(_CHUNK) or None
    except TimeoutError:
        return b""
    except OSError:
        return None


async def check_place(host: str, port: int) -> LinkState:
    """Try the alarm port once: LIVE, REFUSED (ten places taken) or DOWN."""
    try:
        async with asyncio.timeout(CONNECT_TIMEOUT):
            reader, writer = await asyncio.open_connection(host, port)
    except OSError:
        return LinkState.DOWN
    try:
        return LinkState.REFUSED if await _settle(reader) is None else LinkState.LIVE
    finally:
        writer.transport.abort()
