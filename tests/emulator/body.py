"""The camera without its ports: its values, its head and its idea of the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from . import optics
from .faults import Faults
from .forms import Forms
from .identity import Identity
from .layout import LANDMARKS, Layout
from .log import Log
from .motion import IMAGE, Head, Spot
from .parameters import Parameters
from .relays import Relays
from .zones import is_summer, offset_minutes

MOTION_SECONDS = 5.0
ANY_NUMBER = 1000


class Body:
    """What may be asked about the camera, and what time changes by itself."""

    parameters: Parameters
    presets: dict[int, Spot]
    program_image: dict[str, str]
    head: Head
    relays: Relays
    tracking: str | None
    target: tuple[tuple[int, int, int, int], str]
    motion_until: float
    powered_at: float

    def __init__(
        self,
        identity: Identity,
        host: str,
        clock: Callable[[], float],
        wall: Callable[[], float],
    ) -> None:
        """Take what no power cut changes."""
        self.identity = identity
        self.host = host
        self.clock = clock
        self.wall = wall
        self.faults = Faults()
        self.forms = Forms()
        self.motion_seconds = MOTION_SECONDS
        # What is wired to the inputs stays as it is when the power goes.
        self.inputs = {1: "break", 2: "break"}
        self.fan_error = False
        self.clock_skew = 0.0
        self.layout = Layout(int(identity.mac, 16))
        self.log = Log(identity.host_name, self._alive, self.local_time)

    # Names of forms that are older than `forms`.

    @property
    def multi_key(self) -> bool:
        """Tell whether it takes several keys in one request."""
        return self.forms.keys_per_request > 1

    @multi_key.setter
    def multi_key(self, several: bool) -> None:
        self.forms.keys_per_request = ANY_NUMBER if several else 1

    @property
    def misprints(self) -> bool:
        """Tell whether it misprints keys in replies."""
        return self.forms.misprints

    @misprints.setter
    def misprints(self, on: bool) -> None:
        self.forms.misprints = on

    @property
    def push_on_connect(self) -> bool:
        """Tell whether the alarm port says the state at connect."""
        return self.forms.push_on_connect

    @push_on_connect.setter
    def push_on_connect(self, on: bool) -> None:
        self.forms.push_on_connect = on

    @property
    def push_on_motion_end(self) -> bool:
        """Tell whether the alarm port says that a motion has ended."""
        return self.forms.push_on_motion_end

    @push_on_motion_end.setter
    def push_on_motion_end(self, on: bool) -> None:
        self.forms.push_on_motion_end = on

    # Names.

    @property
    def full_model(self) -> str:
        """Return what it calls itself."""
        return self.forms.called or self.identity.full_model

    @property
    def short_model(self) -> str:
        """Return that without its region."""
        return self.full_model.removesuffix("U")

    # Values.

    def get(self, key: str) -> str:
        """Return the present value of a parameter, whoever may read it."""
        return self.parameters.value(key)

    def force(self, key: str, value: str) -> None:
        """Set a value without roles, checks or saving."""
        axis = key.removeprefix("camera.").removeprefix("motion.")
        if axis in ("pan", "tilt", "zoom", "focus"):
            self.head.halt(axis)
            self.head.axis(axis).place(float(value))
            self.head.preset = None
        elif key.startswith("peripheral.input_pin"):
            self.inputs[int(key[-9])] = value
        elif key.startswith("peripheral.output_pin") and key.endswith("status"):
            self.relays.switch(int(key[-9]), value, 0)
        elif key == "camera.status":
            self.head.preset = None if value == "none" else int(value)
        else:
            self.parameters.force(key, value)
            if key == "camera.iris":
                self.place_iris()
            self.settings_changed()

    def settings_changed(self) -> None:
        """Hand settings that bound the movement to the head."""
        live = self.parameters.live
        head = self.head
        head.tilt.low = float(live["camera.motion.tilt.limit.upper"])
        limit = int(live["camera.motion.zoom.digitallimit"])
        head.zoom.high = round(optics.farthest(limit), 2)
        head.pan_limits = None
        if live["camera.motion.pan.limit.status"] == "on":
            edges = [live[f"camera.motion.pan.limit.{s}"] for s in ("left", "right")]
            head.pan_limits = float(edges[0]), float(edges[1])
        head.idle_while_driving = self.forms.return_while_driving
        head.idle_timeout = float("inf")
        if live["camera.motion.auto_return.status"] == "on":
            head.idle_timeout = float(live["camera.motion.auto_return.timeout"])

    def image(self) -> dict[str, str]:
        """Return what a preset or a program keeps of the picture's settings."""
        return {key: self.get(key) for key in IMAGE}

    def show(self, image: dict[str, str]) -> None:
        """Take the iris, white balance and backlight of a place (guide 6.2)."""
        self.parameters.live.update(image)
        self.place_iris()

    def place_iris(self) -> None:
        """Put the iris where its value says, unless the camera sets it."""
        level = self.parameters.live["camera.iris"]
        if level.isdecimal():
            self.head.halt("iris")
            self.head.iris.place(float(level))

    def output(self, pin: int) -> str:
        """Return the state of a relay."""
        return self.relays.state(pin)

    def set_output(self, pin: int, state: str, milliseconds: int) -> None:
        """Switch a relay, for a while or for good (0)."""
        self.relays.switch(pin, state, milliseconds)

    # Head.

    def initialize_preset(self, number: int) -> None:
        """Forget a preset; home goes back to its default (guide 6.6-3)."""
        comment = f"camera.position({number}).comment"
        self.presets.pop(number, None)
        self.parameters.force(comment, "")
        if number == 0:
            self.presets[0] = self.layout.presets(self.identity.optical_limit)[0]
            self.parameters.force(comment, LANDMARKS[0].title)
        elif self.head.preset == number:
            self.head.preset = None

    def track_target(self, across: int, down: int, color: str) -> None:
        """Follow what stands at a point of the picture."""
        area = (across - 30, down - 40, across + 30, down + 40)
        self.target = area, color
        self.motion_until = self.clock() + self.motion_seconds

    @property
    def position(self) -> tuple[float, float, float]:
        """Return pan, tilt and zoom now."""
        spot = self.head.spot()
        return spot.pan, spot.tilt, spot.zoom

    @property
    def is_moving(self) -> bool:
        """Tell whether any motor runs."""
        return self.head.moving_now(self.head.advance())

    def motors_running(self) -> frozenset[str]:
        """Name the motors that a start set going and that nobody has stopped."""
        return self.head.started()

    @property
    def magnification(self) -> float:
        """Return the whole magnification, optical and electronic."""
        zoom = self.head.zoom.at(self.head.advance())
        optical = optics.optical(zoom, self.identity.optical_limit)
        return optical * optics.electronic(zoom)

    @property
    def flipped(self) -> bool:
        """Tell whether digital flip has turned the picture (guide 6.6-1)."""
        mode = self.parameters.live["camera.motion.tilt.auto_flip"]
        return mode == "full_digital" and self.head.tilt.at(self.head.advance()) > 135

    @property
    def is_night(self) -> bool:
        """Tell whether the picture is black and white."""
        return self.parameters.live["camera.image.true_daynight"] == "bw"

    # Motion and time.

    @property
    def detects_motion(self) -> bool:
        """Tell whether it looks for motion; plain tracking prevents it (6.6-1)."""
        on = self.parameters.live["camera.detection.status"] == "on"
        return on and self.tracking != "1"

    @property
    def motion_active(self) -> bool:
        """Tell whether something moves before the camera."""
        return self.clock() < self.motion_until

    def _alive(self) -> float:
        return self.clock() - self.powered_at

    def local_time(self) -> datetime:
        """Return the camera's own idea of the time."""
        zone = self.parameters.live["system.timezone"]
        now = datetime.fromtimestamp(self.wall(), UTC)
        summer = self.forms.summer_time and is_summer(zone, now)
        minutes = offset_minutes(zone) + 60 * summer
        ahead = timezone(timedelta(minutes=minutes), zone)
        skew = timedelta(seconds=self.clock_skew, minutes=self.faults.clock_minutes)
        return (now + skew).astimezone(ahead)
