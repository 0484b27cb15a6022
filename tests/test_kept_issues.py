"""Issues that outlive Home Assistant, and are shown to nobody else."""

from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.issues import async_create_restart_issue
from custom_components.jvc_vn.protocol.follow_up import FollowUp
from custom_components.jvc_vn.state import kept_issues
from tests.conftest import until

STORE = f"{DOMAIN}.issues"
DATA = {
    "entry_id": "one",
    "title": "Yard",
    "key": "system.status",
    "value": "restart",
    "staged": "{}",
}
KEPT = {
    "restart_one": {
        "key": "restart_needed",
        "placeholders": {"camera": "Yard", "changes": "- Zone: UTC"},
        "data": DATA,
    }
}


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change is on the disk when everything else is done."""
    monkeypatch.setattr(kept_issues, "_DELAY", 0.0)


def stored(hass_storage: dict[str, Any]) -> Any:
    """What is on the disk."""
    return hass_storage.get(STORE, {}).get("data")


async def test_an_issue_is_kept_until_it_is_deleted(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """By us: Home Assistant would put it into the diagnostics of others."""
    assert await async_setup_component(hass, DOMAIN, {})
    entry = MockConfigEntry(domain=DOMAIN, entry_id="one")
    needed = FollowUp("system.status", "restart")
    async_create_restart_issue(hass, entry, "Yard", needed, {}, ["- Zone: UTC"])
    await until(lambda: stored(hass_storage) == KEPT)
    registry = ir.async_get(hass)
    issue = registry.async_get_issue(DOMAIN, "restart_one")
    assert issue
    assert not issue.is_persistent
    assert "Yard" not in str(issue.to_json())
    ir.async_delete_issue(hass, DOMAIN, "restart_one")
    await until(lambda: stored(hass_storage) == {})


async def test_it_is_shown_again_after_a_restart(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """With all that its dialog needs."""
    hass_storage[STORE] = {"version": 1, "data": KEPT}
    assert await async_setup_component(hass, DOMAIN, {})
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "restart_one")
    assert issue
    assert (issue.active, issue.is_fixable) == (True, True)
    assert issue.translation_key == "restart_needed"
    assert issue.translation_placeholders == KEPT["restart_one"]["placeholders"]
    assert issue.data == DATA


async def test_what_home_assistant_kept_is_taken_over(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """From a version that let it; the issues of others stay as they are."""
    for domain in (DOMAIN, "other"):
        ir.async_create_issue(
            hass,
            domain,
            "restart_one",
            is_fixable=True,
            is_persistent=True,
            severity=ir.IssueSeverity.WARNING,
            translation_key="restart_needed",
            translation_placeholders=KEPT["restart_one"]["placeholders"],
            data=dict(DATA),
        )
    assert await async_setup_component(hass, DOMAIN, {})
    issues = ir.async_get(hass).issues
    assert not issues[DOMAIN, "restart_one"].is_persistent
    assert issues["other", "restart_one"].is_persistent
    await until(lambda: stored(hass_storage) == KEPT)
