"""The house with its front door, the garage and the car before it."""

from .layout import CAR, DOOR, GARAGE, Color
from .lens import Point
from .shapes import Part, Stage, shade

FRONT = DOOR[1]
GLASS: Color = (96, 116, 132)
WHITE: Color = (240, 240, 236)
DARK: Color = (42, 44, 48)
STEEL: Color = (150, 154, 158)

type Parts = list[Part | None]


def build(stage: Stage) -> None:
    """Put house, garage and car into the yard."""
    _house(stage)
    _garage(stage)
    _car(stage)


def _front(
    stage: Stage,
    left: float,
    right: float,
    low: float,
    high: float,
    color: Color,
    depth: float = 0.0,
) -> Part | None:
    """Make a rectangle on the front of the house; west is on the left."""
    y = FRONT - depth
    return stage.wall((left, y), (right, y), low, high, color)


def _house(stage: Stage) -> None:
    wall, roof = stage.palette.wall, stage.palette.roof
    parts: Parts = [*stage.box((-9.0, FRONT, 0.0), (4.5, FRONT + 9.0, 5.2), wall)]
    parts += [
        _front(stage, -9.0, 4.5, row * 0.44, row * 0.44 + 0.02, shade(wall, 0.9))
        for row in range(1, 12)
    ]
    parts.append(_front(stage, -9.0, 4.5, 0.0, 0.4, shade(wall, 0.72)))
    parts += _roof(stage, (-9.5, FRONT - 0.6), (5.0, FRONT + 9.6), 5.1, 8.6, roof)
    # The chimney.
    parts += stage.box((1.2, FRONT + 4.0, 7.2), (2.2, FRONT + 5.0, 9.9), (148, 92, 78))
    fine: Parts = []
    for left, low in ((-8.0, 1.0), (0.6, 1.0), (-8.0, 3.4), (-3.0, 3.4), (1.6, 3.4)):
        _window(stage, parts, fine, left, low)
    _door(stage, parts, fine)
    stage.add(parts, fine)


def _roof(
    stage: Stage,
    low: tuple[float, float],
    high: tuple[float, float],
    eaves: float,
    ridge: float,
    color: Color,
) -> Parts:
    """Make a gable roof with its ridge from west to east, and rows of tiles."""
    (x1, y1), (x2, y2) = low, high
    middle = (y1 + y2) / 2
    slope: Point = (0.0, -0.62, 0.78)
    parts: Parts = []
    rows = 12
    for row in range(rows):
        near, far = row / rows, (row + 1) / rows
        ys = [y1 + (middle - y1) * share for share in (near, far)]
        zs = [eaves + (ridge - eaves) * share for share in (near, far)]
        tint = shade(color, 1.0 if row % 2 else 0.93)
        corners = (
            (x1, ys[0], zs[0]),
            (x2, ys[0], zs[0]),
            (x2, ys[1], zs[1]),
            (x1, ys[1], zs[1]),
        )
        parts.append(stage.face(corners, tint, slope))
    for x, outward in ((x1 + 0.5, -1.0), (x2 - 0.5, 1.0)):
        gable = ((x, y1 + 0.5, eaves), (x, y2 - 0.5, eaves), (x, middle, ridge - 0.2))
        parts.append(stage.face(gable, stage.palette.wall, (outward, 0.0, 0.0)))
    board = stage.wall((x1, y1), (x2, y1), eaves - 0.2, eaves, WHITE)
    return [*parts, board]


def _window(stage: Stage, parts: Parts, fine: Parts, left: float, low: float) -> None:
    right, high = left + 1.6, low + 1.4
    parts.append(_front(stage, left - 0.1, right + 0.1, low - 0.1, high + 0.1, WHITE))
    parts.append(_front(stage, left, right, low, high, GLASS))
    sky = shade(GLASS, 1.25)
    glint = ((left, FRONT, high), (left + 0.9, FRONT, high), (left, FRONT, high - 0.8))
    fine.append(stage.face(glint, sky))
    # Curtains behind the glass.
    for near, far in ((left, left + 0.28), (right - 0.28, right)):
        fine.append(_front(stage, near, far, low, high, (206, 196, 186)))
    fine.append(_front(stage, left + 0.76, left + 0.84, low, high, WHITE))
    fine.append(_front(stage, left, right, low + 0.9, low + 0.96, WHITE))
    fine.append(
        _front(stage, left - 0.2, right + 0.2, low - 0.2, low - 0.1, (176, 172, 166))
    )
    if low < 2:
        # A box of flowers.
        fine.append(_front(stage, left, right, low - 0.1, low + 0.12, (120, 82, 58)))
        for at in range(9):
            place = (left + 0.1 + at * 0.175, FRONT - 0.1, low + 0.2)
            color = ((206, 62, 70), (232, 190, 72), (220, 120, 160))[at % 3]
            fine.append(stage.ball(place, 0.09, color))


def _door(stage: Stage, parts: Parts, fine: Parts) -> None:
    x, color = DOOR[0], stage.palette.door
    parts.append(_front(stage, x - 0.65, x + 0.65, 0.2, 2.55, WHITE))
    parts.append(_front(stage, x - 0.5, x + 0.5, 0.25, 2.4, color))
    parts += stage.box(
        (x - 1.1, FRONT - 1.0, 0.0), (x + 1.1, FRONT, 0.2), (168, 164, 158)
    )
    panel, edge = shade(color, 1.15), shade(color, 0.75)
    for left, low, high in ((-0.4, 0.4, 1.1), (0.06, 0.4, 1.1)):
        fine.append(
            _front(
                stage, x + left - 0.02, x + left + 0.36, low - 0.02, high + 0.02, edge
            )
        )
        fine.append(_front(stage, x + left, x + left + 0.34, low, high, panel))
    fine.append(_front(stage, x - 0.4, x + 0.4, 1.62, 2.24, edge))
    fine.append(_front(stage, x - 0.36, x + 0.36, 1.66, 2.2, (188, 206, 214)))
    fine.append(_front(stage, x - 0.015, x + 0.015, 1.66, 2.2, edge))
    # Letter box, handle, keyhole, bell and the house number.
    fine.append(_front(stage, x - 0.16, x + 0.16, 1.26, 1.36, (214, 180, 90)))
    fine.append(_front(stage, x - 0.14, x + 0.14, 1.28, 1.3, DARK))
    fine.append(_front(stage, x + 0.34, x + 0.4, 1.1, 1.4, STEEL))
    fine.append(stage.ball((x + 0.37, FRONT - 0.05, 1.22), 0.045, (226, 226, 222)))
    fine.append(stage.ball((x + 0.37, FRONT - 0.02, 1.12), 0.014, DARK))
    fine.append(_front(stage, x + 0.78, x + 0.9, 1.3, 1.5, WHITE))
    fine.append(stage.ball((x + 0.84, FRONT - 0.02, 1.4), 0.03, (188, 44, 40)))
    fine.append(_front(stage, x + 0.74, x + 1.34, 1.72, 2.04, (36, 62, 110)))
    fine += stage.text(
        "685", (x + 0.8, FRONT - 0.01, 1.78), (x + 1.28, FRONT - 0.01, 1.78), 0.2, WHITE
    )
    # A mat that says so, and two pots.
    mat = (
        (x - 0.5, FRONT - 0.8, 0.21),
        (x + 0.5, FRONT - 0.8, 0.21),
        (x + 0.5, FRONT - 0.2, 0.21),
        (x - 0.5, FRONT - 0.2, 0.21),
    )
    fine.append(stage.face(mat, (96, 74, 58)))
    for side in (-0.9, 0.9):
        fine += stage.box(
            (x + side - 0.14, FRONT - 0.5, 0.2),
            (x + side + 0.14, FRONT - 0.22, 0.55),
            (170, 96, 68),
        )
        for at in range(7):
            place = (x + side - 0.12 + at * 0.04, FRONT - 0.36, 0.66 + at % 3 * 0.09)
            fine.append(
                stage.ball(place, 0.1, shade(stage.palette.leaves, 0.9 + at % 3 * 0.15))
            )


def _garage(stage: Stage) -> None:
    x, y = GARAGE
    wall = shade(stage.palette.wall, 0.95)
    parts: Parts = [*stage.box((4.5, y, 0.0), (12.5, y + 8.0, 3.2), wall)]
    parts += _roof(stage, (4.3, y - 0.4), (12.9, y + 8.4), 3.1, 5.2, stage.palette.roof)
    parts.append(stage.wall((x - 2.1, y), (x + 2.1, y), 0.0, 2.55, WHITE))
    parts.append(stage.wall((x - 2.0, y), (x + 2.0, y), 0.0, 2.45, (206, 208, 206)))
    fine: Parts = []
    for row in range(5):
        low = row * 0.49
        fine.append(
            stage.wall((x - 2.0, y), (x + 2.0, y), low, low + 0.025, (150, 152, 152))
        )
        for column in range(4):
            left = x - 1.85 + column * 0.95
            fine.append(
                stage.wall(
                    (left, y),
                    (left + 0.8, y),
                    low + 0.1,
                    low + 0.4,
                    (220, 222, 220) if row < 3 else GLASS,
                )
            )
    fine.append(stage.wall((x - 0.15, y), (x + 0.15, y), 0.62, 0.68, DARK))
    fine.append(stage.wall((x - 0.7, y), (x + 0.7, y), 2.62, 2.92, (60, 64, 70)))
    fine += stage.text(
        "GARAGE", (x - 0.6, y - 0.01, 2.66), (x + 0.6, y - 0.01, 2.66), 0.2, WHITE
    )
    stage.add(parts, fine)


def _car(stage: Stage) -> None:
    """A car that faces the camera: bonnet to the south."""
    x, y = CAR
    paint = stage.palette.car
    shadow = (
        (x - 1.1, y - 2.4),
        (x + 1.1, y - 2.4),
        (x + 1.1, y + 2.3),
        (x - 1.1, y + 2.3),
    )
    stage.lay(shadow, (78, 78, 80))
    left, right, front, back = x - 0.9, x + 0.9, y - 2.2, y + 2.1
    parts: Parts = [*stage.box((left, front, 0.28), (right, back, 0.78), paint)]
    parts += _cabin(stage, x, y, paint)
    for side in (left, right):
        for wheel in (y - 1.4, y + 1.35):
            outward = -0.03 if side == left else 0.03
            parts += [
                stage.face(
                    _wheel(side + outward, wheel, radius),
                    color,
                    (-1.0 if side == left else 1.0, 0.0, 0.0),
                )
                for radius, color in ((0.34, (34, 34, 36)), (0.19, STEEL))
            ]
    nose = shade(paint, 0.8)
    fine: Parts = [
        stage.wall((left, front), (right, front), 0.28, 0.4, (58, 58, 62)),
        stage.wall((x - 0.5, front), (x + 0.5, front), 0.56, 0.7, DARK),
        stage.wall((x - 0.46, front), (x + 0.46, front), 0.6, 0.62, nose),
        stage.wall((x - 0.46, front), (x + 0.46, front), 0.65, 0.66, nose),
    ]
    for lamp in (x - 0.82, x + 0.54):
        fine.append(stage.wall((lamp, front), (lamp + 0.28, front), 0.56, 0.72, WHITE))
        fine.append(
            stage.wall(
                (lamp + 0.04, front), (lamp + 0.2, front), 0.59, 0.69, (202, 214, 226)
            )
        )
        fine.append(stage.ball((lamp + 0.12, front - 0.01, 0.64), 0.04, WHITE))
    fine.append(stage.wall((x - 0.27, front), (x + 0.27, front), 0.41, 0.53, WHITE))
    fine += stage.text(
        "VN 686",
        (x - 0.25, front - 0.01, 0.425),
        (x + 0.25, front - 0.01, 0.425),
        0.09,
        DARK,
    )
    stage.add(parts, fine, 80)


def _cabin(stage: Stage, x: float, y: float, paint: Color) -> Parts:
    """Make bonnet, windows and roof."""
    low, high = 0.78, 1.42
    ring = (
        (x - 0.86, y - 0.95),
        (x + 0.86, y - 0.95),
        (x + 0.86, y + 1.9),
        (x - 0.86, y + 1.9),
    )
    top = (
        (x - 0.66, y - 0.25),
        (x + 0.66, y - 0.25),
        (x + 0.66, y + 1.45),
        (x - 0.66, y + 1.45),
    )
    normals: tuple[Point, ...] = (
        (0.0, -0.7, 0.7),
        (0.95, 0.0, 0.3),
        (0.0, 0.8, 0.6),
        (-0.95, 0.0, 0.3),
    )
    parts: Parts = []
    for at, normal in enumerate(normals):
        nxt = (at + 1) % 4
        corners = (
            (*ring[at], low),
            (*ring[nxt], low),
            (*top[nxt], high),
            (*top[at], high),
        )
        parts.append(stage.face(corners, (70, 84, 96), normal))
    pillars = ((0, 0), (1, 1), (2, 2), (3, 3))
    parts += [
        stage.rod((*ring[a], low), (*top[b], high), 0.09, paint) for a, b in pillars
    ]
    glint = (
        (x - 0.6, y - 0.75, 0.96),
        (x - 0.2, y - 0.75, 0.96),
        (x + 0.1, y - 0.4, 1.3),
        (x - 0.3, y - 0.4, 1.3),
    )
    parts.append(stage.face(glint, (112, 130, 146)))
    roof = tuple((*corner, high) for corner in top)
    return [*parts, stage.face(roof, paint, (0.0, 0.0, 1.0))]


def _wheel(x: float, y: float, radius: float) -> list[Point]:
    ring = (
        (0.0, 1.0),
        (0.5, 0.87),
        (0.87, 0.5),
        (1.0, 0.0),
        (0.87, -0.5),
        (0.5, -0.87),
        (0.0, -1.0),
        (-0.5, -0.87),
        (-0.87, -0.5),
        (-1.0, 0.0),
        (-0.87, 0.5),
        (-0.5, 0.87),
    )
    return [(x, y + across * radius, 0.34 + up * radius) for across, up in ring]
