"""Questions about what is written beside pictures (guide, 1.5 and 1.6)."""

import re
from dataclasses import dataclass

from ..protocol.jpeg import parse_info
from .evidence import Evidence, listed
from .finding import Finding, UnseenError, judge
from .pictures import pictures, single

FIELDS = {
    "size": 18,
    "width": 13,
    "height": 14,
    "type": 18,
    "reverse": 12,
    "timestamp": 70,
    "alarm": 17,
    "camera": 50,
    "motion": 11,
    "md": 7,
    "pan": 13,
    "tilt": 14,
    "zoom": 13,
    "position": 15,
    "stabilizer": 15,
    "fan": 8,
    "track_status": 17,
    "track_area": 30,
    "track_color": 26,
}
"""The fields of the comment and their sizes (guide, 1.6). The 13 that is printed for
`alarm` cannot hold the value that is printed; 17 can."""
_DATED = 3
"""The last fields, which older firmware lacks."""
_SEGMENTS = {
    0xE0: "APP0",
    0xFE: "COM",
    0xC4: "DHT",
    0xDB: "DQT",
    0xDD: "DRI",
    0xC0: "SOF",
    0xDA: "SOS",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field as it is laid out, with the bytes that fill it up."""

    name: str
    equals: bytes
    value: bytes
    filler: bytes
    size: int


def fields(comment: bytes) -> list[Field]:
    """Find the fields by their names, in their order, however they are laid out."""
    marks: list[tuple[int, re.Match[bytes]]] = []
    at = 0
    for name in FIELDS:
        pattern = rb"(?i)(?<![a-z_])(" + name.encode() + rb")( ?= ?)"
        if found := re.compile(pattern).search(comment, at):
            marks.append((found.start(), found))
            at = found.end()
    ends = [*(start for start, _ in marks[1:]), len(comment)][: len(marks)]
    return [
        _field(comment, match, end) for (_, match), end in zip(marks, ends, strict=True)
    ]


def _field(comment: bytes, match: re.Match[bytes], end: int) -> Field:
    rest = comment[match.end() : end]
    value = rest.rstrip(b"\0 ")
    return Field(
        name=match[1].decode(),
        equals=match[2],
        value=value,
        filler=rest[len(value) :],
        size=end - match.start(),
    )


def segments(jpeg: bytes) -> list[tuple[int, bytes]]:
    """List the segments up to the picture data."""
    found = []
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF:
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        found.append((marker, jpeg[at + 4 : at + 2 + length]))
        if marker == 0xDA:
            break
        at += 2 + max(length, 2)
    return found


async def _comment(evidence: Evidence) -> tuple[bytes, bytes, list[Field]]:
    jpeg = pictures((await single(evidence)).body)[0]
    comments = [data for marker, data in segments(jpeg) if marker == 0xFE]
    for data in comments:
        if len(found := fields(data)) > 2:
            return jpeg, data, found
    raise UnseenError("its pictures have no such comment")


def _as_likeliest(found: list[Field]) -> bool:
    """Tell whether fields are written and filled as they most likely are."""
    filler = b"".join(field.filler for field in found)
    return {field.equals for field in found} == {b" = "} and b" " not in filler


def _excused(jpeg: bytes, found: list[Field]) -> bool:
    """Tell whether it is understood, or a question of its own says why it is not."""
    return not _as_likeliest(found) or _understood(jpeg, found)


def _understood(jpeg: bytes, found: list[Field]) -> bool:
    """Tell whether the product reads of the comment what stands there."""
    told = {field.name.lower(): field.value.decode("latin-1") for field in found}
    info = parse_info(jpeg)
    pairs = (
        ("type", info.model),
        ("timestamp", info.stamp),
        ("pan", info.pan),
        ("tilt", info.tilt),
        ("zoom", info.zoom),
        ("md", info.motion),
    )
    return not any(name in told and value is None for name, value in pairs)


async def order(evidence: Evidence) -> Finding:
    """In which order the segments of a picture come."""
    jpeg = pictures((await single(evidence)).body)[0]
    names = [_SEGMENTS.get(marker, f"{marker:02X}") for marker, _ in segments(jpeg)]
    likeliest = names[:3] == ["APP0", "COM", "COM"]
    return judge(" ".join(names[:16]), likeliest=likeliest, handled="SOS" in names)


async def layout(evidence: Evidence) -> Finding:
    """How fields are written and filled up."""
    jpeg, _, found = await _comment(evidence)
    equals = {field.equals for field in found}
    blanks = equals == {b" = "}
    filler = b"".join(field.filler for field in found)
    fill = "nul" if filler.count(0) >= filler.count(b" ") else "blank"
    shown = f"{' '.join(sorted(f'`{e.decode()}`' for e in equals))}, filled with {fill}"
    return judge(
        shown,
        likeliest=_as_likeliest(found),
        handled=_understood(jpeg, found),
        blanks=blanks,
        fill=fill,
    )


async def alarm(evidence: Evidence) -> Finding:
    """How long the field of the alarm is."""
    jpeg, _, found = await _comment(evidence)
    size = next((field.size for field in found if field.name == "alarm"), None)
    if size is None:
        raise UnseenError("it has no such field")
    return judge(
        f"{size} bytes",
        likeliest=size == FIELDS["alarm"],
        handled=_excused(jpeg, found),
        size=size,
    )


async def names(evidence: Evidence) -> Finding:
    """How the names of fields are spelled."""
    jpeg, _, found = await _comment(evidence)
    spelled = {field.name.lower(): field.name for field in found}
    stamp, tilt = spelled.get("timestamp", ""), spelled.get("tilt", "")
    others = [
        name
        for low, name in spelled.items()
        if low != name and low not in ("timestamp", "tilt")
    ]
    return judge(
        listed([stamp, tilt, *others]),
        likeliest=stamp == "Timestamp" and tilt == "tilt" and not others,
        handled=_excused(jpeg, found),
        timestamp=stamp,
        tilt=tilt,
    )


async def present(evidence: Evidence) -> Finding:
    """Which fields there are, and of which sizes."""
    jpeg, data, found = await _comment(evidence)
    told = [field.name.lower() for field in found]
    missing = [name for name in FIELDS if name not in told]
    # Nothing follows the last one: its end is that of the comment.
    sizes = [
        f"{field.name} {field.size}"
        for field in found
        if field.size != FIELDS[field.name.lower()] and field.name.lower() != "alarm"
    ]
    version = re.match(rb"JVC V[0-9.]+", data)
    shown = f"{version[0].decode() if version else 'no version'}, {len(found)} fields"
    shown += f"; missing: {listed(missing)}" if missing else ""
    shown += f"; other sizes: {listed(sizes)}" if sizes else ""
    older = set(missing) <= set(list(FIELDS)[-_DATED:])
    likeliest = older and not sizes and version is not None
    return judge(shown, likeliest=likeliest, handled=_excused(jpeg, found))
