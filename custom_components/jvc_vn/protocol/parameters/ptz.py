"""Pan, tilt, zoom, focus, presets and programs (reference, 6.6, 6.7)."""

from ..codecs import (
    Choice,
    Flag,
    Hundredths,
    Number,
    ReadOnlyChoice,
    Title,
    on_off,
    one_of,
    running,
)
from ..formats import Cells, FocusValue, Joined, PresetNumber, Raw
from ..models import Role
from .parameter import EVERYBODY, NOBODY, Parameter, SavedBy
from .rows import (
    ACTION,
    CAMERA,
    CENTERING,
    LIVE,
    ON_START,
    TRACKING,
    do,
    each,
    level,
    one,
    setting,
)

# Of VGA, whatever the size of the picture is; a byte of a colour; percent.
_PIXELS = r"s([1-5]?\d?\d|6[0-3]\d)-s([1-3]?\d?\d|4[0-7]\d)"
_BYTE = r"(1?\d?\d|2[0-4]\d|25[0-5])"
_PERCENT = r"(\d{1,2}(\.\d{1,2})?|100(\.00?)?)"

# 6.6 (1) Settings of pan, tilt and zoom
AUTO_RETURN_MODE = setting(
    "camera.motion.auto_return.mode",
    Choice(
        home="home",
        auto_pan="auto_pan",
        auto_patrol_1="auto_patrol(0)",
        auto_patrol_2="auto_patrol(1)",
        auto_patrol_3="auto_patrol(2)",
        auto_trace="auto_trace",
        auto_tracking="auto_tracking(1)",
        intelligent_tracking="auto_tracking(2)",
    ),
    only={"intelligent_tracking": TRACKING},
)
AUTO_RETURN_TIMEOUT = setting(
    "camera.motion.auto_return.timeout",
    one_of(("60", "120", "180", "300", "600", "1200", "1800", "3600")),
)
AUTO_RETURN = one(
    "camera.motion.auto_return.status",
    on_off(),
    saved_by=CAMERA,
    commands=frozenset({"start", "stop"}),
    turns=ON_START,
)
AUTO_TRACKING = one(
    "camera.motion.auto_tracking(1).status",
    running(),
    rhythm=LIVE,
    saved_by=ACTION,
    turns=ON_START,
)
INTELLIGENT_TRACKING = one(
    "camera.motion.auto_tracking(2).status",
    running(),
    rhythm=LIVE,
    saved_by=ACTION,
    models=TRACKING,
    turns=ON_START,
)
# `sX-sY`, with a colour `sX-sY-R-G-B`, in VGA pixels.
TRACKING_TARGET = one(
    "camera.motion.auto_tracking(2).target",
    Raw(rf"{_PIXELS}(-{_BYTE}-{_BYTE}-{_BYTE})?", "s320-s240"),
    readers=NOBODY,
    saved_by=ACTION,
    models=TRACKING,
    turns=None,
)
_RESTART = Choice(
    off="off", **{n: n for n in ["10", "20", "30", "40", "50", "60", "120"]}
)
TRACKING_LEVEL = level("camera.motion.auto_tracking(1).level", 11)
INTELLIGENT_TRACKING_LEVEL = one(
    "camera.motion.auto_tracking(2).level",
    Number(0, 100, levels=11),
    saved_by=CAMERA,
    models=TRACKING,
)
TRACKING_RESTART = setting("camera.motion.auto_tracking(1).restarttime", _RESTART)
INTELLIGENT_TRACKING_RESTART = setting(
    "camera.motion.auto_tracking(2).restarttime", _RESTART, TRACKING
)
TRACKING_AREA = setting("camera.motion.auto_tracking(2).area", Cells(), TRACKING)
TRACKING_ZOOM = setting("camera.motion.auto_tracking(2).zoom", on_off(), TRACKING)
TRACKING_ZOOM_LIMIT = setting(
    "camera.motion.auto_tracking(2).zoom_limit", Hundredths(1, 21.37), TRACKING
)
TRACKING_MAX_ZOOM = setting(
    "camera.motion.auto_tracking(2).max_zoom", Hundredths(1, 21.37), TRACKING
)
TRACKING_THRESHOLD = setting(
    "camera.motion.auto_tracking(2).threshold.hsv", Joined(180, 255, 255), TRACKING
)
TRACKING_DEAD_ZONE = setting(
    "camera.motion.auto_tracking(2).dead_zone", Joined(320, 240), TRACKING
)
DIGITAL_ZOOM_LIMIT = setting(
    "camera.motion.zoom.digitallimit", one_of(("1", "2", "4", "8", "16", "32"))
)
PAN_LIMIT = setting("camera.motion.pan.limit.status", on_off())
PAN_LIMIT_LEFT = one(
    "camera.motion.pan.limit.left",
    Hundredths(0, 359.99),
    commands=frozenset({"present"}),
)
PAN_LIMIT_RIGHT = one(
    "camera.motion.pan.limit.right",
    Hundredths(0, 359.99),
    commands=frozenset({"present"}),
)
TILT_LIMIT = setting("camera.motion.tilt.limit.upper", Number(0, 15))
PRESET_SPEED = level("camera.motion.position.speed", 4)
AUTO_FLIP = setting(
    "camera.motion.tilt.auto_flip",
    Choice(
        off="off",
        digital="full_digital",
        mode_1="half",
        mode_2="full",
        mode_3="full_reverse",
    ),
)
DIGITAL_FLIP = one(
    "camera.motion.tilt.auto_flip.full_digital.status",
    on_off(),
    rhythm=LIVE,
    writers=NOBODY,
)

# 6.6 (2) PTZ control. Directions and speeds are written only.


def _axis(
    name: str, directions: tuple[str, str], *more: str, readers: frozenset[Role]
) -> tuple[Parameter[bool], Parameter[str], Parameter[int]]:
    """Add what runs a motor, what sets its direction, and what sets its speed."""
    return (
        one(
            f"camera.{name}.status",
            running(),
            rhythm=LIVE,
            readers=readers,
            saved_by=ACTION,
            commands=frozenset(more),
            # `start` is the mover's, which stops by itself.
            turns=frozenset(more),
        ),
        one(
            f"camera.{name}.mode",
            one_of(directions),
            readers=NOBODY,
            saved_by=ACTION,
        ),
        one(
            f"camera.{name}.speed",
            Number(0, 100),
            readers=NOBODY,
            saved_by=ACTION,
        ),
    )


PAN = one(
    "camera.motion.pan",
    Hundredths(0, 359.99),
    rhythm=LIVE,
    relative=True,
    saved_by=ACTION,
    turns=None,
)
PAN_RUNNING, PAN_DIRECTION, PAN_SPEED = _axis(
    "motion.pan",
    ("left", "right"),
    "goto_leftlimit",
    "goto_rightlimit",
    readers=EVERYBODY,
)
VARIABLE_SPEED = setting("camera.motion.variable_pantiltspeed.status", on_off())
TILT = one(
    "camera.motion.tilt",
    Hundredths(0, 190),
    rhythm=LIVE,
    relative=True,
    saved_by=ACTION,
    turns=None,
)
TILT_RUNNING, TILT_DIRECTION, TILT_SPEED = _axis(
    "motion.tilt", ("up", "down"), readers=EVERYBODY
)
ZOOM = one(
    "camera.motion.zoom",
    Hundredths(0, 99.99),
    rhythm=LIVE,
    relative=True,
    saved_by=ACTION,
    turns=None,
)
ZOOM_RUNNING, ZOOM_DIRECTION, ZOOM_SPEED = _axis(
    "motion.zoom", ("in", "out"), readers=EVERYBODY
)
# `X-Y` in percent, each with two decimals (inferred from a sister model).
CLICK_ON_CENTER = one(
    "camera.motion.clickoncenter",
    Raw(rf"{_PIXELS}|{_PERCENT}-{_PERCENT}", "50.00-50.00"),
    readers=NOBODY,
    saved_by=ACTION,
    models=CENTERING,
    turns=None,
)
FOCUS = one(
    "camera.focus",
    FocusValue(),
    rhythm=LIVE,
    saved_by=ACTION,
    commands=frozenset({"op_auto"}),
)
FOCUS_RUNNING, FOCUS_DIRECTION, FOCUS_SPEED = _axis(
    "focus", ("far", "near"), readers=NOBODY
)

# 6.6 (3) Presets; 0 is home. One key tells where the camera is and takes `save`
# and `restore` for all camera settings.
PRESETS = range(100)
PRESET = one(
    "camera.status",
    PresetNumber(),
    rhythm=LIVE,
    saved_by=ACTION,
    commands=frozenset({"save", "restore"}),
    misprints=frozenset({"canera.status"}),
    printed=("canera.status",),
)
PRESET_REGISTERED = each(
    "camera.position({}).status",
    PRESETS,
    ReadOnlyChoice(registered="registered", unregistered="unregistered"),
    commands=frozenset({"save", "initialize", "goto"}),
    turns=frozenset({"goto"}),
)
TITLE_LENGTH = 32
"""Characters, or bytes, of a preset's title (guide, 6.6-3)."""
PRESET_TITLE = each("camera.position({}).comment", PRESETS, Title(TITLE_LENGTH))

# 6.6 (4) Auto pan, (5) auto trace
AUTO_PAN = one(
    "camera.motion.auto_pan.status",
    running(),
    rhythm=LIVE,
    saved_by=ACTION,
    commands=frozenset({"goto_start", "goto_end"}),
    turns=ON_START | {"goto_start", "goto_end"},
)
AUTO_PAN_DIRECTION = setting(
    "camera.motion.auto_pan.mode", one_of(("left", "right", "return"))
)
AUTO_PAN_SPEED = level("camera.motion.auto_pan.speed", 3)
AUTO_PAN_START = do("camera.motion.auto_pan.start_point", "present")
AUTO_PAN_END = do("camera.motion.auto_pan.end_point", "present")
AUTO_TRACE = one(
    "camera.motion.auto_trace.status",
    running(),
    rhythm=LIVE,
    saved_by=ACTION,
    turns=ON_START,
)
TRACE_RECORDING = one(
    "camera.motion.auto_trace.record.status",
    Flag("on", "off", write_yes="start", write_no="stop"),
    rhythm=LIVE,
    saved_by=ACTION,
)

# 6.7 Auto patrol; the web page's mode 1 is number 0
PATROLS = range(3)
PATROL = each(
    "camera.motion.auto_patrol({}).status",
    PATROLS,
    running(),
    rhythm=LIVE,
    saved_by=ACTION,
    commands=frozenset({"save"}),
    turns=ON_START,
)
PATROL_PRESET = [
    each(
        f"camera.motion.auto_patrol({patrol}).position({{}})",
        PRESETS,
        PresetNumber(),
        saved_by=SavedBy.PATROL,
    )
    for patrol in PATROLS
]
PATROL_SECONDS = [
    each(
        f"camera.motion.auto_patrol({patrol}).position({{}}).duration",
        PRESETS,
        one_of(("0", "10", "20", "30", "45", "60", "120")),
        saved_by=SavedBy.PATROL,
    )
    for patrol in PATROLS
]
