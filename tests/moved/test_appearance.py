"""What a camera is known again by."""

from typing import Any

import pytest

from custom_components.jvc_vn.moved.appearance import Appearance
from tests.moved.conftest import NAME

POSITION = (120.25, 30.5, 12.0)


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"position": (120.27, 30.48, 12.0)}, True),
        ({"position": (120.4, 30.5, 12.0)}, False),
        ({"position": (120.25, 30.5, 13.0)}, False),
        ({"position": (None, 30.5, 12.0)}, False),
        ({"camera_id": "By the Pond"}, False),
        ({"camera_id": None}, False),
        ({"model": "VN-V685"}, False),
        ({"model": None}, False),
    ],
)
def test_all_that_is_known_must_fit(changes: dict[str, Any], fits: bool) -> None:
    """Either way round."""
    known = {"model": "VN-V685U", "camera_id": NAME, "position": POSITION}
    here, seen = Appearance(**(known | changes)), Appearance(**known)
    assert here.fits(seen) is seen.fits(here) is fits


def test_nothing_fits_nothing() -> None:
    """What is not told on either side proves nothing."""
    for known in (
        {"model": None, "camera_id": NAME, "position": POSITION},
        {"model": "VN-V685U", "camera_id": None, "position": POSITION},
        {"model": "VN-V685U", "camera_id": "Camera 01", "position": POSITION},
        {"model": "VN-V685U", "camera_id": NAME, "position": (None, None, None)},
    ):
        assert not Appearance(**known).fits(Appearance(**known))
