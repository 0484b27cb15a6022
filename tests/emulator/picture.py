"""What the camera does to a picture: electronic zoom, noise, and captions."""

from PIL import Image, ImageChops, ImageDraw, ImageFont

from .view import View

NOISE = 5


class Finisher:
    """Turns a drawing into what comes out of the camera."""

    def __init__(self) -> None:
        """Start without fonts and noise; they are made when needed."""
        self._fonts: dict[int, ImageFont.FreeTypeFont | ImageFont.ImageFont] = {}
        self._grain: dict[tuple[int, int], list[Image.Image]] = {}
        self._count = 0

    def finish(self, image: Image.Image, view: View) -> Image.Image:
        """Finish one frame."""
        self._count += 1
        if view.electronic > 1.001:
            width, height = view.size
            wide, tall = width / view.electronic / 2, height / view.electronic / 2
            box = (
                width / 2 - wide,
                height / 2 - tall,
                width / 2 + wide,
                height / 2 + tall,
            )
            image = image.resize(view.size, Image.Resampling.BICUBIC, box)
        if view.flipped:
            image = image.transpose(Image.Transpose.ROTATE_180)
        if view.monochrome:
            image = image.convert("L").convert("RGB")
        grains = self._grains(view.size)
        image = ImageChops.add(image, grains[self._count % len(grains)], 1, -NOISE)
        self._caption(image, view.captions)
        return image

    def _grains(self, size: tuple[int, int]) -> list[Image.Image]:
        if size not in self._grain:
            self._grain[size] = [
                Image.effect_noise(size, 12)
                .point(lambda dot: max(0, min(2 * NOISE, (dot - 128) // 4 + NOISE)))
                .convert("RGB")
                for _ in range(3)
            ]
        return self._grain[size]

    def _caption(self, image: Image.Image, captions: tuple[str, ...]) -> None:
        height = max(11, image.height // 34)
        if height not in self._fonts:
            self._fonts[height] = ImageFont.load_default(height)
        font = self._fonts[height]
        draw = ImageDraw.Draw(image)
        margin = height // 2
        places = (
            ((margin, margin), "la"),
            ((image.width - margin, margin), "ra"),
            ((margin, image.height - margin), "ld"),
        )
        for text, (place, anchor) in zip(captions, places, strict=False):
            draw.text(
                place,
                text,
                (250, 250, 250),
                font,
                anchor,
                stroke_width=1,
                stroke_fill=(30, 30, 30),
            )
