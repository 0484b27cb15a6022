"""Alarm actions: what an event sets off (guide 6.4)."""

import asyncio
import ipaddress
import re
from typing import TYPE_CHECKING

from .table_network import DAYS

if TYPE_CHECKING:
    from .camera import EmulatedCamera


def fire(camera: EmulatedCamera, token: str) -> None:
    """Carry out the action of every alarm that this event triggers."""
    moment = camera.clock()
    for number in range(1, 6):
        alarm = f"application.event({number})"
        live = camera.parameters.live
        if live[f"{alarm}.status"] != "on":
            continue
        matches = _matches(camera, live[f"{alarm}.trigger"], token, moment)
        if matches and _in_time(camera, alarm):
            _act(camera, live[f"{alarm}.action"])
    camera.last_events[token] = moment


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


def _act(camera: EmulatedCamera, action: str) -> None:
    kind, *rest = action.split("/", 3)
    if kind == "pinout":
        state = "make" if rest[0].startswith("m") else "break"
        camera.set_output(1, state, int(rest[1]))
    elif kind.startswith("camera.position"):
        camera.parameters.answer(f"{kind}=goto", "A")
    elif kind == "camera.image.true_daynight":
        camera.parameters.answer(f"{kind}={rest[0]}", "A")
    elif kind in ("tcpto", "udpto"):
        host, port, text = rest
        # An emulator talks to its own machine only.
        if ipaddress.ip_address(host).is_loopback:
            camera.spawn(_notify(kind, host, int(port), text))


async def _notify(kind: str, host: str, port: int, text: str) -> None:
    loop = asyncio.get_running_loop()
    if kind == "udpto":
        transport, _ = await loop.create_datagram_endpoint(
            asyncio.DatagramProtocol, remote_addr=(host, port)
        )
        transport.sendto(text.encode())
        transport.close()
        return
    try:
        _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return
    writer.write(text.encode())
    writer.close()
