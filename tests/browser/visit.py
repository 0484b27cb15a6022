"""Somebody with a browser: what he sees, and what his hand does."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page

from .house import FRONT, House

OPTIONS = ["--no-sandbox", "--disable-dev-shm-usage"]
DASHBOARD = "card-test"
LOADS = 30_000
PATIENCE = 10_000
POLL = 0.02
"""Seconds between two looks at what shall come true."""


class Visitor:
    """A page of somebody."""

    def __init__(self, home: House, context: BrowserContext, page: Page) -> None:
        """Watch what goes wrong on a page."""
        self.home = home
        self.context = context
        self.page = page
        self.errors: list[str] = []
        self.hosts: set[str] = set()
        self.expected: list[str] = []
        """Parts of errors that a test provokes."""
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("blob", "data"):
            self.hosts.add(f"{parts.scheme}://{parts.netloc}")

    def check(self) -> None:
        """Nothing went wrong that no test provoked, and nobody else was asked."""
        found = [
            error
            for error in self.errors
            if not any(part in error for part in self.expected)
        ]
        assert not found, found
        others = self.hosts - {self.home.url, self.home.url.replace("http", "ws")}
        assert not others, others

    @property
    def card(self) -> Locator:
        """The first of our cards."""
        return self.page.locator("jvc-vn-card").first

    @property
    def picture(self) -> Locator:
        """What is taken hold of."""
        return self.card.locator(".surface")

    def button(self, name: str) -> Locator:
        """A button of the card."""
        return self.card.get_by_role("button", name=name, exact=True)

    async def show(
        self, *cards: dict[str, Any], ready: bool = True, dashboard: str = DASHBOARD
    ) -> None:
        """Open a dashboard with our cards."""
        config = [{"type": "custom:jvc-vn-card", **card} for card in cards]
        await self.open({"views": [{"type": "panel", "cards": config}]}, dashboard)
        await self.card.wait_for(timeout=LOADS)
        if ready:
            await self.live()

    async def open(self, config: dict[str, Any], dashboard: str = DASHBOARD) -> None:
        """Make a dashboard and open it."""
        await self.home.dashboard(dashboard, config)
        await self.go(f"/{dashboard}")

    async def go(self, path: str) -> None:
        """Open a page of Home Assistant."""
        # A live picture never ends, so waiting for a quiet network would not either.
        await self.page.goto(f"{self.home.url}{path}", wait_until="commit")

    async def live(self) -> None:
        """Wait for a live picture."""
        await self.card.locator("i.live").first.wait_for(timeout=LOADS)

    async def look(
        self, pan: int, tilt: int, zoom: int = 0, number: int = FRONT
    ) -> None:
        """Have a camera look somewhere, and wait until that is what is seen."""
        await self.home.press(f"look/{pan}/{tilt}/{zoom}", number)
        where = self.card.locator(".where", has_text=f"{pan}°")
        await where.wait_for(timeout=LOADS)

    async def box(self, locator: Locator) -> dict[str, float]:
        """Where something is on the page."""
        box = await locator.bounding_box()
        assert box
        return {name: float(box[name]) for name in ("x", "y", "width", "height")}

    async def point(self, x: float, y: float) -> tuple[float, float]:
        """A spot of the picture (0 to 1) as a point of the page."""
        box = await self.box(self.picture)
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    async def press(self, locator: Locator) -> None:
        """Press something with the mouse, and hold it."""
        await locator.scroll_into_view_if_needed()
        box = await self.box(locator)
        await self.page.mouse.move(
            box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        )
        await self.page.mouse.down()

    async def drag(self, *spots: tuple[float, float], drop: bool = True) -> None:
        """Drag over the picture with the mouse."""
        first, *others = [await self.point(x, y) for x, y in spots]
        await self.page.mouse.move(*first)
        await self.page.mouse.down()
        for point in others:
            await self.page.mouse.move(*point, steps=8)
        if drop:
            await self.page.mouse.up()


class Visitors:
    """All who have come in one test."""

    def __init__(self, home: House, browser: Browser) -> None:
        """Let nobody in yet."""
        self._home = home
        self._browser = browser
        self._all: list[Visitor] = []

    async def enter(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        tokens: dict[str, Any] | None = None,
        script: str = "",
        **options: Any,
    ) -> Visitor:
        """Let somebody in who is logged in already."""
        url = self._home.url
        context = await self._browser.new_context(
            viewport={"width": width, "height": height}, **options
        )
        told = tokens or self._home.client.tokens
        kept = {
            **told,
            "hassUrl": url,
            "clientId": f"{url}/",
            "expires": (time.time() + told["expires_in"]) * 1000,
        }
        await context.add_init_script(
            f"localStorage.hassTokens = {json.dumps(json.dumps(kept))};{script}"
        )
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(self._home, context, await context.new_page())
        self._all.append(visitor)
        return visitor

    def check(self) -> None:
        """Nobody has seen an error."""
        for visitor in self._all:
            visitor.check()

    async def close(self) -> None:
        """Let all go."""
        for visitor in self._all:
            await visitor.context.close()


async def eventually[T](
    probe: Callable[[], Awaitable[T]],
    wanted: Callable[[T], bool],
    within: float = 5.0,
) -> T:
    """Wait until something is as it is wanted; fail with what it is instead."""
    end = time.monotonic() + within
    while True:
        found = await probe()
        if wanted(found):
            return found
        assert time.monotonic() < end, f"after {within} s: {found}"
        await asyncio.sleep(POLL)


async def turns(
    home: House, within: float = 2.0, number: int = FRONT, **ways: int
) -> None:
    """Wait until the motors run as they are wanted to, and no others.

    A way is +1 (right, down, in) or -1, by the camera's own counting.
    """
    before = await home.camera(number)

    def so(now: dict[str, Any]) -> bool:
        went = {axis: _went(axis, before[axis], now[axis]) for axis in ways}
        return bool(now["motors"] == sorted(ways)) and all(
            went[axis] * way > 0.05 for axis, way in ways.items()
        )

    await eventually(lambda: home.camera(number), so, within)


async def stands(home: House, within: float = 1.0, number: int = FRONT) -> None:
    """Wait until the camera stands."""
    await eventually(lambda: home.camera(number), lambda now: not now["motors"], within)


@asynccontextmanager
async def held(visitor: Visitor, locator: Locator) -> AsyncIterator[None]:
    """Press something with the mouse; let go of it at the end."""
    await visitor.press(locator)
    try:
        yield
    finally:
        await visitor.page.mouse.up()


def _went(axis: str, before: float, now: float) -> float:
    by = now - before
    return (by + 180) % 360 - 180 if axis == "pan" else by
