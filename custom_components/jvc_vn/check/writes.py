"""Questions that need writing: the same value again, or one that is put back."""

import re

from ..protocol import parameters as p
from ..protocol.follow_up import follow_up
from ..protocol.http import encode_query
from ..protocol.parameters import Parameter
from ..protocol.reply import UNAUTHORIZED, parse_replies
from .evidence import Evidence, excerpt, listed
from .finding import Finding, UnseenError, judge


async def reply(evidence: Evidence) -> Finding:
    """How a setting is answered that has to be saved: written as it is."""
    key = p.COLOR.key
    text = await evidence.value(key)
    came = await evidence.wire.param(f"{key}={text}", evidence.login)
    body = came.body.decode("latin-1")
    replies = parse_replies(came.body)
    if not 200 <= replies[0].code < 300:
        raise UnseenError(f"refused: {replies[0].code} {replies[0].reason}")
    broken = "\n" in body.strip()
    word = re.search(r"&202\s+(\w+)", body)
    told = word[1] if word else ""
    needed = follow_up(key, replies[0].detail)
    return judge(
        excerpt(body),
        likeliest=told == "Accepted" and not broken and replies[0].detail is not None,
        handled=needed is not None or replies[0].code == 200,
        accepted=told,
        broken=broken,
    )


async def bad_value(evidence: Evidence) -> Finding:
    """What a value gets that the camera cannot have."""
    key = p.SHUTTER.key
    before = await evidence.value(key)
    came = await evidence.write(key, "61", before)
    text = f"{came.code} {came.reason}".strip()
    likeliest = came.code == UNAUTHORIZED and came.reason == "Unauthorized"
    if 200 <= came.code < 300:
        return judge(f"&{excerpt(text)}: taken", likeliest=False, handled=True)
    return judge(f"&{excerpt(text)}", likeliest=likeliest, handled=True, bad_value=text)


async def letters(evidence: Evidence) -> Finding:
    """What a bare + and a letter beyond ASCII become in a text."""
    plus = await _kept(evidence, "a+b")
    high = await _kept(evidence, "a%C3%BCb")
    kinds = {"a\xfcb": "kept", "": "refused"}
    kind = kinds.get(high, "question" if "?" in high else "other")
    shown = f"a+b: {excerpt(plus or 'refused')}; aüb: {kind}"
    # The product encodes a +, so that either will do.
    return judge(
        shown,
        likeliest=plus == "a+b" and kind == "kept",
        handled=True,
        blank=plus == "a b",
        high_bytes=kind,
    )


async def _kept(evidence: Evidence, written: str) -> str:
    """Write the camera's title, and return what it made of it; empty if refused."""
    key = p.CAMERA_ID.key
    before = await evidence.value(key)
    if not before.isascii():
        raise UnseenError("its title has letters that might not come back")
    came = await evidence.write(key, written, before)
    if not 200 <= came.code < 300:
        return ""
    answer = await evidence.wire.param(key, evidence.login)
    return parse_replies(answer.body)[0].value or ""


async def titles(evidence: Evidence) -> Finding:
    """Whether a title has 32 bytes or 32 characters."""
    number = p.PRESETS[-1]
    key = p.PRESET_TITLE[number].key
    before = await evidence.value(key)
    if before:
        raise UnseenError("the last preset has a title")
    short = await evidence.write(key, "%C3%BC" * 2, before)
    if not 200 <= short.code < 300:
        raise UnseenError("it takes no such letters")
    came = await evidence.write(key, "%C3%BC" * 17)
    wide = 200 <= came.code < 300
    return judge(
        "32 characters" if wide else "32 bytes",
        likeliest=not wide,
        handled=True,
        titles="characters" if wide else "bytes",
    )


async def one_push(evidence: Evidence) -> Finding:
    """Whether it knows one push of white balance."""
    key = p.WHITE_BALANCE.key
    gains = [p.RED_GAIN.key, p.BLUE_GAIN.key]
    before = {each: await evidence.value(each) for each in (key, *gains)}
    came = await evidence.write(key, "op_auto", before[key])
    if 200 <= came.code < 300:
        # Before the mode: it leaves the camera set by hand.
        for gain in gains:
            evidence.undo(gain, before[gain])
    known = 200 <= came.code < 300
    shown = f"&{came.code} {excerpt(came.reason)}"
    return judge(shown, likeliest=known, handled=True, one_push=known)


async def spelling(evidence: Evidence) -> Finding:
    """Which spellings it takes of keys that the guide misprints: written as it is."""
    taken = {
        "duration": await _spellings(evidence, p.OUTPUT_DURATION[2]),
        "monitor_type": await _spellings(evidence, p.MONITOR_TYPE),
    }
    documented = all(names[0] for names in taken.values())
    printed = [name for name, names in taken.items() if names[1]]
    shown = "documented" if documented else "not all as documented"
    shown += f"; misprinted: {listed(printed)}" if printed else ""
    return judge(
        shown,
        likeliest=documented and not printed,
        # The product tries both.
        handled=all(any(names) for names in taken.values()),
        documented=documented,
        printed=",".join(printed),
    )


async def _spellings[T](
    evidence: Evidence, parameter: Parameter[T]
) -> tuple[bool, bool]:
    """Tell whether a value is taken under the documented key, and a misprinted one."""
    text = await evidence.value(parameter.key)
    taken = []
    for key in (parameter.key, *parameter.printed):
        came = await evidence.wire.param(encode_query(key, text), evidence.login)
        taken.append(200 <= parse_replies(came.body)[0].code < 300)
    return taken[0], any(taken[1:])
