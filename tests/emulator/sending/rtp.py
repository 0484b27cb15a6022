"""RTP packets of pictures (RFC 3550, with RFC 2435 for JPEG and RFC 6416 for MPEG-4).

The guide only says that the streams are RTP compliant, and that the marker is set on
the packet with the last data of a VOP; how they are packed it leaves to the standards.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

CLOCK = 90_000
JPEG = 26
MPEG4 = 96
HEADER = 12
# RFC 2435: the tables come with the picture, and its chroma is halved both ways.
IN_BAND = 255
TYPE_420 = 1


@dataclass
class Packer:
    """Numbers the packets of one stream."""

    kind: int
    size: int
    sequence: int = field(default_factory=lambda: random.randrange(1 << 16))
    source: int = field(default_factory=lambda: random.randrange(1 << 32))

    def packets(self, payloads: list[bytes], seconds: float) -> Iterator[bytes]:
        """Make the packets of a picture; the last one carries the marker."""
        stamp = int(seconds * CLOCK) & 0xFFFFFFFF
        for number, payload in enumerate(payloads, 1):
            marker = 0x80 if number == len(payloads) else 0
            self.sequence = (self.sequence + 1) & 0xFFFF
            head = struct.pack(
                ">BBHII", 0x80, marker | self.kind, self.sequence, stamp, self.source
            )
            yield head + payload

    def picture(self, data: bytes, seconds: float) -> Iterator[bytes]:
        """Make the packets of a JPEG or a VOP."""
        room = self.size - HEADER
        payloads = jpeg(data, room) if self.kind == JPEG else split(data, room)
        return self.packets(payloads, seconds)


def split(data: bytes, room: int) -> list[bytes]:
    """Cut data into pieces that fit."""
    return [data[at : at + room] for at in range(0, len(data), room)]


def jpeg(data: bytes, room: int) -> list[bytes]:
    """Cut a JPEG into payloads: its head is told in each, its tables in the first."""
    tables, width, height, scan = _parts(data)
    quantization = struct.pack(">BBH", 0, 0, len(tables)) + tables
    payloads: list[bytes] = []
    at = 0
    while at < len(scan):
        head = struct.pack(">I", at) + bytes(
            (TYPE_420, IN_BAND, width // 8, height // 8)
        )
        if not at:
            head += quantization
        piece = scan[at : at + room - len(head)]
        payloads.append(head + piece)
        at += len(piece)
    return payloads


def _parts(data: bytes) -> tuple[bytes, int, int, bytes]:
    """Return quantization tables, width, height and the scan of a JPEG."""
    at, tables, width, height = 2, b"", 0, 0
    while True:
        marker, length = struct.unpack(">HH", data[at : at + 4])
        segment = data[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == 0xFFDB:
            # One byte of precision and number stands before each table.
            tables += b"".join(segment[one + 1 : one + 65] for one in (0, 65))[:128]
        elif marker == 0xFFC0:
            height, width = struct.unpack(">HH", segment[1:5])
        elif marker == 0xFFDA:
            return tables[:128], width, height, data[at:].removesuffix(b"\xff\xd9")
