"""Learns whether the camera closes idle alarm connections on a timer (guide, 4)."""

SHORTEST = 30.0
"""Seconds: a connection that is closed sooner was closed for another reason."""
_TOLERANCE = 2.0
_SHARE = 0.05
_LEAD = 5.0
_LEAD_SHARE = 0.1


class IdleTimer:
    """Learns after how much idle time the camera closes.

    Two closings in a row after about the same time are taken for a timer, until a
    closing does not fit.
    """

    def __init__(self) -> None:
        """Assume no timer."""
        self._limit: float | None = None
        self._last: float | None = None

    def closed(self, idle: float, *, by_camera: bool) -> None:
        """Note the end of a connection that had been silent for `idle` seconds."""
        last, self._last = self._last, None
        if not by_camera or idle < SHORTEST:
            return
        self._last = idle
        fits = last is not None and abs(idle - last) <= _TOLERANCE + _SHARE * idle
        self._limit = min(idle, last) if fits and last is not None else None

    def rest(self, idle: float) -> float | None:
        """Return the seconds until the next connection is due, None if no timer."""
        if self._limit is None:
            return None
        return self._limit - max(_LEAD, _LEAD_SHARE * self._limit) - idle

    @property
    def limit(self) -> float | None:
        """The seconds after which the camera closes, None if no timer is known."""
        return self._limit

    def forget(self) -> None:
        """Assume no timer: the next connection could not be opened beforehand."""
        self._limit = self._last = None
