"""The yard as the camera sees it: everything that stands and moves."""

import math
from dataclasses import dataclass

from PIL import Image, ImageDraw

from . import moving, yard
from .backdrop import Backdrop
from .layout import GARAGE, POLE, Layout
from .lens import Lens, Point
from .picture import Finisher
from .shapes import Thing
from .view import View

# The canvas is drawn larger and reduced, which smooths every edge.
OVERSIZE = 2
# How far clouds may drift, in dots, before a picture kept from before is stale.
DRIFT = 3.0
CLOUD_SPEED = 0.0045


@dataclass
class Still:
    """What stands still, drawn once for as long as the camera does not move."""

    key: tuple[object, ...]
    canvas: Image.Image
    moment: float
    visible: list[Thing]


class YardScene:
    """A convincing place to look at; built once, drawn many times."""

    def __init__(self, layout: Layout) -> None:
        """Build everything that stands still."""
        self._stage = yard.build(layout)
        self._backdrop = Backdrop(layout)
        self._finisher = Finisher()
        self._gate_angle = 0.0
        self._last_moment: float | None = None
        self._walker = moving.Walker()
        self._still: Still | None = None
        self._glow = Image.radial_gradient("L").point(lambda dot: max(0, 255 - 2 * dot))

    def render(self, view: View) -> Image.Image:
        """Draw one frame."""
        self._animate(view)
        size = view.size[0] * OVERSIZE, view.size[1] * OVERSIZE
        lens = Lens(view.pan, view.tilt, view.optical, size)
        still = self._standing(lens, view)
        canvas = still.canvas.copy()
        draw = ImageDraw.Draw(canvas)
        living = [thing for thing in self._living(lens, view) if _seen(lens, thing)]
        for thing in _disturbed(still.visible, living):
            thing.draw(lens, draw)
        self._draw_masks(lens, draw, view)
        image = canvas.reduce(OVERSIZE)
        self._light(lens, image, view)
        return self._finisher.finish(image, view)

    def _standing(self, lens: Lens, view: View) -> Still:
        """Return the drawing of what stands still, made anew where it must be."""
        key = (view.pan, view.tilt, view.optical, view.size)
        still = self._still
        lasts = DRIFT / (lens.focal * CLOUD_SPEED)
        if still and still.key == key and 0 <= view.moment - still.moment < lasts:
            return still
        canvas = Image.new("RGB", (lens.width, lens.height), self._backdrop.grass)
        draw = ImageDraw.Draw(canvas)
        self._backdrop.draw(lens, draw, view.moment * CLOUD_SPEED)
        for patch in self._stage.ground:
            patch.draw(lens, draw)
        visible = [thing for thing in self._stage.things if _seen(lens, thing)]
        for thing in visible:
            thing.draw(lens, draw)
        self._still = Still(key, canvas, view.moment, visible)
        return self._still

    def _animate(self, view: View) -> None:
        """Let the gate swing toward where it should be."""
        goal = 82.0 if view.gate_open else 0.0
        if self._last_moment is None:
            self._gate_angle = goal
        else:
            most = moving.GATE_SPEED * max(0.0, view.moment - self._last_moment)
            gap = goal - self._gate_angle
            self._gate_angle += max(-most, min(most, gap))
        self._last_moment = view.moment

    def _living(self, lens: Lens, view: View) -> list[Thing]:
        stage, moment = self._stage, view.moment
        things = [
            moving.gate(stage, self._gate_angle),
            moving.lamp(stage, lit=view.lamp),
            moving.duck(stage, moment),
            moving.flag(stage, moment),
            moving.smoke(stage, moment),
            moving.turbine(stage, moment),
            moving.bird(stage, moment),
            *moving.traffic(stage, moment),
        ]
        if view.walking is None:
            self._walker.seen = False
            return things
        if not self._walker.seen:
            self._walker = _walker_before(lens)
        things.append(moving.walker(stage, self._walker, view.walking))
        return things

    def _light(self, lens: Lens, image: Image.Image, view: View) -> None:
        """Add the glow of the lamps that are on."""
        lamps: list[Point] = []
        if view.lamp:
            lamps.append(moving.lamp_place(self._stage))
        if view.second_lamp:
            lamps.append(self._stage.at(GARAGE[0], GARAGE[1] - 0.1, 3.0))
        for place in lamps:
            dot = lens.dot(place)
            if dot is None:
                continue
            size = round(1.6 * lens.focal / lens.depth(place) / OVERSIZE)
            size = max(14, min(size, 700))
            glow = self._glow.resize((size, size))
            corner = (
                round(dot[0] / OVERSIZE - size / 2),
                round(dot[1] / OVERSIZE - size / 2),
            )
            image.paste((255, 240, 184), corner, glow)

    def _draw_masks(self, lens: Lens, draw: ImageDraw.ImageDraw, view: View) -> None:
        for mask in view.masks:
            corners: list[Point] = []
            for across, down in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
                azimuth = math.radians(mask.pan + across * mask.width / 2)
                elevation = math.radians(5 - mask.tilt - down * mask.height / 2)
                corners.append(lens.toward(azimuth, elevation, 10.0))
            dots = lens.outline(tuple(corners))
            if len(dots) > 2:
                draw.polygon(dots, fill=f"#{view.mask_color}")


def _walker_before(lens: Lens) -> moving.Walker:
    """Let somebody cross where the camera looks."""
    slope = -math.tan(max(-1.4, min(lens.pitch, -0.15)))
    far = max(4.0, min(POLE / slope, 26.0)) - 0.6
    heading = lens.pan
    center = far * math.sin(heading), far * math.cos(heading), -POLE
    across = math.cos(heading), -math.sin(heading), 0.0
    return moving.Walker(center, across, seen=True)


def _seen(lens: Lens, thing: Thing) -> bool:
    return lens.sees(thing.center, thing.radius)


def _disturbed(standing: list[Thing], living: list[Thing]) -> list[Thing]:
    """List what moves, and what must be drawn again because it stands before it.

    Drawing something again may in turn cover what stands before that, so the list
    grows from far to near.
    """
    chosen: list[Thing] = []
    for thing in sorted([*standing, *living], key=lambda thing: -thing.distance):
        if thing in living or any(_overlap(thing, other) for other in chosen):
            chosen.append(thing)
    return chosen


def _overlap(first: Thing, second: Thing) -> bool:
    """Tell whether two things may cover each other as the camera sees them."""
    a, b = first.direction, second.direction
    cosine = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    reach = first.angle + second.angle
    return reach > math.pi or cosine > math.cos(reach)
