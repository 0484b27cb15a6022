"""Writing without flooding the camera: the last value of a dragged slider counts."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from ..protocol.parameters import Parameter

SPACING = 0.25
"""Seconds between two writes of the same parameter."""


@dataclass(slots=True)
class _Slot:
    """The value that is to be written next; whoever gave one waits for `done`."""

    value: Any
    done: asyncio.Future[None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Writer:
    """Writes each parameter at most four times a second; newer values replace older."""

    def __init__(
        self,
        write: Callable[[Parameter[Any], Any], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Write with `write`."""
        self._write = write
        self._sleep = sleep
        self._waiting: dict[Parameter[Any], _Slot] = {}
        self._working: dict[Parameter[Any], asyncio.Task[None]] = {}

    async def set[T](self, parameter: Parameter[T], value: T) -> None:
        """Write a value, or have a newer one written in its place.

        Raises:
            InvalidValueError: at once, if the camera would not take this one.
            VnError: the camera did not take what was written.
        """
        parameter.encode(value)
        if slot := self._waiting.get(parameter):
            slot.value = value
        else:
            slot = self._waiting[parameter] = _Slot(value)
        if parameter not in self._working:
            task = asyncio.create_task(self._work(parameter), name="jvc_vn write")
            self._working[parameter] = task
        # Whoever gives up must not take the write from the others.
        await asyncio.shield(slot.done)

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

    async def close(self) -> None:
        """Finish what is being written; nobody waits between two values any more."""
        await asyncio.gather(*self._working.values(), return_exceptions=True)
