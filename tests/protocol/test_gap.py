"""What nobody heard: the log beside what was told."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from custom_components.jvc_vn.alarms.log_comparison import (
    CameraClock,
    Comparison,
    Gap,
    Missed,
    ReportedEdge,
)
from custom_components.jvc_vn.protocol.log_and_sessions import LogEntry
from custom_components.jvc_vn.protocol.models import AlarmReport, AlarmSource

ONE, TWO, MOTION = AlarmSource
HOLD = 10.0
BASE = datetime(2026, 5, 17, 12)  # noqa: DTZ001 - the camera's time has no zone


@dataclass(frozen=True)
class Edge:
    """An edge that really happened, by our clock."""

    source: AlarmSource
    active: bool
    at: float

    @property
    def report(self) -> AlarmReport:
        """What is told of it."""
        return AlarmReport(self.source, self.active)


def camera_time(at: float, ahead: float) -> datetime:
    """What the camera's clock shows: whole seconds."""
    return BASE + timedelta(seconds=math.floor(at + ahead))


def entry(edge: Edge, ahead: float = 0.0) -> LogEntry:
    """The line that the camera writes."""
    event = "make" if edge.active else "break"
    if edge.source is MOTION:
        event = "detected"
    return LogEntry(camera_time(edge.at, ahead), edge.source, event, "")


def clock(at: float, ahead: float = 0.0, lasts: float = 0.1) -> CameraClock:
    """Read the camera's clock; the answer is made in the middle of the time."""
    return CameraClock.read(camera_time(at, ahead), at - lasts / 2, at + lasts / 2)


def heard(edge: Edge, delay: float = 0.0) -> ReportedEdge:
    """An edge that was told as it happened."""
    return ReportedEdge(edge.report, edge.at + delay, edge.at + delay)


def alternate(source: AlarmSource, *times: float) -> list[Edge]:
    """An input that is made, broken, and so on."""
    return [Edge(source, n % 2 == 0, at) for n, at in enumerate(times)]


def find(
    log: Iterable[LogEntry],
    told: Iterable[ReportedEdge],
    since: float,
    until: float,
    *clocks: CameraClock,
    asked: float | None = None,
) -> list[Missed]:
    """Compare, with the camera's clock as ours unless told otherwise."""
    gap = Gap(since, until, asked or until, clocks or (clock(until),))
    return Comparison(log, told, gap, HOLD).missed()


def reports(missed: Iterable[Missed]) -> list[AlarmReport]:
    """What was missed."""
    return [one.edge for one in missed]


def test_only_what_was_not_told_is_missed() -> None:
    """A make just before the cut, one just after: the pair between is the gap's."""
    edges = alternate(ONE, 100.1, 100.4, 100.6, 100.8, 101.0)
    before, *gap, after = edges
    log = [entry(edge) for edge in edges]
    missed = find(log, [heard(before), heard(after)], 100.2, 100.9)
    assert reports(missed) == [edge.report for edge in gap]
    assert all(100.2 <= one.at <= 100.901 for one in missed)


def test_before_and_after_the_gap_nothing_is_missed() -> None:
    """What the log has that nobody was told, long ago, is not this gap's."""
    log = [entry(edge) for edge in alternate(ONE, 50, 60, 200, 210)]
    assert find(log, [], 100, 150) == []


@pytest.mark.parametrize("ahead", [0.0, 0.5, 3600.25, -86400.75])
def test_the_camera_s_clock_may_be_anything(ahead: float) -> None:
    """Its date tells how far it is off, however far that is."""
    edges = alternate(TWO, 100, 120)
    log = [entry(edge, ahead) for edge in edges]
    missed = find(log, [], 90, 130, clock(130, ahead))
    assert [one.at for one in missed] == pytest.approx([100, 120], abs=1.1)


def test_a_clock_that_was_set_in_the_gap() -> None:
    """Entries before and after are both found; what was told is not told again."""
    told, *gap = alternate(ONE, 95, 110, 120, 130)
    log = [entry(told), entry(gap[0]), *(entry(edge, 7200) for edge in gap[1:])]
    then, now = clock(10), clock(140, 7200)
    assert not then.agrees(now)
    missed = find(log, [heard(told)], 100, 140, now, then)
    assert reports(missed) == [edge.report for edge in gap]


def test_a_clock_that_runs_on() -> None:
    """Two readings of whole seconds agree."""
    assert clock(10, 0.99).agrees(clock(500.5, 0.99))
    assert not clock(10).agrees(clock(500, 5))


def test_what_a_poll_told_is_the_newest_edge_before_it() -> None:
    """Made, broken, made again: the poll has told the last of them."""
    edges = alternate(ONE, 102, 104, 106)
    log = [entry(edge) for edge in edges]
    polled = ReportedEdge(edges[0].report, 100, 110)
    missed = find(log, [polled], 100, 120)
    assert reports(missed) == [edge.report for edge in edges[:2]]
    assert missed[0].at == pytest.approx(102, abs=1.1)


def test_an_edge_whose_moment_is_not_known() -> None:
    """Found changed after the gap: the log knows when, and tells it only once."""
    edges = alternate(ONE, 102, 104, 106)
    comparison = Comparison(
        [entry(edge) for edge in edges], [], Gap(100, 110, 110, [clock(110)]), HOLD
    )
    found = comparison.find(ReportedEdge(edges[-1].report, 100, 110))
    assert found == pytest.approx(106, abs=1.1)
    assert reports(comparison.missed()) == [edge.report for edge in edges[:2]]
    assert (
        comparison.find(ReportedEdge(AlarmReport(TWO, active=True), 100, 110)) is None
    )


def test_motion_is_told_by_runs() -> None:
    """Entries within the hold of one before renew it, told or not."""
    times = (95, 101, 108, 109, 125, 134, 150, 161)
    log = [entry(Edge(MOTION, active=True, at=at)) for at in times]
    run = ReportedEdge(AlarmReport(MOTION, active=True), 95, 105)
    missed = find(log, [run], 100, 170)
    assert [round(one.at) for one in missed] == pytest.approx(
        [108, 125, 150, 161], abs=1
    )


def test_other_lines_are_passed_over() -> None:
    """Lines without a time, and of something else."""
    lines = [
        LogEntry(None, ONE, "make", ""),
        LogEntry(BASE + timedelta(seconds=105), None, "Error", ""),
    ]
    assert find(lines, [], 100, 110) == []


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Edge], list[tuple[float, float]]]:
    """Edges of two inputs, and gaps."""
    steps = st.floats(0.05, 12.0)
    edges = [
        edge
        for source in (ONE, TWO)
        for edge in alternate(source, *_sums(100.0, draw(st.lists(steps, max_size=12))))
    ]
    parts = draw(st.lists(st.tuples(st.floats(6, 30), st.floats(0.1, 25)), max_size=3))
    gaps, at = [], 100.0
    for before, lasts in parts:
        gaps.append((at + before, at + before + lasts))
        at += before + lasts
    return sorted(edges, key=lambda edge: edge.at), gaps


def _sums(start: float, steps: Iterable[float]) -> list[float]:
    sums = []
    for step in steps:
        start += step
        sums.append(start)
    return sums


@settings(max_examples=400, deadline=None)
@given(
    history=histories(),
    ahead=st.floats(-1e6, 1e6),
    delay=st.floats(0.001, 0.2),
    lasts=st.floats(0.0, 0.5),
)
def test_every_edge_is_told_once(
    history: tuple[list[Edge], list[tuple[float, float]]],
    ahead: float,
    delay: float,
    lasts: float,
) -> None:
    """However cuts and edges fall: none is lost, none is told twice, all in order."""
    edges, gaps = history
    told = [
        heard(edge, delay)
        for edge in edges
        if not any(since - delay <= edge.at < until for since, until in gaps)
    ]
    told_in_all = list(told)
    begun = None
    for number, (since, until) in enumerate(gaps):
        begun = since if begun is None else begun
        # The log is read until nothing is told in the second after.
        asked = until + 0.1
        while any(asked < edge.at + delay <= asked + lasts + 1 for edge in edges):
            asked += lasts + 1
        if number + 1 < len(gaps) and gaps[number + 1][0] <= asked + lasts + 1:
            # Cut again meanwhile: both gaps are mended together.
            continue
        log = [entry(edge, ahead) for edge in edges if edge.at <= asked + lasts]
        known = [one for one in told_in_all if one.before <= asked + lasts + 1]
        now = clock(asked - 0.1, ahead, 0.2)
        missed = find(log, known, begun, until, now, asked=asked)
        begun = None
        told_in_all += [ReportedEdge(one.edge, one.at, one.at) for one in missed]
    for source in (ONE, TWO):
        mine = sorted(
            (one for one in told_in_all if one.edge.source is source),
            key=lambda one: one.before,
        )
        assert [one.edge for one in mine] == [
            edge.report for edge in edges if edge.source is source
        ]


def test_a_reading_in_the_middle_of_a_gap() -> None:
    """It tells the edge next to it, not an equal one that came later."""
    polled, *missed = alternate(ONE, 105, 115, 125)
    log = [entry(edge) for edge in (polled, *missed)]
    told = ReportedEdge(polled.report, 104, 106)
    found = find(log, [told], 100, 130)
    assert [one.at for one in found] == pytest.approx([115, 125], abs=1.1)


def test_motion_outside_the_gap_is_no_news() -> None:
    """Runs of long ago are not told, and do not hide one that is."""
    log = [entry(Edge(MOTION, True, at)) for at in (50, 115, 180)]
    (missed,) = find(log, [], 100, 130)
    assert missed.at == pytest.approx(115, abs=1.1)
