"""A page on its own port where a person presses "input 1", "motion" and the like."""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import unquote

from . import levers
from .control_page import PAGE
from .fault_table import FAULTS
from .listening import stop_listening
from .motion import Spot

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Answer = tuple[HTTPStatus, str, bytes]

NOT_FOUND: Answer = (HTTPStatus.NOT_FOUND, "text/plain", b"not found\n")
DONE: Answer = (HTTPStatus.OK, "application/json", b'{"done": true}\n')


class ControlPage:
    """Shows cameras and lets somebody tamper with them."""

    def __init__(
        self, cameras: Sequence[EmulatedCamera], host: str = "127.0.0.1", port: int = 0
    ) -> None:
        """Prepare to listen."""
        self._cameras = cameras
        self.host = host
        self.port = port
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Open the port."""
        self._server = await asyncio.start_server(self._serve, self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Close the port."""
        if self._server is not None:
            await stop_listening(self._server)
            self._server.abort_clients()
            await self._server.wait_closed()
            self._server = None

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(
            ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError
        ):
            head = await reader.readuntil(b"\r\n\r\n")
            method, target, *_ = head.decode("latin-1").split(" ", 2)
            status, kind, body = await self._answer(method, target.partition("?")[0])
            writer.write(
                f"HTTP/1.1 {status.value} {status.phrase}\r\n"
                f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
                "Cache-Control: no-store\r\nConnection: close\r\n\r\n".encode()
            )
            writer.write(body)
            await writer.drain()
        writer.close()

    async def _answer(self, method: str, path: str) -> Answer:
        parts = [unquote(part) for part in path.strip("/").split("/")]
        if parts == [""]:
            return HTTPStatus.OK, "text/html; charset=utf-8", PAGE.encode()
        if parts == ["cameras"]:
            states = [describe(camera) for camera in self._cameras]
            return _as_json(states)
        if parts == ["faults"]:
            return _as_json(list_faults())
        if parts[0] != "cameras" or len(parts) < 2 or not parts[1].isdecimal():
            return NOT_FOUND
        number = int(parts[1])
        if number >= len(self._cameras):
            return NOT_FOUND
        camera, words = self._cameras[number], parts[2:]
        if method == "POST":
            return DONE if await press(camera, words) else NOT_FOUND
        if not words:
            return _as_json(describe(camera))
        if words == ["requests"]:
            return _as_json([asdict(request) for request in camera.requests])
        if words == ["still.jpg"] and camera.powered:
            frame = await camera.video.frame()
            return HTTPStatus.OK, "image/jpeg", frame.jpeg
        return NOT_FOUND


async def press(camera: EmulatedCamera, words: list[str]) -> bool:
    """Do what a button says; tell whether there is such a button."""
    match words:
        case ["input", ("1" | "2") as pin, ("make" | "break") as state]:
            camera.set_input(int(pin), state)
        case ["motion"]:
            camera.trigger_motion()
        case ["fan", ("on" | "off") as state]:
            # On is the error, as fan = 1 is in the comment segment.
            camera.set_fan_error(broken=state == "on")
        case ["drop"]:
            if camera.powered:
                camera.drop_alarm_clients()
        case ["power", "on"]:
            await camera.start()
        case ["power", "off"]:
            await camera.power_off()
        case ["fault", name, "on"] if name in FAULTS:
            await camera.fault_board.begin(name)
        case ["fault", name, "off"] if name in FAULTS:
            await camera.fault_board.end(name)
        case _:
            return _set(camera, words)
    return True


def _set(camera: EmulatedCamera, words: list[str]) -> bool:
    try:
        match words:
            case ["look", pan, tilt, zoom]:
                # At once, without the way there.
                camera.head.touch()
                camera.head.place(Spot(float(pan), float(tilt), float(zoom)))
            case ["lever", name, text]:
                levers.put(camera.faults, name, text)
                camera.begin_flood()
            case ["form", name, text]:
                levers.put(camera.forms, name, text)
                camera.settings_changed()
            case ["refuse", text]:
                camera.faults.refusals.append(levers.refusal(text))
            case _:
                return False
    except ValueError:
        return False
    return True


def list_faults() -> list[dict[str, object]]:
    """Tell what can be switched; what does not last happens when switched on."""
    return [
        {"name": fault.name, "sentence": fault.sentence, "lasts": fault.lasts}
        for fault in FAULTS.values()
    ]


def describe(camera: EmulatedCamera) -> dict[str, object]:
    """Tell the state of a camera."""
    pan, tilt, zoom = camera.position
    return {
        "model": camera.full_model,
        "firmware": camera.identity.firmware,
        "mac": camera.identity.mac,
        "host": camera.host,
        "http_port": camera.http_port,
        "alarm_port": camera.alarm_port,
        "id": camera.get("camera.id"),
        "factory_password": camera.identity.default_password,
        "powered": camera.powered,
        "reachable": camera.is_reachable,
        "pan": round(pan, 2),
        "tilt": round(tilt, 2),
        "zoom": round(zoom, 2),
        "preset": camera.get("camera.status"),
        "moving": camera.is_moving,
        "motors": sorted(camera.motors_running()),
        "program": camera.head.program_name,
        "inputs": [camera.inputs[1], camera.inputs[2]],
        "outputs": [camera.output(1), camera.output(2)],
        "motion": camera.motion_active,
        "masks": {area: asdict(mask) for area, mask in camera.masks.items()},
        "fan_error": camera.fan_error,
        "alarm_clients": camera.alarm_clients,
        "video_clients": camera.video_clients,
        "requests": len(camera.requests),
        "faults": camera.fault_board.on,
        "sent": [asdict(sent) for sent in camera.outbox.sent],
    }


def _as_json(value: object) -> Answer:
    return HTTPStatus.OK, "application/json", json.dumps(value).encode()
