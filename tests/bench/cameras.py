"""`python -m tests.bench.cameras PORT COUNT`: emulated cameras in their own process.

Their pictures are real ones of the emulator's yard, drawn beforehand: drawing would
take the processor time that is to be measured. Whoever connects to PORT may say
`wire` or `loopback` in a line, and is told as JSON what was asked of the cameras;
who says `turned`, what the motors of the first one were told, and when.

On `wire` a picture comes at the pace of the camera's 100 Mbit/s port, 12.5 KB in a
millisecond, on `loopback` all at once, as no network does it.
"""

import asyncio
import contextlib
import json
import sys
import time
from collections import deque

from tests.emulator import EmulatedCamera
from tests.emulator.http_head import Request
from tests.emulator.wire import Wire
from tests.load.album import Album

HTTP_PORT = 8085
ALARM_PORT = 32040
WIRE = 12_500
"""Bytes that 100 Mbit/s carry in a millisecond."""


def host(number: int) -> str:
    """Return the address of a camera."""
    return f"127.0.0.{40 + number}"


def mac(number: int) -> str:
    """Return the MAC address of a camera."""
    return f"00:80:88:00:20:{number:02x}"


class Port:
    """The network port of a camera, which all its streams share."""

    def __init__(self, cameras: list[EmulatedCamera]) -> None:
        """Send all at once until told otherwise."""
        self._cameras = cameras
        self.paced = False
        self._busy = False
        self._waiting: deque[tuple[Wire, memoryview]] = deque()
        self._send = Wire.write

    def write(self, wire: Wire, data: bytes | bytearray | memoryview) -> None:
        """Send, or wait for one's turn."""
        # Short answers go out at once: their connection closes behind them.
        if not self.paced or not self._streams(wire):
            self._send(wire, data)
            return
        self._waiting.append((wire, memoryview(data)))
        if not self._busy:
            self._busy = True
            asyncio.get_running_loop().call_soon(self._go_on, 0.0)

    def _streams(self, wire: Wire) -> bool:
        sessions = (camera.video._sessions.get(wire) for camera in self._cameras)
        return any(session and session.rate != "0" for session in sessions)

    def _go_on(self, due: float) -> None:
        """Send what a millisecond carries, one picture after the other."""
        room = WIRE
        while self._waiting and room:
            wire, data = self._waiting.popleft()
            self._send(wire, data[:room])
            if len(data) > room:
                self._waiting.appendleft((wire, data[room:]))
            room = max(0, room - len(data))
        self._busy = bool(self._waiting)
        if self._busy:
            loop = asyncio.get_running_loop()
            # A millisecond that came late is made up for.
            due = max(due, loop.time() - 0.02) + 0.001
            loop.call_at(due, self._go_on, due)


def told(camera: EmulatedCamera) -> dict[str, int]:
    """Count what was asked of a camera."""
    targets = [request.target for request in camera.requests]
    return {
        "requests": len(targets),
        "stills": sum("framerate=0" in target for target in targets),
        "streams": camera.video_clients,
    }


def note_moves(camera: EmulatedCamera) -> list[tuple[float, str]]:
    """Note from now on what motors are told, and when by the clock on the wall."""
    moves: list[tuple[float, str]] = []
    note = camera.note_request

    def noted(request: Request) -> None:
        if "camera.motion.pan" in request.target:
            moves.append((time.time(), request.target))
        note(request)

    camera.note_request = noted  # type: ignore[method-assign]
    return moves


async def main(port: int, count: int) -> None:
    """Serve until killed."""
    album = Album()
    async with contextlib.AsyncExitStack() as stack:
        cameras = [
            EmulatedCamera(
                http_port=HTTP_PORT,
                host=host(number),
                alarm_port=ALARM_PORT,
                search_port=None,
                mac=mac(number),
                multi_key=True,
            )
            for number in range(count)
        ]
        for camera in cameras:
            await stack.enter_async_context(camera)
            album.show(camera)
        album.fill(cameras[0])

        network_port = Port(cameras)

        def write(wire: Wire, data: bytes | bytearray | memoryview) -> None:
            network_port.write(wire, data)

        Wire.write = write  # type: ignore[method-assign]

        moves = note_moves(cameras[0])

        async def tell(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            word = (await reader.readline()).strip()
            if word == b"turned":
                writer.write(json.dumps(moves).encode())
                moves.clear()
            else:
                if word:
                    network_port.paced = word == b"wire"
                writer.write(json.dumps([told(camera) for camera in cameras]).encode())
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(tell, "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
