"""Writes several parameters that make sense only together: all, or none."""

from collections.abc import Mapping
from typing import Any

from .camera import Camera
from .errors import UnreachableError, VnError
from .follow_up import FollowUp
from .owed import Forgetful, Ledger
from .parameters import Parameter

type Values = dict[Parameter[Any], Any]


async def set_all(
    camera: Camera,
    changes: Mapping[Parameter[Any], Any],
    held: Mapping[Parameter[Any], Any],
    *,
    what: str,
    ledger: Ledger | None = None,
) -> dict[Parameter[Any], FollowUp | None]:
    """Write all of these; if one fails, write those before it back.

    Returns what each of them still needs. If this is cancelled or killed in the middle,
    the old values stay in the ledger.

    Args:
        camera: where they are written.
        changes: the new values.
        held: the present values, as far as they are known.
        what: name of all of them together, for the ledger.
        ledger: keeps the old values.

    Raises:
        VnError: one was not written; the others are as before, as far as the camera
            accepted the old values.
    """
    ledger = ledger or Forgetful()
    back = {q: q.encode(held[q]) for q in changes if held.get(q) is not None}
    ledger.owe(what, back)
    tried: list[Parameter[Any]] = []
    needed: dict[Parameter[Any], FollowUp | None] = {}
    try:
        for parameter, value in changes.items():
            tried.append(parameter)
            needed[parameter] = await camera.set(parameter, value)
    except VnError as err:
        # A write without an answer may have been done.
        doubtful = tried if isinstance(err, UnreachableError) else tried[:-1]
        if await _take_back(camera, {q: back[q] for q in doubtful if q in back}):
            ledger.settle(what)
        raise
    ledger.settle(what)
    return needed


async def _take_back(camera: Camera, texts: Mapping[Parameter[Any], str]) -> bool:
    """Write the old values; False if the camera did not accept all of them."""
    done = True
    for parameter, text in texts.items():
        try:
            await camera.write(parameter, text)
        except UnreachableError:
            return False
        except VnError:
            done = False
    return done
