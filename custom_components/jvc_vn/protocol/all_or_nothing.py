"""Writes several parameters that mean something only together."""

import contextlib
from collections.abc import Mapping
from typing import Any

from .camera import Camera
from .errors import UnreachableError, VnError
from .parameters import Parameter

type Values = dict[Parameter[Any], Any]


async def set_all(
    camera: Camera,
    changes: Mapping[Parameter[Any], Any],
    held: Mapping[Parameter[Any], Any],
) -> None:
    """Write all of these; if one fails, write those before it back.

    Args:
        camera: what they are written to.
        changes: what shall be.
        held: what is, as far as it is known.

    Raises:
        VnError: one was not written; the others are as before, as far as the camera
            can be told so.
    """
    tried: list[Parameter[Any]] = []
    try:
        for parameter, value in changes.items():
            tried.append(parameter)
            await camera.set(parameter, value)
    except VnError as err:
        # What it did not answer to it may have done.
        back = tried if isinstance(err, UnreachableError) else tried[:-1]
        await _take_back(camera, {q: held[q] for q in back if held.get(q) is not None})
        raise


async def _take_back(camera: Camera, values: Values) -> None:
    for parameter, value in values.items():
        with contextlib.suppress(VnError):
            await camera.set(parameter, value)
