"""The one way in which anything turns the camera.

Whatever turns it first ends a timed move of ours, whose later stop would end what
comes now; then it is sent; then the position is followed until the camera stands.
"""

import asyncio
import logging
from collections.abc import (
    AsyncIterator,
    Coroutine,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import (
    AbstractAsyncContextManager,
    asynccontextmanager,
    contextmanager,
    nullcontext,
)
from typing import Any, Protocol

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import UnreachableError, VnError
from ..protocol.http import TIMEOUT
from ..protocol.parameters import Parameter
from ..protocol.ptz import Mover, goto_preset
from ..protocol.timing import REAL, Timing
from ..state.camera_state import CameraState
from ..state.frame_observer import FrameObserver
from ..state.owed_ends import OwedEnds
from ..state.reader import Reader
from ..video.hub import FrameHub

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY = 1.0
"""Seconds between two looks at a camera that turns while nobody watches."""
MOST_LOOKS = 60
_STANDS_YET = 0.5
POSITION = (p.PAN, p.TILT, p.ZOOM, p.PRESET)


class PtzHost(Protocol):
    """What turning the camera needs of a camera's coordinator."""

    data: CameraState
    camera: Camera
    hub: FrameHub
    reader: Reader
    observer: FrameObserver
    owed: OwedEnds

    def require_running(self) -> None:
        """Refuse to begin what would outlive us."""

    def async_update_listeners(self) -> None:
        """Tell the entities that something has changed."""

    def create_background_task[T](
        self, coro: Coroutine[Any, Any, T], name: str
    ) -> asyncio.Task[T]:
        """Run something until it ends or the camera is let go."""


class PtzController:
    """Turns one camera, and knows whether it turns."""

    def __init__(
        self,
        host: PtzHost,
        *,
        timing: Timing = REAL,
    ) -> None:
        """Own the motors of the host's camera; none is touched yet."""
        self._host = host
        self._mover = Mover(host.camera, ledger=host.owed)
        self._sleep = timing.sleep
        self._order = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None

    @property
    def running(self) -> frozenset[str]:
        """The axes that we started and that no stop has been acknowledged for."""
        return self._mover.running

    @property
    def moving_lately(self) -> bool:
        """Whether it moves, was just sent somewhere, or has only just come to rest."""
        return (
            bool(self.running) or self._is_following or self._host.observer.moved_lately
        )

    @asynccontextmanager
    async def turning(self) -> AsyncIterator[None]:
        """Send in here what turns the camera; VnError if a move cannot be ended."""
        # A move that is begun meanwhile would be stopped late, or end what is sent.
        async with self._in_order():
            await self._end_move()
            with self._told_to_turn():
                yield

    def around(
        self, parameter: Parameter[Any], text: str
    ) -> AbstractAsyncContextManager[None]:
        """Return what has to be around the writing of an encoded value or a word."""
        if parameter.turns_camera(text):
            return self.turning()
        if parameter.may_turn:
            return self._stopping()
        return nullcontext()

    @property
    def owner(self) -> object:
        """Whose the newest move is; see Mover.owner."""
        return self._mover.owner

    async def move(
        self, speeds: Mapping[str, int], duration: float, *, owner: object = None
    ) -> None:
        """Run motors for a while; see Mover.move."""
        self._host.require_running()
        async with self._in_order():
            with self._told_to_turn():
                await self._mover.move(speeds, duration, owner=owner)

    def extend(self, owner: object, duration: float) -> bool:
        """Let a move last longer; see Mover.extend."""
        return self._mover.extend(owner, duration)

    async def stop(self) -> None:
        """Stop the motors; see Mover.stop."""
        await self._mover.stop()
        self.follow()

    async def step(self, steps: Mapping[Parameter[float], float]) -> None:
        """Move axes by a little; the camera itself knows its limits."""
        async with self.turning():
            for parameter, by in steps.items():
                await self._host.camera.step(parameter, by)

    async def goto(self, goal: Mapping[Parameter[float], float]) -> None:
        """Send axes to a position."""
        async with self.turning():
            for parameter, value in goal.items():
                await self._host.camera.set(parameter, value)

    async def goto_preset(self, number: int) -> None:
        """Send the camera to a preset; VnError if it does not go."""
        async with self.turning():
            await goto_preset(self._host.camera, number)

    async def call_off_move(self) -> None:
        """End a timed move of ours: what comes now is about where it stands."""
        async with self._in_order():
            await self._end_move()

    @asynccontextmanager
    async def _in_order(self) -> AsyncIterator[None]:
        """Let nobody else turn the camera meanwhile; who waits too long gives up."""
        try:
            async with asyncio.timeout(TIMEOUT):
                await self._order.acquire()
        except TimeoutError:
            raise UnreachableError("no answer to what was asked before") from None
        try:
            yield
        finally:
            self._order.release()

    async def _end_move(self) -> None:
        self._mover.disown()
        if self.running:
            await self._mover.stop()

    def inherit(self, axes: Iterable[str]) -> None:
        """Stop motors that an earlier life may have left running."""
        self._mover.inherit(axes)

    async def close(self) -> None:
        """Leave no motor running."""
        await self._mover.close()

    async def until_standing(self) -> None:
        """Wait until nobody moves the camera."""
        while self.running or self._host.data.moving:
            await self._sleep(_STANDS_YET)

    # Following

    def follow(self) -> None:
        """Look where the camera is until it stands; watched frames tell anyway."""
        if not self._is_following:
            self._following = self._host.create_background_task(
                self._follow(), "follow move"
            )

    @property
    def _is_following(self) -> bool:
        return self._following is not None and not self._following.done()

    @asynccontextmanager
    async def _stopping(self) -> AsyncIterator[None]:
        """Follow a program to its end."""
        yield
        self.follow()

    @contextmanager
    def _told_to_turn(self) -> Iterator[None]:
        """Show at once that the camera turns, and is at no preset any more."""
        try:
            yield
        except VnError:
            # Part of it may have been done: looking tells.
            self.follow()
            raise
        if self._host.observer.set_out():
            self._host.async_update_listeners()
        self.follow()

    async def _follow(self) -> None:
        host = self._host
        for look in range(MOST_LOOKS):
            await self._sleep(LOOK_EVERY)
            if host.hub.present is None or not host.hub.running:
                try:
                    await host.reader.read(list(POSITION))
                except VnError as err:
                    _LOGGER.debug("Not followed: %s", err)
                    continue
            # At the first look it may not have set out yet.
            if look and not host.data.moving:
                return
