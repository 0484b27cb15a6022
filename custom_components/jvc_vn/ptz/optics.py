"""Computes how wide the picture is at a zoom."""

import math

from ..protocol.models import OPTICAL_END, Model

WIDE_FIELD = 55.0
"""Degrees across at the wide end, typical of such lenses; the guide gives none."""
DIGITAL_ZOOM = 32
"""How many times the camera enlarges at the tele end (reference, 6.6-1)."""
TELE_END = 99.99


def magnification(model: Model, zoom: float) -> float:
    """Return how much larger things are than at the wide end.

    Args:
        model: how far it zooms optically.
        zoom: 0-99.99 as the camera counts; behind the optical end it enlarges.
    """
    optical = model.optical_zoom ** (min(zoom, OPTICAL_END) / OPTICAL_END)
    share = max(0.0, zoom - OPTICAL_END) / (TELE_END - OPTICAL_END)
    return float(optical * DIGITAL_ZOOM**share)


def field_of_view(model: Model, zoom: float) -> float:
    """Return how many degrees wide the picture is; see `magnification`."""
    half = math.tan(math.radians(WIDE_FIELD / 2)) / magnification(model, zoom)
    return math.degrees(2 * math.atan(half))
