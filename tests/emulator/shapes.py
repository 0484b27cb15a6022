"""The shapes a scene is made of, and a stage on which they are put together."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Protocol

from PIL import ImageDraw, ImageFont

from .layout import POLE, Color, Layout
from .lens import Lens, Point

type Draw = ImageDraw.ImageDraw

SUN = (-0.42, -0.61, 0.67)
HAZE: Color = (196, 208, 218)
# Parts smaller than this many dots of the canvas are left out.
FINEST = 1.1


class Part(Protocol):
    """Something that draws itself."""

    def draw(self, lens: Lens, draw: Draw) -> None:
        """Draw on the canvas."""


@dataclass(frozen=True, slots=True)
class Face:
    """A flat polygon; `span` is its smaller extent in metres."""

    points: tuple[Point, ...]
    color: Color
    span: float
    distance: float

    def draw(self, lens: Lens, draw: Draw) -> None:
        """Fill it."""
        if self.span * lens.focal < FINEST * self.distance:
            return
        dots = lens.outline(self.points)
        if len(dots) > 2:
            draw.polygon(dots, fill=self.color)


@dataclass(frozen=True, slots=True)
class Ball:
    """A round thing, always facing the camera; it may sway in the wind."""

    center: Point
    radius: float
    color: Color
    flatness: float = 1.0

    def draw(self, lens: Lens, draw: Draw) -> None:
        """Fill a circle."""
        at = lens.dot(self.center)
        if at is None:
            return
        radius = self.radius * lens.focal / lens.depth(self.center)
        if radius < FINEST / 2:
            return
        x, y, tall = at[0], at[1], radius * self.flatness
        draw.ellipse((x - radius, y - tall, x + radius, y + tall), fill=self.color)


@dataclass(frozen=True, slots=True)
class Rod:
    """A straight line with a thickness in metres."""

    ends: tuple[Point, Point]
    thickness: float
    color: Color

    def draw(self, lens: Lens, draw: Draw) -> None:
        """Draw a line, never thinner than one dot."""
        first, second = lens.dot(self.ends[0]), lens.dot(self.ends[1])
        if first is None or second is None:
            return
        width = self.thickness * lens.focal / max(0.4, lens.depth(self.ends[0]))
        draw.line((first, second), fill=self.color, width=max(1, round(width)))


@dataclass(eq=False)
class Thing:
    """Parts in the order of drawing, with a sphere around them."""

    center: Point
    radius: float
    parts: list[Part]
    fine: list[Part] = field(default_factory=list)
    # From how many dots across the fine parts are worth drawing.
    fine_from: float = 60.0

    @cached_property
    def distance(self) -> float:
        """Tell how far away it is."""
        return math.hypot(*self.center)

    @cached_property
    def direction(self) -> Point:
        """Return the unit vector toward it."""
        x, y, z = self.center
        far = self.distance or 1.0
        return x / far, y / far, z / far

    @cached_property
    def angle(self) -> float:
        """Tell half of the angle that it takes, in radians."""
        return math.asin(min(1.0, self.radius / (self.distance or 1.0)))

    def draw(self, lens: Lens, draw: Draw) -> None:
        """Draw all that can be seen of it."""
        if not lens.sees(self.center, self.radius):
            return
        for part in self.parts:
            part.draw(lens, draw)
        if self.fine and self.radius * 2 * lens.focal > self.fine_from * self.distance:
            for part in self.fine:
                part.draw(lens, draw)


def mix(first: Color, second: Color, share: float) -> Color:
    """Blend two colours."""
    a, b, c = (round(x + (y - x) * share) for x, y in zip(first, second, strict=True))
    return a, b, c


def shade(color: Color, factor: float) -> Color:
    """Make a colour lighter or darker."""
    red, green, blue = (max(0, min(255, round(part * factor))) for part in color)
    return red, green, blue


def hazy(color: Color, distance: float) -> Color:
    """Let the air take its share of a colour."""
    return mix(color, HAZE, 1 - math.exp(-distance / 420))


class Stage:
    """Collects shapes; it knows about mirroring, sunlight and haze."""

    def __init__(self, layout: Layout) -> None:
        """Start empty."""
        self.layout = layout
        self.palette = layout.palette
        self.things: list[Thing] = []
        self.ground: list[Thing] = []

    def at(self, x: float, y: float, z: float) -> Point:
        """Return a place of the yard as seen from the lens."""
        return x * self.layout.mirror, y, z - POLE

    def face(
        self, corners: Iterable[Point], color: Color, normal: Point | None = None
    ) -> Face | None:
        """Make a polygon from places of the yard; None where it faces away."""
        points = tuple(self.at(*corner) for corner in corners)
        light = 1.0
        if normal is not None:
            facing = (normal[0] * self.layout.mirror, normal[1], normal[2])
            if _product(facing, points[0]) >= 0:
                return None
            light = 0.6 + 0.45 * max(0.0, _product(facing, SUN))
        distance = max(1.0, min(math.hypot(*point) for point in points))
        sides = [math.dist(points[at], points[at - 1]) for at in range(len(points))]
        tinted = hazy(shade(color, light), distance)
        return Face(points, tinted, min(sides), distance)

    def wall(
        self,
        left: tuple[float, float],
        right: tuple[float, float],
        low: float,
        high: float,
        color: Color,
    ) -> Face | None:
        """Make an upright rectangle; seen from outside, left is on the left."""
        (x1, y1), (x2, y2) = left, right
        normal = (y2 - y1, x1 - x2, 0.0)
        length = math.hypot(*normal) or 1.0
        unit = (normal[0] / length, normal[1] / length, 0.0)
        corners = ((x1, y1, low), (x2, y2, low), (x2, y2, high), (x1, y1, high))
        return self.face(corners, color, unit)

    def box(
        self, low: Point, high: Point, color: Color, top: Color | None = None
    ) -> list[Part]:
        """Make the visible sides of a box."""
        (x1, y1, z1), (x2, y2, z2) = low, high
        ring = ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
        sides = [
            self.wall(ring[at], ring[(at + 1) % 4], z1, z2, color) for at in range(4)
        ]
        lid = [(x, y, z2) for x, y in ring]
        sides.append(self.face(lid, top or color, (0.0, 0.0, 1.0)))
        return [side for side in sides if side is not None]

    def ball(
        self, place: Point, radius: float, color: Color, flatness: float = 1.0
    ) -> Ball:
        """Make a round thing."""
        center = self.at(*place)
        return Ball(center, radius, hazy(color, math.hypot(*center)), flatness)

    def rod(self, first: Point, second: Point, thickness: float, color: Color) -> Rod:
        """Make a line."""
        ends = self.at(*first), self.at(*second)
        return Rod(ends, thickness, hazy(color, math.hypot(*ends[0])))

    def text(
        self, words: str, left: Point, right: Point, height: float, color: Color
    ) -> list[Part]:
        """Write on a wall, centred between two places, the right way round."""
        if self.layout.mirror < 0:
            left, right = right, left
        runs, columns, rows = _letters(words)
        length = math.dist(left, right)
        dot = min(height / rows, length / columns)
        step = tuple((b - a) / length * dot for a, b in zip(left, right, strict=True))
        start = (length / dot - columns) / 2
        parts: list[Part] = []
        for row, first, last in runs:
            base = left[2] + (rows - row - 1) * dot
            x1, x2 = (left[0] + step[0] * (start + at) for at in (first, last))
            y1, y2 = (left[1] + step[1] * (start + at) for at in (first, last))
            corners = ((x1, y1, base), (x2, y2, base))
            upper = ((x2, y2, base + dot), (x1, y1, base + dot))
            run = self.face((*corners, *upper), color)
            if run is not None:
                parts.append(run)
        return parts

    def add(
        self,
        parts: Iterable[Part | None],
        fine: Iterable[Part | None] = (),
        fine_from: float = 60.0,
    ) -> Thing:
        """Put a thing into the yard."""
        thing = enclose([*parts], [*fine], fine_from)
        self.things.append(thing)
        return thing

    def lay(self, corners: Iterable[tuple[float, float]], color: Color) -> None:
        """Lay something flat on the ground, over what lies there already."""
        face = self.face(((x, y, 0.0) for x, y in corners), color)
        self.ground.append(enclose([face], [], 0.0))


def enclose(
    parts: Iterable[Part | None], fine: Iterable[Part | None], fine_from: float
) -> Thing:
    """Make a thing of parts, with the sphere that holds them."""
    kept = [part for part in parts if part is not None]
    details = [part for part in fine if part is not None]
    points = [point for part in kept for point in _points(part)]
    spans = [(min(axis), max(axis)) for axis in zip(*points, strict=True)]
    x, y, z = ((low + high) / 2 for low, high in spans)
    radius = max(math.dist((x, y, z), point) for point in points)
    extra = max((part.radius for part in kept if isinstance(part, Ball)), default=0.0)
    return Thing((x, y, z), radius + extra, kept, details, fine_from)


def _points(part: Part) -> tuple[Point, ...]:
    if isinstance(part, Face):
        return part.points
    if isinstance(part, Rod):
        return part.ends
    return (part.center,) if isinstance(part, Ball) else ()


def _product(first: Point, second: Point) -> float:
    return first[0] * second[0] + first[1] * second[1] + first[2] * second[2]


@cache
def _letters(words: str) -> tuple[list[tuple[int, int, int]], int, int]:
    """Turn a text into runs of dots: row, first column, column behind the last."""
    font = ImageFont.load_default(24)
    mask = font.getmask(words, mode="1")
    columns, rows = mask.size
    runs: list[tuple[int, int, int]] = []
    for row in range(rows):
        first = None
        for column in range(columns + 1):
            on = column < columns and mask.getpixel((column, row)) != 0
            if on and first is None:
                first = column
            elif not on and first is not None:
                runs.append((row, first, column))
                first = None
    return runs, columns, rows
