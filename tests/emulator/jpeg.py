"""Compressing a picture."""

import io

from PIL import Image


def encode(image: Image.Image, quality: int) -> bytes:
    """Make a JPEG that starts with SOI and APP0."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=quality, subsampling=2)
    return buffer.getvalue()
