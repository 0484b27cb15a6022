"""`python -m tests.load.cameras PORT COUNT`: many emulated cameras in one process.

Whoever connects to PORT sends a line of JSON, `["NAME", ARGUMENT ...]` with the name of
a method of `Street`, and gets its answer as another.
"""

import asyncio
import contextlib
import json
import random
import sys
import time
from collections import Counter
from typing import Any

from tests.emulator import EmulatedCamera

from .album import Album
from .storm import Storm

HTTP_PORT = 8085
ALARM_PORT = 32040
MAKE, BREAK = "make", "break"


def host(number: int) -> str:
    """Return the address of a camera."""
    return f"127.0.{number // 200 + 2}.{number % 200 + 1}"


def mac(number: int) -> str:
    """Return the MAC address of a camera."""
    return f"00:80:88:00:{number // 256:02x}:{number % 256:02x}"


def camera(number: int) -> EmulatedCamera:
    """Make a camera that costs as little as one can."""
    return EmulatedCamera(
        host=host(number),
        http_port=HTTP_PORT,
        alarm_port=ALARM_PORT,
        search_port=None,
        mac=mac(number),
        scene="plain",
    )


def _begun(camera: EmulatedCamera) -> list[str]:
    """Name what somebody has begun on a camera, and has not ended."""
    outputs = (f"output {n}" for n in (1, 2) if camera.output(n) == MAKE)
    return [*sorted(camera.motors_running()), *outputs]


class Street:
    """Many cameras, and what is done to them."""

    def __init__(self, cameras: list[EmulatedCamera]) -> None:
        """Look after these."""
        self._cameras = cameras

    async def alarms(
        self, rounds: int, pause: float, numbers: list[int]
    ) -> list[tuple[int, str, float]]:
        """Turn input 1 of cameras on and off in turn; tell when each was written."""
        written = []
        for _ in range(rounds):
            for number in numbers:
                # Not in step with those who poll.
                await asyncio.sleep(pause * random.uniform(0.5, 1.5))
                written.append(await self.edge(number))
        return written

    async def edge(self, number: int) -> tuple[int, str, float]:
        """Change input 1 of a camera; tell to what and when."""
        camera = self._cameras[number]
        state = BREAK if camera.inputs[1] == MAKE else MAKE
        now = time.monotonic()
        camera.set_input(1, state)
        return number, state, now

    async def storm(self, seconds: float, seed: int, numbers: list[int]) -> Any:
        """Let faults and alarms happen; tell the edges, and the faults by kind."""
        storms = [
            Storm(self._cameras[number], number, random.Random(f"{seed}/{number}"))
            for number in numbers
        ]
        await asyncio.gather(*(storm.rage(seconds) for storm in storms))
        faults = sum((storm.faults for storm in storms), Counter[str]())
        edges = [edge for storm in storms for edge in storm.edges]
        return {"edges": edges, "faults": faults}

    async def running(self) -> dict[int, list[str]]:
        """Tell which motors run, and which outputs are closed."""
        return {
            number: found
            for number, camera in enumerate(self._cameras)
            if (found := _begun(camera))
        }

    async def levers(self, numbers: list[int], levers: dict[str, Any]) -> None:
        """Set levers of the faults of cameras."""
        for number in numbers:
            for name, value in levers.items():
                setattr(self._cameras[number].faults, name, value)

    async def several_keys(self, several: bool) -> None:
        """Say whether cameras take several keys in one request."""
        for camera in self._cameras:
            camera.multi_key = several

    async def real_pictures(self) -> None:
        """Let all cameras send pictures as large as real ones."""
        album = Album()
        album.fill(self._cameras[0])
        for each in self._cameras:
            album.show(each)

    async def asked(self) -> dict[str, int]:
        """Count the requests since the last call, by kind."""
        counts = Counter(
            request.target.partition("?")[0]
            for camera in self._cameras
            for request in camera.requests
        )
        for camera in self._cameras:
            camera.clear_requests()
        return dict(counts)

    async def cpu(self) -> float:
        """Tell the seconds of processor time that all this took."""
        return time.process_time()


async def main(port: int, count: int) -> None:
    """Serve until killed."""
    async with contextlib.AsyncExitStack() as stack:
        cameras = [camera(number) for number in range(count)]
        for each in cameras:
            await stack.enter_async_context(each)
        street = Street(cameras)

        async def serve(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            while line := await reader.readline():
                name, *arguments = json.loads(line)
                answer = await getattr(street, name)(*arguments)
                writer.write(json.dumps(answer).encode() + b"\n")
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", port, limit=1 << 24)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
