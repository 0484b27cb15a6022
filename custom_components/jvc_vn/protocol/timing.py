"""Clock, sleep and random numbers, which tests replace; and growing pauses."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Timing:
    """A clock in seconds that never goes back, sleep, and a random number 0-1."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    jitter: Callable[[], float] = random.random


REAL = Timing()


async def outcome[T](work: asyncio.Future[T]) -> T:
    """Wait for work that others wait for as well: who is cancelled ends none of it.

    What fails when nobody waits for it any more is dropped; `asyncio.shield` would
    have it logged as an error.
    """
    work.add_done_callback(_take_error)
    await asyncio.wait([work])
    return work.result()


def _take_error(work: asyncio.Future[Any]) -> None:
    if not work.cancelled():
        work.exception()


class Backoff:
    """Pauses that double from try to try, each shortened at random by up to half."""

    def __init__(
        self, first: float, longest: float, *, jitter: Callable[[], float] | None = None
    ) -> None:
        """Start with `first` seconds, stay at `longest`; exact without `jitter`."""
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
        """Start over, after a success."""
        self._tries = 0
