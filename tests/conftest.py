"""What all tests share: an emulated camera, and Home Assistant set up with it."""

import asyncio
import contextlib
import logging
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Generator
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from aiohttp.resolver import ThreadedResolver
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
from pytest_homeassistant_custom_component.common import MockConfigEntry

# Home Assistant's own test configuration has a package of the same name: ours
# must be the one that is loaded.
import custom_components  # noqa: F401
from custom_components import jvc_vn
from custom_components.jvc_vn import VnCoordinator
from custom_components.jvc_vn.alarms import recovery
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import alarm_link, search
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.ptz import presets
from tests.emulator import EmulatedCamera
from tests.emulator.layout import LANDMARKS

MAC = "00:80:88:00:1a:ef"
PASSWORD = "jvc"
LAST_LANDMARK = max(landmark.number for landmark in LANDMARKS)

NOISY = ("homeassistant", "sqlalchemy.engine")
for _name in NOISY:
    # A line for each entity and statement is an eighth of a test's time; tests
    # that look at the log have all of it, see `caplog`.
    logging.getLogger(_name).setLevel(logging.WARNING)


@pytest.fixture
def caplog(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that is logged, for a test that looks at it."""
    for name in NOISY:
        caplog.set_level(logging.DEBUG, name)
    return caplog


@pytest.fixture(autouse=True)
def _real_sockets(socket_enabled: None) -> None:
    """Everything talks to the emulated camera over loopback."""


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Leave asyncio's debug mode off: it notes a stack for every callback."""


@pytest.fixture(autouse=True)
def search_targets(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Where the search goes: never to a network; tests add loopback addresses."""
    targets: list[tuple[str, int]] = []
    really = search.search

    async def no_network(asked: list[tuple[str, int]], **how: Any) -> Any:
        here = all(host.startswith(("127.", "localhost")) for host, _ in asked)
        return await really(asked if here else targets, **how)

    monkeypatch.setattr(search, "search", no_network)
    return targets


@pytest.fixture(autouse=True)
def _custom_integrations(request: pytest.FixtureRequest) -> None:
    """Let Home Assistant load the integration, where a test runs one."""
    if "hass" in request.fixturenames:
        request.getfixturevalue("enable_custom_integrations")


@pytest.fixture
def hass_config_dir() -> Generator[str]:
    """A folder of configuration of the test's own.

    Home Assistant's is part of an installed package: each test would leave files
    there, and others would find them.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield folder


@pytest.fixture(autouse=True)
def few_presets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look for the first presets only: a hundred are half a second for each test."""
    monkeypatch.setattr(presets, "NUMBERS", presets.NUMBERS[: LAST_LANDMARK + 1])


@pytest.fixture(autouse=True)
def media(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Keep what is kept of alarms in a folder of the test's own."""
    folder = tmp_path_factory.mktemp("media")
    if "hass" in request.fixturenames:
        hass: HomeAssistant = request.getfixturevalue("hass")
        hass.config.media_dirs = {"local": str(folder)}
    return folder / DOMAIN


@pytest.fixture(autouse=True)
def quick_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    """On loopback no line is on its way for long."""
    monkeypatch.setattr(recovery, "IN_FLIGHT", 0.05)


@pytest.fixture(autouse=True)
def quick_link(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a test a link that has delivered a line has lasted long enough."""
    monkeypatch.setattr(alarm_link, "SHORT", 0.0)


class _Resolver(ThreadedResolver):
    """Looks names up as usual; the harness replaces Home Assistant's own."""

    async def real_close(self) -> None:
        """Close as Home Assistant wants it."""


@pytest.fixture
def real_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let names of hosts be looked up."""
    name = "homeassistant.helpers.aiohttp_client._async_make_resolver"
    monkeypatch.setattr(name, lambda _hass: _Resolver())


@pytest.fixture
def all_enabled() -> Generator[None]:
    """Enable the entities that are disabled by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default", True
    ):
        yield


class Tempo:
    """The time of a camera and of what watches it: ours, until a test changes it."""

    def __init__(self) -> None:
        """Be the time that it is."""
        self._pace = 1.0
        self._haste = 1.0
        self._since = self._told = time.monotonic()
        self._changed = asyncio.Event()

    def clock(self) -> float:
        """Tell the time, in seconds."""
        return self._told + (time.monotonic() - self._since) * self._pace

    async def sleep(self, seconds: float) -> None:
        """Sleep until then, however it comes about."""
        until = self.clock() + seconds / self._haste
        await asyncio.sleep(0)
        while (rest := until - self.clock()) > 0:
            real = rest / self._pace if self._pace else None
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(real):
                    await self._changed.wait()

    def forward(self, seconds: float) -> None:
        """Let so much time have gone by."""
        self._change(seconds, self._pace)

    def run(self, pace: float) -> None:
        """Let time go by so many times as fast from now on; 0 lets it stand."""
        self._change(0.0, pace)

    def hurry(self, times: float) -> None:
        """Let sleep be so many times as short from now on; the clock stays."""
        self._haste = times

    def _change(self, ahead: float, pace: float) -> None:
        self._told = self.clock() + ahead
        self._since = time.monotonic()
        self._pace = pace
        self._changed.set()
        self._changed = asyncio.Event()


@pytest.fixture
def tempo(monkeypatch: pytest.MonkeyPatch) -> Tempo:
    """The time by which the integration goes, where an entry is set up."""
    tempo = Tempo()
    timing = Timing(tempo.clock, tempo.sleep)
    monkeypatch.setattr(jvc_vn, "VnCoordinator", partial(VnCoordinator, timing=timing))
    return tempo


@pytest.fixture
async def emulated(tempo: Tempo) -> AsyncGenerator[EmulatedCamera]:
    """An emulated VN-V685 that answers at once."""
    async with make_emulated(clock=tempo.clock) as camera:
        yield camera


def make_emulated(**changes: Any) -> EmulatedCamera:
    """Make an emulated camera, quick and plain unless told otherwise."""
    return EmulatedCamera(
        **{
            "model": "VN-V685",
            "mac": MAC.replace(":", "").upper(),
            "scene": "plain",
            "search_delay": (0.0, 0.0),
            **changes,
        }
    )


def entry_data(camera: EmulatedCamera, **changes: Any) -> dict[str, Any]:
    """What the config flow would have stored for a camera."""
    return {
        "host": camera.host,
        "port": camera.http_port,
        "alarm_port": camera.alarm_port,
        "username": "admin",
        "password": PASSWORD,
        **changes,
    }


@pytest.fixture
async def entry(
    hass: HomeAssistant, emulated: EmulatedCamera, tempo: Tempo
) -> AsyncGenerator[MockConfigEntry]:
    """An entry of the emulated camera, not set up yet."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Yard",
        unique_id=MAC,
        data=entry_data(emulated),
    )
    entry.add_to_hass(hass)
    yield entry
    # Before the camera is switched off, so that nobody is still asking it.
    if entry.state is ConfigEntryState.LOADED:
        await hass.config_entries.async_unload(entry.entry_id)


@pytest.fixture
async def loaded(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """An entry that is set up, with the alarm link open and the presets read."""
    await set_up(hass, entry)
    return entry


@pytest.fixture
def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """A folder that Home Assistant may write to."""
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    hass.config.allowlist_external_dirs = {str(allowed)}
    return allowed


@pytest.fixture
async def quick(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> AsyncGenerator[EmulatedCamera]:
    """A camera with an I-VOP every sixth of a second, and 30 VOPs in one."""
    emulated.force("encode(2).iframeinterval", "5")
    emulated.clear_requests()
    yield emulated
    # Whatever happened, no stream is left.
    await until(lambda: emulated.video_clients == 0)


async def set_up(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    """Set an entry up and wait until everything about it is known."""
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    coordinator = entry.runtime_data
    schedule = coordinator.schedule
    await until(lambda: schedule._read_at.keys() >= set(schedule.wanted))
    await until(lambda: coordinator.data.link == "live")
    await until(lambda: len(coordinator.presets.titles) > 0)
    # Values, presets and, after the link came up, the inputs are read behind.
    asked = -1
    while asked != coordinator.camera.requests:
        asked = coordinator.camera.requests
        await asyncio.sleep(0.05)
    await hass.async_block_till_done()


async def act(hass: HomeAssistant, action: str, entity_id: str, **data: Any) -> None:
    """Call an action the way a dashboard does."""
    domain, _, service = action.partition(".")
    await hass.services.async_call(
        domain, service, {"entity_id": entity_id, **data}, blocking=True
    )


def state(hass: HomeAssistant, entity_id: str) -> str:
    """The state of an entity."""
    found = hass.states.get(entity_id)
    assert found
    return found.state


def watch(hass: HomeAssistant, entity_id: str) -> list[str]:
    """Collect the states that an entity takes from now on."""
    seen: list[str] = []

    @callback
    def changed(event: Event[EventStateChangedData]) -> None:
        if (state := event.data["new_state"]) is not None:
            seen.append(state.state)

    async_track_state_change_event(hass, entity_id, changed)
    return seen


async def settled(camera: EmulatedCamera) -> None:
    """Wait until nothing is asked any more that setting up began."""
    asked = -1
    while asked != len(camera.requests):
        asked = len(camera.requests)
        await asyncio.sleep(0.1)


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that comes over a socket."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)
