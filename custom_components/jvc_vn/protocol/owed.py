"""The ledger: what was begun on a camera and has to be ended, even after a crash."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from .camera import Camera
from .errors import VnError
from .http import Turn
from .parameters import Parameter

type Ends = Mapping[Parameter[Any], str]
"""What ends it: parameter → encoded value or command, written in this order."""


class Ledger(Protocol):
    """Keeps what is owed to a camera: an end to what was begun."""

    def owe(self, what: str, ends: Ends) -> None:
        """Note what will have to be written, before anything is begun."""

    def settle(self, what: str) -> None:
        """Note that the camera has acknowledged it."""

    def failed(self, what: str) -> None:
        """Note that it could not be written now, and is tried again."""


@dataclass(frozen=True, slots=True)
class Forgetful:
    """A ledger that keeps nothing, for use of the protocol without Home Assistant."""

    def owe(self, what: str, ends: Ends) -> None:
        """Keep nothing."""

    def settle(self, what: str) -> None:
        """Keep nothing."""

    def failed(self, what: str) -> None:
        """Keep nothing."""


async def write_ends(camera: Camera, ends: Ends) -> None:
    """Write all of these ahead of other requests; then raise the first error.

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
