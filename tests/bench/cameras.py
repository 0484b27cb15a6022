"""`python -m tests.bench.cameras PORT COUNT`: emulated cameras in their own process.

Their pictures are real ones of the emulator's yard, drawn beforehand: drawing would
take the processor time that is to be measured. What was asked of them is told as
JSON to whoever connects to PORT.
"""

import asyncio
import contextlib
import json
import sys
from itertools import cycle
from threading import Lock

from tests.emulator import EmulatedCamera
from tests.emulator.video import encode, make_scene
from tests.emulator.view import View

HTTP_PORT = 8085
ALARM_PORT = 32040
QUALITY = 75
PICTURES = 12


def host(number: int) -> str:
    """Return the address of a camera."""
    return f"127.0.0.{40 + number}"


def mac(number: int) -> str:
    """Return the MAC address of a camera."""
    return f"00:80:88:00:20:{number:02x}"


class Album:
    """Pictures of one yard, handed out in turn."""

    def __init__(self) -> None:
        """Draw nothing yet."""
        self._lock = Lock()
        self._jpegs: list[bytes] = []
        self._turn = cycle(self._jpegs)

    def fill(self, camera: EmulatedCamera) -> None:
        """Draw the pictures."""
        scene = make_scene(camera)
        view = camera.video._view()
        for _ in range(PICTURES):
            self._jpegs.append(encode(scene.render(view), QUALITY))
        self._turn = cycle(self._jpegs)

    def draw(self, _view: View) -> bytes:
        """Return the next picture."""
        with self._lock:
            return next(self._turn)


def told(camera: EmulatedCamera) -> dict[str, int]:
    """Count what was asked of a camera."""
    targets = [request.target for request in camera.requests]
    return {
        "requests": len(targets),
        "stills": sum("framerate=0" in target for target in targets),
        "streams": camera.video_clients,
    }


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
            camera.video._photograph = album.draw  # type: ignore[method-assign]
        album.fill(cameras[0])

        async def tell(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(json.dumps([told(camera) for camera in cameras]).encode())
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(tell, "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
