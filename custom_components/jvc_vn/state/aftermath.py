"""Looks at once at what the camera changes by itself when something is done."""

import asyncio
import logging
from collections.abc import Coroutine, Iterable
from typing import Any, Protocol

from homeassistant.core import callback

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import VnError
from ..protocol.http import Turn
from ..protocol.output_pulse import MARGIN
from ..protocol.parameters import Parameter
from ..protocol.parameters.effects import KEPT_WITH_PLACE, effects
from ..protocol.timing import REAL, Timing
from .camera_clock import CameraClock
from .camera_state import CameraState
from .reader import Reader
from .schedule import Schedule

_LOGGER = logging.getLogger(__name__)
_OUTPUTS = {output: number for number, output in zip(p.PINS, p.OUTPUT, strict=True)}


class AftermathHost(Protocol):
    """What looking again needs of a camera's coordinator."""

    data: CameraState
    camera: Camera
    schedule: Schedule
    reader: Reader
    clock: CameraClock

    def async_update_listeners(self) -> None:
        """Tell the entities that something has changed."""

    def create_background_task[T](
        self, coro: Coroutine[Any, Any, T], name: str
    ) -> asyncio.Task[T]:
        """Run something until it ends or the camera is let go."""


class Aftermath:
    """Reads what somebody looks at; the rest is read when somebody does."""

    def __init__(self, host: AftermathHost, *, timing: Timing = REAL) -> None:
        """Look at nothing yet."""
        self._host = host
        self._sleep = timing.sleep

    @callback
    def written(self, parameter: Parameter[Any], value: object) -> None:
        """A value was written: it has the last word on others, and an output opens."""
        self._look(effects(parameter)[1:])
        if parameter is p.TIMEZONE:
            self._host.clock.forget(str(value))
        if value is True and (number := _OUTPUTS.get(parameter)):
            self._run(self._watch(number))

    @callback
    def commanded(self, parameter: Parameter[Any]) -> None:
        """A command was given: its own value may be another too."""
        self._look(effects(parameter))

    @callback
    def arrived(self) -> None:
        """The camera is at a preset, and has what is kept with it."""
        self._look(KEPT_WITH_PLACE)

    def _look(self, parameters: Iterable[Parameter[Any]]) -> None:
        wanted = set(self._host.schedule.wanted).intersection(parameters)
        # At the next tick once more: it may take the camera a moment.
        self._host.schedule.mark_due(wanted)
        if wanted:
            self._run(self._read(wanted))

    async def _read(self, wanted: Iterable[Parameter[Any]]) -> None:
        host = self._host
        try:
            await host.reader.read(list(wanted))
        except VnError as err:
            _LOGGER.debug("Not looked at again: %s", err)
            return
        host.schedule.mark_due(wanted)
        host.async_update_listeners()

    async def _watch(self, number: int) -> None:
        """Look at an output once the camera has opened it by itself (guide, 6.5)."""
        setting = p.OUTPUT_DURATION[number]
        lasts = self._host.data.get(setting)
        if lasts is None:
            try:
                lasts = await self._host.camera.get(setting, turn=Turn.QUEUED)
            except VnError as err:
                _LOGGER.debug("Output %s is not watched: %s", number, err)
                return
        if lasts:
            await self._sleep(lasts / 1000 + MARGIN)
            await self._read([p.OUTPUT[number]])

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        self._host.create_background_task(work, "look again")
