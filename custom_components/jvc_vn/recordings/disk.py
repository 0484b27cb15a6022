"""Runs what blocks on the media disk: one at a time, and never on the event loop.

A share on the network may hang. Then one thread hangs with it, and nothing else.
"""

import asyncio
import errno
from _thread import start_new_thread
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

from homeassistant.core import HassJob, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util.hass_dict import HassKey

from ..issues import async_create_disk_hangs_issue, async_delete_recordings_issues
from ..protocol.timing import outcome

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
        """Run something that blocks; who gives up waiting does not end it.

        Raises:
            OSError: there is no thread for it.
        """
        await self._turn.acquire()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        # A thread that nobody waits for: Home Assistant waits for those of its own
        # when it stops, 50 s long for one that hangs in the system.
        try:
            start_new_thread(_work, (loop, future, partial(work, *args)))
        except RuntimeError as err:
            # The system has no thread left.
            self._turn.release()
            raise OSError(errno.EAGAIN, str(err)) from err
        job = HassJob(self._hangs, "jvc_vn disk", cancel_on_shutdown=True)
        stop_waiting = async_call_later(self._hass, PATIENCE, job)

        def done(_future: asyncio.Future[R]) -> None:
            stop_waiting()
            self._turn.release()
            self._moves()

        future.add_done_callback(done)
        return await outcome(future)

    @callback
    def _hangs(self, _now: datetime) -> None:
        self.hangs = True
        async_create_disk_hangs_issue(self._hass)

    @callback
    def _moves(self) -> None:
        if self.hangs:
            self.hangs = False
            async_delete_recordings_issues(self._hass, "recordings_hang")


def _work[R](
    loop: asyncio.AbstractEventLoop, future: asyncio.Future[R], work: Callable[[], R]
) -> None:
    """Do it in this thread, and tell the event loop what came of it."""
    try:
        told = partial(future.set_result, work())
    except BaseException as err:  # noqa: BLE001 - it is raised where it is awaited
        told = partial(future.set_exception, err)
    # The loop may have ended before.
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(told)


_DISK: HassKey[Disk] = HassKey("jvc_vn_disk")


@callback
def async_disk(hass: HomeAssistant) -> Disk:
    """Return the one of a Home Assistant."""
    if _DISK not in hass.data:
        hass.data[_DISK] = Disk(hass)
    return hass.data[_DISK]
