"""What is known of a happening, inside its files: XMP, which photo programs show.

A JPEG carries it in an APP1 segment, an MP4 in a `uuid` box at its end.
"""

import html
import json
import re
import struct
from pathlib import Path
from typing import Any, BinaryIO

from .happening import CLIP, Happening

_NAMESPACE = "https://github.com/jvc-vn/jvc_vn/ns/happening/1.0/"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:jvc="{namespace}"
 xmp:CreatorTool="Home Assistant (jvc_vn)" xmp:CreateDate="{date}"
 jvc:happening="{told}">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt>
</dc:description></rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
_TOLD = re.compile(r'jvc:happening="([^"]*)"')
_LARGEST = 60_000

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_APP1 = b"\xff\xe1"
_JPEG_MARK = b"http://ns.adobe.com/xap/1.0/\0"
_MP4_MARK = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
"""The identifier of XMP in ISO media files (XMP specification, part 3)."""
_MOST_BOXES = 64


class DamagedError(Exception):
    """A file is not whole, or does not say what it is."""


def jpeg_with(jpeg: bytes, happening: Happening) -> bytes:
    """Return a picture that tells what it shows; the picture itself stays.

    Raises:
        DamagedError: it is no picture, or more is told than it can hold.
    """
    if not jpeg.startswith(_SOI):
        raise DamagedError
    packet = _JPEG_MARK + _packet(happening)
    if len(packet) > _LARGEST:
        # No title is that long, and no segment can be.
        raise DamagedError
    length = struct.pack(">H", len(packet) + 2)
    return b"".join((_SOI, _APP1, length, packet, jpeg[2:]))


def mark_mp4(path: Path, happening: Happening) -> None:
    """Let a clip tell what it shows; blocks."""
    packet = _packet(happening)
    with path.open("ab") as file:
        file.write(struct.pack(">I", len(packet) + 24) + b"uuid" + _MP4_MARK + packet)


def told_by(path: Path) -> dict[str, Any]:
    """Return what a file tells of its happening; blocks.

    Raises:
        DamagedError: it is damaged, or not ours.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        found = _in_mp4(file) if path.suffix == CLIP else _in_jpeg(file)
    if match := _TOLD.search(found.decode(errors="replace")):
        try:
            told = json.loads(html.unescape(match[1]))
        except ValueError as err:
            raise DamagedError from err
        if isinstance(told, dict):
            return told
    raise DamagedError


def _packet(happening: Happening) -> bytes:
    place = f"preset {happening.preset} {happening.title}" if happening.preset else ""
    return _PACKET.format(
        namespace=_NAMESPACE,
        date=(happening.taken or happening.when).isoformat(),
        told=html.escape(json.dumps(happening.describe())),
        text=html.escape(f"{happening.cause.value.replace('_', ' ')} {place}".strip()),
    ).encode(errors="replace")


def _in_jpeg(file: BinaryIO) -> bytes:
    begin = file.read(6)
    if begin[:4] != _SOI + _APP1:
        raise DamagedError
    packet = file.read(int.from_bytes(begin[4:6]) - 2)
    file.seek(-2, 2)
    if not packet.startswith(_JPEG_MARK) or file.read(2) != _EOI:
        raise DamagedError
    return packet


def _in_mp4(file: BinaryIO) -> bytes:
    """Go from box to box; the last is ours."""
    for _ in range(_MOST_BOXES):
        head = file.read(8)
        if len(head) < 8:
            break
        size, kind = int.from_bytes(head[:4]), head[4:]
        taken = 8
        if size == 1:
            size, taken = int.from_bytes(file.read(8)), 16
        if kind == b"uuid" and size >= taken + len(_MP4_MARK):
            taken += len(_MP4_MARK)
            if file.read(len(_MP4_MARK)) == _MP4_MARK and size <= _LARGEST:
                return file.read(size - taken)
        if size < taken:
            break
        file.seek(size - taken, 1)
    raise DamagedError
