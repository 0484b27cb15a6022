"""Questions about what single keys tell (guide, 6)."""

import re
from datetime import datetime, timedelta

from ..protocol import parameters as p
from ..protocol.clock import ZONE_WORDS, zones
from ..protocol.errors import InvalidResponseError, RefusedError
from ..protocol.log_and_sessions import parse_sessions
from ..protocol.parameters import Parameter
from ..protocol.parameters.parameter import parse_version
from .evidence import Evidence, excerpt, listed, shape
from .finding import Finding, UnseenError, judge

# Each has a question of its own.
_ELSEWHERE = {p.TIMEZONE, p.SESSION, p.LOG, p.MODEL}
_MOTORS = ("camera.motion.", "camera.position", "camera.focus", "camera.iris")
_MANY = re.compile(r"\((\d+)\)")
_FAR = timedelta(minutes=20)


async def documented(evidence: Evidence) -> Finding:
    """Whether the keys of the guide are there, and their values as it says."""
    wanted = await _documented(evidence)
    refused: list[str] = []
    unread: list[str] = []
    for number, parameter in enumerate(wanted):
        evidence.progress(number / len(wanted))
        try:
            reply = await evidence.reply(parameter.key)
            reply.raise_for_error()
            parameter.decode(reply.value or "")
        except RefusedError:
            refused.append(parameter.key)
        except InvalidResponseError, UnseenError:
            unread.append(parameter.key)
    if len(refused) + len(unread) == len(wanted):
        raise UnseenError("not one of them is told")
    shown = [f"{len(wanted)} keys"]
    shown += [f"refused: {listed(refused)}"] if refused else []
    shown += [f"not understood: {listed(unread)}"] if unread else []
    likeliest = not refused and not unread
    return judge("; ".join(shown), likeliest=likeliest, handled=not unread)


async def _documented(evidence: Evidence) -> list[Parameter[object]]:
    """Choose what this model, firmware and login should tell; of many the first."""
    identity = await evidence.identity()
    if identity is None:
        raise UnseenError("it is none of our models")
    version = parse_version((await evidence.reply(p.FIRMWARE_NET.key)).value)
    try:
        await evidence.need_motors()
        motors = True
    except UnseenError:
        motors = False
    return [
        parameter
        for parameter in p.PARAMETERS.values()
        if (evidence.role is None or evidence.role in parameter.readers)
        and parameter.readers
        and parameter not in _ELSEWHERE
        and not parameter.models.doubtful
        and parameter.models.have(identity.model, version)
        and all(int(number) < 2 for number in _MANY.findall(parameter.key))
        and (motors or not parameter.key.startswith(_MOTORS))
    ]


async def programs(evidence: Evidence) -> Finding:
    """Which words tell whether programs run."""
    await evidence.need_motors()
    pan = await evidence.value(p.AUTO_PAN)
    tracking = await evidence.value(p.AUTO_TRACKING)
    words = (pan, tracking)
    if all(word in {"moving", "stop"} for word in words):
        kind = "moving"
    else:
        kind = "tracking" if pan in {"moving", "stop"} else "on"
    handled = all(word in {"moving", "stop", "on", "off"} for word in words)
    shown = f"auto pan: {excerpt(pan, 20)}, tracking: {excerpt(tracking, 20)}"
    return judge(shown, likeliest=kind == "moving", handled=handled, words=kind)


async def zone(evidence: Evidence) -> Finding:
    """Which words the time zone has."""
    word = await evidence.value(p.TIMEZONE)
    known = word in ZONE_WORDS.values()
    return judge(
        excerpt(word, 30), likeliest=known, handled=known, zone=word, known=known
    )


async def summer(evidence: Evidence) -> Finding:
    """Whether its clock keeps summer time."""
    # Read anew: the answer from before is old.
    now = evidence.wall()
    came = await evidence.wire.param(p.DATE.key, evidence.login)
    read = _moment(came.body.decode("latin-1").partition("=")[2].partition("&")[0])
    word = await evidence.value(p.TIMEZONE)
    ours = next((name for name, told in ZONE_WORDS.items() if told == word), None)
    if read is None:
        raise UnseenError("its clock is not understood")
    if ours is None:
        raise UnseenError("its time zone is not known")
    offsets = zones(ours, now)
    ahead = [read.replace(tzinfo=each) - now for each in offsets]
    best = min(range(len(ahead)), key=lambda at: abs(ahead[at]))
    if abs(ahead[best]) > _FAR:
        raise UnseenError("its clock is too wrong to tell")
    if len(offsets) == 1:
        return judge("its zone has none now", likeliest=True, handled=True)
    keeps = best == 0
    shown = "summer time" if keeps else "standard time"
    return judge(shown, likeliest=not keeps, handled=True, summer=keeps)


def _moment(text: str) -> datetime | None:
    if not re.fullmatch(r"[0-9]{14}", text):
        return None
    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S")  # noqa: DTZ007 - it has none
    except ValueError:
        return None


async def threshold(evidence: Evidence) -> Finding:
    """What the second threshold of intelligent tracking is called."""
    await evidence.need_motors()
    base = p.TRACKING_THRESHOLD.key.removesuffix("hsv")
    found = [
        colors
        for colors in ("yuv", "rgb")
        if 200 <= (await evidence.reply(base + colors)).code < 300
    ]
    if not found:
        raise UnseenError("it has neither")
    shown = " and ".join(f"threshold.{colors}" for colors in found)
    return judge(
        shown, likeliest=found == ["yuv"], handled=True, threshold=",".join(found)
    )


async def position(evidence: Evidence) -> Finding:
    """Whether it tells where it looks, and how that is written."""
    parts = []
    for parameter in (p.PAN, p.TILT, p.ZOOM):
        reply = await evidence.reply(parameter.key)
        if not 200 <= reply.code < 300:
            return judge("not told", likeliest=False, handled=True, motors=False)
        parts.append((parameter, reply.value or ""))
    likeliest = all(re.fullmatch(r"\d{1,3}\.\d\d", text) for _, text in parts)
    shown = " ".join(shape(text) for _, text in parts)
    try:
        for parameter, text in parts:
            parameter.decode(text)
    except InvalidResponseError:
        return judge(shown, likeliest=False, handled=False)
    return judge(shown, likeliest=likeliest, handled=True, motors=True)


async def texts(evidence: Evidence) -> Finding:
    """How texts are written that have letters beyond ASCII."""
    keys = (p.CAMERA_ID.key, *(p.PRESET_TITLE[n].key for n in range(10)))
    bodies = [
        (await evidence.ask(key)).body
        for key in keys
        if 200 <= (await evidence.reply(key)).code < 300
    ]
    if not bodies:
        raise UnseenError("it tells no texts")
    high = [body for body in bodies if max(body, default=0) > 127]
    if not high:
        return judge("none has any", likeliest=True, handled=True)
    try:
        b"".join(high).decode()
        kind = "UTF-8"
    except UnicodeDecodeError:
        kind = "not UTF-8"
    return judge(kind, likeliest=False, handled=True, texts=kind)


async def session(evidence: Evidence) -> Finding:
    """What it tells of its streams."""
    reply = await evidence.reply(p.SESSION.key)
    if not 200 <= reply.code < 300:
        raise UnseenError("it is not told")
    told = parse_sessions(reply.lines)
    shown = f"most {told.most}, sending {told.sending}"
    handled = None not in (told.most, told.sending, told.bitrate)
    likeliest = reply.value == "" and told.most == 20
    return judge(shown, likeliest=likeliest, handled=handled)


_ENTRY = re.compile(r"[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \S+ \S+ \w+: .*")


async def log(evidence: Evidence) -> Finding:
    """How the log is written."""
    reply = await evidence.reply(p.LOG.key)
    if not 200 <= reply.code < 300:
        raise UnseenError("this login may not read it")
    alive = any(line.startswith("system alive time:") for line in reply.lines[:1])
    others = [line for line in reply.lines[1:] if not _ENTRY.fullmatch(line.strip())]
    shown = f"{len(reply.lines)} lines" + ("" if alive else ", no time alive")
    if others:
        shown += f"; other forms: {listed(sorted({shape(o) for o in others}), 3)}"
    likeliest = alive and not others and reply.value == ""
    return judge(shown, likeliest=likeliest, handled=True)
