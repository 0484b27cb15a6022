"""How often a viewer is shown a frame."""

import pytest

from custom_components.jvc_vn.video.viewer import Viewer

from .helpers import frame


@pytest.mark.parametrize("fps", [30, 25, 15])
@pytest.mark.parametrize("rate", [10, 7.5, 5, 2, 1])
def test_rate_of_a_viewer(fps: float, rate: float) -> None:
    """A viewer gets as many frames per second as it asked for, in no second more.

    Two may come early: the tolerance for frames that are not on the dot.
    """
    viewer = Viewer(rate, lambda: None)
    got = []
    for number in range(int(20 * fps)):
        now = 1000 + number / fps
        viewer.offer(frame(number), now)
        if viewer.pick():
            got.append(now)
    assert abs(len(got) - 20 * rate) <= 2
    for start in got:
        assert sum(start <= moment < start + 1 for moment in got) <= rate + 2


def test_rate_survives_a_gap() -> None:
    """After an outage a viewer does not get what it missed all at once."""
    viewer = Viewer(2, lambda: None)
    got = []
    for now in [0, *(100 + n / 30 for n in range(60))]:
        viewer.offer(frame(), now)
        if viewer.pick():
            got.append(now)
    assert len(got) <= 1 + 2 * 2 + 2
