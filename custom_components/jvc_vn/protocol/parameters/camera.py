"""The camera and its encoding (reference, 6.2, 6.3, 6.8, 6.9)."""

from ..codecs import Choice, Number, Text, on_off, one_of
from ..formats import Cells, Gray, IrisValue, Suffixed
from ..models import Model
from .parameter import NOBODY, SavedBy
from .rows import (
    BEFORE_V3,
    CAMERA,
    FRAME_SIZE,
    FROM_V3,
    WITH_PRESET,
    do,
    each,
    level,
    one,
    setting,
)

# 6.2 Camera
CAMERA_ID = setting("camera.id", Text(40))
MONITOR_TYPE = one(
    "camera.image.monitortype",
    Choice(custom="custome", lcd_1="lcd1", lcd_2="lcd2", crt="crt"),
    saved_by=CAMERA,
    printed=("image.monitortype",),
)
BLACK_LEVEL = level("camera.image.pedestal", 3, stepped=True)
GAMMA = setting(
    "camera.image.gamma",
    Choice(
        **{"1": "1", "0_55": "0.55", "0_5": "0.5", "0_45": "0.45"}, adaptive="active"
    ),
)
GAMMA_LEVEL = level("camera.image.gamma.activelevel", 11)
ENHANCE_BAND = setting("camera.image.enhance.band", one_of(("high", "low")))
ENHANCE = level("camera.image.enhance", 11, stepped=True)
COLOR = level("camera.image.color", 11, stepped=True)
STABILIZER = setting("camera.image.stabilizer", on_off())
STABILIZER_LEVEL = level("camera.image.stabilizer.level", 3, stepped=True)
NOISE_REDUCTION = setting("camera.image.dnr", on_off(), BEFORE_V3)
NOISE_REDUCTION_3D = one(
    "camera.image.3ddnr",
    one_of(("off", "low", "mid", "high")),
    saved_by=CAMERA,
    models=FROM_V3,
    misprints=frozenset({"camera.image.dnr"}),
)
AGC = one(
    "camera.image.brightness",
    Choice(manual="manual", auto_low="autoL", auto_mid="autoM", auto_high="autoH"),
    saved_by=CAMERA,
    misprints=frozenset({"camera.image.brightnesss"}),
)
SENSE_UP_LIMIT = setting(
    "camera.image.senseup_limit",
    Choice(off="0", **{n: n for n in ("2", "4", "8", "16", "32", "64", "128")}),
)
EXPOSURE_PRIORITY = setting(
    "camera.auto_exposure.priority", one_of(("motion", "quality"))
)
SHUTTER = setting(
    "camera.shutter",
    one_of(("60", "100", "250", "500", "1000", "2000", "4000", "10000")),
)
DAY_NIGHT = setting(
    "camera.image.true_daynight",
    Choice(
        color="color",
        black_white="bw",
        auto_low="autoL",
        auto_mid="autoM",
        auto_high="autoH",
    ),
)
DAY_NIGHT_FOCUS = setting("camera.image.true_daynight.af", on_off())
FOCUS_LIGHT = setting(
    "camera.image.true_daynight.light", one_of(("normal", "infrared"))
)
AUTO_PAN_IMAGE = do(
    "camera.motion.auto_pan.image", "save", printed=("canera.motion.auto_pan.image",)
)
AUTO_TRACE_IMAGE = do(
    "camera.motion.auto_trace.image",
    "save",
    printed=("canera.motion.auto_trace.image",),
)
IRIS = one("camera.iris", IrisValue(), saved_by=WITH_PRESET)
IRIS_DIRECTION = do("camera.iris.mode", "open", "close")
IRIS_RUNNING = do("camera.iris.status", "start", "stop")
WHITE_BALANCE = one(
    "camera.image.white_balance",
    Choice(
        auto_wide="autoW",
        auto_narrow="autoN",
        auto_full="autoFull",
        sodium="sodium",
        manual="manual",
    ),
    saved_by=WITH_PRESET,
    commands=frozenset({"op_auto"}),
    absent={Model.V686: frozenset({"auto_full", "sodium"})},
)
_GAIN = Suffixed(0, 255, before="s")
RED_GAIN = one("camera.image.white_balance.r", _GAIN, saved_by=WITH_PRESET)
BLUE_GAIN = one("camera.image.white_balance.b", _GAIN, saved_by=WITH_PRESET)
CURRENT_RED_GAIN = one("camera.image.autowhite_balance.r", _GAIN, writers=NOBODY)
CURRENT_BLUE_GAIN = one("camera.image.autowhite_balance.b", _GAIN, writers=NOBODY)
BACKLIGHT = one(
    "camera.image.blc", one_of(("off", "a", "b", "c", "d")), saved_by=WITH_PRESET
)

# 6.3 Encoding: 1 is JPEG, 2 is MPEG-4
ENCODING_COMMAND = {n: do(f"encode({n}).status", "save") for n in (1, 2)}
_ENCODING = SavedBy.ENCODING
JPEG_SIZE = one("encode(1).framesize", FRAME_SIZE, saved_by=_ENCODING)
JPEG_RATE_CONTROL = one(
    "encode(1).cbr_mode",
    Choice(average_size="afs", fixed_quality="vfs"),
    saved_by=_ENCODING,
)
# 10-100 KB at VGA, 3-33 KB at QVGA.
JPEG_FILE_SIZE = one(
    "encode(1).quality", Suffixed(3, 100, after="k"), saved_by=_ENCODING
)
MPEG4_SIZE = one("encode(2).framesize", FRAME_SIZE, saved_by=_ENCODING)
MPEG4_BITRATE = one("encode(2).bitrate", Number(64_000, 8_000_000), saved_by=_ENCODING)
MPEG4_RATE_CONTROL = one(
    "encode(2).cbr_mode", one_of(("cbr", "vbr")), saved_by=_ENCODING
)
MPEG4_FRAME_RATE = one(
    "encode(2).framerate",
    Choice(**{"30": "30", "25": "25", "15": "15", "10": "10", "7_5": "7.5", "1": "1"}),
    saved_by=_ENCODING,
)
MPEG4_IFRAME_INTERVAL = one(
    "encode(2).iframeinterval", Number(1, 255), saved_by=_ENCODING
)
MPEG4_PRIORITY = one(
    "encode(2).priority", one_of(("motion", "quality")), saved_by=_ENCODING
)

# 6.8 Privacy masking
PRIVACY_MASK = setting("camera.private_mask.status", on_off())
PRIVACY_AREAS = range(8)
PRIVACY_MASK_AREA = each(
    "camera.private_mask.area({}).status",
    PRIVACY_AREAS,
    on_off(),
    saved_by=CAMERA,
    commands=frozenset({"edit", "save", "clear", "exit"}),
    # It zooms out and turns to where the mask is (guide, 6.8).
    turns=frozenset({"edit"}),
)
PRIVACY_MASK_COLOR = setting("camera.private_mask.color", Gray())
PRIVACY_MASK_WIDTH = do("camera.private_mask.width", "+", "-")
PRIVACY_MASK_HEIGHT = do("camera.private_mask.height", "+", "-")
PRIVACY_MASKING = frozenset(
    {
        PRIVACY_MASK,
        *PRIVACY_MASK_AREA,
        PRIVACY_MASK_COLOR,
        PRIVACY_MASK_WIDTH,
        PRIVACY_MASK_HEIGHT,
    }
)

# 6.9 Motion detection
MOTION_DETECTION = setting("camera.detection.status", on_off())
MOTION_SENSITIVITY = level("camera.detection.level", 11)
MOTION_AREA = setting("camera.detection.area", Cells())
