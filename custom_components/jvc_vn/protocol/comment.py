"""What the camera writes into its pictures and its VOPs (reference, 1.6 and 2)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from .models import FrameInfo, TargetBox, TrackingState

_LONGEST = 1024
"""Bytes that are looked at; the printed fields are 386."""
_VERSION = 9
_CAMERA = 50
"""Sizes of the version, in front, and of the camera's title (reference, 1.6)."""

_STAMP = re.compile(rb"\0[Tt]imestamp ?= ?([^\0]*)")
_SIZE = re.compile(rb"\0size ?= ?[^\0]*")
_FIELD = re.compile(r"(\w+) ?= ?(.*)", re.DOTALL)
_ALARM = re.compile(r"alarm ?= ?[01]*")

# Where blanks fill the fields up, only the names tell where one begins.
_NAMES = (
    rb"alarm|fan|height|md|motion|pan|position|reverse|size|stabilizer|tilt|timestamp"
    rb"|track_area|track_color|track_status|type|width|zoom"
)
_BLANK_FIELD = re.compile(rb"(?i)(?<!\w)(" + _NAMES + rb") ?= ?([^ ]*)")
_TITLE = re.compile(rb"(?i)camera ?= ?")
# The field behind the title, of a picture and of a VOP.
_MOTION = re.compile(rb"(?i)motion ?=")
_POSITION = re.compile(rb"(?i)position ?=")


def parse_comment(comment: bytes) -> FrameInfo:
    """Parse `name = value` fields, filled with NUL bytes or with blanks.

    They are looked up by name, not by offset: the printed sizes contradict each
    other. The size printed for `alarm` is too small for the printed value, so
    the next field may follow without a NUL between them.
    """
    comment = comment[:_LONGEST]
    if b"\0" not in comment[_VERSION:].strip(b"\0"):
        return _info(dict(_blank_filled(comment.strip(b"\0"))))
    # This runs for every frame. While the camera stands, only size and time change:
    # the rest is in the cache.
    stamp = _STAMP.search(comment)
    if stamp is None:
        return _told(comment)
    head, rest = comment[: stamp.start()], comment[stamp.end() :]
    told = _told(_SIZE.sub(b"", head, count=1) + rest)
    return replace(told, stamp=stamp[1].decode("utf-8", "replace"))


@lru_cache(maxsize=64)
def _told(comment: bytes) -> FrameInfo:
    fields: dict[str, str] = {}
    for piece in filter(None, comment.decode("utf-8", "replace").split("\0")):
        text = piece
        if alarm := _ALARM.match(text):
            text = text[alarm.end() :]
        if field := _FIELD.fullmatch(text):
            fields.setdefault(field[1].lower(), field[2])
    return _info(fields)


def _blank_filled(comment: bytes) -> Iterator[tuple[str, str]]:
    """Yield the fields of a comment in which nothing but blanks is between them.

    The title may hold anything, also what looks like a field: what stands in its 50
    bytes is its own.
    """
    title = _TITLE.search(comment)
    if title is None:
        yield from _between_blanks(comment)
        return
    yield from _between_blanks(comment[: title.start()])
    end = _end_of_title(comment, title)
    yield "camera", _text(comment[title.end() : end])
    yield from _between_blanks(comment[end:])


def _end_of_title(comment: bytes, title: re.Match[bytes]) -> int:
    printed = title.start() + _CAMERA
    for next_field in (_MOTION, _POSITION):
        if next_field.match(comment, printed):
            return printed
    # It has another size than is printed. Behind it no field stands twice.
    for next_field in (_MOTION, _POSITION):
        if found := [*next_field.finditer(comment, title.end())]:
            return found[-1].start()
    return len(comment)


def _between_blanks(part: bytes) -> Iterator[tuple[str, str]]:
    for name, value in _BLANK_FIELD.findall(part):
        yield _text(name).lower(), _text(value)


def _text(data: bytes) -> str:
    return data.rstrip(b" ").decode("utf-8", "replace")


def _info(fields: dict[str, str]) -> FrameInfo:
    return FrameInfo(
        model=fields.get("type"),
        stamp=fields.get("timestamp"),
        camera_id=fields.get("camera"),
        motion_detection=_flag(fields.get("motion")),
        motion=_flag(fields.get("md")),
        pan=_number(fields.get("pan"), 359.99),
        tilt=_number(fields.get("tilt"), 190.0),
        zoom=_number(fields.get("zoom"), 99.99),
        preset=_preset(fields.get("position")),
        stabilizer=_flag(fields.get("stabilizer")),
        fan_error=_flag(fields.get("fan")),
        tracking=_tracking(fields.get("track_status")),
        target=_box(fields.get("track_area")),
        target_color=_color(fields.get("track_color")),
    )


def _flag(text: str | None) -> bool | None:
    return {"0": False, "1": True}.get(text or "")


def _number(text: str | None, most: float) -> float | None:
    """Read a number that the guide allows; another is no place to believe in."""
    if text is None or not re.fullmatch(r"\d{1,5}(\.\d{1,4})?", text):
        return None
    return number if (number := float(text)) <= most else None


def _preset(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,2}", text) else None


def _tracking(text: str | None) -> TrackingState | None:
    return TrackingState(int(text)) if text in {"0", "1", "2", "3", "4"} else None


def _box(text: str | None) -> TargetBox | None:
    match = re.fullmatch(r"(\d{1,4}),(\d{1,4})-(\d{1,4}),(\d{1,4})", text or "")
    return TargetBox(*map(int, match.groups())) if match else None


def _color(text: str | None) -> tuple[int, int, int] | None:
    match = re.fullmatch(r"(\d{1,3})-(\d{1,3})-(\d{1,3})", text or "")
    if match is None:
        return None
    red, green, blue = map(int, match.groups())
    return (red, green, blue) if max(red, green, blue) <= 255 else None
