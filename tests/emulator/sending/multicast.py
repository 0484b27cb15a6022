"""Multicast streams: JPEG to one group, MPEG-4 to another (guide 6.13)."""

import asyncio
import contextlib
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..mpeg4 import Settings, Vop
from ..session import Session
from ..ticks import ticks
from . import rtp
from .rtp import Packer

if TYPE_CHECKING:
    from ..camera import EmulatedCamera

ENCODES = {1: "jpeg", 2: "mpeg4"}
# IP and UDP take so much of each packet.
OVERHEAD = 28


@dataclass(frozen=True)
class Destination:
    """Where a stream goes, and how."""

    group: str
    port: int
    rate: str
    ttl: int
    mtu: int


class Multicast:
    """The two streams that nobody asks for by HTTP."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Send nothing yet."""
        self._camera = camera
        self._kilobits = dict.fromkeys(ENCODES, 0)
        self._running: dict[int, tuple[Destination, asyncio.Task[None]]] = {}

    def refresh(self) -> None:
        """Begin, end or redirect streams, as the settings say."""
        for number in ENCODES:
            wanted = self._wanted(number)
            if number in self._running and self._running[number][0] != wanted:
                self._running.pop(number)[1].cancel()
            if wanted is not None and number not in self._running:
                work = self._run(number, wanted)
                task = asyncio.get_running_loop().create_task(work)
                self._running[number] = wanted, task

    async def stop(self) -> None:
        """End both."""
        tasks = [task for _, task in self._running.values()]
        self._running.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def sessions(self) -> list[Session]:
        """List the running streams; how the guide names their protocol is lost."""
        return [
            Session(
                host=where.group,
                port=where.port,
                encode=ENCODES[number],
                rate=where.rate or f"{Settings.of(self._camera).rate:g}",
                size=self._camera.get(f"encode({number}).framesize"),
                kilobits=self._kilobits[number],
                protocol="udp",
                kind="rtp",
            )
            for number, (where, _) in sorted(self._running.items())
        ]

    def _wanted(self, number: int) -> Destination | None:
        live = self._camera.parameters.live
        key = f"network.destination({number})"
        if live[f"{key}.status"] != "on" or not self._camera.is_reachable:
            return None
        rate = live[f"{key}.framerate"] if number == 1 else ""
        return Destination(
            live[f"{key}.host"],
            int(live[f"{key}.port"]),
            rate,
            int(live["network.interface.ttl.multicast"]),
            int(live["network.interface.mtu"]),
        )

    async def _run(self, number: int, where: Destination) -> None:
        with contextlib.closing(self._socket(where)) as sock:
            if number == 1:
                await self._jpeg(where, sock)
            else:
                await self._mpeg4(where, sock)

    def _socket(self, where: Destination) -> socket.socket:
        """Open a socket that sends on the camera's own interface only."""
        host = self._camera.host
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        sock.setblocking(False)
        sock.bind((host, 0))
        ip = socket.IPPROTO_IP
        sock.setsockopt(ip, socket.IP_MULTICAST_IF, socket.inet_aton(host))
        sock.setsockopt(ip, socket.IP_MULTICAST_TTL, where.ttl)
        return sock

    async def _jpeg(self, where: Destination, sock: socket.socket) -> None:
        packer = Packer(rtp.JPEG, where.mtu - OVERHEAD)
        number = float(where.rate)
        interval = -number if number < 0 else 1 / number
        async for tick in ticks(interval):
            frame = await self._camera.video.frame(tick)
            self._kilobits[1] = int(len(frame.jpeg) * 8 / interval / 1000)
            _send(sock, where, packer, frame.jpeg, tick)

    async def _mpeg4(self, where: Destination, sock: socket.socket) -> None:
        packer = Packer(rtp.MPEG4, where.mtu - OVERHEAD)
        loop = asyncio.get_running_loop()

        def take(vop: Vop) -> bool:
            kilobits = len(vop.data) * 8 * Settings.of(self._camera).rate / 1000
            self._kilobits[2] += round((kilobits - self._kilobits[2]) / 10)
            _send(sock, where, packer, vop.data, loop.time())
            return True

        mpeg4 = self._camera.video.mpeg4
        with mpeg4.viewer(take):
            while mpeg4.running:
                await asyncio.sleep(0.05)


def _send(
    sock: socket.socket, where: Destination, packer: Packer, data: bytes, moment: float
) -> None:
    for packet in packer.picture(data, moment):
        # What does not fit into the network is lost, as UDP is.
        with contextlib.suppress(OSError):
            sock.sendto(packet, (where.group, where.port))
