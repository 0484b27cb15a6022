"""Questions about MPEG-4 over HTTP (guide, 2)."""

from ..protocol import parameters as p
from .comments import FIELDS, fields
from .evidence import Evidence, excerpt, listed
from .finding import Finding, UnseenError, judge

_INTRA = 12
"""An I-VOP comes every 255 pictures at least: this often the time of counting."""
_PREFIX = b"\0\0\1"
_USER = ("type", "timestamp", "camera", "position", "fan", "track_status")
_NAMES = {0xB2: "user data", 0xB3: "GOV", 0xB6: "VOP", 0xB0: "VOS", 0xB5: "VO"}


def codes(body: bytes) -> list[tuple[int, bytes]]:
    """List the start codes of a stream, each with what follows it."""
    pieces = body.split(_PREFIX)[1:]
    return [(piece[0], piece[1:]) for piece in pieces if piece]


def _has_layers(body: bytes) -> bool:
    """Tell whether two I-VOPs with all that belongs to them have come."""
    return sum(0x20 <= code < 0x30 for code, _ in codes(body)) > 2


async def _mpeg4(evidence: Evidence) -> tuple[str, list[tuple[int, bytes]], float]:
    came = await evidence.once(
        "mpeg4",
        fetch=lambda: evidence.wire.video(
            "encode=mpeg4&ptz_info=off",
            _has_layers,
            seconds=_INTRA * evidence.wire.pace.rate,
        ),
    )
    if came.silent or came.status != 200:
        raise UnseenError("it sends no MPEG-4")
    found = codes(came.body)
    if not any(code == 0xB6 for code, _ in found):
        raise UnseenError("no VOP came")
    return came.header("Content-Type") or "no type", found, came.seconds - came.first


async def stream(evidence: Evidence) -> Finding:
    """What stands before an I-VOP."""
    kind, found, _ = await _mpeg4(evidence)
    vops = [at for at, (code, _) in enumerate(found) if code == 0xB6]
    intra = [at for at in vops if found[at][1][:1] < b"\x40"]
    starts = [at for at in intra if _before(found, at)]
    if not starts:
        raise UnseenError("no I-VOP came in this time")
    named = [_name(code) for code in _before(found, starts[0])]
    likeliest = kind == "video/mp4v-es" and [
        name for name in named if name not in ("VOS", "VO")
    ] == ["VOL", "user data", "GOV", "user data"]
    shown = f"{excerpt(kind)}: {', '.join(named)}, I-VOP"
    return judge(shown, likeliest=likeliest, handled="VOL" in named)


def _before(found: list[tuple[int, bytes]], vop: int) -> list[int]:
    start = vop
    while start and found[start - 1][0] != 0xB6:
        start -= 1
    return [code for code, _ in found[start:vop]]


def _name(code: int) -> str:
    return _NAMES.get(code, "VOL" if 0x20 <= code < 0x30 else "VO")


async def user_data(evidence: Evidence) -> Finding:
    """Which fields the user data of MPEG-4 has."""
    _, found, _ = await _mpeg4(evidence)
    told = [fields(b"\0" + data) for code, data in found if code == 0xB2]
    layouts = [each for each in told if len(each) > 2]
    if not layouts:
        raise UnseenError("no user data with fields came in this time")
    names = [field.name.lower() for field in layouts[0]]
    # The end of the last one is that of the user data: a byte may belong to neither.
    sizes = [field.size for field in layouts[0]][:-1]
    wanted = list(_USER[: len(names)])
    likeliest = (
        names == wanted
        and len(names) >= len(_USER) - 1
        and sizes == [FIELDS[name] for name in names][:-1]
    )
    shown = listed((f"{f.name} {f.size}" for f in layouts[0]), 8)
    return judge(shown, likeliest=likeliest, handled=True)


async def vop_times(evidence: Evidence) -> Finding:
    """How many VOPs a second come."""
    _, found, seconds = await _mpeg4(evidence)
    number = sum(code == 0xB6 for code, _ in found)
    reply = await evidence.reply(p.MPEG4_FRAME_RATE.key)
    real = (number - 1) / max(seconds, 0.001)
    shown = f"{real:.1f} a second, set {excerpt(reply.value or 'unknown', 8)}"
    return judge(shown, likeliest=True, handled=True)
