"""What moves: gate, walker, duck, flag, smoke, traffic and a wind turbine."""

import math
from dataclasses import dataclass

from .layout import GATE, POND, Color
from .lens import Point
from .shapes import Ball, Face, Part, Rod, Stage, Thing, enclose
from .yard import GATE_HALF, POND_SIZE

type Parts = list[Part | None]

IRON: Color = (52, 56, 62)
# Degrees per second at which the leaves of the gate turn.
GATE_SPEED = 40.0


@dataclass
class Walker:
    """A person who crosses the view while motion is detected."""

    center: Point = (0.0, 0.0, 0.0)
    across: Point = (1.0, 0.0, 0.0)
    seen: bool = False


def gate(stage: Stage, angle: float) -> Thing:
    """Make the two leaves, opened inward by an angle in degrees."""
    parts: Parts = []
    swing = math.radians(angle)
    for side in (-1, 1):
        hinge = GATE[1] + side * GATE_HALF
        toward = (-math.sin(swing), -side * math.cos(swing))

        def spot(
            along: float,
            z: float,
            hinge: float = hinge,
            toward: tuple[float, float] = toward,
        ) -> Point:
            return GATE[0] + toward[0] * along, hinge + toward[1] * along, z

        length = GATE_HALF - 0.3
        for bar in range(13):
            along = 0.28 + bar * (length - 0.06) / 12
            tall = 1.45 + 0.25 * math.sin(math.pi * bar / 24)
            parts.append(stage.rod(spot(along, 0.12), spot(along, tall), 0.045, IRON))
            parts.append(stage.ball(spot(along, tall), 0.05, (176, 148, 78)))
        for z in (0.2, 0.75, 1.35):
            rail = spot(0.25, z), spot(0.25 + length, z)
            parts.append(stage.rod(*rail, 0.06, IRON))
        parts.append(stage.rod(spot(0.25, 0.2), spot(0.25 + length, 1.35), 0.03, IRON))
    return enclose(parts, (), 0.0)


def lamp(stage: Stage, *, lit: bool) -> Thing:
    """Make the lamp on the gate post."""
    x, y = GATE[0], GATE[1] + GATE_HALF
    glass: Color = (255, 244, 196) if lit else (206, 206, 200)
    parts: Parts = [
        stage.rod((x, y, 1.88), (x, y, 2.1), 0.08, IRON),
        stage.ball((x, y, 2.26), 0.2, glass),
        stage.rod((x - 0.12, y, 2.48), (x + 0.12, y, 2.48), 0.08, IRON),
    ]
    return enclose(parts, (), 0.0)


def lamp_place(stage: Stage) -> Point:
    """Tell where the light of the gate comes from."""
    return stage.at(GATE[0], GATE[1] + GATE_HALF, 2.26)


def duck(stage: Stage, moment: float) -> Thing:
    """Let a duck swim its rounds, with rings behind it."""
    angle = moment * 0.12
    x = POND[0] + POND_SIZE[0] * 0.62 * math.cos(angle)
    y = POND[1] + POND_SIZE[1] * 0.55 * math.sin(angle)
    ahead = (-math.sin(angle), math.cos(angle) * 0.75)
    bob = 0.015 * math.sin(moment * 3)
    parts: Parts = []
    for ring in range(3):
        behind = 0.2 + (moment * 0.3 + ring / 3) % 1 * 1.1
        wide = 0.1 + behind * 0.35
        for side in (-1, 1):
            tip = (
                x - ahead[0] * behind - ahead[1] * wide * side,
                y - ahead[1] * behind + ahead[0] * wide * side,
                0.0,
            )
            tail = (x - ahead[0] * (behind - 0.25), y - ahead[1] * (behind - 0.25), 0.0)
            parts.append(stage.rod(tail, tip, 0.02, (150, 178, 192)))
    body: tuple[tuple[float, float, float, Color], ...] = (
        (-0.22, 0.14, 0.1, (104, 84, 66)),
        (0.0, 0.12, 0.17, (128, 104, 80)),
        (0.1, 0.15, 0.13, (150, 128, 102)),
        (0.2, 0.3, 0.085, (36, 92, 66)),
        (0.3, 0.28, 0.04, (226, 178, 62)),
    )
    for forward, up, size, color in body:
        place = (x + ahead[0] * forward, y + ahead[1] * forward, up + bob)
        parts.append(stage.ball(place, size, color, 0.8))
    return enclose(parts, (), 0.0)


def flag(stage: Stage, moment: float) -> Thing:
    """Fly a flag on the lawn."""
    x, y, high = -7.5, 17.0, 6.8
    parts: Parts = [
        stage.rod((x, y, 0), (x, y, high), 0.07, (232, 232, 230)),
        stage.ball((x, y, high), 0.09, (214, 180, 90)),
    ]
    colors: tuple[Color, ...] = ((40, 84, 150), (238, 238, 234), (196, 52, 48))
    for stripe, color in enumerate(colors):
        top = high - 0.15 - stripe * 0.36
        for piece in range(6):
            left, right = piece * 0.3, piece * 0.3 + 0.3
            lift = [
                0.03 * at + 0.09 * at * math.sin(moment * 4 - at * 3.2)
                for at in (left, right)
            ]
            corners = (
                (x + left, y, top + lift[0]),
                (x + right, y, top + lift[1]),
                (x + right, y, top - 0.36 + lift[1]),
                (x + left, y, top - 0.36 + lift[0]),
            )
            parts.append(stage.face(corners, color))
    return enclose(parts, (), 0.0)


def smoke(stage: Stage, moment: float) -> Thing:
    """Let the chimney smoke."""
    parts: Parts = []
    for puff in range(9):
        age = (moment * 0.28 + puff) % 9
        place = (
            1.7 + age * 0.35 + 0.2 * math.sin(age + moment * 0.2),
            28.5,
            10.0 + age * 0.42,
        )
        fade = round(200 + age * 3)
        parts.append(stage.ball(place, 0.14 + age * 0.075, (fade, fade, fade + 6)))
    return enclose(parts, (), 0.0)


def traffic(stage: Stage, moment: float) -> list[Thing]:
    """Send a car along the street now and then, in both directions."""
    cars = []
    paints: tuple[Color, ...] = (
        (60, 98, 160),
        (206, 206, 204),
        (176, 60, 52),
        (92, 96, 100),
        (226, 190, 80),
    )
    for lane, (x, sign, period) in enumerate(((26.9, 1, 23.0), (29.9, -1, 31.0))):
        trip, phase = divmod(moment / period, 1)
        y = sign * (phase * 280 - 140)
        paint = paints[(int(trip) * 3 + lane) % len(paints)]
        parts: Parts = [
            *stage.box((x - 0.9, y - 2.1, 0.25), (x + 0.9, y + 2.1, 0.85), paint),
            *stage.box(
                (x - 0.8, y - 1.3, 0.85), (x + 0.8, y + 1.2, 1.42), (74, 88, 100), paint
            ),
        ]
        parts += [
            stage.ball((x - 0.92, y + wheel, 0.33), 0.33, (34, 34, 36))
            for wheel in (-1.3, 1.3)
        ]
        cars.append(enclose(parts, (), 0.0))
    return cars


def turbine(stage: Stage, moment: float) -> Thing:
    """Turn a wind turbine on a hill."""
    x, y, high = 190.0, 290.0, 60.0
    parts: Parts = [stage.rod((x, y, 0), (x, y, high), 2.6, (232, 234, 236))]
    for blade in range(3):
        angle = moment * 0.9 + blade * 2 * math.pi / 3
        tip = (
            x + 30 * math.sin(angle) * 0.84,
            y - 30 * math.sin(angle) * 0.54,
            high + 30 * math.cos(angle),
        )
        parts.append(stage.rod((x, y, high), tip, 1.5, (238, 240, 242)))
    parts.append(stage.ball((x, y, high), 2.0, (226, 228, 230)))
    return enclose(parts, (), 0.0)


def bird(stage: Stage, moment: float) -> Thing:
    """Let a bird circle over the yard."""
    angle = moment * 0.22
    x, y = 26 * math.sin(angle) * 0.9, 34 + 14 * math.cos(angle)
    z = 11 + 1.5 * math.sin(moment * 0.7)
    flap = 0.3 * math.sin(moment * 9)
    parts: Parts = []
    for side in (-1, 1):
        elbow = (x + side * 0.28, y, z + 0.12 + flap * 0.5)
        parts.append(stage.rod((x, y, z), elbow, 0.07, IRON))
        parts.append(stage.rod(elbow, (x + side * 0.62, y, z + flap), 0.05, IRON))
    return enclose(parts, (), 0.0)


def walker(stage: Stage, who: Walker, age: float) -> Thing:
    """Draw a person who has walked for `age` seconds; places are as seen."""
    stride = math.sin(age * 7)
    reach = (age - 2.2) * 1.15
    cx, cy, cz = who.center
    ax, ay, _ = who.across

    def at(along: float, up: float) -> Point:
        shift = reach + along
        return cx + ax * shift, cy + ay * shift, cz + up

    coat: Color = (196, 120, 52)
    trousers: Color = (54, 62, 84)
    skin: Color = (222, 178, 148)
    hip, neck = at(0.0, 0.88), at(0.03, 1.46)
    parts: Parts = [Ball(at(0.0, 0.02), 0.34, (80, 96, 62), 0.3)]
    for swing in (-stride, stride):
        knee = at(0.2 * swing + 0.04, 0.48)
        foot = at(0.36 * swing - (0.1 if swing < 0 else 0.0), 0.05)
        parts += [
            Rod((hip, knee), 0.17, trousers),
            Rod((knee, foot), 0.14, trousers),
            Ball(foot, 0.09, IRON, 0.6),
        ]
    corners = (at(-0.17, 0.84), at(0.17, 0.84), at(0.2, 1.44), at(-0.16, 1.44))
    parts += [
        Face(corners, coat, 0.3, 1.0),
        Ball(at(0.02, 1.42), 0.18, coat),
        Rod((neck, at(0.03, 1.55)), 0.1, skin),
        Ball(at(0.04, 1.63), 0.125, skin),
        Ball(at(0.02, 1.69), 0.12, (74, 56, 44), 0.75),
    ]
    elbow, hand = at(0.14 * stride, 1.12), at(0.3 * stride + 0.06, 0.92)
    sleeve: Color = (176, 104, 44)
    parts += [
        Rod((at(0.02, 1.4), elbow), 0.11, sleeve),
        Rod((elbow, hand), 0.1, sleeve),
        Ball(hand, 0.06, skin),
    ]
    return enclose(parts, (), 0.0)
