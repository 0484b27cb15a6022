"""A camera that answers but gives us no pictures: its access restriction names us."""

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.protocol.errors import (
    ClosedError,
    UnreachableError,
    VnError,
)
from custom_components.jvc_vn.state.reader import VideoAccess
from custom_components.jvc_vn.video import hub
from tests.conftest import set_up, state
from tests.emulator import EmulatedCamera

LOGIC = "network.access_control(stream_out).logic"
HOST = "network.access_control(stream_out).host(1)"


@pytest.fixture(autouse=True)
def _always_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every poll fetches a picture, however soon it comes."""
    monkeypatch.setattr(hub, "FRESH", 0.0)


def told(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """The issue about video, if there is one."""
    return ir.async_get(hass).async_get_issue("jvc_vn", f"video_{entry.entry_id}")


async def look(entry: MockConfigEntry) -> None:
    """Let a tick of the live interval pass."""
    coordinator = entry.runtime_data
    coordinator.schedule.mark_live_due()
    await coordinator.async_refresh()


@pytest.mark.parametrize(
    ("logic", "host"), [("deny", "127.0.0.0/8"), ("allow", "10.0.0.1")]
)
async def test_barred_and_let_in_again(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    logic: str,
    host: str,
) -> None:
    """The person is told once; the states go on by parameters; it goes by itself."""
    assert told(hass, loaded) is None
    emulated.force(LOGIC, logic)
    emulated.force(HOST, host)
    await look(loaded)
    assert told(hass, loaded) is None
    await look(loaded)
    issue = told(hass, loaded)
    assert issue
    assert issue.translation_placeholders == {"camera": "Yard"}
    assert not issue.is_fixable
    emulated.force("camera.status", "3")
    await look(loaded)
    assert state(hass, "select.vn_v685_preset") == "Driveway"
    emulated.force(HOST, "")
    emulated.force(LOGIC, "deny")
    await look(loaded)
    assert told(hass, loaded) is None


async def test_barred_from_the_start_and_removed(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """A camera that is removed leaves nothing told of it."""
    emulated.faults.video_refused = True
    await set_up(hass, entry)
    await look(entry)
    assert told(hass, entry)
    await hass.config_entries.async_remove(entry.entry_id)
    assert told(hass, entry) is None


async def test_a_camera_that_is_off(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is not said to refuse anything."""
    await emulated.power_off()
    for _ in range(3):
        await look(loaded)
    assert told(hass, loaded) is None
    await emulated.start()
    await look(loaded)
    assert told(hass, loaded) is None


CLOSED, GONE = ClosedError("closed"), UnreachableError("gone")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ([CLOSED, CLOSED], [True]),
        ([CLOSED, CLOSED, CLOSED, None, None], [True, False]),
        ([None, CLOSED, None, CLOSED], [False]),
        ([CLOSED, GONE, CLOSED, GONE, CLOSED], []),
    ],
)
def test_what_counts(asked: list[VnError | None], expected: list[bool]) -> None:
    """Closing twice in a row while it answers; nothing else."""
    video = VideoAccess()
    verdicts = [
        verdict
        for error in asked
        for verdict in (video.requested(error), video.other_request_succeeded())
    ]
    assert [verdict for verdict in verdicts if verdict is not None] == expected


def test_nothing_without_an_answer() -> None:
    """A camera that answers nothing else is not there."""
    video = VideoAccess()
    assert {video.requested(CLOSED) for _ in range(5)} == {None}
