"""Makes a kept picture small: the page of a day may show hundreds."""

import io
from functools import lru_cache
from pathlib import Path

from PIL import Image

WIDTH = 320
"""Dots; half of the camera's usual 640, which a decoder does for nothing."""
_QUALITY = 75
_REMEMBERED = 256
_LARGEST = 4096


def thumbnail(path: Path) -> bytes:
    """Return a picture at most so wide; blocks.

    Raises:
        OSError, ValueError: it is damaged, or no picture of a camera.
    """
    told = path.stat(follow_symlinks=False)
    return _small(path, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=_REMEMBERED)
def _small(path: Path, _changed: int, _size: int) -> bytes:
    with Image.open(path, formats=["JPEG"]) as picture:
        width, height = picture.size
        if max(width, height) > _LARGEST:
            raise ValueError(picture.size)
        size = (WIDTH, max(1, WIDTH * height // width))
        picture.draft("RGB", size)
        picture.thumbnail(size)
        out = io.BytesIO()
        picture.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
