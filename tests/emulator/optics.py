"""What a zoom position means: optical magnification, then electronic zoom."""

import math

from .checks import step_of

# Guide 1.6: the electronic zoom starts at about 90.89 of the scale.
BORDER = 90.89
TELE = 99.99
WIDE_FIELD = 55.0
PAN_SPEEDS = (0.1, 1.0, 4.0, 10.0, 20.0, 45.0, 90.0, 180.0)
ZOOM_SPEEDS = (6.0, 12.0, 25.0, 50.0)
PRESET_SPEEDS = (60.0, 120.0, 200.0, 300.0)
AUTO_PAN_SPEEDS = (5.0, 10.0, 20.0)


def optical(zoom: float, most: int) -> float:
    """Tell the optical magnification at a zoom position."""
    return float(most ** (min(zoom, BORDER) / BORDER))


def electronic(zoom: float) -> float:
    """Tell the electronic magnification at a zoom position."""
    return float(32 ** (max(0.0, zoom - BORDER) / (TELE - BORDER)))


def farthest(digital_limit: int) -> float:
    """Tell the zoom position at which a limit of the electronic zoom is reached."""
    return BORDER + (TELE - BORDER) * math.log(digital_limit, 32)


def zoom_for(field: float, most: int) -> float:
    """Tell the optical zoom position that shows a horizontal field in degrees."""
    wide = math.tan(math.radians(WIDE_FIELD / 2))
    magnification = wide / math.tan(math.radians(field / 2))
    scale = BORDER * math.log(max(1.0, magnification), most)
    return round(min(BORDER, scale), 2)


def field_of_view(magnification: float) -> float:
    """Tell the horizontal field in degrees at a magnification."""
    half = math.tan(math.radians(WIDE_FIELD / 2)) / magnification
    return math.degrees(2 * math.atan(half))


def pick(speeds: tuple[float, ...], level: str) -> float:
    """Choose the speed of a level of 0-100."""
    return speeds[step_of(level, len(speeds))]
