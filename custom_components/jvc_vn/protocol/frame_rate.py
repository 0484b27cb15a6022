"""How many pictures a second the camera is asked for, and how many are taken."""

FRAME_RATES = (
    *(30.0, 25.0, 15.0, 10.0, 7.5, 6.0, 5.0, 3.0, 2.0, 1.0),
    *(1 / seconds for seconds in (2, 3, 5, 10, 15, 20, 30, 60)),
)
"""Frames per second that the camera can send (guide, 1)."""
_FASTER = 1.1
"""How much faster than asked for a camera's clock may run."""
_AT_ONCE = 0.4
"""Seconds of pictures that may come at once, after a moment without any. With what
comes besides, that is half as many again as were asked for."""
_LEAST_AT_ONCE = 1.4


def stream_rate(wanted: float) -> float:
    """Return the lowest rate of the camera that is not below the wanted one."""
    rates = (rate for rate in reversed(FRAME_RATES) if rate >= wanted)
    return next(rates, FRAME_RATES[0])


def rate_text(rate: float) -> str:
    """Write one of the rates for a request: below one, the seconds between two."""
    return f"{rate:g}" if rate >= 1 else f"-{1 / rate:.0f}"


class Pace:
    """Tells which pictures to take, of a camera that may send far too many.

    Never more than half as many again as were asked for.
    """

    def __init__(self, rate: float) -> None:
        """Take so many frames per second."""
        self._rate = rate * _FASTER
        self._most = max(_LEAST_AT_ONCE, rate * _AT_ONCE)
        self._left = self._most
        self._at = float("-inf")

    def takes(self, now: float) -> bool:
        """Tell whether to take a picture that comes now."""
        left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        self._left = left - 1 if left >= 1 else left
        return left >= 1
