"""What the tests of blueprints share: a Home Assistant that has imported them."""

import shutil
from collections.abc import AsyncGenerator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.const import Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.protocol.jpeg import parse_info
from custom_components.jvc_vn.ptz import arrival
from custom_components.jvc_vn.video import hub
from tests.conftest import set_up
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

FOLDER = Path(__file__).parents[2] / "blueprints/automation/jvc_vn"
CAMERA = "camera.vn_v685"
HOME, GATE, DOOR = Spot(0.0, 5.0, 0.0), Spot(20.0, 8.0, 0.0), Spot(10.0, 5.0, 0.0)

type Automate = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture
def hass_config_dir(hass_config_dir: str) -> str:
    """A folder of configuration that the blueprints were imported into."""
    shutil.copytree(FOLDER, Path(hass_config_dir, "blueprints/automation/jvc_vn"))
    return hass_config_dir


@pytest.fixture
def written(hass: HomeAssistant, tmp_path: Path) -> Path:
    """A folder that Home Assistant may write to."""
    folder = tmp_path / "media"
    hass.config.allowlist_external_dirs.add(str(folder))
    return folder


@pytest.fixture
async def loaded(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> MockConfigEntry:
    """A camera with short ways to its presets, where nobody waits for long."""
    platforms = tuple(map(Platform, ("binary_sensor", "camera", "event", "switch")))
    monkeypatch.setattr(jvc_vn, "PLATFORMS", platforms)
    monkeypatch.setattr(arrival, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(arrival, "STANDSTILL_SECONDS", 0.3)
    monkeypatch.setattr(hub, "FRESH", 0.0)
    emulated.presets |= {0: HOME, 1: GATE, 2: DOOR}
    emulated.head.place(HOME)
    await set_up(hass, entry)
    return entry


@pytest.fixture
async def automate(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> AsyncGenerator[Automate]:
    """Make an automation of a blueprint, the way the editor does."""

    async def make(blueprint: str, **inputs: Any) -> None:
        config = {
            "id": blueprint,
            "alias": blueprint,
            "use_blueprint": {"path": f"jvc_vn/{blueprint}.yaml", "input": inputs},
        }
        assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: config})
        await hass.async_block_till_done()
        made = hass.states.get(f"automation.{blueprint}")
        assert made
        assert made.state == "on"

    yield make
    # Whatever it still waits for.
    for state in hass.states.async_all(AUTOMATION):
        await hass.services.async_call(
            AUTOMATION, "turn_off", {"entity_id": state.entity_id}, blocking=True
        )


@pytest.fixture
def told(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Collect what automations tell, as events of the type `told`."""
    events: list[dict[str, Any]] = []

    @callback
    def collect(event: Event) -> None:
        events.append(dict(event.data))

    hass.bus.async_listen("told", collect)
    return events


def running(hass: HomeAssistant, blueprint: str) -> bool:
    """Tell whether an automation is at work."""
    made = hass.states.get(f"automation.{blueprint}")
    assert made
    return bool(made.attributes["current"])


def stills(folder: Path) -> dict[str, int | None]:
    """Tell which preset each picture in a folder shows; none if there is no folder."""
    return {
        path.name: parse_info(path.read_bytes()).preset for path in folder.glob("*")
    }
