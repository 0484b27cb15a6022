"""The automations that docs/alarms.md shows work as they stand there."""

import re
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from tests.conftest import until
from tests.emulator import EmulatedCamera

PAGE = Path(__file__).parent.parent / "docs" / "alarms.md"


async def test_the_automations_of_the_page(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """An alarm as it happens rings, one that was recovered is only told."""
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    config = parse_yaml(block.replace("front_yard", "vn_v685"))
    notes = async_mock_service(hass, "notify", "send_message")
    lights = async_mock_service(hass, "light", "turn_on")
    assert await async_setup_component(hass, "automation", config)
    await hass.async_block_till_done()

    emulated.set_input(1, "make")
    await until(lambda: len(notes) == 1)
    assert notes[0].data["message"] == "Somebody is at the door."
    emulated.trigger_motion()
    await until(lambda: len(lights) == 1)

    emulated.drop_alarm_clients()
    emulated.set_input(2, "make")
    emulated.set_input(2, "break")
    await until(lambda: len(notes) == 2)
    await hass.async_block_till_done()
    assert notes[1].data["message"].startswith("input_2_make at 20")
    assert len(notes) == 2
