"""The body of an answer, as it comes."""

import re
from collections.abc import AsyncIterator

from .connection import Connection
from .errors import InvalidResponseError
from .http_head import Head

_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;.*)?")
_LONGEST_SIZE = 1024


def pieces(head: Head, connection: Connection) -> AsyncIterator[bytes]:
    """Yield what comes until the camera closes; what it promised does not count.

    The guide's own example promises 80 bytes and sends 47 (5.3), and a stream comes
    under the length of its first picture (1.2).
    """
    return _unchunked(connection) if head.is_chunked else _all(connection)


async def _all(connection: Connection) -> AsyncIterator[bytes]:
    while piece := await connection.read():
        yield piece


async def _unchunked(connection: Connection) -> AsyncIterator[bytes]:
    data = bytearray()
    left = 0
    async for piece in _all(connection):
        data += piece
        while data:
            if left:
                chunk = bytes(data[:left])
                del data[:left]
                left -= len(chunk)
                yield chunk
                continue
            end = data.find(b"\n")
            if end < 0:
                break
            line = bytes(data[:end]).strip()
            del data[: end + 1]
            # An empty line ends a chunk.
            if line and not (left := _size(line)):
                return
        if not left and len(data) > _LONGEST_SIZE:
            raise InvalidResponseError("chunks that are none")


def _size(line: bytes) -> int:
    match = _SIZE.fullmatch(line)
    if match is None:
        raise InvalidResponseError("chunks that are none")
    return int(match[1], 16)
