"""Whether settings of the network make sense together (guide, 6.10 and section 7)."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

from .errors import Expected, InvalidValueError
from .hosts import NO_HOST

TAKEN_PORTS = {
    10020: "FTP",
    10021: "the camera itself",
    10023: "the camera itself",
    32040: "alarms",
}
"""TCP port on which the camera listens → what for (reference, 7)."""


def check_addresses(wanted: dict[str, Any], then: dict[str, Any]) -> None:
    """Refuse an address, a mask and a gateway that do not fit.

    Args:
        wanted: what is changed: of `address`, `netmask`, `gateway`, `dhcp`.
        then: what there will be.

    Raises:
        InvalidValueError: in the name of the field that does not fit.
    """
    if wanted.keys().isdisjoint(("address", "netmask", "gateway", "dhcp")):
        return
    if then.get("dhcp"):
        for name in ("address", "netmask", "gateway"):
            if name in wanted:
                raise InvalidValueError(name, wanted[name], Expected("no_dhcp"))
        return
    if "address" not in then or "netmask" not in then:
        # The camera does not tell them: it has the last word.
        return
    net = IPv4Network(f"{then['address']}/{then['netmask']}", strict=False)
    if then["address"] in (str(net.network_address), str(net.broadcast_address)):
        name = "address" if "address" in wanted else "netmask"
        raise InvalidValueError(name, then[name], Expected("host_of", network=net))
    gateway = then.get("gateway") or NO_HOST
    if gateway == NO_HOST or ("gateway" not in wanted and _as_before(wanted)):
        return
    inside = IPv4Address(gateway) in net
    if not inside or gateway == then["address"]:
        raise InvalidValueError("gateway", gateway, Expected("other_host", network=net))


def _as_before(wanted: dict[str, Any]) -> bool:
    return wanted.keys().isdisjoint(("address", "netmask"))


def check_port(name: str, port: int, others: dict[int, str]) -> None:
    """Refuse a port on which the camera does something else.

    Raises:
        InvalidValueError: it is taken.
    """
    taken = TAKEN_PORTS | others
    if port in taken:
        raise InvalidValueError(name, port, Expected("free_port", taken=taken[port]))
