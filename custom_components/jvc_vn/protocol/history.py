"""What happened last, and when; bounded, for diagnostics."""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

MOST = 50
"""Entries that are kept: some hours of an unsteady link, days of a steady one."""


def utc_now() -> datetime:
    """Return the time of the wall clock."""
    return datetime.now(UTC)


class History:
    """The last things that happened, each with its time."""

    def __init__(self, *, now: Callable[[], datetime] = utc_now) -> None:
        """Nothing has happened yet; `now` tells the time."""
        self._now = now
        self._entries: deque[tuple[datetime, str]] = deque(maxlen=MOST)

    def note(self, what: str) -> None:
        """Note that something happened."""
        self._entries.append((self._now(), what))

    def note_change(self, what: str) -> None:
        """Note a state, if it is another than the last one."""
        if not self._entries or self._entries[-1][1] != what:
            self.note(what)

    def told(self) -> list[Mapping[str, str]]:
        """Return all of it as JSON takes it, the oldest first."""
        return [
            {"at": when.isoformat(timespec="milliseconds"), "what": what}
            for when, what in self._entries
        ]
