"""Finds cameras on the network by UDP (guide, 3)."""

import asyncio
import contextlib
import logging
import re
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address
from typing import override

from .models import FoundCamera

_LOGGER = logging.getLogger(__name__)

PORT = 80
REQUEST = b"system.id\r\n"
WAIT = 1.5
"""Seconds to collect answers: a camera waits up to 0.7 s before it replies."""
_REPEAT = 0.4
"""Seconds after which the request is sent once more: UDP may lose it."""
_MOST = 500

_ANSWER = re.compile(rb"system\.id=([^()&\r\n]{1,40})\(([0-9.]{7,15})/\d{1,2}\)&200 OK")


def parse_answer(data: bytes, sender: tuple[str, int]) -> FoundCamera | None:
    """Parse an answer; the address is the sender's, whatever the text claims."""
    match = _ANSWER.match(data)
    if match is None:
        return None
    return FoundCamera(match[1].decode("ascii", "replace"), sender[0], sender[1])


class _Collector(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.found: dict[str, FoundCamera] = {}

    @override
    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        camera = parse_answer(data, addr)
        if camera and len(self.found) < _MOST:
            self.found.setdefault(camera.host, camera)

    @override
    def error_received(self, exc: Exception) -> None:
        _LOGGER.debug("Search: %s", exc)


async def _resolve(host: str, port: int) -> tuple[str, int] | None:
    with contextlib.suppress(ValueError):
        return str(IPv4Address(host)), port
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(
            host, port, family=socket.AF_INET, type=socket.SOCK_DGRAM
        )
    except OSError as err:
        _LOGGER.debug("Search: %s: %s", host, err)
        return None
    return str(found[0][4][0]), port


async def search(
    targets: Iterable[tuple[str, int]], wait: float = WAIT
) -> list[FoundCamera]:
    """Ask the targets (addresses of cameras, or broadcast addresses) who they are.

    Returns the cameras that answered within `wait` seconds, by address.

    Raises:
        OSError: if no socket can be opened.
    """
    loop = asyncio.get_running_loop()
    # A name is looked up here: sendto would do it in the event loop.
    found = await asyncio.gather(*(_resolve(host, port) for host, port in targets))
    addresses = [address for address in found if address]
    if not addresses:
        return []
    transport, collector = await loop.create_datagram_endpoint(
        _Collector,
        local_addr=("0.0.0.0", 0),
        family=socket.AF_INET,
        allow_broadcast=True,
    )
    try:
        for pause in (min(_REPEAT, wait), max(0, wait - _REPEAT)):
            for address in addresses:
                transport.sendto(REQUEST, address)
            await asyncio.sleep(pause)
    finally:
        transport.close()
    return sorted(collector.found.values(), key=lambda camera: camera.host)
