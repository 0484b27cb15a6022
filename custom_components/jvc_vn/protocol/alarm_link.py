"""Keeps a connection to the alarm port open and reads its lines (guide, 4)."""

import asyncio
import logging
import re
import time
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Protocol

from .alarm_connection import AlarmConnection, open_connection
from .history import History
from .idle_timer import IdleTimer
from .models import AlarmReport, AlarmSource
from .reply import decode_text
from .timing import REAL, Backoff, Timing

_LOGGER = logging.getLogger(__name__)

PORT = 32040
SETTLE = 0.5
"""Seconds: an eleventh client is accepted and then closed at once."""
USEFUL = 30.0
"""Seconds after which a link that delivered nothing counts as useful too."""
SHORT = 2.0
"""Seconds that a link must stay up to be useful, whatever it has delivered."""
STEADY = 5.0
"""Seconds that a link must stay up to be called live, after many that did not last."""
MANY = 4
SPACING = 1.0
"""Seconds between two connects at least, where links do not last."""
LONGEST_PAUSE = 60.0
_FIRST_PAUSE = 1.0
_LONGEST_LINE = 256

_LINE = re.compile(
    rb"\s*(?:peripheral\.input_pin\.pin\((?P<pin>[12])\)\.status=(?P<pin_state>make|break)"
    rb"|video\.input\(1\)\.detection\(motion\)\.status=(?P<motion>on|off))\s*"
)


class LinkState(StrEnum):
    """The states of the link."""

    CONNECTING = "connecting"
    LIVE = "live"
    REFUSED = "refused"
    """The camera closed us at once: its ten places are taken."""
    DOWN = "down"


class AlarmReader:
    """Cuts bytes into lines, whatever pieces they come in, and parses them.

    Lines may come in any order. Unknown lines are ignored, and an overlong one is
    dropped as it comes, so that it takes no memory.
    """

    def __init__(self, lines: History | None = None) -> None:
        """Start with nothing read; note in `lines` what comes, known or not."""
        self._lines = lines
        self._buffer = bytearray()
        self._overlong = False

    def feed(self, data: bytes) -> Iterator[AlarmReport]:
        """Add bytes; yield a report for each complete line that is known."""
        *lines, rest = data.split(b"\n")
        for line in lines:
            self._append(line)
            if not self._overlong:
                self._note()
                if report := parse_line(self._buffer):
                    yield report
            self._buffer.clear()
            self._overlong = False
        self._append(rest)

    def _note(self) -> None:
        if self._lines is not None and self._buffer:
            # With its end, by which lines differ; as Python writes it.
            self._lines.note(repr(decode_text(bytes(self._buffer) + b"\n"))[1:-1])

    def _append(self, piece: bytes) -> None:
        if len(self._buffer) + len(piece) > _LONGEST_LINE:
            self._overlong = True
            self._buffer.clear()
        if not self._overlong:
            self._buffer += piece


def parse_line(line: bytes | bytearray) -> AlarmReport | None:
    """Parse a line, None if it is not one of the three that the guide documents."""
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    if match["pin"]:
        source = AlarmSource.INPUT_1 if match["pin"] == b"1" else AlarmSource.INPUT_2
        return AlarmReport(source, match["pin_state"] == b"make")
    return AlarmReport(AlarmSource.MOTION, match["motion"] == b"on")


class LinkListener(Protocol):
    """Receives the lines and the states of the link."""

    def lines_arrived(self, reports: Sequence[AlarmReport]) -> None:
        """Handle lines that arrived together, in the call that read the socket."""

    def link_changed(self, link: LinkState) -> None:
        """Handle a new state of the link."""


class AlarmLink:
    """Keeps a connection to the alarm port and passes on what arrives.

    Reconnects at once the first time, then with growing pauses and jitter up to 60 s;
    the pauses start over only after a link that was useful: it stayed up for 30 s, or
    for 2 s and delivered a line. After some links that were not, the next is called
    live only when it has stayed up for 5 s. A camera that turns out to close
    idle connections on a timer is given the next one before it closes the last.

    Attributes:
        state: what is known of the link now.
        opened: when the present or last link was opened.
        covered_until: no line before this moment can have been missed; valid once
            the link has been lost.
        history: what became of the link, for diagnostics.
        lines: the last lines, as they came.
        spoke_first: how often the camera sent something as soon as it was connected.
    """

    def __init__(
        self, host: str, port: int, listener: LinkListener, *, timing: Timing = REAL
    ) -> None:
        """Prepare the link; `run` opens it."""
        self.state = LinkState.DOWN
        self.opened = self.covered_until = timing.clock()
        self.history, self.lines = History(), History()
        self.spoke_first = 0
        self._host = host
        self._port = port
        self._listener = listener
        self._clock = timing.clock
        self._sleep = timing.sleep
        self._backoff = Backoff(_FIRST_PAUSE, LONGEST_PAUSE, jitter=timing.jitter)
        self._useful = True
        self._useless = 0
        self._delivered = False
        self._connected = float("-inf")
        self._connection: AlarmConnection | None = None
        self._timer = IdleTimer()

    async def run(self) -> None:
        """Hold the link until cancelled."""
        try:
            while True:
                await self._connect_once()
                await self._sleep(self._pause())
        finally:
            self.state = LinkState.DOWN

    @property
    def idle_limit(self) -> float | None:
        """Seconds after which the camera seems to close a silent link."""
        return self._timer.limit

    def pause(self) -> None:
        """Stop reading until `resume`: lines come faster than they are handled."""
        if self._connection:
            self._connection.pause()

    def resume(self) -> None:
        """Read lines again."""
        if self._connection:
            self._connection.resume()

    def _pause(self) -> float:
        """Return the seconds to wait: none after a useful link, nor the first time."""
        if self._useful:
            self._useful = False
            self._backoff.reset()
            return 0.0
        if self._useless == 1:
            return 0.0
        spacing = SPACING - (self._clock() - self._connected) if self._useless else 0.0
        return max(spacing, self._backoff.next())

    def _set_state(self, state: LinkState) -> None:
        if state is not self.state:
            _LOGGER.debug("%s: alarm link %s", self._host, state)
            self.state = state
            self.history.note(state)
            self._listener.link_changed(state)

    async def _connect_once(self) -> None:
        # Between two tries the last state stays: a link that is down is not
        # "connecting" to anybody who looks at it.
        if self._useful:
            self._set_state(LinkState.CONNECTING)
        self._connected = self._clock()
        connection = await open_connection(self._host, self._port, self._clock)
        if connection is None:
            self._set_state(LinkState.DOWN)
            return
        try:
            if not await connection.settles(SETTLE):
                self._set_state(LinkState.REFUSED)
                return
            self.spoke_first += connection.spoke.done()
            await self._stay(connection)
        finally:
            if self._connection:
                self._connection.abort()
                self._connection = None
            connection.abort()
        self._set_state(LinkState.DOWN)

    async def _stay(self, connection: AlarmConnection) -> None:
        """Listen until the link is lost."""
        unsteady = self._useless >= MANY
        if unsteady:
            # A link that comes and goes is not reported as live each time.
            self._listen(connection)
            await self._wait(connection, STEADY)
        if not unsteady or not connection.ended.done():
            self.opened = connection.opened
            self._set_state(LinkState.LIVE)
            if self._connection is not connection:
                self._listen(connection)
        while successor := await self._hold(connection):
            connection.abort()
            connection = successor

    def _listen(self, connection: AlarmConnection) -> None:
        lines = AlarmReader(self.lines)
        self._connection = connection

        def hear(data: bytes) -> None:
            """Pass on the reports in data that arrived."""
            if reports := list(lines.feed(data)):
                self._delivered = True
                self._listener.lines_arrived(reports)

        connection.listen(hear)

    async def _hold(self, connection: AlarmConnection) -> AlarmConnection | None:
        """Stay with a live connection; return its successor, None if it was lost."""
        while await self._stays(connection):
            if successor := await self._succeed(connection):
                return successor
        now = self._clock()
        self.covered_until = now if connection.finished else connection.heard
        lasted = now - connection.opened
        who = "closed by the camera" if connection.finished else "lost"
        self.history.note(f"{who} after {lasted:.0f} s")
        self._useful = lasted >= (SHORT if self._delivered else USEFUL)
        self._delivered = False
        self._useless = 0 if self._useful else self._useless + 1
        self._timer.closed(now - connection.heard, by_camera=connection.finished)
        return None

    async def _stays(self, connection: AlarmConnection) -> bool:
        """Wait until the connection needs a successor; False if it ended."""
        while not connection.ended.done():
            rest = self._timer.rest(self._clock() - connection.heard)
            if rest is not None and rest <= 0:
                return True
            await self._wait(connection, rest)
        return False

    async def _wait(self, connection: AlarmConnection, seconds: float | None) -> None:
        if seconds is None:
            await asyncio.wait({connection.ended})
            return
        nap = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait(
                {connection.ended, nap}, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            nap.cancel()

    async def _succeed(self, connection: AlarmConnection) -> AlarmConnection | None:
        """Open the next connection beside one that the camera is about to close.

        The camera sends every line to both, so only one is listened to: the old one
        as long as lines come. If one comes, its idle time starts over and no
        successor is needed.
        """
        heard = connection.heard
        successor = await open_connection(self._host, self._port, self._clock)
        if successor is None:
            self._timer.forget()
            return None
        try:
            await asyncio.wait({successor.ended}, timeout=SETTLE)
            if not successor.ended.done() and connection.heard == heard:
                _LOGGER.debug("%s: next alarm link before the last ends", self._host)
                self._listen(successor)
                return successor
            if successor.ended.done():
                # No place for two: go on without, and let the camera close.
                self._timer.forget()
        except BaseException:
            successor.abort()
            raise
        successor.abort()
        return None


async def check_place(host: str, port: int) -> LinkState:
    """Try the alarm port once: LIVE, REFUSED (ten places taken) or DOWN."""
    connection = await open_connection(host, port, time.monotonic)
    if connection is None:
        return LinkState.DOWN
    try:
        settled = await connection.settles(SETTLE)
    finally:
        connection.abort()
    return LinkState.LIVE if settled else LinkState.REFUSED
