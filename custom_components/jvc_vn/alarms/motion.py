"""Turns signs of motion into a state, which ends by itself, and into events."""

from collections import deque
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from ..options import Options
from ..protocol.models import AlarmReport, AlarmSource
from ..protocol.timing import REAL, Timing
from ..state.camera_state import CameraState
from .dispatch import AlarmEvent, AlarmTeller
from .log_comparison import ReportedEdge

SETTLED = 2.0
"""Seconds since the last sign of motion after which a frame may end it: from one
frame to the next `md` comes and goes."""
MOST_RUNS = 200
MOVED = AlarmReport(AlarmSource.MOTION, active=True)


class Motion:
    """Keeps the state of motion: a run of signs is one event, and ends by itself.

    The camera mostly does not report the end of motion. While it turns it sees motion
    everywhere: if that is muted, there is an event but the state stays off.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        state: CameraState,
        options: Options,
        teller: AlarmTeller,
        *,
        timing: Timing = REAL,
    ) -> None:
        """Hold the state after each sign for as long as the options say."""
        self.runs: deque[ReportedEdge] = deque(maxlen=MOST_RUNS)
        """The runs that were reported, each with its end."""
        self._hass = hass
        self._state = state
        self._hold = options.motion_hold
        self._mute = options.mute_motion_while_moving
        self._teller = teller
        self._clock = timing.clock
        self._last_sign = self._muted_until = float("-inf")
        self._cancel_hold: CALLBACK_TYPE | None = None

    @callback
    def report(self, *, active: bool, at: float, when: datetime) -> None:
        """Handle a line of the alarm port that arrived at a moment."""
        if active:
            self._sign(at, when)
        else:
            self._end(at)

    @callback
    def frame_told(self, motion: bool | None) -> None:
        """Handle the motion flag of a frame."""
        at = self._clock()
        if motion:
            self._sign(at, dt_util.utcnow())
        elif motion is False and at - self._last_sign >= SETTLED:
            self._end(at)

    @callback
    def missed(self, at: float) -> None:
        """Handle a run that began at a moment in the past and was not reported."""
        self.runs.append(ReportedEdge(MOVED, at, at + self._hold))
        rest = at + self._hold - self._clock()
        if (
            rest > 0
            and not self._active
            and not (self._mute and self._teller.moving_lately)
        ):
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
        moving = self._teller.moving_lately
        begins = not self._active
        self._last_sign = at
        if moving and self._mute:
            begins = begins and at >= self._muted_until
            self._muted_until = at + self._hold
        else:
            self._turn_on(self._hold)
        if begins:
            self.runs.append(ReportedEdge(MOVED, at, at + self._hold))
            self._teller.tell(
                AlarmEvent(AlarmSource.MOTION, True, when, while_moving=moving)
            )
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
            self._teller.set_active(AlarmSource.MOTION, active=active)
