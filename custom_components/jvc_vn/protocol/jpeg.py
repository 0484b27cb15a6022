"""Cuts video into JPEG pictures and parses their comment segments (guide, 1)."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from .errors import InvalidResponseError
from .models import FrameInfo, TargetBox, TrackingState

LARGEST_JPEG = 2 * 1024 * 1024
"""Bytes. VGA at the best quality is about 100 KB (reference, 6.3)."""
_LONGEST_HEADER = 4096

_SOI = b"\xff\xd8"
_EOI = b"\xff\xd9"
_COMMENT = 0xFE
_SCAN = 0xDA
# Markers that stand alone, without a length: TEM, RST0-7.
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
# What cannot stand where a segment should: a stuffed byte, and the ends of pictures.
_NO_SEGMENT = {0x00, 0xD8, 0xD9}

_ALARM = re.compile(r"alarm = [01]*")
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*(\d{1,9})(?!\d)")


class JpegReader:
    """Cuts a stream of bytes into pictures, whatever pieces it comes in.

    Accepts multipart with any number of dashes before its delimiter and any
    spelling of its headers, and bare pictures one after another
    (`boundary=off`). If the length of a part is wrong, its markers decide.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self._buffer = bytearray()
        self._length: int | None = None
        self._segment = len(_SOI)
        """Where the first segment begins that was not whole at the last look."""
        self._scanned = 0
        self._waiting = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Add bytes; yield each picture that is complete.

        Raises:
            InvalidResponseError: no picture in more bytes than one can have.
        """
        self._buffer += data
        self._waiting += len(data)
        while (jpeg := self._next()) is not None:
            self._waiting = len(self._buffer)
            yield jpeg
        if self._waiting > LARGEST_JPEG:
            raise InvalidResponseError(f"no picture in {self._waiting} bytes")

    def _next(self) -> bytes | None:
        if not self._skip_to_picture():
            return None
        buffer = self._buffer
        if (length := self._length) is not None:
            if len(buffer) < length:
                return None
            if buffer[length - 2 : length] == _EOI:
                return self._take(length)
            self._length = None
        end = self._find_end()
        return None if end is None else self._take(end)

    def _skip_to_picture(self) -> bool:
        """Drop part headers in front of the picture; keep its promised length."""
        if self._buffer.startswith(_SOI):
            return True
        start = self._buffer.find(_SOI)
        if start < 0:
            # The last byte may be the first half of the marker.
            del self._buffer[: max(0, len(self._buffer) - _LONGEST_HEADER)]
            return False
        header = self._buffer[max(0, start - _LONGEST_HEADER) : start]
        lengths = _LENGTH.findall(header)
        self._length = int(lengths[-1]) if lengths else None
        if self._length is not None and not 4 <= self._length <= LARGEST_JPEG:
            self._length = None
        del self._buffer[:start]
        return True

    def _find_end(self) -> int | None:
        """Find the end marker; segments before the scan may hold anything."""
        while True:
            try:
                scan = self._find_scan()
            except _BrokenError:
                if not self._restart(len(_SOI)):
                    return None
                continue
            if scan is None:
                return None
            begin = max(scan, self._scanned - 1)
            end = self._buffer.find(_EOI, begin)
            # Picture data never holds a start marker: this picture was cut off.
            restart = self._buffer.find(_SOI, begin, end if end >= 0 else None)
            if restart < 0:
                self._scanned = len(self._buffer)
                return None if end < 0 else end + len(_EOI)
            self._restart(restart)

    def _find_scan(self) -> int | None:
        """Find where the picture data begins, None if it is not there yet."""
        for marker, _, end in _segments(self._buffer, self._segment):
            if marker == _SCAN:
                return end
            self._segment = end
        return None

    def _restart(self, begin: int) -> bool:
        """Drop this picture and go on with the next; False if none starts yet."""
        start = self._buffer.find(_SOI, begin)
        # The last byte may be the first half of the marker.
        del self._buffer[: start if start >= 0 else len(self._buffer) - 1]
        self._segment = len(_SOI)
        self._scanned = 0
        return start >= 0

    def _take(self, end: int) -> bytes:
        jpeg = bytes(memoryview(self._buffer)[:end])
        del self._buffer[:end]
        self._length = None
        self._segment = len(_SOI)
        self._scanned = 0
        return jpeg


class _BrokenError(ValueError):
    """What should be a segment is none."""


def _segments(
    jpeg: bytes | bytearray, position: int = len(_SOI)
) -> Iterator[tuple[int, int, int]]:
    """Yield (marker, start, end) of the segments up to and with the scan's header.

    A marker without a length is an empty segment. Ends early if bytes are missing;
    _BrokenError if no further bytes would help.
    """
    while position + 4 <= len(jpeg):
        marker = jpeg[position + 1]
        if jpeg[position] != 0xFF or marker in _NO_SEGMENT:
            raise _BrokenError
        if marker == 0xFF or marker in _STANDALONE:  # 0xFF is a fill byte
            position += 1 if marker == 0xFF else 2
            yield marker, position, position
            continue
        length = int.from_bytes(jpeg[position + 2 : position + 4])
        if length < 2:
            raise _BrokenError
        if position + 2 + length > len(jpeg):
            return
        yield marker, position + 4, position + 2 + length
        if marker == _SCAN:
            return
        position += 2 + length


def scan_start(jpeg: bytes | bytearray) -> int | None:
    """Return where the picture data begins, None if it is not there yet.

    Raises:
        ValueError: there is none, whatever may follow.
    """
    return next((end for marker, _, end in _segments(jpeg) if marker == _SCAN), None)


def parse_info(jpeg: bytes) -> FrameInfo:
    """Parse the comment segment of a picture; fields that are absent are None."""
    with contextlib.suppress(_BrokenError):
        for marker, start, end in _segments(jpeg):
            if marker == _COMMENT and b"=" in jpeg[start:end]:
                return parse_comment(jpeg[start:end])
    return FrameInfo()


def parse_comment(comment: bytes) -> FrameInfo:
    """Parse `name = value` fields, filled with NUL bytes (reference, 1.6).

    They are looked up by name, not by offset: the printed sizes contradict each
    other. The size printed for `alarm` is too small for the printed value, so
    the next field may follow without a NUL between them.
    """
    # This runs for every frame. While the camera stands, only size and time change:
    # the rest is in the cache.
    head, stamped, tail = comment.partition(b"\0Timestamp = ")
    if not stamped:
        return _told(comment)
    stamp, _, rest = tail.partition(b"\0")
    before, _, size = head.partition(b"\0size = ")
    info = _told(b"\0".join((before, size.partition(b"\0")[2], rest)))
    return replace(info, stamp=stamp.decode("utf-8", "replace"))


@lru_cache(maxsize=64)
def _told(comment: bytes) -> FrameInfo:
    fields: dict[str, str] = {}
    for piece in filter(None, comment.decode("utf-8", "replace").split("\0")):
        text = piece
        if alarm := _ALARM.match(text):
            text = text[alarm.end() :]
        name, separator, value = text.partition(" = ")
        if separator:
            fields.setdefault(name.lower(), value)
    return _info(fields)


def _info(fields: dict[str, str]) -> FrameInfo:
    return FrameInfo(
        model=fields.get("type"),
        stamp=fields.get("timestamp"),
        camera_id=fields.get("camera"),
        motion_detection=_flag(fields.get("motion")),
        motion=_flag(fields.get("md")),
        pan=_number(fields.get("pan")),
        tilt=_number(fields.get("tilt")),
        zoom=_number(fields.get("zoom")),
        preset=_preset(fields.get("position")),
        stabilizer=_flag(fields.get("stabilizer")),
        fan_error=_flag(fields.get("fan")),
        tracking=_tracking(fields.get("track_status")),
        target=_box(fields.get("track_area")),
        target_color=_color(fields.get("track_color")),
    )


def _flag(text: str | None) -> bool | None:
    return {"0": False, "1": True}.get(text or "")


def _number(text: str | None) -> float | None:
    if text is None or not re.fullmatch(r"\d{1,5}(\.\d{1,4})?", text):
        return None
    return float(text)


def _preset(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,2}", text) else None


def _tracking(text: str | None) -> TrackingState | None:
    return TrackingState(int(text)) if text in {"0", "1", "2", "3", "4"} else None


def _box(text: str | None) -> TargetBox | None:
    match = re.fullmatch(r"(\d{1,4}),(\d{1,4})-(\d{1,4}),(\d{1,4})", text or "")
    return TargetBox(*map(int, match.groups())) if match else None


def _color(text: str | None) -> tuple[int, int, int] | None:
    match = re.fullmatch(r"(\d{1,3})-(\d{1,3})-(\d{1,3})", text or "")
    return (int(match[1]), int(match[2]), int(match[3])) if match else None
