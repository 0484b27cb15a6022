"""A move that lasts as long as somebody holds it: a finger on a button."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Protocol

from ..protocol.errors import VnError
from ..protocol.timing import outcome

LASTS = 1.5
"""Seconds that it goes on when nothing more is heard from who holds it."""


class SupersededError(Exception):
    """Somebody or something else turns the camera now."""


class Holder(Protocol):
    """What holding needs of what turns the camera."""

    @property
    def owner(self) -> object:
        """Whose the newest move is."""

    async def move(
        self, speeds: Mapping[str, int], duration: float, *, owner: object = None
    ) -> None:
        """Run motors for a while."""

    def extend(self, owner: object, duration: float) -> bool:
        """Let a move last longer."""

    async def stop(self) -> None:
        """Stop the motors."""


class Hold:
    """One press of a button, or one grip on a joystick, until it is let go."""

    def __init__(self, ptz: Holder) -> None:
        """Hold nothing yet."""
        self._ptz = ptz
        self._speeds: dict[str, int] = {}
        self._wanted: dict[str, int] = {}
        self._working: asyncio.Task[None] | None = None

    @property
    def superseded(self) -> bool:
        """Something newer than what we have begun is wanted."""
        return bool(self._speeds) and self._ptz.owner is not self

    async def keep(self, speeds: Mapping[str, int]) -> None:
        """Begin, change direction or speed, or renew: it lasts 1.5 s more.

        Returns when the camera does it. Of several changes the last counts.

        Raises:
            InvalidValueError: nothing was sent.
            SupersededError: it is another's turn; nothing was sent.
            VnError: the camera did not do it.
        """
        if self.superseded:
            raise SupersededError
        self._wanted = dict(speeds)
        if self._working is None:
            if self._wanted == self._speeds and self._ptz.extend(self, LASTS):
                return
            self._working = asyncio.create_task(self._work(), name="jvc_vn hold")
        await outcome(self._working)

    async def release(self) -> None:
        """Stop, unless another's move has replaced ours.

        Raises:
            VnError: the first try failed; it is tried on until the camera stands.
        """
        if working := self._working:
            # What waits for its turn must not begin after the stop.
            working.cancel()
            with contextlib.suppress(asyncio.CancelledError, VnError, SupersededError):
                await working
        ours = self._ptz.owner is self
        self._speeds = self._wanted = {}
        if ours:
            await self._ptz.stop()

    async def _work(self) -> None:
        try:
            while True:
                wanted = self._wanted
                if self.superseded:
                    raise SupersededError
                await self._ptz.move(wanted, LASTS, owner=self)
                self._speeds = wanted
                if self._wanted == wanted:
                    return
        finally:
            self._working = None
