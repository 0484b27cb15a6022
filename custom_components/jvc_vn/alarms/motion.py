"""Motion: signs of it come, its end mostly does not."""

import time
from collections import deque
from collections.abc import Callable
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..protocol.models import AlarmReport, AlarmSource
from ..state.camera_state import CameraState
from .dispatch import Tell
from .log_comparison import Told

SETTLED = 2.0
"""Seconds since the last sign of motion after which a frame may end it: from one
frame to the next `md` comes and goes."""
MOST_RUNS = 200
MOVED = AlarmReport(AlarmSource.MOTION, active=True)


class Motion:
    """Keeps the state of motion: a run of signs is one event, and ends by itself.

    A camera that turns sees motion everywhere. If that is to be muted, it is told
    as an event but does not turn the state on.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        state: CameraState,
        hold: float,
        *,
        mute: bool,
        moving: Callable[[], bool],
        on_change: Callable[[AlarmSource], None],
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the state in `state` for `hold` seconds after each sign.

        Args:
            hass: for the timer.
            state: of the camera.
            hold: seconds.
            mute: leave the state off while the camera moves.
            moving: whether it moves, or did a moment ago.
            on_change: is told when the state changes.
            tell: is told when a run of motion begins.
            clock: seconds.
        """
        self.runs: deque[Told] = deque(maxlen=MOST_RUNS)
        """What was told, with the end of each run."""
        self._hass = hass
        self._state = state
        self._hold = hold
        self._mute = mute
        self._moving = moving
        self._on_change = on_change
        self._tell = tell
        self._clock = clock
        self._last_sign = self._muted_until = float("-inf")
        self._cancel_hold: CALLBACK_TYPE | None = None

    @callback
    def report(self, *, active: bool, at: float, when: datetime) -> None:
        """Take a line of the alarm port that arrived at a moment."""
        if active:
            self._sign(at, when)
        else:
            self._end(at)

    @callback
    def frame_told(self, motion: bool | None) -> None:
        """Take what a frame says of motion."""
        at = self._clock()
        if motion:
            self._sign(at, dt_util.utcnow())
        elif motion is False and at - self._last_sign >= SETTLED:
            self._end(at)

    @callback
    def missed(self, at: float) -> None:
        """Take a run that began at a moment in the past and was not heard of."""
        self.runs.append(Told(MOVED, at, at + self._hold))
        rest = at + self._hold - self._clock()
        if rest > 0 and not self._active and not (self._mute and self._moving()):
            self._turn_on(rest)

    @callback
    def close(self) -> None:
        """Stop the timer."""
        if self._cancel_hold:
            self._cancel_hold()
            self._cancel_hold = None

    @property
    def _active(self) -> bool:
        return self._state.active.get(AlarmSource.MOTION, False)

    def _sign(self, at: float, when: datetime) -> None:
        moving = self._moving()
        begins = not self._active
        self._last_sign = at
        if moving and self._mute:
            begins = begins and at >= self._muted_until
            self._muted_until = at + self._hold
        else:
            self._turn_on(self._hold)
        if begins:
            self.runs.append(Told(MOVED, at, at + self._hold))
            self._tell(AlarmSource.MOTION, when, while_moving=moving)
        elif self.runs:
            self.runs[-1].before = at + self._hold

    def _turn_on(self, seconds: float) -> None:
        self.close()
        self._cancel_hold = async_call_later(self._hass, seconds, self._hold_ended)
        self._set(active=True)

    def _end(self, at: float) -> None:
        self.close()
        self._muted_until = at
        if self.runs:
            self.runs[-1].before = min(self.runs[-1].before, at)
        self._set(active=False)

    @callback
    def _hold_ended(self, _now: datetime) -> None:
        self._cancel_hold = None
        self._set(active=False)

    def _set(self, *, active: bool) -> None:
        if self._state.active.get(AlarmSource.MOTION) is not active:
            self._state.active[AlarmSource.MOTION] = active
            self._on_change(AlarmSource.MOTION)
