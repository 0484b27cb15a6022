"""Starting what the head does by itself, by hand or by auto return."""

from typing import TYPE_CHECKING

from . import optics, programs
from .programs import PatrolStep

if TYPE_CHECKING:
    from .camera import EmulatedCamera

# How long the camera goes on after it lost its target: by guess, the guide is silent.
LOSING_SECONDS = 3.0
SEARCHING_SECONDS = 10.0


def preset_speed(camera: EmulatedCamera) -> float:
    """Return the speed of preset moves."""
    level = camera.get("camera.motion.position.speed")
    return optics.pick(optics.PRESET_SPEEDS, level)


def start_auto_pan(camera: EmulatedCamera) -> None:
    """Start turning between the two points, with the picture kept for programs."""
    camera.show(camera.program_image)
    level = camera.get("camera.motion.auto_pan.speed")
    program = programs.auto_pan(
        camera.head,
        camera.points["start"],
        camera.points["end"],
        lambda: camera.get("camera.motion.auto_pan.mode"),
        optics.pick(optics.AUTO_PAN_SPEEDS, level),
    )
    camera.head.run("auto_pan", program)


def patrol_steps(camera: EmulatedCamera, mode: str) -> list[PatrolStep]:
    """List the steps of a patrol that have a duration and a registered preset."""
    steps = []
    for step in range(100):
        key = f"camera.motion.auto_patrol({mode}).position({step})"
        seconds = float(camera.parameters.live[f"{key}.duration"])
        number = int(camera.parameters.live[key])
        if seconds and number in camera.presets:
            steps.append(PatrolStep(number, camera.presets[number], seconds))
    return steps


def start_patrol(camera: EmulatedCamera, mode: str) -> None:
    """Start a patrol; it becomes the one that auto return resumes (guide 6.7)."""
    key = "camera.motion.auto_return.mode"
    if camera.get(key).startswith("auto_patrol"):
        camera.parameters.live[key] = f"auto_patrol({mode})"
    program = programs.patrol(
        camera.head, lambda: patrol_steps(camera, mode), preset_speed(camera)
    )
    camera.head.run(f"auto_patrol({mode})", program)


def start_trace(camera: EmulatedCamera) -> None:
    """Start repeating the recorded trace, with the picture kept for programs."""
    camera.show(camera.program_image)
    camera.head.run("auto_trace", camera.trace.replay(camera.head))


def start_tracking(camera: EmulatedCamera, kind: str) -> None:
    """Start tracking; the plain kind goes home first (guide 6.6-1)."""
    camera.head.cancel()
    camera.tracking = kind
    if kind == "1" and 0 in camera.presets:
        camera.head.start_preset(0, camera.presets[0], preset_speed(camera))


def auto_return(camera: EmulatedCamera) -> None:
    """Do what auto return is set to."""
    mode = camera.get("camera.motion.auto_return.mode")
    if mode == "auto_pan":
        start_auto_pan(camera)
    elif mode == "auto_trace":
        start_trace(camera)
    elif mode.startswith("auto_patrol"):
        start_patrol(camera, mode[-2])
    elif mode.startswith("auto_tracking"):
        start_tracking(camera, mode[-2])
    elif camera.head.preset != 0 and 0 in camera.presets:
        speed = preset_speed(camera)
        camera.head.run("home", programs.home(camera.head, camera.presets[0], speed))


def tracking_state(camera: EmulatedCamera) -> int:
    """Return the tracking status of guide 1.6: 0-4."""
    if camera.tracking is None:
        return 0
    since = camera.clock() - camera.motion_until
    if since < 0:
        return 2
    if since < LOSING_SECONDS:
        return 3
    if since < SEARCHING_SECONDS and "v2" in camera.identity.features:
        return 4
    return 1
