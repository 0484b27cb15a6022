"""Finds the edges that only the camera's log has (guide, 6.18).

Every edge that was reported is in the log too, and stamps have whole seconds only, so
times alone do not show what was missed. The log is therefore compared with all that
was reported: each report takes one entry, and what is left in the gap was missed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ..protocol.log_and_sessions import LogEntry
from ..protocol.models import AlarmReport, AlarmSource

RESOLUTION = 1.0
"""Seconds: of the log's stamps and of the camera's date."""
_ON_THE_WAY = 0.5
_TINY = 1e-6
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001 - the camera's time has no zone
_ACTIVE = {"make": True, "break": False, "detected": True}


@dataclass(slots=True)
class ReportedEdge:
    """An edge that was reported, or a run of motion.

    Attributes:
        edge: what was reported.
        after: when it happened at the earliest, in seconds of our clock.
        before: when it happened at the latest; the end of a run of motion. Equal to
            `after` where a line reported it as it happened.
    """

    edge: AlarmReport
    after: float
    before: float


@dataclass(frozen=True, slots=True)
class Missed:
    """An edge that was not reported, and when it happened by our clock."""

    edge: AlarmReport
    at: float


@dataclass(frozen=True, slots=True)
class CameraClock:
    """The camera's clock compared with ours.

    Attributes:
        ahead: seconds of its local time since 2000, less those of our clock.
        doubt: seconds by which `ahead` may be wrong.
    """

    ahead: float
    doubt: float

    @classmethod
    def read(cls, date: datetime, asked: float, answered: float) -> CameraClock:
        """Compare the camera's date with our clock before and after reading it."""
        middle = (asked + answered) / 2
        ahead = _seconds(date) + RESOLUTION / 2 - middle
        return cls(ahead, RESOLUTION / 2 + (answered - asked) / 2)

    def agrees(self, other: CameraClock) -> bool:
        """Return whether the clock was not set between two readings."""
        return abs(self.ahead - other.ahead) <= self.doubt + other.doubt


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which edges may have been missed.

    Attributes:
        since: the last moment before which nothing was missed.
        until: the first after which nothing was missed.
        asked: when the log was requested: what was reported before is in it.
        clocks: what entries may be stamped by: the clock as it is now, and as it was
            if somebody has set it meanwhile.
    """

    since: float
    until: float
    asked: float
    clocks: Sequence[CameraClock]

    @property
    def slack(self) -> float:
        """Seconds by which an entry's time may differ from that of the edge."""
        doubt = max(clock.doubt for clock in self.clocks)
        return RESOLUTION / 2 + doubt + _ON_THE_WAY

    def holds(self, time: float) -> bool:
        """Return whether an entry with this time may lie in the gap."""
        return self.since - self.slack <= time <= self.until + self.slack


@dataclass(slots=True)
class _Entry:
    edge: AlarmReport
    times: list[float]
    number: int
    taken: bool = field(default=False)

    def lies(self, low: float, high: float) -> float | None:
        """Return the first of its times within a range, None if there is none."""
        return next((time for time in self.times if low <= time <= high), None)

    def moment(self, time: float, gap: Gap) -> float:
        """Return its time: in the gap, and after the entries before it in the log."""
        return min(max(time, gap.since), gap.until) + self.number * _TINY


class Comparison:
    """Compares the log with what was reported."""

    def __init__(
        self,
        log: Iterable[LogEntry],
        told: Iterable[ReportedEdge],
        gap: Gap,
        hold: float,
    ) -> None:
        """Compare; motion lasts `hold` seconds after its last sign."""
        self._gap = gap
        self._hold = hold
        entries = [
            found
            for number, entry in enumerate(log)
            if (found := _read(entry, number, gap.clocks))
        ]
        self._motion = [e for e in entries if e.edge.source is AlarmSource.MOTION]
        self._inputs = [e for e in entries if e.edge.source is not AlarmSource.MOTION]
        told = sorted(told, key=lambda report: report.before)
        self._runs = [t for t in told if t.edge.source is AlarmSource.MOTION]
        self._take_inputs([t for t in told if t.edge.source is not AlarmSource.MOTION])

    def find(self, unsure: ReportedEdge) -> float | None:
        """Take the entry of an edge whose time is not known; return that time."""
        return self._take(unsure, reversed(self._inputs))

    def missed(self) -> list[Missed]:
        """Return what is left in the gap, in the order of time."""
        inputs = [
            Missed(entry.edge, at)
            for entry in self._inputs
            if not entry.taken and (at := self._place(entry)) is not None
        ]
        return sorted([*inputs, *self._missed_motion()], key=lambda report: report.at)

    def _place(self, entry: _Entry) -> float | None:
        """Return an entry's time, None if it is not in the gap."""
        time = next((time for time in entry.times if self._gap.holds(time)), None)
        return None if time is None else entry.moment(time, self._gap)

    def _take_inputs(self, reported: list[ReportedEdge]) -> None:
        # Edges reported before the gap are the first of their kind in the log, those
        # after it the last: what is left lay between.
        heard = [report for report in reported if report.after == report.before]
        in_log = [report for report in heard if report.before <= self._gap.asked]
        self._take_last(report for report in heard if report.before > self._gap.asked)
        for report in in_log:
            if report.before < self._gap.until:
                self._take(report, self._inputs)
        for report in reversed(in_log):
            if report.before >= self._gap.until:
                self._take(report, reversed(self._inputs))
        # A reading reports the newest of all edges since the reading before it.
        for report in reversed(reported):
            if report.after < report.before:
                self._take(report, reversed(self._inputs))

    def _take_last(self, reported: Iterable[ReportedEdge]) -> None:
        """Take what was reported while the log was on its way, if the log has it.

        An input is made and broken in turn: what followed the last entry differs
        from it, so the first of these edges is that entry if it is the same.
        """
        first: dict[AlarmSource, ReportedEdge] = {}
        for report in reported:
            first.setdefault(report.edge.source, report)
        last = {entry.edge.source: entry for entry in self._inputs}
        for source, entry in last.items():
            if source in first and first[source].edge == entry.edge:
                self._take(first[source], [entry])

    def _take(self, reported: ReportedEdge, entries: Iterable[_Entry]) -> float | None:
        low, high = reported.after - self._gap.slack, reported.before + self._gap.slack
        for entry in entries:
            if entry.taken or entry.edge != reported.edge:
                continue
            if (time := entry.lies(low, high)) is not None:
                entry.taken = True
                return entry.moment(time, self._gap)
        return None

    def _missed_motion(self) -> Iterable[Missed]:
        """Yield the beginnings of runs: later entries within the hold renew them."""
        slack = self._gap.slack
        runs = [(run.after - slack, run.before + slack) for run in self._runs]
        last = float("-inf")
        for entry in self._motion:
            if any(entry.lies(*run) is not None for run in runs):
                continue
            if (at := self._place(entry)) is None:
                continue
            if at - last > self._hold:
                yield Missed(entry.edge, at)
            last = at


def _read(entry: LogEntry, number: int, clocks: Iterable[CameraClock]) -> _Entry | None:
    if entry.source is None or entry.time is None:
        return None
    # The stamp is cut to the second: on the average it is half a second early.
    stamp = _seconds(entry.time) + RESOLUTION / 2
    times = [stamp - clock.ahead for clock in clocks]
    return _Entry(AlarmReport(entry.source, _ACTIVE[entry.event]), times, number)


def _seconds(date: datetime) -> float:
    return (date - _EPOCH).total_seconds()
