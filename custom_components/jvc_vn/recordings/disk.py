"""Runs what blocks on the media disk: one at a time, and never on the event loop.

A share on the network may hang. Then one thread hangs with it, and nothing else.
"""

import asyncio
from collections.abc import Callable

from homeassistant.core import HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey

from ..issues import async_create_disk_hangs_issue, async_delete_recordings_issues

PATIENCE = 10.0
"""Seconds after which the disk is said to hang."""


class Disk:
    """The disk under Home Assistant's media folder."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Have nothing to do yet."""
        self.hangs = False
        """Something has been waiting for it for too long."""
        self._hass = hass
        self._turn = asyncio.Semaphore(1)

    async def run[*Ts, R](self, work: Callable[[*Ts], R], *args: *Ts) -> R:
        """Run something that blocks; who gives up waiting does not end it."""
        await self._turn.acquire()
        loop = asyncio.get_running_loop()
        # Not Home Assistant's own way: it would wait for it when it stops.
        try:
            future = loop.run_in_executor(None, work, *args)
        except BaseException:
            self._turn.release()
            raise
        timer = loop.call_later(PATIENCE, self._hangs)

        def done(_future: asyncio.Future[R]) -> None:
            timer.cancel()
            self._turn.release()
            self._moves()

        future.add_done_callback(done)
        return await asyncio.shield(future)

    @callback
    def _hangs(self) -> None:
        self.hangs = True
        async_create_disk_hangs_issue(self._hass)

    @callback
    def _moves(self) -> None:
        if self.hangs:
            self.hangs = False
            async_delete_recordings_issues(self._hass, "recordings_hang")


_DISK: HassKey[Disk] = HassKey("jvc_vn_disk")


@callback
def async_disk(hass: HomeAssistant) -> Disk:
    """Return the one of a Home Assistant."""
    if _DISK not in hass.data:
        hass.data[_DISK] = Disk(hass)
    return hass.data[_DISK]
