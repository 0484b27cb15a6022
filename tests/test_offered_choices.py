"""Choices that a model lacks are not offered."""

from types import SimpleNamespace
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import current_platform
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.entity import add_entities
from custom_components.jvc_vn.number import value_range
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.parameters import Parameter
from custom_components.jvc_vn.select import offered_choices
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


def test_what_is_no_number_and_what_has_no_words() -> None:
    """An entity of the wrong kind is an error of ours, and shows at once."""
    with pytest.raises(TypeError):
        value_range(p.WHITE_BALANCE.codec)
    nobody: Any = SimpleNamespace()
    assert offered_choices(nobody, p.PAN) == []


class Shown:
    """What is needed of an entity that shows a parameter."""

    def __init__(self, parameter: Parameter[Any]) -> None:
        """Show it."""
        self.parameters = (parameter,)
        self.entity_description = SimpleNamespace(key=parameter.key)
        self.unique_id = parameter.key


@pytest.mark.parametrize(
    ("state", "added"),
    [(ConfigEntryState.LOADED, True), (ConfigEntryState.UNLOAD_IN_PROGRESS, False)],
)
async def test_what_is_read_while_a_camera_is_unloaded(
    state: ConfigEntryState, added: bool
) -> None:
    """Is not added to what goes just now."""
    tasks: list[Any] = []
    reader = SimpleNamespace(refused=set())

    async def load(_parameters: object) -> None:
        entry.state = state

    coordinator = SimpleNamespace(
        offered={},
        reader=reader,
        has_seen=lambda *_: True,
        async_load=load,
        create_background_task=lambda task, _name: tasks.append(task),
    )
    entry: Any = SimpleNamespace(
        runtime_data=coordinator, state=ConfigEntryState.SETUP_IN_PROGRESS
    )
    platform: Any = SimpleNamespace(domain="switch")
    current_platform.set(platform)
    sure: Any = Shown(p.PAN)
    doubtful: Any = Shown(p.INTELLIGENT_TRACKING)
    found: list[Any] = []
    add_entities(entry, found.extend, [sure, doubtful])
    assert found == [sure]
    for task in tasks:
        await task
    assert found == [sure, *([doubtful] if added else [])]
