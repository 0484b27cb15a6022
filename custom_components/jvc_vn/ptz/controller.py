"""Turns the camera: everything that does so goes through here.

A timed move of ours is ended first, because its later stop would end what comes now;
then the request is sent; then the position is followed until the camera stands.
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
        """Raise an error if the entry is being unloaded or Home Assistant stops."""

    def preset_reached(self) -> None:
        """Take that the camera has, or will have, what is kept with a preset."""

    def async_update_listeners(self) -> None:
        """Let the entities show what has changed."""

    def create_background_task[T](
        self, coro: Coroutine[Any, Any, T], name: str
    ) -> asyncio.Task[T]:
        """Run something until it ends or the entry is unloaded."""


class PtzController:
    """Turns one camera, and knows whether it turns."""

    def __init__(self, host: PtzHost, *, timing: Timing = REAL) -> None:
        """Turn the host's camera; nothing is sent yet."""
        self._host = host
        self._mover = Mover(host.camera, ledger=host.owed, timing=timing)
        self._sleep = timing.sleep
        self._order = asyncio.Lock()
        self._following: asyncio.Task[None] | None = None
        self.heading: int | None = None
        """The preset to which the camera was sent last, if nothing else came since."""

    @property
    def running(self) -> frozenset[str]:
        """The axes that we started and that no stop has been acknowledged for."""
        return self._mover.running

    @property
    def moving_lately(self) -> bool:
        """Whether it moves, was just sent somewhere, or has only just stopped."""
        return (
            bool(self.running) or self._is_following or self._host.observer.moved_lately
        )

    @asynccontextmanager
    async def turning(self) -> AsyncIterator[None]:
        """Wrap a request that turns the camera; VnError if a move cannot be ended."""
        # A move that is begun meanwhile would be stopped late, or end what is sent.
        async with self._in_order():
            await self._end_move()
            self.heading = None
            with self._told_to_turn():
                yield

    def around(
        self, parameter: Parameter[Any], text: str
    ) -> AbstractAsyncContextManager[None]:
        """Return what to wrap the writing of an encoded value or a command in."""
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
            self.heading = None
            with self._told_to_turn():
                await self._mover.move(speeds, duration, owner=owner)

    def extend(self, owner: object, duration: float) -> bool:
        """Let a move last longer; see Mover.extend."""
        return self._mover.extend(owner, duration)

    async def stop(self) -> None:
        """Stop the motors; see Mover.stop."""
        self.heading = None
        await self._mover.stop()
        self.follow()

    async def start(self, axis: str, duration: float) -> None:
        """Run a motor as it was aimed last; see Mover.start."""
        self._host.require_running()
        async with self._in_order():
            with self._told_to_turn():
                await self._mover.start(axis, duration)

    async def step(self, steps: Mapping[Parameter[float], float]) -> None:
        """Move axes by a distance each; the camera itself keeps to its limits."""
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
            self.heading = number
        self._host.preset_reached()

    async def call_off_move(self) -> None:
        """End a timed move of ours, for what needs the camera to stand."""
        async with self._in_order():
            await self._end_move()

    @asynccontextmanager
    async def _in_order(self) -> AsyncIterator[None]:
        """Keep others from turning the camera; UnreachableError after a long wait."""
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
        """Stop motors that an earlier run of Home Assistant may have left on."""
        self._mover.inherit(axes)

    async def close(self) -> None:
        """Stop all motors that run."""
        await self._mover.close()

    async def until_standing(self) -> None:
        """Wait until the camera stands, whoever moves it."""
        while self.running or self._host.data.moving:
            await self._sleep(_STANDS_YET)

    # Following

    def follow(self) -> None:
        """Read the position until the camera stands; an open stream shows it anyway."""
        if not self._is_following:
            self._following = self._host.create_background_task(
                self._follow(), "follow move"
            )

    @property
    def _is_following(self) -> bool:
        return self._following is not None and not self._following.done()

    @asynccontextmanager
    async def _stopping(self) -> AsyncIterator[None]:
        """Follow the position after a write that may end a program."""
        yield
        self.follow()

    @contextmanager
    def _told_to_turn(self) -> Iterator[None]:
        """Show at once that the camera turns, and is at no preset any more."""
        try:
            yield
        except VnError:
            # Part of it may have been done: following finds out.
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
