"""Comparing what cameras reported with what Home Assistant told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

LIVE_WITHIN = 2.0
"""Seconds in which a line that was heard is told."""
READ_WITHIN = 25.0
"""Seconds in which inputs are read while nobody is linked, with a slow answer."""
LOG_WITHIN = 3.0
"""Seconds by which a time from the camera's log may be off: less than between two."""


@dataclass(frozen=True)
class Edge:
    """An edge that a camera reported: `at` is monotonic."""

    camera: int
    what: str
    at: float
    linked: bool


@dataclass(frozen=True)
class Told:
    """An event of Home Assistant; `when` is when it says that it happened."""

    camera: int
    what: str
    at: float
    recovered: bool
    when: float | None


@dataclass
class Tally:
    """How the edges fared."""

    at_once: int = 0
    read: int = 0
    recovered: int = 0
    lost: list[Edge] = field(default_factory=list)
    doubled: list[Told] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    """Seconds from each edge that was told at once to its event."""


def tally(edges: Iterable[Edge], told: Iterable[Told]) -> Tally:
    """Give each event the edge that it tells of; what is left on one side is wrong."""
    result = Tally()
    open_edges: Mapping[tuple[int, str], list[Edge]] = defaultdict(list)
    for edge in edges:
        open_edges[edge.camera, edge.what].append(edge)
    # Those that know best when they happened choose first.
    for one in sorted(told, key=lambda one: (one.when is None, one.recovered, one.at)):
        candidates = open_edges[one.camera, one.what]
        edge = _edge_of(one, candidates)
        if edge is None:
            result.doubled.append(one)
            continue
        candidates.remove(edge)
        if one.recovered:
            result.recovered += 1
        elif one.at - edge.at > LIVE_WITHIN:
            result.read += 1
        else:
            result.at_once += 1
            result.delays.append(one.at - edge.at)
    result.lost = [edge for rest in open_edges.values() for edge in rest]
    return result


def _edge_of(one: Told, candidates: list[Edge]) -> Edge | None:
    happened = [edge for edge in candidates if edge.at <= one.at]
    if one.when is None:
        # It happened at some time in a gap.
        return happened[-1] if happened else None
    near = [edge for edge in happened if _may_be(one, edge, one.when)]
    return max(near, key=lambda edge: edge.at, default=None)


def _may_be(one: Told, edge: Edge, when: float) -> bool:
    if one.recovered:
        return abs(edge.at - when) <= LOG_WITHIN
    return when - edge.at <= (LIVE_WITHIN if edge.linked else READ_WITHIN)
