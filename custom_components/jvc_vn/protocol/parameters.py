"""Every parameter of the camera, once (reference, 6.2-6.20).

A key of the guide stands here and nowhere else in the integration.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypedDict, Unpack

from .codecs import (
    Codec,
    Hundredths,
    MacAddress,
    Number,
    PresetNumber,
    Text,
    Words,
    contact,
    on_off,
    one_of,
    running,
)
from .errors import Expected, InvalidValueError
from .models import Role


class Rhythm(Enum):
    """How often a value has to be read anew."""

    LIVE = "live"
    """Positions, what is running, outputs."""
    SETTING = "setting"
    """What a person sets on the camera's pages."""
    STATIC = "static"
    """What changes only with a reboot."""


ADMINISTRATORS = frozenset({Role.ADMIN})
OPERATORS = frozenset({Role.ADMIN, Role.OPERATOR})
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameter[T]:
    """One key of the guide: how its value is written and who may do it.

    Attributes:
        key: the key as the guide documents it.
        codec: writes and reads its value.
        rhythm: how often it has to be read.
        readers: the logins that may read it.
        writers: the logins that may write it.
        commands: words that may be written to it but are never its value.
    """

    key: str
    codec: Codec[T]
    rhythm: Rhythm = Rhythm.SETTING
    readers: frozenset[Role] = EVERYBODY
    writers: frozenset[Role] = OPERATORS
    commands: frozenset[str] = frozenset()

    def decode(self, text: str) -> T:
        """Read a value; InvalidResponseError if it is none."""
        return self.codec.read(self.key, text)

    def encode(self, value: T) -> str:
        """Write a value; InvalidValueError if the camera would not take it."""
        return self.codec.write(self.key, value)

    def __repr__(self) -> str:
        """Show the key, which says it all."""
        return f"<Parameter {self.key}>"


class Indexed[T]:
    """A family of parameters that differ by one number: `OUTPUT[2]`."""

    def __init__(self, members: dict[int, Parameter[T]]) -> None:
        """Keep the members by number."""
        self._members = members

    def __getitem__(self, index: int) -> Parameter[T]:
        """Return the member of a number, InvalidValueError if there is none."""
        try:
            return self._members[index]
        except KeyError:
            low, high = min(self._members), max(self._members)
            raise InvalidValueError(
                self._members[low].key,
                index,
                Expected("whole_number", low=low, high=high),
            ) from None

    def __iter__(self) -> Iterator[Parameter[T]]:
        """Go through the members in order."""
        return iter(self._members.values())


PARAMETERS: dict[str, Parameter[Any]] = {}
"""All parameters by their key."""


class _Access(TypedDict, total=False):
    readers: frozenset[Role]
    writers: frozenset[Role]
    commands: frozenset[str]


def _parameter[T](
    key: str,
    codec: Codec[T],
    rhythm: Rhythm = Rhythm.SETTING,
    **access: Unpack[_Access],
) -> Parameter[T]:
    parameter = Parameter(key=key, codec=codec, rhythm=rhythm, **access)
    PARAMETERS[key] = parameter
    return parameter


def _indexed[T](
    pattern: str,
    indices: range,
    codec: Codec[T],
    rhythm: Rhythm = Rhythm.SETTING,
    **access: Unpack[_Access],
) -> Indexed[T]:
    return Indexed(
        {
            index: _parameter(pattern.format(index), codec, rhythm, **access)
            for index in indices
        }
    )


LIVE, STATIC = Rhythm.LIVE, Rhythm.STATIC

# 6.2 Camera
CAMERA_ID = _parameter("camera.id", Text(40))
DAY_NIGHT = _parameter(
    "camera.image.true_daynight",
    Words(
        color="color",
        black_white="bw",
        auto_low="autoL",
        auto_mid="autoM",
        auto_high="autoH",
    ),
)

# 6.5 Alarm environment
OUTPUT = _indexed("peripheral.output_pin.pin({}).status", range(1, 3), contact(), LIVE)

# 6.6 (2) PTZ control. Directions and speeds are written only.
PAN = _parameter("camera.motion.pan", Hundredths(0, 359.99), LIVE)
TILT = _parameter("camera.motion.tilt", Hundredths(0, 190), LIVE)
ZOOM = _parameter("camera.motion.zoom", Hundredths(0, 99.99), LIVE)
PAN_RUNNING = _parameter(
    "camera.motion.pan.status",
    running(),
    LIVE,
    commands=frozenset({"goto_leftlimit", "goto_rightlimit"}),
)
PAN_DIRECTION = _parameter(
    "camera.motion.pan.mode", one_of(("left", "right")), readers=NOBODY
)
PAN_SPEED = _parameter("camera.motion.pan.speed", Number(0, 100), readers=NOBODY)
TILT_RUNNING = _parameter("camera.motion.tilt.status", running(), LIVE)
TILT_DIRECTION = _parameter(
    "camera.motion.tilt.mode", one_of(("up", "down")), readers=NOBODY
)
TILT_SPEED = _parameter("camera.motion.tilt.speed", Number(0, 100), readers=NOBODY)
ZOOM_RUNNING = _parameter("camera.motion.zoom.status", running(), LIVE)
ZOOM_DIRECTION = _parameter(
    "camera.motion.zoom.mode", one_of(("in", "out")), readers=NOBODY
)
ZOOM_SPEED = _parameter("camera.motion.zoom.speed", Number(0, 100), readers=NOBODY)
FOCUS_RUNNING = _parameter("camera.focus.status", running(), readers=NOBODY)
FOCUS_DIRECTION = _parameter(
    "camera.focus.mode", one_of(("far", "near")), readers=NOBODY
)
FOCUS_SPEED = _parameter("camera.focus.speed", Number(0, 100), readers=NOBODY)

# 6.6 (3) Presets; 0 is home. One key tells where the camera is and takes `save`
# and `restore` for all camera settings.
PRESET = _parameter(
    "camera.status", PresetNumber(), LIVE, commands=frozenset({"save", "restore"})
)
PRESETS = range(100)
PRESET_REGISTERED = _indexed(
    "camera.position({}).status",
    PRESETS,
    Words(registered="registered", unregistered="unregistered"),
    commands=frozenset({"save", "initialize", "goto"}),
)
PRESET_TITLE = _indexed("camera.position({}).comment", PRESETS, Text(32))

# 6.6 (4) Auto pan
AUTO_PAN = _parameter(
    "camera.motion.auto_pan.status",
    running(),
    LIVE,
    commands=frozenset({"goto_start", "goto_end"}),
)

# 6.9 Motion detection
MOTION_DETECTION = _parameter("camera.detection.status", on_off())

# 6.10 Network basics
MAC = _parameter("network.interface.mac", MacAddress(), STATIC, writers=NOBODY)

# 6.19 Settings, 6.20 Others
MODEL = _parameter("system.model", Text(40), STATIC, writers=NOBODY)
FIRMWARE_NET = _parameter(
    "system.software.revision(net)", Text(40), STATIC, writers=NOBODY
)
FIRMWARE_SYS = _parameter(
    "system.software.revision(sys)", Text(40), STATIC, writers=NOBODY
)
FIRMWARE_CAM = _parameter(
    "system.software.revision(cam)", Text(40), STATIC, writers=NOBODY
)
FIRMWARE_LENS = _parameter(
    "system.software.revision(lens)", Text(40), STATIC, writers=NOBODY
)
INPUT = _indexed(
    "peripheral.input_pin.pin({}).status", range(1, 3), contact(), LIVE, writers=NOBODY
)
