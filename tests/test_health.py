"""Repairs for what is wrong with the camera itself: its clock, its fan."""

from typing import Any

import pytest
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.jvc_vn.const import DOMAIN
from tests.conftest import entry_data, set_up
from tests.emulator import EmulatedCamera

from .test_settings import go_on


def told(hass: HomeAssistant, entry: MockConfigEntry, kind: str) -> Any:
    """The repair of a kind, if there is one."""
    return ir.async_get(hass).async_get_issue(DOMAIN, f"{kind}_{entry.entry_id}")


async def poll(entry: MockConfigEntry) -> None:
    """Read everything, a picture too."""
    await entry.runtime_data.hub.fetch()
    entry.runtime_data.schedule.mark_all_due()
    await entry.runtime_data.async_refresh()


async def test_a_fan_that_stops(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """It is told while it stands still, and goes with its entry."""
    assert told(hass, loaded, "fan") is None
    emulated.set_fan_error(broken=True)
    await poll(loaded)
    issue = told(hass, loaded, "fan")
    assert issue.translation_placeholders == {"camera": "Yard"}
    assert not issue.is_fixable
    emulated.set_fan_error(broken=False)
    await poll(loaded)
    assert told(hass, loaded, "fan") is None
    emulated.set_fan_error(broken=True)
    await poll(loaded)
    await hass.config_entries.async_remove(loaded.entry_id)
    assert told(hass, loaded, "fan") is None


@pytest.fixture
async def late(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    all_enabled: None,
) -> MockConfigEntry:
    """A camera whose clock is two minutes behind."""
    emulated.force("system.timezone", "GMT")
    emulated.clock_skew = -120
    await set_up(hass, entry)
    await poll(entry)
    return entry


async def test_a_clock_that_is_off(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    late: MockConfigEntry,
) -> None:
    """Submitting sets it, and the repair is gone."""
    assert told(hass, late, "clock_off").is_fixable
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    form = await _begin(client, late)
    assert form["step_id"] == "set_clock"
    done = await go_on(client, form, {})
    assert done["type"] == "create_entry"
    assert abs(late.runtime_data.data.clock_offset) < 5
    assert told(hass, late, "clock_off") is None


async def test_a_clock_that_cannot_be_set(
    hass: HomeAssistant,
    hass_client: ClientSessionGenerator,
    emulated: EmulatedCamera,
    late: MockConfigEntry,
) -> None:
    """The camera is away: the repair stays."""
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    form = await _begin(client, late)
    await hass.config_entries.async_unload(late.entry_id)
    done = await go_on(client, form, {})
    assert (done["type"], done["reason"]) == ("abort", "clock_still_off")
    assert told(hass, late, "clock_off")


async def test_a_second_is_nothing(
    hass: HomeAssistant, emulated: EmulatedCamera, late: MockConfigEntry
) -> None:
    """A clock that was set elsewhere takes the repair away."""
    emulated.clock_skew = 1
    await poll(late)
    assert told(hass, late, "clock_off") is None


async def test_who_may_not_set_it_is_not_asked(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    all_enabled: None,
) -> None:
    """The operator cannot mend it."""
    hass.config_entries.async_update_entry(
        entry, data=entry_data(emulated, username="operator")
    )
    emulated.force("system.timezone", "GMT")
    emulated.clock_skew = -120
    await set_up(hass, entry)
    await poll(entry)
    assert told(hass, entry, "clock_off") is None


async def _begin(client: Any, entry: MockConfigEntry) -> Any:
    """Open the repair."""
    answer = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": DOMAIN, "issue_id": f"clock_off_{entry.entry_id}"},
    )
    return await answer.json()
