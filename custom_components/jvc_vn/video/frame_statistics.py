"""Counts frames, for diagnostics."""

from collections import deque
from typing import Any

from ..protocol.models import Frame
from ..protocol.timing import REAL, Timing
from .hub import FrameHub

_LATELY = 100
"""Frames over which the present rate is measured."""
_PAUSE = 60.0
"""Seconds without a frame after which nobody was watching: that is no gap."""


class FrameStatistics:
    """Knows how many frames came, how large they are and how regularly they come."""

    def __init__(self, hub: FrameHub, *, timing: Timing = REAL) -> None:
        """Count what a hub delivers."""
        self._clock = timing.clock
        self._hub = hub
        hub.subscribe(self)
        self._frames = self._bytes = self._largest = self._without_data = 0
        self._smallest: int | None = None
        self._longest_gap = 0.0
        self._lately: deque[float] = deque(maxlen=_LATELY)

    def frame_arrived(self, frame: Frame) -> None:
        """Count a frame."""
        size, now = len(frame.jpeg), self._clock()
        self._frames += 1
        self._bytes += size
        self._largest = max(self._largest, size)
        self._smallest = size if self._smallest is None else min(self._smallest, size)
        self._without_data += frame.info.model is None
        # Between stills there is no gap.
        if not self._hub.running:
            return
        gap = now - self._lately[-1] if self._lately else 0.0
        if gap < _PAUSE:
            self._longest_gap = max(self._longest_gap, gap)
        self._lately.append(now)

    def viewers_changed(self) -> None:
        """Begin anew: a rate over a time without viewers says nothing."""
        self._lately.clear()

    def told(self) -> dict[str, Any]:
        """Return it as JSON takes it."""
        times = self._lately
        spread = times[-1] - times[0] if times else 0.0
        rate = round((len(times) - 1) / spread, 2) if spread else None
        return {
            "frames": self._frames,
            "mean_bytes": round(self._bytes / self._frames) if self._frames else None,
            "smallest_bytes": self._smallest,
            "largest_bytes": self._largest or None,
            "without_data": self._without_data,
            "per_second_lately": rate,
            "longest_gap_seconds": round(self._longest_gap, 3),
        }
