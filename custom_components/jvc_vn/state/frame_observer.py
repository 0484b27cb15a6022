"""What pictures tell: position, preset, motion, and whether the camera moves."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from ..protocol import parameters as p
from ..protocol.models import Frame, FrameInfo
from ..protocol.parameters import Parameter
from .camera_state import CameraState, told_by
from .schedule import Schedule

POSITION_STEP = 1.0
"""Seconds between two tellings of a position: a moving camera changes it with
every frame."""
REPEATED = 0.5
"""Seconds for which a frame that tells the same as the last is not looked at."""
STANDSTILL_SECONDS = 1.0
"""Seconds without a change after which the camera stands."""
AFTERWARDS = 2.0
"""Seconds after a move in which the picture may still show motion."""
_PLACE = (p.PAN, p.TILT, p.ZOOM)


class FrameObserver:
    """Keeps the state by every frame, or by what was read in place of one."""

    def __init__(
        self,
        state: CameraState,
        schedule: Schedule,
        *,
        on_change: Callable[[], None],
        on_departure: Callable[[], None],
        on_motion: Callable[[bool | None], None],
        on_preset: Callable[[int | None, int | None], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep `state`; tell changes by the callbacks."""
        self._state = state
        self._schedule = schedule
        self._on_change = on_change
        self._on_departure = on_departure
        self._on_motion = on_motion
        self._on_preset = on_preset
        self._clock = clock
        self._moved_at = float("-inf")
        self._told_at = float("-inf")
        self._taken_at = float("-inf")
        self._left: Mapping[Parameter[Any], Any] | None = None

    def came(self, frame: Frame) -> None:
        """Take a frame."""
        info, before, now = frame.info, self._state.frame, self._clock()
        if info == before and now - self._taken_at < REPEATED:
            self._on_motion(info.motion)
            return
        self._taken_at = now
        self._state.frame = info
        moved = before is not None and before.position != info.position
        changed = self._moving(moved=moved)
        self._take(told_by(info))
        # A moving camera sees motion everywhere, so that is known first.
        self._on_motion(info.motion)
        if before is not None and before.preset != info.preset:
            self._on_preset(before.preset, info.preset)
        if changed or self._worth_telling(before, info, moved=moved):
            self._on_change()

    def position_read(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Take a position that was read because no frame tells it."""
        told = {q: values[q] for q in (*_PLACE, p.PRESET) if q in values}
        known = self._state.values
        moved = any(q in known and known[q] != told[q] for q in _PLACE if q in told)
        changed = self._moving(moved=moved)
        self._take(told)
        if changed or moved:
            self._on_change()

    @property
    def moved_lately(self) -> bool:
        """Whether it moves, or has only just come to rest."""
        recently = self._clock() - self._moved_at < AFTERWARDS
        return self._state.moving or recently

    def set_out(self) -> bool:
        """Note that the camera was told to turn; True if that changes what is known.

        It stands a moment longer where it was, and frames tell so: that moment is
        not its arrival.
        """
        values = self._state.values
        here = {q: values.get(q) for q in (*_PLACE, p.PRESET)}
        if here[p.PRESET] is not None:
            self._left = here
        news = not self._state.moving or here[p.PRESET] is not None
        self._moved_at = self._clock()
        self._state.moving = True
        values[p.PRESET] = None
        self._schedule.forget_live()
        return news

    def _take(self, told: dict[Parameter[Any], Any]) -> None:
        """Keep a position, less the preset that the camera is about to leave."""
        left = self._left
        if (
            left
            and self._state.moving
            and all(told.get(q) == v for q, v in left.items())
        ):
            told = told | {p.PRESET: None}
        else:
            self._left = None
        self._state.values.update(told)
        self._schedule.was_read(told)

    def _moving(self, *, moved: bool) -> bool:
        """Keep `moving`; True if it changed."""
        now = self._clock()
        if moved:
            self._moved_at = now
            if not self._state.moving:
                # Something turns the camera: whatever runs is worth a look.
                self._schedule.forget_live()
                self._state.moving = True
                self._on_departure()
                return True
        elif self._state.moving and now - self._moved_at >= STANDSTILL_SECONDS:
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


def _summary(info: FrameInfo) -> tuple[object, ...]:
    return (
        info.preset,
        info.tracking,
        info.fan_error,
        info.stabilizer,
        info.target,
        info.motion_detection,
    )
