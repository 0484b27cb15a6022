"""The comment segments that every JPEG of the camera carries (guide 1.5 and 1.6)."""

import struct

type Field = tuple[str, int, str]

VERSION = b"JVC V1.0"
SOI = b"\xff\xd8"
# What the reserved second segment holds is not printed; its size is a guess.
RESERVED = bytes(64)


def comment(fields: list[Field]) -> bytes:
    """Lay out the fields: name, blank, =, blank, value, filled up with NUL."""
    return VERSION.ljust(9, b"\0") + padded(fields)


def padded(fields: list[Field]) -> bytes:
    """Give each field its size."""
    parts = []
    for name, size, value in fields:
        text = f"{name} = {value}".encode()
        parts.append(text[: size - 1].ljust(size, b"\0"))
    return b"".join(parts)


def segment(data: bytes) -> bytes:
    """Wrap data as a JPEG comment."""
    return b"\xff\xfe" + struct.pack(">H", len(data) + 2) + data


def with_comments(jpeg: bytes, fields: list[Field]) -> bytes:
    """Insert both comment segments behind APP0, with the true size of the file."""
    length = struct.unpack(">H", jpeg[4:6])[0]
    split = len(SOI) + 2 + length
    reserved = segment(RESERVED)
    blank = segment(comment([("size", 18, ""), *fields]))
    size = len(jpeg) + len(blank) + len(reserved)
    filled = segment(comment([("size", 18, str(size)), *fields]))
    return jpeg[:split] + filled + reserved + jpeg[split:]
