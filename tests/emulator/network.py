"""Where the camera is on the network, and where it is after a restart (6.10, 6.12)."""

import asyncio
import ipaddress
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .camera import EmulatedCamera


@dataclass(frozen=True)
class Place:
    """An address and the port of the web server."""

    host: str
    http_port: int


def after_restart(camera: EmulatedCamera) -> Place:
    """Tell where the camera will be: what it was told, or what DHCP gives it."""
    live = camera.parameters.live
    host = live["network.interface.ip"]
    if live["network.interface.dhcp.status"] == "on":
        host = camera.dhcp_address or camera.host
    return Place(host, int(live["network.http.port"]))


async def take(command: str, host: str) -> None:
    """Run a command that gives this machine an address."""
    process = await asyncio.create_subprocess_exec(*shlex.split(command), host)
    await process.wait()


def may_send(camera: EmulatedCamera, host: str) -> bool:
    """Tell whether an address is one that the emulator may use at all."""
    return camera.allow_network or ipaddress.ip_address(host).is_loopback


def mask(prefix: int) -> str:
    """Print a net mask."""
    return str(ipaddress.ip_network(f"0.0.0.0/{prefix}").netmask)


def prefix(netmask: str) -> int:
    """Count the ones of a net mask."""
    return int(ipaddress.IPv4Address(netmask)).bit_count()


def inside(host: str, segment: str) -> bool:
    """Tell whether an address is of a segment, given as ADDRESS/MASK."""
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(segment, strict=False)
    except ValueError:
        # A mask with holes.
        return False
