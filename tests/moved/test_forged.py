"""Somebody else is at the address that DHCP tells of."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest
from homeassistant.config_entries import (
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.moved import follow
from custom_components.jvc_vn.moved.follow import async_moved_cameras
from tests.conftest import MAC, entry_data, make_emulated, set_up
from tests.emulator import EmulatedCamera
from tests.moved.conftest import (
    HOME,
    NEW,
    OTHER_MAC,
    Clock,
    cards,
    confirm,
    copy_of,
    fails,
    lease,
    logins,
    settled,
    told,
)


@dataclass(frozen=True)
class Forgery:
    """How a forger differs from the camera: in nothing that it takes to be followed."""

    settings: dict[str, Any]
    pan: str | None = None
    naps: int = 0


PATIENCE = 12
"""Naps until patience ends."""
FORGERIES = {
    "factory name": Forgery({"camera_id": "Camera01"}),
    "no name": Forgery({"camera_id": ""}),
    "model": Forgery({"model": "VN-V686B"}),
    "position": Forgery({}, pan="77.00", naps=PATIENCE),
}


@pytest.mark.parametrize("kind", FORGERIES)
async def test_a_stranger_is_asked_about(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    clock: Clock,
    kind: str,
) -> None:
    """Whoever has not looked at the camera before gets no login."""
    forgery = FORGERIES[kind]
    await emulated.stop()
    async with copy_of(emulated, NEW, **forgery.settings) as forger:
        if forgery.pan:
            forger.force("camera.motion.pan", forgery.pan)
        await lease(hass)
        assert logins(forger) == []
        assert loaded.data["host"] == HOME
        (card,) = cards(hass)
        title = card["context"]["title_placeholders"]["name"]
        assert title == f"Yard: {HOME} → {NEW}?"
        assert len(clock.naps) == forgery.naps
        # Said again, it is asked once; the address is not offered as a new camera.
        await lease(hass)
        assert cards(hass) == [card]
        found = {"host": NEW, "port": forger.http_port, "model": "VN-V685"}
        offered = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_INTEGRATION_DISCOVERY}, data=found
        )
        assert offered["reason"] == "already_in_progress"
        assert logins(forger) == []
        await hass.config_entries.async_unload(loaded.entry_id)


@pytest.mark.parametrize("name", ["Camera01", "", "VN-V685U", "cam 2", "INPUT01", "7"])
async def test_a_camera_without_a_name_of_its_own(
    hass: HomeAssistant, clock: Clock, name: str
) -> None:
    """It cannot be told from another, so the person is always asked."""
    async with make_emulated(camera_id=name) as camera:
        entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=entry_data(camera))
        entry.add_to_hass(hass)
        await set_up(hass, entry)
        await camera.move_to(NEW)
        camera.clear_requests()
        await lease(hass)
        assert logins(camera) == []
        (card,) = cards(hass)
        assert (await confirm(hass, card))["reason"] == "address_changed"
        assert entry.data["host"] == NEW
        assert entry.state is ConfigEntryState.LOADED
        await hass.config_entries.async_unload(entry.entry_id)


async def test_what_is_no_camera_is_not_asked_about(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """A web server that took the address."""
    received = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
        writer.close()

    await emulated.stop()
    port = loaded.data["port"]
    async with await asyncio.start_server(serve, NEW, port):
        await lease(hass)
    assert received.startswith(b"GET /api/video")
    assert b"authorization" not in received.lower()
    assert not cards(hass)
    assert loaded.data["host"] == HOME
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_one_that_shows_no_picture(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """What cannot be compared is asked about, and gets no login."""
    received = bytearray()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.extend(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Web Server\r\n\r\n")
        writer.close()

    await emulated.stop()
    async with await asyncio.start_server(serve, NEW, loaded.data["port"]):
        await lease(hass)
    assert len(cards(hass)) == 1
    assert received.count(b"GET /api/video") == 2
    assert b"authorization" not in received.lower()
    assert loaded.data["host"] == HOME
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_a_camera_that_does_not_tell_who_it_is(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Its password was changed: it may be ours, so a copy elsewhere gets no login."""
    emulated.passwords["admin"] = "another"
    async with copy_of(emulated, NEW) as forger:
        await lease(hass)
        assert logins(forger) == []
        assert len(cards(hass)) == 1
        assert loaded.data["host"] == HOME
        await hass.config_entries.async_unload(loaded.entry_id)


async def test_a_copy_of_all_that_can_be_seen(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Gets one login, because more than that cannot be told; its MAC gives it away.

    Then it is not believed again, however often it is announced.
    """
    await emulated.stop()
    async with copy_of(emulated, NEW, mac=OTHER_MAC) as forger:
        for _ in range(3):
            await lease(hass)
        assert logins(forger) == [
            "/api/param?system.model",
            "/api/param?network.interface.mac",
        ]
        assert loaded.data["host"] == HOME
        assert not cards(hass)
        (warning,) = told(caplog)
        assert warning == (
            f"What looks like Yard at {NEW} is not: its MAC is {OTHER_MAC}."
            f" It stays at {HOME}"
        )
        clock.now += follow.WRONG_FOR
        await lease(hass)
        assert len(logins(forger)) == 4
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_a_login_that_is_refused_there(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The entry stays where it was, and works when the camera is back."""
    await emulated.stop()
    passwords = dict.fromkeys(("admin", "operator", "user"), "another")
    async with copy_of(emulated, NEW, passwords=passwords) as forger:
        for _ in range(3):
            await lease(hass)
        assert logins(forger) == ["/api/param?system.model"]
    assert loaded.data["host"] == HOME
    assert len(told(caplog)) == 1
    await emulated.start()
    await loaded.runtime_data.async_refresh()
    assert loaded.runtime_data.last_update_success


async def test_one_that_vanishes_after_the_look(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Nobody is there any more when the login comes."""
    await emulated.stop()
    async with copy_of(emulated, NEW) as forger:
        forger.faults.param_dribble = 1.0

        async def vanishes(naps: int) -> None:
            if naps == 1:
                await forger.stop()

        clock.happens = vanishes
        await lease(hass)
        assert logins(forger) == ["/api/param?system.model"]
        assert loaded.data["host"] == HOME
    assert not cards(hass)
    await hass.config_entries.async_unload(loaded.entry_id)


async def test_nobody_at_all(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, clock: Clock
) -> None:
    """Looked for during five minutes, and then every quarter of an hour."""
    await emulated.stop()
    await lease(hass)
    assert len(clock.naps) == PATIENCE
    assert sum(clock.naps) >= follow.PATIENCE
    await fails(loaded)
    async_moved_cameras(hass).look_again()
    await settled(hass)
    assert len(clock.naps) == PATIENCE
    assert loaded.data["host"] == HOME
    assert not cards(hass)
    await hass.config_entries.async_unload(loaded.entry_id)
