"""The automations of the documentation work as they are printed."""

import re
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.ptz import arrival
from custom_components.jvc_vn.video import hub
from tests.blueprints.test_metadata import BLUEPRINTS, DOCUMENTATION, ROOT
from tests.conftest import act, set_up, state, until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

DOCS = (ROOT / "docs/automations.md").read_text()
FRONT_PAGE = (ROOT / "README.md").read_text()
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def printed() -> list[dict[str, Any]]:
    """Read the automations of the documentation, and that of the front page."""
    return [yaml.safe_load(text) for text in BLOCK.findall(DOCS + FRONT_PAGE)]


def ours(config: Any, media: Path) -> Any:
    """Have the printed names mean our camera and our folder."""
    text = yaml.dump(config).replace("front_yard", "vn_v685")
    return yaml.safe_load(text.replace("/media/g", f"{media}/g"))


def test_every_blueprint_can_be_imported() -> None:
    """From the address that the blueprint itself gives."""
    for path in BLUEPRINTS:
        address = f"{DOCUMENTATION}/blob/main/{path.relative_to(ROOT)}"
        assert f"blueprint_import/?blueprint_url={quote(address, safe='')})" in DOCS
    assert DOCS.count("blueprint_url=") == len(BLUEPRINTS)


@pytest.fixture
async def media(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> AsyncGenerator[Path]:
    """The camera's place in a house where nobody is, at night, with all automations."""
    monkeypatch.setattr(arrival, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(hub, "FRESH", 0.0)
    emulated.presets[1] = Spot(5.0, 5.0, 0.0)
    emulated.head.place(Spot(0.0, 5.0, 0.0))
    hass.config.allowlist_external_dirs.add(str(tmp_path))
    await set_up(hass, entry)
    for entity_id, now in {
        "light.yard": "on",
        "sun.sun": "below_horizon",
        "zone.home": "0",
    }.items():
        hass.states.async_set(entity_id, now)
    automations = [ours(config, tmp_path) for config in printed()]
    assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: automations})
    await hass.async_block_till_done()
    yield tmp_path
    # Before the camera goes away, which some of them wait for.
    for found in hass.states.async_all(AUTOMATION):
        await act(hass, "automation.turn_off", found.entity_id)


@pytest.fixture
def notified(hass: HomeAssistant) -> list[dict[str, Any]]:
    """What a phone shows."""
    shown: list[dict[str, Any]] = []

    def show(call: ServiceCall) -> None:
        shown.append(dict(call.data))

    hass.services.async_register("notify", "mobile_app_phone", show)
    return shown


async def test_they_are_valid(hass: HomeAssistant, media: Path) -> None:
    """Each is taken, and names nothing that is not there."""
    found = hass.states.async_all(AUTOMATION)
    assert len(found) == len(printed()) >= 9
    assert {state.state for state in found} == {"on"}
    known = er.async_get(hass).entities
    named = set(re.findall(r"\w+\.front_yard\w*", DOCS))
    assert {name.replace("front_yard", "vn_v685") for name in named} <= set(known)


async def test_they_do_what_they_say(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    media: Path,
    notified: list[dict[str, Any]],
) -> None:
    """All at once: the bell, motion in the dark, and the lamp."""
    emulated.set_input(1, "make")
    await until(lambda: len(notified) == 2)
    alarm, bell = sorted(notified, key=lambda shown: "title" not in shown)
    assert alarm["message"] == "input_1_make"
    assert alarm["data"]["image"] == "/api/image_proxy/image.vn_v685_last_alarm"
    assert bell["message"] == "Somebody is at the gate"
    assert emulated.get("camera.status") == "1"
    await until(_files(media, "gate.jpg", "gate_2*.jpg"))
    emulated.trigger_motion()
    await until(lambda: state(hass, "switch.vn_v685_intelligent_tracking") == "on")
    await until(lambda: state(hass, "switch.vn_v685_output_1") == "on")
    for lamp, mode in {"off": "black_white", "on": "color"}.items():
        hass.states.async_set("light.yard", lamp)
        await until(
            lambda mode=mode: state(hass, "select.vn_v685_day_night_mode") == mode
        )


def _files(folder: Path, *patterns: str) -> Callable[[], bool]:
    return lambda: all(any(folder.glob(pattern)) for pattern in patterns)
