"""The panorama: where a picture is laid, what it covers, and how it is kept."""

import io
import math

import pytest
from PIL import Image

from custom_components.jvc_vn.video.panorama import (
    BOTTOM,
    COLUMNS,
    DOTS,
    HEIGHT,
    HORIZON,
    NARROWEST,
    ROWS,
    TOP,
    WIDTH,
    Lens,
    Look,
    Panorama,
)

RED, BLUE = (220, 20, 20), (20, 20, 220)
WIDE = 60.0
SIZE = (320, 240)


def picture(color: tuple[int, int, int], size: tuple[int, int] = SIZE) -> bytes:
    """Take a picture of nothing but a color."""
    out = io.BytesIO()
    Image.new("RGB", size, color).save(out, "JPEG", quality=95)
    return out.getvalue()


def color(panorama: Panorama, pan: float, up: float) -> tuple[int, ...]:
    """Return what the panorama shows in a direction."""
    image = Image.open(io.BytesIO(panorama.jpeg())).convert("RGB")
    dot = image.getpixel((int(pan % 360 * DOTS), int((TOP - up) * DOTS)))
    assert isinstance(dot, tuple)
    return dot


def is_near(found: tuple[int, ...], wanted: tuple[int, int, int]) -> bool:
    """Tell whether a color is another, but for what JPEG makes of it."""
    return all(abs(one - other) < 30 for one, other in zip(found, wanted, strict=True))


@pytest.mark.parametrize("pan", [0.0, 90.0, 179.9, 359.5])
def test_laid_to_where_it_was_taken(pan: float) -> None:
    """A picture is seen where the camera looked, also across the seam, not opposite."""
    panorama = Panorama()
    assert panorama.lay(picture(RED), Look(pan, HORIZON + 20, WIDE))
    for beside in (-15, 0, 15):
        assert is_near(color(panorama, pan + beside, -20), RED)
    assert not is_near(color(panorama, pan + 180, -20), RED)
    assert not is_near(color(panorama, pan, 25), RED)


def test_share_that_is_known() -> None:
    """What has been seen is about as much as the picture shows."""
    panorama = Panorama()
    assert panorama.known == 0
    panorama.lay(picture(RED), Look(100, HORIZON + 20, WIDE))
    shown = WIDE * WIDE * SIZE[1] / SIZE[0] / (360 * (TOP - BOTTOM))
    assert panorama.known == pytest.approx(shown, rel=0.25)


def test_straight_down() -> None:
    """Below the mast a picture reaches all around."""
    panorama = Panorama()
    assert panorama.lay(picture(RED), Look(30, 95, WIDE))
    for pan in (0, 90, 180, 270):
        assert is_near(color(panorama, pan, -85), RED)


def test_what_cannot_be_seen_is_not_laid() -> None:
    """A dot is no picture, and neither is what lies above the panorama's edge."""
    panorama = Panorama()
    assert not panorama.lay(picture(RED), Look(0, 30, NARROWEST - 0.1))
    assert panorama.lay(picture(RED), Look(0, 30, NARROWEST))
    fresh = Panorama()
    assert not fresh.lay(picture(RED), Look(0, HORIZON - 70, 20))
    assert fresh.known == 0


def test_newer_replaces_older() -> None:
    """The same view seen again is as it is now."""
    panorama = Panorama()
    look = Look(100, HORIZON + 20, WIDE)
    panorama.lay(picture(RED), look)
    assert panorama.lay(picture(BLUE), look)
    assert is_near(color(panorama, 100, -20), BLUE)


def test_blurred_fills_gaps_only() -> None:
    """A picture that was taken on the way adds what is new, and replaces nothing."""
    panorama = Panorama()
    panorama.lay(picture(RED), Look(100, HORIZON + 20, WIDE))
    assert panorama.lay(picture(BLUE), Look(140, HORIZON + 20, WIDE), only_new=True)
    assert is_near(color(panorama, 115, -20), RED)
    assert is_near(color(panorama, 155, -20), BLUE)
    inside = Look(100, HORIZON + 20, WIDE / 3)
    assert not panorama.lay(picture(BLUE), inside, only_new=True)


def test_kept_and_read() -> None:
    """What is read goes on where what was kept ended."""
    panorama = Panorama()
    panorama.lay(picture(RED), Look(100, HORIZON + 20, WIDE))
    other = Panorama()
    other.load(panorama.jpeg())
    assert other.known == pytest.approx(panorama.known, rel=0.1)
    assert is_near(color(other, 100, -20), RED)
    assert not other.lay(picture(BLUE), Look(100, HORIZON + 20, 20), only_new=True)


def test_only_one_of_ours_is_read() -> None:
    """Any other picture is refused, and so is one that says not what was seen."""
    with pytest.raises(ValueError, match="no panorama"):
        Panorama().load(picture(RED))
    with pytest.raises(ValueError, match="no panorama"):
        Panorama().load(picture(RED, (WIDTH, HEIGHT)))


def test_lens() -> None:
    """The middle is where it looks, edges half a field beside; behind is nothing."""
    lens = Lens(Look(350, HORIZON, WIDE), SIZE)
    middle = lens.dot(350, 0)
    assert middle == pytest.approx((160, 120))
    right = lens.dot(350 + WIDE / 2, 0)
    assert right == pytest.approx((320, 120))
    tall = math.degrees(math.atan(math.tan(math.radians(WIDE / 2)) * 3 / 4))
    above = lens.dot(350, tall)
    assert above == pytest.approx((160, 0), abs=1e-6)
    assert lens.dot(170, 0) is None


def test_cells() -> None:
    """There is a whole number of cells, and eight of them fill bytes."""
    assert (COLUMNS, ROWS) == (90, 30)
    assert COLUMNS * ROWS * 16 * DOTS**2 == WIDTH * HEIGHT
