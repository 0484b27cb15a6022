"""Choices that a model lacks are not offered."""

import pytest
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import MAC, entry_data, make_emulated, set_up


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize(
    ("model", "firmware", "tracking", "auto_full"),
    [
        ("VN-V685", "V1-00", True, True),
        ("VN-V686", "V1-01", False, False),
        ("VN-V686", "V1-02", True, False),
        ("VN-V686B", "V1-00", True, True),
    ],
)
async def test_choices(
    hass: HomeAssistant, model: str, firmware: str, tracking: bool, auto_full: bool
) -> None:
    """Intelligent tracking as auto-return mode, and white balance of V685 only."""
    async with make_emulated(model=model, firmware=firmware) as emulated:
        data = entry_data(emulated, password=emulated.passwords["admin"])
        entry = MockConfigEntry(domain="jvc_vn", title="Yard", unique_id=MAC, data=data)
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        name = model.lower().replace("-", "_")
        modes = hass.states.get(f"select.{name}_auto_return_to")
        balance = hass.states.get(f"select.{name}_white_balance")
        assert modes
        assert balance
        assert ("intelligent_tracking" in modes.attributes["options"]) is tracking
        assert ("auto_full" in balance.attributes["options"]) is auto_full
        await hass.config_entries.async_unload(entry.entry_id)
