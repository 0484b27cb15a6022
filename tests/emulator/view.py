"""What a picture shows: everything a scene must know to draw one frame."""

from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from .masks import Mask

SIZES = {"vga": (640, 480), "qvga": (320, 240)}


@dataclass(frozen=True)
class View:
    """A direction, a magnification, and the state of the yard."""

    pan: float
    tilt: float
    optical: float
    electronic: float
    size: tuple[int, int]
    moment: float
    flipped: bool = False
    monochrome: bool = False
    gate_open: bool = False
    lamp: bool = False
    second_lamp: bool = False
    walking: float | None = None
    captions: tuple[str, ...] = ()
    masks: tuple[Mask, ...] = ()
    mask_color: str = "808080"


class Scene(Protocol):
    """Something to look at."""

    def render(self, view: View) -> Image.Image:
        """Draw one frame; runs in a thread, never in two at once."""


class PlainScene:
    """A tiny, cheap picture for tests: its shade tells where the camera looks."""

    def render(self, view: View) -> Image.Image:
        """Draw a flat field."""
        red = int(view.pan / 360 * 255)
        green = int(view.tilt / 190 * 255)
        blue = min(255, int(view.optical * 7))
        image = Image.new("RGB", view.size, (red, green, blue))
        if view.monochrome:
            return image.convert("L").convert("RGB")
        return image
