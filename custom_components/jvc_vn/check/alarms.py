"""Questions about the alarm port and the search (guide, 3 and 4)."""

import asyncio
import re
from contextlib import suppress
from itertools import pairwise

from ..protocol import parameters as p
from ..protocol.alarm_link import parse_line
from ..protocol.errors import UnreachableError
from ..protocol.search import search
from .evidence import Evidence, excerpt, listed
from .finding import Finding, UnseenError, judge
from .wire import Answer

IDLE = 660.0
"""Seconds: the camera looks at its links every ten minutes (guide, 4)."""
_GREETING = 0.5
_MOTION_LINE = rb"video\.input\(1\)\.detection\(motion\)\.status="


async def _heard(evidence: Evidence) -> Answer:
    """Listen for a while; the time of the first byte tells a greeting."""
    return await evidence.once("alarm", fetch=lambda: _listen(evidence))


async def _listen(evidence: Evidence) -> Answer:
    seconds = IDLE if evidence.thorough else evidence.wire.pace.listen
    clock = asyncio.get_running_loop().time
    body, first, last, closed = b"", 0.0, 0.0, False
    async with evidence.wire.connection(evidence.alarm_port) as (reader, _):
        began = clock()
        while not closed and (rest := began + seconds - clock()) > 0:
            evidence.progress(1 - rest / seconds)
            with suppress(TimeoutError):
                async with asyncio.timeout(min(rest, 5.0)):
                    try:
                        piece = await reader.read(4096)
                    except OSError:
                        piece = b""
                    closed = not piece
                    last = clock() - began
                    first = first or last
                    body = (body + piece)[: 64 * 1024]
    return Answer(b"", body, first if body else 0.0, last, closed)


async def connects(evidence: Evidence) -> Finding:
    """Whether the port takes us."""
    try:
        came = await _heard(evidence)
    except UnreachableError:
        return judge("no connection", likeliest=False, handled=True, alarm=False)
    if came.closed and not came.body:
        shown = "closed at once" if came.seconds < 1 else "closed"
        return judge(shown, likeliest=False, handled=True, alarm=True)
    return judge("open", likeliest=True, handled=True, alarm=True)


async def _lines(evidence: Evidence) -> tuple[Answer, list[bytes]]:
    try:
        came = await _heard(evidence)
    except UnreachableError:
        raise UnseenError("the alarm port takes no connection") from None
    lines = came.body.split(b"\n")[:-1]
    return came, lines


async def greeting(evidence: Evidence) -> Finding:
    """Whether it says anything at connect."""
    came, lines = await _lines(evidence)
    if came.closed and not lines:
        raise UnseenError("it closed the connection")
    greets = bool(lines) and came.first < _GREETING
    shown = "the state at once" if greets else "nothing"
    handled = not greets or parse_line(lines[0]) is not None
    return judge(shown, likeliest=not greets, handled=handled, on_connect=greets)


async def form(evidence: Evidence) -> Finding:
    """What the lines look like."""
    _, lines = await _lines(evidence)
    if not lines:
        raise UnseenError("no line came in this time")
    known = [line for line in lines if parse_line(line)]
    crlf = all(line.endswith(b"\r") for line in lines)
    strange = [line for line in lines if not parse_line(line)]
    shown = f"{len(lines)} lines that end with {'CRLF' if crlf else 'LF'}"
    shown += f"; strange: {excerpt(strange[0], 40)}" if strange else ""
    return judge(
        shown,
        likeliest=crlf and not strange,
        handled=bool(known),
        line_end="crlf" if crlf else "lf",
    )


async def third(evidence: Evidence) -> Finding:
    """Whether a report of the inputs has a line about motion."""
    _, lines = await _lines(evidence)
    if not lines:
        raise UnseenError("no line came in this time")
    seconds = [at for at, line in enumerate(lines) if b"pin(2)" in line]
    followed = [
        at for at in seconds if re.match(_MOTION_LINE, b"".join(lines[at + 1 : at + 2]))
    ]
    if not seconds:
        raise UnseenError("no line of an input came in this time")
    always = len(followed) == len(seconds)
    shown = "three lines" if always else "two lines where nothing moves"
    return judge(shown, likeliest=always, handled=True, third=always)


async def motion_end(evidence: Evidence) -> Finding:
    """Whether it says that a motion has ended."""
    _, lines = await _lines(evidence)
    reports: list[list[bytes]] = []
    for line in lines:
        if b"pin(1)" in line or not reports:
            reports.append([])
        reports[-1].append(line.strip())
    for (inputs, moving), (later, still) in pairwise(map(_report, reports)):
        if moving and not still:
            # Where an input has changed, that is what the report is about.
            ended = inputs == later
            shown = "off" if ended else "nothing"
            return judge(shown, likeliest=not ended, handled=True, motion_end=ended)
    raise UnseenError("no motion came and went in this time")


def _report(lines: list[bytes]) -> tuple[tuple[bytes, ...], bool]:
    inputs = tuple(line for line in lines if b"input_pin" in line)
    return inputs, any(line.endswith(b"=on") for line in lines)


async def idle(evidence: Evidence) -> Finding:
    """Whether a link over which nothing comes is cut."""
    came, _ = await _lines(evidence)
    if came.closed:
        shown = f"closed after {came.seconds:.0f} s"
        return judge(shown, likeliest=False, handled=True, idle=round(came.seconds, 1))
    return judge(f"open after {IDLE:.0f} s", likeliest=True, handled=True)


async def searched(evidence: Evidence) -> Finding:
    """How it answers the search."""
    host = evidence.wire.host
    found = []
    for port in dict.fromkeys(evidence.search_ports):
        found = await search([(host, port)], evidence.wire.pace.search)
        if found:
            break
    if not found:
        raise UnseenError("no answer: the search may not get through")
    same = found[0].model == await evidence.value(p.MODEL)
    shown = listed([found[0].model])
    return judge(excerpt(shown), likeliest=same, handled=True)
