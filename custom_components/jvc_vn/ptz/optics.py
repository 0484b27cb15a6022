"""Computes how wide the picture is at a zoom."""

from ..protocol.models import OPTICAL_END, Model

WIDE_FIELD = 55.0
"""Degrees across at the wide end, typical of such lenses; the guide gives none."""


def field_of_view(model: Model, zoom: float) -> float:
    """Return how many degrees wide the picture is.

    Args:
        model: decides how far it zooms optically.
        zoom: 0-99.99 as the camera counts. Past the optical end the width of the
            optical end is returned, though the camera enlarges the picture further.
    """
    share = min(zoom, OPTICAL_END) / OPTICAL_END
    return float(WIDE_FIELD / model.optical_zoom**share)
