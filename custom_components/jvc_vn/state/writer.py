"""Writes parameters without flooding the camera: of many values, the last."""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from ..protocol import parameters as p
from ..protocol.all_or_nothing import set_all
from ..protocol.camera import Camera
from ..protocol.errors import InvalidResponseError, VnError
from ..protocol.follow_up import FollowUp, follow_up
from ..protocol.parameters import Parameter
from ..protocol.reply import ACCEPTED, Reply
from ..protocol.timing import REAL, Timing, outcome
from .aftermath import Aftermath
from .camera_state import CameraState
from .owed_ends import OwedEnds
from .pending_saves import PendingSaves
from .schedule import Schedule

_LOGGER = logging.getLogger(__name__)

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
    aftermath: Aftermath
    owed: OwedEnds

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
        await outcome(slot.done)

    async def set_together(
        self,
        what: str,
        changes: Mapping[Parameter[Any], Any],
        before: Mapping[Parameter[Any], Any],
    ) -> None:
        """Write values that mean something only together: all of them, or none.

        Args:
            what: what they are together, for the ledger.
            changes: what shall be.
            before: what is, as far as it is known.

        Raises:
            VnError: the camera did not take one; it has the others as before.
        """
        host = self._host
        needed = await set_all(
            host.camera, changes, before, what=what, ledger=host.owed
        )
        for parameter, value in changes.items():
            if parameter.readers:
                await self._keep(parameter, value, needed[parameter])
            else:
                # A password: it is kept nowhere.
                host.pending_saves.add(needed[parameter])

    async def command(self, parameter: Parameter[Any], word: str) -> None:
        """Send a command; VnError if the camera did not accept it."""
        host = self._host
        async with host.ptz.around(parameter, word):
            needed = await host.camera.command(parameter, word)
        host.pending_saves.add(needed)
        host.pending_saves.call_sent(FollowUp(parameter.key, word))
        host.schedule.mark_live_due()
        host.aftermath.commanded(parameter)

    async def raw(self, key: str, text: str) -> tuple[Reply, FollowUp | None]:
        """Write a key of the guide as text; it is saved and followed like any change.

        Returns what the camera says, and what the change needs.

        Raises:
            InvalidValueError: no key, or control characters; nothing was sent.
            VnError: the camera did not take it.
        """
        host, parameter = self._host, p.PARAMETERS.get(key)
        async with host.ptz.around(parameter, text) if parameter else nullcontext():
            reply = await host.camera.set_raw(key, text)
        needed = follow_up(key, reply.detail if reply.code == ACCEPTED else None)
        host.pending_saves.call_sent(FollowUp(key, text))
        if parameter is None:
            if needed and needed.reboots:
                host.pending_saves.stage(needed, key, text, await self._read(key))
            else:
                host.pending_saves.add(needed)
        elif text in parameter.commands or not parameter.readers:
            host.pending_saves.add(needed)
            host.aftermath.commanded(parameter)
        else:
            await self._keep_raw(parameter, text, needed)
        host.schedule.mark_live_due()
        return reply, needed

    async def _keep_raw(
        self, parameter: Parameter[Any], text: str, needed: FollowUp | None
    ) -> None:
        """Show and keep a value that was written as text, if it is understood."""
        try:
            value = parameter.decode(text)
        except InvalidResponseError:
            # Another word than is read, such as `start`.
            self._host.pending_saves.add(needed)
            self._host.aftermath.commanded(parameter)
            return
        await self._keep(parameter, value, needed)

    async def _read(self, key: str) -> str | None:
        """Read what is in force while another value is staged (guide, 6.10)."""
        try:
            return (await self._host.camera.get_raw(key)).value
        except VnError as err:
            _LOGGER.debug("%s is not read: %s", key, err)
            return None

    async def _in_force(self, parameter: Parameter[Any], staged: Any) -> Any:
        """Return the value that a staged one replaces, None if nobody knows."""
        text = await self._read(parameter.key)
        if text is None:
            return None
        try:
            value = parameter.decode(text)
        except InvalidResponseError:
            return None
        return None if value == staged else value

    async def close(self) -> None:
        """Wait until everything has been written."""
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    async def _work(self, parameter: Parameter[Any]) -> None:
        try:
            while slot := self._waiting.pop(parameter, None):
                try:
                    await self._write(parameter, slot.value)
                except Exception as err:  # noqa: BLE001 - handed to who waits for it
                    slot.done.set_exception(err)
                else:
                    slot.done.set_result(None)
                await self._sleep(SPACING)
        finally:
            del self._working[parameter]

    async def _write(self, parameter: Parameter[Any], value: Any) -> None:
        host = self._host
        async with host.ptz.around(parameter, parameter.encode(value)):
            needed = await host.camera.set(parameter, value)
        await self._keep(parameter, value, needed)

    async def _keep(
        self, parameter: Parameter[Any], value: Any, needed: FollowUp | None
    ) -> None:
        host = self._host
        before = host.data.get(parameter)
        if before is None and needed and needed.reboots and parameter.readers:
            before = await self._in_force(parameter, value)
        host.data.update({parameter: value})
        host.pending_saves.add(needed, parameter, value, before)
        # Read it back at the next tick: the camera has the last word.
        host.schedule.mark_due([parameter])
        host.aftermath.written(parameter, value)
        host.async_update_listeners()
