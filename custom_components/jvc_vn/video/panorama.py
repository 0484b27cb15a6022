"""All that a camera has seen around it, as one picture that fills while it turns.

The picture is equirectangular: a degree is as wide everywhere, columns are pan from
0 on, rows are elevation from above the horizon down to the foot of the mast.
"""

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from PIL import Image, ImageDraw, ImageFilter

DOTS = 4
"""Dots for a degree."""
TOP, BOTTOM = 30, -90
"""Elevation of the upper and the lower edge in degrees."""
WIDTH, HEIGHT = 360 * DOTS, (TOP - BOTTOM) * DOTS
HORIZON = 5.0
"""Tilt at which the camera looks at the horizon."""
CELL = 4
"""Degrees of a cell: within one, the lens bends nothing that could be seen."""
COLUMNS, ROWS = 360 // CELL, (TOP - BOTTOM) // CELL
NARROWEST = 6.0
"""Degrees across below which a picture would be a dot."""
_QUALITY = 82
_SOURCE = (320, 240)
_SOFT = 0.05
"""Share of a picture at each edge that blends into what lies there."""
_UNSEEN = ((46, 52, 60), (26, 30, 35))

type Dot = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Look:
    """Where a picture was taken.

    Attributes:
        pan: degrees.
        tilt: degrees as the camera counts; 5 is the horizon, 95 straight down.
        field: degrees across.
    """

    pan: float
    tilt: float
    field: float


class Lens:
    """Knows where in a picture a direction is."""

    def __init__(self, look: Look, size: tuple[int, int]) -> None:
        """Look somewhere with a picture of this size."""
        self._size = size
        self._pan = math.radians(look.pan)
        pitch = math.radians(HORIZON - look.tilt)
        self._sin, self._cos = math.sin(pitch), math.cos(pitch)
        self._focal = size[0] / 2 / math.tan(math.radians(look.field / 2))

    def dot(self, pan: float, elevation: float) -> Dot | None:
        """Return the dot of a direction, None if it is behind the camera."""
        turn = math.radians(pan) - self._pan
        up = math.radians(elevation)
        ahead = math.cos(up) * math.cos(turn)
        depth = ahead * self._cos + math.sin(up) * self._sin
        if depth < 0.1:
            return None
        right = math.cos(up) * math.sin(turn)
        above = math.sin(up) * self._cos - ahead * self._sin
        width, height = self._size
        scale = self._focal / depth
        return width / 2 + right * scale, height / 2 - above * scale


class Panorama:
    """The picture of everything; laid into and read in a thread, never in two."""

    # Painted in the thread that first needs them: setting a camera up must not wait.

    @cached_property
    def _image(self) -> Image.Image:
        return _unseen()

    @cached_property
    def _known(self) -> Image.Image:
        return Image.new("L", (WIDTH, HEIGHT), 0)

    @property
    def known(self) -> float:
        """The share that has been seen."""
        small = self._known.resize((COLUMNS, ROWS), Image.Resampling.BOX)
        return sum(small.tobytes()) / 255 / (COLUMNS * ROWS)

    def lay(self, jpeg: bytes, look: Look, *, only_new: bool = False) -> bool:
        """Lay a picture to where it was taken; False if that shows nothing new.

        Args:
            jpeg: the picture.
            look: where it was taken.
            only_new: it is blurred, for the camera turns: what is known is better.
        """
        if look.field < NARROWEST:
            return False
        coded = Image.open(io.BytesIO(jpeg))
        coded.draft("RGB", _SOURCE)
        picture = coded.convert("RGB")
        lens = Lens(look, picture.size)
        mesh = list(_mesh(lens, look, picture.size))
        if not mesh:
            return False
        left, top, right, bottom = _bounds(mesh)
        moved = [
            ((x0 - left, y0 - top, x1 - left, y1 - top), quad)
            for (x0, y0, x1, y1), quad in mesh
        ]
        size = right - left, bottom - top
        patch = picture.transform(
            size, Image.Transform.MESH, moved, Image.Resampling.BILINEAR
        )
        where = _soft_edges(picture.size).transform(
            size, Image.Transform.MESH, moved, Image.Resampling.BILINEAR
        )
        return self._paste(patch, where, left, top, only_new=only_new)

    def _paste(
        self,
        patch: Image.Image,
        where: Image.Image,
        left: int,
        top: int,
        *,
        only_new: bool,
    ) -> bool:
        """Blend a patch in, across the seam if it lies there."""
        changed = False
        width, height = patch.size
        for x in (left - WIDTH, left, left + WIDTH):
            box = max(0, x), top, min(WIDTH, x + width), top + height
            if box[0] >= box[2]:
                continue
            part = box[0] - x, 0, box[2] - x, height
            mask = where.crop(part)
            known = self._known.crop(box)
            # What nobody has seen yet has nothing to blend with.
            seen = mask.point(lambda dot: 255 if dot else 0)
            fresh = Image.composite(Image.new("L", seen.size, 0), seen, known)
            if only_new and not fresh.getbbox():
                continue
            blend = fresh if only_new else Image.composite(mask, seen, known)
            self._image.paste(patch.crop(part), box, blend)
            self._known.paste(255, box, blend.point(lambda dot: 255 if dot else 0))
            changed = True
        return changed

    def jpeg(self) -> bytes:
        """Return it as a picture; its comment tells which cells were seen."""
        image = Image.composite(self._image, _unseen(), self._soft_known())
        out = io.BytesIO()
        image.save(out, "JPEG", quality=_QUALITY, comment=self._cells())
        return out.getvalue()

    def load(self, jpeg: bytes) -> None:
        """Go on with a picture that `jpeg` made; ValueError if it is another."""
        image = Image.open(io.BytesIO(jpeg))
        cells = image.info.get("comment", b"")
        if image.size != (WIDTH, HEIGHT) or len(cells) * 8 < COLUMNS * ROWS:
            raise ValueError("no panorama of ours")
        bits = Image.frombytes("1", (COLUMNS, ROWS), cells)
        self._known = bits.convert("L").resize(
            (WIDTH, HEIGHT), Image.Resampling.NEAREST
        )
        self._image = image.convert("RGB")

    def _soft_known(self) -> Image.Image:
        return self._known.filter(ImageFilter.BoxBlur(DOTS))

    def _cells(self) -> bytes:
        small = self._known.resize((COLUMNS, ROWS), Image.Resampling.BOX)
        return small.point(lambda dot: 255 if dot > 127 else 0).convert("1").tobytes()


def _unseen() -> Image.Image:
    """Paint what nobody has seen: a dark nothing, lighter towards the sky."""
    ramp = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    above, below = (Image.new("RGB", (WIDTH, HEIGHT), color) for color in _UNSEEN)
    return Image.composite(below, above, ramp)


def _soft_edges(size: tuple[int, int]) -> Image.Image:
    """Paint how much of a picture counts: less at its edges, where lenses darken."""
    width, height = size
    edge = max(1, round(width * _SOFT))
    image = Image.new("L", size, 0)
    box = edge, edge, width - edge - 1, height - edge - 1
    ImageDraw.Draw(image).rectangle(box, fill=255)
    image = image.filter(ImageFilter.BoxBlur(edge - 1))
    # Nothing is laid where there is no picture.
    ImageDraw.Draw(image).rectangle((0, 0, width - 1, height - 1), outline=0)
    return image


def _mesh(
    lens: Lens, look: Look, size: tuple[int, int]
) -> Iterator[tuple[tuple[int, int, int, int], tuple[float, ...]]]:
    """Yield cells of the panorama with what of the picture belongs there."""
    first, last = _columns(look, size)
    rows = range(ROWS)
    for column in range(first, last):
        pans = column * CELL, (column + 1) * CELL
        for row in rows:
            ups = TOP - row * CELL, TOP - (row + 1) * CELL
            corners = [
                lens.dot(pan, up)
                for pan, up in (
                    (pans[0], ups[0]),
                    (pans[0], ups[1]),
                    (pans[1], ups[1]),
                    (pans[1], ups[0]),
                )
            ]
            quad = [corner for corner in corners if corner]
            if len(quad) < 4 or not _touches(quad, size):
                continue
            step = CELL * DOTS
            box = column * step, row * step, (column + 1) * step, (row + 1) * step
            yield box, tuple(value for dot in quad for value in dot)


def _columns(look: Look, size: tuple[int, int]) -> tuple[int, int]:
    """Return the columns that a picture may reach, from a first to a last."""
    tall = look.field * size[1] / size[0]
    steepest = min(90.0, abs(HORIZON - look.tilt) + tall / 2)
    pan = look.pan % 360
    # Near the foot of the mast a picture goes all around.
    across = look.field / 2 / max(0.05, math.cos(math.radians(steepest))) + CELL
    if across >= 180:
        return 0, COLUMNS
    return math.floor((pan - across) / CELL), math.ceil((pan + across) / CELL)


def _touches(quad: list[Dot], size: tuple[int, int]) -> bool:
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    width, height = size
    return max(xs) > 0 and min(xs) < width and max(ys) > 0 and min(ys) < height


def _bounds(
    mesh: list[tuple[tuple[int, int, int, int], tuple[float, ...]]],
) -> tuple[int, int, int, int]:
    boxes = [box for box, _ in mesh]
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
