"""Alarm actions: what an event sets off (guide 6.4)."""

import re
from typing import TYPE_CHECKING

from .table_network import DAYS

if TYPE_CHECKING:
    from .camera import EmulatedCamera


def fire(camera: EmulatedCamera, token: str) -> None:
    """Carry out the action of every alarm that this event triggers."""
    moment = camera.clock()
    live = camera.parameters.live
    for number in range(1, 7):
        alarm = f"application.event({number})"
        on = live[f"{alarm}.status"] == "on"
        if on and _matches(camera, live[f"{alarm}.trigger"], token, moment):
            act(camera, alarm)
    camera.last_events[token] = moment


def act(camera: EmulatedCamera, alarm: str) -> None:
    """Carry out the action of an alarm, unless its filter is against it."""
    if _in_time(camera, alarm):
        _carry_out(camera, camera.parameters.live[f"{alarm}.action"])


def _matches(camera: EmulatedCamera, trigger: str, token: str, moment: float) -> bool:
    sequence = re.fullmatch(r"(..)\((\d+)\)(..)", trigger)
    if sequence is None:
        return trigger == token
    first = camera.last_events.get(sequence[1])
    within = first is not None and moment - first <= int(sequence[2])
    return token == sequence[3] and within


def _in_time(camera: EmulatedCamera, alarm: str) -> bool:
    now = camera.local_time()
    day = DAYS[(now.weekday() + 1) % 7]
    live = camera.parameters.live
    if live[f"{alarm}.filter({day}).status"] == "off":
        return True
    start, _, end = live[f"{alarm}.filter({day}).time"].partition("-")
    inside = start <= now.strftime("%H%M%S") < end
    return inside == (live[f"{alarm}.filter({day}).type"] == "unmask")


def _carry_out(camera: EmulatedCamera, action: str) -> None:
    kind, *rest = action.split("/", 3)
    match kind:
        case "pinout":
            state = "make" if rest[0].startswith("m") else "break"
            camera.set_output(1, state, int(rest[1]))
        case "camera.image.true_daynight":
            camera.parameters.answer(f"{kind}={rest[0]}", "A")
        case "tcpto" | "udpto":
            camera.outbox.message(kind, rest[0], int(rest[1]), rest[2])
        case "mailto":
            camera.outbox.mail(rest[0], rest[2], picture=rest[1] == "object01")
        case "recftp":
            camera.outbox.record()
        case "ftpto":
            camera.outbox.store()
        case _ if kind.startswith("camera.position"):
            camera.parameters.answer(f"{kind}=goto", "A")
