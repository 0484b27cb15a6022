"""Counting the requests of the last hour, with a clock of ours."""

from types import SimpleNamespace
from typing import Any

import pytest

from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.state.request_meter import RequestMeter

MINUTE, HOUR = 60.0, 3600.0


class Setting:
    """A camera that counts and a clock that stands."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.now = 0.0
        self.camera: Any = SimpleNamespace(requests=0)
        self.meter = RequestMeter(self.camera, timing=Timing(clock=lambda: self.now))

    def pass_by(self, seconds: float, requests: int) -> int | None:
        """Let time go by with some requests in it; tell the requests per hour."""
        self.now += seconds
        self.camera.requests += requests
        return self.meter.per_hour()


def test_nothing_is_told_in_the_first_minute() -> None:
    """It would be a guess."""
    setting = Setting()
    assert setting.pass_by(MINUTE - 1, 5) is None
    assert setting.pass_by(1, 5) == 600


def test_what_is_older_than_an_hour_is_forgotten() -> None:
    """A busy start does not count for ever."""
    setting = Setting()
    assert setting.pass_by(MINUTE, 1000) == 60000
    for _ in range(60):
        told = setting.pass_by(MINUTE, 2)
    assert told == pytest.approx(120, abs=1)
