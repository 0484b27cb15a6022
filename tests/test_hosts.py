"""The same camera under its name, its address and another spelling of either."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from functools import partial
from typing import Any

import pytest
import pytest_socket
from homeassistant.config_entries import (
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn import config_flow
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.issues import async_create_port_closed_issue
from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.protocol import search
from tests.conftest import MAC, entry_data, make_emulated
from tests.emulator import EmulatedCamera
from tests.test_config_flow import (
    LOGIN,
    UNUSED_PORT,
    Targets,
    aborts,
    address,
    begin,
    find,
    lease,
    running,
    shows,
    submit,
    suggested,
)
from tests.test_discovery import later, offers, searchable, start, target

IPV6 = "::1"


@pytest.fixture(autouse=True)
def _quick_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "search", partial(search.search, wait=0.1))
    monkeypatch.setattr(alarm, "SETTLE", 0.05)
    hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3", IPV6]
    pytest_socket.socket_allow_hosts(hosts)


@pytest.fixture
async def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The names that the network knows."""
    known: dict[str, str] = {}

    async def look_up(host: str, *_: Any, **__: Any) -> list[Any]:
        if host not in known:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", (known[host], 0))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", look_up)
    return known


@pytest.fixture
async def ipv6() -> AsyncGenerator[EmulatedCamera]:
    """A camera that is reached by IPv6."""
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    async with make_emulated(host=IPV6, search_port=None) as camera:
        yield camera


async def test_a_camera_of_ipv6_has_all_its_entities(
    hass: HomeAssistant, ipv6: EmulatedCamera
) -> None:
    """From the form, however the address was written, to the link on its page."""
    form = await begin(hass, SOURCE_USER)
    pasted = f"http://[0:0:0::1]:{ipv6.http_port}/index.html"
    form = await submit(hass, form, **address(ipv6, host=pasted, port=80))
    assert shows(form, "credentials")
    result = await submit(hass, form, **LOGIN)
    entry: Any = result["result"]
    assert dict(entry.data) == entry_data(ipv6)
    assert entry.state is ConfigEntryState.LOADED
    assert len(hass.states.async_entity_ids()) > 30
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    assert device.configuration_url == f"http://[::1]:{ipv6.http_port}"
    form = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id}
    )
    result = await submit(hass, form, **address(ipv6, host="[::1]"), **LOGIN)
    assert aborts(result, "reconfigure_successful")
    assert dict(entry.data) == entry_data(ipv6)
    async_create_port_closed_issue(hass, entry, "Yard")
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"alarm_port_closed_{entry.entry_id}"
    )
    assert issue
    assert issue.translation_placeholders
    assert issue.translation_placeholders["host"] == "[::1]"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("host", ["127.0.0.1.", " 127.0.0.1", "::ffff:127.0.0.1"])
async def test_a_known_address_in_another_spelling(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, host: str
) -> None:
    """Is not added again."""
    form = await begin(hass, SOURCE_USER)
    result = await submit(hass, form, **address(emulated, host=host))
    assert aborts(result, "already_configured")


async def test_a_camera_added_by_name_is_not_offered_under_its_address(
    hass: HomeAssistant,
    search_targets: Targets,
    names: dict[str, str],
) -> None:
    """Neither as a card, nor in the list, nor by DHCP."""
    names["yard.lan"] = "127.0.0.2"
    async with searchable("127.0.0.2") as known, searchable("127.0.0.3") as new:
        MockConfigEntry(
            domain=DOMAIN, unique_id=MAC, data=entry_data(known, host="Yard.lan.")
        ).add_to_hass(hass)
        search_targets.extend([target(known), target(new)])
        assert await start(hass)
        await later(hass, 15.1)
        assert offers(hass) == ["VN-V685 (127.0.0.3)"]
        assert aborts(await find(hass, *target(known)), "already_configured")
        for mac in (MAC, "00:80:88:ff:ff:ff"):
            result = await lease(hass, "127.0.0.2", mac)
            assert aborts(result, "already_configured")
        form = await begin(hass, SOURCE_USER)
        assert shows(form, "user")


async def test_an_offer_moves_only_what_was_found(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person has chosen the ports: a router may stand between."""
    async with searchable("127.0.0.2") as emulated:
        data = entry_data(emulated, host="127.0.0.3", port=8081, alarm_port=4711)
        entry = MockConfigEntry(domain=DOMAIN, unique_id=MAC, data=data)
        entry.add_to_hass(hass)
        form = await find(hass, *target(emulated))
        asked = await submit(hass, form, **LOGIN)
        assert shows(asked, "moved")
        assert aborts(await submit(hass, asked), "address_changed")
    assert dict(entry.data) == data | {"host": "127.0.0.2"}


@pytest.mark.parametrize("way", ["list", "card"])
async def test_a_found_camera_with_its_pages_on_another_port(
    hass: HomeAssistant,
    search_targets: Targets,
    monkeypatch: pytest.MonkeyPatch,
    way: str,
) -> None:
    """The form of the address opens, filled in with what was found."""
    monkeypatch.setattr(config_flow, "DEFAULT_ALARM_PORT", 4711)
    port = _free_port("127.0.0.2")
    async with running(hass, make_emulated(host="127.0.0.2", search_port=port)) as seen:
        search_targets.append(("127.0.0.2", port))
        if way == "list":
            form = await begin(hass, SOURCE_USER)
            form = await submit(hass, form, camera=f"127.0.0.2:{port}")
        else:
            form = await find(hass, "127.0.0.2", port)
            form = await submit(hass, form, **LOGIN)
        assert shows(form, "manual", base="cannot_connect")
        filled_in = {"host": "127.0.0.2", "port": port, "alarm_port": 4711}
        assert suggested(form) == filled_in
        form = await submit(hass, form, **address(seen))
        assert shows(form, "credentials")
        result = await submit(hass, form, **LOGIN)
        assert dict(result["result"].data) == entry_data(seen)


def _free_port(host: str) -> int:
    with socket.socket() as sock:
        sock.bind((host, 0))
        port: int = sock.getsockname()[1]
        return port


@pytest.mark.parametrize(
    "pasted",
    ["http://127.0.0.1:{}/", "127.0.0.1:{}", "HTTP://127.0.0.1.:{}/index.html"],
)
async def test_a_pasted_address_is_taken_apart(
    hass: HomeAssistant, emulated: EmulatedCamera, pasted: str
) -> None:
    """Its port is the one that is meant."""
    form = await begin(hass, SOURCE_USER)
    host = pasted.format(emulated.http_port)
    form = await submit(hass, form, **address(emulated, host=host, port=UNUSED_PORT))
    assert shows(form, "credentials")
    result = await submit(hass, form, **LOGIN)
    assert dict(result["result"].data) == entry_data(emulated)
    await hass.async_block_till_done()
    await hass.config_entries.async_unload(result["result"].entry_id)


async def test_an_empty_password_tries_those_of_the_factory(
    hass: HomeAssistant,
) -> None:
    """One press adds a new camera, whichever of them it has."""
    passwords = dict.fromkeys(("admin", "operator", "user"), "vn-v686")
    async with running(hass, make_emulated(passwords=passwords)) as emulated:
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, **address(emulated))
        emulated.passwords["admin"] = "own"
        form = await submit(hass, form, username="admin")
        assert shows(form, "credentials", base="factory_password_refused")
        emulated.passwords["admin"] = "vn-v686"
        result = await submit(hass, form, username="admin")
        assert dict(result["result"].data) == entry_data(emulated, password="vn-v686")


async def test_two_cameras_with_one_title_are_told_apart(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """The second one is named with its address."""
    hass.config_entries.async_update_entry(entry, title="Gate")
    other = make_emulated(host="127.0.0.2", mac="00808800FFFF", camera_id=" Gate ")
    async with running(hass, other):
        form = await begin(hass, SOURCE_USER)
        form = await submit(hass, form, **address(other))
        result = await submit(hass, form, **LOGIN)
        assert result["title"] == "Gate (127.0.0.2)"
