"""Cuts video into JPEG pictures and parses what is in them (guide, 1)."""

import contextlib
import re
from collections.abc import Iterator

from .comment import parse_comment
from .errors import InvalidResponseError
from .models import FrameInfo

LARGEST_JPEG = 2 * 1024 * 1024
"""Bytes. VGA at the best quality is about 100 KB (reference, 6.3)."""
_LONGEST_HEADER = 4096
_LONGEST_REST = 64 * 1024
"""Bytes of a segment, in which a thumbnail is."""

_SOI = b"\xff\xd8"
_EOI = b"\xff\xd9"
_COMMENT = 0xFE
_SCAN = 0xDA
# Markers that stand alone, without a length: TEM, RST0-7.
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
# What cannot stand where a segment should: a stuffed byte, and the ends of pictures.
_NO_SEGMENT = {0x00, 0xD8, 0xD9}

_FILL_BYTE = 0xFF

_MOST_SEGMENTS = 64
"""Of a picture; the camera's have ten (reference, 1.5)."""

_MOST_GIVEN_UP = 200
"""Starts of pictures that are none, looked at in one go: some milliseconds of work.
What is left then is dropped with them."""

_FILL = re.compile(rb"\xff+")
# A start of a picture, as far as it is there: behind it comes a segment.
_NEXT = rb"(?=\Z|\xff+(?:\Z|[^\x00\xd8\xd9\xff]))"
_PICTURE = re.compile(rb"\xff\xd8" + _NEXT)
# The same behind the head of a part.
_PART = re.compile(rb"\n\r?\n\xff\xd8" + _NEXT)
_BLANK_LINES = (b"\n\n", b"\n\r\n")
_LONGEST_BLANK = 3
# What ends the data of a picture, in good order or not.
_MARK = re.compile(rb"\xff[\xd8\xd9]")
# What stands before a picture, with the number if it is its length.
_FIELD = re.compile(rb"(?im)^content-(?:type|length[ \t]*:[ \t]*(\d{1,9})(?!\d))")
# What stands behind one, as far as it is there: a line end, a delimiter, a picture.
_BEHIND = re.compile(rb"[\r\n-]|\xff\xd8")


class JpegReader:
    """Cuts a stream of bytes into pictures, whatever pieces it comes in.

    Accepts multipart with any number of dashes before its delimiter and any spelling
    of its headers, and bare pictures one after another (`boundary=off`). The markers
    of a picture decide where it ends; a larger length of its part counts only if no
    other picture begins within it. A picture that was cut off is dropped.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self._buffer = bytearray()
        self._waiting = 0
        self._given_up = 0
        self._rest = 0
        """Bytes that are left of a part that was cut off: a start marker in them that
        no head of a part precedes is that of a thumbnail."""
        self._begin()

    def _begin(self) -> None:
        """Reset what is known of the current picture."""
        self._begun = False
        self._headed = False
        """Whether it has the head of a part."""
        self._length: int | None = None
        """The length in that head."""
        self._segments = 0
        self._segment = len(_SOI)
        """Where the first segment begins that was not whole at the last look."""
        self._doubt = len(_SOI)
        """Where the last complete segment begins: if no segment follows it, its length
        was wrong."""
        self._scan: int | None = None
        """Where the picture data begins."""
        self._end: int | None = None
        """Where it ends by its markers."""
        self._scanned = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Add bytes; yield each picture that is complete.

        Raises:
            InvalidResponseError: no picture in more bytes than one can have.
        """
        self._buffer += data
        self._waiting += len(data)
        self._given_up = 0
        while (jpeg := self._next()) is not None:
            self._waiting = len(self._buffer)
            yield jpeg
        if self._waiting > LARGEST_JPEG:
            raise InvalidResponseError(f"no picture in {self._waiting} bytes")

    def _next(self) -> bytes | None:
        while self._given_up < _MOST_GIVEN_UP:
            if not self._begun and not self._skip_to_picture():
                return None
            try:
                end = self._find_end()
            except _BrokenError:
                self._give_up()
                continue
            return None if end is None else self._take(end)
        # The last byte may be the first half of a marker.
        self._drop(len(self._buffer) - 1)
        return None

    def _give_up(self) -> None:
        """Drop this picture up to where it may have been cut off."""
        self._given_up += 1
        if self._headed:
            self._rest = min(self._length or _LONGEST_REST, _LONGEST_REST)
            # Of the next part, the head is wanted too.
            self._drop(max(len(_SOI), self._doubt - _LONGEST_HEADER))
        else:
            self._drop(self._doubt)
        self._begin()

    def _skip_to_picture(self) -> bool:
        """Drop what is in front of a picture, but for the head of its part."""
        buffer = self._buffer
        start = self._find_start()
        if start is None:
            self._drop(max(0, len(buffer) - _LONGEST_HEADER))
            # The last byte may be the first half of the marker.
            self._scanned = max(0, len(buffer) - 1)
            return False
        fields = _FIELD.findall(buffer, max(0, start - _LONGEST_HEADER), start)
        lengths = [int(length) for length in fields if length]
        if lengths and lengths[-1] <= LARGEST_JPEG:
            self._length = lengths[-1]
        self._headed = bool(fields)
        self._scanned = 0
        self._begun = True
        self._drop(start)
        return True

    def _find_start(self) -> int | None:
        for found in _PICTURE.finditer(self._buffer, self._scanned):
            start = found.start()
            before = self._buffer[max(0, start - _LONGEST_BLANK) : start]
            if start >= self._rest or before.endswith(_BLANK_LINES):
                return start
        return None

    def _drop(self, size: int) -> None:
        del self._buffer[:size]
        self._rest = max(0, self._rest - size)

    def _find_end(self) -> int | None:
        """Find where the picture ends, None if that has not come yet.

        Raises:
            _BrokenError: it will never come.
        """
        if self._scan is None:
            self._scan = self._find_scan()
        if self._scan is None:
            return None
        if self._end is None:
            mark = _MARK.search(self._buffer, max(self._scan, self._scanned - 1))
            if mark is None:
                self._scanned = len(self._buffer)
                return None
            if mark[0] == _SOI:
                # Picture data never holds a start marker: this picture was cut off.
                self._doubt = mark.start()
                raise _BrokenError
            self._end = self._scanned = mark.end()
        return self._weigh(self._end)

    def _find_scan(self) -> int | None:
        """Find where the picture data begins, None if it is not there yet."""
        for marker, _, end in _segments(self._buffer, self._segment):
            self._segments += marker != _FILL_BYTE
            if marker == _SCAN:
                # A segment that was cut off swallows what comes behind it.
                if self._headed and _PART.search(self._buffer, 0, end):
                    raise _BrokenError
                return end
            if self._segments == _MOST_SEGMENTS:
                raise _BrokenError
            self._doubt, self._segment = self._segment, end
        return None

    def _weigh(self, end: int) -> int | None:
        """Return the end by the markers or by a larger length; None if not clear yet.

        The length counts if no line end, delimiter or picture follows the markers, and
        if no picture begins within it.
        """
        buffer, length = self._buffer, self._length
        if length is None or length <= end or _BEHIND.match(buffer, end):
            return end
        if buffer.find(_SOI, max(end, self._scanned - 1), length) >= 0:
            return end
        if len(buffer) < length:
            self._scanned = len(buffer)
            return None
        return length if buffer[length - 2 : length] == _EOI else end

    def _take(self, end: int) -> bytes:
        jpeg = bytes(memoryview(self._buffer)[:end])
        del self._buffer[:end]
        self._rest = 0
        self._begin()
        return jpeg


class _BrokenError(ValueError):
    """What should be a segment, or a picture, is none."""


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
        if marker == _FILL_BYTE or marker in _STANDALONE:
            fill = _FILL.match(jpeg, position + 1) if marker == _FILL_BYTE else None
            position = fill.end() - 1 if fill else position + 2
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
