"""Settings of the network that make no sense together are refused before."""

from typing import Any

import pytest

from custom_components.jvc_vn.protocol.errors import InvalidValueError
from custom_components.jvc_vn.protocol.network_sense import check_addresses, check_port

HOME = {
    "address": "192.168.0.2",
    "netmask": "255.255.255.0",
    "gateway": "192.168.0.254",
    "dhcp": False,
}


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"dns": True},
        {"dhcp": True},
        {"address": "192.168.0.3"},
        {"gateway": "0.0.0.0"},
        {"address": "10.0.0.2", "gateway": "10.0.0.1"},
    ],
)
def test_sense(wanted: dict[str, Any]) -> None:
    """What fits, and what does not touch addresses."""
    check_addresses(wanted, HOME | wanted)


def test_what_is_not_told() -> None:
    """A camera that does not tell its mask has the last word."""
    check_addresses({"address": "10.0.0.2"}, {"address": "10.0.0.2"})


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"dhcp": True, "netmask": "255.0.0.0"}, "netmask"),
        ({"dhcp": True, "gateway": "192.168.0.1", "address": "10.0.0.1"}, "address"),
        ({"address": "192.168.0.255"}, "address"),
        ({"netmask": "255.255.255.254"}, "netmask"),
        ({"gateway": "10.0.0.1"}, "gateway"),
        ({"address": "192.168.0.254"}, "gateway"),
        ({"address": "10.0.0.2"}, "gateway"),
    ],
)
def test_nonsense(wanted: dict[str, Any], field: str) -> None:
    """The field that does not fit is named."""
    with pytest.raises(InvalidValueError) as error:
        check_addresses(wanted, HOME | wanted)
    assert error.value.field == field


@pytest.mark.parametrize("port", [10020, 10023, 32040, 81])
def test_taken_ports(port: int) -> None:
    """Those of the camera itself, and those of the moment."""
    check_port("vsip_port", 80, {81: "HTTP"})
    with pytest.raises(InvalidValueError):
        check_port("vsip_port", port, {81: "HTTP"})
