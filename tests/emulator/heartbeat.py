"""What happens in time without anybody asking: arrivals, and periodic pictures."""

import asyncio
import re
from typing import TYPE_CHECKING

from . import actions

if TYPE_CHECKING:
    from .camera import EmulatedCamera

BEAT = 0.05
PERIODIC = "application.event(6)"


class Heartbeat:
    """Looks at the clock while an alarm action needs that."""

    def __init__(self, camera: EmulatedCamera) -> None:
        """Do nothing yet."""
        self._camera = camera
        self._task: asyncio.Task[None] | None = None
        self._trigger = ""
        self._due = 0.0

    def arm(self) -> None:
        """Begin or end, as the alarm actions that are on say."""
        live = self._camera.parameters.live
        on = [f"application.event({number})" for number in range(1, 7)]
        on = [alarm for alarm in on if live[f"{alarm}.status"] == "on"]
        triggers = [live[f"{alarm}.trigger"] for alarm in on]
        self._camera.outbox.recorder.arm(
            wanted=any(live[f"{alarm}.action"].startswith("recftp") for alarm in on)
        )
        periodic = live[f"{PERIODIC}.trigger"] if PERIODIC in on else ""
        if periodic != self._trigger:
            self._trigger = periodic
            self._due = self._camera.clock() + self._interval
        timed = any(re.match(r"camera\.position|i\d", trigger) for trigger in triggers)
        if timed and self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        elif not timed:
            self._end()

    def stop(self) -> None:
        """End, as at power-off."""
        self._end()
        self._trigger = ""
        self._camera.outbox.recorder.stop()

    def _end(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    @property
    def _interval(self) -> float:
        found = re.fullmatch(r"i(\d+)", self._trigger)
        return float(found[1]) if found else float("inf")

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            self._camera.head.advance()
            now = self._camera.clock()
            if now >= self._due:
                self._due = now + max(self._interval, BEAT)
                actions.act(self._camera, PERIODIC)
