"""The parameters of alarms, network, time and maintenance (6.4, 6.5, 6.10-6.20)."""

import re

from .checks import (
    HOST,
    ON_OFF,
    PORT,
    READ_ONLY,
    Address,
    Matches,
    OneOf,
    Text,
    Whole,
    allowed_host,
    filter_time,
)
from .rows import DNS, DST, EVT, HTTP, IF, IPV6, NTP, SYS, VSIP, Row, span
from .zones import ZONES

DAYS = (
    "sunday",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
)
EVENTS = (span(1, 6),)
FILTERS = (span(1, 6), DAYS)
PINS = (("1", "2"),)
RESTART = OneOf(("restart",))
MESSAGE = r"[^\t\r]{1,127}"
ADDRESS = r"(\d{1,3}\.){3}\d{1,3}"
INPUT = "[mb][12]"

_ACTION = "|".join(
    (
        "",
        rf"mailto/[^/\s]{{1,95}}/(object01|none)/{MESSAGE}",
        "recftp/ftp01/object01",
        "ftpto/ftp01/object01",
        rf"(tcpto|udpto)/{ADDRESS}/\d{{1,5}}/{MESSAGE}",
        r"pinout/[mb]1/\d{1,4}",
        r"camera\.position\(\d{1,2}\)\.status/goto",
        r"camera\.image\.true_daynight/(bw|color|autoH|autoM|autoL)",
    )
)
_TRIGGER = "|".join(
    (
        "",
        INPUT,
        rf"{INPUT}\(\d+\){INPUT}",
        "v1",
        "ncbws",
        "ncbwe",
        "efans",
        r"camera\.position\(\d{1,2}\)\.status",
        r"i\d+",
    )
)


def _pulse(text: str) -> bool:
    """A relay pulse lasts 0 (latched) or 100 to 5000 ms."""
    pulse = re.fullmatch(r"pinout/../(\d+)", text)
    return not pulse or int(pulse[1]) == 0 or 100 <= int(pulse[1]) <= 5000


def _sequence(text: str) -> bool:
    """The same input event may not stand on both sides of an interval."""
    pair = re.fullmatch(rf"({INPUT})\(\d+\)({INPUT})", text)
    return not pair or pair[1] != pair[2]


_ALARM = (
    Row(
        "application.event({}).status",
        OneOf(("on", "off", "restart")),
        "off",
        over=EVENTS,
        read="AO",
    ),
    Row(
        "application.event({}).action",
        Matches(_ACTION, _pulse),
        "",
        EVT,
        EVENTS,
        read="AO",
    ),
    Row("application.event({}).filter({}).status", ON_OFF, "off", EVT, FILTERS, "AO"),
    Row(
        "application.event({}).filter({}).time",
        Matches(r"\d{6}-\d{6}", filter_time),
        "000000-240000",
        EVT,
        FILTERS,
        "AO",
    ),
    Row(
        "application.event({}).filter({}).type",
        OneOf(("mask", "unmask")),
        "mask",
        EVT,
        FILTERS,
        "AO",
    ),
    Row(
        "application.event({}).trigger",
        Matches(_TRIGGER, _sequence),
        "",
        EVT,
        EVENTS,
        "AO",
    ),
    Row("application.smtp.host", HOST, "0.0.0.0"),
    Row("application.smtp.port", PORT, "25"),
    Row(
        "application.smtp.mailfrom",
        Text(96, only=r"[A-Za-z0-9!#$%&'*+\-/=?^_`{}|~@.]*"),
    ),
    Row("application.smtp.type", OneOf(("simple", "pbs")), "simple"),
    Row("application.pop.host", HOST, "0.0.0.0"),
    Row("application.pop.port", PORT, "110"),
    Row("application.pop.user", Text(64, forbidden=" ()<>[]:;¥,\t\r\n")),
    Row("application.pop.password", Text(32), read=""),
    Row("application.ftp.host", HOST, "0.0.0.0"),
    Row("application.ftp.path", Text(63)),
    Row("application.ftp.user", Text(32), read="AO"),
    Row("application.ftp.password", Text(32), read=""),
    Row(
        "application.ftp.naming",
        OneOf(("default", "type1", "type2")),
        "default",
        read="AO",
    ),
    Row("application.ftp.naming_option", Text(16), read="AO"),
    Row("application.ftp.mode", OneOf(("active", "passive")), "active"),
    Row("application.ftp.port", PORT, "21"),
    Row(
        "application.object.framerate",
        OneOf(("30", "15", "10", "7.5", "6", "5", "3", "2", "1")),
        "10",
    ),
    Row("application.object.prerec", Whole(0, 60), "2"),
    Row("application.object.postrec", Whole(0, 60), "2"),
    Row(
        "peripheral.output_pin.pin({}).duration",
        Whole(100, 5000, extra=("0",)),
        "500",
        over=PINS,
    ),
    Row(
        "peripheral.output_pin.pin({}).status",
        OneOf(("make", "break")),
        "break",
        over=PINS,
    ),
    Row("peripheral.input_pin.pin({}).status", READ_ONLY, over=PINS, write=""),
)

_BASICS = (
    Row("network.interface.status", RESTART, read="", write="A"),
    Row("network.interface.dhcp.status", ON_OFF, "off", IF, write="A"),
    Row("network.interface.ip", Address(), "192.168.0.2", IF, write="A"),
    Row("network.interface.subnetmask", Address(), "255.0.0.0", IF, write="A"),
    Row("network.gateway(ipv4)", Address(), "0.0.0.0", write="A"),
    Row("network.gateway(ipv6)", READ_ONLY, write=""),
    Row("network.hostname", HOST, "localhost", write="A"),
    Row("network.dns.status", OneOf(("on", "off", "restart")), "off"),
    Row("network.dns.ip", Address(), "0.0.0.0", DNS),
    Row("network.interface.ipv6.status", ON_OFF, "on", IPV6, needs="ipv6"),
    Row(
        "network.interface.ipv6.link_local({})",
        READ_ONLY,
        over=(span(1, 8),),
        write="",
        needs="ipv6",
    ),
    Row(
        "network.interface.ipv6.global({})",
        READ_ONLY,
        over=(span(1, 8),),
        write="",
        needs="ipv6",
    ),
    Row("network.interface.mac", READ_ONLY, write=""),
    Row("network.interface.dscp.video.jpeg", Whole(0, 255), "0", IF, write="A"),
    Row("network.interface.dscp.video.mpeg", Whole(0, 255), "0", IF, write="A"),
    Row("network.interface.ttl.unicast", Whole(1, 255), "64", IF, write="A"),
    Row("network.interface.ttl.multicast", Whole(1, 255), "1", IF, write="A"),
    Row("network.interface.mtu", Whole(1280, 1500), "1500", IF, write="A"),
    Row(
        "network.interface.negotiation",
        OneOf(("auto", "100full", "100half", "10full", "10half")),
        "auto",
        IF,
        write="A",
    ),
)

_RATES = OneOf(
    (
        *("30", "25", "15", "10", "7.5", "6", "5", "3", "2", "1"),
        *("-2", "-3", "-5", "-10", "-15", "-20", "-30"),
    )
)
_STREAM = OneOf(("start", "stop", "save"))

_PROTOCOL = (
    Row("network.http.port", PORT, "80", HTTP, read="AO"),
    Row("network.http(configuration).status", RESTART, read=""),
    Row("network.http.status", RESTART, read=""),
    Row(
        "network.vsip_server.status",
        OneOf(("on", "off", "restart")),
        "off",
        read="AO",
        needs="vsip",
    ),
    Row("network.vsip_server.port", PORT, "5510", VSIP, read="AO", needs="vsip"),
    Row("network.amx.beacon.status", ON_OFF, "off", read="AO", needs="amx"),
    Row(
        "network.http(streaming).priority",
        OneOf(("framerate", "clientnumber")),
        "framerate",
        HTTP,
        read="AO",
        needs="v2",
    ),
    Row("network.destination({}).status", _STREAM, "off", over=PINS, read="AO"),
    Row(
        "network.destination({}).host",
        Address(multicast=True),
        "225.0.1.1",
        DST,
        PINS,
        read="AO",
        write="A",
    ),
    Row(
        "network.destination({}).port",
        Whole(2, 65534),
        "49152",
        DST,
        PINS,
        read="AO",
        write="A",
    ),
    Row(
        "network.destination({}).framerate",
        _RATES,
        "5",
        DST,
        (("1",),),
        read="AO",
        write="A",
    ),
    Row(
        "network.access_control(stream_out).logic",
        OneOf(("deny", "allow")),
        "deny",
        write="A",
    ),
    Row(
        "network.access_control(stream_out).host({})",
        Matches(r"[A-Za-z0-9./\-]*", allowed_host),
        over=(span(1, 10),),
        write="A",
    ),
)

_SYSTEM = (
    Row("network.ntp.status", OneOf(("on", "off", "restart")), "off"),
    Row("network.ntp.host", HOST, "0.0.0.0", NTP),
    Row("network.ntp.interval", Whole(1, 60), "1", NTP),
    Row("network.ntp.unit", OneOf(("min", "hour", "day")), "day", NTP),
    Row("system.date", Matches(r"\d{14}"), write="A"),
    Row("system.timezone", OneOf(ZONES), "UTC", SYS, write="A"),
    Row(
        "system.password.{}",
        Text(16, least=4),
        over=(("admin", "operator", "user"),),
        read="",
        write="A",
    ),
    Row("system.status", OneOf(("restart", "initialize")), read="", write="A"),
    Row("system.session", READ_ONLY, write=""),
    Row("system.log", READ_ONLY, read="A", write=""),
    Row("system.model", READ_ONLY, write=""),
    Row(
        "system.software.revision({})",
        READ_ONLY,
        over=(("net", "sys", "cam", "lens"),),
        write="",
    ),
)

NETWORK: tuple[Row, ...] = _ALARM + _BASICS + _PROTOCOL + _SYSTEM
