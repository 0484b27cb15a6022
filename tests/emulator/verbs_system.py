"""What the network, time and maintenance parameters do and tell (6.10-6.20)."""

from datetime import datetime
from typing import TYPE_CHECKING

from . import network, zones
from .parameters import OK, Refused, does, reads
from .session import session_lines

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Indexes = tuple[str, ...]

MASK = "network.interface.subnetmask"
STAMP = "%Y%m%d%H%M%S"


@reads("network.interface.mac")
def _mac(camera: EmulatedCamera, indexes: Indexes) -> str:
    return camera.identity.mac


@reads("system.model")
def _model(camera: EmulatedCamera, indexes: Indexes) -> str:
    return camera.full_model


@reads("system.software.revision({})")
def _revision(camera: EmulatedCamera, indexes: Indexes) -> str:
    return "V1-00" if indexes[0] == "lens" else camera.identity.firmware


@reads("network.interface.ipv6.link_local({})")
def _link_local(camera: EmulatedCamera, indexes: Indexes) -> str:
    on = camera.parameters.live["network.interface.ipv6.status"] == "on"
    if indexes[0] != "1" or not on:
        return ""
    # The address that a network card gives itself from its MAC (EUI-64).
    octets = bytes.fromhex(camera.identity.mac)
    eui = bytes([octets[0] ^ 2]) + octets[1:3] + b"\xff\xfe" + octets[3:]
    groups = [f"{eui[at] << 8 | eui[at + 1]:x}" for at in range(0, 8, 2)]
    return "fe80::" + ":".join(groups)


@does("network.interface.status")
def _restart_network(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    camera.after_reply = camera.begin_reboot
    return OK


@does("network.gateway(ipv4)")
def _gateway(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    live = camera.parameters.live
    if live["network.interface.dhcp.status"] == "on":
        raise Refused
    segment = f"{camera.get('network.interface.ip')}/{live[MASK]}"
    strict = camera.forms.gateway_inside and value != "0.0.0.0"
    if strict and not network.inside(value, segment):
        raise Refused
    return camera.parameters.store("network.gateway(ipv4)", value)


def _register_switch(key: str, group: str) -> None:
    """A service that is on or off, and whose restart activates staged values."""

    @does(key)
    def switch(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        if value != "restart":
            return camera.parameters.store(key, value)
        camera.parameters.activate(group)
        return OK


_register_switch("network.dns.status", "dns")
_register_switch("network.ntp.status", "ntp")
_register_switch("network.vsip_server.status", "vsip")


@does("network.http(configuration).status", "network.http.status")
def _restart_http(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    camera.parameters.activate("http")
    camera.after_reply = camera.begin_http_restart
    return OK


@does("network.destination({}).status")
def _multicast(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "save":
        camera.parameters.activate(f"destination({indexes[0]})")
    else:
        key = f"network.destination({indexes[0]}).status"
        camera.parameters.store(key, "on" if value == "start" else "off")
    camera.multicast.refresh()
    return OK


@does("network.ntp.interval")
def _interval(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if camera.get("network.ntp.unit") == "day" and int(value) > 31:
        raise Refused
    return camera.parameters.store("network.ntp.interval", value)


@reads("system.timezone")
def _zone(camera: EmulatedCamera, indexes: Indexes) -> str:
    zone = camera.parameters.live["system.timezone"]
    return zones.said(zone, camera.forms.zone_words)


@reads("system.date")
def _date(camera: EmulatedCamera, indexes: Indexes) -> str:
    return camera.local_time().strftime(STAMP)


@does("system.date")
def _set_date(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    try:
        wanted = datetime.strptime(value, STAMP)  # noqa: DTZ007 - local to the camera
    except ValueError:
        raise Refused from None
    present = camera.local_time().replace(tzinfo=None)
    camera.clock_skew += (wanted - present).total_seconds()
    return OK


@does("system.password.{}")
def _password(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    camera.passwords[indexes[0]] = value
    return OK


@does("system.status")
def _restart(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "restart":
        camera.after_reply = camera.begin_reboot
    else:
        # This reply comes only after initialising (guide 6.17).
        camera.before_reply = camera.initialize
    return OK


@reads("system.session")
def _session(camera: EmulatedCamera, indexes: Indexes) -> str:
    sessions = [*camera.video.sessions(), *camera.multicast.sessions()]
    return "".join(f"\n{line}&{OK}" for line in session_lines(sessions))


@reads("system.log")
def _log(camera: EmulatedCamera, indexes: Indexes) -> str:
    return "\n" + "\n".join(camera.log.lines())
