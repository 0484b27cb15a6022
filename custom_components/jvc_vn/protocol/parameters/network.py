"""Network, time, maintenance and status (reference, 6.10-6.20)."""

from ..clock import ZoneWord
from ..codecs import Choice, Codec, Flag, Number, Text, contact, on_off, one_of
from ..formats import Address, Date, MacAddress, TimeOfDay
from ..hosts import AccessHost, HostName, Netmask, NoAddress, Unicast
from .alarms import PINS
from .parameter import ADMINISTRATORS, NOBODY, OPERATORS, Parameter, SavedBy
from .rows import (
    ACTION,
    BY_MULTICAST,
    CAMERA,
    FROM_V2,
    HOST,
    LIVE,
    NETWORK,
    NOT_V686,
    PORT,
    STATIC,
    do,
    each,
    one,
)


def _network[T](key: str, codec: Codec[T], saved_by: SavedBy = NETWORK) -> Parameter[T]:
    """Add a network setting: only the administrator may change it."""
    return one(key, codec, writers=ADMINISTRATORS, saved_by=saved_by)


# 6.10 Network basics
NETWORK_COMMAND = one(
    "network.interface.status",
    one_of(("restart",)),
    readers=NOBODY,
    writers=ADMINISTRATORS,
    saved_by=ACTION,
    commands=frozenset({"restart"}),
)
DHCP = _network("network.interface.dhcp.status", on_off())
IP = _network("network.interface.ip", Unicast())
NETMASK = _network("network.interface.subnetmask", Netmask())
NO_ADDRESS = NoAddress()
GATEWAY = _network("network.gateway(ipv4)", NO_ADDRESS, SavedBy.NOW)
GATEWAY_IPV6 = one("network.gateway(ipv6)", Text(63), writers=NOBODY)
HOSTNAME = _network("network.hostname", HostName(), SavedBy.NOW)
DNS = one("network.dns.status", on_off(), commands=frozenset({"restart"}))
DNS_IP = one("network.dns.ip", NO_ADDRESS, saved_by=SavedBy.DNS)
IPV6 = one("network.interface.ipv6.status", on_off(), saved_by=NETWORK, models=NOT_V686)
_IPV6_NUMBERS = range(1, 9)
IPV6_LINK_LOCAL = each(
    "network.interface.ipv6.link_local({})",
    _IPV6_NUMBERS,
    Text(63),
    writers=NOBODY,
    models=NOT_V686,
)
IPV6_GLOBAL = each(
    "network.interface.ipv6.global({})",
    _IPV6_NUMBERS,
    Text(63),
    writers=NOBODY,
    models=NOT_V686,
)
MAC = one("network.interface.mac", MacAddress(), rhythm=STATIC, writers=NOBODY)

# 6.11 Network details
JPEG_DSCP = _network("network.interface.dscp.video.jpeg", Number(0, 255))
MPEG4_DSCP = _network("network.interface.dscp.video.mpeg", Number(0, 255))
UNICAST_TTL = _network("network.interface.ttl.unicast", Number(1, 255))
MULTICAST_TTL = _network("network.interface.ttl.multicast", Number(1, 255))
MTU = _network("network.interface.mtu", Number(1280, 1500))
NEGOTIATION = _network(
    "network.interface.negotiation",
    one_of(("auto", "100full", "100half", "10full", "10half")),
)

# 6.12 Protocol
HTTP_PORT = one("network.http.port", PORT, readers=OPERATORS, saved_by=SavedBy.HTTP)
HTTP_CONFIGURATION = do("network.http(configuration).status", "restart")
HTTP_COMMAND = do("network.http.status", "restart")
VSIP = one(
    "network.vsip_server.status",
    on_off(),
    readers=OPERATORS,
    commands=frozenset({"restart"}),
    models=NOT_V686,
)
VSIP_PORT = one(
    "network.vsip_server.port",
    PORT,
    readers=OPERATORS,
    saved_by=SavedBy.VSIP,
    models=NOT_V686,
)
AMX = one("network.amx.beacon.status", on_off(), readers=OPERATORS, models=NOT_V686)
JPEG_STREAM_PRIORITY = one(
    "network.http(streaming).priority",
    Choice(frame_rate="framerate", client_number="clientnumber"),
    readers=OPERATORS,
    saved_by=SavedBy.HTTP,
    models=FROM_V2,
)

# 6.13 Multicast: 1 is JPEG, 2 is MPEG-4
_GROUP = Address("224.0.0.0/4")
_STREAMS = range(1, 3)
_STARTED = Flag("on", "off", write_yes="start", write_no="stop")
MULTICAST = each(
    "network.destination({}).status",
    _STREAMS,
    _STARTED,
    readers=OPERATORS,
    commands=frozenset({"save"}),
)
MULTICAST_HOST = each(
    "network.destination({}).host",
    _STREAMS,
    _GROUP,
    readers=OPERATORS,
    writers=ADMINISTRATORS,
    saved_by=BY_MULTICAST,
)
MULTICAST_PORT = each(
    "network.destination({}).port",
    _STREAMS,
    Number(2, 65534),
    readers=OPERATORS,
    writers=ADMINISTRATORS,
    saved_by=BY_MULTICAST,
    misprints=frozenset({"destination(1).port"}),
)
MULTICAST_FRAME_RATE = one(
    "network.destination(1).framerate",
    one_of(
        (
            "30",
            "25",
            "15",
            "10",
            "7.5",
            "6",
            "5",
            "3",
            "2",
            "1",
            "-2",
            "-3",
            "-5",
            "-10",
            "-15",
            "-20",
            "-30",
        )
    ),
    readers=OPERATORS,
    writers=ADMINISTRATORS,
    saved_by=BY_MULTICAST,
)

# 6.14 Access restriction, for video only
ACCESS_LOGIC = one(
    "network.access_control(stream_out).logic",
    one_of(("deny", "allow")),
    readers=OPERATORS,
    writers=ADMINISTRATORS,
)
ACCESS_HOST = each(
    "network.access_control(stream_out).host({})",
    range(1, 11),
    AccessHost(),
    readers=OPERATORS,
    writers=ADMINISTRATORS,
)

# 6.15 Time
NTP = one("network.ntp.status", on_off(), commands=frozenset({"restart"}))
NTP_HOST = one("network.ntp.host", HOST, saved_by=SavedBy.NTP)
NTP_INTERVAL = one("network.ntp.interval", Number(1, 60), saved_by=SavedBy.NTP)
NTP_UNIT = one(
    "network.ntp.unit",
    Choice(minutes="min", hours="hour", days="day"),
    saved_by=SavedBy.NTP,
)
DATE = one("system.date", Date(), writers=ADMINISTRATORS)
TIMEZONE = one(
    "system.timezone",
    ZoneWord(),
    writers=ADMINISTRATORS,
    saved_by=SavedBy.SYSTEM,
)

# 6.16 Passwords
PASSWORD = {
    role: one(
        f"system.password.{role}",
        Text(16, least=4),
        readers=NOBODY,
        writers=ADMINISTRATORS,
    )
    for role in ("admin", "operator", "user")
}

# 6.17 Maintenance, and 6.20: `restart` reboots, `initialize` is the factory reset
SYSTEM_COMMAND = one(
    "system.status",
    one_of(("restart", "initialize")),
    readers=NOBODY,
    writers=ADMINISTRATORS,
    saved_by=ACTION,
    commands=frozenset({"restart", "initialize"}),
)
AUTO_CLEANING = one(
    "camera.motion.pan.auto_cleaning.status",
    on_off(),
    writers=ADMINISTRATORS,
    saved_by=CAMERA,
)
AUTO_CLEANING_TIME = one(
    "camera.motion.pan.auto_cleaning.time",
    TimeOfDay(),
    writers=ADMINISTRATORS,
    saved_by=CAMERA,
)

# 6.18 Status
SESSION = one("system.session", Text(40), rhythm=LIVE, writers=NOBODY)
LOG = one("system.log", Text(40), rhythm=LIVE, readers=ADMINISTRATORS, writers=NOBODY)

# 6.19 Settings, 6.20 Others
MODEL = one("system.model", Text(40), rhythm=STATIC, writers=NOBODY)
FIRMWARE_NET, FIRMWARE_SYS, FIRMWARE_CAM, FIRMWARE_LENS = (
    one(f"system.software.revision({part})", Text(40), rhythm=STATIC, writers=NOBODY)
    for part in ("net", "sys", "cam", "lens")
)
INPUT = each(
    "peripheral.input_pin.pin({}).status",
    PINS,
    contact(),
    rhythm=LIVE,
    writers=NOBODY,
)
FTP_MODE = one("application.ftp.mode", one_of(("active", "passive")))
FTP_PORT = one("application.ftp.port", PORT)
