"""Folds alarms that come too fast to be dispatched one by one."""

import asyncio
from collections import Counter
from dataclasses import replace

from homeassistant.core import callback

from ..protocol.models import AlarmSource
from ..protocol.timing import REAL, Timing
from .dispatch import AlarmEvent, EventDispatcher, StateEvent

MOST = 1000
"""Alarms that are dispatched one by one within a window. Of further ones the newest of
each source is dispatched at its end, with the number of those that it stands for."""
WINDOW = 1.0
"""Seconds."""


class Folder:
    """Dispatches up to a thousand alarms a second, and folds what exceeds that."""

    def __init__(self, events: EventDispatcher, *, timing: Timing = REAL) -> None:
        """Dispatch by `events`."""
        self._events = events
        self._clock = timing.clock
        self._since = float("-inf")
        self._count = 0
        self._newest: dict[AlarmSource, AlarmEvent] = {}
        self._folded: Counter[AlarmSource] = Counter()
        self._changed: set[AlarmSource] = set()
        self._end: asyncio.TimerHandle | None = None

    @callback
    def dispatch(self, event: AlarmEvent | StateEvent) -> None:
        """Dispatch an event now, or one that stands for it at the window's end."""
        if isinstance(event, AlarmEvent):
            self._start_window()
            self._count += 1
        if self._count <= MOST:
            self._events.dispatch(event)
            return
        if isinstance(event, StateEvent):
            self._changed.add(event.source)
        else:
            self._newest[event.source] = event
            self._folded[event.source] += 1
        if self._end is None:
            rest = max(0.0, self._since + WINDOW - self._clock())
            self._end = asyncio.get_running_loop().call_later(rest, self._unfold)

    @callback
    def close(self) -> None:
        """Dispatch what is folded, and stop the timer."""
        if self._end:
            self._end.cancel()
            self._unfold()

    def _start_window(self) -> None:
        now = self._clock()
        if self._end is None and now - self._since >= WINDOW:
            self._since, self._count = now, 0

    @callback
    def _unfold(self) -> None:
        self._end = None
        self._count = 0
        changed, self._changed = self._changed, set()
        newest, self._newest = self._newest, {}
        folded, self._folded = self._folded, Counter()
        for source in changed:
            self._events.dispatch(StateEvent(source))
        for source, event in newest.items():
            self._events.dispatch(replace(event, folded=folded[source]))
