"""Measures how many requests a camera is sent."""

from collections import deque

from ..protocol.camera import Camera
from ..protocol.timing import REAL, Timing


class RequestMeter:
    """Counts the requests of the last hour."""

    def __init__(self, camera: Camera, *, timing: Timing = REAL) -> None:
        """Count the requests to a camera."""
        self._camera = camera
        self._clock = timing.clock
        self._told = 0
        self._marks: deque[tuple[float, int]] = deque([(self._clock(), self._count())])

    def per_hour(self) -> int | None:
        """Requests per hour, None in the first minute.

        Within a tenth of what was told it stays: a recorder keeps each change.
        """
        now, count = self._clock(), self._count()
        if now - self._marks[-1][0] >= 60:
            self._marks.append((now, count))
        while len(self._marks) > 1 and now - self._marks[1][0] >= 3600:
            self._marks.popleft()
        since, counted = self._marks[0]
        if now - since < 60:
            return None
        rate = round((count - counted) * 3600 / (now - since))
        if abs(rate - self._told) > self._told / 10:
            self._told = rate
        return self._told

    def _count(self) -> int:
        return self._camera.requests
