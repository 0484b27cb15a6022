"""The switches of alarm actions: not on while the action lacks what it needs."""

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from tests.conftest import act, state
from tests.emulator import EmulatedCamera

pytestmark = pytest.mark.usefixtures("all_enabled", "loaded")

STATUS, ACTION = "application.event({}).status", "application.event({}).action"
MAIL = "mailto/me@home.test/none/Alarm"


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the switches."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.SWITCH,))


async def test_it_lacks_a_server(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """It stays off, and the reason is told; with the server it is switched on."""
    cases = (
        ("alarm_action_2", 2, MAIL, "smtp.host", "it knows no mail server"),
        (
            "alarm_action_3",
            3,
            "recftp/ftp01/object01",
            "ftp.host",
            "it knows no FTP server",
        ),
        ("periodic_ftp", 6, None, "ftp.host", "it knows no FTP server"),
    )
    for key, number, action, server, reason in cases:
        entity_id = f"switch.vn_v685_{key}"
        emulated.force(f"application.{server}", "0.0.0.0")
        if action:
            emulated.force(ACTION.format(number), action)
        with pytest.raises(ServiceValidationError, match=f"^Yard .*{reason}"):
            await act(hass, "switch.turn_on", entity_id)
        assert emulated.get(STATUS.format(number)) == "off"
        assert state(hass, entity_id) == "off"
        emulated.force(f"application.{server}", "10.0.0.5")
        await act(hass, "switch.turn_on", entity_id)
        assert emulated.get(STATUS.format(number)) == "on"
        assert state(hass, entity_id) == "on"


async def test_it_can_be_switched_off(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Whatever it lacks."""
    emulated.force(ACTION.format(2), MAIL)
    emulated.force(STATUS.format(2), "on")
    await act(hass, "switch.turn_off", "switch.vn_v685_alarm_action_2")
    assert emulated.get(STATUS.format(2)) == "off"
