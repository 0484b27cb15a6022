"""Rates that the camera knows, and the pace at which frames are taken."""

import itertools

import pytest

from custom_components.jvc_vn.protocol.frame_rate import (
    FRAME_RATES,
    Pace,
    rate_text,
    stream_rate,
)

# As the guide prints them (reference, 1.1), without the single frame.
PRINTED = "30 25 15 10 7.5 6 5 3 2 1 -2 -3 -5 -10 -15 -20 -30 -60"


def test_every_printed_rate() -> None:
    """All of them can be asked for, each by itself."""
    assert [rate_text(rate) for rate in FRAME_RATES] == PRINTED.split()
    assert [stream_rate(rate) for rate in FRAME_RATES] == list(FRAME_RATES)


def taken(rate: float, times: list[float]) -> list[float]:
    """Take frames that come at these times; return the times of those taken."""
    pace = Pace(rate)
    return [time for time in times if pace.takes(time)]


def steady(rate: float, seconds: float, start: float = 50.0) -> list[float]:
    """Return the times of frames at a rate."""
    return [start + number / rate for number in range(int(rate * seconds))]


@pytest.mark.parametrize("rate", FRAME_RATES)
def test_what_was_asked_for_is_taken(rate: float) -> None:
    """All of it, also if the camera's clock runs a tenth too fast."""
    for speed in (0.5, 1, 1.05, 1.1):
        times = steady(rate * speed, 40 / rate)
        assert taken(rate, times) == times


@pytest.mark.parametrize("rate", [rate for rate in FRAME_RATES if rate >= 3])
def test_frames_held_up_on_the_way_are_taken(rate: float) -> None:
    """What comes at once after a fifth of a second without any costs nothing."""
    late = [max(time, 50 + (time - 50) // 0.2 * 0.2) for time in steady(rate, 20)]
    assert taken(rate, late) == late


@pytest.mark.parametrize("rate", FRAME_RATES)
@pytest.mark.parametrize("factor", [1.5, 2, 10, 333])
def test_never_more_than_a_half_more(rate: float, factor: float) -> None:
    """In no second, and not after a silence either."""
    span = max(1.0, 1 / rate)
    times = [
        *steady(rate * factor, 3 * span),
        *steady(rate * factor, 3 * span, start=50 + 33 * span),
    ]
    got = taken(rate, times)
    most = max(
        sum(start <= time < start + span for time in got[number : number + 100])
        for number, start in enumerate(got)
    )
    allowed = 1.5 * rate * span
    assert rate * span - 1e-9 <= most <= max(allowed, 2), got[:10]
    gaps = [later - earlier for earlier, later in itertools.pairwise(got)]
    assert max(gaps[: len(gaps) // 3]) < 2.1 * span
