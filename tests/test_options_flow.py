"""The options of a camera."""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import voluptuous as vol
from homeassistant.config_entries import ConfigEntryState, ConfigFlowResult
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.options import Options
from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.recordings.happening import Cause
from custom_components.jvc_vn.recordings.settings import Keeping
from tests.conftest import set_up, until
from tests.emulator import EmulatedCamera

DEFAULTS: dict[str, Any] = {
    "live_interval": 10,
    "settings_interval": 300,
    "frame_rate": 10,
    "motion_hold": 10,
    "mute_motion_while_moving": False,
    "autosave": True,
    "h264_live": False,
    "prerecord": 0,
    "presets_as_scenes": False,
    "input_1_inverted": False,
    "input_2_inverted": False,
    "keep_alarms": ["input_1_make", "input_2_make", "motion"],
    "keep_days": 7,
    "keep_megabytes": 200,
    "keep_clips": False,
    "clip_before": 5,
    "clip_after": 10,
    "delete_with_camera": False,
}
STORED = {key: value for key, value in DEFAULTS.items() if key != "keep_alarms"}
"""What is kept as usual is not stored: it follows an input that is inverted."""
# As the frontend sends them: numbers of a number field are floats.
CHOSEN: dict[str, Any] = {
    "live_interval": 5.0,
    "settings_interval": 600.0,
    "frame_rate": 25.0,
    "motion_hold": 30.0,
    "mute_motion_while_moving": True,
    "autosave": False,
    "h264_live": True,
    "prerecord": 20.0,
    "presets_as_scenes": True,
    "input_1_class": "door",
    "input_1_inverted": True,
    "input_2_inverted": False,
    "keep_alarms": ["input_1_break", "motion", "preset"],
    "keep_days": 30.0,
    "keep_megabytes": 1000.0,
    "keep_clips": True,
    "clip_before": 3.0,
    "clip_after": 20.0,
    "delete_with_camera": True,
}
CHOSEN_TYPED = Options(
    live_interval=5,
    settings_interval=600,
    frame_rate=25,
    motion_hold=30,
    mute_motion_while_moving=True,
    autosave=False,
    h264_live=True,
    prerecord=20,
    presets_as_scenes=True,
    input_classes=("door", None),
    inverted_inputs=frozenset({1}),
    keeping=Keeping(
        causes=frozenset({Cause.INPUT_1_BREAK, Cause.MOTION, Cause.PRESET}),
        days=30,
        megabytes=1000,
        clips=True,
        clip_before=3,
        clip_after=20,
        delete_with_camera=True,
    ),
)


@pytest.fixture(autouse=True)
async def _entry_leaves_first(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> AsyncGenerator[None]:
    """Nothing talks to the camera any more when it is switched off."""
    yield
    for entry in hass.config_entries.async_loaded_entries(DOMAIN):
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture(autouse=True)
def _quick_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback the alarm link settles at once; inputs show what was chosen."""
    monkeypatch.setattr(alarm, "SETTLE", 0.05)
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.BINARY_SENSOR,))


async def open_form(hass: HomeAssistant, entry: MockConfigEntry) -> ConfigFlowResult:
    """Open the options of an entry."""
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    return form


async def submit(hass: HomeAssistant, form: ConfigFlowResult, **fields: Any) -> None:
    """Fill the form in, and wait for what follows from it."""
    flow_id = form["flow_id"]
    nested = {
        name: {key: fields[key] for key in part if key in fields}
        for name, part in sections(form).items()
    }
    assert {key for part in nested.values() for key in part} == fields.keys()
    result = await hass.config_entries.options.async_configure(flow_id, nested)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done()


def filled_in(form: ConfigFlowResult) -> dict[str, Any]:
    """What the person sees before any change: what is suggested, else the default."""
    shown: dict[str, Any] = {}
    for part in sections(form).values():
        shown |= vol.Schema(part)({})
        shown |= {
            str(key): key.description["suggested_value"]
            for key in part
            if key.description
        }
    return shown


def sections(form: ConfigFlowResult) -> dict[str, dict[Any, Any]]:
    """The fields of the form, by section."""
    assert form["data_schema"]
    return {
        str(name): part.schema.schema
        for name, part in form["data_schema"].schema.items()
    }


async def test_the_most_wanted_options_come_first(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """In sections, of which the rarely needed ones are closed."""
    form = await open_form(hass, entry)
    assert form["data_schema"]
    collapsed = {
        str(name): part.options["collapsed"]
        for name, part in form["data_schema"].schema.items()
    }
    assert list(collapsed.items()) == [
        ("inputs", False),
        ("motion", False),
        ("picture", True),
        ("presets", True),
        ("reading", True),
        ("recordings", True),
    ]


async def test_the_defaults_are_shown(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """And they are those that hold when nothing was ever chosen."""
    form = await open_form(hass, entry)
    assert filled_in(form) == DEFAULTS
    assert Options.of(DEFAULTS) == Options.of({}) == Options()


async def test_what_was_chosen_is_stored_and_used(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """The camera is set up anew with it; numbers are whole ones."""
    before = loaded.runtime_data
    state = hass.states.get("binary_sensor.vn_v685_input_1")
    assert (state.state, state.attributes.get("device_class")) == ("off", None)
    await submit(hass, await open_form(hass, loaded), **CHOSEN)
    assert dict(loaded.options) == CHOSEN
    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.runtime_data is not before
    options = loaded.runtime_data.options
    assert options == CHOSEN_TYPED
    assert isinstance(options.motion_hold, int)
    assert loaded.runtime_data.update_interval.total_seconds() == 5
    input_1 = "binary_sensor.vn_v685_input_1"
    await until(lambda: hass.states.get(input_1).state == "on")
    assert hass.states.get(input_1).attributes["device_class"] == "door"
    await until(lambda: loaded.runtime_data.data.link == "live")


async def test_what_was_stored_is_shown(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """A person sees their own choice, not the default."""
    hass.config_entries.async_update_entry(entry, options=CHOSEN)
    assert filled_in(await open_form(hass, entry)) == CHOSEN


async def test_a_device_class_can_be_taken_back(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """An empty field makes the input a plain contact again."""
    hass.config_entries.async_update_entry(entry, options=CHOSEN)
    chosen = {key: value for key, value in CHOSEN.items() if key != "input_1_class"}
    await submit(hass, await open_form(hass, entry), **chosen)
    assert dict(entry.options) == chosen
    assert Options.of(entry.options).input_classes == (None, None)


async def test_submitting_without_a_change_does_not_disturb(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """The camera is not set up anew for nothing."""
    hass.config_entries.async_update_entry(entry, options=CHOSEN)
    await set_up(hass, entry)
    before = entry.runtime_data
    await submit(hass, await open_form(hass, entry), **CHOSEN)
    assert entry.runtime_data is before


@pytest.mark.parametrize(
    "ends",
    [
        {
            "live_interval": 2,
            "settings_interval": 30,
            "frame_rate": 0.01,
            "motion_hold": 1,
            "prerecord": 0,
            "presets_as_scenes": False,
            "keep_days": 1,
            "keep_megabytes": 1,
            "clip_before": 0,
            "clip_after": 1,
        },
        {
            "live_interval": 300,
            "settings_interval": 86400,
            "frame_rate": 30,
            "motion_hold": 600,
            "prerecord": 60,
            "keep_days": 3650,
            "keep_megabytes": 1_000_000,
            "clip_before": 60,
            "clip_after": 60,
        },
    ],
    ids=["low", "high"],
)
async def test_the_ends_of_each_range_are_taken(
    hass: HomeAssistant, entry: MockConfigEntry, ends: dict[str, float]
) -> None:
    """An entry that is not set up takes options as well."""
    await submit(hass, await open_form(hass, entry), **(DEFAULTS | ends))
    assert dict(entry.options) == STORED | ends


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("live_interval", 1),
        ("live_interval", 301),
        ("live_interval", "often"),
        ("settings_interval", 29),
        ("settings_interval", 86401),
        ("frame_rate", 0),
        ("frame_rate", 0.009),
        ("frame_rate", 31),
        ("motion_hold", 0),
        ("motion_hold", 601),
        ("prerecord", -1),
        ("prerecord", 61),
        ("input_1_class", "elephant"),
        ("keep_alarms", ["elephant"]),
        ("keep_days", 0),
        ("keep_megabytes", 0),
        ("clip_before", 61),
        ("clip_after", 0),
    ],
)
async def test_what_makes_no_sense_is_refused(
    hass: HomeAssistant, entry: MockConfigEntry, field: str, value: Any
) -> None:
    """By the form itself; nothing is stored."""
    form = await open_form(hass, entry)
    with pytest.raises(InvalidData) as refused:
        await submit(hass, form, **(DEFAULTS | {field: value}))
    (told,) = refused.value.schema_errors.values()
    assert field in str(told) or field in refused.value.schema_errors
    assert dict(entry.options) == {}


async def test_what_is_usual_follows_an_inverted_input(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    """Also if both come with the same form, where the old edge is shown."""
    form = await open_form(hass, entry)
    await submit(hass, form, **(DEFAULTS | {"input_1_inverted": True}))
    assert "keep_alarms" not in entry.options
    causes = Options.of(entry.options).keeping.causes
    assert causes == {Cause.INPUT_1_BREAK, Cause.INPUT_2_MAKE, Cause.MOTION}
