"""`python -m tests.browser.moving_picture`: docs/images/card.gif, the card at work."""

import asyncio
import io
import itertools
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from PIL import Image, ImageDraw
from playwright.async_api import async_playwright

from .house import House, house
from .pictures import CARD, CHROMIUM, IMAGES, look_around
from .visit import OPTIONS, Visitor, Visitors

WINDOW = {"width": 1120, "height": 700}
WIDTH = 560
COLORS = 80
MARK = "#ffd54f"
"""Of the view in the strip: too little for a palette to notice by itself."""
EVERY = 0.25
"""Seconds between two pictures."""
FASTER = 1.25
"""How much faster than it was it is shown."""
HAND = 9


class Film:
    """Pictures of a page, and where the hand was."""

    def __init__(self, visitor: Visitor) -> None:
        """Begin without a picture."""
        self._visitor = visitor
        self._taken: list[tuple[float, Image.Image]] = []
        self._hand = (0.0, 0.0)
        self._pressed = False

    async def to(self, x: float, y: float, steps: int = 1) -> None:
        """Move the hand, in steps that are seen."""
        left, top = self._hand
        for step in range(1, steps + 1):
            part = step / steps
            self._hand = left + (x - left) * part, top + (y - top) * part
            await self._visitor.page.mouse.move(*self._hand)
            await asyncio.sleep(EVERY / 4)

    @asynccontextmanager
    async def pressed(self) -> AsyncIterator[None]:
        """Hold the button of the mouse."""
        self._pressed = True
        await self._visitor.page.mouse.down()
        yield
        await self._visitor.page.mouse.up()
        self._pressed = False

    @asynccontextmanager
    async def rolling(self) -> AsyncIterator[None]:
        """Take pictures as long as the block lasts."""
        camera = asyncio.create_task(self._roll())
        yield
        camera.cancel()
        with suppress(asyncio.CancelledError):
            await camera

    async def _roll(self) -> None:
        box = await self._visitor.box(self._visitor.card)
        height = min(box["height"], WINDOW["height"] - box["y"])
        clip = {**box, "height": height}
        while True:
            began = time.monotonic()
            hand, held = self._hand, self._pressed
            seen = await self._visitor.page.screenshot(clip=clip)  # type: ignore[arg-type]
            with Image.open(io.BytesIO(seen)) as picture:
                frame = picture.convert("RGB")
            _draw_hand(frame, hand[0] - box["x"], hand[1] - box["y"], held=held)
            size = WIDTH, round(WIDTH * frame.height / frame.width)
            self._taken.append((began, frame.resize(size, Image.Resampling.LANCZOS)))
            await asyncio.sleep(max(0, began + EVERY - time.monotonic()))

    def save(self, name: str) -> None:
        """Write it, with one palette for all pictures: the rest of the page stands."""
        times = [began for began, _ in self._taken]
        lasts = [
            round((after - before) * 1000 / FASTER)
            for before, after in itertools.pairwise(times)
        ]
        frames = [frame for _, frame in self._taken]
        strip = Image.new("RGB", (WIDTH, frames[0].height * 4))
        for n in range(4):
            strip.paste(frames[n * (len(frames) - 1) // 3], (0, n * frames[0].height))
        strip.paste(MARK, (0, 0, WIDTH, WIDTH // 40))
        palette = strip.quantize(COLORS, Image.Quantize.MEDIANCUT)
        flat = [
            frame.quantize(palette=palette, dither=Image.Dither.NONE)
            for frame in frames
        ]
        flat[0].save(
            IMAGES / name,
            save_all=True,
            append_images=flat[1:],
            duration=[*lasts, 1500],
            loop=0,
            optimize=False,
        )


def _draw_hand(picture: Image.Image, x: float, y: float, *, held: bool) -> None:
    size = HAND if held else HAND + 3
    draw = ImageDraw.Draw(picture, "RGBA")
    box = x - size, y - size, x + size, y + size
    fill = (255, 193, 7, 200) if held else (255, 255, 255, 110)
    draw.ellipse(box, fill=fill, outline=(0, 0, 0, 190), width=2)


async def play(film: Film, visitor: Visitor) -> None:
    """Turn by a button, by the picture, by the wheel, and go to a preset."""
    button = await visitor.box(visitor.button("Right"))
    middle = button["x"] + button["width"] / 2, button["y"] + button["height"] / 2
    await film.to(*middle, steps=6)
    async with film.pressed():
        await asyncio.sleep(1.8)
    await film.to(*await visitor.point(0.75, 0.55), steps=5)
    async with film.pressed():
        await film.to(*await visitor.point(0.3, 0.5), steps=14)
    await asyncio.sleep(0.8)
    await film.to(*await visitor.point(0.4, 0.66), steps=3)
    for _ in range(7):
        await visitor.page.mouse.wheel(0, -200)
        await asyncio.sleep(0.15)
    await asyncio.sleep(1.2)
    for name in ("Front door", "Home"):
        tiles = visitor.card.locator("jvc-vn-presets")
        tile = await visitor.box(tiles.get_by_role("button", name=name, exact=True))
        await film.to(tile["x"] + 40, tile["y"] + 40, steps=5)
        async with film.pressed():
            await asyncio.sleep(0.1)
        await asyncio.sleep(2.6)


async def take(home: House) -> None:
    """Make the film."""
    found = next(filter(None, map(shutil.which, CHROMIUM)))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=OPTIONS)
        visitors = Visitors(home, browser)
        visitor = await visitors.enter(**WINDOW)
        await visitor.show(CARD)
        await look_around(home)
        await home.act("jvc_vn.goto_preset", CARD["camera"], preset="0")
        await asyncio.sleep(8)
        film = Film(visitor)
        async with film.rolling():
            await play(film, visitor)
        film.save("card.gif")
        await visitors.close()
        await browser.close()


async def main() -> None:
    """Run a house, and film in it."""
    async with house() as home:
        await take(home)


if __name__ == "__main__":
    asyncio.run(main())
