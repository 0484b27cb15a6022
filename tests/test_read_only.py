"""What a login that may only read sees: the same, under the same keys."""

from typing import Any

import pytest
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.dashboard import LovelaceStorage
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.repairs import async_create_fix_flow
from tests import contract
from tests.conftest import MAC, entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera

from .test_relocation import repairs


async def log_in(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, role: str
) -> dict[tuple[str, str], Any]:
    """Use another login; return platform and key → state of each entity."""
    data = entry_data(emulated, username=role, password=emulated.passwords[role])
    await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    registry = er.async_get(hass)
    found = er.async_entries_for_config_entry(registry, entry.entry_id)
    return {
        (each.domain, each.unique_id.removeprefix(f"{MAC}_")): hass.states.get(
            each.entity_id
        )
        for each in found
    }


def comparable(state: str) -> str:
    """Numbers look alike whatever shows them."""
    try:
        return f"{float(state):g}"
    except ValueError:
        return state


@pytest.mark.usefixtures("all_enabled")
@pytest.mark.parametrize("role", ["operator", "user"])
async def test_it_shows_what_others_set(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, role: str
) -> None:
    """Every value that it may read is what the entity of the administrator shows."""
    await set_up(hass, entry)
    full = await log_in(hass, emulated, entry, "admin")
    seen = await log_in(hass, emulated, entry, role)
    assert seen.keys() == contract.seen_by(role, set(full))
    shown = 0
    for (platform, key), state in full.items():
        place = contract.SHOWN_BY.get(platform, ""), key
        if (platform, key) not in seen and place in seen:
            shown += 1
            assert comparable(seen[place].state) == comparable(state.state), key
            unit = state.attributes.get("unit_of_measurement")
            assert seen[place].attributes.get("unit_of_measurement") == unit
            assert seen[place].name == state.name
    assert shown == (3 if role == "operator" else 91)


async def test_enabled_as_for_others(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """What is disabled for others is disabled."""
    seen = await log_in(hass, emulated, entry, "user")
    enabled = contract.keys(contract.ENABLED)
    wanted = contract.seen_by("user", enabled - contract.LACKS["VN-V685", "V3-00"])
    assert {place for place, state in seen.items() if state} == wanted


async def test_nothing_dead_is_left(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """After another login, and none the less after the first one again."""
    await set_up(hass, entry)
    first = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    await log_in(hass, emulated, entry, "user")
    await hass.async_block_till_done()
    registry = er.async_get(hass)
    seen = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert {each.domain for each in seen} == contract.READ_ONLY
    await log_in(hass, emulated, entry, "admin")
    await hass.async_block_till_done()
    again = er.async_entries_for_config_entry(registry, entry.entry_id)
    assert {e.entity_id for e in again} == {e.entity_id for e in first}
    assert repairs(hass) <= {"factory_password", "factory_password_of_user"}


async def test_who_used_it_is_told(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Automations, scripts and dashboards, by their names; no others."""
    output, home = "switch.vn_v685_output_1", "button.vn_v685_home_position"
    lamp = {"action": "switch.turn_on", "target": {"entity_id": output}}
    assert await async_setup_component(
        hass,
        "automation",
        {
            "automation": {
                "alias": "Light the gate",
                "triggers": {"trigger": "event", "event_type": "dusk"},
                "actions": lamp,
            }
        },
    )
    assert await async_setup_component(
        hass, "script", {"script": {"lamp": {"alias": "Lamp", "sequence": [lamp]}}}
    )
    assert await async_setup_component(hass, "lovelace", {})
    cards = [{"type": "button", "entity": home}, {"type": "markdown", "content": "x"}]
    dashboard = hass.data[LOVELACE_DATA].dashboards[None]
    await dashboard.async_save({"title": "Yard", "views": [{"cards": cards}]})
    # One that nobody has made anything of is generated each time.
    empty = LovelaceStorage(hass, {"id": "empty", "url_path": "empty"})
    hass.data[LOVELACE_DATA].dashboards["empty"] = empty
    await set_up(hass, entry)
    await log_in(hass, emulated, entry, "user")
    await hass.async_block_till_done()
    issue_id = f"gone_{entry.entry_id}"
    issue = ir.async_get(hass).async_get_issue("jvc_vn", issue_id)
    assert issue
    assert issue.data
    assert set(str(issue.data["users"]).splitlines()) == {
        f"- {output}: Light the gate, Lamp",
        f"- {home}: Yard",
    }
    flow = await async_create_fix_flow(hass, issue_id, dict(issue.data))
    flow.hass = hass
    shown = await flow.async_step_init()
    assert (shown["type"], shown["step_id"]) == ("form", "used")
    assert (await flow.async_step_used({}))["type"] == "create_entry"


async def test_another_firmware(hass: HomeAssistant) -> None:
    """What it has no more goes, and what it has now comes."""
    async with make_emulated(firmware="V2-00") as emulated:
        entry = MockConfigEntry(
            domain="jvc_vn", title="Yard", unique_id=MAC, data=entry_data(emulated)
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        await hass.config_entries.async_unload(entry.entry_id)
        registry = er.async_get(hass)
        switch = registry.async_get_entity_id(
            "switch", "jvc_vn", f"{MAC}_noise_reduction"
        )
        assert switch
    async with make_emulated(firmware="V3-00") as emulated:
        hass.config_entries.async_update_entry(entry, data=entry_data(emulated))
        await set_up(hass, entry)
        await hass.async_block_till_done()
        assert not registry.async_get(switch)
        key = f"{MAC}_noise_reduction_3d"
        assert registry.async_get_entity_id("select", "jvc_vn", key)
        await hass.config_entries.async_unload(entry.entry_id)
