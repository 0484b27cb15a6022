"""The camera's clock, where nobody has said what its zone stands for."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest
from homeassistant.components.repairs.const import DOMAIN as REPAIRS
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import act, set_up, state, until
from tests.emulator import EmulatedCamera

from .test_settings import go_on, told

OFFSET = "sensor.vn_v685_clock_offset"
ZONE = "select.vn_v685_time_zone"
SYNC = "button.vn_v685_set_the_clock"
SUMMER = datetime(2026, 7, 1, 12, tzinfo=UTC)
WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
MINUTE = 60

type Says = Callable[[str, float, datetime], Awaitable[None]]


@pytest.fixture
async def everything(
    hass: HomeAssistant, all_enabled: None, entry: MockConfigEntry
) -> MockConfigEntry:
    """A camera with all entities enabled, in a house in Berlin."""
    await hass.config.async_update(time_zone="Europe/Berlin")
    await set_up(hass, entry)
    return entry


@pytest.fixture
def says(
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> Says:
    """Let the camera have a zone and be off by seconds, at a moment of ours."""

    async def say(zone: str, skew: float, now: datetime) -> None:
        monkeypatch.setattr("homeassistant.util.dt.utcnow", lambda: now)
        emulated.wall = now.timestamp
        emulated.force("system.timezone", zone)
        emulated.clock_skew = skew
        everything.runtime_data.schedule.mark_all_due()
        await everything.runtime_data.async_refresh()

    return say


def question(hass: HomeAssistant, entry: MockConfigEntry) -> ir.IssueEntry | None:
    """Ask which offset the clock keeps, if that is asked."""
    return ir.async_get(hass).async_get_issue("jvc_vn", f"clock_{entry.entry_id}")


async def test_a_word_of_the_camera(
    hass: HomeAssistant, emulated: EmulatedCamera, says: Says
) -> None:
    """It is shown and offered as the camera says it, and the clock works."""
    emulated.forms.zone_words = "own"
    await says("Berlin", 90, WINTER)
    found = hass.states.get(ZONE)
    assert found
    assert found.state == "Berlin Time"
    assert found.attributes["options"][-1] == "Berlin Time"
    assert float(state(hass, OFFSET)) == pytest.approx(90, abs=1)
    await act(hass, "button.press", SYNC)
    assert float(state(hass, OFFSET)) == pytest.approx(0, abs=1)
    assert f"{emulated.local_time():%H:%M}" == "13:00"
    await says("Tokyo", 0, WINTER)
    options = hass.states.get(ZONE).attributes["options"]  # type: ignore[union-attr]
    assert options[-2:] == ["Berlin Time", "Tokyo Time"]


async def test_it_can_be_chosen_again(
    hass: HomeAssistant, emulated: EmulatedCamera, says: Says
) -> None:
    """What was seen is written as it came."""
    emulated.forms.zone_words = "own"
    await says("Berlin", 0, WINTER)
    await says("Japan", 0, WINTER)
    emulated.clear_requests()
    await act(hass, "select.select_option", ZONE, option="Berlin Time")
    assert told(emulated, "system.timezone=") == ["system.timezone=Berlin%20Time"]


@pytest.mark.parametrize("keeps", [True, False])
@pytest.mark.parametrize("skew", [50 * MINUTE, -3600])
async def test_what_was_seen_counts(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    says: Says,
    keeps: bool,
    skew: float,
) -> None:
    """A clock that was right once is set right, however far it is off later."""
    emulated.forms.summer_time = keeps
    await says("Berlin", 20, SUMMER)
    await says("Berlin", skew, SUMMER)
    assert float(state(hass, OFFSET)) == pytest.approx(skew, abs=1)
    await act(hass, "button.press", SYNC)
    assert f"{emulated.local_time():%H:%M}" == ("14:00" if keeps else "13:00")


async def test_it_is_remembered(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    says: Says,
) -> None:
    """Also by the next life; and not beyond the camera."""
    await says("Berlin", 0, SUMMER)
    emulated.clock_skew = 50 * MINUTE
    assert await hass.config_entries.async_reload(everything.entry_id)
    # Values come behind.
    await until(lambda: state(hass, OFFSET).startswith(("3000", "2999", "3001")))


async def test_nobody_knows(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    says: Says,
    hass_client: ClientSessionGenerator,
) -> None:
    """Nothing is set by chance: a person says it, and that is remembered."""
    await says("Berlin", 50 * MINUTE, SUMMER)
    assert state(hass, OFFSET) == "unknown"
    emulated.clear_requests()
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "button.press", SYNC)
    assert caught.value.translation_key == "clock_unsure"
    assert not told(emulated, "system.date=")
    issue = question(hass, everything)
    assert issue
    assert issue.data
    assert issue.data["offsets"] == "UTC+02:00,UTC+01:00"
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": "jvc_vn", "issue_id": issue.issue_id},
    )
    flow = await answer.json()
    assert (flow["type"], flow["step_id"]) == ("form", "offset")
    flow = await go_on(client, flow, {"offset": "UTC+01:00"})
    assert flow["type"] == "create_entry"
    assert f"{emulated.local_time():%H:%M}" == "13:00"
    assert float(state(hass, OFFSET)) == pytest.approx(0, abs=1)
    assert question(hass, everything) is None
    await says("Berlin", 50 * MINUTE, SUMMER)
    assert float(state(hass, OFFSET)) == pytest.approx(50 * MINUTE, abs=1)


async def test_nobody_knows_a_word(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    says: Says,
) -> None:
    """Of a word of the camera that comes with a clock far off, nothing is guessed."""
    emulated.forms.zone_words = "own"
    await says("Berlin", 50 * MINUTE, WINTER)
    assert state(hass, OFFSET) == "unknown"
    issue = question(hass, everything)
    assert issue
    assert issue.data
    assert "UTC+05:45" in str(issue.data["offsets"])
    await says("Berlin", 30, WINTER)
    assert question(hass, everything) is None
    assert float(state(hass, OFFSET)) == pytest.approx(30, abs=1)


async def test_the_question_when_the_camera_is_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    says: Says,
    hass_client: ClientSessionGenerator,
) -> None:
    """It stays open."""
    await says("Berlin", 50 * MINUTE, SUMMER)
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": "jvc_vn", "issue_id": f"clock_{everything.entry_id}"},
    )
    flow = await answer.json()
    await emulated.stop()
    flow = await go_on(client, flow, {"offset": "UTC+02:00"})
    assert (flow["type"], flow["reason"]) == ("abort", "clock_not_set")
    assert question(hass, everything)
    await emulated.start()


async def test_the_season_changes_before_the_answer(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    says: Says,
    hass_client: ClientSessionGenerator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the zone cannot stand for any more is not taken, and no clock is set."""
    await says("Berlin", 50 * MINUTE, SUMMER)
    assert await async_setup_component(hass, REPAIRS, {})
    client = await hass_client()
    answer = await client.post(
        "/api/repairs/issues/fix",
        json={"handler": "jvc_vn", "issue_id": f"clock_{everything.entry_id}"},
    )
    flow = await answer.json()
    monkeypatch.setattr("homeassistant.util.dt.utcnow", lambda: WINTER)
    emulated.clear_requests()
    flow = await go_on(client, flow, {"offset": "UTC+02:00"})
    assert (flow["type"], flow["reason"]) == ("abort", "clock_not_set")
    assert not told(emulated, "system.date=")


async def test_choosing_the_zone_again_asks_anew(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    everything: MockConfigEntry,
    says: Says,
) -> None:
    """What was learned of a clock that was an hour off can be taken back."""
    await says("Berlin", -3600, SUMMER)
    await act(hass, "select.select_option", ZONE, option="japan")
    await act(hass, "select.select_option", ZONE, option="berlin")
    await says("Berlin", 50 * MINUTE, SUMMER)
    assert question(hass, everything)
