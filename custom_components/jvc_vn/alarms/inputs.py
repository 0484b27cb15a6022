"""Inputs: what is heard and read of them, kept as states and told as edges."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..protocol.models import AlarmReport, AlarmSource
from ..state.camera_state import INPUT_SOURCES, CameraState
from .dispatch import Tell
from .log_comparison import Missed, Told
from .motion import Motion

NEAR = 2.0
"""Seconds: a line tells of an edge just then, as exactly as the log knows it."""
MOST_TOLD = 500
"""Edges that are remembered: more than the camera's log has room for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of the inputs that is under way.

    Attributes:
        number: of all readings; a later one knows better.
        begun: when it began.
        live: the alarm link was live then.
        heard: how often each input had been heard of then.
    """

    number: int
    begun: float
    live: bool
    heard: Mapping[AlarmSource, int]


@dataclass(frozen=True, slots=True)
class Unsure:
    """An edge that happened in a gap, or just after it: the log may know when.

    Attributes:
        told: the edge, and the time in which it happened.
        pushed: when a line told of it; None if the inputs were read.
    """

    told: Told
    pushed: datetime | None = None


@dataclass(order=True, slots=True)
class _Telling:
    at: float
    edge: AlarmReport = field(compare=False)
    when: datetime | None = field(compare=False)
    recovered: bool = field(compare=False)


class Alarms:
    """Turns lines and readings into states, and each edge into one event.

    While the link is live, a line that differs from the state is an edge, told at
    once. While it is not, readings tell edges. What is found changed by the first
    sight of an input after a gap is held until it is known when it happened.
    """

    def __init__(
        self,
        state: CameraState,
        motion: Motion,
        *,
        on_change: Callable[[AlarmSource], None],
        tell: Tell,
        heard: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the states in `state`.

        Args:
            state: of the camera.
            motion: keeps the state of motion.
            on_change: is told of each state that changed.
            tell: is told of each edge that really happened.
            heard: whether the entities are available: others tell no events.
            clock: seconds, as the link's.
        """
        self._state = state
        self._motion = motion
        self._on_change = on_change
        self._emit = tell
        self._heard = heard
        self._clock = clock
        self._live = False
        self._since: dict[AlarmSource, float] = {}
        self._reports: Counter[AlarmSource] = Counter()
        self._readings = self._newest = 0
        self._told: deque[Told] = deque(maxlen=MOST_TOLD)
        self._unsure: list[Unsure] = []
        self._ready: list[_Telling] = []

    # The link

    @callback
    def report(self, reports: Iterable[AlarmReport]) -> None:
        """Take lines of the alarm port that have just arrived."""
        at, when = self._clock(), dt_util.utcnow()
        for report in reports:
            if report.source is AlarmSource.MOTION:
                self._motion.report(active=report.active, at=at, when=when)
                continue
            self._reports[report.source] += 1
            self._seen(report, at, when, pushed=True)

    @callback
    def link_is_live(self) -> None:
        """From now on lines tell; what each input did before is not known yet."""
        self._live = True

    @callback
    def link_is_lost(self, since: float) -> None:
        """From `since` on lines may be missing."""
        self._live = False
        for source in INPUT_SOURCES.values():
            self._since.setdefault(source, since)

    # Readings

    @property
    def stale(self) -> bool:
        """Whether an input has not been seen since lines were missing."""
        return not self._live or bool(self._since)

    @callback
    def reading_begins(self) -> Reading:
        """Note what is known while inputs are being read."""
        self._readings += 1
        return Reading(
            self._readings, self._clock(), self._live, Counter(self._reports)
        )

    @callback
    def inputs_read(self, reading: Reading, states: Mapping[AlarmSource, bool]) -> None:
        """Take inputs that were read; what was heard or read since is newer."""
        if reading.number < self._newest or reading.live is not self._live:
            # The link came or went meanwhile: another reading follows.
            return
        self._newest = reading.number
        at, when = self._clock(), dt_util.utcnow()
        for source, active in states.items():
            if self._reports[source] == reading.heard.get(source, 0):
                self._seen(AlarmReport(source, active), at, when)
                if not self._live:
                    self._since[source] = reading.begun

    def _seen(
        self, sight: AlarmReport, at: float, when: datetime, *, pushed: bool = False
    ) -> None:
        source = sight.source
        since = self._since.pop(source, None)
        before = self._state.active.get(source)
        if before is sight.active:
            return
        self._state.active[source] = sight.active
        self._on_change(source)
        # A state that was not known before may have been there all along.
        if before is None:
            return
        told = Told(sight, at if since is None else since, at)
        if since is not None and self._live:
            self._unsure.append(Unsure(told, when if pushed else None))
            return
        self._told.append(told)
        if pushed:
            self._tell(sight, when, recovered=False)
        else:
            self._is_ready(sight, at, when, recovered=False)

    # Gaps

    @property
    def told(self) -> list[Told]:
        """What has been told of inputs and motion."""
        return [*self._told, *self._motion.runs]

    @property
    def newest(self) -> float:
        """When the newest edge of an input was told."""
        return max((one.before for one in self._told), default=float("-inf"))

    @property
    def unsure(self) -> tuple[Unsure, ...]:
        """The edges whose moment is not known."""
        return tuple(self._unsure)

    @callback
    def recover(
        self, missed: Iterable[Missed], moments: Iterable[float | None]
    ) -> None:
        """Tell what was missed, and what was unsure.

        Args:
            missed: edges that nobody heard.
            moments: when each of `unsure` happened, None if that is not known.
        """
        for one in missed:
            if one.edge.source is AlarmSource.MOTION:
                self._motion.missed(one.at)
            else:
                self._told.append(Told(one.edge, one.at, one.at))
            self._is_ready(one.edge, one.at, self._date(one.at), recovered=True)
        unsure, self._unsure = self._unsure, []
        for edge, at in zip(unsure, moments, strict=True):
            self._settle(edge, at)
        self.tell_ready()

    @callback
    def tell_unsure(self) -> None:
        """Tell the edges whose moment nobody knows; they surely happened."""
        self.recover((), [None] * len(self._unsure))

    def _settle(self, unsure: Unsure, at: float | None) -> None:
        told = unsure.told
        if at is None:
            self._told.append(told)
            self._is_ready(told.edge, told.before, None, recovered=True)
        elif unsure.pushed and told.before - at <= NEAR:
            self._told.append(Told(told.edge, told.before, told.before))
            self._is_ready(told.edge, told.before, unsure.pushed, recovered=False)
        else:
            self._told.append(Told(told.edge, at, at))
            self._is_ready(told.edge, at, self._date(at), recovered=True)

    def _is_ready(
        self, edge: AlarmReport, at: float, when: datetime | None, *, recovered: bool
    ) -> None:
        self._ready.append(_Telling(at, edge, when, recovered))

    @callback
    def tell_ready(self) -> None:
        """Tell what is ready to be told, as soon as entities are available."""
        if not self._ready or not self._heard():
            return
        ready, self._ready = sorted(self._ready), []
        for one in ready:
            self._tell(one.edge, one.when, recovered=one.recovered)

    def _date(self, at: float) -> datetime:
        """Return the time of a moment of our clock."""
        return dt_util.utcnow() - timedelta(seconds=self._clock() - at)

    def _tell(
        self, edge: AlarmReport, when: datetime | None, *, recovered: bool
    ) -> None:
        event: str = edge.source
        if edge.source is not AlarmSource.MOTION:
            event += "_make" if edge.active else "_break"
        self._emit(event, when, recovered=recovered)
