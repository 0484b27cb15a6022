"""Every parameter of the camera, once (reference, 6.2-6.20).

A key of the guide stands here and nowhere else in the integration. The one
that is missing is the second threshold of intelligent tracking: its name is lost.
"""

from .clock import ZONE_WORDS
from .codecs import (
    Codec,
    Hundredths,
    Number,
    Text,
    TwoWords,
    Words,
    contact,
    on_off,
    one_of,
    running,
)
from .formats import (
    Address,
    Cells,
    Clock,
    Date,
    FocusValue,
    Gray,
    IrisValue,
    Joined,
    MacAddress,
    PresetNumber,
    Raw,
    Suffixed,
    Window,
)
from .models import Model, Role
from .parameter import (
    ADMINISTRATORS,
    EVERYBODY,
    NOBODY,
    OPERATORS,
    Indexed,
    Models,
    Parameter,
    Rhythm,
    SavedBy,
    Table,
)

__all__ = [
    "ADMINISTRATORS",
    "EVERYBODY",
    "NOBODY",
    "OPERATORS",
    "PARAMETERS",
    "Indexed",
    "Parameter",
    "Rhythm",
]

_table = Table()
_one, _each = _table.one, _table.each
PARAMETERS = _table.parameters
"""All parameters by their key."""

LIVE, STATIC = Rhythm.LIVE, Rhythm.STATIC
_ACTION, _CAMERA, _PRESET = SavedBy.ACTION, SavedBy.CAMERA, SavedBy.PRESET
_NETWORK, _MULTICAST = SavedBy.NETWORK, SavedBy.MULTICAST

_STEPS = frozenset({"+", "-"})
_PORT = Number(1, 65535)
_HOST = Text(63)
_SECRET = Text(32)
_FRAME_SIZE = Words(vga="vga", qvga="qvga")

_NEWER_MODELS = {Model.V685: (0, 0), Model.V686B: (0, 0)}
_NOT_V686 = Models(since=_NEWER_MODELS)
_FROM_V2 = Models(since={Model.V685: (2, 0), Model.V686B: (2, 0)})
_FROM_V3 = Models(since={Model.V685: (3, 0), Model.V686B: (3, 0)})
_BEFORE_V3 = Models(before={Model.V685: (3, 0), Model.V686B: (3, 0)})
# The guide says v1.02 in one place and v1.03 in another (reference, 11).
_TRACKING = Models(since=_NEWER_MODELS | {Model.V686: (1, 2)}, doubtful=True)
# v1.03 and v1.04.
_CENTERING = Models(since=_NEWER_MODELS | {Model.V686: (1, 3)}, doubtful=True)


def _do(key: str, *words: str, models: Models | None = None) -> Parameter[str]:
    """A key that takes commands and has no value."""
    return _one(
        key,
        one_of(words),
        readers=NOBODY,
        saved_by=_ACTION,
        models=models or Models(),
        commands=frozenset(words),
    )


def _setting[T](
    key: str, codec: Codec[T], models: Models | None = None
) -> Parameter[T]:
    """A camera setting: in force at once, lost unless the camera saves."""
    return _one(key, codec, saved_by=_CAMERA, models=models or Models())


def _level(key: str, levels: int, *, stepped: bool = False) -> Parameter[int]:
    """A camera setting from 0 to 100, of which the camera has a few levels."""
    return _one(
        key,
        Number(0, 100, levels=levels),
        saved_by=_CAMERA,
        commands=_STEPS if stepped else frozenset(),
    )


# 6.2 Camera
CAMERA_ID = _setting("camera.id", Text(40))
MONITOR_TYPE = _setting(
    "camera.image.monitortype",
    Words(custom="custome", lcd_1="lcd1", lcd_2="lcd2", crt="crt"),
)
BLACK_LEVEL = _level("camera.image.pedestal", 3, stepped=True)
GAMMA = _setting(
    "camera.image.gamma",
    Words(
        **{"1": "1", "0_55": "0.55", "0_5": "0.5", "0_45": "0.45"}, adaptive="active"
    ),
)
GAMMA_LEVEL = _level("camera.image.gamma.activelevel", 11)
ENHANCE_BAND = _setting("camera.image.enhance.band", one_of(("high", "low")))
ENHANCE = _level("camera.image.enhance", 11, stepped=True)
COLOR = _level("camera.image.color", 11, stepped=True)
STABILIZER = _setting("camera.image.stabilizer", on_off())
STABILIZER_LEVEL = _level("camera.image.stabilizer.level", 3, stepped=True)
NOISE_REDUCTION = _setting("camera.image.dnr", on_off(), _BEFORE_V3)
NOISE_REDUCTION_3D = _one(
    "camera.image.3ddnr",
    one_of(("off", "low", "mid", "high")),
    saved_by=_CAMERA,
    models=_FROM_V3,
    misprints=frozenset({"camera.image.dnr"}),
)
AGC = _one(
    "camera.image.brightness",
    Words(manual="manual", auto_low="autoL", auto_mid="autoM", auto_high="autoH"),
    saved_by=_CAMERA,
    misprints=frozenset({"camera.image.brightnesss"}),
)
SENSE_UP_LIMIT = _setting(
    "camera.image.senseup_limit",
    Words(off="0", **{n: n for n in ("2", "4", "8", "16", "32", "64", "128")}),
)
EXPOSURE_PRIORITY = _setting(
    "camera.auto_exposure.priority", one_of(("motion", "quality"))
)
SHUTTER = _setting(
    "camera.shutter",
    one_of(("60", "100", "250", "500", "1000", "2000", "4000", "10000")),
)
DAY_NIGHT = _setting(
    "camera.image.true_daynight",
    Words(
        color="color",
        black_white="bw",
        auto_low="autoL",
        auto_mid="autoM",
        auto_high="autoH",
    ),
)
DAY_NIGHT_FOCUS = _setting("camera.image.true_daynight.af", on_off())
FOCUS_LIGHT = _setting(
    "camera.image.true_daynight.light", one_of(("normal", "infrared"))
)
AUTO_PAN_IMAGE = _do("camera.motion.auto_pan.image", "save")
AUTO_TRACE_IMAGE = _do("camera.motion.auto_trace.image", "save")
IRIS = _one("camera.iris", IrisValue(), saved_by=_PRESET)
IRIS_DIRECTION = _do("camera.iris.mode", "open", "close")
IRIS_RUNNING = _do("camera.iris.status", "start", "stop")
WHITE_BALANCE = _one(
    "camera.image.white_balance",
    Words(
        auto_wide="autoW",
        auto_narrow="autoN",
        auto_full="autoFull",
        sodium="sodium",
        manual="manual",
    ),
    saved_by=_PRESET,
    commands=frozenset({"op_auto"}),
    absent={Model.V686: frozenset({"auto_full", "sodium"})},
)
_GAIN = Suffixed(0, 255, before="s")
RED_GAIN = _one("camera.image.white_balance.r", _GAIN, saved_by=_PRESET)
BLUE_GAIN = _one("camera.image.white_balance.b", _GAIN, saved_by=_PRESET)
CURRENT_RED_GAIN = _one("camera.image.autowhite_balance.r", _GAIN, writers=NOBODY)
CURRENT_BLUE_GAIN = _one("camera.image.autowhite_balance.b", _GAIN, writers=NOBODY)
BACKLIGHT = _one(
    "camera.image.blc", one_of(("off", "a", "b", "c", "d")), saved_by=_PRESET
)

# 6.3 Encoding: 1 is JPEG, 2 is MPEG-4
ENCODING_COMMAND = {n: _do(f"encode({n}).status", "save") for n in (1, 2)}
_ENCODING = SavedBy.ENCODING
JPEG_SIZE = _one("encode(1).framesize", _FRAME_SIZE, saved_by=_ENCODING)
JPEG_RATE_CONTROL = _one(
    "encode(1).cbr_mode",
    Words(average_size="afs", fixed_quality="vfs"),
    saved_by=_ENCODING,
)
# 10-100 KB at VGA, 3-33 KB at QVGA.
JPEG_FILE_SIZE = _one(
    "encode(1).quality", Suffixed(3, 100, after="k"), saved_by=_ENCODING
)
MPEG4_SIZE = _one("encode(2).framesize", _FRAME_SIZE, saved_by=_ENCODING)
MPEG4_BITRATE = _one("encode(2).bitrate", Number(64_000, 8_000_000), saved_by=_ENCODING)
MPEG4_RATE_CONTROL = _one(
    "encode(2).cbr_mode", one_of(("cbr", "vbr")), saved_by=_ENCODING
)
MPEG4_FRAME_RATE = _one(
    "encode(2).framerate",
    Words(**{"30": "30", "25": "25", "15": "15", "10": "10", "7_5": "7.5", "1": "1"}),
    saved_by=_ENCODING,
)
MPEG4_IFRAME_INTERVAL = _one(
    "encode(2).iframeinterval", Number(1, 255), saved_by=_ENCODING
)
MPEG4_PRIORITY = _one(
    "encode(2).priority", one_of(("motion", "quality")), saved_by=_ENCODING
)

# 6.4 Alarm actions 1-5; 6 is the periodic FTP
EVENTS = range(1, 7)
DAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_EVENT = SavedBy.EVENT
EVENT = _each(
    "application.event({}).status",
    EVENTS,
    on_off(),
    readers=OPERATORS,
    commands=frozenset({"restart"}),
)
EVENT_ACTION = _each(
    "application.event({}).action", EVENTS, Raw(), readers=OPERATORS, saved_by=_EVENT
)
EVENT_TRIGGER = _each(
    "application.event({}).trigger", EVENTS, Raw(), readers=OPERATORS, saved_by=_EVENT
)
EVENT_FILTER = {
    day: _each(
        f"application.event({{}}).filter({day}).status",
        EVENTS,
        on_off(),
        readers=OPERATORS,
        saved_by=_EVENT,
    )
    for day in DAYS
}
EVENT_FILTER_TIME = {
    day: _each(
        f"application.event({{}}).filter({day}).time",
        EVENTS,
        Window(),
        readers=OPERATORS,
        saved_by=_EVENT,
    )
    for day in DAYS
}
EVENT_FILTER_TYPE = {
    day: _each(
        f"application.event({{}}).filter({day}).type",
        EVENTS,
        one_of(("mask", "unmask")),
        readers=OPERATORS,
        saved_by=_EVENT,
    )
    for day in DAYS
}

# 6.5 Alarm environment
SMTP_HOST = _one("application.smtp.host", _HOST)
SMTP_PORT = _one("application.smtp.port", _PORT)
SMTP_FROM = _one("application.smtp.mailfrom", Text(96))
SMTP_TYPE = _one(
    "application.smtp.type",
    Words(simple="simple", pop_before_smtp="pbs"),
    misprints=frozenset({"application.event.smtp.type"}),
)
POP_HOST = _one("application.pop.host", _HOST)
POP_PORT = _one("application.pop.port", _PORT)
POP_USER = _one("application.pop.user", Text(64))
POP_PASSWORD = _one("application.pop.password", _SECRET, readers=NOBODY)
FTP_HOST = _one("application.ftp.host", _HOST)
FTP_PATH = _one("application.ftp.path", Text(63))
FTP_USER = _one("application.ftp.user", Text(32), readers=OPERATORS)
FTP_PASSWORD = _one("application.ftp.password", _SECRET, readers=NOBODY)
FTP_NAMING = _one(
    "application.ftp.naming",
    Words(default="default", type_1="type1", type_2="type2"),
    readers=OPERATORS,
)
FTP_NAMING_TEXT = _one("application.ftp.naming_option", Text(16), readers=OPERATORS)
RECORDING_FRAME_RATE = _one(
    "application.object.framerate",
    Words(
        **{
            n.replace(".", "_"): n
            for n in ["30", "15", "10", "7.5", "6", "5", "3", "2", "1"]
        }
    ),
)
PRE_RECORDING = _one("application.object.prerec", Number(0, 60))
POST_RECORDING = _one("application.object.postrec", Number(0, 60))
PINS = range(1, 3)
OUTPUT_DURATION = _each(
    "peripheral.output_pin.pin({}).duration",
    PINS,
    # 0 is without end, then 100-5000 ms.
    Number(0, 5000),
    misprints=frozenset({f"peripheral.input_pin.pin({n}).duration" for n in PINS}),
)
OUTPUT = _each(
    "peripheral.output_pin.pin({}).status",
    PINS,
    contact(),
    rhythm=LIVE,
    saved_by=_ACTION,
)

# 6.6 (1) Settings of pan, tilt and zoom
AUTO_RETURN_MODE = _setting(
    "camera.motion.auto_return.mode",
    Words(
        home="home",
        auto_pan="auto_pan",
        auto_patrol_1="auto_patrol(0)",
        auto_patrol_2="auto_patrol(1)",
        auto_patrol_3="auto_patrol(2)",
        auto_trace="auto_trace",
        auto_tracking="auto_tracking(1)",
        intelligent_tracking="auto_tracking(2)",
    ),
)
AUTO_RETURN_TIMEOUT = _setting(
    "camera.motion.auto_return.timeout",
    one_of(("60", "120", "180", "300", "600", "1200", "1800", "3600")),
)
AUTO_RETURN = _one(
    "camera.motion.auto_return.status",
    on_off(),
    saved_by=_CAMERA,
    commands=frozenset({"start", "stop"}),
)
AUTO_TRACKING = _one(
    "camera.motion.auto_tracking(1).status", running(), rhythm=LIVE, saved_by=_ACTION
)
INTELLIGENT_TRACKING = _one(
    "camera.motion.auto_tracking(2).status",
    running(),
    rhythm=LIVE,
    saved_by=_ACTION,
    models=_TRACKING,
)
# `sX-sY`, with a colour `sX-sY-R-G-B`, in VGA pixels.
TRACKING_TARGET = _one(
    "camera.motion.auto_tracking(2).target",
    Raw(),
    readers=NOBODY,
    saved_by=_ACTION,
    models=_TRACKING,
)
_RESTART = Words(
    off="off", **{n: n for n in ["10", "20", "30", "40", "50", "60", "120"]}
)
TRACKING_LEVEL = _level("camera.motion.auto_tracking(1).level", 11)
INTELLIGENT_TRACKING_LEVEL = _one(
    "camera.motion.auto_tracking(2).level",
    Number(0, 100, levels=11),
    saved_by=_CAMERA,
    models=_TRACKING,
)
TRACKING_RESTART = _setting("camera.motion.auto_tracking(1).restarttime", _RESTART)
INTELLIGENT_TRACKING_RESTART = _setting(
    "camera.motion.auto_tracking(2).restarttime", _RESTART, _TRACKING
)
TRACKING_AREA = _setting("camera.motion.auto_tracking(2).area", Cells(), _TRACKING)
TRACKING_ZOOM = _setting("camera.motion.auto_tracking(2).zoom", on_off(), _TRACKING)
TRACKING_ZOOM_LIMIT = _setting(
    "camera.motion.auto_tracking(2).zoom_limit", Hundredths(1, 21.37), _TRACKING
)
TRACKING_MAX_ZOOM = _setting(
    "camera.motion.auto_tracking(2).max_zoom", Hundredths(1, 21.37), _TRACKING
)
TRACKING_THRESHOLD = _setting(
    "camera.motion.auto_tracking(2).threshold.hsv", Joined(180, 255, 255), _TRACKING
)
TRACKING_DEAD_ZONE = _setting(
    "camera.motion.auto_tracking(2).dead_zone", Joined(320, 240), _TRACKING
)
DIGITAL_ZOOM_LIMIT = _setting(
    "camera.motion.zoom.digitallimit", one_of(("1", "2", "4", "8", "16", "32"))
)
PAN_LIMIT = _setting("camera.motion.pan.limit.status", on_off())
PAN_LIMIT_LEFT = _one(
    "camera.motion.pan.limit.left",
    Hundredths(0, 359.99),
    commands=frozenset({"present"}),
)
PAN_LIMIT_RIGHT = _one(
    "camera.motion.pan.limit.right",
    Hundredths(0, 359.99),
    commands=frozenset({"present"}),
)
TILT_LIMIT = _setting("camera.motion.tilt.limit.upper", Number(0, 15))
PRESET_SPEED = _level("camera.motion.position.speed", 4)
AUTO_FLIP = _setting(
    "camera.motion.tilt.auto_flip",
    Words(
        off="off",
        digital="full_digital",
        mode_1="half",
        mode_2="full",
        mode_3="full_reverse",
    ),
)
DIGITAL_FLIP = _one(
    "camera.motion.tilt.auto_flip.full_digital.status",
    on_off(),
    rhythm=LIVE,
    writers=NOBODY,
)

# 6.6 (2) PTZ control. Directions and speeds are written only.


def _axis(
    name: str, directions: tuple[str, str], *more: str, readers: frozenset[Role]
) -> tuple[Parameter[bool], Parameter[str], Parameter[int]]:
    """What runs a motor, what turns its sense, and what sets its speed."""
    return (
        _one(
            f"camera.{name}.status",
            running(),
            rhythm=LIVE,
            readers=readers,
            saved_by=_ACTION,
            commands=frozenset(more),
        ),
        _one(
            f"camera.{name}.mode",
            one_of(directions),
            readers=NOBODY,
            saved_by=_ACTION,
        ),
        _one(
            f"camera.{name}.speed",
            Number(0, 100),
            readers=NOBODY,
            saved_by=_ACTION,
        ),
    )


PAN = _one(
    "camera.motion.pan",
    Hundredths(0, 359.99),
    rhythm=LIVE,
    relative=True,
    saved_by=_ACTION,
)
PAN_RUNNING, PAN_DIRECTION, PAN_SPEED = _axis(
    "motion.pan",
    ("left", "right"),
    "goto_leftlimit",
    "goto_rightlimit",
    readers=EVERYBODY,
)
VARIABLE_SPEED = _setting("camera.motion.variable_pantiltspeed.status", on_off())
TILT = _one(
    "camera.motion.tilt",
    Hundredths(0, 190),
    rhythm=LIVE,
    relative=True,
    saved_by=_ACTION,
)
TILT_RUNNING, TILT_DIRECTION, TILT_SPEED = _axis(
    "motion.tilt", ("up", "down"), readers=EVERYBODY
)
ZOOM = _one(
    "camera.motion.zoom",
    Hundredths(0, 99.99),
    rhythm=LIVE,
    relative=True,
    saved_by=_ACTION,
)
ZOOM_RUNNING, ZOOM_DIRECTION, ZOOM_SPEED = _axis(
    "motion.zoom", ("in", "out"), readers=EVERYBODY
)
# `X-Y` in percent, each with two decimals (inferred from a sister model).
CLICK_ON_CENTER = _one(
    "camera.motion.clickoncenter",
    Raw(),
    readers=NOBODY,
    saved_by=_ACTION,
    models=_CENTERING,
)
FOCUS = _one(
    "camera.focus",
    FocusValue(),
    rhythm=LIVE,
    saved_by=_ACTION,
    commands=frozenset({"op_auto"}),
)
FOCUS_RUNNING, FOCUS_DIRECTION, FOCUS_SPEED = _axis(
    "focus", ("far", "near"), readers=NOBODY
)

# 6.6 (3) Presets; 0 is home. One key tells where the camera is and takes `save`
# and `restore` for all camera settings.
PRESETS = range(100)
PRESET = _one(
    "camera.status",
    PresetNumber(),
    rhythm=LIVE,
    saved_by=_ACTION,
    commands=frozenset({"save", "restore"}),
    misprints=frozenset({"canera.status"}),
)
PRESET_REGISTERED = _each(
    "camera.position({}).status",
    PRESETS,
    one_of(("registered", "unregistered")),
    commands=frozenset({"save", "initialize", "goto"}),
)
PRESET_TITLE = _each("camera.position({}).comment", PRESETS, Text(32))

# 6.6 (4) Auto pan, (5) auto trace
AUTO_PAN = _one(
    "camera.motion.auto_pan.status",
    running(),
    rhythm=LIVE,
    saved_by=_ACTION,
    commands=frozenset({"goto_start", "goto_end"}),
)
AUTO_PAN_DIRECTION = _setting(
    "camera.motion.auto_pan.mode", one_of(("left", "right", "return"))
)
AUTO_PAN_SPEED = _level("camera.motion.auto_pan.speed", 3)
AUTO_PAN_START = _do("camera.motion.auto_pan.start_point", "present")
AUTO_PAN_END = _do("camera.motion.auto_pan.end_point", "present")
AUTO_TRACE = _one(
    "camera.motion.auto_trace.status", running(), rhythm=LIVE, saved_by=_ACTION
)
TRACE_RECORDING = _one(
    "camera.motion.auto_trace.record.status",
    TwoWords("on", "off", write_yes="start", write_no="stop"),
    rhythm=LIVE,
    saved_by=_ACTION,
)

# 6.7 Auto patrol; the web page's mode 1 is number 0
PATROLS = range(3)
PATROL = _each(
    "camera.motion.auto_patrol({}).status",
    PATROLS,
    running(),
    rhythm=LIVE,
    saved_by=_ACTION,
    commands=frozenset({"save"}),
)
PATROL_PRESET = [
    _each(
        f"camera.motion.auto_patrol({patrol}).position({{}})",
        PRESETS,
        PresetNumber(),
        saved_by=SavedBy.PATROL,
    )
    for patrol in PATROLS
]
PATROL_SECONDS = [
    _each(
        f"camera.motion.auto_patrol({patrol}).position({{}}).duration",
        PRESETS,
        one_of(("0", "10", "20", "30", "45", "60", "120")),
        saved_by=SavedBy.PATROL,
    )
    for patrol in PATROLS
]

# 6.8 Privacy masking
PRIVACY_MASK = _setting("camera.private_mask.status", on_off())
PRIVACY_AREAS = range(8)
PRIVACY_MASK_AREA = _each(
    "camera.private_mask.area({}).status",
    PRIVACY_AREAS,
    on_off(),
    saved_by=_CAMERA,
    commands=frozenset({"edit", "save", "clear", "exit"}),
)
PRIVACY_MASK_COLOR = _setting("camera.private_mask.color", Gray())
PRIVACY_MASK_WIDTH = _do("camera.private_mask.width", "+", "-")
PRIVACY_MASK_HEIGHT = _do("camera.private_mask.height", "+", "-")

# 6.9 Motion detection
MOTION_DETECTION = _setting("camera.detection.status", on_off())
MOTION_SENSITIVITY = _level("camera.detection.level", 11)
MOTION_AREA = _setting("camera.detection.area", Cells())


def _network[T](
    key: str, codec: Codec[T], saved_by: SavedBy = _NETWORK
) -> Parameter[T]:
    """A network setting: only the administrator may change it."""
    return _one(key, codec, writers=ADMINISTRATORS, saved_by=saved_by)


# 6.10 Network basics
NETWORK_COMMAND = _one(
    "network.interface.status",
    one_of(("restart",)),
    readers=NOBODY,
    writers=ADMINISTRATORS,
    saved_by=_ACTION,
    commands=frozenset({"restart"}),
)
DHCP = _network("network.interface.dhcp.status", on_off())
IP = _network("network.interface.ip", Address())
NETMASK = _network("network.interface.subnetmask", Address())
GATEWAY = _network("network.gateway(ipv4)", Address(), SavedBy.NOW)
GATEWAY_IPV6 = _one("network.gateway(ipv6)", Text(63), writers=NOBODY)
HOSTNAME = _network("network.hostname", Text(63), SavedBy.NOW)
DNS = _one("network.dns.status", on_off(), commands=frozenset({"restart"}))
DNS_IP = _one("network.dns.ip", Address(), saved_by=SavedBy.DNS)
IPV6 = _one(
    "network.interface.ipv6.status", on_off(), saved_by=_NETWORK, models=_NOT_V686
)
_IPV6_NUMBERS = range(1, 9)
IPV6_LINK_LOCAL = _each(
    "network.interface.ipv6.link_local({})",
    _IPV6_NUMBERS,
    Text(63),
    writers=NOBODY,
    models=_NOT_V686,
)
IPV6_GLOBAL = _each(
    "network.interface.ipv6.global({})",
    _IPV6_NUMBERS,
    Text(63),
    writers=NOBODY,
    models=_NOT_V686,
)
MAC = _one("network.interface.mac", MacAddress(), rhythm=STATIC, writers=NOBODY)

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
HTTP_PORT = _one("network.http.port", _PORT, readers=OPERATORS, saved_by=SavedBy.HTTP)
HTTP_CONFIGURATION = _do("network.http(configuration).status", "restart")
HTTP_COMMAND = _do("network.http.status", "restart")
VSIP = _one(
    "network.vsip_server.status",
    on_off(),
    readers=OPERATORS,
    commands=frozenset({"restart"}),
    models=_NOT_V686,
)
VSIP_PORT = _one(
    "network.vsip_server.port",
    _PORT,
    readers=OPERATORS,
    saved_by=SavedBy.VSIP,
    models=_NOT_V686,
)
AMX = _one("network.amx.beacon.status", on_off(), readers=OPERATORS, models=_NOT_V686)
JPEG_STREAM_PRIORITY = _one(
    "network.http(streaming).priority",
    Words(frame_rate="framerate", client_number="clientnumber"),
    readers=OPERATORS,
    saved_by=SavedBy.HTTP,
    models=_FROM_V2,
)

# 6.13 Multicast: 1 is JPEG, 2 is MPEG-4
_GROUP = Address("224.0.0.0/4")
_STREAMS = range(1, 3)
_STARTED = TwoWords("on", "off", write_yes="start", write_no="stop")
MULTICAST = _each(
    "network.destination({}).status",
    _STREAMS,
    _STARTED,
    readers=OPERATORS,
    commands=frozenset({"save"}),
)
MULTICAST_HOST = _each(
    "network.destination({}).host",
    _STREAMS,
    _GROUP,
    readers=OPERATORS,
    writers=ADMINISTRATORS,
    saved_by=_MULTICAST,
)
MULTICAST_PORT = _each(
    "network.destination({}).port",
    _STREAMS,
    Number(2, 65534),
    readers=OPERATORS,
    writers=ADMINISTRATORS,
    saved_by=_MULTICAST,
    misprints=frozenset({"destination(1).port"}),
)
MULTICAST_FRAME_RATE = _one(
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
    saved_by=_MULTICAST,
)

# 6.14 Access restriction, for video only
ACCESS_LOGIC = _one(
    "network.access_control(stream_out).logic",
    one_of(("deny", "allow")),
    readers=OPERATORS,
    writers=ADMINISTRATORS,
)
ACCESS_HOST = _each(
    "network.access_control(stream_out).host({})",
    range(1, 11),
    _HOST,
    readers=OPERATORS,
    writers=ADMINISTRATORS,
)

# 6.15 Time
NTP = _one("network.ntp.status", on_off(), commands=frozenset({"restart"}))
NTP_HOST = _one("network.ntp.host", _HOST, saved_by=SavedBy.NTP)
NTP_INTERVAL = _one("network.ntp.interval", Number(1, 60), saved_by=SavedBy.NTP)
NTP_UNIT = _one(
    "network.ntp.unit",
    Words(minutes="min", hours="hour", days="day"),
    saved_by=SavedBy.NTP,
)
DATE = _one("system.date", Date(), writers=ADMINISTRATORS)
TIMEZONE = _one(
    "system.timezone",
    Words(**ZONE_WORDS),
    writers=ADMINISTRATORS,
    saved_by=SavedBy.SYSTEM,
)

# 6.16 Passwords
PASSWORD = {
    role: _one(
        f"system.password.{role}",
        Text(16, least=4),
        readers=NOBODY,
        writers=ADMINISTRATORS,
    )
    for role in ("admin", "operator", "user")
}

# 6.17 Maintenance, and 6.20: `restart` reboots, `initialize` is the factory reset
SYSTEM_COMMAND = _one(
    "system.status",
    one_of(("restart", "initialize")),
    readers=NOBODY,
    writers=ADMINISTRATORS,
    saved_by=_ACTION,
    commands=frozenset({"restart", "initialize"}),
)
AUTO_CLEANING = _one(
    "camera.motion.pan.auto_cleaning.status",
    on_off(),
    writers=ADMINISTRATORS,
    saved_by=_CAMERA,
)
AUTO_CLEANING_TIME = _one(
    "camera.motion.pan.auto_cleaning.time",
    Clock(),
    writers=ADMINISTRATORS,
    saved_by=_CAMERA,
)

# 6.18 Status
SESSION = _one("system.session", Text(40), rhythm=LIVE, writers=NOBODY)
LOG = _one("system.log", Text(40), rhythm=LIVE, readers=ADMINISTRATORS, writers=NOBODY)

# 6.19 Settings, 6.20 Others
MODEL = _one("system.model", Text(40), rhythm=STATIC, writers=NOBODY)
FIRMWARE_NET, FIRMWARE_SYS, FIRMWARE_CAM, FIRMWARE_LENS = (
    _one(f"system.software.revision({part})", Text(40), rhythm=STATIC, writers=NOBODY)
    for part in ("net", "sys", "cam", "lens")
)
INPUT = _each(
    "peripheral.input_pin.pin({}).status",
    PINS,
    contact(),
    rhythm=LIVE,
    writers=NOBODY,
)
FTP_MODE = _one("application.ftp.mode", one_of(("active", "passive")))
FTP_PORT = _one("application.ftp.port", _PORT)
