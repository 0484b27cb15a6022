"""What was begun on a camera and has to be ended, whatever happens to us."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .camera import Camera
from .errors import VnError
from .http import Turn
from .parameters import Parameter

type Ends = Mapping[Parameter[Any], str]
"""What to write in the end, in this order: encoded values, or words."""


class Ledger(Protocol):
    """Whoever keeps in mind what is owed."""

    def owe(self, what: str, ends: Ends) -> None:
        """Note what will have to be written, before it becomes necessary."""

    def settle(self, what: str) -> None:
        """Note that the camera has acknowledged it."""

    def failed(self, what: str) -> None:
        """Note that it could not be written now, and is tried again."""


@dataclass(frozen=True, slots=True)
class Forgetful:
    """A ledger that keeps nothing: for those who use the protocol alone."""

    def owe(self, what: str, ends: Ends) -> None:
        """Keep nothing."""

    def settle(self, what: str) -> None:
        """Keep nothing."""

    def failed(self, what: str) -> None:
        """Keep nothing."""


async def write_ends(camera: Camera, ends: Ends) -> None:
    """Write all of these before anything else; then raise the first error.

    Raises:
        VnError: not all was written.
    """
    error: VnError | None = None
    for parameter, text in ends.items():
        try:
            await camera.write(parameter, text, turn=Turn.URGENT)
        except VnError as err:
            error = error or err
    if error:
        raise error
