"""Reads position, preset, motion and movement from pictures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from ..protocol import parameters as p
from ..protocol.models import Frame, FrameInfo
from ..protocol.parameters import Parameter
from ..protocol.timing import REAL, Timing
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


class ObserverHost(Protocol):
    """What taking frames needs of a camera's coordinator."""

    data: CameraState
    schedule: Schedule

    def async_update_listeners(self) -> None:
        """Tell the entities that something has changed."""

    def movement_seen(self) -> None:
        """Follow the camera: something turns it."""

    def motion_seen(self, motion: bool | None) -> None:
        """Take what a frame says of motion."""

    def preset_reached(self) -> None:
        """Take that the camera is at a preset, however it got there."""

    def preset_changed(self, left: int | None, arrived: int | None) -> None:
        """Tell that the camera has left a preset, or arrived at one."""


class FrameObserver:
    """Keeps the state by every frame, or by what was read in place of one."""

    def __init__(self, host: ObserverHost, *, timing: Timing = REAL) -> None:
        """Keep the state of the host's camera."""
        self._host = host
        self._clock = timing.clock
        self._moved_at = float("-inf")
        self._told_at = float("-inf")
        self._taken_at = float("-inf")
        self._left: Mapping[Parameter[Any], Any] | None = None

    def frame_arrived(self, frame: Frame) -> None:
        """Take a frame."""
        host, info, now = self._host, frame.info, self._clock()
        before = host.data.frame
        if info == before and now - self._taken_at < REPEATED:
            host.motion_seen(info.motion)
            return
        self._taken_at = now
        host.data.set_frame(info)
        moved = before is not None and before.position != info.position
        changed = self._keep_moving(moved=moved)
        self._take(told_by(info))
        # A moving camera sees motion everywhere, so that is known first.
        host.motion_seen(info.motion)
        if before is not None and before.preset != info.preset:
            host.preset_changed(before.preset, info.preset)
        if changed or self._is_worth_telling(before, info, moved=moved):
            host.async_update_listeners()

    def user_data_arrived(self, info: FrameInfo) -> None:
        """Take what an MPEG-4 stream tells: preset, fan, tracking, but no position."""
        if info.stamp is None:
            # Of other VOPs than those that begin anew nothing is told.
            return
        host, before = self._host, self._host.data.frame
        now = replace(
            before or FrameInfo(),
            stamp=info.stamp,
            camera_id=info.camera_id,
            preset=info.preset,
            fan_error=info.fan_error,
            tracking=info.tracking,
        )
        here = {q: host.data.values.get(q) for q in _PLACE}
        leaving = self._is_leaving(here | {p.PRESET: info.preset})
        self._keep({p.PRESET: None if leaving else info.preset})
        if now == before:
            return
        host.data.set_frame(now)
        if before is not None and before.preset != now.preset:
            host.preset_changed(before.preset, now.preset)
            # It has turned: where to is read.
            host.schedule.mark_live_due()
        host.async_update_listeners()

    def viewers_changed(self) -> None:
        """Take that another number of people looks on."""
        self._host.async_update_listeners()

    def position_read(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Take a position that was read because no frame tells it."""
        told = {q: values[q] for q in (*_PLACE, p.PRESET) if q in values}
        known = self._host.data.values
        moved = any(q in known and known[q] != told[q] for q in _PLACE if q in told)
        changed = self._keep_moving(moved=moved)
        self._take(told)
        if changed or moved:
            self._host.async_update_listeners()

    @property
    def moved_lately(self) -> bool:
        """Whether it moves, or has only just come to rest."""
        recently = self._clock() - self._moved_at < AFTERWARDS
        return self._host.data.moving or recently

    def set_out(self) -> bool:
        """Note that the camera was told to turn; True if that changes what is known.

        It stands a moment longer where it was, and frames tell so: that moment is
        not its arrival.
        """
        state = self._host.data
        here = {q: state.values.get(q) for q in (*_PLACE, p.PRESET)}
        if here[p.PRESET] is not None:
            self._left = here
        news = not state.moving or here[p.PRESET] is not None
        self._moved_at = self._clock()
        state.set_moving(moving=True)
        state.update({p.PRESET: None})
        self._host.schedule.mark_live_due()
        return news

    def _take(self, told: dict[Parameter[Any], Any]) -> None:
        """Keep a position, less the preset that the camera is about to leave."""
        if self._is_leaving(told):
            told = told | {p.PRESET: None}
        else:
            self._left = None
        self._keep(told)

    def _keep(self, told: dict[Parameter[Any], Any]) -> None:
        known = self._host.data.values
        arrived = p.PRESET in known and told.get(p.PRESET) not in {
            None,
            known[p.PRESET],
        }
        self._host.data.update(told)
        if arrived:
            self._host.preset_reached()
        self._host.schedule.was_read(told)

    def _is_leaving(self, told: Mapping[Parameter[Any], Any]) -> bool:
        if self._left is None or not self._host.data.moving:
            return False
        return all(told.get(q) == value for q, value in self._left.items())

    def _keep_moving(self, *, moved: bool) -> bool:
        """Keep whether it moves; True if that changed."""
        state, now = self._host.data, self._clock()
        if moved:
            self._moved_at = now
            if state.moving:
                return False
            # Something turns the camera: whatever runs is worth a look.
            self._host.schedule.mark_live_due()
            state.set_moving(moving=True)
            self._host.movement_seen()
            return True
        if state.moving and now - self._moved_at >= STANDSTILL_SECONDS:
            state.set_moving(moving=False)
            return True
        return False

    def _is_worth_telling(
        self, before: FrameInfo | None, info: FrameInfo, *, moved: bool
    ) -> bool:
        if before is None or _summary(before) != _summary(info):
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
