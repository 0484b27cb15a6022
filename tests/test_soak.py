"""How the soak counts, without a storm."""

from pathlib import Path

import pytest

from tests.bench.report import Figure
from tests.soak import __main__ as soak
from tests.soak.tally import Edge, Told, tally

MAKE, BREAK = "input_1_make", "input_1_break"


def edge(at: float, what: str = MAKE, camera: int = 0) -> Edge:
    """Return an edge that a camera reported."""
    return Edge(camera, what, at, linked=True)


def told(
    at: float,
    what: str = MAKE,
    camera: int = 0,
    *,
    recovered: bool = False,
    when: float | None = -1.0,
) -> Told:
    """Return an event, of just now unless told otherwise."""
    return Told(camera, what, at, recovered, at if when == -1.0 else when)


def test_every_edge_is_told_once() -> None:
    """At once, with a time from the log, with none, or when the inputs are read."""
    unheard = Edge(2, MAKE, 40, linked=False)
    edges = [edge(10), edge(20), edge(30), edge(31, BREAK), edge(31, camera=1), unheard]
    events = [
        told(48, camera=2),
        told(10.001),
        told(26, recovered=True, when=21.9),
        told(45, recovered=True, when=None),
        told(31.2, BREAK),
        told(31.001, camera=1),
    ]
    found = tally(edges, events)
    assert (found.at_once, found.read, found.recovered) == (3, 1, 2)
    assert (found.lost, found.doubled) == ([], [])
    assert found.delays == pytest.approx([0.001, 0.001, 0.2])


def test_what_is_lost_and_what_is_doubled() -> None:
    """One does not make up for the other."""
    edges = [edge(10), edge(20), edge(30)]
    twice = told(25, recovered=True, when=10.5)
    found = tally(edges, [told(10.001), twice, told(30.001)])
    assert found.lost == [edge(20)]
    assert found.doubled == [twice]


def test_an_edge_that_was_heard_is_told_at_once() -> None:
    """Later it is another one."""
    late = told(18)
    found = tally([edge(10)], [late])
    assert (found.lost, found.doubled) == ([edge(10)], [late])


def test_an_event_before_its_edge_is_none_of_it() -> None:
    """Nobody can tell what has not happened yet."""
    early = told(9.9)
    found = tally([edge(10)], [early, told(9.8, recovered=True, when=None)])
    assert found.lost == [edge(10)]
    assert len(found.doubled) == 2


def test_the_report_is_kept_in_the_docs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its two marks, and nowhere else."""
    docs = tmp_path / "reliability.md"
    monkeypatch.setattr(soak, "RELIABILITY", docs)
    docs.write_text("a\n<!-- soak -->\nold\n<!-- end -->\nb\n")
    soak.write("10 minutes.", [Figure("lost", "0 edges")])
    text = docs.read_text()
    assert text.startswith("a\n<!-- soak -->\n10 minutes.\n\n| what |")
    assert text.endswith("| lost | 0 edges |  |  |\n<!-- end -->\nb\n")
    docs.write_text("nothing")
    with pytest.raises(SystemExit, match="no place"):
        soak.write("10 minutes.", [])
