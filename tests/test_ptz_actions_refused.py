"""What the actions that turn the camera refuse: before anything is sent."""

import math
from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.protocol import parameters as p
from tests.conftest import entry_data, make_emulated, set_up, settled
from tests.emulator import EmulatedCamera

from .test_actions import params
from .test_ptz_actions import act

EVILS = (
    None,
    True,
    -400,
    1000,
    math.nan,
    math.inf,
    [],
    {},
    "a&b=c",
    "a\r\nb",
    "\ud800",
)
STEP = {"preset": 1, "seconds": 10}
GOOD: dict[str, dict[str, Any]] = {
    "ptz_move": {"pan": 1, "tilt": 1, "zoom": -1, "focus": -1, "duration": 1},
    "save_preset": {"preset": "Gate", "title": "Gate"},
    "rename_preset": {"preset": "Gate", "title": "Gate"},
    "clear_preset": {"preset": "Gate"},
    "ptz_step": {"pan": 1, "tilt": 1.5, "zoom": -1},
    "ptz_goto": {"pan": 0, "tilt": 0, "zoom": 0, "focus": 0, "wait": False},
    "center_on": {"x": 50, "y": 50},
    "track_target": {"x": 50, "y": 50, "color": [0, 0, 0]},
    "record_trace": {"state": "start"},
    "set_auto_pan": {"start": True, "end": True, "direction": "left", "speed": 5},
    "get_patrol": {"patrol": 1},
    "set_patrol": {"patrol": 1, "steps": [STEP]},
}
MORE_EVILS: dict[str, tuple[Any, ...]] = {
    "preset": ("100", "-1", "1.5", "", " ", 1.0),
    "title": (5, "x" * 33, "ü" * 17),
    "pan": ("90", 360),
    "tilt": (190.01,),
    "zoom": (100,),
    "focus": (100, "manual"),
    "x": (-0.01, 100.01),
    "color": ([0, 0], [0, 0, 256], [0, 0, 1.5], "red", {0: 0, 1: 0, 2: 0}),
    "state": ("on", "Start"),
    "direction": ("up",),
    "speed": (1.5, "5"),
    "patrol": (0, 4),
    "duration": (0, 0.09, 30.1, 31, "1"),
    "steps": ([STEP] * 101, STEP, "1"),
}
FINE = {("title", "a&b=c"), ("preset", "a&b=c")}


def evils(name: str, field: str) -> list[Any]:
    """What a field cannot be."""
    found = [e for e in EVILS if isinstance(e, list) or (field, str(e)) not in FINE]
    if field in {"start", "end", "wait"}:
        found.remove(True)
    if field == "steps":
        # None empties a patrol.
        found.remove([])
    if name == "save_preset" and field == "preset":
        # A text may be the title of a new preset.
        return [*found, *MORE_EVILS["preset"], "x" * 33]
    # As speeds all of them go to 100.
    fine = 100 if name == "ptz_move" else None
    return [*found, *(e for e in MORE_EVILS.get(field, ()) if e != fine)]


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the camera."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA,))


@pytest.mark.parametrize("name", GOOD)
async def test_bad_input(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, name: str
) -> None:
    """A translated error names camera and field, and nothing is sent."""
    await settled(emulated)
    emulated.clear_requests()
    for field in GOOD[name]:
        for evil in evils(name, field):
            with pytest.raises(ServiceValidationError) as caught:
                await act(hass, name, **GOOD[name] | {field: evil})
            told = str(caught.value)
            assert told.startswith(f"Yard: {field} cannot be "), evil
            assert "; it takes " in told
            assert len(told) < 400
    assert not emulated.requests


@pytest.mark.parametrize("name", ["ptz_step", "ptz_goto", "set_auto_pan"])
async def test_nothing_to_do(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, name: str
) -> None:
    """At least one of the fields is needed."""
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError, match="at least one of them"):
        await act(hass, name)
    assert not params(emulated)


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (5, "steps.2"),
        ({"preset": 1}, "steps.2"),
        ({**STEP, "more": 1}, "steps.2"),
        ({**STEP, "seconds": 15}, "steps.2.seconds"),
        ({**STEP, "seconds": True}, "steps.2.seconds"),
        ({**STEP, "seconds": [10]}, "steps.2.seconds"),
        ({**STEP, "preset": "Nowhere"}, "steps.2.preset"),
        ({**STEP, "preset": 100}, "steps.2.preset"),
        ({**STEP, "preset": None}, "steps.2.preset"),
    ],
)
async def test_a_mistake_in_a_patrol(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    step: Any,
    field: str,
) -> None:
    """Is named by its place, counted from 1."""
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError, match=f"Yard: {field} cannot be"):
        await act(hass, "set_patrol", patrol=1, steps=[STEP, step])
    assert not emulated.requests


async def test_who_only_looks(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Turns nothing, and the camera need not say so."""
    data = entry_data(emulated, username="user", password="jvc")
    hass.config_entries.async_update_entry(entry, data=data)
    await set_up(hass, entry)
    await settled(emulated)
    emulated.clear_requests()
    for name, good in GOOD.items():
        if name != "get_patrol":
            with pytest.raises(ServiceValidationError) as caught:
                await act(hass, name, **good)
            assert caught.value.translation_key == "role", name
    assert not params(emulated)
    assert (await act(hass, "get_patrol", patrol=1))["steps"] is not None
    assert (await act(hass, "list_presets"))["presets"]


@pytest.mark.parametrize("name", ["center_on", "track_target"])
async def test_a_camera_that_is_too_old(hass: HomeAssistant, name: str) -> None:
    """Is told which ones can."""
    async with make_emulated(model="VN-V686", firmware="V1-00") as old:
        entry = MockConfigEntry(
            domain="jvc_vn",
            title="Yard",
            unique_id="00:80:88:00:1a:ef",
            data=entry_data(old, password=old.passwords["admin"]),
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        entry.runtime_data.data.update({p.FIRMWARE_NET: "V1-00"})
        old.clear_requests()
        with pytest.raises(HomeAssistantError, match="V686 from V1-0") as caught:
            await hass.services.async_call(
                "jvc_vn",
                name,
                {"entity_id": "camera.vn_v686", "x": 1, "y": 1},
                blocking=True,
            )
        assert caught.value.translation_key == "not_this_model"
        assert not params(old)
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("name", ["goto_preset", "ptz_goto"])
async def test_two_goals(
    hass: HomeAssistant, emulated: EmulatedCamera, name: str
) -> None:
    """A preset is a position."""
    await settled(emulated)
    emulated.clear_requests()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, name, preset="Gate", pan=10)
    assert caught.value.translation_key == "preset_and_position"
    assert not params(emulated)
