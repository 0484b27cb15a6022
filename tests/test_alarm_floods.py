"""What comes without limit at the alarm port: a camera that is broken, or hostile."""

import asyncio
import time
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.alarms import fold, intake
from custom_components.jvc_vn.alarms.dispatch import (
    AlarmEvent,
    EventDispatcher,
    StateEvent,
)
from custom_components.jvc_vn.alarms.fold import Folder
from custom_components.jvc_vn.alarms.intake import Intake
from custom_components.jvc_vn.alarms.log_comparison import Missed
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import alarm_link
from custom_components.jvc_vn.protocol.models import AlarmReport, AlarmSource
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import MAC, PASSWORD, set_up, state, until
from tests.emulator import EmulatedCamera
from tests.emulator.process import CameraProcess
from tests.protocol.helpers import Clock

INPUT_1 = "binary_sensor.vn_v685_input_1"
ONE, TWO = AlarmSource.INPUT_1, AlarmSource.INPUT_2


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """What shows alarms."""
    shown = ("binary_sensor", "event", "image", "sensor")
    monkeypatch.setattr(jvc_vn, "PLATFORMS", shown)


@pytest.fixture
async def hostile() -> AsyncGenerator[CameraProcess]:
    """A camera in a process of its own, which takes no time from ours."""
    async with CameraProcess() as camera:
        yield camera


async def added(hass: HomeAssistant, camera: CameraProcess) -> MockConfigEntry:
    """Set that camera up."""
    entry = MockConfigEntry(
        domain=DOMAIN,
        title="Yard",
        unique_id=MAC,
        data={
            "host": camera.host,
            "port": camera.http_port,
            "alarm_port": camera.alarm_port,
            "username": "admin",
            "password": PASSWORD,
        },
    )
    entry.add_to_hass(hass)
    await set_up(hass, entry)
    return entry


def collect(entry: MockConfigEntry) -> list[AlarmEvent]:
    """Collect alarms from now on."""
    told: list[AlarmEvent] = []
    entry.runtime_data.events.listen("alarm_event", told.append)
    return told


async def longest_pause(seconds: float) -> float:
    """Return for how long at most the event loop worked with no turn for others.

    By the time that its thread had: what else the machine does is not its fault.
    """
    longest, end = 0.0, time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.thread_time()
        await asyncio.sleep(0.001)
        longest = max(longest, time.thread_time() - begun)
    return longest


async def test_lines_without_limit(hass: HomeAssistant, hostile: CameraProcess) -> None:
    """A hundred thousand a second: others have their turn, and the end is right."""
    entry = await added(hass, hostile)
    told = collect(entry)
    tasks = len(asyncio.all_tasks())
    await hostile.press("lever", "alarm_flood", "100000")
    pause = await longest_pause(2.0)
    # Ten times what a slice takes.
    assert pause < 0.1
    assert len(asyncio.all_tasks()) < tasks + 20
    await hostile.press("lever", "alarm_flood", "0")
    counted = -1
    while counted != (counted := sum(event.folded or 1 for event in told)):
        await asyncio.sleep(1.5)
    # Each edge is told, or counted in one that is.
    assert any(event.folded for event in told)
    assert counted > 2000
    last = (await hostile.state())["inputs"][0]
    assert state(hass, INPUT_1) == ("on" if last == "make" else "off")
    await hass.config_entries.async_unload(entry.entry_id)


async def test_up_to_a_thousand_a_second_are_exact(
    hass: HomeAssistant, hostile: CameraProcess
) -> None:
    """Not one is folded or lost."""
    entry = await added(hass, hostile)
    told = collect(entry)
    await hostile.press("lever", "alarm_flood_lines", "1200")
    await hostile.press("lever", "alarm_flood", "600")
    await until(lambda: len(told) == 1200, 15)
    assert not any(event.folded for event in told)
    assert [event.active for event in told] == [True, False] * 600
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_link_that_says_a_line_and_closes(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is not worth more than one that only closes: the pauses grow."""
    monkeypatch.setattr(alarm_link, "SHORT", 2.0)
    await set_up(hass, entry)
    states: list[str] = []
    link = entry.runtime_data.data

    def note() -> None:
        if not states or states[-1] != link.link:
            states.append(link.link)

    entry.runtime_data.async_add_listener(note)
    emulated.push_on_connect = True
    emulated.faults.alarm_closes_after = 1
    emulated.drop_alarm_clients()
    before = emulated.alarm.accepted
    await asyncio.sleep(1.5)
    assert emulated.alarm.accepted - before <= 4
    assert len(states) <= 6


async def test_late_alarms_say_so(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Told in the order of time where both wait; else the older one is late."""
    told = collect(loaded)
    inputs, now = loaded.runtime_data.alarms.inputs, time.monotonic()
    inputs.recover(
        [
            Missed(AlarmReport(ONE, active=False), now - 20),
            Missed(AlarmReport(ONE, active=True), now - 30),
        ],
        [],
    )
    assert [(event.active, event.late) for event in told] == [
        (True, False),
        (False, False),
    ]
    emulated.set_input(2, "make")
    await until(lambda: len(told) == 3)
    inputs.recover([Missed(AlarmReport(TWO, active=True), now - 10)], [])
    assert told[3].late
    assert told[3].recovered
    assert told[3].attributes["late"] is True
    when = told[3].when
    assert when
    assert abs(dt_util.utcnow() - timedelta(seconds=10) - when) < timedelta(seconds=2)
    # The state is what was heard last.
    assert state(hass, "binary_sensor.vn_v685_input_2") == "on"


async def test_what_is_folded_when_the_camera_is_let_go() -> None:
    """It is told before, and nothing comes after it."""
    events = EventDispatcher()
    told: list[AlarmEvent] = []
    changed: list[StateEvent] = []
    events.listen("alarm_event", told.append)
    events.listen(ONE, changed.append)
    folder = Folder(events, timing=Timing(clock=Clock()))
    for _ in range(fold.MOST + 3):
        folder.dispatch(AlarmEvent(ONE, active=True, when=None))
    folder.dispatch(StateEvent(ONE))
    assert (len(told), changed) == (fold.MOST, [])
    folder.close()
    assert [event.folded for event in told[fold.MOST :]] == [3]
    assert changed == [StateEvent(ONE)]
    folder.close()
    assert len(told) == fold.MOST + 1


async def test_lines_that_wait_when_the_camera_is_let_go() -> None:
    """They are dropped: nobody is there any more to whom they say something."""
    clock = Clock()

    class Slow:
        """Takes a whole slice for a line."""

        def __init__(self) -> None:
            self.told: list[AlarmReport] = []

        def report(self, report: AlarmReport, *_: object) -> None:
            self.told.append(report)
            clock.now += intake.SLICE

    class Source:
        """Is never too fast."""

        def pause(self) -> None:
            raise AssertionError

        resume = pause

    slow = Slow()
    lines = Intake(slow, Source(), timing=Timing(clock=clock))  # type: ignore[arg-type]
    report = AlarmReport(ONE, active=True)
    lines.put([report] * 3)
    assert slow.told == [report]
    lines.close()
    await asyncio.sleep(4 * intake.REST)
    assert slow.told == [report]
