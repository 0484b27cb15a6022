"""Clock, sleep and chance as one seam, and growing pauses."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock in seconds that never goes back, sleep, and a number from 0 to 1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random


REAL = Timing()


class Backoff:
    """Pauses that double from try to try, each cut by up to a half by chance."""

    def __init__(
        self, first: float, longest: float, *, jitter: Callable[[], float] | None = None
    ) -> None:
        """Begin with `first` seconds, end with `longest`; exact without `jitter`."""
        self._first = first
        self._longest = longest
        self._jitter = jitter
        self._tries = 0

    def next(self) -> float:
        """Return the seconds to wait now; the next wait is longer."""
        # A camera may be off for weeks: the power must not outgrow a float.
        pause = min(self._first * 2.0 ** min(self._tries, 16), self._longest)
        self._tries += 1
        return pause * (0.5 + self._jitter() / 2) if self._jitter else pause

    def reset(self) -> None:
        """Start over: what is tried has worked."""
        self._tries = 0
