"""`python -m tests.browser.pictures`: the pictures of docs/card.md."""

import asyncio
import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.async_api import async_playwright

from .house import BACK, FRONT, OTHER, House, house
from .visit import OPTIONS, Visitor, Visitors

IMAGES = Path(__file__).parents[2] / "docs/images"
CARD = {"camera": "camera.front_yard"}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
SIGHTS = range(20, 380, 30)


async def save(visitor: Visitor, name: str, height: int | None = None) -> None:
    """Save the card, or the whole page, as it is seen."""
    clip = None
    if height:
        box = await visitor.box(visitor.card)
        clip = {**box, "height": min(box["height"], height)}
    seen = await visitor.page.screenshot(clip=clip)  # type: ignore[arg-type]
    with Image.open(io.BytesIO(seen)) as picture:
        picture.convert("RGB").save(IMAGES / f"{name}.webp", quality=85, method=6)


async def look_around(home: House) -> None:
    """Let the cameras see all presets, and what is between them."""
    for tilt in (20, 45):
        for pan in SIGHTS:
            await home.press(f"look/{pan % 360}/{tilt}/0", FRONT)
            await asyncio.sleep(1.2)
    for preset in ("1", "2", "3", "4", "5", "0"):
        await home.act("jvc_vn.goto_preset", CARD["camera"], preset=preset)
        await asyncio.sleep(6)
    await home.press("look/300/15/0", BACK)
    await home.press("look/130/15/0", OTHER)
    await home.press("motion", FRONT)
    await asyncio.sleep(3)


async def main() -> None:
    """Take all pictures."""
    found = next(filter(None, map(shutil.which, CHROMIUM)))
    async with house() as home, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=OPTIONS)
        visitors = Visitors(home, browser)
        desk = await visitors.enter(width=1300, height=1000)
        await desk.show(CARD)
        await desk.page.evaluate(
            "document.body.style.fontFamily = 'Roboto, sans-serif'"
        )
        await look_around(home)
        await asyncio.sleep(2)
        await save(desk, "card-wide", 720)
        await desk.button("More").click()
        await asyncio.sleep(1)
        await save(desk, "card-more", 980)
        await desk.button("Motion area").click()
        await desk.card.locator(".cells .on").first.wait_for()
        await save(desk, "card-area", 720)

        phone = await visitors.enter(
            width=390,
            height=844,
            has_touch=True,
            device_scale_factor=2,
            color_scheme="dark",
        )
        await phone.show(CARD)
        await asyncio.sleep(3)
        await save(phone, "card-phone")

        wall = await visitors.enter(width=1300, height=700)
        names = ("front_yard", "back_yard", "pond")
        await wall.show({"cameras": [f"camera.{name}" for name in names]})
        await asyncio.sleep(3)
        await save(wall, "card-wall", 720)
        await visitors.close()
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
