"""What goes wrong around the card, and that it says so and comes back by itself."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, WebSocketRoute

from tests.demo.cameras import add

from .house import FRONT, OTHER, House
from .visit import LOADS, Visitor, Visitors, eventually, held, stands, turns

CAMERA = "camera.front_yard"
CARD = {"camera": CAMERA}
POND = "camera.pond"
EMOJI = "\N{OWL}" * 32
LATER = """
  const [real, ahead] = [Date, 5 * 3_600_000];
  Date = class extends real {
    constructor(...given) { super(...(given.length ? given : [real.now() + ahead])); }
    static now() { return real.now() + ahead; }
  };
"""
"""A clock that is five hours fast."""


class Cable:
    """What a page's WebSockets run through, and what can be pulled out."""

    def __init__(self) -> None:
        """Connect."""
        self.change: Callable[[Any], None] = lambda told: None
        """Rewrites what the card is told of its camera."""
        self._lines: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        self._out = False

    async def lay(self, visitor: Visitor) -> None:
        """Run all of a page's WebSockets through this."""
        await visitor.page.route_web_socket("**/api/**", self._route)

    async def pull(self) -> None:
        """Cut all connections, and let none be made."""
        self._out = True
        for page, server in self._lines:
            await server.close()
            await page.close()
        self._lines.clear()

    def plug(self) -> None:
        """Let connections be made again."""
        self._out = False

    async def retell(
        self, visitor: Visitor, change: Callable[[Any], None] = lambda told: None
    ) -> None:
        """Have the card be told anew, with something changed."""
        self.change = change
        await self.pull()
        await notice(visitor, "No connection").wait_for()
        self.plug()
        await notice(visitor, "No connection").wait_for(state="detached", timeout=LOADS)

    def _route(self, page: WebSocketRoute) -> None:
        if self._out:
            asyncio.ensure_future(page.close())  # noqa: RUF006
            return
        server = page.connect_to_server()
        self._lines.append((page, server))
        server.on_message(lambda message: page.send(self._changed(message)))

    def _changed(self, message: str | bytes) -> str | bytes:
        if isinstance(message, bytes) or '"presets"' not in message:
            return message
        told = json.loads(message)
        for each in told if isinstance(told, list) else [told]:
            if isinstance(event := each.get("event"), dict) and "presets" in event:
                self.change(event)
        return json.dumps(told)


async def works(visitor: Visitor) -> None:
    """A live picture, and a button that turns the camera."""
    await visitor.live()
    await visitor.look(200, 40)
    async with held(visitor, visitor.button("Right")):
        await turns(visitor.home, pan=1)
    await stands(visitor.home)


def notice(visitor: Visitor, words: str) -> Any:
    """What lies over the picture."""
    return visitor.card.locator(".notice").get_by_text(words)


@pytest_asyncio.fixture(loop_scope="session")
async def rename(running: House) -> AsyncIterator[Callable[..., Any]]:
    """Change the entry of an entity; it is as before afterwards."""

    async def rename(entity_id: str, **changes: str | None) -> None:
        update = "config/entity_registry/update"
        await running.command(update, entity_id=entity_id, **changes)

    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(rename, CAMERA, name=None)
        yield rename


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def wired(
    running: House, browser: Browser
) -> AsyncIterator[tuple[Visitor, Cable]]:
    """Let somebody in with a phone, whose connections can be cut."""
    visitors, cable = Visitors(running, browser), Cable()
    visitor = await visitors.enter(width=390, height=700)
    # The frontend reports what it asked for when the connection was cut.
    visitor.expected = ["WebSocket", "Object"]
    await cable.lay(visitor)
    await visitor.show(CARD, dashboard="card-wired")
    yield visitor, cable
    visitors.check()
    await visitors.close()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def guest(running: House, browser: Browser) -> AsyncIterator[Visitor]:
    """Let somebody in who looks at the camera that takes us for a guest."""
    visitors = Visitors(running, browser)
    visitor = await visitors.enter()
    visitor.expected = ["404", "WebSocket connection"]
    await visitor.show({"camera": POND}, dashboard="card-guest")
    yield visitor
    visitors.check()
    await visitors.close()


async def test_renamed(
    home: House, visitor: Visitor, rename: Callable[..., Any]
) -> None:
    """A new name is shown; an entity that has another id now is said to be missing."""
    await rename(CAMERA, name="Court")
    await visitor.card.locator(".name").get_by_text("Court").wait_for()
    await rename(CAMERA, new_entity_id="camera.court")
    try:
        await notice(visitor, f"There is no camera {CAMERA}").wait_for()
    finally:
        await rename("camera.court", new_entity_id=CAMERA)
    await notice(visitor, "There is no camera").wait_for(state="detached")
    await works(visitor)


async def test_reloaded(home: House, visitor: Visitor) -> None:
    """While its entry is set up anew the card says so; then all is as before."""
    front = await entry(home, "Front yard")
    visitor.expected = ["WebSocket connection"]
    await home.command("config_entries/disable", entry_id=front, disabled_by="user")
    try:
        await visitor.card.locator(".notice").wait_for()
    finally:
        await home.command("config_entries/disable", entry_id=front, disabled_by=None)
    await visitor.card.locator(".notice").wait_for(state="detached", timeout=LOADS)
    await works(visitor)
    visitor.check()
    visitor.errors.clear()
    visitor.expected = []


async def entry(home: House, title: str) -> str:
    """Find the entry of a camera."""
    entries = await home.command("config_entries/get", domain="jvc_vn")
    found = [each["entry_id"] for each in entries if each["title"] == title]
    assert len(found) == 1
    entry_id: str = found[0]
    return entry_id


async def test_login_user(home: House, guest: Visitor) -> None:
    """A camera that takes us for a guest is turned by nobody, but shown to all."""
    await guest.button("Save the picture").wait_for()
    names = ("Right", "Stop", "Save here", "Draw a box to zoom into", "Motion area")
    for name in names:
        assert not await guest.button(name).count(), name
    assert await guest.picture.get_attribute("role") == "group"


async def test_removed(home: House, guest: Visitor, rename: Callable[..., Any]) -> None:
    """A camera that was removed is missing, until it is added again."""
    path = f"/api/config/config_entries/entry/{await entry(home, 'Pond')}"
    await home.client.delete(path)
    await notice(guest, f"There is no camera {POND}").wait_for()
    assert await add(home.client, home.cameras[OTHER])
    # Home Assistant may call it otherwise now.
    known = await home.command("config/entity_registry/list")
    ours = [each["entity_id"] for each in known if each["platform"] == "jvc_vn"]
    others = (CAMERA, "camera.back_yard")
    pond = next(each for each in ours if each[:7] == "camera." and each not in others)
    if pond != POND:
        await rename(pond, new_entity_id=POND)
    await notice(guest, "There is no camera").wait_for(state="detached", timeout=LOADS)
    await guest.live()


async def test_restarting(home: House, wired: tuple[Visitor, Cable]) -> None:
    """When Home Assistant goes away a hold ends; when it is back, so is the card."""
    visitor, cable = wired
    await visitor.look(200, 40)
    await visitor.press(visitor.button("Right"))
    await turns(home, pan=1)
    await cable.pull()
    await stands(home)
    await notice(visitor, "No connection to Home Assistant").wait_for()
    await visitor.page.mouse.up()
    cable.plug()
    await notice(visitor, "No connection").wait_for(state="detached", timeout=LOADS)
    await works(visitor)


async def test_wrong_clock(home: House, visitors: Visitors) -> None:
    """A browser's clock may be wrong: a picture is as old as it is, today is today."""
    visitor = await visitors.enter(script=LATER)
    await visitor.show(CARD)
    await home.press("motion", FRONT)
    await visitor.button("Alarms").click()
    rows = visitor.card.locator("jvc-vn-alarms li")
    await rows.first.wait_for()
    # What happens while the list is open is on it, and stays.
    count = await rows.count()
    await home.press("input/2/make", FRONT)
    await rows.nth(count).wait_for()
    await home.press("input/2/break", FRONT)
    await rows.nth(count + 1).wait_for()
    await works(visitor)
    assert await rows.count() >= count + 2
    assert not await visitor.card.locator(".notice").count()
    await visitor.button("More tools").click()
    await visitor.button("Show frames per second and delay").click()
    figures = visitor.card.locator("jvc-vn-tools .chip")

    async def delay() -> int:
        told = (await figures.inner_text()).split("·")[-1].removesuffix(" ms")
        return int(told.replace(",", "").replace("–", "999999"))  # noqa: RUF001

    await eventually(delay, lambda now: now < 2000)


def many(told: dict[str, Any]) -> None:
    """Have a camera with as many presets as there can be, and the longest title."""
    place = {"pan": 0, "tilt": 10, "zoom": 0, "seen": 1}
    told["presets"] = [
        {"number": n, "title": f"Place {n}", "place": {**place, "pan": 3.6 * n}}
        for n in range(100)
    ]
    told["presets"][99]["title"] = EMOJI


def none(told: dict[str, Any]) -> None:
    """Have a camera without a preset."""
    told["presets"] = []


async def test_many_presets(home: House, wired: tuple[Visitor, Cable]) -> None:
    """A hundred presets are a hundred tiles that can be reached, and none too wide."""
    visitor, cable = wired
    await cable.retell(visitor, many)
    tiles = visitor.card.locator("jvc-vn-presets .tile:not(.new)")
    await tiles.nth(99).scroll_into_view_if_needed()
    assert await tiles.count() == 100
    assert await tiles.nth(99).inner_text() == EMOJI
    assert await visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
    boxes = [await visitor.box(tiles.nth(n)) for n in (0, 99)]
    assert boxes[0]["width"] == boxes[1]["width"]


async def test_no_preset(home: House, wired: tuple[Visitor, Cable]) -> None:
    """Without a preset there are no tiles, and keys and patrols have none to go to."""
    visitor, cable = wired
    await cable.retell(visitor, none)
    await visitor.button("Save here").wait_for()
    assert not await visitor.card.locator("jvc-vn-presets .tile:not(.new)").count()
    assert not await visitor.button("Edit").count()
    before = len(await home.requests())
    await visitor.picture.focus()
    for key in ("Home", "1"):
        await visitor.page.keyboard.press(key)
    await visitor.button("More").click()
    await visitor.button("Patrols").click()
    editor = visitor.card.locator("jvc-vn-patrol-editor")
    step = editor.get_by_role("button", name="Add a step")
    await step.wait_for()
    assert await step.is_disabled()
    asked = (await home.requests())[before:]
    assert not [each for each in asked if "position" in each and "=" in each]
    await visitor.button("Cancel").click()
    await cable.retell(visitor)


async def test_emoji(home: House, visitor: Visitor) -> None:
    """A title of 32 emoji can be written; a camera that counts bytes is told of."""
    await visitor.look(99, 30)
    await visitor.button("Save here").click()
    dialog = visitor.card.get_by_role("dialog")
    title = dialog.get_by_label("Title")
    await title.fill(f"{EMOJI}!")
    assert await title.input_value() == EMOJI
    await dialog.get_by_role("button", name="Save", exact=True).click()
    await dialog.get_by_text("at most 32 bytes and this has 128").wait_for()
    assert await title.input_value() == EMOJI
    # Eight owls are as many bytes as it takes.
    await title.fill(EMOJI[:8])
    await dialog.get_by_role("button", name="Save", exact=True).click()
    tile = visitor.card.locator(f"jvc-vn-presets .tile[title='{EMOJI[:8]}']")
    await tile.wait_for()
    await home.act("jvc_vn.clear_preset", CAMERA, preset=EMOJI[:8])
    await tile.wait_for(state="detached")


async def refused(visitor: Visitor, command: str, **fields: Any) -> str:
    """Ask for something over this person's own connection; return why not."""
    message = {"type": f"jvc_vn/{command}", "entity_id": CAMERA, **fields}
    code: str = await visitor.page.evaluate(
        """(message) => document.querySelector("home-assistant").hass.connection
          .sendMessagePromise(message).then(() => "done", ({code}) => code)""",
        message,
    )
    return code


async def test_read_only(home: House, visitors: Visitors) -> None:
    """Who may only look sees the picture and the alarms, and nothing that turns."""
    async with home.person("Ben", "system-read-only") as ben:
        visitor = await visitors.enter(tokens=ben.tokens)
        await home.dashboard("card-look", {"views": [_view(CARD)]})
        await visitor.go("/card-look")
        await visitor.card.wait_for(timeout=LOADS)
        await visitor.live()
        await visitor.button("Alarms").click()
        await visitor.card.locator("jvc-vn-alarms li, jvc-vn-alarms p").first.wait_for()
        names = ("Right", "Stop", "More", "Save here", "Draw a box to zoom into")
        for name in names:
            assert not await visitor.button(name).count(), name
        tiles = visitor.card.locator("jvc-vn-presets .tile")
        assert await tiles.count()
        assert await tiles.first.is_disabled()
        before = len(await home.requests())
        await visitor.drag((0.7, 0.5), (0.3, 0.5))
        await visitor.picture.press("ArrowRight")
        await asyncio.sleep(0.3)
        asked = (await home.requests())[before:]
        assert not [each for each in asked if "camera.motion" in each and "=" in each]
        assert await refused(visitor, "hold", pan=50) == "unauthorized"
        assert await refused(visitor, "goto", pan=50) == "unauthorized"


def _view(card: dict[str, Any]) -> dict[str, Any]:
    return {"type": "panel", "cards": [{"type": "custom:jvc-vn-card", **card}]}
