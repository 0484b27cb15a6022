"""A camera that is well stays where it is; one that has moved is followed."""

import asyncio
from typing import Any

import pytest
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryDisabler,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.moved import sightings
from custom_components.jvc_vn.moved.follow import async_moved_cameras
from tests.conftest import MAC, entry_data, set_up, until
from tests.emulator import EmulatedCamera
from tests.moved.conftest import (
    HOME,
    NAME,
    NEW,
    Clock,
    cards,
    copy_of,
    fails,
    lease,
    logins,
    settled,
)

# The camera is well.


@pytest.mark.parametrize("host", ["127.0.0.9", NEW])
async def test_a_healthy_camera_is_not_taken_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    clock: Clock,
    host: str,
) -> None:
    """Neither to a dead address nor to a forger, who is not even looked at."""
    coordinator = loaded.runtime_data
    async with copy_of(emulated, NEW) as forger:
        result = await lease(hass, host)
        assert result["reason"] == "already_configured"
        assert forger.requests == []
    assert dict(loaded.data) == entry_data(emulated)
    assert loaded.runtime_data is coordinator
    assert not cards(hass)
    assert clock.naps == []


async def test_a_name_in_place_of_an_address_stays(
    hass: HomeAssistant, emulated: EmulatedCamera, clock: Clock, real_names: None
) -> None:
    """DHCP tells the address behind it, and always will."""
    data = entry_data(emulated, host="localhost")
    entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=data)
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    await lease(hass, HOME)
    assert entry.data["host"] == "localhost"
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_disabled_camera_is_left_in_peace(
    hass: HomeAssistant, emulated: EmulatedCamera, clock: Clock
) -> None:
    """Nothing is asked, here or there."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        unique_id=MAC,
        data=entry_data(emulated),
        disabled_by=ConfigEntryDisabler.USER,
    )
    entry.add_to_hass(hass)
    async with copy_of(emulated, NEW) as other:
        await lease(hass)
        assert other.requests == emulated.requests == []
    assert not cards(hass)


async def test_a_camera_that_is_well_and_not_set_up(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, clock: Clock
) -> None:
    """It shows its MAC where it is, and nobody else is looked at."""
    async with copy_of(emulated, NEW) as forger:
        await lease(hass)
        assert forger.requests == []
    assert logins(emulated)
    assert entry.data["host"] == HOME
    assert clock.naps == []


# The camera has moved.


async def test_a_camera_that_is_known_again_is_followed(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """First a look without a login, then the MAC, and then the address."""
    data = dict(loaded.data)
    await emulated.move_to(NEW)
    emulated.clear_requests()
    await lease(hass)
    assert dict(loaded.data) == data | {"host": NEW}
    assert loaded.state is ConfigEntryState.LOADED
    first, second, *_ = emulated.requests
    assert first.target.startswith("/api/video")
    assert second.target.startswith("/api/video")
    assert first.user is second.user is None
    assert not cards(hass)


async def test_a_camera_that_takes_its_time(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """It asks for its address first, and answers a minute or two later."""
    await emulated.stop()

    async def starts(naps: int) -> None:
        if naps == 5:
            emulated.host = NEW
            await emulated.start()

    clock.happens = starts
    await lease(hass)
    assert loaded.data["host"] == NEW
    assert clock.naps == [5, 10, 20, 30, 30]
    assert not cards(hass)


async def test_an_address_that_is_told_while_another_is_tried(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """It is looked at in its turn, and nobody begins anew."""
    await emulated.stop()
    later = "127.0.0.3"

    async def starts(naps: int) -> None:
        if naps == 2:
            emulated.host = later
            await emulated.start()
            info = DhcpServiceInfo(later, "vn-v685", MAC.replace(":", ""))
            await hass.config_entries.flow.async_init(
                DOMAIN, context={"source": SOURCE_DHCP}, data=info
            )

    clock.happens = starts
    await lease(hass)
    assert loaded.data["host"] == later
    assert clock.naps == [5, 10]


async def test_addresses_that_are_told_while_one_is_looked_at(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """DHCP tells each once: they are not left for a quarter of an hour."""
    finds = [f"127.0.0.{n}" for n in range(3, 7)]
    await emulated.move_to(finds[-1])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for host in finds:
            async_moved_cameras(hass).found(loaded, host)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    async with await asyncio.start_server(serve, NEW, loaded.data["port"]):
        await lease(hass)
    assert loaded.data["host"] == finds[-1]
    assert clock.naps == [5]


async def test_an_entry_that_is_being_set_up(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """It is waited for: how that ends says where the camera is."""
    await emulated.move_to(NEW)
    emulated.clear_requests()
    loaded.mock_state(hass, ConfigEntryState.SETUP_IN_PROGRESS)

    async def ends(naps: int) -> None:
        assert emulated.requests == []
        loaded.mock_state(hass, ConfigEntryState.LOADED)

    clock.happens = ends
    await lease(hass)
    assert loaded.data["host"] == NEW
    assert clock.naps == [5]


async def test_the_offer_to_add_it_is_withdrawn(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """What was found there as a new camera is the one that has moved."""
    await emulated.move_to(NEW)
    flows = hass.config_entries.flow
    found = {"host": NEW, "port": emulated.http_port, "model": "VN-V685"}
    form = await flows.async_init(
        DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=found
    )
    assert form["type"] == "form"
    await lease(hass)
    assert loaded.data["host"] == NEW
    assert not flows.async_progress_by_handler(DOMAIN)


async def test_somebody_else_took_the_old_address(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    clock: Clock,
    hass_storage: dict[str, Any],
) -> None:
    """A web server, which is no camera and gets no login."""
    pan, tilt, zoom = emulated.position
    position = [round(pan, 2), round(tilt, 2), zoom]
    seen = {"model": "VN-V685U", "camera_id": NAME, "position": position}
    hass_storage[f"{DOMAIN}.{entry.entry_id}.seen"] = {"version": 1, "data": seen}
    await emulated.move_to(NEW)
    received = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    async with await asyncio.start_server(serve, HOME, entry.data["port"]):
        await lease(hass)
    assert received.startswith(b"GET /api/video")
    assert b"authorization" not in received.lower()
    assert entry.data["host"] == NEW


async def test_it_is_removed_while_it_is_looked_for(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Nobody looks any more."""
    await emulated.stop()
    never = asyncio.Event()

    async def wait(naps: int) -> None:
        await never.wait()

    clock.happens = wait
    leased = asyncio.create_task(lease(hass))
    await until(lambda: clock.naps == [5])
    await hass.config_entries.async_remove(loaded.entry_id)
    await leased
    assert clock.naps == [5]
    assert not cards(hass)


async def test_a_camera_that_turns_when_it_starts(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """It is given the time to turn to where it stood."""
    await emulated.move_to(NEW)
    stood = emulated.position[0]
    emulated.force("camera.motion.pan", "200.00")

    async def turns(naps: int) -> None:
        if naps == 3:
            assert logins(emulated) == []
            emulated.force("camera.motion.pan", f"{stood:.2f}")

    emulated.clear_requests()
    clock.happens = turns
    await lease(hass)
    assert loaded.data["host"] == NEW
    assert clock.naps == [5, 10, 20]


async def test_home_assistant_was_restarted_meanwhile(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    clock: Clock,
    hass_storage: dict[str, Any],
) -> None:
    """How the camera looked is on the disk."""
    pan, tilt, zoom = emulated.position
    hass_storage[f"{DOMAIN}.{entry.entry_id}.seen"] = {
        "version": 1,
        "data": {
            "model": "VN-V685U",
            "camera_id": NAME,
            "position": [round(pan, 2), round(tilt, 2), zoom],
        },
    }
    await emulated.move_to(NEW)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    await lease(hass)
    assert entry.data["host"] == NEW
    assert entry.state is ConfigEntryState.LOADED


async def test_how_it_looks_is_kept_as_long_as_the_camera(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_storage: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It follows the camera, and goes when the camera is removed."""
    monkeypatch.setattr(sightings, "LAZY", 0)
    emulated.force("camera.motion.pan", "200.00")
    coordinator = loaded.runtime_data
    key = f"{DOMAIN}.{loaded.entry_id}.seen"

    async def polled() -> float:
        coordinator.hub._newest_at = float("-inf")
        coordinator.schedule.mark_live_due()
        await coordinator.async_refresh()
        await hass.async_block_till_done()
        position = hass_storage.get(key, {}).get("data", {}).get("position", [None])
        return position[0]

    # It has turned, so it is waited for until it stands.
    async with asyncio.timeout(5):
        while await polled() != 200:
            await asyncio.sleep(0.2)
    await hass.config_entries.async_remove(loaded.entry_id)
    assert key not in hass_storage


async def test_it_is_looked_for_again_later(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Home Assistant tells an address once, and the camera may move there after that.

    Nothing is asked of it while the camera is well.
    """
    await lease(hass)
    assert loaded.data["host"] == HOME
    moved_cameras = async_moved_cameras(hass)
    emulated.clear_requests()
    moved_cameras.look_again()
    await settled(hass)
    assert emulated.requests == []
    await emulated.move_to(NEW)
    await fails(loaded)
    moved_cameras.look_again()
    await settled(hass)
    assert loaded.data["host"] == NEW
    assert clock.naps == []


async def test_a_find_that_turns_out_wrong_is_taken_back(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Whoever copied all, and went away: the camera is looked for where it was."""
    await emulated.stop()
    async with copy_of(emulated, NEW):
        await lease(hass)
        assert loaded.data["host"] == NEW
        assert loaded.state is ConfigEntryState.LOADED
    await emulated.start()
    await fails(loaded)
    async_moved_cameras(hass).look_again()
    await settled(hass)
    assert loaded.data["host"] == HOME
    assert loaded.state is ConfigEntryState.LOADED
    assert loaded.runtime_data.last_update_success
