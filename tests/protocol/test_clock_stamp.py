"""When a frame was taken, by the stamp in its comment segment (guide, 1.6)."""

from datetime import UTC, datetime

import pytest

from custom_components.jvc_vn.protocol.clock import stamped

SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "near", "expected"),
    [
        ("20260701120000250UTC", SUMMER, (2026, 7, 1, 12, 0, 0, 250_000)),
        ("20260701140000000GMT+2", SUMMER, (2026, 7, 1, 12)),
        ("20260701174500000GMT+5:45", SUMMER, (2026, 7, 1, 12)),
        # A word of the camera: the offset at which it arrives at once.
        ("20260701173000000India Time", SUMMER, (2026, 7, 1, 12)),
        # A camera that keeps summer time, and one that does not.
        ("20260701050000000Pacific", SUMMER, (2026, 7, 1, 12)),
        ("20260701040000000Pacific", SUMMER, (2026, 7, 1, 12)),
        ("20260115040000000Pacific", WINTER, (2026, 1, 15, 12)),
    ],
)
def test_zones(stamp: str, near: datetime, expected: tuple[int, ...]) -> None:
    """The stamp is local time, in the zone behind it."""
    assert stamped(stamp, 0, near) == datetime(*expected, tzinfo=UTC)


def test_a_clock_that_is_off() -> None:
    """A clock that is years behind tells the moment all the same."""
    ahead = (datetime(2000, 1, 1, tzinfo=UTC) - SUMMER).total_seconds()
    assert stamped("20000101000000500UTC", ahead, SUMMER) == SUMMER.replace(
        microsecond=500_000
    )


@pytest.mark.parametrize(
    "stamp",
    ["", "UTC", "20260701120000250", "20261301120000250UTC"],
)
def test_what_tells_nothing(stamp: str) -> None:
    """No zone, a zone that nobody knows, or no date."""
    assert stamped(stamp, 0, SUMMER) is None
