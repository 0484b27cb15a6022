"""Every row of the table of actions is documented, described and refuses something."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, SupportsResponse
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.yaml import load_yaml_dict

from custom_components import jvc_vn
from custom_components.jvc_vn.services import ACTIONS, Action
from tests.conftest import settled
from tests.emulator import EmulatedCamera

from .test_actions import CAMERA, params

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "custom_components/jvc_vn"
DESCRIBED = load_yaml_dict(FOLDER / "services.yaml")
ENGLISH = json.loads((FOLDER / "translations/en.json").read_text())["services"]
ICONS = json.loads((FOLDER / "icons.json").read_text())["services"]
PAGE = (ROOT / "docs/actions.md").read_text()

NO_FIELD = {"anything": 1}
REFUSED: dict[str, dict[str, Any]] = {
    "ptz_move": {"pan": 101},
    "ptz_stop": NO_FIELD,
    "ptz_step": {"pan": 0},
    "ptz_goto": {"tilt": 191},
    "center_on": {"x": 50, "y": 101},
    "track_target": {"x": 50, "y": 50, "color": "red"},
    "set_pan_limit": {"left": "here"},
    "list_presets": NO_FIELD,
    "goto_preset": {"preset": "Moon"},
    "save_preset": {"preset": "Gate", "title": "x" * 33},
    "rename_preset": {"preset": "Moon", "title": "Sun"},
    "set_preset_aliases": {"preset": "Gate", "aliases": "garden gate"},
    "clear_preset": {"preset": "Moon"},
    "record_trace": {"state": "on"},
    "set_auto_pan": {"speed": 101},
    "get_patrol": {"patrol": 4},
    "set_patrol": {"patrol": 1, "steps": [{"preset": 1, "seconds": 11}]},
    "pulse_output": {"output": 3, "duration": 500},
    "get_motion_area": {"area": "garden"},
    "set_motion_area": {"rows": ["#" * 12]},
    "edit_privacy_mask": {"area": 9, "edit": "start"},
    "get_privacy_masks": NO_FIELD,
    "set_privacy_masks": {"masks": [{"area": 9, "enabled": True}]},
    "get_alarm_actions": NO_FIELD,
    "get_alarm_action": {"action": 7},
    "set_alarm_action": {"action": 1, "trigger": {"type": "moon"}},
    "get_mail_server": NO_FIELD,
    "set_mail_server": {"host": "a b"},
    "get_ftp_server": NO_FIELD,
    "set_ftp_server": {"name_part": "a/b"},
    "get_network": NO_FIELD,
    "set_network": {"netmask": "255.0.255.0"},
    "set_http_port": {"port": 32040},
    "get_access_list": NO_FIELD,
    "set_access_list": {"hosts": ["10.0.0.0/33"]},
    "set_multicast": {"stream": "jpeg", "group": "10.0.0.1"},
    "save_clip": {"filename": "/media/a.mp4", "before": 61},
    "record_original": {"filename": "/media/a.mp4", "duration": 0},
    "list_recordings": {"causes": ["moon"]},
    "delete_recordings": {"causes": ["moon"]},
    "get_log": NO_FIELD,
    "get_sessions": NO_FIELD,
    "get_parameters": {"parameters": ["a&b=c"]},
    "set_parameter": {"parameter": "system.date", "value": "\r\n"},
    "set_password": {"user": "root", "password": "secret"},
    "factory_reset": {"confirm": "yes"},
}
"""For each action something that it does not take."""


def documented() -> set[str]:
    """The actions that have a row in the documentation: `a`, or `a`, `b`."""
    return {
        name.removeprefix("jvc_vn.")
        for cell in re.findall(r"^\| (`jvc_vn\.[^|]*)\|", PAGE, re.MULTILINE)
        for name in re.findall(r"`([a-z_.]+)`", cell)
    }


def test_no_row_is_missing_anywhere() -> None:
    """In the documentation, services.yaml, icons, translations, and in here."""
    names = {action.name for action in ACTIONS}
    assert len(names) == len(ACTIONS)
    assert documented() == names
    assert DESCRIBED.keys() == names
    assert ENGLISH.keys() == names
    assert ICONS.keys() == names
    assert REFUSED.keys() == names


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.name)
async def test_it_refuses(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: object, action: Action
) -> None:
    """What it does not take, before anything is sent."""
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises((ServiceValidationError, vol.Invalid)):
        await hass.services.async_call(
            "jvc_vn",
            action.name,
            {"entity_id": CAMERA, **REFUSED[action.name]},
            blocking=True,
            return_response=action.answers is SupportsResponse.ONLY,
        )
    assert not params(emulated)
