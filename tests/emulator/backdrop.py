"""What lies behind the yard: sky, clouds, hills and meadows."""

import math
from itertools import pairwise
from random import Random

from PIL import ImageDraw

from .layout import POLE, Color, Layout
from .lens import Lens
from .shapes import HAZE, hazy, mix, shade

SKY_TOP: Color = (96, 146, 206)
SKY_LOW: Color = (206, 222, 234)
CLOUD: Color = (246, 248, 250)


class Backdrop:
    """Draws everything that is too far away to have a place."""

    def __init__(self, layout: Layout) -> None:
        """Grow hills and clouds."""
        self.grass = layout.palette.grass
        self._hills = _hills(layout)
        self._clouds = _clouds(layout)

    def draw(self, lens: Lens, draw: ImageDraw.ImageDraw, drift: float) -> None:
        """Draw from the sky to the meadows."""
        self._draw_sky(lens, draw, drift)
        self._draw_hills(lens, draw)
        self._draw_meadows(lens, draw)

    def _draw_sky(self, lens: Lens, draw: ImageDraw.ImageDraw, drift: float) -> None:
        horizon = lens.level(0.0)
        upside_down = lens.pitch < -math.pi / 2
        if (horizon > lens.height) if upside_down else (horizon < 0):
            return
        top = math.radians(34)
        steps = 44
        for step in range(steps):
            low, high = top * step / steps, top * (step + 1) / steps
            edges = sorted((lens.level(low), lens.level(high)))
            if edges[1] < 0 or edges[0] > lens.height:
                continue
            if step == steps - 1:
                edges = [edges[0], lens.height] if upside_down else [0.0, edges[1]]
            tint = mix(SKY_LOW, SKY_TOP, (step / steps) ** 0.7)
            draw.rectangle((0, edges[0], lens.width, edges[1] + 1), fill=tint)
        for azimuth, elevation, size, light in self._clouds:
            turn = azimuth + drift
            at = lens.toward(turn, elevation)
            if lens.sees(at, 1e4 * size):
                dot = lens.dot(at)
                if dot is None:
                    continue
                wide = lens.focal * size
                box = (
                    dot[0] - wide,
                    dot[1] - wide * 0.42,
                    dot[0] + wide,
                    dot[1] + wide * 0.42,
                )
                draw.ellipse(box, fill=light)

    def _draw_hills(self, lens: Lens, draw: ImageDraw.ImageDraw) -> None:
        slant = math.degrees(lens.pitch)
        if -125 < slant < -55:
            return
        half = math.degrees(lens.spread) + 2
        turned = lens.pitch < -math.pi / 2
        heading = math.degrees(lens.pan) + (180 if turned else 0)
        step = max(0.25, half / 40)
        for color, heights, depth in self._hills:
            azimuth = math.floor((heading - half) / step) * step
            ridge: list[tuple[float, float]] = []
            while azimuth < heading + half + step:
                high = _height(heights, azimuth)
                dot = lens.dot(lens.toward(math.radians(azimuth), high))
                if dot is not None:
                    ridge.append(dot)
                azimuth += step
            if len(ridge) < 2:
                continue
            foot = lens.level(-depth)
            draw.polygon(
                [*ridge, (ridge[-1][0], foot), (ridge[0][0], foot)], fill=color
            )

    def _draw_meadows(self, lens: Lens, draw: ImageDraw.ImageDraw) -> None:
        # Toward the horizon the meadows pale.
        grass = mix(self.grass, (176, 168, 96), 0.2)
        edges = (0.0, 0.012, 0.02, 0.03, 0.045, 0.07, 0.1, 0.16)
        for low, high in pairwise(edges):
            rows = sorted((lens.level(-low), lens.level(-high)))
            if rows[1] < 0 or rows[0] > lens.height:
                continue
            tint = hazy(grass, POLE / max(low, 0.008))
            draw.rectangle((0, rows[0], lens.width, rows[1] + 1), fill=tint)


def _hills(layout: Layout) -> list[tuple[Color, list[float], float]]:
    """Make two ranges: the elevation of their ridges at every degree."""
    chance = Random(layout.seed * 7 + 1)
    ranges = []
    for color, high, rough in (
        (mix((108, 134, 160), HAZE, 0.45), 3.6, 5),
        (mix(shade(layout.palette.leaves, 1.1), HAZE, 0.42), 1.7, 11),
    ):
        waves = [
            (number, chance.uniform(0, 6.28), chance.uniform(0.4, 1) / number**0.7)
            for number in (2, 3, rough, rough * 2 + 1, rough * 5, rough * 13)
        ]
        total = sum(weight for _, _, weight in waves)
        ridge = [
            math.radians(
                high
                * (
                    0.62
                    + 0.5
                    * sum(
                        weight * math.sin(math.radians(azimuth) * number + phase)
                        for number, phase, weight in waves
                    )
                    / total
                )
            )
            for azimuth in range(360)
        ]
        ranges.append((color, ridge, 0.02))
    return ranges


def _height(heights: list[float], azimuth: float) -> float:
    whole = math.floor(azimuth)
    first, second = heights[whole % 360], heights[(whole + 1) % 360]
    return first + (second - first) * (azimuth - whole)


def _clouds(layout: Layout) -> list[tuple[float, float, float, Color]]:
    """Make heaps of cloud: azimuth, elevation and size in radians, and a tint."""
    chance = Random(layout.seed * 3 + 2)
    puffs: list[tuple[float, float, float, Color]] = []
    for _ in range(15):
        azimuth = chance.uniform(0, 2 * math.pi)
        elevation = math.radians(chance.uniform(7, 24))
        scale = math.radians(chance.uniform(1.6, 4.2))
        for shadow in (True, False):
            for at in range(9):
                across = (at - 4) * scale * 0.55
                size = scale * (1.05 - abs(at - 4) * 0.16) * chance.uniform(0.85, 1.1)
                rise = -scale * 0.16 if shadow else scale * 0.1 * chance.random()
                tint = mix(CLOUD, SKY_LOW, 0.55) if shadow else CLOUD
                puffs.append((azimuth + across, elevation + rise, size, tint))
    return puffs
