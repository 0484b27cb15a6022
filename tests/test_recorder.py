"""What the recorder keeps: nothing that comes with every frame."""

import time
from collections import Counter
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

import pytest
from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.db_schema import (
    StateAttributes,
    States,
    StatesMeta,
)
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol.models import Frame, TargetBox, TrackingState
from custom_components.jvc_vn.ptz import controller
from tests.conftest import MAC, act, entry_data, make_emulated, set_up, state
from tests.emulator import EmulatedCamera

CAMERA = "camera.vn_v685"
PAN = "number.vn_v685_pan"


class Minute:
    """A camera and Home Assistant by the same clock, which only we advance."""

    def __init__(self) -> None:
        """Begin now: what set-up notes is by the real one."""
        self.now = time.monotonic()

    def clock(self) -> float:
        """Tell the time."""
        return self.now

    async def pass_by(
        self, entry: MockConfigEntry, seconds: float, every: float
    ) -> None:
        """Let time pass, with a frame every so many seconds, and the usual ticks."""
        coordinator = entry.runtime_data
        for frame in range(1, round(seconds / every) + 1):
            self.now += every
            await coordinator.hub.fetch()
            if frame % round(10 / every) == 0:
                await coordinator.async_refresh()


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Begin with the recorder: it wants to be there before Home Assistant."""


@pytest.fixture
def minute(monkeypatch: pytest.MonkeyPatch) -> Minute:
    """A clock; nobody follows a move by the real one."""
    monkeypatch.setattr(controller, "MOST_LOOKS", 0)
    return Minute()


@pytest.fixture
async def camera(minute: Minute) -> AsyncGenerator[EmulatedCamera]:
    """An emulated camera that lives by that clock."""
    async with make_emulated(clock=minute.clock) as emulated:
        yield emulated


@pytest.fixture
async def entry(
    hass: HomeAssistant,
    minute: Minute,
    camera: EmulatedCamera,
    all_enabled: None,
) -> AsyncGenerator[MockConfigEntry]:
    """An entry with all its entities, whose states are recorded."""
    entry = MockConfigEntry(
        domain=DOMAIN, title="Yard", unique_id=MAC, data=entry_data(camera)
    )
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    coordinator = entry.runtime_data
    for keeper in (coordinator.observer, coordinator.observer.telling, coordinator.hub):
        keeper._clock = minute.clock
    await minute.pass_by(entry, 120, 5)
    yield entry
    await hass.config_entries.async_unload(entry.entry_id)


async def rows(hass: HomeAssistant) -> Counter[str]:
    """Count what the recorder has of each entity."""
    await async_wait_recording_done(hass)
    with session_scope(hass=hass, read_only=True) as session:
        found = session.query(StatesMeta.entity_id).join(
            States, States.metadata_id == StatesMeta.metadata_id
        )
        return Counter(entity_id for (entity_id,) in found)


EVERY = pytest.mark.parametrize("every", [0.5, 2.0], ids=["watched", "unwatched"])


@EVERY
async def test_an_idle_camera(
    hass: HomeAssistant, entry: MockConfigEntry, minute: Minute, every: float
) -> None:
    """A minute tells nothing."""
    before = await rows(hass)
    await minute.pass_by(entry, 60, every)
    assert not await rows(hass) - before


@EVERY
async def test_a_move(
    hass: HomeAssistant, entry: MockConfigEntry, minute: Minute, every: float
) -> None:
    """It begins, it ends, and it has brought the camera somewhere."""
    await act(hass, "number.set_value", PAN, value=40)
    await minute.pass_by(entry, 20, every)
    before = await rows(hass)
    await act(hass, "number.set_value", PAN, value=120)
    await minute.pass_by(entry, 20, every)
    assert state(hass, PAN) == "120.0"
    told = await rows(hass) - before
    assert set(told) == {PAN, "binary_sensor.vn_v685_moving"}
    assert told.total() <= 3, told


class Chase:
    """The pictures of a camera that follows a target by leaps, and loses it."""

    def __init__(self, source: Any, clock: Callable[[], float]) -> None:
        """Put what happens into the pictures of a camera that stands."""
        self._source = source
        self._clock = clock

    async def still(self) -> Frame:
        """A picture; the camera leaps every three seconds, the target always."""
        frame = await self._source.still()
        step, now = self._clock() // 3, self._clock()
        left = int(now * 25) % 600
        place = {"pan": 100 + step % 90, "tilt": 10 + step % 30, "zoom": step % 80}
        info = replace(
            frame.info,
            **place,
            tracking=TrackingState.LOSING if step % 10 == 0 else TrackingState.TRACKING,
            target=TargetBox(left, 10, left + 20, 60),
            target_color=(left % 256, 0, 0),
        )
        return replace(frame, info=info)


async def most_rows(
    hass: HomeAssistant, entry: MockConfigEntry, minute: Minute, every: float
) -> int:
    """The most rows of a minute, when it has gone on for a minute."""
    await minute.pass_by(entry, 60, every)
    most = 0
    for _ in range(2):
        before = await rows(hass)
        await minute.pass_by(entry, 60, every)
        told = await rows(hass) - before
        assert 1 <= told[PAN] <= 6, told
        most = max(most, told.total())
    return most


@EVERY
async def test_auto_pan(
    hass: HomeAssistant, entry: MockConfigEntry, minute: Minute, every: float
) -> None:
    """It turns to and fro, with a short rest at each end."""
    await act(hass, "switch.turn_on", "switch.vn_v685_auto_pan")
    assert await most_rows(hass, entry, minute, every) <= 12


@EVERY
async def test_tracking(
    hass: HomeAssistant, entry: MockConfigEntry, minute: Minute, every: float
) -> None:
    """Pan, tilt, zoom and the target change all the time, its colour as well."""
    coordinator = entry.runtime_data
    coordinator.hub._source = Chase(coordinator.hub._source, minute.clock)
    assert await most_rows(hass, entry, minute, every) <= 12
    shown = hass.states.get("sensor.vn_v685_tracking")
    assert shown
    assert shown.attributes["target"]
    with session_scope(hass=hass, read_only=True) as session:
        kept = session.query(StateAttributes.shared_attrs).all()
    assert not [attributes for (attributes,) in kept if '"target"' in attributes]
