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
        self._marks: deque[tuple[float, int]] = deque([(self._clock(), self._count())])

    def per_hour(self) -> int | None:
        """Return the requests per hour, None in the first minute."""
        now, count = self._clock(), self._count()
        if now - self._marks[-1][0] >= 60:
            self._marks.append((now, count))
        while len(self._marks) > 1 and now - self._marks[1][0] >= 3600:
            self._marks.popleft()
        since, counted = self._marks[0]
        if now - since < 60:
            return None
        return round((count - counted) * 3600 / (now - since))

    def _count(self) -> int:
        return self._camera.requests
