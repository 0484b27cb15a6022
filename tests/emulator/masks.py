"""Privacy masks: rectangles that stay on a place of the view (guide 6.8)."""

from dataclasses import dataclass, replace
from typing import Self

# Degrees per press of + or -, and the smallest mask.
STEP = 1.0
LEAST = 1.0


@dataclass(frozen=True)
class Mask:
    """A rectangle around a direction, in degrees."""

    pan: float
    tilt: float
    width: float = 10.0
    height: float = 8.0

    def moved(self, pan: float, tilt: float) -> Self:
        """Return it around another direction."""
        return replace(self, pan=pan, tilt=tilt)

    def resized(self, across: int, down: int) -> Self:
        """Return it some steps wider and taller."""
        return replace(
            self,
            width=max(LEAST, self.width + across * STEP),
            height=max(LEAST, self.height + down * STEP),
        )
