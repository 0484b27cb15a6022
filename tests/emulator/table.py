"""Every parameter of the guide's sections 6.2 to 6.20, written from the guide."""

from .checks import (
    HEX_AREA,
    ON_OFF,
    READ_ONLY,
    Decimal,
    Level,
    Matches,
    Numbers,
    OneOf,
    Text,
    Whole,
)
from .rows import BALANCE, CAM, ENC1, ENC2, IMAGE, IRIS, PATROL, Instance, Row
from .rows import expand as _expand
from .rows import span as _span
from .table_network import NETWORK

START_STOP = OneOf(("start", "stop"))
PRESET = (_span(0, 99),)
TRACKING = (("1", "2"),)
MASK = (_span(0, 7),)
PATROLS = (_span(0, 2),)
STEPS = (_span(0, 2), _span(0, 99))
GAIN = Whole(0, 255, prefix="s")
ANGLE = Decimal(0, 359.99, relative=True)

# Sections 6.2 and 6.3.
_IMAGE = (
    Row("camera.status", OneOf(("save", "restore"))),
    Row("camera.id", Text(40), "Camera01", CAM),
    Row(
        "camera.image.monitortype",
        OneOf(("custome", "lcd1", "lcd2", "crt")),
        "custome",
        CAM,
    ),
    Row("camera.image.pedestal", Level(3, steps=True), "50", CAM),
    Row(
        "camera.image.gamma",
        OneOf(("1", "0.55", "0.5", "0.45", "active"), steps=True),
        "0.45",
        CAM,
    ),
    Row("camera.image.gamma.activelevel", Level(11), "50", CAM),
    Row("camera.image.enhance.band", OneOf(("high", "low")), "high", CAM),
    Row("camera.image.enhance", Level(11, steps=True), "50", CAM),
    Row("camera.image.color", Level(11, steps=True), "50", CAM),
    Row("camera.image.stabilizer", ON_OFF, "off", CAM),
    Row("camera.image.stabilizer.level", Level(3, steps=True), "50", CAM),
    Row("camera.image.dnr", ON_OFF, "on", CAM),
    Row(
        "camera.image.3ddnr",
        OneOf(("off", "low", "mid", "high")),
        "mid",
        CAM,
        needs="3ddnr",
    ),
    Row(
        "camera.image.brightness",
        OneOf(("manual", "autoL", "autoM", "autoH")),
        "autoM",
        CAM,
    ),
    Row(
        "camera.image.senseup_limit",
        OneOf(("0", "2", "4", "8", "16", "32", "64", "128"), steps=True),
        "0",
        CAM,
    ),
    Row("camera.auto_exposure.priority", OneOf(("motion", "quality")), "motion", CAM),
    Row(
        "camera.shutter",
        OneOf(("60", "100", "250", "500", "1000", "2000", "4000", "10000"), steps=True),
        "60",
        CAM,
    ),
    Row(
        "camera.image.true_daynight",
        OneOf(("color", "bw", "autoL", "autoM", "autoH")),
        "color",
        CAM,
    ),
    Row("camera.image.true_daynight.af", ON_OFF, "on", CAM),
    Row(
        "camera.image.true_daynight.light", OneOf(("normal", "infrared")), "normal", CAM
    ),
    Row("camera.motion.auto_pan.image", OneOf(("save",)), read=""),
    Row("camera.motion.auto_trace.image", OneOf(("save",)), read=""),
    Row(
        "camera.iris",
        Whole(0, 100, extra=("autoL", "autoM", "autoH", "manual")),
        "autoM",
        IRIS,
    ),
    Row("camera.iris.mode", OneOf(("open", "close")), "open", read=""),
    Row("camera.iris.status", START_STOP, read=""),
    Row(
        "camera.image.white_balance",
        OneOf(("autoW", "autoN", "autoFull", "sodium", "manual", "op_auto")),
        "autoW",
        BALANCE,
    ),
    Row("camera.image.white_balance.r", GAIN, "s85", BALANCE),
    Row("camera.image.white_balance.b", GAIN, "s219", IMAGE),
    Row("camera.image.autowhite_balance.r", READ_ONLY, "s92", write=""),
    Row("camera.image.autowhite_balance.b", READ_ONLY, "s201", write=""),
    Row("camera.image.blc", OneOf(("off", "a", "b", "c", "d")), "off", IMAGE),
    Row("encode({}).status", OneOf(("save",)), over=(("1", "2"),), read=""),
    Row("encode(1).framesize", OneOf(("vga", "qvga")), "vga", ENC1),
    Row("encode(1).cbr_mode", OneOf(("afs", "vfs")), "afs", ENC1),
    Row("encode(1).quality", Whole(3, 100, suffix="k"), "30k", ENC1),
    Row("encode(2).framesize", OneOf(("vga", "qvga")), "vga", ENC2),
    Row("encode(2).bitrate", Whole(64000, 8000000), "2000000", ENC2),
    Row("encode(2).cbr_mode", OneOf(("cbr", "vbr")), "cbr", ENC2),
    Row("encode(2).framerate", OneOf(("30", "25", "15", "10", "7.5", "1")), "30", ENC2),
    Row("encode(2).iframeinterval", Whole(1, 255), "30", ENC2),
    Row("encode(2).priority", OneOf(("motion", "quality")), "motion", ENC2),
)

# Section 6.6 (1).
_PTZ_SETTINGS = (
    Row(
        "camera.motion.auto_return.mode",
        OneOf(
            (
                "home",
                "auto_pan",
                "auto_patrol(0)",
                "auto_patrol(1)",
                "auto_patrol(2)",
                "auto_trace",
                "auto_tracking(1)",
                "auto_tracking(2)",
            )
        ),
        "home",
        CAM,
    ),
    Row(
        "camera.motion.auto_return.timeout",
        OneOf(("60", "120", "180", "300", "600", "1200", "1800", "3600")),
        "60",
        CAM,
    ),
    Row(
        "camera.motion.auto_return.status",
        OneOf(("on", "off", "start", "stop")),
        "off",
        CAM,
    ),
    Row("camera.motion.auto_tracking({}).status", START_STOP, over=TRACKING),
    Row(
        "camera.motion.auto_tracking(2).target",
        Matches(r"s\d{1,3}-s\d{1,3}(-\d{1,3}-\d{1,3}-\d{1,3})?"),
        read="",
        needs="intelligent",
    ),
    Row("camera.motion.auto_tracking({}).level", Level(11), "50", CAM, TRACKING),
    Row(
        "camera.motion.auto_tracking({}).restarttime",
        OneOf(("off", "10", "20", "30", "40", "50", "60", "120")),
        "10",
        CAM,
        TRACKING,
    ),
    Row(
        "camera.motion.auto_tracking(2).area",
        HEX_AREA,
        "F" * 24,
        CAM,
        needs="intelligent",
    ),
    Row("camera.motion.auto_tracking(2).zoom", ON_OFF, "on", CAM, needs="intelligent"),
    Row(
        "camera.motion.auto_tracking(2).zoom_limit",
        Decimal(1, 21.37),
        "1.00",
        CAM,
        needs="intelligent",
    ),
    Row(
        "camera.motion.auto_tracking(2).max_zoom",
        Decimal(1, 21.37),
        "21.37",
        CAM,
        needs="intelligent",
    ),
    Row(
        "camera.motion.auto_tracking(2).threshold.hsv",
        Numbers((180, 255, 255)),
        "40-40-40",
        CAM,
        needs="intelligent",
    ),
    # The guide's second form lost its key and is called YUV once and RGB once.
    *(
        Row(
            f"camera.motion.auto_tracking(2).threshold.{colors}",
            Numbers((255, 255, 255)),
            "40-40-40",
            CAM,
            needs="intelligent",
        )
        for colors in ("yuv", "rgb")
    ),
    Row(
        "camera.motion.auto_tracking(2).dead_zone",
        Numbers((320, 240)),
        "40-40",
        CAM,
        needs="intelligent",
    ),
    Row(
        "camera.motion.zoom.digitallimit",
        OneOf(("1", "2", "4", "8", "16", "32")),
        "32",
        CAM,
    ),
    Row("camera.motion.pan.limit.status", ON_OFF, "off", CAM),
    Row("camera.motion.pan.limit.left", OneOf(("present",)), "0.00"),
    Row("camera.motion.pan.limit.right", OneOf(("present",)), "0.00"),
    Row("camera.motion.tilt.limit.upper", Whole(0, 15), "0", CAM),
    Row("camera.motion.position.speed", Level(4), "100", CAM),
    Row(
        "camera.motion.tilt.auto_flip",
        OneOf(("off", "full_digital", "half", "full", "full_reverse")),
        "full_digital",
        CAM,
    ),
    Row("camera.motion.tilt.auto_flip.full_digital.status", READ_ONLY, write=""),
    Row("camera.motion.pan.auto_cleaning.status", ON_OFF, "off", CAM),
    Row(
        "camera.motion.pan.auto_cleaning.time",
        Matches(r"([01]\d|2[0-3])[0-5]\d[0-5]\d"),
        "030000",
        CAM,
    ),
)

# Section 6.6 (2) to (5), and 6.7.
_PTZ = (
    Row("camera.motion.pan", ANGLE),
    Row(
        "camera.motion.pan.status",
        OneOf(("start", "stop", "goto_leftlimit", "goto_rightlimit")),
    ),
    Row("camera.motion.pan.mode", OneOf(("left", "right")), read=""),
    Row("camera.motion.pan.speed", Level(8), read=""),
    Row("camera.motion.variable_pantiltspeed.status", ON_OFF, "on", CAM),
    Row("camera.motion.tilt", Decimal(0, 190, relative=True)),
    Row("camera.motion.tilt.status", START_STOP),
    Row("camera.motion.tilt.mode", OneOf(("up", "down")), read=""),
    Row("camera.motion.tilt.speed", Level(8), read=""),
    Row("camera.motion.zoom", Decimal(0, 99.99, relative=True)),
    Row("camera.motion.zoom.status", START_STOP),
    Row("camera.motion.zoom.mode", OneOf(("in", "out")), read=""),
    Row("camera.motion.zoom.speed", Level(4), read=""),
    Row(
        "camera.motion.clickoncenter",
        Matches(r"s\d{1,3}-s\d{1,3}|\d{1,3}(\.\d{1,2})?-\d{1,3}(\.\d{1,2})?"),
        read="",
        needs="click",
    ),
    Row(
        "camera.focus",
        Decimal(0, 99.99, words=("easy_auto", "op_auto", "manual")),
    ),
    Row("camera.focus.status", START_STOP, read=""),
    Row("camera.focus.mode", OneOf(("far", "near")), read=""),
    Row("camera.focus.speed", Level(4), read=""),
    Row(
        "camera.position({}).status", OneOf(("save", "initialize", "goto")), over=PRESET
    ),
    # 32 bytes or characters, by the form; a character has up to four bytes.
    Row("camera.position({}).comment", Text(4 * 32), over=PRESET),
    Row(
        "camera.motion.auto_pan.status",
        OneOf(("start", "stop", "goto_start", "goto_end")),
    ),
    Row(
        "camera.motion.auto_pan.mode", OneOf(("left", "right", "return")), "return", CAM
    ),
    Row("camera.motion.auto_pan.speed", Level(3), "50", CAM),
    Row("camera.motion.auto_pan.start_point", OneOf(("present",)), read=""),
    Row("camera.motion.auto_pan.end_point", OneOf(("present",)), read=""),
    Row("camera.motion.auto_trace.status", START_STOP),
    Row("camera.motion.auto_trace.record.status", START_STOP),
    Row(
        "camera.motion.auto_patrol({}).status",
        OneOf(("start", "stop", "save")),
        over=PATROLS,
    ),
    Row("camera.motion.auto_patrol({}).position({})", Whole(0, 99), "0", PATROL, STEPS),
    Row(
        "camera.motion.auto_patrol({}).position({}).duration",
        OneOf(("0", "10", "20", "30", "45", "60", "120")),
        "0",
        PATROL,
        STEPS,
    ),
)

# Sections 6.8 and 6.9.
_AREAS = (
    Row("camera.private_mask.status", ON_OFF, "off", CAM),
    Row(
        "camera.private_mask.area({}).status",
        OneOf(("on", "off", "edit", "save", "clear", "exit")),
        "off",
        CAM,
        MASK,
    ),
    Row("camera.private_mask.color", Matches(r"([0-9a-fA-F]{2})\1\1"), "808080", CAM),
    Row("camera.private_mask.width", OneOf(("+", "-")), read=""),
    Row("camera.private_mask.height", OneOf(("+", "-")), read=""),
    Row("camera.detection.status", ON_OFF, "on", CAM),
    Row("camera.detection.level", Level(11), "50", CAM),
    Row("camera.detection.area", HEX_AREA, "F" * 24, CAM),
)

ROWS: tuple[Row, ...] = _IMAGE + _PTZ_SETTINGS + _PTZ + _AREAS + NETWORK
TABLE: dict[str, Instance] = _expand(ROWS)
