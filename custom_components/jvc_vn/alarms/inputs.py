"""Turns alarm lines and readings of inputs into states and events."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..protocol.models import AlarmReport, AlarmSource
from ..protocol.timing import REAL, Timing
from ..state.camera_state import INPUT_SOURCES, CameraState
from .dispatch import AlarmEvent, AlarmTeller
from .log_comparison import Missed, ReportedEdge
from .motion import Motion

NEAR = 2.0
"""Seconds between an edge in the log and its line up to which the line's time counts:
the log is not more exact."""
MOST_TOLD = 500
"""Edges that are remembered: more than the camera's log has room for."""


@dataclass(frozen=True, slots=True)
class InputReading:
    """A reading of the inputs that is under way.

    Attributes:
        number: counts the readings; a later one is newer.
        begun: when it began.
        live: the alarm link was live then.
        heard: number of lines of each input until then.
    """

    number: int
    begun: float
    live: bool
    heard: Mapping[AlarmSource, int]


@dataclass(frozen=True, slots=True)
class UndatedEdge:
    """An edge that happened in a gap, or just after it: the log may know when.

    Attributes:
        reported: the edge, and the time in which it happened.
        pushed: when a line reported it; None if a reading did.
    """

    reported: ReportedEdge
    pushed: datetime | None = None


@dataclass(order=True, slots=True)
class _QueuedEvent:
    at: float
    event: AlarmEvent = field(compare=False)


class Inputs:
    """Turns lines and readings into states, and each edge into one event.

    While the link is live, a line that differs from the state is an edge, which is
    dispatched at once. While it is not, readings show edges. A change that the first
    line or reading after a gap shows is held back until its time is known.
    """

    def __init__(
        self,
        state: CameraState,
        motion: Motion,
        teller: AlarmTeller,
        *,
        timing: Timing = REAL,
    ) -> None:
        """Pass signs of motion to `motion`, states and events to `teller`."""
        self._state = state
        self._motion = motion
        self._teller = teller
        self._clock = timing.clock
        self._live = False
        self._since: dict[AlarmSource, float] = {}
        self._reports: Counter[AlarmSource] = Counter()
        self._readings = self._newest = 0
        self._newest_told = float("-inf")
        self._told: deque[ReportedEdge] = deque(maxlen=MOST_TOLD)
        self._undated: list[UndatedEdge] = []
        self._queue: list[_QueuedEvent] = []

    # The link

    @callback
    def report(self, report: AlarmReport, at: float, when: datetime) -> None:
        """Handle a line of the alarm port that arrived at a moment."""
        if report.source is AlarmSource.MOTION:
            self._motion.report(active=report.active, at=at, when=when)
            return
        self._reports[report.source] += 1
        self._seen(report, at, when, pushed=True)

    @callback
    def link_is_live(self) -> None:
        """Rely on lines from now on; what inputs did before is not known yet."""
        self._live = True

    @callback
    def link_is_lost(self, since: float) -> None:
        """Note that lines may be missing from `since` on."""
        self._live = False
        for source in INPUT_SOURCES.values():
            self._since.setdefault(source, since)

    # Readings

    @property
    def stale(self) -> bool:
        """Whether an input has no line or reading since lines were missing."""
        return not self._live or bool(self._since)

    @callback
    def reading_begins(self) -> InputReading:
        """Note what is known as a reading of the inputs begins."""
        self._readings += 1
        return InputReading(
            self._readings, self._clock(), self._live, Counter(self._reports)
        )

    @callback
    def inputs_read(
        self, reading: InputReading, states: Mapping[AlarmSource, bool]
    ) -> None:
        """Handle inputs that were read; lines and readings since are newer."""
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
        self._teller.set_active(source, active=sight.active)
        # A state that was not known before may have been there all along.
        if before is None:
            return
        reported = ReportedEdge(sight, at if since is None else since, at)
        if since is not None and self._live:
            self._undated.append(UndatedEdge(reported, when if pushed else None))
            return
        self._told.append(reported)
        if pushed:
            self._newest_told = max(self._newest_told, at)
            self._teller.tell(AlarmEvent(source, sight.active, when))
        else:
            self._queue_event(sight, at, when)

    # Gaps

    @property
    def told(self) -> list[ReportedEdge]:
        """The edges of inputs and runs of motion that were reported."""
        return [*self._told, *self._motion.runs]

    @property
    def newest(self) -> float:
        """When the newest reported edge of an input happened."""
        return max((edge.before for edge in self._told), default=float("-inf"))

    @property
    def undated(self) -> tuple[UndatedEdge, ...]:
        """The edges whose time is not known."""
        return tuple(self._undated)

    @callback
    def recover(
        self, missed: Iterable[Missed], moments: Iterable[float | None]
    ) -> None:
        """Dispatch what was missed, and what was undated.

        Args:
            missed: edges without a line.
            moments: when each of `undated` happened, None if that is not known.
        """
        for edge, at in ((each.edge, each.at) for each in missed):
            if edge.source is AlarmSource.MOTION:
                self._motion.missed(at)
            else:
                self._told.append(ReportedEdge(edge, at, at))
                if edge.source in self._since:
                    # It could not be read: when it can, this is no news.
                    self._teller.set_active(edge.source, active=edge.active)
            self._queue_event(edge, at, self._date(at), recovered=True)
        undated, self._undated = self._undated, []
        for dated, moment in zip(undated, moments, strict=True):
            self._settle(dated, moment)
        self.tell_queued()

    @callback
    def tell_undated(self) -> None:
        """Dispatch the edges whose time is not known: that they happened is."""
        self.recover((), [None] * len(self._undated))

    def _settle(self, undated: UndatedEdge, at: float | None) -> None:
        reported = undated.reported
        edge, before = reported.edge, reported.before
        if at is None:
            self._told.append(reported)
            self._queue_event(edge, before, None, recovered=True)
        elif undated.pushed and before - at <= NEAR:
            self._told.append(ReportedEdge(edge, before, before))
            self._queue_event(edge, before, undated.pushed)
        else:
            self._told.append(ReportedEdge(edge, at, at))
            self._queue_event(edge, at, self._date(at), recovered=True)

    def _queue_event(
        self,
        edge: AlarmReport,
        at: float,
        when: datetime | None,
        *,
        recovered: bool = False,
    ) -> None:
        event = AlarmEvent(edge.source, edge.active, when, recovered=recovered)
        self._queue.append(_QueuedEvent(at, event))

    @callback
    def tell_queued(self) -> None:
        """Dispatch the events that wait, if entities are available."""
        if not self._queue or not self._teller.heard:
            return
        queue, self._queue = sorted(self._queue), []
        for queued in queue:
            # An event older than one that was dispatched already is marked so.
            late = queued.at < self._newest_told
            self._newest_told = max(self._newest_told, queued.at)
            self._teller.tell(replace(queued.event, late=late))

    def _date(self, at: float) -> datetime:
        """Convert a moment of our clock to a date and time."""
        return dt_util.utcnow() - timedelta(seconds=self._clock() - at)
