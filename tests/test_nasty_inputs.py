"""What somebody could give to the actions and no form would: refused by its field."""

from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError

from custom_components import jvc_vn
from tests.conftest import settled
from tests.emulator import EmulatedCamera

from .test_actions import params
from .test_actions_settings import act

pytestmark = pytest.mark.usefixtures("loaded")

DEEP: list[Any] = []
DEEP.append({"preset": [[[[]]]], "seconds": 10})
OUTPUT = {"type": "output", "output": 1, "state": "make", "duration": 500}
MAIL = {"type": "mail", "address": "a@b.test", "attach_picture": True, "text": "x"}
NASTY: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("set_alarm_action", {"action": 1, "trigger": {"type": ["motion"]}}, "trigger"),
    ("set_alarm_action", {"action": 1, "trigger": {"type": {}}}, "trigger"),
    ("set_alarm_action", {"action": 1, "trigger": {1: 2}}, "trigger"),
    ("set_alarm_action", {"action": 1, "perform": {**OUTPUT, 5: 6}}, "perform"),
    ("set_alarm_action", {"action": 1, "perform": {**OUTPUT, "state": []}}, "perform"),
    ("set_alarm_action", {"action": 1, "perform": {**MAIL, "text": "a\0b"}}, "perform"),
    ("set_alarm_action", {"action": 1, "perform": {**MAIL, "text": "\ud800"}}, "perfo"),
    ("set_alarm_action", {"action": 1, "filters": {"monday": None}}, "filters.monday"),
    ("set_alarm_action", {"action": 1, "filters": {"Monday": {}}}, "filters"),
    ("set_alarm_action", {"action": 1, "filters": {1: {}}}, "filters"),
    ("set_alarm_action", {"action": 1, "filters": {"monday": {"type": []}}}, "filters"),
    (
        "set_alarm_action",
        {"action": 1, "filters": {"monday": {"from": "24:00:00", "to": "25:00"}}},
        "filters.monday.from, to",
    ),
    ("set_alarm_action", {"action": 1, "filters": [1]}, "filters"),
    ("set_alarm_action", {"action": [1], "enabled": True}, "action"),
    ("set_mail_server", {"host": ["a.test"]}, "host"),
    ("set_mail_server", {"host": "a.test\r\nQUIT"}, "host"),
    ("set_mail_server", {"port": float("nan")}, "port"),
    ("set_mail_server", {"pop_password": "a\x1bb"}, "pop_password"),
    ("set_mail_server", {"host": "127.0.0.1", "test": None}, "test"),
    ("set_ftp_server", {"path": "a\nDELE b"}, "path"),
    ("set_ftp_server", {"naming": {}}, "naming"),
    ("set_network", {"negotiation": []}, "negotiation"),
    ("set_network", {"mtu": float("inf")}, "mtu"),
    ("set_network", {"address": "\uff11\uff10.0.0.1"}, "address"),
    ("set_network", {"address": "010.0.0.1"}, "address"),
    ("set_http_port", {"port": float("nan")}, "port"),
    ("set_access_list", {"hosts": [None]}, "hosts.1"),
    ("set_access_list", {"hosts": "10.0.0.1"}, "hosts"),
    ("set_access_list", {"hosts": ["10.0.0.1&a=b"]}, "hosts.1"),
    ("set_access_list", {"logic": ["deny"]}, "logic"),
    ("set_multicast", {"stream": {}}, "stream"),
    ("set_multicast", {"stream": "jpeg", "frame_rate": float("nan")}, "frame_rate"),
    ("set_patrol", {"patrol": 1, "steps": DEEP}, "steps.1.preset"),
    ("set_patrol", {"patrol": 1.5, "steps": []}, "patrol"),
    (
        "set_patrol",
        {"patrol": 1, "steps": [{"preset": 1, "seconds": "\uff13\uff10"}]},
        "s",
    ),
    ("set_motion_area", {"rows": {"0": "#" * 12}}, "rows"),
    ("set_motion_area", {"rows": ["#" * 11 + "\n"] * 8}, "rows"),
    (
        "set_privacy_masks",
        {"masks": [{"area": float("nan"), "enabled": True}]},
        "masks",
    ),
    ("set_privacy_masks", {"masks": [{"area": [], "enabled": True}]}, "masks.1.area"),
    ("set_privacy_masks", {"color": ["black"]}, "color"),
    ("set_pan_limit", {"left": [True]}, "left"),
    ("set_parameter", {"parameter": "a\nb", "value": "1"}, "parameter"),
    ("set_parameter", {"parameter": "camera.id&x", "value": "1"}, "parameter"),
    ("set_parameter", {"parameter": "camera.id", "value": "\ud800"}, "value"),
    ("set_parameter", {"parameter": "camera.id", "value": "a%0D%0Ab"}, "value"),
    ("set_parameter", {"parameter": "camera.shutter", "value": "60%00"}, "value"),
)


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


async def test_it_is_refused(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """In the name of the field, before anything is sent."""
    await settled(emulated)
    emulated.clear_requests()
    odd: dict[str, str] = {}
    for action, data, field in NASTY:
        try:
            await act(hass, action, **data)
        except ServiceValidationError as err:
            said = str(err)
        except Exception as err:  # noqa: BLE001 - whatever else is a flaw
            said = repr(err)
        else:
            said = "taken"
        if not said.startswith(f"Yard: {field}") or " cannot be " not in said:
            odd[f"{action} {data}"] = said
    assert odd == {}
    assert params(emulated) == []
