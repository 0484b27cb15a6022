"""The head of an answer, read as liberally as it can be (reference, 1.2 and 5.3).

The guide prints heads that no strict reader takes: a field whose value stands on a
line of its own, a length that is not that of the body. Other firmware may print
others. Whatever a line is, it never costs the answer.
"""

import re
from dataclasses import dataclass
from typing import Self

from .connection import Connection
from .errors import InvalidResponseError

LONGEST_HEAD = 16 * 1024
"""Bytes. What the guide prints has 300."""

_BEGIN = b"HTTP/"
_STATUS = re.compile(rb"HTTP/\d+\.\d+[ \t]+(\d{3})(?!\d)")
_END = re.compile(rb"\r?\n\r?\n")
_LONGEST_END = 4
_LENGTH = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an answer.

    Attributes:
        status: such as 200.
        fields: what each field says, by its name in lower case; more than one value
            where it stands there more than once.
        broken: a line of it had no colon.
    """

    status: int
    fields: dict[str, list[str]]
    broken: bool = False

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a head; InvalidResponseError if it is none of HTTP."""
        first, *lines = data.decode("latin-1").split("\n")
        status = _STATUS.match(first.encode("latin-1"))
        if status is None:
            raise InvalidResponseError("an answer that is not HTTP")
        fields: dict[str, list[str]] = {}
        broken = False
        for line in lines:
            name, colon, value = line.partition(":")
            # Without a colon it is the value of the line before: the guide breaks
            # the echo of the parameters in two, and we need no value of several.
            if colon and (name := name.strip().lower()):
                fields.setdefault(name, []).append(value.strip())
            elif line.strip():
                broken = True
        return cls(int(status[1]), fields, broken)

    @property
    def length(self) -> int | None:
        """The bytes of the body that it promises, the fewest if it says several."""
        told = ",".join(self.fields.get("content-length", ())).split(",")
        numbers = (number.strip() for number in told)
        return min(map(int, filter(_LENGTH.fullmatch, numbers)), default=None)

    @property
    def is_ours(self) -> bool:
        """Whether `Server` or the echo header is that of one of our cameras (1.2).

        What a VN-V686B writes there is not documented; one of the two is enough.
        """
        return any(
            "jvc" in server.lower() for server in self.fields.get("server", ())
        ) or any(name.startswith("x-vnv") for name in self.fields)

    @property
    def is_chunked(self) -> bool:
        """The body comes in chunks: no camera's way, but that of a proxy before it."""
        told = self.fields.get("transfer-encoding", ())
        return any("chunked" in value.lower() for value in told)


async def read_head(connection: Connection) -> Head | None:
    """Read the head of an answer, None if the connection ends before it does.

    The body is left where it is.

    Raises:
        InvalidResponseError: something else than HTTP, or a head without end.
    """
    data = bytearray()
    while piece := await connection.read():
        begin = max(0, len(data) - _LONGEST_END)
        data += piece
        if not data.startswith(_BEGIN[: len(data)]):
            raise InvalidResponseError("an answer that is not HTTP")
        if end := _END.search(data, begin):
            connection.unread(bytes(data[end.end() :]))
            return Head.parse(bytes(data[: end.start()]))
        if len(data) > LONGEST_HEAD:
            raise InvalidResponseError(f"a head of more than {LONGEST_HEAD} bytes")
    return None
