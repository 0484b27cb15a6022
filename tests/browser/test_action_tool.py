"""Each action in Home Assistant's own tool for actions, as a person tries it."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from playwright.async_api import Browser, Locator

from .house import House, cameras_of, house
from .visit import LOADS, Visitor, Visitors, eventually

FOLDER = Path(__file__).parents[2] / "custom_components/jvc_vn"
ACTIONS: dict[str, Any] = yaml.safe_load((FOLDER / "services.yaml").read_text())
CAMERA = "camera.front_yard"
IN_YAML_MODE = "localStorage['panel-dev-action-state-yaml-mode'] = 'true'"

INSTEAD: dict[str, dict[str, Any]] = {
    # Nobody is at the addresses of the examples, and nobody shall be asked.
    "set_mail_server": {"test": False},
    "set_ftp_server": {"test": False},
    # Where this house may write; and nobody waits a minute.
    "save_clip": {"filename": "{folder}/clip.mp4", "before": 1, "after": 1},
    "record_original": {"filename": "{folder}/original.mp4", "duration": 1},
}
"""What is filled in otherwise than the example has it."""
AFTERWARDS: dict[str, tuple[str, dict[str, Any]]] = {
    "edit_privacy_mask": ("edit_privacy_mask", {"area": 1, "edit": "cancel"}),
    "record_trace": ("record_trace", {"state": "stop"}),
    "rename_preset": ("rename_preset", {"preset": "Garden gate", "title": "Gate"}),
}
"""What brings the camera back to where the next action finds it."""
LAST = ("clear_preset", "set_http_port", "factory_reset")
"""Actions after which there is no way back."""
REFUSED = {"factory_reset": "it takes the MAC address of the camera"}
"""Actions whose example is refused, with a part of the reason."""


@pytest_asyncio.fixture(loop_scope="session")
async def tool(browser: Browser) -> AsyncIterator[Visitor]:
    """Look at the tool, in a house of its own: much is another afterwards."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    async with house(cameras_of(int(worker) + 101)[:1]) as home:
        visitors = Visitors(home, browser)
        # Between the modes the frontend fades, which is most of the time here.
        visitor = await visitors.enter(script=IN_YAML_MODE, reduced_motion="reduce")
        await visitor.go("/developer-tools/action")
        try:
            yield visitor
            visitors.check()
        finally:
            await visitors.close()


class Tool:
    """The page, with its button and what it answers."""

    def __init__(self, visitor: Visitor) -> None:
        """Find what is on it."""
        self._keyboard = visitor.page.keyboard
        self._home = visitor.home
        self._page = visitor.page.locator("tools-action")
        self._editor = self._page.locator("#yaml-editor .cm-content")
        self._perform = self._page.locator("ha-progress-button")
        self._alert = self._page.locator("ha-alert")

    async def write(self, action: dict[str, Any]) -> None:
        """Type an action in YAML mode."""
        await self._editor.click(timeout=LOADS)
        await self._keyboard.press("ControlOrMeta+a")
        await self._keyboard.insert_text(yaml.safe_dump(action, sort_keys=False))
        await self._keyboard.press("Escape")

    async def fill(self) -> None:
        """Fill the example in."""
        await self._page.get_by_text("Fill example data").click()

    async def mode(self, name: str) -> None:
        """Go to `UI` or to `YAML` mode."""
        await self._page.get_by_text(f"{name} mode").first.click()
        what = "ha-service-control ha-selector" if name == "UI" else "#yaml-editor"
        await self._page.locator(what).first.wait_for()

    async def not_drawn(self) -> list[str]:
        """List the selectors that the frontend does not know, or not yet."""
        selectors: Locator = self._page.locator("ha-service-control ha-selector")
        found: list[str] = await selectors.evaluate_all(
            "all => all.flatMap(one => [...one.renderRoot.children])"
            ".map(child => child.localName)"
            ".filter(name => !name.startsWith('ha-selector-')"
            " || !customElements.get(name))"
        )
        return found

    async def drawn(self) -> int:
        """Count the fields with a selector."""
        return await self._page.locator("ha-service-control ha-selector").count()

    async def perform(self) -> str:
        """Press the button; return the error, which is empty where it is green."""
        await self._perform.click()
        green = self._perform.locator(".success")
        await green.or_(self._alert).first.wait_for()
        if await self._alert.count():
            return await self._alert.inner_text()
        return ""

    async def act(self, name: str, data: dict[str, Any]) -> None:
        """Do something beside the tool."""
        await self._home.act(f"jvc_vn.{name}", CAMERA, **data)


def in_order() -> list[str]:
    """All actions, those last that nothing can follow."""
    return [*(name for name in ACTIONS if name not in LAST), *LAST]


@pytest.mark.timeout(300)
async def test_each_action(tool: Visitor) -> None:
    """Its form is drawn, its example is taken, and the button turns green."""
    page, home = Tool(tool), tool.home
    said: dict[str, str] = {}
    for name in in_order():
        await home.press("look/356/16/0")
        action = {"action": f"jvc_vn.{name}", "target": {"entity_id": CAMERA}}
        fields = ACTIONS[name].get("fields", {})
        await page.write(action)
        if fields:
            await page.fill()
        if name in INSTEAD:
            await page.write(action | {"data": data_of(name, home)})
        if fields:
            await page.mode("UI")
            await eventually(page.not_drawn, lambda found: not found)
            # The target has one too.
            assert await page.drawn() == len(fields) + 1
        said[name] = await page.perform()
        if fields:
            await page.mode("YAML")
        if name in AFTERWARDS and not said[name]:
            await page.act(*AFTERWARDS[name])
    for name, reason in REFUSED.items():
        assert reason in said.pop(name)
    assert {name: error for name, error in said.items() if error} == {}


def data_of(name: str, home: House) -> dict[str, Any]:
    """The example of an action, but for what is another here."""
    folder = home.folder / "config/media"
    examples = {
        field: yaml.safe_load(str(told["example"]))
        for field, told in ACTIONS[name]["fields"].items()
        if "example" in told
    }
    return examples | {
        field: value.format(folder=folder) if isinstance(value, str) else value
        for field, value in INSTEAD[name].items()
    }
