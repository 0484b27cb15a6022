"""A camera, addresses to move to, and what may be found there.

DHCP can be forged by everybody in the network, so here everybody does.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_socket
from homeassistant.config_entries import (
    SOURCE_DHCP,
    ConfigFlowResult,
)
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.moved import follow, home
from custom_components.jvc_vn.moved.follow import async_moved_cameras
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import MAC, make_emulated, until
from tests.emulator import EmulatedCamera

NAME = "By the pond"
OTHER_MAC = "00:80:88:ff:ff:ff"
HOME, NEW = "127.0.0.1", "127.0.0.2"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera and where it looks, and addresses to move to."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.NUMBER))
    for module in (follow, home):
        monkeypatch.setattr(module, "TIMEOUT", 2.0)
    hosts = [HOME, NEW, *(f"127.0.0.{n}" for n in range(3, 12))]
    pytest_socket.socket_allow_hosts(hosts)


@dataclass
class Clock:
    """Time that passes by sleeping; something may happen while it does."""

    now: float = 1000.0
    naps: list[float] = field(default_factory=list)
    happens: Callable[[int], Awaitable[None]] | None = None

    async def sleep(self, seconds: float) -> None:
        """Let so much time pass."""
        self.now += seconds
        self.naps.append(seconds)
        if self.happens:
            await self.happens(len(self.naps))
        await asyncio.sleep(0)


@pytest.fixture
def clock(hass: HomeAssistant) -> Clock:
    """The time by which cameras are followed."""
    clock = Clock()
    timing = Timing(clock=lambda: clock.now, sleep=clock.sleep)
    async_moved_cameras(hass).timing = timing
    return clock


@pytest.fixture
async def emulated() -> AsyncGenerator[EmulatedCamera]:
    """A camera that has a name of its own."""
    async with make_emulated(camera_id=NAME) as camera:
        yield camera


def copy_of(camera: EmulatedCamera, host: str, **changes: Any) -> EmulatedCamera:
    """Make what answers at another address, at the same ports, as a camera does."""
    settings = {"mac": MAC, "camera_id": NAME, **changes}
    return make_emulated(
        host=host,
        http_port=camera.http_port,
        alarm_port=camera.alarm_port,
        **settings,
    )


async def lease(
    hass: HomeAssistant, host: str = NEW, mac: str = MAC
) -> ConfigFlowResult:
    """Let DHCP say that a MAC has taken an address, and what follows happen."""
    info = DhcpServiceInfo(host, "vn-v685", mac.replace(":", ""))
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_DHCP}, data=info
    )
    await settled(hass)
    return result


async def settled(hass: HomeAssistant) -> None:
    """Wait until nothing is tried any more."""
    moved_cameras = async_moved_cameras(hass)
    await until(lambda: not moved_cameras._tasks, 15)
    await hass.async_block_till_done()


def cards(hass: HomeAssistant) -> list[ConfigFlowResult]:
    """The questions that the person sees."""
    return [
        flow
        for flow in hass.config_entries.flow.async_progress_by_handler(DOMAIN)
        if flow["step_id"] == "moved"
    ]


async def confirm(hass: HomeAssistant, card: ConfigFlowResult) -> ConfigFlowResult:
    """Say yes."""
    result = await hass.config_entries.flow.async_configure(card["flow_id"], {})
    await settled(hass)
    return result


def logins(camera: EmulatedCamera) -> list[str]:
    """The requests that came with a login."""
    return [request.target for request in camera.requests if request.user]


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """The warnings of following."""
    return [
        record.getMessage()
        for record in caplog.records
        if "moved" in record.name and record.levelno >= logging.WARNING
    ]


async def fails(entry: MockConfigEntry) -> None:
    """Ask the camera where it does not answer any more."""
    entry.runtime_data.schedule.mark_all_due()
    await entry.runtime_data.async_refresh()
    assert not entry.runtime_data.last_update_success
