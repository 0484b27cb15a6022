"""Sister models: told kindly, added with what they were seen to answer, and no more."""

from typing import Any

import pytest
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import entity_registry as er

from custom_components.jvc_vn.check.report import WHERE_TO
from custom_components.jvc_vn.const import CONF_SEEN, DOMAIN
from custom_components.jvc_vn.diagnostics import async_get_config_entry_diagnostics
from custom_components.jvc_vn.protocol.models import Model, is_sister
from tests.conftest import PASSWORD, make_emulated
from tests.emulator import EmulatedCamera
from tests.emulator.client import until
from tests.emulator.forms import Forms


@pytest.mark.parametrize(
    "name",
    ["VN-H57U", "VN-H157WPU", "VN-H237", "VN-V25U", "vn-v26", "VN-E4U", "VN-X35U"],
)
def test_sisters_by_name(name: str) -> None:
    """They are none of our models, and known all the same."""
    assert is_sister(name)
    assert Model.recognize(name) is None


@pytest.mark.parametrize(
    "name", ["VN-V685U", "VN-C655U", "VN-H", "Router", "", "VN-V27"]
)
def test_no_sisters(name: str) -> None:
    """Our own, and what speaks another language."""
    assert not is_sister(name)


async def add(hass: HomeAssistant, camera: EmulatedCamera, **changes: Any) -> Any:
    """Go through the flow as far as the question."""
    flows = hass.config_entries.flow
    form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
    if form["step_id"] == "user":
        form = await flows.async_configure(
            form["flow_id"], {"camera": changes["chosen"]}
        )
    else:
        address = {"host": camera.host, "port": camera.http_port}
        address |= {"alarm_port": camera.alarm_port}
        form = await flows.async_configure(form["flow_id"], address)
    login = {"username": "admin", "password": PASSWORD}
    return await flows.async_configure(form["flow_id"], login)


@pytest.mark.parametrize("forms", [Forms.vn_h(), Forms.vn_e4(), Forms.vn_v25()])
async def test_a_sister_is_added_to_look_at(
    hass: HomeAssistant, forms: Forms, all_enabled: None
) -> None:
    """The flow says that it was never tried; nothing is offered that was not seen."""
    async with make_emulated(forms=forms) as camera:
        form = await add(hass, camera)
        assert form["step_id"] == "sister"
        assert form["description_placeholders"] == {
            "name": forms.called,
            "report": WHERE_TO,
        }
        result = await hass.config_entries.flow.async_configure(form["flow_id"], {})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        entry = result["result"]
        assert entry.title == "Camera01"
        assert {"picture", "alarms", "system.model"} <= set(entry.data[CONF_SEEN])
        assert "camera.motion.pan" not in entry.data[CONF_SEEN]
        await hass.async_block_till_done()
        assert entry.state is ConfigEntryState.LOADED
        registry = er.async_get(hass)
        entities = er.async_entries_for_config_entry(registry, entry.entry_id)
        keys = {(e.domain, e.translation_key) for e in entities}
        assert {domain for domain, _ in keys} == {
            *("binary_sensor", "button", "camera", "event", "image", "sensor")
        }
        assert {key for domain, key in keys if domain == "button"} == {"check_camera"}
        assert not {key for _, key in keys} & {"pan_limit_left", "moving", "home"}
        await _alarm(hass, camera, entities)
        wanted = [r.query for r in camera.requests if "=" in r.query]
        assert not [query for query in wanted if not query.startswith("encode=")]
        told = await async_get_config_entry_diagnostics(hass, entry)
        assert told["camera"]["sister"] is True
        assert await hass.config_entries.async_unload(entry.entry_id)


async def _alarm(
    hass: HomeAssistant, camera: EmulatedCamera, entities: list[er.RegistryEntry]
) -> None:
    (found,) = [e.entity_id for e in entities if e.translation_key == "input_1"]
    await until(lambda: camera.alarm_clients > 0)
    camera.set_input(1, "make")
    await until(lambda: hass.states.is_state(found, "on"))


async def test_the_search_lists_them(
    hass: HomeAssistant, search_targets: list[tuple[str, int]]
) -> None:
    """For a person who looks; none is offered unasked (see test_discovery)."""
    async with make_emulated(forms=Forms.vn_h(), mac="0080880000EE") as camera:
        search_targets.append((camera.host, camera.search_port or 0))
        flows = hass.config_entries.flow
        form = await flows.async_init(DOMAIN, context={"source": SOURCE_USER})
        (choice, _) = form["data_schema"].schema["camera"].config["options"]
        assert choice["label"] == f"VN-H57U ({camera.host})"


async def test_a_sister_that_goes_away_meanwhile(hass: HomeAssistant) -> None:
    """The question is asked again, and answered when it is back."""
    async with make_emulated(forms=Forms.vn_h()) as camera:
        form = await add(hass, camera)
        await camera.power_off()
        flows = hass.config_entries.flow
        form = await flows.async_configure(form["flow_id"], {})
        assert (form["step_id"], form["errors"]) == (
            "sister",
            {"base": "cannot_connect"},
        )
        await camera.start()
        result = await flows.async_configure(form["flow_id"], {})
        assert result["type"] is FlowResultType.CREATE_ENTRY
        await hass.async_block_till_done()
        assert await hass.config_entries.async_unload(result["result"].entry_id)
