"""The log of the guide's section 6.18: ten kilobytes, gone at power-off."""

from collections import deque
from collections.abc import Callable
from datetime import datetime

LIMIT = 10 * 1024


class Log:
    """Lines as syslog writes them."""

    def __init__(
        self, host: str, alive: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        """Start empty; `alive` tells the seconds since power-on."""
        self._host = host
        self._alive = alive
        self._now = now
        self._lines: deque[str] = deque()

    def add(self, text: str) -> None:
        """Note an event, dropping the oldest ones where space runs out."""
        now = self._now()
        stamp = f"{now:%b} {now.day:2d} {now:%H:%M:%S}"
        self._lines.append(f"{stamp} {self._host} user.info evman: {text}")
        while sum(len(line) + 2 for line in self._lines) > LIMIT:
            self._lines.popleft()

    def clear(self) -> None:
        """Forget everything."""
        self._lines.clear()

    def truncate(self) -> None:
        """Lose all but the end of the last line."""
        self._lines = deque(line[len(line) // 2 :] for line in [*self._lines][-1:])

    def lines(self) -> list[str]:
        """Return the text of the log."""
        return [f"system alive time: {int(self._alive())}sec", *self._lines]
