"""What the picture, mask and relay parameters do and tell (guide 6.2-6.5, 6.8)."""

from typing import TYPE_CHECKING

from .masks import Mask
from .motion import OVERHEAD
from .parameters import OK, Refused, does, reads

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Indexes = tuple[str, ...]

VGA_KB = (10, 100)
QVGA_KB = (3, 33)
# Levels per second, by guess.
IRIS_SPEED = 20.0


@reads("camera.status")
def _present_preset(camera: EmulatedCamera, indexes: Indexes) -> str:
    camera.head.advance()
    return "none" if camera.head.preset is None else str(camera.head.preset)


@does("camera.status")
def _save_or_restore(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "save":
        camera.parameters.save("camera")
    else:
        camera.parameters.restore("camera")
        camera.settings_changed()
    return OK


@reads("camera.image.dnr")
def _noise_reduction(camera: EmulatedCamera, indexes: Indexes) -> str:
    if "3ddnr" not in camera.identity.features:
        return camera.parameters.live["camera.image.dnr"]
    # From V3.00 it is another name for 3ddnr (guide 6.2).
    return "off" if camera.parameters.live["camera.image.3ddnr"] == "off" else "on"


@does("camera.image.dnr")
def _set_noise_reduction(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if "3ddnr" in camera.identity.features:
        strength = camera.last_3ddnr if value == "on" else "off"
        _set_3d(camera, indexes, strength)
    return camera.parameters.store("camera.image.dnr", value)


@does("camera.image.3ddnr")
def _set_3d(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    present = camera.parameters.live["camera.image.3ddnr"]
    if present != "off":
        camera.last_3ddnr = present
    return camera.parameters.store("camera.image.3ddnr", value)


@does("camera.image.true_daynight")
def _day_night(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    before = camera.is_night
    text = camera.parameters.store("camera.image.true_daynight", value)
    if camera.is_night != before:
        camera.event("ncbws" if camera.is_night else "ncbwe")
    return text


@does("camera.motion.auto_pan.image", "camera.motion.auto_trace.image")
def _program_image(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    # One store for both programs (guide 6.2).
    camera.program_image = camera.image()
    return OK


@reads("camera.iris")
def _iris_level(camera: EmulatedCamera, indexes: Indexes) -> str:
    if camera.parameters.live["camera.iris"].isdecimal():
        level = round(camera.head.iris.at(camera.head.advance()))
        camera.parameters.live["camera.iris"] = str(level)
    return camera.parameters.live["camera.iris"]


@does("camera.iris")
def _iris(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "manual":
        value = f"{camera.head.iris.at(camera.head.advance()):.0f}"
    text = camera.parameters.store("camera.iris", value)
    camera.place_iris()
    return text


@does("camera.iris.mode")
def _iris_direction(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    camera.drives["iris", "mode"] = value
    return OK


@does("camera.iris.status")
def _drive_iris(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value == "stop":
        camera.head.stop("iris")
    elif camera.parameters.live["camera.iris"].isdecimal():
        sign = 1 if camera.drives["iris", "mode"] == "open" else -1
        camera.head.drive_iris(sign, IRIS_SPEED)
    return OK


@does("camera.image.white_balance")
def _white_balance(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    extra = ("autoFull", "sodium")
    if value in extra and "autofull" not in camera.identity.features:
        raise Refused
    if value == "op_auto":
        if not camera.forms.one_push:
            raise Refused
        # One push measures once and stays there (guide 6.2).
        for gain in ("r", "b"):
            measured = camera.get(f"camera.image.autowhite_balance.{gain}")
            camera.parameters.live[f"camera.image.white_balance.{gain}"] = measured
        value = "manual"
    return camera.parameters.store("camera.image.white_balance", value)


# Encoding.


@does("encode({}).status")
def _save_encoding(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    camera.parameters.save("encode")
    return OK


@does("encode(1).framesize")
def _frame_size(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    live = camera.parameters.live
    if value != live["encode(1).framesize"]:
        # A third of the file size at QVGA, three times as much at VGA (guide 6.3).
        size = int(live["encode(1).quality"].removesuffix("k"))
        low, high = VGA_KB if value == "vga" else QVGA_KB
        size = size * 3 if value == "vga" else size // 3
        live["encode(1).quality"] = f"{max(low, min(high, size))}k"
    return camera.parameters.store("encode(1).framesize", value)


@does("encode(1).quality")
def _quality(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    vga = camera.parameters.live["encode(1).framesize"] == "vga"
    low, high = VGA_KB if vga else QVGA_KB
    if not low <= int(value.removesuffix("k")) <= high:
        raise Refused
    return camera.parameters.store("encode(1).quality", value)


# Inputs and outputs.


@reads("peripheral.input_pin.pin({}).status")
def _input(camera: EmulatedCamera, indexes: Indexes) -> str:
    return camera.inputs[int(indexes[0])]


@reads("peripheral.output_pin.pin({}).status")
def _output(camera: EmulatedCamera, indexes: Indexes) -> str:
    return camera.output(int(indexes[0]))


@does("peripheral.output_pin.pin({}).status")
def _set_output(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    pin = int(indexes[0])
    lasts = camera.get(f"peripheral.output_pin.pin({pin}).duration")
    camera.set_output(pin, value, int(lasts))
    return OK


# Alarm actions.


@does("application.event({}).status")
def _event_status(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    key = f"application.event({indexes[0]}).status"
    text = OK
    if value == "restart":
        camera.parameters.activate(f"event({indexes[0]})")
    else:
        text = camera.parameters.store(key, value)
    camera.heartbeat.arm()
    return text


@does("application.event({}).action")
def _event_action(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    periodic = indexes[0] == "6"
    # Event 6 is fixed to ftpto, and nothing else may use it (guide 6.4).
    if periodic or value.startswith("ftpto"):
        raise Refused
    return camera.parameters.store(f"application.event({indexes[0]}).action", value)


@does("application.event({}).trigger")
def _event_trigger(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    if value.startswith("i") and indexes[0] != "6":
        raise Refused
    return camera.parameters.store(f"application.event({indexes[0]}).trigger", value)


def _register_recording(name: str, other: str) -> None:
    key = f"application.object.{name}"

    @does(key)
    def set_seconds(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
        rest = camera.parameters.live[f"application.object.{other}"]
        if int(value) == 0 and int(rest) == 0:
            raise Refused
        return camera.parameters.store(key, value)


_register_recording("prerec", "postrec")
_register_recording("postrec", "prerec")


# Privacy masks.


@does("camera.private_mask.area({}).status")
def _mask(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    area = int(indexes[0])
    key = f"camera.private_mask.area({area}).status"
    if value in ("on", "off"):
        return camera.parameters.store(key, value)
    if value == "edit":
        spot = camera.head.spot()
        present = camera.masks.get(area) or Mask(spot.pan, spot.tilt)
        camera.head.touch()
        # Editing zooms out and looks at the stored place (guide 6.8).
        camera.head.travel("zoom", 0.0, 60.0)
        camera.head.travel("pan", present.pan, 180.0)
        camera.head.travel("tilt", present.tilt, 180.0)
        camera.mask_edit = area, present
    elif value == "clear":
        camera.masks.pop(area, None)
        camera.parameters.force(key, "off")
        camera.mask_edit = None
    else:
        _end_edit(camera, area, save=value == "save")
    return OK


def _end_edit(camera: EmulatedCamera, area: int, *, save: bool) -> None:
    if camera.mask_edit is None or camera.mask_edit[0] != area:
        raise Refused
    if save:
        spot = camera.head.spot()
        if spot.tilt > OVERHEAD:
            raise Refused
        camera.masks[area] = camera.mask_edit[1].moved(spot.pan, spot.tilt)
        camera.parameters.force(f"camera.private_mask.area({area}).status", "on")
    camera.mask_edit = None


@does("camera.private_mask.width")
def _wider(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    return _resize(camera, 1 if value == "+" else -1, 0)


@does("camera.private_mask.height")
def _taller(camera: EmulatedCamera, indexes: Indexes, value: str) -> str:
    return _resize(camera, 0, 1 if value == "+" else -1)


def _resize(camera: EmulatedCamera, across: int, down: int) -> str:
    if camera.mask_edit is None:
        raise Refused
    area, mask = camera.mask_edit
    camera.mask_edit = area, mask.resized(across, down)
    return OK
