"""The card in a real Chromium: nine cameras on a page, beside motion JPEG elements.

A real Home Assistant, the emulated cameras and the browser are three processes, and
all of them and this one share the machine.
"""

import asyncio
import json
import shutil
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import CDPSession, Page, async_playwright

from tests.browser.visit import OPTIONS

from .house import House, house, ours
from .report import Figure, below, percentile

CAMERAS = 10
SHOWN = 9
RATE = 15
SETTLES = 8
WINDOW = 20
"""Seconds for which processor and frames are watched."""
MINUTES = 10
"""Minutes for which the heap is watched."""
PRESSES = 100
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
MB = 2**20

FIND = """
window.deep = (name, root = document) => {
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    if (element.localName === name) found.push(element);
    if (element.shadowRoot) found.push(...deep(name, element.shadowRoot));
  }
  return found;
};
window.now = () => performance.timeOrigin + performance.now();
"""
PAINTED = """
const began = setInterval(() => {
  if (!customElements.get("jvc-vn-card")) return;
  window.definedAt ??= performance.now();
  if (location.pathname.endsWith("nine")) clearInterval(began);
  if (!deep("jvc-vn-camera")[0]?.shadowRoot?.querySelector(".picture")) return;
  clearInterval(began);
  requestAnimationFrame(() => setTimeout(() => (window.paintedAt = performance.now())));
}, 2);
"""
AGES = """async (seconds) => {
  const ages = [];
  const listen = ({model}) => model.addEventListener("frame", () =>
    ages.push(now() - model.frame.time * 1000));
  deep("jvc-vn-picture").forEach(listen);
  await new Promise((done) => setTimeout(done, seconds * 1000));
  return ages;
}"""
FETCHES = """async () => {
  const took = [];
  for (let n = 0; n < 40; n += 1) {
    const began = now();
    const signal = AbortSignal.timeout(5000);
    try { await (await fetch(`/manifest.json?${n}`, {signal})).text(); } catch {}
    took.push(now() - began);
    if (took.at(-1) > 4900) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return took;
}"""
SHOW = """async (camera) => {
  const card = document.createElement("jvc-vn-card");
  card.setConfig({type: "custom:jvc-vn-card", camera, controls: false});
  card.hass = document.querySelector("home-assistant").hass;
  card.style.cssText = "position:fixed;inset:0 auto auto 0;width:400px;z-index:99";
  const began = now();
  document.body.append(card);
  const model = await new Promise((done) => {
    const look = () => {
      const [picture] = deep("jvc-vn-picture", card.shadowRoot);
      if (picture?.model) done(picture.model); else requestAnimationFrame(look);
    };
    look();
  });
  await new Promise((done) => model.addEventListener("frame", done, {once: true}));
  const took = now() - began;
  card.remove();
  return took;
}"""
IMAGES = """(cameras) => {
  const {states} = document.querySelector("home-assistant").hass;
  document.querySelector("home-assistant").remove();
  for (const id of cameras) {
    const image = document.createElement("img");
    image.width = 400;
    const token = states[id].attributes.access_token;
    image.src = `/api/camera_proxy_stream/${id}?token=${token}`;
    document.body.append(image);
  }
}"""


async def run() -> list[Figure]:
    """Measure everything."""
    entries = [ours(number, frame_rate=RATE) for number in range(CAMERAS)]
    async with house(entries, CAMERAS) as home:
        await home.enable(*(f"ours{number}" for number in range(CAMERAS)))
        cameras = [await home.camera_of(f"ours{n}") for n in range(CAMERAS)]
        await make_dashboards(home, cameras)
        async with browser(home) as page:
            figures = await painting(home, page)
            figures += await turning(home, page)
            session = await page.context.new_cdp_session(page)
            await page.goto(f"{home.url}/bench-nine", wait_until="commit")
            await page.locator("jvc-vn-picture").nth(SHOWN - 1).wait_for(timeout=60_000)
            await asyncio.sleep(SETTLES)
            figures += await nine(page, session)
            figures += await first_pictures(page, cameras)
            figures.append(await growth(session))
            figures += await images(page, session, cameras[:SHOWN])
    return figures


async def make_dashboards(home: House, cameras: list[str]) -> None:
    """Make a dashboard of one camera, and one of nine."""
    shown: dict[str, dict[str, Any]] = {
        "bench-one": {"camera": cameras[0]},
        "bench-nine": {"cameras": cameras[:SHOWN]},
    }
    command = home.client.command
    for path, more in shown.items():
        card = {"type": "custom:jvc-vn-card", **more}
        config = {"views": [{"type": "panel", "cards": [card]}]}
        await command("lovelace/dashboards/create", url_path=path, title=path)
        await command("lovelace/config/save", url_path=path, config=config)


@asynccontextmanager
async def browser(home: House) -> AsyncIterator[Page]:
    """Open a browser that is logged in."""
    found = next(filter(None, map(shutil.which, CHROMIUM)))
    tokens = home.client.tokens
    kept = {
        **tokens,
        "hassUrl": home.url,
        "clientId": f"{home.url}/",
        "expires": (time.time() + tokens["expires_in"]) * 1000,
    }
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found, args=OPTIONS)
        page = await chromium.new_page(viewport={"width": 1280, "height": 900})
        await page.add_init_script(
            f"localStorage.hassTokens = {json.dumps(json.dumps(kept))};{FIND}{PAINTED}"
        )
        yield page
        await chromium.close()


async def painting(home: House, page: Page) -> list[Figure]:
    """From the definition of the card to its first paint; the second visit counts."""
    took = []
    for _ in range(5):
        await page.goto(f"{home.url}/bench-one", wait_until="commit")
        await page.wait_for_function("window.paintedAt", timeout=60_000)
        took.append(await page.evaluate("paintedAt - definedAt"))
    name = "definition of the card to its first paint, median"
    return [below(name, statistics.median(took), 150, "ms", 0)]


async def turning(home: House, page: Page) -> list[Figure]:
    """From press and release to the first request at the camera."""
    await page.locator("jvc-vn-card i.live").first.wait_for(timeout=60_000)
    await page.evaluate(
        """() => {
          window.pressed = [];
          for (const kind of ["pointerdown", "pointerup"])
            addEventListener(kind, ({timeStamp}) =>
              pressed.push(performance.timeOrigin + timeStamp), {capture: true});
        }"""
    )
    button = page.locator("jvc-vn-card").get_by_role("button", name="Right", exact=True)
    await button.hover()
    await home.turned()
    for _ in range(PRESSES):
        await page.mouse.down()
        await asyncio.sleep(0.12)
        await page.mouse.up()
        await asyncio.sleep(0.12)
    times: list[float] = await page.evaluate("pressed")
    moves = await home.turned()
    starts = [_first(moves, at / 1000, "") - at for at in times[::2]]
    stops = [_first(moves, at / 1000, "stop") - at for at in times[1::2]]
    figures = []
    for name, took in (("press", starts), ("release", stops)):
        for percent, goal in ((50, 15), (99, 40)):
            title = f"{name} to the first request at the camera, p{percent}"
            figures.append(below(title, percentile(took, percent), goal, "ms"))
    return figures


def _first(moves: list[tuple[float, str]], since: float, word: str) -> float:
    """Milliseconds at which a motor was first told something after a moment."""
    return min(at for at, what in moves if at >= since and word in what) * 1000


async def busy(session: CDPSession, work: Any) -> tuple[float, Any]:
    """Tell how busy the main thread is meanwhile, in percent."""
    await session.send("Performance.enable")
    begin = await _metrics(session)
    result = await work
    end = await _metrics(session)
    spent = end["TaskDuration"] - begin["TaskDuration"]
    return 100 * spent / (end["Timestamp"] - begin["Timestamp"]), result


async def _metrics(session: CDPSession) -> dict[str, float]:
    told = await session.send("Performance.getMetrics")
    return {metric["name"]: metric["value"] for metric in told["metrics"]}


async def nine(page: Page, session: CDPSession) -> list[Figure]:
    """Nine cameras on one page: frames, processor, other requests."""
    load, ages = await busy(session, page.evaluate(AGES, WINDOW))
    fetches = await page.evaluate(FETCHES)
    what = f"{SHOWN} cameras at {RATE} frames per second"
    return [
        Figure(f"{what}: shown of each", f"{len(ages) / SHOWN / WINDOW:.1f} frames/s"),
        below(f"{what}: main thread busy", load, 40, "%", 0),
        below(
            f"{what}: camera's last byte to the canvas, p95",
            percentile(ages, 95),
            40,
            "ms",
            0,
        ),
        below(f"{what}: another request, p95", percentile(fetches, 95), 50, "ms", 0),
    ]


async def first_pictures(page: Page, cameras: list[str]) -> list[Figure]:
    """From showing a card to its first picture."""
    runs = [await page.evaluate(SHOW, cameras[0]) for _ in range(10)]
    idle = []
    for _ in range(3):
        idle.append(await page.evaluate(SHOW, cameras[-1]))
        await asyncio.sleep(7)
    name = "first picture after the card is shown"
    return [
        below(f"{name}, stream running, slowest", max(runs), 300, "ms", 0),
        below(f"{name}, stream not running, slowest", max(idle), 800, "ms", 0),
    ]


async def growth(session: CDPSession) -> Figure:
    """How much the heap grows, garbage not counted."""

    async def heap() -> float:
        for _ in range(3):
            await session.send("HeapProfiler.collectGarbage")
        return (await _metrics(session))["JSHeapUsedSize"]

    before = await heap()
    await asyncio.sleep(MINUTES * 60)
    grown = (await heap() - before) / MB
    return below(f"heap grown in {MINUTES} minutes", grown, 5, "MB")


async def images(page: Page, session: CDPSession, cameras: list[str]) -> list[Figure]:
    """Measure the same page with `<img>` elements and motion JPEG."""
    await page.evaluate(IMAGES, cameras)
    await asyncio.sleep(SETTLES)
    load, _ = await busy(session, asyncio.sleep(WINDOW))
    fetches = await page.evaluate(FETCHES)
    worst = percentile(fetches, 95)
    answered = "never" if worst > 4900 else f"{worst:.0f} ms"
    return [
        Figure("the same as motion JPEG `<img>`: main thread busy", f"{load:.0f} %"),
        Figure("the same as motion JPEG `<img>`: another request, p95", answered),
    ]
