"""Cuts MPEG-4 into VOPs with their headers and user data (guide, 2.5)."""

from collections.abc import Iterator

from .errors import InvalidResponseError
from .jpeg import parse_comment
from .models import FrameInfo, Vop, VopType

LARGEST_VOP = 2 * 1024 * 1024
"""Bytes, headers included. All VOPs of a second are 1 MB at the camera's highest
rate of 8 Mbit/s (reference, 6.3)."""

# Start codes of ISO/IEC 14496-2: the prefix, and the byte behind it.
_PREFIX = b"\0\0\1"
_CODE = len(_PREFIX) + 1
_VOL = range(0x20, 0x30)
_SEQUENCE = 0xB0
_USER_DATA = 0xB2
_VISUAL_OBJECT = 0xB5
_VOP = 0xB6
# Video objects, their layers, and what stands above them: what a decoder must know.
_CONFIG = {*range(_VOL.stop), _SEQUENCE, _VISUAL_OBJECT}


class Mpeg4Reader:
    """Cuts a stream of bytes into VOPs, whatever pieces it comes in.

    What comes before the first start code is dropped. A VOP is complete when the
    next start code is there: the last one of a stream is not returned.
    """

    def __init__(self) -> None:
        """Start with nothing read."""
        self._buffer = bytearray()
        self._scanned = 0
        self._first: int | None = None
        """Where the first header of the VOP begins, or the VOP if it has none."""
        self._vop: int | None = None

    def feed(self, data: bytes) -> Iterator[Vop]:
        """Add bytes; yield each VOP that is complete.

        Raises:
            InvalidResponseError: no VOP in more bytes than one can have.
        """
        self._buffer += data
        while vop := self._next():
            yield vop
        if len(self._buffer) > LARGEST_VOP:
            raise InvalidResponseError(f"no VOP in {len(self._buffer)} bytes")

    def _next(self) -> Vop | None:
        while (at := self._next_code()) is not None:
            if self._first is None:
                self._first = at
            if self._vop is None:
                if self._buffer[at + len(_PREFIX)] == _VOP:
                    self._vop = at
                continue
            data = bytes(memoryview(self._buffer)[self._first : at])
            vop = _parse(data, self._vop - self._first)
            del self._buffer[:at]
            self._first = self._vop = None
            self._scanned = 0
            if vop:
                return vop
        return None

    def _next_code(self) -> int | None:
        """Find the next start code; None if it is not there yet, or not complete."""
        at = self._buffer.find(_PREFIX, self._scanned)
        if at < 0:
            # The last two bytes may be the beginning of a prefix.
            last = len(self._buffer) - len(_PREFIX) + 1
            self._scanned = max(self._scanned, last)
            return None
        if at + _CODE > len(self._buffer):
            self._scanned = at
            return None
        self._scanned = at + _CODE
        return at


def _parse(data: bytes, start: int) -> Vop | None:
    """Parse the VOP at `start` and its headers; None if it is only a start code."""
    if start + _CODE == len(data):
        return None
    headers = list(_sections(data[:start]))
    has_layer = any(code in _VOL for code, _ in headers)
    config = b"".join(section for code, section in headers if code in _CONFIG)
    return Vop(
        data,
        VopType(data[start + _CODE] >> 6),
        config=config if has_layer else b"",
        info=_parse_info(headers),
    )


def _sections(headers: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield each header with the byte that identifies it."""
    start = 0
    while start < len(headers):
        end = headers.find(_PREFIX, start + _CODE)
        section = headers[start : end if end >= 0 else None]
        yield section[len(_PREFIX)], section
        start += len(section)


def _parse_info(headers: list[tuple[int, bytes]]) -> FrameInfo:
    """Parse the second user data; the first is not documented (reference, 2)."""
    fields = [
        section[_CODE:]
        for code, section in headers
        if code == _USER_DATA and b" = " in section
    ]
    return parse_comment(fields[-1]) if fields else FrameInfo()
