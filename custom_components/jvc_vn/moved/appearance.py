"""What a camera shows to whoever asks, and whether it is known again by that.

There is no proof without the password (docs/security.md): a camera tells no more than
this to us, and the same to everybody. Who has never looked at it does not know it.
"""

import re
from dataclasses import dataclass
from typing import Self

from ..protocol.models import FrameInfo

_NEAR = 0.05
"""How far two readings of a position may lie apart: both are rounded."""
# What the factory calls its cameras, and what is called like that.
_COMMON = re.compile(
    r"(?:jvc|camera|cam|input|video|vn-?[a-z]?\d+[a-z]*)*[\W_]*\d*[\W_]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """What stands in each picture of a camera, and does not change by itself.

    Attributes:
        model: the full name of the model.
        camera_id: what the camera calls itself.
        position: pan, tilt and zoom.
    """

    model: str | None
    camera_id: str | None
    position: tuple[float | None, float | None, float | None]

    @classmethod
    def of(cls, info: FrameInfo) -> Self:
        """Take it from what a picture tells."""
        return cls(info.model, info.camera_id, info.position)

    @property
    def is_distinctive(self) -> bool:
        """Whether somebody who has never seen the camera would have to guess it."""
        named = self.camera_id and not _COMMON.fullmatch(self.camera_id.strip())
        return bool(self.model and named) and None not in self.position

    def has_names_of(self, other: Self) -> bool:
        """Tell whether both are of one model, and called the same."""
        return (self.model, self.camera_id) == (other.model, other.camera_id)

    def fits(self, other: Self) -> bool:
        """Tell whether this is the other one, and can hardly be so by chance."""
        if not self.is_distinctive or not self.has_names_of(other):
            return False
        return all(
            mine is not None and its is not None and abs(mine - its) <= _NEAR
            for mine, its in zip(self.position, other.position, strict=True)
        )
