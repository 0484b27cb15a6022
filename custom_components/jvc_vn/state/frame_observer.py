"""What frames tell: position, preset, motion, and whether the camera moves."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from ..protocol.models import Frame, FrameInfo
from .camera_state import CameraState, told_by
from .schedule import Schedule

FOLLOW_STEP = 1.0
"""Seconds between two looks at a camera that moves while nobody watches."""
FOLLOW_MOST = 60
POSITION_STEP = 1.0
"""Seconds between two tellings of a position: a moving camera changes it with
every frame."""
REPEATED = 0.5
"""Seconds for which a frame that tells the same as the last is not looked at."""
STANDING = 1.0
"""Seconds without a change after which a watched camera stands."""
AFTERWARDS = 2.0
"""Seconds after a move in which the picture may still show motion."""


class FrameWatch:
    """Takes every frame and keeps the state by it."""

    def __init__(
        self,
        state: CameraState,
        schedule: Schedule,
        *,
        look: Callable[[], Awaitable[object]],
        watched: Callable[[], bool],
        behind: Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]],
        on_change: Callable[[], None],
        on_motion: Callable[[bool | None], None],
        on_preset: Callable[[int | None, int | None], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep `state`; tell changes by the callbacks."""
        self._state = state
        self._schedule = schedule
        self._look = look
        self._watched = watched
        self._behind = behind
        self._on_change = on_change
        self._on_motion = on_motion
        self._on_preset = on_preset
        self._clock = clock
        self._moved_at = float("-inf")
        self._told_at = float("-inf")
        self._taken_at = float("-inf")
        self._following: asyncio.Task[None] | None = None

    def came(self, frame: Frame) -> None:
        """Take a frame."""
        info, before, now = frame.info, self._state.frame, self._clock()
        if info == before and now - self._taken_at < REPEATED:
            self._on_motion(info.motion)
            return
        self._taken_at = now
        self._state.frame = info
        told = told_by(info)
        self._state.values.update(told)
        self._schedule.was_read(told)
        moved = before is not None and before.position != info.position
        changed = self._moving(moved=moved)
        # A moving camera sees motion everywhere, so that is known first.
        self._on_motion(info.motion)
        if before is not None and before.preset != info.preset:
            self._on_preset(before.preset, info.preset)
        if changed or self._worth_telling(before, info, moved=moved):
            self._on_change()

    @property
    def moving_lately(self) -> bool:
        """Whether it moves, was just sent somewhere, or has only just come to rest."""
        following = self._following is not None and not self._following.done()
        recently = self._clock() - self._moved_at < AFTERWARDS
        return self._state.moving or following or recently

    def _moving(self, *, moved: bool) -> bool:
        """Keep `moving`; True if it changed."""
        now = self._clock()
        if moved:
            self._moved_at = now
            if not self._state.moving:
                # Something turns the camera: whatever runs is worth a look.
                self._schedule.forget_live()
                self._state.moving = True
                self.follow()
                return True
        elif self._state.moving and now - self._moved_at >= STANDING:
            self._state.moving = False
            return True
        return False

    def _worth_telling(
        self, before: FrameInfo | None, info: FrameInfo, *, moved: bool
    ) -> bool:
        if before is None:
            return True
        if _summary(before) != _summary(info):
            return True
        now = self._clock()
        if not moved or now - self._told_at < POSITION_STEP:
            return False
        self._told_at = now
        return True

    def follow(self) -> None:
        """Look where the camera is until it stands; watched frames tell anyway."""
        if self._following is None or self._following.done():
            self._following = self._behind(self._follow(), "follow move")

    async def _follow(self) -> None:
        for look in range(FOLLOW_MOST):
            await asyncio.sleep(FOLLOW_STEP)
            if self._watched():
                return
            await self._look()
            # At the first look it may not have set out yet.
            if look and not self._state.moving:
                return


def _summary(info: FrameInfo) -> tuple[object, ...]:
    return (
        info.preset,
        info.tracking,
        info.fan_error,
        info.stabilizer,
        info.target,
        info.motion_detection,
    )
