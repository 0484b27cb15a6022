"""What the PTZ parameters of the guide's sections 6.6 and 6.7 do and tell."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import automation, optics
from .motion import OVERHEAD
from .parameters import OK, Refused, does, reads

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Indexes = tuple[str, ...]

SPEEDS = {
    "pan": optics.PAN_SPEEDS,
    "tilt": optics.PAN_SPEEDS,
    "zoom": optics.ZOOM_SPEEDS,
    "focus": optics.ZOOM_SPEEDS,
}
MOST_OF_A_TITLE = 32
# Looking down means a larger tilt; far is the upper end of the focus.
BACKWARD = ("left", "up", "out", "near")


def by_hand(camera: EmulatedCamera, action: Callable[[], object]) -> str:
    """Carry out a command, ending what runs, and note it in a recording."""
    camera.head.touch()
    camera.tracking = None
    text = camera.trace.note(camera.head.now, action)
    action()
    return text or OK


def _axis(key: str) -> str:
    return key.removeprefix("camera.").removeprefix("motion.").partition(".")[0]


def _register_axis(base: str) -> None:
    name = _axis(base)

    @does(f"{base}.mode")
    @does(f"{base}.speed")
    def set_up(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        setting = "speed" if value.isdecimal() else "mode"
        camera.drives[name, setting] = value
        return OK

    @does(f"{base}.status")
    def control(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        if value == "start":
            return _start(camera, name)
        if value == "stop":
            return _stop(camera, name)
        side = value.removeprefix("goto_").removesuffix("limit")
        goal = float(camera.parameters.live[f"{base}.limit.{side}"])
        return by_hand(camera, lambda: camera.head.travel(name, goal, 180.0))

    if name != "focus":

        @reads(f"{base}.status")
        def status(camera: EmulatedCamera, indexes: Indexes) -> str:
            moving = camera.head.axis(name).moving(camera.head.advance())
            return "moving" if moving else "stop"

        @reads(base)
        def position(camera: EmulatedCamera, indexes: Indexes) -> str:
            at = round(camera.head.axis(name).at(camera.head.advance()), 2)
            return f"{at % 360 if name == 'pan' else at:.2f}"

        @does(base)
        def move(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
            relative = value[0] in "+-"
            speed = 180.0 if name != "zoom" else 60.0
            goal = float(value)
            return by_hand(
                camera,
                lambda: camera.head.travel(name, goal, speed, relative=relative),
            )


def _start(camera: EmulatedCamera, name: str) -> str:
    sign = -1 if camera.drives[name, "mode"] in BACKWARD else 1
    speed = optics.pick(SPEEDS[name], camera.drives[name, "speed"])
    variable = camera.get("camera.motion.variable_pantiltspeed.status") == "on"
    if variable and name in ("pan", "tilt"):
        speed = max(0.05, speed / camera.magnification**0.75)
    if name == "focus":
        camera.auto_focus = False
    return by_hand(camera, lambda: camera.head.start_drive(name, sign, speed))


def _stop(camera: EmulatedCamera, name: str) -> str:
    head = camera.head
    text = camera.trace.note(head.advance(), lambda: head.halt(name))
    head.stop(name)
    return text or OK


for _base in ("camera.motion.pan", "camera.motion.tilt", "camera.motion.zoom"):
    _register_axis(_base)
_register_axis("camera.focus")


@reads("camera.focus")
def _focus(camera: EmulatedCamera, indexes: Indexes) -> str:
    if camera.auto_focus:
        return "easy_auto"
    return f"{camera.head.focus.at(camera.head.advance()):.2f}"


@does("camera.focus")
def _set_focus(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "op_auto" and not camera.forms.one_push:
        raise Refused
    camera.auto_focus = value == "easy_auto"
    if value in ("easy_auto", "manual"):
        return OK
    # Near the tele end the focus reaches only about 78 (guide 6.6-2).
    most = 99.99 - 22 * camera.head.zoom.at(camera.head.advance()) / optics.TELE
    goal = most * 0.6 if value == "op_auto" else min(float(value), most)
    return by_hand(camera, lambda: camera.head.travel("focus", goal, 60.0))


@does("camera.motion.clickoncenter")
def _center(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    first, second = value.split("-")
    kind = "pixels" if first.startswith("s") else "percent"
    if camera.forms.click not in ("both", kind):
        raise Refused
    if kind == "pixels":
        across, down = int(first[1:]) / 640, int(second[1:]) / 480
    else:
        across, down = float(first) / 100, float(second) / 100
    if not (across <= 1 and down <= 1):
        raise Refused
    pan, tilt = aim(camera, across, down)

    def turn() -> None:
        camera.head.travel("pan", pan, 180.0)
        camera.head.travel("tilt", tilt, 180.0)

    return by_hand(camera, turn)


def aim(camera: EmulatedCamera, across: float, down: float) -> tuple[float, float]:
    """Tell which pan and tilt bring a point of the picture (0-1) to its centre."""
    spot = camera.head.spot()
    half = math.tan(math.radians(optics.field_of_view(camera.magnification) / 2))
    right, up = (2 * across - 1) * half, (1 - 2 * down) * half * 0.75
    pitch = math.radians(5 - spot.tilt)
    ahead = math.cos(pitch) - up * math.sin(pitch)
    rise = math.sin(pitch) + up * math.cos(pitch)
    turn = math.degrees(math.atan2(right, ahead))
    tilt = 5 - math.degrees(math.atan2(rise, math.hypot(right, ahead)))
    return (spot.pan + turn) % 360, min(190.0, max(0.0, tilt))


def _register_limit(side: str) -> None:
    key = f"camera.motion.pan.limit.{side}"

    @does(key)
    def set_limit(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        camera.parameters.force(key, camera.get("camera.motion.pan"))
        camera.settings_changed()
        return OK


for _side in ("left", "right"):
    _register_limit(_side)


def _register_setting(key: str) -> None:
    @does(key)
    def set_value(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        text = camera.parameters.store(key, value)
        camera.settings_changed()
        return text


for _key in (
    "camera.motion.pan.limit.status",
    "camera.motion.tilt.limit.upper",
    "camera.motion.zoom.digitallimit",
    "camera.motion.auto_return.timeout",
):
    _register_setting(_key)


# Presets.


@reads("camera.position({}).status")
def _registered(camera: EmulatedCamera, indexes: Indexes) -> str:
    return "registered" if int(indexes[0]) in camera.presets else "unregistered"


@does("camera.position({}).status")
def _preset(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    number = int(indexes[0])
    if value == "save":
        return _save_preset(camera, number)
    if value == "initialize":
        camera.initialize_preset(number)
        return OK
    if (spot := camera.presets.get(number)) is None:
        raise Refused
    speed = automation.preset_speed(camera)
    return by_hand(camera, lambda: camera.head.start_preset(number, spot, speed))


@reads("camera.position({}).comment")
def _title(camera: EmulatedCamera, indexes: Indexes) -> str:
    if camera.faults.title_bytes is not None:
        return "x" * camera.faults.title_bytes
    return camera.parameters.live[f"camera.position({indexes[0]}).comment"]


@does("camera.position({}).comment")
def _set_title(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    counted = value if camera.forms.titles_counted == "characters" else value.encode()
    if len(counted) > MOST_OF_A_TITLE:
        raise Refused
    return camera.parameters.store(f"camera.position({indexes[0]}).comment", value)


def _save_preset(camera: EmulatedCamera, number: int) -> str:
    spot = camera.head.spot()
    if spot.tilt > OVERHEAD or spot.zoom > optics.BORDER:
        raise Refused
    spot.image.update(camera.image())
    camera.presets[number] = spot
    if not camera.is_moving:
        camera.head.preset = number
    return OK


# Programs.


@reads("camera.motion.auto_pan.status")
def _auto_pan_status(camera: EmulatedCamera, indexes: Indexes) -> str:
    return _running(camera, "auto_pan")


@reads("camera.motion.auto_trace.status")
def _auto_trace_status(camera: EmulatedCamera, indexes: Indexes) -> str:
    return _running(camera, "auto_trace")


@reads("camera.motion.auto_patrol({}).status")
def _auto_patrol_status(camera: EmulatedCamera, indexes: Indexes) -> str:
    return _running(camera, f"auto_patrol({indexes[0]})")


def _running(camera: EmulatedCamera, name: str) -> str:
    camera.head.advance()
    words = camera.forms.program_words
    return _word(camera.head.program_name == name, on_off=words == "on")


def _word(running: bool, *, on_off: bool) -> str:
    if on_off:
        return "on" if running else "off"
    return "moving" if running else "stop"


def _end_program(camera: EmulatedCamera, name: str) -> str:
    camera.head.advance()
    if camera.head.program_name == name:
        camera.head.touch()
    return OK


@does("camera.motion.auto_pan.status")
def _auto_pan(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "stop":
        return _end_program(camera, "auto_pan")
    if value == "start":
        camera.head.touch()
        automation.start_auto_pan(camera)
        return OK
    spot = camera.points[value.removeprefix("goto_")]
    return by_hand(camera, lambda: camera.head.start_move(spot, 300.0))


def _register_point(name: str) -> None:
    @does(f"camera.motion.auto_pan.{name}_point")
    def set_point(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        spot = camera.head.spot()
        if spot.tilt > OVERHEAD:
            raise Refused
        camera.points[name] = spot
        return OK


for _name in ("start", "end"):
    _register_point(_name)


@does("camera.motion.auto_trace.status")
def _auto_trace(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "stop":
        return _end_program(camera, "auto_trace")
    camera.head.touch()
    automation.start_trace(camera)
    return OK


@reads("camera.motion.auto_trace.record.status")
def _recording(camera: EmulatedCamera, indexes: Indexes) -> str:
    return "off" if camera.trace.started is None else "on"


@does("camera.motion.auto_trace.record.status")
def _record(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "start":
        camera.head.touch()
        camera.trace.begin(camera.head.now, camera.head.spot())
        return OK
    return camera.trace.finish(camera.head.advance())


@does("camera.motion.auto_patrol({}).status")
def _auto_patrol(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    name = f"auto_patrol({indexes[0]})"
    if value == "stop":
        return _end_program(camera, name)
    if value == "save":
        camera.parameters.save(f"patrol({indexes[0]})")
        # Printed so, although the command itself is the save (guide 6.7).
        return camera.parameters.accepted("camera.motion.auto_patrol.status=save")
    camera.head.touch()
    automation.start_patrol(camera, indexes[0])
    return OK


@reads("camera.motion.auto_tracking({}).status")
def _tracking(camera: EmulatedCamera, indexes: Indexes) -> str:
    on_off = camera.forms.program_words != "moving"
    return _word(camera.tracking == indexes[0], on_off=on_off)


@does("camera.motion.auto_tracking({}).status")
def _track(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    camera.head.touch()
    if value == "start":
        automation.start_tracking(camera, indexes[0])
    elif camera.tracking == indexes[0]:
        camera.tracking = None
    return OK


@does("camera.motion.auto_tracking(2).target")
def _target(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if camera.tracking != "2":
        raise Refused
    across, down, *color = value.replace("s", "").split("-")
    camera.track_target(int(across), int(down), "-".join(color))
    return OK


@does("camera.motion.auto_return.mode")
def _return_mode(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "auto_tracking(2)" and "intelligent" not in camera.identity.features:
        raise Refused
    return camera.parameters.store("camera.motion.auto_return.mode", value)


@does("camera.motion.auto_return.status")
def _return(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value in ("on", "off"):
        text = camera.parameters.store("camera.motion.auto_return.status", value)
        camera.settings_changed()
        return text
    camera.head.touch()
    if value == "start":
        automation.auto_return(camera)
    return OK


@reads("camera.motion.tilt.auto_flip.full_digital.status")
def _flipped(camera: EmulatedCamera, indexes: Indexes) -> str:
    return "on" if camera.flipped else "off"
