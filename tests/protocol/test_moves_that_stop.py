"""Whatever is thrown at the camera and at us, no motor runs on."""

import asyncio
import contextlib
import random

import pytest

from custom_components.jvc_vn.protocol import camera as camera_module
from custom_components.jvc_vn.protocol import http, ptz
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import VnError
from custom_components.jvc_vn.protocol.ptz import AXES, Mover
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import Tempo
from tests.emulator import EmulatedCamera

SEQUENCES = 20
PACE = 0.25
"""How fast time goes by for camera and mover: a machine with other work to do is as
quick then as one without."""
WISHES = 12
STOP = [
    f"camera.{name}.status" for name in ("motion.pan", "motion.tilt", "motion.zoom")
]


class Trouble:
    """Makes the camera refuse, forget to answer, or answer late, by chance."""

    def __init__(self, emulated: EmulatedCamera, chance: random.Random) -> None:
        """Use these faults and this chance."""
        self._faults = emulated.faults
        self._chance = chance

    def next(self) -> None:
        """Begin another kind of trouble, or none."""
        self.end()
        match self._chance.randrange(6):
            case 0:
                self._faults.status = 503
            case 1:
                self._faults.delay = self._chance.uniform(0.01, 0.05)
            case 2:
                self._faults.hang = True
            case 3:
                key = self._chance.choice(STOP)
                self._faults.error_keys = {key: "401 Unauthorized"}

    def end(self) -> None:
        """Let the camera be well."""
        self._faults.status = None
        self._faults.delay = 0.0
        self._faults.hang = False
        self._faults.error_keys = {}


async def wish(mover: Mover, chance: random.Random) -> asyncio.Task[None]:
    """Want something: a move, a renewal or a stop, and perhaps give it up."""
    if chance.random() < 0.2:
        work = mover.stop()
    else:
        names = chance.sample(sorted(AXES), chance.randint(1, 3))
        speeds = {
            name: chance.choice((-1, 1)) * chance.randint(1, 100) for name in names
        }
        work = mover.move(speeds, chance.uniform(0.1, 0.3))
    task = asyncio.create_task(work)
    await asyncio.sleep(chance.uniform(0, 0.06))
    if chance.random() < 0.3:
        task.cancel()
    if chance.random() < 0.5:
        with contextlib.suppress(VnError, asyncio.CancelledError):
            await task
    else:
        # Wanted at the same time as what comes next.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
    return task


@pytest.mark.parametrize("seed", range(SEQUENCES))
async def test_no_motor_runs_two_seconds_after_the_last_wish(
    camera: Camera,
    emulated: EmulatedCamera,
    tempo: Tempo,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """Moves, renewals, stops and cancellations, with refused and lost replies."""
    for module in (http, camera_module):
        monkeypatch.setattr(module, "TIMEOUT", 0.1)
    # A camera that refuses for as long as the trouble lasts is asked as often.
    monkeypatch.setattr(ptz, "_LONGEST_REFUSED", 1.0)
    chance = random.Random(seed)
    trouble = Trouble(emulated, chance)
    tempo.run(PACE)
    mover = Mover(camera, timing=Timing(tempo.clock, tempo.sleep))
    wishes: list[asyncio.Task[None]] = []
    for _ in range(WISHES):
        if chance.random() < 0.5:
            trouble.next()
        wishes.append(await wish(mover, chance))
    trouble.end()
    async with asyncio.timeout((0.3 + 2.0) / PACE):
        # What was wanted last may not have begun yet.
        await asyncio.wait(wishes)
        while emulated.is_moving or mover.running:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert not emulated.is_moving
    await mover.close()
