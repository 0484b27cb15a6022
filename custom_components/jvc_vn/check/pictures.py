"""Questions about JPEG over HTTP (guide, 1)."""

import asyncio
import re
from collections.abc import Callable
from contextlib import AsyncExitStack
from itertools import pairwise

from ..protocol import parameters as p
from ..protocol.errors import InvalidResponseError, VnError
from ..protocol.frame_rate import FRAME_RATES
from ..protocol.jpeg import JpegReader
from ..protocol.log_and_sessions import parse_sessions
from .evidence import Evidence, excerpt, listed
from .finding import Finding, UnseenError, judge
from .wire import Answer

SOI, EOI = b"\xff\xd8", b"\xff\xd9"
PUSH = "encode=jpeg&framerate={}&boundary=on&ptz_info={}"
SINGLE = "encode=jpeg&framerate=0&boundary=off&ptz_info=off"
NONSENSE = "encode=jpeg&framerate=31&boundary=on&ptz_info=off"
_PART = re.compile(
    rb"(?P<line>-*[A-Za-z0-9]+)\r?\n(?P<head>(?:[A-Za-z-]+ *:[^\r\n]*\r?\n)+)\r?\n"
    rb"(?=\xff\xd8)"
)
_MOST_STREAMS = 20
_RATES = tuple(rate for rate in FRAME_RATES if rate >= 1)
"""Below one a second, an answer would take minutes."""


def pictures(body: bytes) -> list[bytes]:
    """Cut a body into pictures, as the product does."""
    try:
        return list(JpegReader().feed(body))
    except InvalidResponseError:
        return []


def at_least(number: int) -> Callable[[bytes], bool]:
    """Read on until so many pictures have come."""
    return lambda body: body.count(EOI) >= number and len(pictures(body)) >= number


async def pushed(evidence: Evidence, ptz_info: str = "off") -> Answer:
    """The beginning of a stream.

    Raises:
        UnseenError: there is none.
    """
    query = PUSH.format("30", ptz_info)
    came = await evidence.once(
        "push", ptz_info, fetch=lambda: evidence.wire.video(query, at_least(3))
    )
    if came.silent:
        raise UnseenError("it closed without a stream")
    if came.status != 200:
        raise UnseenError(f"no stream: {excerpt(came.lines[0])}")
    return came


async def single(evidence: Evidence) -> Answer:
    """One picture.

    Raises:
        UnseenError: there is none.
    """
    # It closes behind it; until then more may come.
    came = await evidence.once(
        "still", fetch=lambda: evidence.wire.video(SINGLE, whole=at_least(1))
    )
    if came.silent or not pictures(came.body):
        raise UnseenError("it sent no picture")
    return came


def _parts(came: Answer) -> list[re.Match[bytes]]:
    return list(_PART.finditer(came.body))


async def _multipart(evidence: Evidence) -> tuple[Answer, list[re.Match[bytes]]]:
    came = await pushed(evidence)
    if not (parts := _parts(came)):
        raise UnseenError("it sends no parts")
    return came, parts


async def push(evidence: Evidence) -> Finding:
    """Whether boundary=on gives server push."""
    came = await pushed(evidence)
    kind = came.header("Content-Type") or "no type"
    parts = bool(_parts(came))
    shown = f"{excerpt(kind.partition(';')[0])}, {'parts' if parts else 'no parts'}"
    likeliest = kind.startswith("multipart/x-mixed-replace") and parts
    handled = len(pictures(came.body)) >= 1
    return judge(shown, likeliest=likeliest, handled=handled, boundary=parts)


async def boundary(evidence: Evidence) -> Finding:
    """What the head calls the boundary."""
    came, _ = await _multipart(evidence)
    kind = came.header("Content-Type") or ""
    told = kind.partition("boundary=")[2]
    handled = len(pictures(came.body)) >= 1
    return judge(
        excerpt(told or "none"),
        likeliest=told == "--foo",
        handled=handled,
        boundary=told,
    )


async def delimiter(evidence: Evidence) -> Finding:
    """What stands between pictures."""
    came, parts = await _multipart(evidence)
    lines = sorted({part["line"].decode("latin-1") for part in parts})
    handled = len(pictures(came.body)) >= len(parts) - 1
    return judge(
        excerpt(" and ".join(lines)),
        likeliest=lines == ["--foo"],
        handled=handled,
        delimiter=lines[0],
    )


async def head(evidence: Evidence) -> Finding:
    """Whether the head of server push says that the connection closes."""
    came, _ = await _multipart(evidence)
    said = came.header("Connection")
    return judge(
        f"Connection: {excerpt(said)}" if said else "no Connection header",
        likeliest=said is None,
        handled=True,
        connection=said is not None,
    )


async def type_header(evidence: Evidence) -> Finding:
    """How the head of a stream spells its type."""
    came = await pushed(evidence)
    told = came.spelled("Content-Type")
    return judge(
        excerpt(told or "none"),
        likeliest=told == "Content-Type",
        handled=True,
        header=told or "",
    )


async def echo(evidence: Evidence) -> Finding:
    """Which header repeats what was asked for, and how."""
    came = await pushed(evidence)
    found = [
        (at, line)
        for at, line in enumerate(came.lines)
        if re.match(r"x-\S+_response *:", line, re.IGNORECASE)
    ]
    if not found:
        return judge("none", likeliest=False, handled=await _streams(evidence))
    at, line = found[0]
    name, _, value = line.partition(":")
    broken = not value.strip() and "=" in "".join(came.lines[at + 1 : at + 2])
    model = (await evidence.value(p.MODEL)).lower().replace("-", "")
    told = name.strip().lower().removeprefix("x-").removesuffix("_response")
    ours = bool(told) and model.startswith(told)
    shown = excerpt(name) + (", its value on a line of its own" if broken else "")
    return judge(
        shown,
        likeliest=ours and not broken and bool(value.strip()),
        handled=await _streams(evidence),
        name=told,
        own=ours,
        broken=broken,
    )


async def server(evidence: Evidence) -> Finding:
    """What the heads of streams and of answers call the server."""
    stream, answer = await pushed(evidence), await evidence.ask(p.MODEL.key)
    name = await evidence.value(p.MODEL)
    said = [each.header("Server") or "none" for each in (stream, answer)]
    kinds = ("Network Camera", "API Server")
    found = [
        re.fullmatch(rf"JVC (\S+) {kind}", text)
        for kind, text in zip(kinds, said, strict=True)
    ]
    likeliest = all(match and name.startswith(match[1]) for match in found)
    # The product knows the camera by the head of a picture, or by its echo.
    handled = "jvc" in said[0].lower() or b"\r\nx-vn" in stream.head.lower()
    return judge(listed(map(excerpt, said)), likeliest=likeliest, handled=handled)


async def _streams(evidence: Evidence) -> bool:
    """Tell whether the product gets a picture out of a stream."""
    frames = evidence.camera.frames(10)
    try:
        return bool((await anext(frames)).jpeg)
    except VnError, StopAsyncIteration:
        return False
    finally:
        await frames.aclose()


async def parts(evidence: Evidence) -> Finding:
    """What stands before each picture."""
    came, found = await _multipart(evidence)
    names = [line.split(b":")[0].strip() for line in found[0]["head"].splitlines()]
    true = all(
        _length(first) == _reach(first, second) for first, second in pairwise(found)
    )
    shown = listed(name.decode("latin-1") for name in names)
    shown += "" if true else "; the length is wrong"
    likeliest = true and names == [b"Content-Type", b"Content-Length"]
    handled = len(pictures(came.body)) >= len(found) - 1
    return judge(shown, likeliest=likeliest, handled=handled)


def _length(part: re.Match[bytes]) -> int | None:
    told = re.search(rb"(?im)^content-length *: *(\d{1,9})\r?$", part["head"])
    return int(told[1]) if told else None


def _reach(part: re.Match[bytes], following: re.Match[bytes]) -> int:
    """Count the bytes of a picture: a CRLF follows it (guide, 1.3)."""
    return following.start() - part.end() - 2


_POSITIONS = (("X-Puls-Pan", 35999), ("X-Puls-Tilt", 19000), ("X-Posi-Zoom", 9999))


async def positions(evidence: Evidence) -> Finding:
    """Whether ptz_info=on tells the position."""
    came = await pushed(evidence, "on")
    if not (found := _parts(came)):
        raise UnseenError("it sends no parts")
    text = found[0]["head"].decode("latin-1")
    told = dict(re.findall(r"(X-[A-Za-z-]+) *: *(\d{1,9})", text))
    good = all(int(told.get(name, most + 1)) <= most for name, most in _POSITIONS)
    # The product takes positions from the comment of each picture.
    return judge(listed(told) or "none", likeliest=good, handled=True)


async def one(evidence: Evidence) -> Finding:
    """Whether framerate=0 gives one picture and closes."""
    came = await single(evidence)
    number = len(pictures(came.body))
    said = came.header("Content-Length")
    true = said == str(len(came.body))
    shown = f"{number} picture, {'closed' if came.closed else 'left open'}"
    shown += f", length {'true' if true else excerpt(said or 'none', 12)}"
    return judge(
        shown, likeliest=number == 1 and came.closed and true, handled=number >= 1
    )


async def refused(evidence: Evidence) -> Finding:
    """What a stream gets that is refused."""
    came = await evidence.wire.video(NONSENSE, at_least(1))
    if came.silent:
        ended = "closed without a word" if came.closed else "no answer"
        kind = "close" if came.closed else "silence"
        return judge(ended, likeliest=came.closed, handled=True, refused=kind)
    if came.status == 200:
        return judge("sent all the same", likeliest=False, handled=True)
    return judge(
        excerpt(came.lines[0]),
        likeliest=False,
        handled=True,
        refused=str(came.status),
    )


async def clients(evidence: Evidence) -> Finding:
    """How many may look at once."""
    await pushed(evidence)
    await evidence.timing.sleep(evidence.wire.pace.settle)
    others = await _sending(evidence)
    most = _MOST_STREAMS - others
    number = 0
    readers: list[asyncio.StreamReader] = []
    async with AsyncExitStack() as stack:
        while number < most:
            evidence.progress(number / most)
            reader = await _join(evidence, stack)
            if reader is None:
                break
            readers.append(reader)
            number += 1
        await asyncio.sleep(0)
        if any(reader.at_eof() for reader in readers):
            raise UnseenError("its streams end by themselves")
    await evidence.timing.sleep(evidence.wire.pace.settle)
    total = number + others
    shown = f"{total} or more" if number == most else f"{total}"
    return judge(shown, likeliest=number == most, handled=number > 0, clients=total)


async def _sending(evidence: Evidence) -> int:
    came = await evidence.wire.param(p.SESSION.key, evidence.login)
    told = parse_sessions(
        line.partition("&")[0] for line in came.body.decode("latin-1").splitlines()
    )
    return min(told.sending or 0, _MOST_STREAMS - 1)


async def _join(
    evidence: Evidence, stack: AsyncExitStack
) -> asyncio.StreamReader | None:
    """Open one stream more, a slow one; None if it is refused."""
    wire = evidence.wire
    reader, writer = await stack.enter_async_context(wire.connection())
    target = f"/api/video?{PUSH.format('1', 'off')}"
    writer.write(f"GET {target} HTTP/1.1\r\nHost: {wire.host}\r\n\r\n".encode())
    return reader if await wire.begins(reader, SOI) else None


async def rates(evidence: Evidence) -> Finding:
    """How many pictures a second really come."""
    wanted = _RATES if evidence.thorough else (30.0, 10.0)
    told = []
    over = False
    for number, rate in enumerate(wanted):
        evidence.progress(number / len(wanted))
        seconds = max(evidence.wire.pace.rate, 2.5 / rate)
        query = PUSH.format(f"{rate:g}", "off")
        came = await evidence.wire.video(query, seconds=seconds)
        if came.silent or not (found := pictures(came.body)):
            raise UnseenError(f"no stream of {rate:g} pictures a second")
        if came.closed:
            raise UnseenError("its streams end by themselves")
        if evidence.first_picture is None:
            evidence.first_picture = came.first
        real = (len(found) - 1) / max(came.seconds - came.first, 0.001)
        # Two pictures may come close together where the first was late.
        over |= len(found) - 1 > rate * seconds * 1.3 + 2
        told.append(f"{rate:g} → {real:.1f}")
    return judge(listed(told, 10), likeliest=not over, handled=True)
