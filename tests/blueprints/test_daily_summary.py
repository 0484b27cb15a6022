"""Summary of the day: how often what, and where to look."""

from typing import Any
from urllib.parse import unquote

import pytest
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import until
from tests.emulator import EmulatedCamera

from .conftest import CAMERA, Automate

NAME = "daily_summary"
TELL = {
    "event": "told",
    "event_data": {name: f"{{{{ {name} }}}}" for name in ("summary", "linked", "page")},
}


async def run(hass: HomeAssistant) -> None:
    """Let it be evening."""
    target = {"entity_id": f"automation.{NAME}"}
    await hass.services.async_call("automation", "trigger", target, blocking=True)
    await hass.async_block_till_done()


async def test_what_has_happened(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
    told: list[dict[str, Any]],
) -> None:
    """Is counted by cause; a camera that is not there spoils nothing."""
    await automate(NAME, cameras=["camera.gone", CAMERA], notify=[TELL])
    counts = loaded.runtime_data.recordings.keeper.counts
    for done, pin in enumerate((1, 2, 1), start=1):
        emulated.set_input(pin, "break")
        emulated.set_input(pin, "make")
        await until(lambda done=done: counts["kept"] == done)
    await run(hass)
    (shown,) = told
    assert shown["summary"].strip() == "VN-V685 (Input 1 closed: 2, Input 2 closed: 1)"
    link = shown["linked"].partition("](")[2].partition(")")[0]
    assert link.startswith(f"{shown['page']}/")
    assert await async_setup_component(hass, "media_source", {})
    wanted = unquote(link.rpartition("/")[2]).lstrip(",")
    camera = await media_source.async_browse_media(hass, wanted)
    assert camera.title == "Yard"


@pytest.mark.parametrize("always", [True, False])
async def test_nothing_has_happened(
    hass: HomeAssistant,
    automate: Automate,
    told: list[dict[str, Any]],
    always: bool,
) -> None:
    """Is told if somebody wants to know that it works."""
    await automate(NAME, cameras=[CAMERA], notify=[TELL], always=always)
    await run(hass)
    assert [shown["summary"].strip() for shown in told] == (
        ["Nothing has happened."] if always else []
    )
