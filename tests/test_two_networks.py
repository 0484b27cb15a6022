"""A camera that is sent to another network, for real: in a network of its own."""

import asyncio
from collections.abc import AsyncGenerator, Generator
from datetime import timedelta

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_socket import socket_allow_hosts

from custom_components.jvc_vn import relocation
from custom_components.jvc_vn.const import DOMAIN
from tests.emulator.client import ask
from tests.emulator.process import CameraProcess

from .conftest import MAC, PASSWORD, set_up, until
from .namespaces import ONLY_ADDRESS, Namespace, NoNamespacesError, two_networks
from .test_actions import CAMERA, act

OLD, NEW = "10.77.0.2", "10.78.0.9"
OURS = ("10.77.0.1/24", "10.78.0.1/24")
RETRY = timedelta(minutes=2)
"""Longer than Home Assistant waits before it tries to set something up again."""


@pytest.fixture
def network() -> Generator[Namespace]:
    """Be in one of two networks, which reaches both addresses; return the other."""
    try:
        with two_networks() as (here, there):
            here.take(*OURS)
            there.take(f"{OLD}/24")
            socket_allow_hosts([OLD, NEW])
            with here.inside():
                yield there
    except NoNamespacesError as err:
        pytest.skip(f"no network namespaces: {err}")


@pytest.fixture
def address_command() -> str:
    """What the camera does to have its new address."""
    return ONLY_ADDRESS


@pytest.fixture
async def camera(
    network: Namespace, address_command: str
) -> AsyncGenerator[CameraProcess]:
    """A camera in the other network."""
    options = ("--allow-network", "--mac", MAC, "--reboot-seconds", "0.5")
    async with CameraProcess(
        *options,
        *("--address-command", address_command),
        host=OLD,
        control_host="0.0.0.0",
        within=network.within,
    ) as camera:
        camera.control_host = OLD
        yield camera


@pytest.fixture
async def entry(
    hass: HomeAssistant, camera: CameraProcess
) -> AsyncGenerator[MockConfigEntry]:
    """An entry of the camera, set up."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Yard",
        unique_id=MAC,
        data={
            "host": OLD,
            "port": camera.http_port,
            "alarm_port": camera.alarm_port,
            "username": "admin",
            "password": PASSWORD,
        },
    )
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    yield entry
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


def present(hass: HomeAssistant) -> set[str]:
    """The entities that are not unavailable."""
    return {s.entity_id for s in hass.states.async_all() if s.state != "unavailable"}


async def tried(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Wait until Home Assistant has tried to set the camera up."""
    ends = (ConfigEntryState.LOADED, ConfigEntryState.SETUP_RETRY)
    await until(lambda: entry.state in ends, 15)
    await hass.async_block_till_done()


async def tried_again(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Let the time come at which it tries once more."""
    await tried(hass, entry)
    async_fire_time_changed(hass, dt_util.utcnow() + RETRY)
    await hass.async_block_till_done()
    await tried(hass, entry)


async def listens(host: str, port: int) -> bool:
    """Tell whether somebody answers at an address."""
    try:
        async with asyncio.timeout(0.5):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:
        return False
    writer.close()
    return True


async def test_it_is_followed(
    hass: HomeAssistant, camera: CameraProcess, entry: MockConfigEntry
) -> None:
    """After the one restart that a person wanted, everything is back by itself."""
    before = present(hass)
    assert CAMERA in before
    assert not await listens(NEW, camera.http_port)
    told = await act(
        hass, "set_network", address=NEW, netmask="255.255.255.0", apply=True
    )
    assert told["address"] == NEW
    async with asyncio.timeout(10):
        while not await listens(NEW, camera.http_port):
            await asyncio.sleep(0.05)
    camera.host = camera.control_host = NEW
    assert not await listens(OLD, camera.http_port)
    assert entry.data["host"] == NEW
    await tried_again(hass, entry)
    assert entry.state is ConfigEntryState.LOADED
    await until(lambda: present(hass) == before)
    await until(lambda: entry.runtime_data.data.link == "live")
    asked = [request["target"] for request in await camera.requests()]
    assert len([target for target in asked if "status=restart" in target]) == 1
    assert await ask(camera, "network.interface.ip") == (
        f"network.interface.ip={NEW}&200 OK\r\n"
    )
    about = {issue.translation_key for issue in ir.async_get(hass).issues.values()}
    assert about == {"factory_password"}


@pytest.mark.parametrize("address_command", ["true"])
async def test_it_is_gone(
    hass: HomeAssistant, entry: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After five minutes a person is asked, and told how to find it."""
    now = 1000.0
    monkeypatch.setattr(relocation, "clock", lambda: now)
    await act(hass, "set_network", address=NEW, netmask="255.255.255.0", apply=True)
    await until(lambda: entry.data["host"] == NEW)
    await until(lambda: entry.state is not ConfigEntryState.LOADED)
    issues, issue_id = ir.async_get(hass), f"moved_{entry.entry_id}"
    now += 299
    await tried_again(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert not issues.async_get_issue(DOMAIN, issue_id)
    now += 2
    await tried_again(hass, entry)
    issue = issues.async_get_issue(DOMAIN, issue_id)
    assert issue
    assert issue.is_fixable
    texts = await async_get_translations(hass, "de", "issues", [DOMAIN])
    advice = texts[f"component.{DOMAIN}.issues.moved.fix_flow.step.address.description"]
    assert "Router" in advice
    assert issue.translation_placeholders
    assert issue.translation_placeholders["host"] == NEW
