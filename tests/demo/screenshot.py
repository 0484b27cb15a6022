"""Save a picture of a page of the running demonstration."""

import argparse
import asyncio
import json
import shutil
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp
from playwright.async_api import Error, async_playwright

from . import DemoError
from .client import Client
from .dashboard import URL_PATH

if TYPE_CHECKING:
    from collections.abc import Sequence

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(
        prog="scripts/screenshot",
        description="Save a picture of a page of the running demonstration"
        " (scripts/demo). Needs an installed Chromium or Chrome.",
    )
    parser.add_argument(
        "--url",
        default=f"/{URL_PATH}",
        metavar="PATH",
        help="the page (default: the dashboard)",
    )
    parser.add_argument("--output", type=Path, default=Path("screenshot.png"))
    parser.add_argument(
        "--click",
        action="append",
        default=[],
        metavar="SELECTOR",
        help="click this first: CSS, or Playwright's text=... (may be repeated)",
    )
    parser.add_argument(
        "--wait",
        type=float,
        default=4,
        metavar="SECONDS",
        help="after loading and after each click (default: 4)",
    )
    parser.add_argument("--width", type=int, default=1400)
    parser.add_argument("--height", type=int, default=900)
    parser.add_argument("--port", type=int, default=8123, help="of Home Assistant")
    return parser.parse_args(argv)


async def capture(options: argparse.Namespace) -> None:
    """Log in, open the page, and save the picture."""
    browser_path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if browser_path is None:
        raise DemoError("no Chromium found: install one (Debian: apt install chromium)")
    url = f"http://127.0.0.1:{options.port}"
    async with Client.connect(url) as client, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path, args=CHROMIUM_OPTIONS
        )
        page = await browser.new_page(
            viewport={"width": options.width, "height": options.height}
        )
        tokens = {
            **client.tokens,
            "hassUrl": url,
            "clientId": f"{url}/",
            "expires": (time.time() + client.tokens["expires_in"]) * 1000,
        }
        await page.add_init_script(
            f"localStorage.hassTokens = {json.dumps(json.dumps(tokens))}"
        )
        # A live picture never ends, so waiting for a quiet network would not either.
        await page.goto(f"{url}{options.url}", wait_until="domcontentloaded")
        await page.locator("home-assistant-main").wait_for()
        await asyncio.sleep(options.wait)
        for selector in options.click:
            # Forced, for the tiles of dashboards lie below what takes their clicks.
            await page.locator(selector).first.click(force=True)
            await asyncio.sleep(options.wait)
        await page.screenshot(path=options.output)
        await browser.close()


def main() -> int:
    """Run it; return the exit code."""
    options = arguments()
    try:
        asyncio.run(capture(options))
    except aiohttp.ClientConnectionError:
        print(
            f"screenshot: nothing answers on port {options.port}:"
            " start scripts/demo first",
            file=sys.stderr,
        )
        return 1
    except (DemoError, Error) as error:
        print(f"screenshot: {str(error).partition('\n')[0]}", file=sys.stderr)
        return 1
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
