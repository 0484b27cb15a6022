"""Counting frames: sizes, rate and gaps, with a clock of ours."""

from types import SimpleNamespace
from typing import Any

from custom_components.jvc_vn.protocol.models import Frame, FrameInfo
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.video.frame_statistics import FrameStatistics


class Setting:
    """A hub that streams or not, and a clock that stands."""

    def __init__(self, *, running: bool) -> None:
        """Begin at nothing."""
        self.now = 0.0
        self.observers: list[FrameStatistics] = []
        hub: Any = SimpleNamespace(running=running, subscribe=self.observers.append)
        timing = Timing(clock=lambda: self.now)
        self.statistics = FrameStatistics(hub, timing=timing)

    def frame(self, size: int, after: float, *, model: str | None = "VN-V685U") -> None:
        """Let a frame come after some seconds."""
        self.now += after
        self.statistics.frame_arrived(Frame(b"x" * size, FrameInfo(model=model)))


def test_nothing_has_come() -> None:
    """No number stands for none."""
    setting = Setting(running=True)
    assert setting.observers == [setting.statistics]
    told = setting.statistics.told()
    assert told["frames"] == 0
    assert told["mean_bytes"] is told["smallest_bytes"] is told["largest_bytes"] is None
    assert told["per_second_lately"] is None


def test_a_stream() -> None:
    """Sizes, the rate of the last hundred, and the longest wait."""
    setting = Setting(running=True)
    setting.frame(1000, 0.0)
    setting.frame(3000, 2.0, model=None)
    for _ in range(150):
        setting.frame(2000, 0.1)
    told = setting.statistics.told()
    assert told == {
        "frames": 152,
        "mean_bytes": 2000,
        "smallest_bytes": 1000,
        "largest_bytes": 3000,
        "without_data": 1,
        "per_second_lately": 10.0,
        "longest_gap_seconds": 2.0,
    }


def test_a_pause_of_the_viewers_is_no_gap() -> None:
    """Nor is one so long that nobody can have watched."""
    setting = Setting(running=True)
    setting.frame(1000, 0.0)
    setting.statistics.viewers_changed()
    setting.frame(1000, 9.0)
    setting.frame(1000, 500.0)
    assert setting.statistics.told()["longest_gap_seconds"] == 0.0


def test_stills_have_sizes_but_no_gaps() -> None:
    """They are fetched one by one."""
    setting = Setting(running=False)
    for _ in range(3):
        setting.frame(1000, 10.0)
    told = setting.statistics.told()
    assert told["frames"] == 3
    assert told["per_second_lately"] is None
    assert told["longest_gap_seconds"] == 0.0
