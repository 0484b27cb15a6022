"""What stands still: lawn, drive, pond, fence, trees, and the world beyond."""

import math
from random import Random

from . import house
from .layout import CAR, DOOR, GARAGE, GATE, POND, SHED, Color, Layout
from .shapes import Part, Stage, Thing, mix, shade

type Parts = list[Part | None]
type Flat = tuple[float, float]

PAVING: Color = (156, 152, 146)
ASPHALT: Color = (104, 106, 110)
WOOD: Color = (150, 112, 78)
STONE: Color = (150, 148, 142)
WATER: Color = (82, 118, 138)
WEST, EAST, SOUTH, NORTH = -22.0, 22.0, -18.0, 37.0
GATE_HALF = 2.4
POND_SIZE = (4.2, 3.0)


def build(layout: Layout) -> Stage:
    """Build the yard of a camera."""
    stage = Stage(layout)
    chance = Random(layout.seed)
    _lawn(stage, chance)
    _paths(stage)
    _street(stage)
    _pond(stage, chance)
    house.build(stage)
    _fence(stage)
    _shed(stage)
    _trees(stage, chance)
    _beyond(stage, chance)
    stage.things.sort(key=lambda thing: -thing.distance)
    return stage


def oval(center: Flat, across: float, along: float, corners: int = 24) -> list[Flat]:
    """Return the outline of an ellipse."""
    steps = [2 * math.pi * at / corners for at in range(corners)]
    return [
        (center[0] + across * math.cos(a), center[1] + along * math.sin(a))
        for a in steps
    ]


def _rectangle(low: Flat, high: Flat) -> list[Flat]:
    return [low, (high[0], low[1]), high, (low[0], high[1])]


def _lawn(stage: Stage, chance: Random) -> None:
    grass = stage.palette.grass
    # Meadows out to the hills, then the mown stripes of the yard.
    for _ in range(90):
        angle, far = chance.uniform(0, 2 * math.pi), chance.uniform(40, 260)
        center = far * math.sin(angle), far * math.cos(angle)
        wide = far * chance.uniform(0.1, 0.3)
        tint = mix(grass, (176, 168, 96), chance.uniform(0, 0.45))
        stage.lay(oval(center, wide, wide * 0.5, 12), tint)
    stage.lay(_rectangle((WEST, SOUTH), (EAST, NORTH)), grass)
    for column in range(0, 22, 2):
        left = WEST + column * 2
        stripe = _rectangle((left, SOUTH), (left + 2, NORTH))
        stage.lay(stripe, shade(grass, 1.06))
    for _ in range(260):
        center = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
        size = 0.15 + 0.9 * chance.random() ** 3
        tint = shade(grass, chance.uniform(0.9, 1.12))
        stage.lay(oval(center, size, size * chance.uniform(0.5, 1), 8), tint)
    for _ in range(120):
        center = chance.uniform(WEST, EAST), chance.uniform(SOUTH, NORTH)
        petal = chance.choice(((240, 240, 232), (238, 214, 92)))
        stage.lay(oval(center, 0.06, 0.06, 5), petal)


def _paths(stage: Stage) -> None:
    x = CAR[0]
    drive = [
        (x - 2.3, GARAGE[1]),
        (x + 2.3, GARAGE[1]),
        (x + 2.3, GATE[1] + 2.4),
        (22.0, 8.4),
        (24.0, 8.4),
        (24.0, 3.6),
        (22.0, 3.6),
        (x + 1.0, 3.6),
        (x - 1.6, 5.0),
        (x - 2.3, 7.4),
    ]
    stage.lay([(a + (0.12 if a > x else -0.12), b - 0.12) for a, b in drive], STONE)
    stage.lay(drive, PAVING)
    joint = shade(PAVING, 0.92)
    for row in range(18):
        y = GARAGE[1] - row * 0.95
        stage.lay(_rectangle((x - 2.3, y - 0.05), (x + 2.3, y)), joint)
    for column in range(12):
        left = x + 2.0 + column * 1.0
        stage.lay(_rectangle((left, 3.6), (left + 0.05, 8.4)), joint)
    # Stepping stones to the front door, and a bed along the house.
    for step in range(15):
        share = step / 14
        center = (x - 2.6 - share * 7.9, 10.5 + share * (DOOR[1] - 12.0))
        stage.lay(oval(center, 0.5, 0.36, 10), shade(STONE, 0.82))
        stage.lay(oval((center[0], center[1] + 0.04), 0.47, 0.33, 10), STONE)
    stage.lay(_rectangle((-9.0, DOOR[1] - 1.1), (-3.4, DOOR[1])), (96, 76, 60))
    stage.lay(_rectangle((-0.6, DOOR[1] - 1.1), (4.5, DOOR[1])), (96, 76, 60))
    parts: Parts = []
    for at in range(46):
        left = -8.8 + at * 0.29
        if -3.5 < left < -0.5:
            continue
        color = ((198, 70, 84), (228, 196, 84), (160, 96, 168), (236, 232, 228))[at % 4]
        place = (left, DOOR[1] - 0.7 + at % 3 * 0.2, 0.26 + at % 2 * 0.1)
        parts.append(stage.ball((left, place[1], 0.14), 0.2, stage.palette.leaves))
        parts.append(stage.ball(place, 0.1, color))
    stage.add(parts)


def _street(stage: Stage) -> None:
    stage.lay(_rectangle((24.0, -160), (25.4, 160)), (174, 172, 168))
    stage.lay(_rectangle((25.4, -160), (31.4, 160)), ASPHALT)
    stage.lay(_rectangle((31.4, -160), (32.8, 160)), (174, 172, 168))
    for dash in range(-80, 80, 3):
        stage.lay(_rectangle((28.3, dash * 1.0), (28.5, dash + 1.5)), (226, 226, 220))


def _pond(stage: Stage, chance: Random) -> None:
    across, along = POND_SIZE
    stage.lay(oval(POND, across + 0.5, along + 0.45), shade(stage.palette.grass, 0.8))
    stage.lay(oval(POND, across, along), WATER)
    stage.lay(
        oval((POND[0] + 0.3, POND[1] + 0.2), across * 0.8, along * 0.75),
        shade(WATER, 1.1),
    )
    for pad in range(9):
        center = POND[0] - 2.6 + pad % 5 * 0.5, POND[1] - 0.9 - pad % 3 * 0.42
        stage.lay(oval(center, 0.24, 0.2, 10), (92, 138, 76))
        stage.lay(oval(center, 0.07, 0.06, 6), (236, 208, 220))
    parts: Parts = []
    for at, (x, y) in enumerate(oval(POND, across + 0.25, along + 0.22, 34)):
        size = chance.uniform(0.16, 0.3)
        tint = shade(STONE, chance.uniform(0.8, 1.1))
        if at % 5:
            parts.append(stage.ball((x, y, 0.06), size, tint, 0.7))
    parts.sort(key=_far_first)
    stage.add(parts[: len(parts) // 2])
    stage.add(parts[len(parts) // 2 :])
    reeds: Parts = []
    for _ in range(26):
        x = POND[0] + 3.0 + chance.uniform(-0.7, 0.7)
        y = POND[1] + 2.2 + chance.uniform(-0.4, 0.4)
        tall = chance.uniform(0.8, 1.5)
        top = (x + chance.uniform(-0.2, 0.2), y, tall)
        reeds.append(stage.rod((x, y, 0.0), top, 0.035, (110, 132, 74)))
        reeds.append(stage.ball(top, 0.06, (112, 76, 50), 2.2))
    stage.add(reeds)


def _far_first(part: Part | None) -> float:
    thing = getattr(part, "center", (0.0, 0.0, 0.0))
    return -math.hypot(*thing)


def _fence(stage: Stage) -> None:
    corners = [(WEST, SOUTH), (WEST, NORTH), (EAST, NORTH), (EAST, SOUTH)]
    for at, start in enumerate(corners):
        end = corners[(at + 1) % 4]
        length = math.dist(start, end)
        panels = round(length / 3.5)
        for panel in range(panels):
            edge = [
                (
                    start[0] + (end[0] - start[0]) * share,
                    start[1] + (end[1] - start[1]) * share,
                )
                for share in (panel / panels, (panel + 1) / panels)
            ]
            if not (edge[0][0] > 21 and _at_gate(edge[0][1], edge[1][1])):
                _panel(stage, edge[0], edge[1])
    # The two stubs beside the gate.
    for y, outer in (
        (GATE[1] + GATE_HALF + 0.3, 10.5),
        (GATE[1] - GATE_HALF - 0.3, 0.0),
    ):
        _panel(stage, (EAST, y), (EAST, outer))
    for y in (GATE[1] - GATE_HALF, GATE[1] + GATE_HALF):
        post = stage.box(
            (21.75, y - 0.25, 0.0), (22.25, y + 0.25, 1.75), (188, 180, 168)
        )
        cap = stage.box(
            (21.68, y - 0.32, 1.75), (22.32, y + 0.32, 1.88), (120, 116, 110)
        )
        low, high = (21.74, y + 0.2, 1.1), (21.74, y - 0.2, 1.1)
        number = stage.text("68", low, high, 0.3, (52, 56, 62))
        stage.add([*post, *cap], number)


def _at_gate(first: float, second: float) -> bool:
    return min(first, second) < GATE[1] + 4.0 and max(first, second) > 0.0


def _panel(stage: Stage, start: Flat, end: Flat) -> None:
    """Make a piece of fence: a rail before pickets, which far away are one."""
    length = math.dist(start, end)
    if length < 0.3:
        return
    # Both sides are drawn, whichever one the camera sees.
    plain: Parts = [
        stage.wall(start, end, 0.1, 1.2, shade(WOOD, 0.86)),
        stage.wall(end, start, 0.1, 1.2, shade(WOOD, 0.86)),
    ]
    count = max(2, round(length / 0.22))
    fine: Parts = []
    for picket in range(count):
        places = [
            (
                start[0] + (end[0] - start[0]) * share,
                start[1] + (end[1] - start[1]) * share,
            )
            for share in (picket / count, (picket + 0.78) / count)
        ]
        tint = shade(WOOD, 1.0 + 0.07 * (picket % 3 - 1))
        high = 1.3 + 0.03 * (picket % 2)
        fine.append(stage.wall(places[0], places[1], 0.05, high, tint))
        fine.append(stage.wall(places[1], places[0], 0.05, high, tint))
    stage.add(plain, fine, 110)


def _shed(stage: Stage) -> None:
    x, y = SHED
    wall = (132, 84, 62)
    parts: Parts = [*stage.box((x - 2.0, y - 3.0, 0.0), (x + 2.0, y, 2.3), wall)]
    for board in range(1, 16):
        left = x - 2.0 + board * 0.25
        parts.append(
            stage.wall((left + 0.02, y), (left, y), 0.0, 2.3, shade(wall, 0.8))
        )
    eaves = (
        (x - 2.3, y + 0.4, 2.2),
        (x + 2.3, y + 0.4, 2.2),
        (x + 2.3, y - 1.5, 3.3),
        (x - 2.3, y - 1.5, 3.3),
    )
    parts.append(stage.face(eaves, (84, 88, 92), (0.0, 0.5, 0.86)))
    fine: Parts = [
        stage.wall((x + 0.2, y), (x - 0.9, y), 0.05, 2.0, (92, 110, 86)),
        stage.wall((x + 1.7, y), (x + 0.7, y), 1.0, 1.8, (236, 232, 224)),
        stage.wall((x + 1.62, y), (x + 0.78, y), 1.08, 1.72, (110, 128, 140)),
        stage.wall((x + 1.22, y), (x + 1.18, y), 1.08, 1.72, (236, 232, 224)),
        stage.ball((x - 0.75, y + 0.02, 1.0), 0.05, (214, 180, 90)),
    ]
    stage.add(parts, fine)
    barrow: Parts = [
        stage.face(
            (
                (x + 2.6, y + 1.2, 0.75),
                (x + 3.6, y + 1.2, 0.75),
                (x + 3.4, y + 1.2, 0.3),
                (x + 2.8, y + 1.2, 0.3),
            ),
            (72, 118, 92),
        ),
        stage.rod((x + 2.8, y + 1.2, 0.35), (x + 1.9, y + 1.2, 0.6), 0.05, WOOD),
        stage.ball((x + 3.5, y + 1.2, 0.2), 0.2, (40, 40, 42)),
    ]
    stage.add(barrow)


def _trees(stage: Stage, chance: Random) -> None:
    for x, y, tall in (
        (-17.0, 15.5, 7.5),
        (-14.5, 29.0, 8.5),
        (17.0, 17.0, 5.5),
        (18.0, 28.0, 8.0),
        (-18.0, -5.0, 7.0),
        (14.0, -12.0, 6.5),
        (4.0, -15.5, 6.0),
        (17.5, -3.0, 5.0),
        (-19.0, 3.0, 4.6),
    ):
        shadow = (x + 0.14 * tall, y + 0.2 * tall)
        stage.lay(
            oval(shadow, tall * 0.3, tall * 0.22, 16), shade(stage.palette.grass, 0.78)
        )
        tree(stage, chance, x, y, tall)
    for _ in range(46):
        angle, far = chance.uniform(0, 2 * math.pi), chance.uniform(50, 120)
        x, y = far * math.sin(angle), far * math.cos(angle)
        if not 20 < x < 38:
            tree(stage, chance, x, y, chance.uniform(6, 13), blobs=9)


def tree(
    stage: Stage, chance: Random, x: float, y: float, tall: float, blobs: int = 20
) -> Thing:
    """Plant a tree: a trunk, and foliage that is lit from the south-west."""
    leaves = mix(stage.palette.leaves, (96, 118, 60), chance.random() * 0.5)
    parts: Parts = [
        stage.rod((x, y, 0), (x, y, tall * 0.6), tall * 0.045, (98, 78, 62))
    ]
    crown = tall * 0.33
    balls = []
    for _ in range(blobs):
        angle, rise = chance.uniform(0, 2 * math.pi), chance.uniform(-1, 1)
        out = crown * 0.75 * math.sqrt(1 - rise * rise) * chance.uniform(0.6, 1)
        place = (
            x + out * math.sin(angle),
            y + out * math.cos(angle),
            tall * 0.66 + rise * crown * 0.85,
        )
        light = 0.92 + 0.2 * rise - 0.12 * math.sin(angle) * stage.layout.mirror
        balls.append((light, place))
    for light, place in sorted(balls):
        radius = crown * chance.uniform(0.34, 0.5)
        parts.append(stage.ball(place, radius, shade(leaves, light)))
    fine: Parts = []
    for light, place in sorted(balls):
        for _ in range(14):
            spot = tuple(part + chance.uniform(-0.36, 0.36) * crown for part in place)
            tint = shade(leaves, light * chance.uniform(0.8, 1.25))
            leaf = (spot[0], spot[1], spot[2])
            fine.append(stage.ball(leaf, tall * 0.017, tint, 0.7))
    return stage.add(parts, fine if blobs > 10 else (), 330)


def _beyond(stage: Stage, chance: Random) -> None:
    """Neighbours, a church, and a wood on the horizon."""
    walls = ((222, 210, 190), (206, 196, 200), (214, 188, 158), (198, 206, 196))
    for at, (x, y) in enumerate(
        (
            (44, 18),
            (45, -14),
            (42, -44),
            (-46, 30),
            (-52, -8),
            (-34, -48),
            (8, -52),
            (46, 58),
            (-30, 66),
            (20, 84),
        )
    ):
        wide, high = chance.uniform(5, 8), chance.uniform(3.5, 5.5)
        wall = walls[at % 4]
        parts: Parts = [*stage.box((x - wide, y - 5, 0), (x + wide, y + 5, high), wall)]
        roof = shade(((150, 78, 62), (96, 92, 94))[at % 2], chance.uniform(0.9, 1.1))
        for side in (-1.0, 1.0):
            slope = (
                (x - wide - 0.4, y + side * 5.4, high),
                (x + wide + 0.4, y + side * 5.4, high),
                (x + wide + 0.4, y, high + 3.2),
                (x - wide - 0.4, y, high + 3.2),
            )
            parts.append(stage.face(slope, roof, (0.0, side * 0.5, 0.86)))
            gable = (
                (x + side * wide, y - 5, high),
                (x + side * wide, y + 5, high),
                (x + side * wide, y, high + 3.1),
            )
            parts.append(stage.face(gable, wall, (side, 0.0, 0.0)))
        for column in range(4):
            left = x - wide + 0.8 + column * wide * 0.48
            for y_front in (y - 5.02, y + 5.02):
                edge = (left, y_front), (left + 1.1, y_front)
                pair = edge if y_front < y else (edge[1], edge[0])
                parts.append(stage.wall(*pair, 1.2, 2.6, (92, 108, 122)))
        stage.add(parts)
    church: Parts = [
        *stage.box((-96, 148, 0), (-76, 160, 11), (214, 206, 196)),
        *stage.box((-104, 148, 0), (-96, 156, 26), (206, 198, 188)),
    ]
    for a, b in (((-104, 148), (-96, 148)), ((-96, 148), (-96, 156))):
        church.append(stage.face(((*a, 26), (*b, 26), (-100, 152, 44)), (92, 96, 104)))
    church.append(
        stage.wall((-101.4, 147.9), (-98.6, 147.9), 20.5, 23.3, (240, 236, 226))
    )
    stage.add(church)
