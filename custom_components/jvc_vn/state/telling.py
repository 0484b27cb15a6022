"""Decides when entities show a position: the recorder keeps every one they show."""

from typing import Any

from ..protocol import parameters as p
from ..protocol.models import TrackingState
from ..protocol.parameters import Parameter
from ..protocol.timing import REAL, Timing
from .camera_state import CameraState

MOVING_EVERY = 10.0
"""Seconds between two positions of a camera that moves."""
ROW = 6.0
"""Seconds that what is told puts off the next position, for each entity that tells:
ten rows a minute in the recorder at most."""
_WANDERING: tuple[Parameter[Any], ...] = (
    p.AUTO_PAN,
    p.AUTO_TRACE,
    p.AUTO_TRACKING,
    p.INTELLIGENT_TRACKING,
)
_PATROLS: tuple[Parameter[Any], ...] = tuple(p.PATROL[n] for n in p.PATROLS)
_TRACKS = {TrackingState.TRACKING, TrackingState.LOSING, TrackingState.SEARCHING}


class Telling:
    """Lets entities show a position at rest; now and then while the camera moves.

    Frames bring another one up to thirty times a second. Who needs that takes the
    frames themselves.
    """

    def __init__(self, state: CameraState, *, timing: Timing = REAL) -> None:
        """Nothing has been told yet."""
        self._state = state
        self._clock = timing.clock
        self._next = float("-inf")

    @property
    def due(self) -> bool:
        """Whether there is something to show, and it is time."""
        return self._may_show and self._state.unshown > 0

    def show(self) -> None:
        """Let entities show what is, if it is time."""
        if self._may_show and (changed := self._state.unshown):
            self._state.show()
            self._next = self._clock() + max(MOVING_EVERY, ROW * changed)

    def put_off(self, rows: int = 1) -> None:
        """Take that something else is told now."""
        self._next = max(self._next, self._clock()) + rows * ROW

    def set_out(self) -> None:
        """Take that the camera begins to move: its first position is not news."""
        self._next = max(self._next, self._clock() + MOVING_EVERY)

    @property
    def wanders(self) -> bool:
        """Whether something moves the camera on and on, with many short rests."""
        frame = self._state.frame
        return (frame is not None and frame.tracking in _TRACKS) or any(
            self._state.get(q) for q in _WANDERING
        )

    @property
    def _may_show(self) -> bool:
        state = self._state
        stands = not (state.moving or self.wanders or any(map(state.get, _PATROLS)))
        return stands or self._clock() >= self._next
