"""Hosts: how they are read, compared and written, everywhere alike."""

import asyncio
import re
import socket
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from urllib.parse import unquote

LOOK_UP = 5.0
"""Seconds that looking up a name may take."""
PORTS = range(1, 65536)

_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9_][a-z0-9_-]{0,62}(?:\.[a-z0-9_-]{1,63})*", re.ASCII
)
# `http://somebody:secret@host:port/page`, of which all but the host may be missing.
_ADDRESS = re.compile(
    r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?"
    r"(?P<host>\[[^]/]*\]|[^:/?#\[\]]*)(?::(?P<port>[0-9]{1,5})?)?(?:[/?#].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Address:
    """A host as `clean` spells it, and the port that was written behind it."""

    host: str
    port: int | None = None


def clean(text: str) -> str:
    """Spell a host in the one way that can be compared and stored.

    Without blanks around it, brackets, and the dot that ends a full name; in lower
    case; an IPv6 address in its short form, and one that stands for an IPv4 address as
    that. What is no host comes back as it came, but for those.
    """
    host = text.strip().removesuffix(".").lower()
    bare = host.removeprefix("[").removesuffix("]")
    try:
        address = ip_address(unquote(bare))
    except ValueError:
        return host
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def parse(text: str) -> Address:
    """Take apart what a person pasted: a host, `host:port`, or the address of a page.

    Raises:
        ValueError: there is no host in it that could be one.
    """
    if _is_host(host := clean(text)):
        return Address(host)
    match = _ADDRESS.fullmatch(text.strip())
    if match is None or not _is_host(host := clean(match["host"])):
        raise ValueError(text)
    if not match["port"]:
        return Address(host)
    if (port := int(match["port"])) not in PORTS:
        raise ValueError(text)
    return Address(host, port)


def written(host: str) -> str:
    """Write a host where a port or a path may follow: an IPv6 address in brackets."""
    host = clean(host)
    # In a link the sign in front of the network interface is an escape.
    return f"[{host.replace('%', '%25')}]" if ":" in host else host


def url(host: str, port: int) -> str:
    """Write the address of a camera's pages."""
    return f"http://{written(host)}:{port}"


def same(one: str, other: str) -> bool:
    """Tell whether two texts name the same host."""
    return clean(one) == clean(other)


async def addresses(host: str) -> frozenset[str]:
    """Return the addresses of a host; of one that is a name, those it has now.

    The host itself is among them, also where nobody knows the name.
    """
    host = clean(host)
    if is_address(host):
        return frozenset({host})
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(LOOK_UP):
            found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError, UnicodeError:  # with it asyncio's TimeoutError
        return frozenset({host})
    return frozenset({host, *(clean(str(each[4][0])) for each in found)})


def _is_host(host: str) -> bool:
    return is_address(host) or bool(_NAME.fullmatch(host) and not _is_number(host))


def _is_number(host: str) -> bool:
    """Tell what looks like an IPv4 address, and is none."""
    return re.fullmatch(r"[0-9.]+", host) is not None


def is_address(host: str) -> bool:
    """Tell whether this is an IP address, not a name."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
