"""How wide a camera sees at a zoom."""

from ..protocol.models import OPTICAL_END, Model

WIDE_FIELD = 55.0
"""Degrees across at the wide end: what such lenses have; the guide does not tell."""


def field_of_view(model: Model, zoom: float) -> float:
    """Return how many degrees wide the picture is.

    Args:
        model: how far it zooms optically.
        zoom: 0-99.99 as the camera counts; behind the optical end the picture has the
            optical end's width here, though the camera enlarges it further.
    """
    share = min(zoom, OPTICAL_END) / OPTICAL_END
    return float(WIDE_FIELD / model.optical_zoom**share)
