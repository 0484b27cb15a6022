"""Decides which parameters are read, and when each is due."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..options import Options
from ..protocol.parameters import Parameter, Rhythm
from ..protocol.timing import REAL, Timing
from .camera_state import TOLD_BY_FRAMES

QUIET = 4
"""Live ticks between two readings of what is off or not running: whatever starts it
also moves the camera, or is done by us, and both make it due."""


class Schedule:
    """Counts the readers of each parameter, and knows what is due."""

    def __init__(self, options: Options, *, timing: Timing = REAL) -> None:
        """Start without readers."""
        self._options = options
        self._clock = timing.clock
        self._readers: Counter[Parameter[Any]] = Counter()
        self._read_at: dict[Parameter[Any], float] = {}

    @property
    def wanted(self) -> list[Parameter[Any]]:
        """The parameters that have a reader."""
        return [parameter for parameter, n in self._readers.items() if n > 0]

    def register(self, parameters: Iterable[Parameter[Any]]) -> Callable[[], None]:
        """Count a reader of these, until the result is called."""
        wanted = tuple(parameters)
        self._readers.update(wanted)
        return lambda: self._readers.subtract(wanted)

    def was_read(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Note that these have been read just now."""
        self._read_at.update(dict.fromkeys(parameters, self._clock()))

    def mark_due(self, parameters: Iterable[Parameter[Any]]) -> None:
        """Make these due at once."""
        for parameter in parameters:
            self._read_at.pop(parameter, None)

    def mark_all_due(self) -> None:
        """Make everything due: the camera has been away."""
        self._read_at.clear()

    def mark_live_due(self) -> None:
        """Make due whatever may be running: the camera has moved."""
        self.mark_due(q for q in self.wanted if q.rhythm is Rhythm.LIVE)

    def due(self, values: Mapping[Parameter[Any], Any]) -> list[Parameter[Any]]:
        """Return what has to be read at this tick."""
        now = self._clock()
        return [
            parameter
            for parameter in self.wanted
            if now - self._read_at.get(parameter, float("-inf"))
            >= self._lasts(parameter, values.get(parameter))
        ]

    def _lasts(self, parameter: Parameter[Any], value: object) -> float:
        """Return for how many seconds a value that was read need not be read again."""
        match parameter.rhythm:
            case Rhythm.STATIC:
                return float("inf")
            case Rhythm.SETTING:
                return self._options.settings_interval
            case Rhythm.LIVE if parameter in TOLD_BY_FRAMES or value is True:
                return 0.0
        # A tick may come a little early.
        return (QUIET - 0.5) * self._options.live_interval

    def requests_per_hour(self, batch: int, *, watched: bool) -> float:
        """Estimate the requests of an hour in which nothing runs and nothing changes.

        Args:
            batch: keys that go into one request.
            watched: somebody watches, so that frames contain the position.
        """
        ticks = 3600 / self._options.live_interval
        count = Counter(
            parameter.rhythm
            for parameter in self.wanted
            if parameter not in TOLD_BY_FRAMES
        )
        frames = 0.0 if watched else ticks
        live = -(-count[Rhythm.LIVE] // batch) * ticks / QUIET
        settings = -(-count[Rhythm.SETTING] // batch) * 3600
        return frames + live + settings / self._options.settings_interval
