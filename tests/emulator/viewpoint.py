"""What a picture of this moment shows, and what is written beside it."""

from typing import TYPE_CHECKING

from . import automation, optics
from .comment import Field
from .view import SIZES, View

if TYPE_CHECKING:
    from .camera import EmulatedCamera


def view_of(camera: EmulatedCamera, size: str) -> View:
    """Tell all that the scene must know to draw this moment."""
    spot = camera.head.spot()
    live = camera.parameters.live
    began = camera.motion_until - camera.motion_seconds
    walking = camera.clock() - began if camera.motion_active else None
    masks = [
        mask
        for area, mask in camera.masks.items()
        if live[f"camera.private_mask.area({area}).status"] == "on"
    ]
    if live["camera.private_mask.status"] == "off":
        masks = []
    if camera.mask_edit is not None:
        masks.append(camera.mask_edit[1].moved(spot.pan, spot.tilt))
    return View(
        pan=spot.pan,
        tilt=spot.tilt,
        optical=optics.optical(spot.zoom, camera.identity.optical_limit),
        electronic=optics.electronic(spot.zoom),
        size=SIZES[size],
        moment=camera.clock(),
        flipped=camera.flipped,
        monochrome=camera.is_night,
        gate_open=camera.inputs[1] == "make",
        lamp=camera.output(1) == "make",
        second_lamp=camera.output(2) == "make",
        walking=walking,
        captions=_captions(camera),
        masks=tuple(masks),
        mask_color=live["camera.private_mask.color"],
    )


def _captions(camera: EmulatedCamera) -> tuple[str, str, str]:
    number = camera.head.preset
    spot = camera.head.spot()
    where = f"P{spot.pan:06.2f} T{spot.tilt:06.2f} Z{spot.zoom:05.2f}"
    if number is not None:
        title = camera.parameters.live[f"camera.position({number}).comment"]
        where = f"{number:02d} {title}".strip()
    stamp = f"{camera.local_time():%Y-%m-%d %H:%M:%S}"
    return camera.get("camera.id"), stamp, where


def comment_fields(camera: EmulatedCamera, view: View) -> list[Field]:
    """List the comment fields behind the size, with their sizes (guide 1.6)."""
    live = camera.parameters.live
    now = camera.local_time()
    forms = camera.forms
    zone = camera.get("system.timezone")
    stamp = f"{now:%Y%m%d%H%M%S}{now.microsecond // 1000:03d}{zone}"
    preset = "NA" if camera.head.preset is None else str(camera.head.preset)
    pan = round(view.pan, 2) % 360
    zoom = camera.head.zoom.at(camera.head.now)
    return [
        ("width", 13, str(view.size[0])),
        ("height", 14, str(view.size[1])),
        ("type", 18, camera.full_model),
        ("reverse", 12, "0"),
        (forms.timestamp_name, 70, stamp),
        ("alarm", forms.alarm_size, "00000000"),
        ("camera", 50, camera.get("camera.id")),
        ("motion", 11, _digit(camera.detects_motion)),
        ("md", 7, _digit(camera.detects_motion and camera.motion_active)),
        ("pan", 13, f"{pan:.2f}"),
        (forms.tilt_name, 14, f"{view.tilt:.2f}"),
        ("zoom", 13, f"{zoom:.2f}"),
        ("position", 15, preset),
        ("stabilizer", 15, _digit(live["camera.image.stabilizer"] == "on")),
        ("fan", 8, _digit(camera.fan_error)),
        *_tracking_fields(camera),
    ]


def _tracking_fields(camera: EmulatedCamera) -> list[Field]:
    if "intelligent" not in camera.identity.features:
        return []
    state = automation.tracking_state(camera)
    area, color = camera.target
    left, top, right, bottom = area if state in (2, 3) else (0, 0, 0, 0)
    fields: list[Field] = [
        ("track_status", 17, str(state)),
        ("track_area", 30, f"{left},{top}-{right},{bottom}"),
    ]
    if "v2" in camera.identity.features:
        fields.append(("track_color", 26, color or "0-0-0"))
    return fields


def _digit(on: object) -> str:
    return "1" if on else "0"
