"""Updates position, preset, motion and movement from pictures."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from ..protocol import parameters as p
from ..protocol.models import Frame, FrameInfo
from ..protocol.parameters import Parameter
from ..protocol.timing import REAL, Timing
from .camera_state import CameraState, told_by
from .schedule import Schedule
from .telling import Telling

REPEATED = 0.5
"""Seconds for which a frame with the same data as the last is not evaluated."""
STANDSTILL_SECONDS = 1.0
"""Seconds without a change after which the camera stands."""
SHORT_REST = 10.0
"""The same while a program moves it on and on, with many short rests."""
AFTERWARDS = 2.0
"""Seconds after a move in which the picture may still show motion."""
_PLACE = (p.PAN, p.TILT, p.ZOOM)


class ObserverHost(Protocol):
    """What evaluating frames needs of a camera's coordinator."""

    data: CameraState
    schedule: Schedule

    def async_update_listeners(self) -> None:
        """Let the entities show what has changed."""

    def movement_seen(self) -> None:
        """Follow the position: something turns the camera."""

    def motion_seen(self, motion: bool | None) -> None:
        """Handle the motion flag of a frame."""

    def preset_reached(self) -> None:
        """Take that the camera is at a preset, however it got there."""

    def preset_changed(self, left: int | None, arrived: int | None) -> None:
        """Report that the camera has left a preset, or arrived at one."""


class FrameObserver:
    """Updates the state from frames, or from a position that was read instead."""

    def __init__(self, host: ObserverHost, *, timing: Timing = REAL) -> None:
        """Keep the state of the host's camera."""
        self.telling = Telling(host.data, timing=timing)
        self._host = host
        self._clock = timing.clock
        self._moved_at = float("-inf")
        self._taken_at = float("-inf")
        self._left: Mapping[Parameter[Any], Any] | None = None

    def frame_arrived(self, frame: Frame) -> None:
        """Update the state from a frame."""
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
        news = before is None or _summary(before) != _summary(info)
        if changed or news:
            self.telling.put_off()
        if changed or news or self.telling.due:
            host.async_update_listeners()

    def user_data_arrived(self, info: FrameInfo) -> None:
        """Take what an MPEG-4 stream tells: preset, fan, tracking, but no position."""
        if info.stamp is None or self._clock() - self._taken_at < AFTERWARDS:
            # Only I-VOPs tell it, and JPEG frames, where there are any, tell more.
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
        """Show that the number of viewers has changed."""
        self._host.async_update_listeners()

    def position_read(self, values: Mapping[Parameter[Any], Any]) -> None:
        """Update the state from a position that was read as parameters."""
        here = {q: values[q] for q in (*_PLACE, p.PRESET) if q in values}
        known = self._host.data.values
        moved = any(q in known and known[q] != here[q] for q in _PLACE if q in here)
        changed = self._keep_moving(moved=moved)
        self._take(here)
        if changed or self.telling.due:
            self._host.async_update_listeners()

    @property
    def moved_lately(self) -> bool:
        """Whether the camera moves, or has only just stopped."""
        recently = self._clock() - self._moved_at < AFTERWARDS
        return self._host.data.moving or recently

    def set_out(self) -> bool:
        """Note that the camera was sent somewhere; True if that changes the state.

        For a moment it still stands where it was, and frames show it there: that is
        not its arrival.
        """
        state = self._host.data
        here = {q: state.values.get(q) for q in (*_PLACE, p.PRESET)}
        if here[p.PRESET] is not None:
            self._left = here
        news = not state.moving or here[p.PRESET] is not None
        self._moved_at = self._clock()
        self.telling.set_out()
        state.set_moving(moving=True)
        state.update({p.PRESET: None})
        self._host.schedule.mark_live_due()
        return news

    def _take(self, here: dict[Parameter[Any], Any]) -> None:
        """Store a position, without the preset that the camera is about to leave."""
        if self._is_leaving(here):
            here = here | {p.PRESET: None}
        else:
            self._left = None
        self._keep(here)

    def _keep(self, here: dict[Parameter[Any], Any]) -> None:
        known = self._host.data.values
        arrived = p.PRESET in known and here.get(p.PRESET) not in {
            None,
            known[p.PRESET],
        }
        self._host.data.update(here)
        if arrived:
            self._host.preset_reached()
        self._host.schedule.was_read(here)

    def _is_leaving(self, here: Mapping[Parameter[Any], Any]) -> bool:
        if self._left is None or not self._host.data.moving:
            return False
        return all(here.get(q) == value for q, value in self._left.items())

    def _keep_moving(self, *, moved: bool) -> bool:
        """Store whether the camera moves; True if that changed."""
        state, now = self._host.data, self._clock()
        if moved:
            self._moved_at = now
            if state.moving:
                return False
            # Something turns the camera: it may be a program that has to be read.
            self._host.schedule.mark_live_due()
            self.telling.set_out()
            state.set_moving(moving=True)
            self._host.movement_seen()
            return True
        rest = SHORT_REST if self.telling.wanders else STANDSTILL_SECONDS
        if state.moving and now - self._moved_at >= rest:
            state.set_moving(moving=False)
            return True
        return False


def _summary(info: FrameInfo) -> tuple[object, ...]:
    return (
        info.preset,
        info.tracking,
        info.fan_error,
        info.stabilizer,
        info.motion_detection,
    )
