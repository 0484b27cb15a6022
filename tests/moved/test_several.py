"""Several cameras, or several addresses."""

from contextlib import AsyncExitStack

from homeassistant.config_entries import (
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.moved import follow
from tests.conftest import MAC, entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera
from tests.moved.conftest import (
    HOME,
    NEW,
    OTHER_MAC,
    Clock,
    cards,
    copy_of,
    lease,
    logins,
)


async def test_one_address_for_many_cameras(hass: HomeAssistant, clock: Clock) -> None:
    """One question for each camera that is away, none for one that is well."""
    async with AsyncExitStack() as stack:
        entries: list[MockConfigEntry] = []
        cameras: list[EmulatedCamera] = []
        for number in range(3, 6):
            mac = f"00:80:88:00:00:0{number}"
            camera = make_emulated(
                host=f"127.0.0.{number}", mac=mac, camera_id=f"Post {number} north"
            )
            await stack.enter_async_context(camera)
            entry = MockConfigEntry(
                domain=DOMAIN, unique_id=mac, data=entry_data(camera)
            )
            entry.add_to_hass(hass)
            await set_up(hass, entry)
            cameras.append(camera)
            entries.append(entry)
        forger = make_emulated(host=NEW, camera_id="Post 9 north")
        await stack.enter_async_context(forger)
        for entry in entries:
            data = {**entry.data, "port": forger.http_port}
            hass.config_entries.async_update_entry(entry, data=data)
        for camera in cameras[:2]:
            await camera.stop()
        for _ in range(3):
            for entry in entries:
                await lease(hass, mac=entry.unique_id or "")
        assert len(cards(hass)) == 2
        assert logins(forger) == []
        hosts = [entry.data["host"] for entry in entries]
        assert hosts == ["127.0.0.3", "127.0.0.4", "127.0.0.5"]
        for entry in entries:
            await hass.config_entries.async_unload(entry.entry_id)


async def test_many_addresses_for_one_camera(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Three questions at a time, and the real address is not pushed out for good."""
    await emulated.stop()
    async with AsyncExitStack() as stack:
        forgers = [
            copy_of(emulated, f"127.0.0.{n}", camera_id="x") for n in range(3, 9)
        ]
        for forger in forgers:
            await stack.enter_async_context(forger)
        for _ in range(2):
            for forger in forgers:
                await lease(hass, forger.host)
        assert len(cards(hass)) == follow.MOST_CARDS
        assert not any(logins(forger) for forger in forgers)
        looks = sum(len(forger.requests) for forger in forgers)
        assert looks <= 6 * 2 * 2
        emulated.host = NEW
        await emulated.start()
        await lease(hass)
    assert loaded.data["host"] == NEW
    assert not cards(hass)


async def test_the_address_of_another_camera_of_ours(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """It is well and alive there, so nothing is asked."""
    async with copy_of(emulated, NEW, mac=OTHER_MAC, camera_id="Gate 2 west") as other:
        entry = MockConfigEntry(
            domain=DOMAIN, unique_id=OTHER_MAC, data=entry_data(other)
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        await emulated.stop()
        await lease(hass)
        assert not cards(hass)
        assert loaded.data["host"] == HOME
        await hass.config_entries.async_unload(entry.entry_id)
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_two_cameras_that_changed_places(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """After a power cut: each is followed, and both end up right."""
    async with copy_of(emulated, NEW, mac=OTHER_MAC, camera_id="Gate 2 west") as other:
        entry = MockConfigEntry(
            domain=DOMAIN, unique_id=OTHER_MAC, data=entry_data(other)
        )
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        for camera in (emulated, other):
            await camera.stop()
        emulated.host, other.host = NEW, HOME
        for camera in (emulated, other):
            await camera.start()
        for each in (loaded, entry):
            each.runtime_data.schedule.mark_all_due()
            await each.runtime_data.async_refresh()
        await lease(hass, NEW, MAC)
        await lease(hass, HOME, OTHER_MAC)
        assert (loaded.data["host"], entry.data["host"]) == (NEW, HOME)
        assert loaded.state is entry.state is ConfigEntryState.LOADED
        for each in (loaded, entry):
            await hass.config_entries.async_unload(each.entry_id)
