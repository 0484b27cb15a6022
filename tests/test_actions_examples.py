"""The examples of the page of actions: each is called, on an emulated camera."""

import re
from pathlib import Path
from typing import Any
from unittest.mock import AsyncMock

import pytest
import yaml
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, SupportsResponse
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.actions import servers
from custom_components.jvc_vn.services import ACTIONS
from tests.emulator import EmulatedCamera

from .test_actions import CAMERA

PAGE = (Path(__file__).parents[1] / "docs/actions.md").read_text()
BLOCK = re.compile(r"(?ms)^```yaml\n(.*?)^```$")
EXAMPLES: dict[str, dict[str, Any]] = {
    example["action"].removeprefix("jvc_vn."): example
    for example in map(yaml.safe_load, BLOCK.findall(PAGE))
}
REACHED = "get_", "list_", "save_clip", "set_preset_aliases", "delete_recordings"
"""Actions that need not tell the camera anything."""
SERVERS = {"set_mail_server", "set_ftp_server"}
"""Actions that look first whether somebody is there."""
SECONDS = {"after", "duration"}
"""Fields for which a recording waits."""


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera, and servers that answer."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))
    monkeypatch.setattr(servers, "greets", AsyncMock(return_value=True))


def test_every_action_has_an_example() -> None:
    """One, in the order of the table above it."""
    assert EXAMPLES.keys() == {action.name for action in ACTIONS}
    assert len(BLOCK.findall(PAGE)) == len(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
async def test_it_is_taken(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    action: Any,
    tmp_path: Path,
) -> None:
    """As it is printed, but for the camera, the folder, and how long it takes."""
    example = EXAMPLES[action.name]
    assert example["target"] == {"entity_id": "camera.front_yard"}
    data = dict(example.get("data", {}))
    hass.config.allowlist_external_dirs = {str(tmp_path)}
    if "filename" in data:
        data["filename"] = data["filename"].replace("/media", str(tmp_path))
        data |= dict.fromkeys(SECONDS & data.keys(), 1)
    if action.name in SERVERS:
        # Nobody is there to greet.
        data["test"] = False
    emulated.initialize_seconds = 0.0
    before = emulated.requests[-1:]
    answer = await hass.services.async_call(
        "jvc_vn",
        action.name,
        {"entity_id": CAMERA, **data},
        blocking=True,
        return_response=action.answers is not SupportsResponse.NONE,
    )
    if action.answers is not SupportsResponse.NONE:
        assert isinstance(answer, dict)
        assert CAMERA in answer
    if not action.name.startswith(REACHED):
        assert emulated.requests[-1:] != before
