"""A camera that is set up, and what a person sees of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from unittest.mock import patch

import pytest
import pytest_socket
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.coordinator import VnCoordinator
from custom_components.jvc_vn.protocol import alarm_connection, camera, http
from custom_components.jvc_vn.protocol import alarm_link as alarm
from custom_components.jvc_vn.video import hub
from tests.conftest import Tempo, state, until
from tests.emulator import EmulatedCamera

OUTPUT_1 = "switch.vn_v685_output_1"
INPUT_1 = "binary_sensor.vn_v685_input_1"
LINK = "binary_sensor.vn_v685_alarm_link"
CAMERA = "camera.vn_v685"

HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.101"]

type Shorten = Callable[..., None]


@pytest.fixture(autouse=True)
def _hosts(socket_enabled: None) -> None:
    """Cameras that move need more than one loopback address."""
    pytest_socket.socket_allow_hosts(HOSTS)


@pytest.fixture
def shorten(monkeypatch: pytest.MonkeyPatch, tempo: Tempo) -> Shorten:
    """Wait so many seconds for answers, and hardly between two tries."""

    def shorten(seconds: float) -> None:
        for module in (http, camera):
            monkeypatch.setattr(module, "TIMEOUT", seconds)
        monkeypatch.setattr(alarm_connection, "CONNECT_TIMEOUT", seconds)
        monkeypatch.setattr(alarm, "SETTLE", 0.03)
        tempo.hurry(100)

    return shorten


@dataclass
class House:
    """What a person sees of a camera, and the camera itself."""

    hass: HomeAssistant
    camera: EmulatedCamera
    entry: MockConfigEntry
    caplog: pytest.LogCaptureFixture

    @property
    def coordinator(self) -> VnCoordinator:
        """What the entry is run by now; a reload makes another."""
        return self.entry.runtime_data

    async def begin(self, fault: str) -> None:
        """Let the camera misbehave."""
        await self.camera.fault_board.begin(fault)

    async def end(self, fault: str) -> None:
        """Let it behave again."""
        await self.camera.fault_board.end(fault)

    async def tick(self) -> None:
        """Let the time of a poll come: a picture and what is alive are due."""
        self.coordinator.schedule.mark_live_due()
        with patch.multiple(hub, FRESH=0.0, STALE=0.0):
            await self.coordinator.async_refresh()
        await self.hass.async_block_till_done()

    async def link(self, shown: str) -> None:
        """Wait until the alarm link is shown so."""
        await until(lambda: state(self.hass, LINK) == shown)

    def unavailable(self) -> set[str]:
        """The entities that are."""
        return {
            found.entity_id
            for found in self.hass.states.async_all()
            if found.state == STATE_UNAVAILABLE
        }

    def shows(self, entity_id: str) -> str:
        """The state of an entity."""
        return state(self.hass, entity_id)

    def log(self) -> list[tuple[str, str]]:
        """What the integration has said since the last time."""
        said = [
            (record.levelname, record.getMessage())
            for record in self.caplog.records
            if record.name.startswith("custom_components.jvc_vn")
            and record.levelno >= logging.INFO
        ]
        self.caplog.clear()
        return said

    def repairs(self) -> dict[str, dict[str, str]]:
        """The integration's issues: what they say, and of what.

        But for the factory password, which the camera has all the time.
        """
        return {
            issue.translation_key: issue.translation_placeholders
            for issue in ir.async_get(self.hass).issues.values()
            if issue.domain == DOMAIN
            and issue.active
            and issue.translation_key != "factory_password"
        }

    def asked_for_login(self) -> bool:
        """Tell whether the person is asked for another login: a card and a repair."""
        flows = self.hass.config_entries.flow.async_progress_by_handler(
            DOMAIN, match_context={"source": SOURCE_REAUTH}
        )
        issue = ("homeassistant", f"config_entry_reauth_{DOMAIN}_{self.entry.entry_id}")
        assert (issue in ir.async_get(self.hass).issues) is bool(flows)
        return bool(flows)

    def with_login(self) -> list[str]:
        """The requests that came with a login since they were cleared."""
        return [r.target for r in self.camera.requests if r.user]


@pytest.fixture
async def house(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    shorten: Shorten,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> House:
    """A camera that is set up, with nothing wrong and nothing said yet."""
    shorten(1.0)
    caplog.set_level(logging.INFO, logger="custom_components.jvc_vn")
    house = House(hass, emulated, loaded, caplog)
    house.log()
    assert not house.unavailable()
    return house


def polled(house: House) -> set[str]:
    """The entities that cannot be known without asking the camera.

    The rest is heard on the alarm port, which is open as long as it is.
    """
    registry = er.async_get(house.hass)
    heard = {"input_1", "input_2", "motion", "alarm_event", "alarm_link"}
    return {
        found.entity_id
        for found in er.async_entries_for_config_entry(registry, house.entry.entry_id)
        if not found.disabled and found.unique_id.split("_", 1)[1] not in heard
    }


async def alarms_arrive(house: House) -> None:
    """Both edges of a pulse show, and are told as events, whatever else is wrong."""
    event = "event.vn_v685_alarm"
    for contact, shown in (("make", "on"), ("break", "off")):
        house.camera.set_input(1, contact)
        await until(lambda shown=shown: house.shows(INPUT_1) == shown)
        told = house.hass.states.get(event)
        assert told
        assert told.attributes["event_type"] == f"input_1_{contact}"
