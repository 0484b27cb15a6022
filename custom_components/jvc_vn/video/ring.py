"""The ring: keeps the frames of the last seconds."""

from collections import deque

from ..protocol.models import Frame

USUAL_SECONDS = 10.0
"""Kept of every stream that runs, whether or not frames are asked for."""
USUAL_BYTES = 8 * 1024 * 1024
MOST_BYTES = 64 * 1024 * 1024
"""Kept at most, however many seconds are asked for."""


class FrameRing:
    """Holds frames as they came, each with its time of arrival; copies none."""

    def __init__(self, seconds: float = 0) -> None:
        """Keep `seconds`, if memory allows, but at least the usual ten."""
        self._seconds = max(seconds, USUAL_SECONDS)
        self._most = MOST_BYTES if seconds else USUAL_BYTES
        self._frames: deque[tuple[float, Frame]] = deque()
        self.bytes = 0
        """The size of all pictures in it."""

    def add(self, frame: Frame, now: float) -> None:
        """Add a frame, and drop those that are too old or too much."""
        self._frames.append((now, frame))
        self.bytes += len(frame.jpeg)
        oldest = now - self._seconds
        while self._frames and (self.bytes > self._most or self._frames[0][0] < oldest):
            _, old = self._frames.popleft()
            self.bytes -= len(old.jpeg)

    def since(self, moment: float) -> list[tuple[float, Frame]]:
        """Return the frames that came after a moment, in order."""
        newer: list[tuple[float, Frame]] = []
        for kept in reversed(self._frames):
            if kept[0] <= moment:
                break
            newer.append(kept)
        newer.reverse()
        return newer

    def clear(self) -> None:
        """Drop all frames."""
        self._frames.clear()
        self.bytes = 0
