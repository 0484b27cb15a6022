"""The value objects that the protocol layer hands out."""

import re
import time
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Model(StrEnum):
    """The camera models of the guide."""

    V685 = "VN-V685"
    V686 = "VN-V686"
    V686B = "VN-V686B"

    @property
    def optical_zoom(self) -> int:
        """How many times it magnifies optically (reference, 0.1)."""
        return _OPTICAL_ZOOM[self]

    @property
    def factory_password(self) -> str:
        """The password that its three users have when it is new (reference, 5.2)."""
        return _FACTORY_PASSWORD[self]

    @classmethod
    def recognize(cls, name: str) -> ModelMatch | None:
        """Return the model behind a name such as `VN-V685U`, None if it is no VN-V68x.

        The name carries letters for the region and the housing: `U`, `E`, `WPU`,
        `WPBU`. A member of the family that the guide does not know is taken for the
        nearest that it does.
        """
        match = _FAMILY.fullmatch(name.strip().upper())
        if match is None:
            return None
        number, suffix = int(match["number"]), match["suffix"]
        known = {685: cls.V685, 686: cls.V686B if _B.match(suffix) else cls.V686}
        nearest = min(known, key=lambda each: abs(each - number))
        return ModelMatch(known[nearest], exact=nearest == number)


@dataclass(frozen=True, slots=True)
class ModelMatch:
    """The model that a camera is taken for.

    Attributes:
        model: of the guide.
        exact: it is that one; False if it is only the nearest.
    """

    model: Model
    exact: bool


def is_sister(name: str) -> bool:
    """Tell whether a name is that of a JVC camera that speaks the same language.

    Fixed cameras and an encoder, none of which was ever tried.
    """
    return _SISTER.fullmatch(name.strip().upper()) is not None


_SISTER = re.compile(r"VN-(?:H\d{2,3}|V2[56]|E4|X\d{2,3})[A-Z]*")
_FAMILY = re.compile(r"VN-V(?P<number>68[0-9])(?P<suffix>[A-Z]*)")
# `B` is the model; in front of it `WP` is the weatherproof housing.
_B = re.compile(r"(?:WP)?B")
_OPTICAL_ZOOM = {Model.V685: 27, Model.V686: 36, Model.V686B: 36}
_FACTORY_PASSWORD = {Model.V685: "jvc", Model.V686: "vn-v686", Model.V686B: "jvc"}
FACTORY_PASSWORDS = tuple(dict.fromkeys(_FACTORY_PASSWORD.values()))
"""All there are, each once."""
OPTICAL_END = 90.89
"""Zoom at which the electronic range begins (reference, 1.6)."""


def factory_passwords() -> str:
    """List the factory passwords for people: `jvc (VN-V685, VN-V686B), …`."""
    return ", ".join(
        f"{password} ({', '.join(m for m in Model if m.factory_password == password)})"
        for password in FACTORY_PASSWORDS
    )


class Role(StrEnum):
    """The camera's three fixed users (guide, 5.2)."""

    ADMIN = "admin"
    OPERATOR = "operator"
    USER = "user"


class TrackingState(IntEnum):
    """`track_status` of a frame (reference, 1.6)."""

    DONE = 0
    WAITING = 1
    TRACKING = 2
    LOSING = 3
    SEARCHING = 4


class AlarmSource(StrEnum):
    """What a line of the alarm port is about (guide, 4)."""

    INPUT_1 = "input_1"
    INPUT_2 = "input_2"
    MOTION = "motion"


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """One line of the alarm port: the present state of one source."""

    source: AlarmSource
    active: bool


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """An answer to the UDP search.

    Attributes:
        model: the model's name as the camera spelled it, e.g. `VN-V685U`.
        host: the address that the answer came from.
        port: the port that the answer came from; the search lives on UDP 80,
            the default of the HTTP port.
    """

    model: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a camera is; read once after connecting."""

    model: Model
    """The model whose features it is assumed to have."""
    name: str
    """As it spells its model, e.g. `VN-V686BU`."""
    mac: str
    """As `00:80:88:00:1a:ef`."""
    exact: bool = True
    """It is of that model; False if that is only the nearest that the guide knows."""
    sister: bool = False
    """It is of another family: only what was seen to work is offered."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A registered preset; an untitled one has an empty title."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class TargetBox:
    """The rectangle of a tracked target, in VGA pixels."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class FrameInfo:
    """The contents of a JPEG's comment segment (reference, 1.6).

    A field that the camera's firmware does not write is None.

    Attributes:
        model: model name, e.g. `VN-V685U`.
        stamp: `YYYYMMDDhhmmssmmm` and the zone code, as written; not compared, so
            that frames are equal if they differ in nothing else.
        camera_id: the camera's own title.
        motion_detection: motion detection is switched on.
        motion: motion in this very frame.
        pan: degrees, 0.00-359.99.
        tilt: degrees, 0.00-190.00; 5 and 185 are the horizon.
        zoom: 0.00 (wide) - 99.99; the electronic zoom starts at about 90.89.
        preset: the preset the camera stands at, None when it is elsewhere.
        stabilizer: the stabilizer is on.
        fan_error: the fan has failed.
        tracking: state of intelligent tracking.
        target: where the tracked target is.
        target_color: its colour as red, green, blue.
    """

    model: str | None = None
    stamp: str | None = field(default=None, compare=False)
    camera_id: str | None = None
    motion_detection: bool | None = None
    motion: bool | None = None
    pan: float | None = None
    tilt: float | None = None
    zoom: float | None = None
    preset: int | None = None
    stabilizer: bool | None = None
    fan_error: bool | None = None
    tracking: TrackingState | None = None
    target: TargetBox | None = None
    target_color: tuple[int, int, int] | None = None

    @property
    def position(self) -> tuple[float | None, float | None, float | None]:
        """Pan, tilt and zoom."""
        return self.pan, self.tilt, self.zoom


def _now() -> float:
    # Looked up at each call: a test may have put another clock there.
    return time.time()


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as it came, and the contents of its comment segment."""

    jpeg: bytes
    info: FrameInfo
    arrived: float = field(default_factory=_now, compare=False)
    """Seconds since 1970 by our clock."""


class VopType(IntEnum):
    """How a VOP is coded: its `vop_coding_type` (ISO/IEC 14496-2)."""

    I = 0  # noqa: E741 - the standard's names
    P = 1
    B = 2
    S = 3


@dataclass(frozen=True, slots=True)
class Vop:
    """A picture of the MPEG-4 stream.

    Attributes:
        data: the VOP as it came, with the headers in front of it.
        type: I, by itself, or P, against the one before; the camera's profile has
            no other.
        config: the headers that a decoder needs: visual object sequence, visual
            object, video object and its layer (VOL). Empty where no VOL is among
            them.
        info: the contents of the user data (reference, 2): model, stamp, camera ID,
            preset, fan and tracking. The camera sends it with I-VOPs.
    """

    data: bytes
    type: VopType
    config: bytes = b""
    info: FrameInfo = FrameInfo()

    @property
    def starts(self) -> bool:
        """Whether a decoder can start here."""
        return self.type is VopType.I and bool(self.config)
