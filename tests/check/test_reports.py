"""A camera from a report behaves as the reported one did, and lives with us."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from tests.conftest import MAC, entry_data, set_up
from tests.emulator import EmulatedCamera, like
from tests.emulator.client import Clock, ask, until
from tests.emulator.forms import Forms

from .helpers import evidence_of, run_check
from .reports import CAMERAS, FOLDER

REPORTS = sorted(FOLDER.glob("*.json"))
OF_OURS = [path for path in REPORTS if like.model(like.read(path))]
"""Of the models that we know; for their sisters see test_sisters."""


def camera_like(report: dict[str, Any], clock: Clock | None = None) -> EmulatedCamera:
    """Make the camera of a report."""
    forms, odd = like.forms(report)
    assert not odd
    changes: dict[str, Any] = {"clock": clock} if clock else {}
    return EmulatedCamera(
        like.model(report) or "VN-V685",
        mac=MAC.replace(":", "").upper(),
        firmware=like.firmware(report),
        forms=forms,
        scene="plain",
        search_delay=(0.0, 0.0),
        **changes,
    )


def told(report: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """What a report says of each row, times and counts aside."""
    return {
        row["name"]: (
            row["verdict"],
            {name: fact for name, fact in row["facts"].items() if name != "p50"},
        )
        for row in report["rows"]
    }


def test_the_first_four() -> None:
    """There is one of each kind that the emulator was made for."""
    assert {path.stem for path in REPORTS} >= CAMERAS.keys()


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
async def test_the_check_finds_the_same(path: Path) -> None:
    """What is made from a report gives the same report."""
    report = like.read(path)
    async with camera_like(report, Clock()) as camera:
        _, again = await run_check(camera)
    assert told(again) == told(report)
    assert again["unseen"] == report["unseen"]


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.stem)
def test_reports_hold_nothing_private(path: Path) -> None:
    """Neither login, address, MAC nor title."""
    text = path.read_text()
    for word in ('jvc"', "127.0.0.1", "008088", "Camera01", "Gate", "Front door"):
        assert word not in text
    report = json.loads(text)
    assert len(report["rows"]) >= 40
    for row in report["rows"]:
        assert {"question", "guide", "came", "verdict"} <= row.keys()
        assert len(row["came"]) < 300


@pytest.mark.parametrize("name", CAMERAS)
def test_forms_of_a_report(name: str) -> None:
    """All forms that can be seen are found again in the report."""
    forms, odd = like.forms(like.read(FOLDER / f"{name}.json"))
    wanted = CAMERAS[name]()
    # No report tells these: see NEVER_ASKED of test_forms.
    forms.partial_named = wanted.partial_named
    if name == "as_printed":
        assert forms.printed_keys == frozenset({"duration"})
        forms.printed_keys = wanted.printed_keys
    assert (forms, odd) == (wanted, [])


@pytest.mark.parametrize("path", OF_OURS, ids=lambda path: path.stem)
async def test_life(hass: HomeAssistant, path: Path) -> None:
    """Set up, an alarm, a preset, a setting, away and back, and left."""
    report = like.read(path)
    async with camera_like(report) as camera:
        async with evidence_of(camera) as evidence:
            if await evidence.camera.is_ours() is False:
                pytest.xfail("the product does not read such a head yet")
        entry = MockConfigEntry(
            domain=DOMAIN, title="Yard", unique_id=MAC, data=entry_data(camera)
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        await _alarm(hass, entry, camera)
        await _preset(hass, entry, camera)
        await _setting(hass, entry, camera)
        assert await hass.config_entries.async_unload(entry.entry_id)
        assert entry.state is ConfigEntryState.NOT_LOADED
        assert not camera.motors_running()


def _entity(hass: HomeAssistant, entry: MockConfigEntry, domain: str, key: str) -> str:
    found = er.async_get(hass).async_get_entity_id(domain, DOMAIN, f"{MAC}_{key}")
    assert found
    return found


async def _alarm(
    hass: HomeAssistant, entry: MockConfigEntry, camera: EmulatedCamera
) -> None:
    entity_id = _entity(hass, entry, "binary_sensor", "input_1")
    camera.set_input(1, "make")
    await until(lambda: hass.states.is_state(entity_id, "on"))


async def _preset(
    hass: HomeAssistant, entry: MockConfigEntry, camera: EmulatedCamera
) -> None:
    entity_id = _entity(hass, entry, "select", "preset")
    await hass.services.async_call(
        "select",
        "select_option",
        {"entity_id": entity_id, "option": "Gate"},
        blocking=True,
    )
    await until(lambda: camera.get("camera.status") == "1", 10)
    await until(lambda: hass.states.is_state(entity_id, "Gate"), 10)


async def _setting(
    hass: HomeAssistant, entry: MockConfigEntry, camera: EmulatedCamera
) -> None:
    entity_id = _entity(hass, entry, "switch", "stabilizer")
    await hass.services.async_call(
        "switch", "turn_on", {"entity_id": entity_id}, blocking=True
    )
    await until(lambda: camera.get("camera.image.stabilizer") == "on")


async def test_broken_reports(tmp_path: Path) -> None:
    """A file that is no report, and one with what no camera can be."""
    path = tmp_path / "report.json"
    for text in ("", "[]", "{}", '{"rows": 1}', "\0"):
        path.write_text(text)
        with pytest.raises(ValueError, match="report"):
            like.read(path)
    with pytest.raises(ValueError, match="report"):
        like.read(tmp_path / "none.json")
    rows = [
        {"name": "jpeg.refused", "facts": {"refused": "silence"}},
        {"name": "value.zone", "facts": {"known": False}},
        {"name": "jpeg.echo", "facts": {"name": "unheard"}},
        {"no": "name"},
        7,
    ]
    forms, odd = like.forms({"model": "VN-V685U", "rows": rows})
    assert forms == Forms(zone_words="own")
    assert odd == ["stream_refused: silence is none of close, 401, 403, 503"]
    assert like.firmware({"firmware": "new"}) == "V3-00"
    assert like.model({"model": "VN-V686BU"}) == "VN-V686B"


async def test_command_line() -> None:
    """scripts/emulator --like REPORT.json."""
    from tests.emulator.process import CameraProcess  # noqa: PLC0415 - one test's

    async with asyncio.timeout(30):
        async with CameraProcess("--like", str(FOLDER / "vn_e4.json")) as camera:
            body = await ask(camera, "camera.image.color=50")
            assert "202 Required(" in body
            assert "system.model=VN-E4U&" in await ask(camera, "system.model")
