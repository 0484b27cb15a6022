"""Actions on the camera's place in the network (guide, 6.10 to 6.12)."""

from typing import Any

from homeassistant.const import CONF_PORT
from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError

from ..const import CONF_ALARM_PORT
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.codecs import on_off
from ..protocol.errors import Expected, InvalidValueError, RefusedError
from ..protocol.hosts import NO_HOST
from ..protocol.network_sense import check_addresses, check_port
from . import groups
from .base import require_model, restart_for_changes
from .groups import Field, Group, Values


def _none_is_empty(address: str) -> str:
    return "" if address == NO_HOST else address


def _optional(parameter: p.Parameter[str]) -> Field:
    """An address that may be missing: empty to a person, `0.0.0.0` to the camera."""
    return Field(
        parameter,
        form=p.NO_ADDRESS,
        told=_none_is_empty,
        meant=lambda address: address or NO_HOST,
    )


# In the order in which they are written: what takes effect at once comes last, when
# the camera has agreed to the rest.
NETWORK: Group = {
    "dhcp": Field(p.DHCP),
    "address": Field(p.IP),
    "netmask": Field(p.NETMASK),
    "ipv6": Field(p.IPV6),
    "mtu": Field(p.MTU),
    "ttl": Field(p.UNICAST_TTL),
    "multicast_ttl": Field(p.MULTICAST_TTL),
    "jpeg_dscp": Field(p.JPEG_DSCP),
    "mpeg4_dscp": Field(p.MPEG4_DSCP),
    "negotiation": Field(p.NEGOTIATION),
    "vsip_port": Field(p.VSIP_PORT),
    "dns": Field(p.DNS),
    "dns_address": _optional(p.DNS_IP),
    "host_name": Field(p.HOSTNAME),
    "gateway": _optional(p.GATEWAY),
}
_TOLD: Group = {
    **NETWORK,
    "http_port": Field(p.HTTP_PORT),
    "mac": Field(p.MAC),
    "gateway_ipv6": Field(p.GATEWAY_IPV6),
}


async def get_network(coordinator: VnCoordinator) -> ServiceResponse:
    """Return the camera's place in the network, and what waits for a restart."""
    told = await groups.read(coordinator, _TOLD)
    waiting = coordinator.staged.parameters
    told["waiting_for_restart"] = [
        name for name, field in _TOLD.items() if field.parameter in waiting
    ]
    told["ipv6_addresses"] = await _ipv6_addresses(coordinator)
    return told


async def _ipv6_addresses(coordinator: VnCoordinator) -> list[str]:
    """Read its addresses: each family up to the first that is empty (guide, 6.10)."""
    found: list[str] = []
    if not coordinator.may_read(p.IPV6):
        return found
    for family in (p.IPV6_LINK_LOCAL, p.IPV6_GLOBAL):
        for parameter in family:
            try:
                address = await coordinator.camera.get(parameter)
            except RefusedError:
                break
            if not address:
                break
            found.append(address)
    return found


async def set_network(
    coordinator: VnCoordinator, /, *, apply: Any, **wanted: Any
) -> ServiceResponse:
    """Change parts of the camera's place in the network; return all of it.

    What needs a restart waits for it under repairs, or is restarted for at once with
    `apply`. The camera is followed to another address.
    """
    on_off().write("apply", apply)
    groups.check(NETWORK, wanted)
    coordinator.require_role(p.IP.writers)
    _require_model(coordinator, wanted)
    held = await groups.read(coordinator, _TOLD)
    then = held | wanted
    check_addresses(wanted, then)
    if "vsip_port" in wanted:
        http = coordinator.config_entry.data[CONF_PORT]
        others = _other_ports(coordinator) | {held.get("http_port", http): "HTTP"}
        check_port("vsip_port", wanted["vsip_port"], others)
    if wanted.get("dns") and not then.get("dns_address"):
        raise InvalidValueError("dns_address", "", Expected("needed", by="dns"))
    ordered = {name: wanted[name] for name in NETWORK if name in wanted}
    try:
        await groups.write(coordinator, "network", NETWORK, ordered, held)
    except RefusedError as err:
        if err.key == p.GATEWAY.key and "address" in ordered:
            # "In the same segment as the camera" (guide, 6.10): as it is now.
            raise coordinator.error(HomeAssistantError, "gateway_later") from err
        raise
    await coordinator.pending_saves.flush()
    told = await get_network(coordinator)
    if apply and (call := coordinator.staged.call):
        await restart_for_changes(coordinator, call)
    return told


def _require_model(coordinator: VnCoordinator, wanted: Values) -> None:
    for name in wanted:
        require_model(coordinator, NETWORK[name].parameter)


def _other_ports(coordinator: VnCoordinator) -> dict[int, str]:
    data = coordinator.config_entry.data
    return {data[CONF_ALARM_PORT]: "alarms"}


async def set_http_port(coordinator: VnCoordinator, port: Any) -> ServiceResponse:
    """Give the camera's pages another port; it is followed there."""
    p.HTTP_PORT.codec.write("port", port)
    coordinator.require_role(p.HTTP_PORT.writers)
    others = _other_ports(coordinator)
    if coordinator.may_read(p.VSIP_PORT):
        others[await coordinator.camera.get(p.VSIP_PORT)] = "VSIP"
    check_port("port", int(port), others)
    coordinator.require_running()
    if int(port) != coordinator.config_entry.data[CONF_PORT]:
        await coordinator.writer.set(p.HTTP_PORT, int(port))
        # It begins to move with this: nobody shall look for it where it was.
        await coordinator.pending_saves.flush()
    return {"port": int(port)}
