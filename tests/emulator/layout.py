"""Where things stand in the yard, and the views that the presets show.

Metres from the foot of the camera's pole: x to the east, y to the north, z up.
"""

import math
from dataclasses import dataclass

from . import optics
from .motion import Spot

POLE = 6.0

type Color = tuple[int, int, int]


@dataclass(frozen=True)
class Landmark:
    """A preset that the camera comes with."""

    number: int
    title: str
    at: tuple[float, float, float]
    field: float


GATE = (22.0, 6.0)
DOOR = (-2.0, 24.0)
GARAGE = (8.5, 25.0)
CAR = (8.5, 14.5)
POND = (-12.0, 9.0)
SHED = (-7.0, -12.0)

LANDMARKS = (
    Landmark(0, "Home", (1.4, 22.0, 1.5), optics.WIDE_FIELD),
    Landmark(1, "Gate", (*GATE, 1.1), 17.0),
    Landmark(2, "Front door", (*DOOR, 1.3), 10.0),
    Landmark(3, "Driveway", (10.0, 14.5, 0.3), 36.0),
    Landmark(4, "Garage", (*GARAGE, 1.4), 19.0),
    Landmark(5, "Pond", (*POND, 0.0), 30.0),
    Landmark(12, "", (*SHED, 1.2), 26.0),
)


@dataclass(frozen=True)
class Palette:
    """The colours in which one yard differs from the next."""

    grass: Color
    wall: Color
    roof: Color
    door: Color
    car: Color
    leaves: Color


PALETTES = (
    Palette(
        (98, 132, 70),
        (226, 214, 192),
        (128, 66, 52),
        (44, 82, 106),
        (168, 44, 40),
        (62, 100, 52),
    ),
    Palette(
        (122, 138, 76),
        (196, 206, 212),
        (72, 78, 90),
        (140, 46, 42),
        (48, 84, 138),
        (108, 110, 48),
    ),
    Palette(
        (84, 128, 80),
        (214, 176, 140),
        (96, 74, 60),
        (58, 96, 62),
        (196, 200, 204),
        (48, 88, 58),
    ),
)


@dataclass(frozen=True)
class Layout:
    """One camera's yard; every second one is mirrored."""

    seed: int

    @property
    def mirror(self) -> int:
        """Return 1, or -1 where east and west are exchanged."""
        return 1 if self.seed % 2 else -1

    @property
    def palette(self) -> Palette:
        """Return the colours of this yard."""
        return PALETTES[(self.seed // 2 + self.seed) % len(PALETTES)]

    def presets(self, optical_limit: int) -> dict[int, Spot]:
        """Return the presets that show the landmarks."""
        return {
            landmark.number: self.spot(landmark, optical_limit)
            for landmark in LANDMARKS
        }

    def spot(self, landmark: Landmark, optical_limit: int) -> Spot:
        """Work out the view of a landmark."""
        x, y, z = landmark.at
        pan = math.degrees(math.atan2(x * self.mirror, y)) % 360
        tilt = 5 - math.degrees(math.atan2(z - POLE, math.hypot(x, y)))
        zoom = optics.zoom_for(landmark.field, optical_limit)
        return Spot(round(pan, 2), round(tilt, 2), zoom)
