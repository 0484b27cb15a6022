"""A listener for RTP, also in a multicast group on loopback."""

import asyncio
import socket
import struct
from dataclasses import dataclass
from typing import Self, override


@dataclass(frozen=True)
class Packet:
    """One RTP packet (RFC 3550)."""

    kind: int
    marker: bool
    sequence: int
    timestamp: int
    source: int
    payload: bytes

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read a packet without extension and contributing sources."""
        first, second, sequence, timestamp, source = struct.unpack(">BBHII", data[:12])
        if first != 0x80:
            raise ValueError(f"not RTP version 2, or with options: {first:#x}")
        marker = second >> 7 == 1
        return cls(second & 0x7F, marker, sequence, timestamp, source, data[12:])


class RtpListener(asyncio.DatagramProtocol):
    """Keeps the packets of a group."""

    def __init__(self, group: str, port: int, interface: str = "127.0.0.1") -> None:
        """Prepare to listen on the interface that has this address."""
        self.group = group
        self.port = port
        self.interface = interface
        self.packets: list[Packet] = []
        self.senders: set[str] = set()

    async def __aenter__(self) -> Self:
        """Join the group."""
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.setblocking(False)
        sock.bind((self.group, self.port))
        group = socket.inet_aton(self.group) + socket.inet_aton(self.interface)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, sock=sock
        )
        return self

    async def __aexit__(self, *exc: object) -> None:
        """Leave it."""
        self._transport.abort()

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.packets.append(Packet.parse(data))
        self.senders.add(addr[0])

    def pictures(self) -> list[list[Packet]]:
        """Return the packets of each whole picture: those up to a marker."""
        pictures: list[list[Packet]] = []
        current: list[Packet] = []
        for packet in self.packets:
            current.append(packet)
            if packet.marker:
                pictures.append(current)
                current = []
        return pictures
