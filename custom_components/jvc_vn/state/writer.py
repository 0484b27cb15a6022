"""Writes parameters without flooding the camera: of many values, the last."""

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..protocol.camera import Camera
from ..protocol.parameters import Parameter
from ..protocol.timing import REAL, Timing
from .camera_state import CameraState
from .pending_saves import PendingSaves
from .schedule import Schedule

SPACING = 0.25
"""Seconds between two writes of the same parameter."""


class Turning(Protocol):
    """What a write that turns the camera is wrapped in."""

    def around(
        self, parameter: Parameter[Any], text: str
    ) -> AbstractAsyncContextManager[None]:
        """Return a context for the write; it does nothing for other parameters."""


class WriterHost(Protocol):
    """What writing needs of a camera's coordinator."""

    data: CameraState
    camera: Camera
    schedule: Schedule
    pending_saves: PendingSaves

    @property
    def ptz(self) -> Turning:
        """What turns the camera."""

    def async_update_listeners(self) -> None:
        """Let the entities show what has changed."""


@dataclass(slots=True)
class _Slot:
    """The value to be written next; all who gave one wait for `done`."""

    value: Any
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Writer:
    """Writes each parameter at most four times a second; newer values replace older."""

    def __init__(self, host: WriterHost, *, timing: Timing = REAL) -> None:
        """Write to the host's camera."""
        self._host = host
        self._sleep = timing.sleep
        self._waiting: dict[Parameter[Any], _Slot] = {}
        self._working: dict[Parameter[Any], asyncio.Task[None]] = {}

    async def set[T](self, parameter: Parameter[T], value: T) -> None:
        """Write a value, or have a newer one written in its place.

        Raises:
            InvalidValueError: at once, if the camera would not take this one.
            VnError: the camera did not accept what was written.
        """
        parameter.encode(value)
        if slot := self._waiting.get(parameter):
            slot.value = value
        else:
            slot = self._waiting[parameter] = _Slot(value)
        if parameter not in self._working:
            task = asyncio.create_task(self._work(parameter), name="jvc_vn write")
            self._working[parameter] = task
        # A caller that is cancelled must not cancel the write of the others.
        await asyncio.shield(slot.done)

    async def command(self, parameter: Parameter[Any], word: str) -> None:
        """Send a command; VnError if the camera did not accept it."""
        host = self._host
        async with host.ptz.around(parameter, word):
            host.pending_saves.add(await host.camera.command(parameter, word))
        host.schedule.mark_live_due()

    async def close(self) -> None:
        """Wait until everything has been written."""
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _work(self, parameter: Parameter[Any]) -> None:
        try:
            while slot := self._waiting.pop(parameter, None):
                try:
                    await self._write(parameter, slot.value)
                except Exception as err:  # noqa: BLE001 - handed to who waits for it
                    if not slot.done.cancelled():
                        slot.done.set_exception(err)
                else:
                    if not slot.done.cancelled():
                        slot.done.set_result(None)
                await self._sleep(SPACING)
        finally:
            del self._working[parameter]

    async def _write(self, parameter: Parameter[Any], value: Any) -> None:
        host = self._host
        async with host.ptz.around(parameter, parameter.encode(value)):
            needed = await host.camera.set(parameter, value)
        host.data.update({parameter: value})
        host.pending_saves.add(needed, parameter, value)
        # Read it back at the next tick: the camera has the last word.
        host.schedule.mark_due([parameter])
        host.async_update_listeners()
