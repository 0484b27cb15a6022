"""However a hold ends, the camera stops: at once, or when it is not renewed."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Locator, WebSocketRoute

from .house import House
from .visit import LOADS, Visitor, Visitors, held, stands, turns

CARD = {"camera": "camera.front_yard"}
ITSELF = 2.0
"""Seconds within which a move ends that nobody renews: 1.5, and what a test takes."""


async def hold(visitor: Visitor) -> None:
    """Press a button for good."""
    await visitor.look(200, 40)
    await visitor.press(visitor.button("Right"))
    await turns(visitor.home, pan=1)


async def test_outside_the_window(home: House, visitor: Visitor) -> None:
    """A button that is let go of outside the window is let go of."""
    await hold(visitor)
    await visitor.page.mouse.move(-80, -80)
    await visitor.page.mouse.up()
    await stands(home)


async def test_beside_the_button(home: House, visitor: Visitor) -> None:
    """A finger that slips off the button still holds it, until it is lifted."""
    await hold(visitor)
    await visitor.page.mouse.move(20, 500)
    await asyncio.sleep(0.3)
    await turns(home, pan=1)
    await visitor.page.mouse.up()
    await stands(home)


async def test_blurred_window(home: House, visitor: Visitor) -> None:
    """Who goes to another window does not see any more what he turns."""
    for control in (visitor.button("Right"), visitor.card.locator(".knob")):
        async with held(visitor, control):
            x, y = await centre(visitor, control)
            await visitor.page.mouse.move(x + 20, y)
            await turns(home, pan=1)
            await visitor.page.evaluate("window.dispatchEvent(new Event('blur'))")
            await stands(home)
    await visitor.picture.focus()
    await visitor.page.keyboard.down("ArrowLeft")
    await turns(home, pan=-1)
    await visitor.page.evaluate("window.dispatchEvent(new Event('blur'))")
    await stands(home)
    await visitor.page.keyboard.up("ArrowLeft")


async def test_fingers(home: House, visitors: Visitors) -> None:
    """A second finger stops, and so does a touch that the system takes away."""
    visitor = await visitors.enter(width=390, height=844, has_touch=True)
    await visitor.show(CARD)
    session = await visitor.context.new_cdp_session(visitor.page)
    right = await centre(visitor, visitor.button("Right"))
    left = await centre(visitor, visitor.button("Left"))

    await touch(session, "touchStart", right)
    await turns(home, pan=1)
    await touch(session, "touchStart", right, left)
    await stands(home)
    await touch(session, "touchEnd")

    await touch(session, "touchStart", left)
    await turns(home, pan=-1)
    await touch(session, "touchCancel")
    await stands(home)


async def test_another_page(home: House, visitors: Visitors) -> None:
    """Leaving the dashboard stops at once."""
    visitor = await visitors.enter()
    await visitor.show(CARD)
    await hold(visitor)
    await visitor.page.evaluate(
        "history.pushState(null, '', '/history');"
        "window.dispatchEvent(new CustomEvent('location-changed'))"
    )
    await stands(home)


async def test_closed_tab(home: House, visitors: Visitors) -> None:
    """A closed tab is noticed by its connection's end."""
    visitor = await visitors.enter()
    await visitor.show(CARD)
    await hold(visitor)
    await visitor.page.close()
    await stands(home)


async def test_killed_renderer(home: House, visitors: Visitors) -> None:
    """A browser that dies can say nothing any more."""
    visitor = await visitors.enter()
    await visitor.show(CARD)
    await hold(visitor)
    session = await visitor.context.new_cdp_session(visitor.page)
    crash = asyncio.create_task(session.send("Page.crash"))
    await stands(home, ITSELF)
    crash.cancel()


async def test_frozen_page(home: House, visitors: Visitors) -> None:
    """A page that hangs renews nothing, though its connection stays."""
    visitor = await visitors.enter()
    await visitor.show(CARD)
    await hold(visitor)
    await visitor.page.evaluate(
        "setTimeout(() => {for (const end = Date.now() + 4000; Date.now() < end;);})"
    )
    await stands(home, ITSELF)
    await visitor.page.mouse.up()


async def test_cut_network(home: House, visitors: Visitors) -> None:
    """A connection over which nothing comes any more, and that nobody ends."""
    visitor = await visitors.enter()
    cut = asyncio.Event()

    def route(page: WebSocketRoute) -> None:
        server = page.connect_to_server()

        def pass_on(message: Any) -> None:
            if not cut.is_set():
                server.send(message)

        page.on_message(pass_on)

    await visitor.page.route_web_socket("**/api/websocket", route)
    await visitor.show(CARD)
    await hold(visitor)
    cut.set()
    await stands(home, ITSELF)
    await visitor.page.mouse.up()


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def anna(running: House, browser: Browser) -> AsyncIterator[Visitor]:
    """Let in somebody else who lives here."""
    visitors = Visitors(running, browser)
    async with running.person("Anna") as client:
        visitor = await visitors.enter(tokens=client.tokens)
        await visitor.show(CARD, dashboard="card-anna")
        yield visitor
        await visitors.close()


async def test_two_people(home: House, visitor: Visitor, anna: Visitor) -> None:
    """The newer of two wins, both see who turns, and the older's release stops not."""
    await hold(visitor)
    await anna.card.get_by_text("Demo is turning the camera").first.wait_for()
    await anna.press(anna.button("Left"))
    await turns(home, pan=-1)
    await visitor.card.get_by_text("Anna is turning the camera").first.wait_for()
    assert not await anna.card.get_by_text("is turning the camera").count()
    await visitor.page.mouse.up()
    await asyncio.sleep(0.2)
    await turns(home, pan=-1)
    await anna.page.mouse.up()
    await stands(home)


async def test_revoked(home: House, anna: Visitor) -> None:
    """Who is logged out elsewhere turns nothing any more, and has to log in."""
    anna.check()
    await hold(anna)
    users = await home.command("config/auth/list")
    user = next(each["id"] for each in users if each["name"] == "Anna")
    update = {"user_id": user, "is_active": False}
    await home.command("config/auth/update", **update)
    await stands(home)
    await anna.page.wait_for_url("**/auth/authorize**", timeout=LOADS)


async def test_no_button(home: House, visitor: Visitor) -> None:
    """The other buttons of a mouse turn nothing."""
    x, y = await centre(visitor, visitor.button("Right"))
    before = len(await home.requests())
    await visitor.page.mouse.move(x, y)
    await visitor.page.mouse.down(button="right")
    await asyncio.sleep(0.2)
    await visitor.page.mouse.up(button="right")
    assert not [each for each in (await home.requests())[before:] if "pan" in each]


async def centre(visitor: Visitor, locator: Locator) -> tuple[float, float]:
    """The middle of something on the page."""
    box = await visitor.box(locator)
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def touch(session: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Touch the screen with some fingers."""
    fingers = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
    await session.send(
        "Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers}
    )
