"""Inputs and motion: what the alarm link says, kept as states."""

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.event import async_call_later
from homeassistant.util import dt as dt_util

from .protocol.models import AlarmReport, AlarmSource
from .state import CameraState

SETTLED = 2.0
"""Seconds since the last sign of motion after which a frame may end it: from one
frame to the next `md` comes and goes."""


class Alarms:
    """Turns reports into states; motion ends by itself after a hold time."""

    def __init__(
        self,
        hass: HomeAssistant,
        state: CameraState,
        hold: float,
        on_change: Callable[[], None],
        on_event: Callable[[str], None],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the states in `state`; motion holds for `hold` seconds.

        `on_event` is told of each edge that really happened.
        """
        self._clock = clock
        self._last_motion = float("-inf")
        self._hass = hass
        self._state = state
        self._hold = hold
        self._on_change = on_change
        self._on_event = on_event
        self._reported: set[AlarmSource] = set()
        self._cancel_hold: CALLBACK_TYPE | None = None

    @callback
    def report(self, report: AlarmReport) -> None:
        """Take a line of the alarm port."""
        self._reported.add(report.source)
        if report.source is AlarmSource.MOTION:
            self._set_motion(report.active)
            return
        before = self._state.active.get(report.source)
        # A state that was not known before may have been there all along.
        if before is not None and before is not report.active:
            self._happened(f"{report.source}_{'make' if report.active else 'break'}")
        self._set(report.source, report.active)

    @callback
    def frame_told(self, motion: bool | None) -> None:
        """Take what a frame says of motion."""
        if motion:
            self._set_motion(active=True)
        elif motion is False and self._clock() - self._last_motion >= SETTLED:
            self._set_motion(active=False)

    @callback
    def reading_begins(self) -> None:
        """Remember from now on what is reported while inputs are being read."""
        self._reported.clear()

    @callback
    def inputs_read(self, states: Mapping[AlarmSource, bool]) -> None:
        """Take inputs that were read; a report since then is newer than they."""
        for source, active in states.items():
            if source not in self._reported:
                self._set(source, active)

    @callback
    def close(self) -> None:
        """Stop the timer."""
        if self._cancel_hold:
            self._cancel_hold()
            self._cancel_hold = None

    def _set_motion(self, active: bool) -> None:
        self.close()
        if active:
            if not self._state.active.get(AlarmSource.MOTION):
                self._happened(AlarmSource.MOTION)
            self._last_motion = self._clock()
            self._cancel_hold = async_call_later(
                self._hass, self._hold, self._hold_ended
            )
        self._set(AlarmSource.MOTION, active)

    @callback
    def _hold_ended(self, _now: datetime) -> None:
        self._cancel_hold = None
        self._set(AlarmSource.MOTION, active=False)

    def _happened(self, event: str) -> None:
        self._state.last_alarm = dt_util.utcnow()
        self._on_event(event)

    def _set(self, source: AlarmSource, active: bool) -> None:
        if self._state.active.get(source) is not active:
            self._state.active[source] = active
            self._on_change()
