"""What the tests in a browser share: one house, one browser, a fresh profile each.

They are left out where there is no Chromium, unless CI is set: there it must be.
"""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import pytest_socket

from .house import FRONT, House, cameras_of, free_net, house

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FOUND = next(filter(None, map(shutil.which, CHROMIUM)), None)
HERE = Path(__file__).parent

try:
    from playwright.async_api import Browser, async_playwright

    from .visit import OPTIONS, Visitor, Visitors
except ImportError:
    if os.environ.get("CI"):
        raise
    collect_ignore_glob = ["test_*.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Have all of them share one loop, and leave them out without a browser."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        item.add_marker(pytest.mark.timeout(120))
        if FOUND is None and not os.environ.get("CI"):
            item.add_marker(pytest.mark.skip("no Chromium is installed"))


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> None:
    """Let fixtures of a module use sockets: they come before what enables them."""
    if fixturedef.scope == "module":
        pytest_socket.enable_socket()


@pytest.fixture
def verify_cleanup() -> None:
    """House and browser outlive a test: Home Assistant's own check would find them."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def running() -> AsyncIterator[House]:
    """Run a house for all tests of this process."""
    # No hook of this folder is asked about fixtures of a session.
    pytest_socket.enable_socket()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    async with house(cameras_of(free_net(int(worker) + 1))) as home:
        yield home


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run a browser."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=FOUND, args=OPTIONS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def desk(running: House, browser: Browser) -> AsyncIterator[Visitor]:
    """Let somebody in who stays, looking at the card of the first camera.

    Loading the frontend is most of what a test in a browser costs.
    """
    pytest_socket.enable_socket()
    visitors = Visitors(running, browser)
    visitor = await visitors.enter()
    await visitor.show({"camera": "camera.front_yard"}, dashboard="card-desk")
    yield visitor
    await visitors.close()


@pytest_asyncio.fixture(loop_scope="session")
async def home(running: House) -> AsyncIterator[House]:
    """Return the house, the first camera looking at the door and standing still."""
    await running.press("look/356/16/0", FRONT)
    yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visitors(home: House, browser: Browser) -> AsyncIterator[Visitors]:
    """Let somebody in, as often as wanted; nobody may have seen an error."""
    visitors = Visitors(home, browser)
    try:
        yield visitors
        visitors.check()
    finally:
        await visitors.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(home: House, desk: Visitor) -> AsyncIterator[Visitor]:
    """Return who looks at the card of the first camera; no error may have been seen."""
    await desk.page.bring_to_front()
    await desk.live()
    desk.errors.clear()
    yield desk
    desk.check()
