"""The comment segments that every JPEG of the camera carries (guide 1.5 and 1.6)."""

import struct

from .forms import Forms

type Field = tuple[str, int, str]

VERSION = b"JVC V1.0"
SOI = b"\xff\xd8"
# What the reserved second segment holds is not printed; its size is a guess.
RESERVED = bytes(64)


def comment(fields: list[Field], forms: Forms) -> bytes:
    """Lay out the fields: name, blank, =, blank, value, filled up with NUL."""
    return VERSION.ljust(9, _filler(forms)) + padded(fields, forms)


def padded(fields: list[Field], forms: Forms) -> bytes:
    """Give each field its size."""
    parts = []
    equals = " = " if forms.comment_blanks else "="
    for name, size, value in fields:
        text = f"{name}{equals}{value}".encode()
        # What fits exactly stands without an end.
        keep = size if len(text) == size else size - 1
        parts.append(text[:keep].ljust(size, _filler(forms)))
    return b"".join(parts)


def _filler(forms: Forms) -> bytes:
    return b"\0" if forms.comment_fill == "nul" else b" "


def segment(data: bytes) -> bytes:
    """Wrap data as a JPEG comment."""
    return b"\xff\xfe" + struct.pack(">H", len(data) + 2) + data


def with_comments(
    jpeg: bytes, fields: list[Field], forms: Forms | None = None
) -> bytes:
    """Insert both comment segments behind APP0, with the true size of the file."""
    forms = forms or Forms()
    length = struct.unpack(">H", jpeg[4:6])[0]
    split = len(SOI) + 2 + length
    reserved = segment(RESERVED)
    blank = segment(comment([("size", 18, ""), *fields], forms))
    size = len(jpeg) + len(blank) + len(reserved)
    filled = segment(comment([("size", 18, str(size)), *fields], forms))
    return jpeg[:split] + filled + reserved + jpeg[split:]
