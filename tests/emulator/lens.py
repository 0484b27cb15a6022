"""Projection: from metres around the camera to points of the picture."""

import math

from . import optics

type Point = tuple[float, float, float]
type Dot = tuple[float, float]

# Nothing nearer than this is drawn: the camera's own pole is not in the picture.
NEAR = 0.4


class Lens:
    """A view without roll: the horizon is always level in it."""

    def __init__(
        self, pan: float, tilt: float, magnification: float, size: tuple[int, int]
    ) -> None:
        """Look in a direction; tilt counts as the camera does (5 is level)."""
        self.width, self.height = size
        self.middle = self.width / 2, self.height / 2
        half = math.radians(optics.field_of_view(magnification) / 2)
        self.focal = self.width / 2 / math.tan(half)
        self.pan = math.radians(pan)
        self.pitch = math.radians(5 - tilt)
        sin_p, cos_p = math.sin(self.pan), math.cos(self.pan)
        sin_e, cos_e = math.sin(self.pitch), math.cos(self.pitch)
        self.ahead: Point = (sin_p * cos_e, cos_p * cos_e, sin_e)
        self.right: Point = (cos_p, -sin_p, 0.0)
        self.up: Point = (-sin_p * sin_e, -cos_p * sin_e, cos_e)
        corner = math.hypot(self.width, self.height) / 2
        self.spread = math.atan(corner / self.focal)

    def sees(self, center: Point, radius: float) -> bool:
        """Tell whether a sphere may be in the picture."""
        x, y, z = center
        distance = math.sqrt(x * x + y * y + z * z)
        if distance <= radius:
            return True
        ax, ay, az = self.ahead
        cosine = (x * ax + y * ay + z * az) / distance
        angle = self.spread + math.asin(min(1.0, radius / distance))
        return angle > math.pi or cosine > math.cos(angle)

    def depth(self, point: Point) -> float:
        """Tell how far ahead a point is."""
        ax, ay, az = self.ahead
        return point[0] * ax + point[1] * ay + point[2] * az

    def dot(self, point: Point) -> Dot | None:
        """Project one point."""
        depth = self.depth(point)
        if depth < NEAR:
            return None
        return self._at(point, depth)

    def _at(self, point: Point, depth: float) -> Dot:
        x, y, z = point
        rx, ry, _ = self.right
        ux, uy, uz = self.up
        scale = self.focal / depth
        return (
            self.middle[0] + scale * (x * rx + y * ry),
            self.middle[1] - scale * (x * ux + y * uy + z * uz),
        )

    def outline(self, points: tuple[Point, ...]) -> list[Dot]:
        """Project a polygon, cut off at the near plane."""
        ax, ay, az = self.ahead
        rx, ry, _ = self.right
        ux, uy, uz = self.up
        cx, cy = self.middle
        focal = self.focal
        dots: list[Dot] = []
        for x, y, z in points:
            depth = x * ax + y * ay + z * az
            if depth < NEAR:
                return self._clipped(points)
            scale = focal / depth
            dots.append(
                (
                    cx + scale * (x * rx + y * ry),
                    cy - scale * (x * ux + y * uy + z * uz),
                )
            )
        return dots

    def _clipped(self, points: tuple[Point, ...]) -> list[Dot]:
        dots: list[Dot] = []
        for at, point in enumerate(points):
            last = points[at - 1]
            here, before = self.depth(point), self.depth(last)
            if (here < NEAR) != (before < NEAR):
                share = (NEAR - before) / (here - before)
                x, y, z = (
                    a + (b - a) * share for a, b in zip(last, point, strict=True)
                )
                dots.append(self._at((x, y, z), NEAR))
            if here >= NEAR:
                dots.append(self._at(point, here))
        return dots

    def level(self, elevation: float) -> float:
        """Tell at which height of the picture an elevation in radians appears."""
        if self.pitch < -math.pi / 2:
            elevation = -math.pi - elevation
        angle = max(-1.55, min(1.55, elevation - self.pitch))
        return self.middle[1] - self.focal * math.tan(angle)

    def toward(self, azimuth: float, elevation: float, distance: float = 1e4) -> Point:
        """Return the point in a direction given in radians."""
        across = math.cos(elevation) * distance
        return (
            math.sin(azimuth) * across,
            math.cos(azimuth) * across,
            math.sin(elevation) * distance,
        )
