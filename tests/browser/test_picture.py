"""The picture: live, paused, old with a mark, by other ways, and taken home."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import WebSocketRoute

from .house import BACK, House
from .visit import LOADS, Visitor, Visitors, eventually

CARD = {"camera": "camera.back_yard"}
NO_WORKER = "delete HTMLCanvasElement.prototype.transferControlToOffscreen"
DOT = """(canvas) => {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const paint = copy.getContext("2d");
  paint.drawImage(canvas, 0, 0);
  const {data} = paint.getImageData(0, 0, copy.width, copy.height);
  return {width: copy.width, height: copy.height, sum: data.reduce((a, b) => a + b)};
}"""


async def test_live_and_sharp(home: House, visitor: Visitor) -> None:
    """All dots of the camera are drawn, and other ones when it turns."""
    canvas = visitor.card.locator("jvc-vn-picture canvas")
    await visitor.look(30, 20)
    before = await canvas.evaluate(DOT)
    assert (before["width"], before["height"]) == (640, 480)
    await visitor.look(210, 20)
    assert (await canvas.evaluate(DOT))["sum"] != before["sum"]
    box = await visitor.box(canvas)
    assert box["width"] / box["height"] == pytest.approx(4 / 3, rel=0.01)


async def test_without_a_worker(home: House, visitors: Visitors) -> None:
    """A browser that lets no worker draw has the page draw."""
    visitor = await visitors.enter()
    await visitor.page.add_init_script(NO_WORKER)
    await visitor.show(CARD)
    canvas = visitor.card.locator("jvc-vn-picture canvas")
    assert (await canvas.evaluate(DOT))["width"] == 640
    assert visitor.page.workers == []


async def test_worker_that_is_refused(home: House, visitors: Visitors) -> None:
    """A policy of somebody's proxy may forbid workers: then the page draws too."""
    visitor = await visitors.enter()
    visitor.expected = ["Failed to load", "ERR_FAILED"]
    await visitor.context.route("**/frame-worker.js", lambda route: route.abort())
    await visitor.show(CARD)
    canvas = visitor.card.locator("jvc-vn-picture canvas")
    assert (await canvas.evaluate(DOT))["width"] == 640


async def test_paused_when_nobody_looks(home: House, visitors: Visitors) -> None:
    """Out of sight no pictures come; back in sight they do."""
    visitor = await visitors.enter()
    await visitor.show(CARD)
    watching = lambda: home.camera(BACK)  # noqa: E731
    await eventually(watching, lambda now: now["video_clients"] == 1)
    await visitor.page.evaluate(
        "document.querySelector('home-assistant').style.display = 'none'"
    )
    # The last viewer gone, the stream lingers for some seconds.
    await eventually(watching, lambda now: now["video_clients"] == 0, 15)
    await visitor.page.evaluate(
        "document.querySelector('home-assistant').style.display = ''"
    )
    await eventually(watching, lambda now: now["video_clients"] == 1, 10)


async def test_barred_sockets(home: House, visitors: Visitors) -> None:
    """Where a proxy lets no sockets through, motion JPEG comes, then stills."""
    visitor = await visitors.enter()
    visitor.expected = ["WebSocket", "502", "Failed to load"]
    # The sockets of a worker are not ours to bar.
    await visitor.page.add_init_script(NO_WORKER)

    def bar(route: WebSocketRoute) -> None:
        asyncio.ensure_future(route.close())  # noqa: RUF006

    await visitor.page.route_web_socket("**/api/jvc_vn/frames/**", bar)
    await visitor.show(CARD, ready=False)
    stream = visitor.card.locator("img[src*=camera_proxy_stream]")
    await stream.wait_for(timeout=LOADS)
    await visitor.live()
    assert await stream.evaluate("(image) => image.naturalWidth") == 640


async def test_camera_away(home: House, visitors: Visitors) -> None:
    """The last picture stays, with a mark that says why and since when."""
    visitor = await visitors.enter()
    await visitor.show(CARD)
    await home.press("power/off", BACK)
    try:
        notice = visitor.card.locator(".notice")
        await notice.get_by_text("Picture from").wait_for(timeout=LOADS)
        canvas = visitor.card.locator("jvc-vn-picture canvas")
        assert (await canvas.evaluate(DOT))["width"] == 640
    finally:
        await home.press("power/on", BACK)
    await notice.wait_for(state="detached", timeout=60_000)
    await visitor.live()


async def test_taken_home(home: House, visitors: Visitors) -> None:
    """A still and a clip are saved, with the name of the camera and the time."""
    visitor = await visitors.enter(accept_downloads=True)
    await visitor.show(CARD)
    async with visitor.page.expect_download() as still:
        await visitor.button("Save the picture").click()
    download = await still.value
    assert download.suggested_filename.startswith("Back yard 20")
    path = await download.path()
    assert path.read_bytes()[:2] == b"\xff\xd8"

    await visitor.button("More tools").click()
    await visitor.button("Record a clip").click()
    await visitor.card.get_by_role("timer").wait_for()
    await asyncio.sleep(1.2)
    async with visitor.page.expect_download() as clip:
        await visitor.button("Stop recording").click()
    download = await clip.value
    assert download.suggested_filename.endswith((".mp4", ".webm"))
    assert (await download.path()).stat().st_size > 5000


async def test_figures_and_full_screen(home: House, visitor: Visitor) -> None:
    """Frames per second and delay are shown when wanted; the card fills the screen."""
    await visitor.button("More tools").click()
    await visitor.button("Show frames per second and delay").click()
    figures = visitor.card.locator("jvc-vn-tools .chip")
    await figures.get_by_text(" fps · ").wait_for()
    await visitor.button("Show frames per second and delay").click()
    await visitor.button("Fewer tools").click()
    await visitor.button("Full screen").click()

    async def filled() -> Any:
        return await visitor.card.locator("jvc-vn-camera").evaluate(
            "(camera) => camera.matches(':fullscreen, [filling]')"
        )

    await eventually(filled, bool)
    await visitor.button("Full screen").click()
    await eventually(filled, lambda now: not now)


async def test_small_window(home: House, visitor: Visitor) -> None:
    """The picture moves to a window that stays on top, where browsers have that."""
    page = visitor.page
    able = await page.evaluate("Boolean(document.pictureInPictureEnabled)")
    await visitor.button("More tools").click()
    try:
        float_button = visitor.button("Small window")
        assert await float_button.count() == int(able)
        if not able:
            return
        await float_button.click()
        size = await page.wait_for_function(
            "({width: document.pictureInPictureElement?.videoWidth}).width"
        )
        assert await size.json_value() == 640
        await float_button.click()
        await page.wait_for_function("!document.pictureInPictureElement")
    finally:
        await visitor.button("Fewer tools").click()


async def test_many_form_one_page(home: House, visitors: Visitors) -> None:
    """Several cameras are side by side; a tap brings one to the fore, and back."""
    visitor = await visitors.enter()
    names = ("front_yard", "back_yard", "pond")
    await visitor.show({"cameras": [f"camera.{name}" for name in names]})
    tiles = visitor.card.locator(".tile")
    assert await tiles.count() == 3
    await visitor.button("Open Back yard").click()
    await visitor.button("Right").wait_for()
    await visitor.button("Back to all cameras").click()
    await tiles.first.wait_for()
