"""Questions about the API: how it is asked and how it answers (guide, 5 and 6)."""

import re
import secrets

from ..protocol import parameters as p
from ..protocol.errors import InvalidResponseError
from ..protocol.models import Model
from ..protocol.reply import UNAUTHORIZED, Reply, parse_replies
from .evidence import Evidence, excerpt, listed
from .finding import Finding, UnseenError, judge

UNKNOWN = "no.such.key"
SAMPLE_LENGTH = 80
"""What the guide's sample announces over a body of 47 bytes (5.3)."""
_SHORT = p.MODEL.key


async def answer(evidence: Evidence) -> Finding:
    """How a read is answered."""
    came = await evidence.ask(p.MODEL.key)
    if came.silent:
        return judge("nothing", likeliest=False, handled=False)
    pattern = rf"{re.escape(p.MODEL.key)}=[^&\r\n]*&200 OK\r\n"
    likeliest = bool(re.fullmatch(pattern.encode(), came.body)) and came.status == 200
    try:
        handled = parse_replies(came.body)[0].value is not None
    except InvalidResponseError:
        handled = False
    shown = f"HTTP {came.status}, {excerpt(came.body)}"
    return judge(shown, likeliest=likeliest, handled=handled)


async def model(evidence: Evidence) -> Finding:
    """What it calls itself."""
    name = await evidence.value(p.MODEL)
    match = Model.recognize(name)
    exact = bool(match and match.exact)
    return judge(excerpt(name), likeliest=exact, handled=bool(match), called=name)


async def connection(evidence: Evidence) -> Finding:
    """Whether it closes behind its answer, and says so."""
    came = await evidence.ask(_SHORT)
    if came.silent:
        raise UnseenError("nothing was answered")
    said = came.header("Connection")
    closed = "closed" if came.closed else "left open"
    shown = f"Connection: {excerpt(said)}; {closed}" if said else closed
    return judge(
        shown,
        likeliest=(said or "").lower() == "close" and came.closed,
        handled=True,
        closed=came.closed,
    )


async def length(evidence: Evidence) -> Finding:
    """Whether Content-Length is true."""
    came = await evidence.ask(_SHORT)
    if not came.head:
        raise UnseenError("nothing was answered")
    said, real = came.header("Content-Length"), len(came.body)
    if said == str(real):
        told = "true"
    elif said == str(SAMPLE_LENGTH):
        told = str(SAMPLE_LENGTH)
    else:
        told = "another" if said else "none"
    shown = f"{excerpt(said or 'none')} over {real} bytes"
    # What is whole at a line end is taken, whatever the length says.
    handled = came.body.endswith(b"\n") or told == "true"
    return judge(shown, likeliest=told == "true", handled=handled, length=told)


async def html(evidence: Evidence) -> Finding:
    """What the HTML form of an answer is."""
    came = await evidence.ask(_SHORT, "text/html")
    if not came.head:
        raise UnseenError("nothing was answered")
    kind = came.header("Content-Type") or "no type"
    tags = re.findall(r"</?[a-zA-Z0-9]+", came.body.decode("latin-1"))
    tags = list(dict.fromkeys(f"{tag}>" for tag in tags))
    shown = f"{excerpt(kind)}: {listed(tags, 8) or 'no tags'}"
    return judge(shown, likeliest=kind.startswith("text/html"), handled=True)


async def unknown_key(evidence: Evidence) -> Finding:
    """What a key gets that there is not."""
    return _refusal(await evidence.reply(UNKNOWN), "unknown_key")


async def forbidden(evidence: Evidence) -> Finding:
    """What a key gets that nobody may read."""
    key = p.ENCODING_COMMAND[1].key
    reply = await evidence.reply(key)
    return _refusal(reply, "bad_role")


def _refusal(reply: Reply, fact: str) -> Finding:
    text = f"{reply.code} {reply.reason}".strip()
    refused = not 200 <= reply.code < 300
    likeliest = reply.code == UNAUTHORIZED and reply.reason == "Unauthorized"
    shown = f"&{excerpt(text)}"
    if not refused:
        return judge(f"{shown}: no error", likeliest=False, handled=True)
    return judge(shown, likeliest=likeliest, handled=True, **{fact: text})


async def error_status(evidence: Evidence) -> Finding:
    """Which status line goes with the error of a key."""
    came = await evidence.ask(UNKNOWN)
    if came.status is None:
        raise UnseenError("nothing was answered")
    handled = came.status == 200 or came.body.startswith(UNKNOWN.encode())
    shown = excerpt(came.lines[0])
    return judge(
        shown, likeliest=came.status == 200, handled=handled, status=came.status
    )


async def wrong_password(evidence: Evidence) -> Finding:
    """What a wrong password gets."""
    if not evidence.login[1]:
        raise UnseenError("no password was given")
    login = (evidence.login[0], secrets.token_hex(6))
    came = await evidence.once(
        "wrong", fetch=lambda: evidence.wire.param(p.MODEL.key, login)
    )
    if came.status == UNAUTHORIZED:
        return judge("HTTP 401", likeliest=True, handled=True, login_refused="http")
    try:
        code = parse_replies(came.body)[0].code
    except InvalidResponseError:
        shown = f"HTTP {came.status}, {len(came.body)} bytes that are no reply"
        return judge(shown, likeliest=False, handled=False)
    shown = f"HTTP {came.status}, &{code} in the body"
    if code == UNAUTHORIZED:
        return judge(shown, likeliest=False, handled=True, login_refused="body")
    return judge(shown, likeliest=False, handled=200 <= code < 300)


_SEVERAL = (
    *(p.MODEL, p.FIRMWARE_NET, p.FIRMWARE_SYS, p.FIRMWARE_CAM, p.SHUTTER, p.AGC),
    *(p.COLOR, p.ENHANCE, p.STABILIZER, p.DAY_NIGHT, p.MONITOR_TYPE, p.GAMMA),
    *(p.BLACK_LEVEL, p.MOTION_DETECTION, p.MOTION_SENSITIVITY, p.JPEG_SIZE),
)
"""Keys that every model has, as many as the most that any guide names, and one more."""


async def _keys_at_once(evidence: Evidence) -> int:
    most = 1
    for number in range(2, len(_SEVERAL) + 1):
        keys = [parameter.key for parameter in _SEVERAL[:number]]
        came = await evidence.ask("&".join(keys))
        try:
            replies = parse_replies(came.body)
        except InvalidResponseError:
            break
        if sum(200 <= reply.code < 300 for reply in replies) < number:
            break
        most = number
    return most


async def batch(evidence: Evidence) -> Finding:
    """How many keys one request may hold."""
    await evidence.value(p.MODEL)
    most = await _keys_at_once(evidence)
    more = " or more" if most == len(_SEVERAL) else ""
    return judge(f"{most}{more}", likeliest=most == 1, handled=True, keys=most)


async def batch_network(evidence: Evidence) -> Finding:
    """Whether the switches of the network may stand among other keys."""
    if await _keys_at_once(evidence) < 2:
        raise UnseenError("it takes one key in a request")
    key = p.DNS.key
    if not 200 <= (await evidence.reply(key)).code < 300:
        raise UnseenError(f"{key} is not told")
    came = await evidence.ask(f"{p.MODEL.key}&{key}")
    replies = {reply.key: reply.code for reply in parse_replies(came.body)}
    among = 200 <= replies.get(key, 0) < 300
    shown = f"among others: {'answered' if among else 'refused'}"
    return judge(shown, likeliest=among, handled=True, alone=not among)


_MISPRINTED = (p.AGC, p.PRESET, p.PRIVACY_MASK_AREA[0])


async def reply_keys(evidence: Evidence) -> Finding:
    """Whether replies carry the key that was asked for."""
    others = {}
    told = 0
    for parameter in _MISPRINTED:
        reply = await _first(evidence, parameter.key)
        told += 200 <= reply.code < 300
        if reply.key != parameter.key:
            others[parameter.key] = reply.key
    if not told:
        raise UnseenError("not one of these keys is told")
    shown = listed(f"{key} → {excerpt(came)}" for key, came in others.items())
    return judge(
        shown or "the keys that were asked for",
        likeliest=not others,
        handled=True,
        misprints=bool(others),
    )


async def reply_path(evidence: Evidence) -> Finding:
    """Whether replies about recording begin with the path."""
    key = p.PRE_RECORDING.key
    reply = await evidence.reply(key)
    if not 200 <= reply.code < 300:
        raise UnseenError(f"{key} is not told")
    came = await evidence.ask(key)
    strayed = not came.body.lstrip().startswith(key.encode())
    shown = excerpt(came.body.split(b"=")[0])
    return judge(shown, likeliest=not strayed, handled=True, path=strayed)


async def _first(evidence: Evidence, key: str) -> Reply:
    await evidence.reply(key)
    return parse_replies((await evidence.ask(key)).body)[0]


async def seconds(evidence: Evidence) -> Finding:
    """How long answers take."""
    for number in range(20):
        # Each under a name of its own: a thing is asked once only.
        came = await evidence.once(
            "time",
            str(number),
            fetch=lambda: evidence.wire.param(p.MODEL.key, evidence.login),
        )
        if came.silent:
            raise UnseenError("nothing was answered")
        evidence.seconds.append(came.first)
    took = sorted(evidence.seconds)
    half, most = took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)]
    shown = f"p50 {half * 1000:.0f} ms, p99 {most * 1000:.0f} ms"
    if evidence.first_picture is not None:
        shown += f"; first picture {evidence.first_picture * 1000:.0f} ms"
    ok = most < evidence.wire.pace.answer
    return judge(shown, likeliest=ok, handled=ok, p50=round(half, 4))
