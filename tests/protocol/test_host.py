"""Hosts: one spelling, whatever a person or a protocol writes."""

import asyncio
import re
import socket
from typing import Any

import pytest

from custom_components.jvc_vn.protocol.host import (
    Address,
    addresses,
    clean,
    parse,
    same,
    url,
    written,
)


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        (" Yard.Lan. ", "yard.lan", None),
        ("192.168.1.5\t", "192.168.1.5", None),
        ("192.168.1.5:8080", "192.168.1.5", 8080),
        ("http://192.168.1.5", "192.168.1.5", None),
        ("HTTP://Yard.Lan:8080/index.html?a=b#c", "yard.lan", 8080),
        ("http://admin:jvc@yard:81/", "yard", 81),
        ("yard/index.html", "yard", None),
        ("yard:", "yard", None),
        ("FE80:0:0::1%eth0", "fe80::1%eth0", None),
        ("[2001:DB8::0:5]:8080", "2001:db8::5", 8080),
        ("http://[::1]:8080/", "::1", 8080),
        ("http://[fe80::1%25eth0]/", "fe80::1%eth0", None),
        ("::ffff:192.168.1.5", "192.168.1.5", None),
    ],
)
def test_what_a_person_pastes_is_taken_apart(
    text: str, host: str, port: int | None
) -> None:
    """Host and port, each in the one way in which it is stored."""
    assert parse(text) == Address(host, port)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "http://",
        ":8080",
        "yard:0",
        "yard:65536",
        "yard:80:80",
        "front yard",
        "192.168.1",
        "192.168.1.256",
        "[yard",
        "y" * 64,
        "yard\r\nX: 1",
    ],
)
def test_what_names_no_host_is_refused(text: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        parse(text)


def test_an_address_is_written_as_links_need_it() -> None:
    """An IPv6 address in brackets, its interface escaped."""
    assert url("yard", 80) == "http://yard:80"
    assert url("2001:DB8::0:5", 8080) == "http://[2001:db8::5]:8080"
    assert written("fe80::1%eth0") == "[fe80::1%25eth0]"
    assert written("[::1]") == "[::1]"


def test_the_same_host_in_two_spellings() -> None:
    """Compared as they are stored."""
    assert same("Yard.", "yard")
    assert same("2001:db8:0::5", "[2001:DB8::5]")
    assert not same("yard", "gate")
    assert clean(" no host ") == "no host"


async def test_a_name_has_the_addresses_that_are_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside itself; an address has only itself, and nobody is asked."""
    asked: list[Any] = []

    async def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        if host == "nobody":
            raise socket.gaierror
        return [(0, 0, 0, "", (each, 0)) for each in ("127.0.0.5", "0:0::1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
    assert await addresses("Yard.") == {"yard", "127.0.0.5", "::1"}
    assert await addresses("nobody") == {"nobody"}
    assert await addresses("127.0.0.5") == {"127.0.0.5"}
    assert asked == ["yard", "nobody"]
