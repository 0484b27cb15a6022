"""A person is asked whether a camera has moved."""

from collections.abc import AsyncGenerator

import pytest
from homeassistant.config_entries import (
    SOURCE_IGNORE,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from tests.conftest import PASSWORD
from tests.emulator import EmulatedCamera
from tests.moved.conftest import (
    HOME,
    NEW,
    OTHER_MAC,
    Clock,
    cards,
    confirm,
    copy_of,
    lease,
    logins,
)


@pytest.fixture
async def asked(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> AsyncGenerator[EmulatedCamera]:
    """A camera at another address that the person is asked about; ours is off."""
    await emulated.stop()
    async with copy_of(emulated, NEW, camera_id="") as other:
        await lease(hass)
        assert len(cards(hass)) == 1
        yield other
        if loaded.state is ConfigEntryState.LOADED:
            await hass.config_entries.async_unload(loaded.entry_id)


async def test_yes(
    hass: HomeAssistant, asked: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Then the login is tried there, and the camera is used."""
    (card,) = cards(hass)
    assert (await confirm(hass, card))["reason"] == "address_changed"
    assert loaded.data["host"] == NEW
    assert loaded.state is ConfigEntryState.LOADED
    assert not cards(hass)


async def test_yes_to_another_camera(
    hass: HomeAssistant, asked: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Its MAC tells, and everything stays as it was."""
    before = asked.identity
    asked.identity = type(before)(before.model, before.firmware, OTHER_MAC)
    (card,) = cards(hass)
    assert (await confirm(hass, card))["reason"] == "other_camera"
    assert loaded.data["host"] == HOME


async def test_yes_and_the_login_is_refused(
    hass: HomeAssistant, asked: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """It is said, and may be tried again."""
    asked.passwords["admin"] = "another"
    (card,) = cards(hass)
    form = await confirm(hass, card)
    assert form["errors"] == {"base": "invalid_auth"}
    assert loaded.data["host"] == HOME
    asked.passwords["admin"] = PASSWORD
    assert (await confirm(hass, form))["reason"] == "address_changed"
    assert loaded.data["host"] == NEW


async def test_yes_but_the_camera_is_back(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    asked: EmulatedCamera,
    loaded: MockConfigEntry,
) -> None:
    """Nothing is sent to the other one."""
    await emulated.start()
    (card,) = cards(hass)
    assert (await confirm(hass, card))["reason"] == "not_moved"
    assert loaded.data["host"] == HOME
    assert logins(asked) == []


async def test_the_camera_is_back(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    asked: EmulatedCamera,
    loaded: MockConfigEntry,
) -> None:
    """The question is withdrawn."""
    await emulated.start()
    await loaded.runtime_data.async_refresh()
    assert loaded.runtime_data.last_update_success
    assert not cards(hass)


async def test_the_question_is_ignored(
    hass: HomeAssistant, asked: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """It is not asked again, and the camera that it is about stays."""
    (card,) = cards(hass)
    data = {"unique_id": card["context"]["unique_id"], "title": "Ignored"}
    await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_IGNORE}, data=data
    )
    await lease(hass)
    assert not cards(hass)
    assert hass.config_entries.async_get_entry(loaded.entry_id) is loaded


async def test_the_camera_is_removed(
    hass: HomeAssistant, asked: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """With it goes the question."""
    await hass.config_entries.async_remove(loaded.entry_id)
    assert not cards(hass)


async def test_a_known_camera_that_is_well_is_not_taken_by_a_login(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Whoever answers with its MAC, and has been given a login by a person."""
    async with copy_of(emulated, NEW) as forger:
        flows = hass.config_entries.flow
        found = {"host": NEW, "port": forger.http_port, "model": "VN-V685"}
        form = await flows.async_init(
            DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=found
        )
        login = {"username": "admin", "password": PASSWORD}
        result = await flows.async_configure(form["flow_id"], login)
        assert result["reason"] == "already_configured"
    assert loaded.data["host"] == HOME
