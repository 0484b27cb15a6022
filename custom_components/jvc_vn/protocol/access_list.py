"""The camera's list of who may see its video (guide, 6.14)."""

import asyncio
import ipaddress
from collections.abc import Iterable

from . import parameters as p
from .camera import Camera
from .parameters import Parameter


def bars(logic: str, hosts: Iterable[str], address: str) -> bool:
    """Tell whether a list keeps an address from video.

    Args:
        logic: `deny` bars who is listed, `allow` everybody else.
        hosts: addresses, ranges such as `10.0.0.0/24`, names; empty ones are none.
            What a name stands for is not known here: it counts as somebody else.
        address: whose video it is about.
    """
    listed = any(_covers(host.strip(), address) for host in hosts if host.strip())
    return listed is (logic == "deny")


def _covers(host: str, address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in ipaddress.ip_network(host, strict=False)
    except ValueError:
        return host.casefold() == address.casefold()


async def would_bar(
    camera: Camera, changes: dict[Parameter[str], str], address: str
) -> bool:
    """Tell whether changes would keep an address from video that sees it now.

    Raises:
        VnError: the list cannot be read.
    """
    readings = await camera.get_many((p.ACCESS_LOGIC, *p.ACCESS_HOST))
    now = {q: readings.values.get(q, "") for q in (p.ACCESS_LOGIC, *p.ACCESS_HOST)}
    then = now | changes
    barred = [
        bars(told[p.ACCESS_LOGIC], (told[q] for q in p.ACCESS_HOST), address)
        for told in (now, then)
    ]
    return barred == [False, True]


async def own_address(host: str, port: int) -> str:
    """Return the address from which a camera sees us; nothing is sent.

    Raises:
        OSError: there is no way to it.
    """
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, remote_addr=(host, port)
    )
    try:
        address: str = transport.get_extra_info("sockname")[0]
    finally:
        transport.close()
    return address
