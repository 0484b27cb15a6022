"""Random moves and pulses while the storm rages, and kills in the middle of moves."""

import asyncio
import random
import time
from typing import Any

from tests.bench.report import Figure, below
from tests.demo import DemoError
from tests.demo.client import Client
from tests.load.house import House

PAUSE = (0.02, 0.4)
KILLS = 3
REST_SECONDS = 90
"""Time for what is begun to be ended: a camera that is back is heard of by a poll, and
a refused stop is sent every half a minute."""

type Wish = tuple[str, dict[str, Any]]


def wish(dice: random.Random) -> Wish:
    """Return an action of ours, with what it takes."""
    axes = dice.sample(("pan", "tilt", "zoom", "focus"), dice.randint(1, 3))
    speeds = {axis: dice.choice((-100, -30, 20, 80)) for axis in axes}
    choices: tuple[tuple[int, Wish], ...] = (
        (10, ("ptz_move", {**speeds, "duration": dice.uniform(0.2, 5)})),
        (3, ("ptz_stop", {})),
        (2, ("ptz_step", {"pan": dice.uniform(-20, 20)})),
        (2, ("goto_preset", {"preset": dice.randrange(5)})),
        (1, ("pulse_output", {"output": 1, "duration": dice.randint(100, 3000)})),
    )
    weights, wishes = zip(*choices, strict=True)
    return dice.choices(wishes, weights)[0]


class Moves:
    """Asks for moves of all cameras, in whatever state they are."""

    def __init__(self, client: Client, cameras: list[str], seed: object) -> None:
        """Ask by this client."""
        self._client = client
        self._cameras = cameras
        self._dice = random.Random(f"{seed}/moves")
        self.asked = self.refused = 0

    async def ask(self, seconds: float) -> None:
        """Ask for some seconds, without waiting for what becomes of it."""
        end = time.monotonic() + seconds
        async with asyncio.TaskGroup() as group:
            while time.monotonic() < end:
                await asyncio.sleep(self._dice.uniform(*PAUSE))
                camera = self._dice.choice(self._cameras)
                group.create_task(self._act(camera, *wish(self._dice)))

    async def _act(self, camera: str, name: str, data: dict[str, Any]) -> None:
        self.asked += 1
        try:
            path = f"/api/services/jvc_vn/{name}"
            await self._client.post(path, {"entity_id": camera, **data})
        except DemoError:
            self.refused += 1


async def left(home: House, seconds: float = REST_SECONDS) -> dict[str, list[str]]:
    """Return what still runs at a camera after some time."""
    end = time.monotonic() + seconds
    while (running := await home.street("running")) and time.monotonic() < end:
        await asyncio.sleep(1)
    return dict(running)


async def kills(home: House, cameras: list[str]) -> list[Figure]:
    """Kill Home Assistant in the middle of moves; tell what runs when it is back."""
    begun = rest = 0
    for _ in range(KILLS):
        async with Client.connect(home.client.url) as client:
            await _begin(client, cameras)
            begun += len(await home.street("running"))
            await home.kill()
        rest += len(await left(home, 30))
    return [
        Figure("kills of Home Assistant", f"{KILLS}, {begun} cameras busy at them"),
        below(
            "cameras with a motor or output left running after kills", rest, 0, "", 0
        ),
    ]


async def _begin(client: Client, cameras: list[str]) -> None:
    """Let all cameras turn, and close an output of the first."""
    path = "/api/services/jvc_vn"
    for camera in cameras:
        move = {"entity_id": camera, "pan": 40, "duration": 30}
        await client.post(f"{path}/ptz_move", move)
    pulse = {"entity_id": cameras[0], "output": 2, "duration": 5000}
    await client.post(f"{path}/pulse_output", pulse)
