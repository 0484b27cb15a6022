"""What happened while the alarm link was cut: recovered, each edge once."""

import asyncio
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.alarms import recovery
from custom_components.jvc_vn.protocol import alarm_link as alarm
from tests.conftest import PASSWORD, Tempo, entry_data, set_up, state, until
from tests.emulator import EmulatedCamera
from tests.emulator.faults import Refusal

INPUT_1 = "binary_sensor.vn_v685_input_1"
MOTION = "binary_sensor.vn_v685_motion"
LINK = "binary_sensor.vn_v685_alarm_link"
ALARM = "event.vn_v685_alarm"
IMAGE = "image.vn_v685_last_alarm"


@pytest.fixture(autouse=True)
def quick_link(monkeypatch: pytest.MonkeyPatch, tempo: Tempo) -> None:
    """On loopback a refusal comes at once, and tries need no long pauses."""
    monkeypatch.setattr(alarm, "SETTLE", 0.03)
    tempo.hurry(20)


@dataclass
class Told:
    """The events of an entry, with what they said of themselves."""

    events: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """In the order in which they were told."""
        return [name for name, _ in self.events]

    @property
    def recovered(self) -> list[str]:
        """Those that were found after the fact."""
        return [name for name, said in self.events if said["recovered"]]


def listen(entry: MockConfigEntry) -> Told:
    """Collect alarm events from now on."""
    told = Told()
    entry.runtime_data.events.listen(
        "alarm_event", lambda event: told.events.append((event.type, event.attributes))
    )
    return told


def edges(emulated: EmulatedCamera, text: str) -> None:
    """Make and break inputs: `m1 b1`."""
    for word in text.split():
        emulated.set_input(int(word[1]), "make" if word[0] == "m" else "break")


async def drop(entry: MockConfigEntry, emulated: EmulatedCamera) -> None:
    """Close the link once, and wait until the gap has been looked into."""
    alarms = entry.runtime_data.alarms
    before = alarms.gaps_mended
    emulated.drop_alarm_clients()
    await until(lambda: alarms.gaps_mended > before)


async def mended(entry: MockConfigEntry) -> None:
    """Wait until the link is back and its gap has been looked into."""
    coordinator = entry.runtime_data
    await until(lambda: coordinator.data.link == "live")
    await until(lambda: not coordinator.alarms.is_mending)


async def cut(entry: MockConfigEntry, emulated: EmulatedCamera) -> None:
    """Close the alarm port until it is started again."""
    await emulated.alarm.stop()
    await until(lambda: entry.runtime_data.data.link == "down")


async def test_a_pulse_in_a_gap(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Made and broken again while nobody listened: both are told, in order."""
    told = listen(loaded)
    began = dt_util.utcnow()
    emulated.drop_alarm_clients()
    edges(emulated, "m1 m2 b1")
    await until(lambda: len(told.events) == 3)
    await mended(loaded)
    assert told.names == ["input_1_make", "input_2_make", "input_1_break"]
    for _, said in told.events:
        assert said["recovered"] is True
        when = datetime.fromisoformat(said["time"])
        assert abs(when - began) < timedelta(seconds=2.5)
    shown = hass.states.get(ALARM).attributes
    assert shown["event_type"] == "input_1_break"
    assert shown["recovered"] is True
    assert loaded.runtime_data.data.last_alarm is not None
    # What the camera shows now is not what it was.
    assert state(hass, IMAGE) == "unknown"


async def test_what_was_told_is_not_told_again(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Edges just before the cut, in it and just after it: each once."""
    told = listen(loaded)
    edges(emulated, "m1 b1 m2")
    await until(lambda: len(told.events) == 3)
    emulated.drop_alarm_clients()
    edges(emulated, "m1 b2")
    await until(lambda: emulated.alarm_clients == 1)
    edges(emulated, "b1 m1")
    await until(lambda: len(told.events) >= 7)
    await mended(loaded)
    assert sorted(told.names) == sorted(
        ["input_1_make", "input_1_break"] * 2
        + ["input_1_make", "input_2_make", "input_2_break"]
    )
    await drop(loaded, emulated)
    assert len(told.events) == 7


async def test_nothing_is_recovered_of_what_was_before_the_start(
    emulated: EmulatedCamera, entry: MockConfigEntry, hass: HomeAssistant
) -> None:
    """Its log is not ours to tell."""
    edges(emulated, "m1 b1 m2")
    emulated.trigger_motion()
    await set_up(hass, entry)
    told = listen(entry)
    emulated.drop_alarm_clients()
    edges(emulated, "m1")
    await until(lambda: len(told.events) == 1)
    await mended(entry)
    assert told.names == ["input_1_make"]


@pytest.mark.parametrize("username", ["operator", "user"])
async def test_a_login_that_may_not_read_the_log(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    username: str,
) -> None:
    """What is found changed surely happened; when, nobody knows."""
    hass.config_entries.async_update_entry(
        entry, data=entry_data(emulated, username=username)
    )
    await set_up(hass, entry)
    told = listen(entry)
    emulated.drop_alarm_clients()
    edges(emulated, "m1 m2 b2")
    await until(lambda: len(told.events) == 1)
    await mended(entry)
    assert told.events == [("input_1_make", {"time": None, "recovered": True})]
    assert state(hass, INPUT_1) == "on"
    assert not [r for r in emulated.requests if "system.log" in r.target]


@pytest.mark.parametrize("skew", [-86400.0, 3723.0])
async def test_a_clock_that_is_wrong(
    emulated: EmulatedCamera, entry: MockConfigEntry, hass: HomeAssistant, skew: float
) -> None:
    """Stamps are corrected by how far it is off, whatever its zone."""
    emulated.clock_skew = skew
    emulated.force("system.timezone", "GMT-9:30")
    await set_up(hass, entry)
    told = listen(entry)
    emulated.drop_alarm_clients()
    edges(emulated, "m1 b1")
    await until(lambda: len(told.events) == 2)
    when = datetime.fromisoformat(told.events[0][1]["time"])
    assert abs(dt_util.utcnow() - when) < timedelta(seconds=4)


@pytest.mark.parametrize("jump", [-3600.0, 7200.0])
async def test_a_clock_that_is_set_in_the_gap(
    emulated: EmulatedCamera, loaded: MockConfigEntry, jump: float
) -> None:
    """Entries before and after are told, and none twice."""
    told = listen(loaded)
    edges(emulated, "m1")
    await until(lambda: len(told.events) == 1)
    emulated.drop_alarm_clients()
    edges(emulated, "b1 m2")
    emulated.clock_skew += jump
    edges(emulated, "m1 b2")
    await until(lambda: len(told.events) == 5)
    await mended(loaded)
    assert sorted(told.recovered) == sorted(
        ["input_1_break", "input_2_make", "input_1_make", "input_2_break"]
    )


async def test_a_log_that_cannot_be_read_at_first(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """What is sure is told at once, the rest when the log can be read."""
    told = listen(loaded)
    emulated.faults.error_keys["system.log"] = "503 Service Unavailable"
    emulated.drop_alarm_clients()
    edges(emulated, "m1 m2 b2")
    await until(lambda: len(told.events) == 1)
    assert told.events == [("input_1_make", {"time": None, "recovered": True})]
    emulated.faults.error_keys.clear()
    await until(lambda: len(told.events) == 3)
    await mended(loaded)
    assert told.names[1:] == ["input_2_make", "input_2_break"]


async def test_a_log_that_can_never_be_read(
    emulated: EmulatedCamera, loaded: MockConfigEntry, tempo: Tempo
) -> None:
    """It is given up after a while; what is sure has been told, and only once."""
    tempo.hurry(50_000)
    told = listen(loaded)
    emulated.faults.error_keys["system.log"] = "503 Service Unavailable"
    edges_told = [("input_1_make", {"time": None, "recovered": True})]
    before = loaded.runtime_data.alarms.gaps_mended
    emulated.drop_alarm_clients()
    edges(emulated, "m1 m2 b2")
    await until(lambda: loaded.runtime_data.alarms.gaps_mended > before)
    assert told.events == edges_told
    emulated.faults.error_keys.clear()
    await loaded.runtime_data.async_refresh()
    assert told.events == edges_told


async def test_a_password_that_was_changed_in_the_gap(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Nobody asks again and again; what has changed is told when the login works."""
    told = listen(loaded)
    before = loaded.runtime_data.alarms.gaps_mended
    emulated.passwords["admin"] = "another"
    emulated.drop_alarm_clients()
    edges(emulated, "m1 m2 b2")
    emulated.clear_requests()
    await until(lambda: loaded.runtime_data.alarms.gaps_mended > before)
    assert told.events == []
    assert len([r for r in emulated.requests if "system.date" in r.target]) <= 1
    emulated.passwords["admin"] = PASSWORD
    await loaded.runtime_data.async_refresh()
    await until(lambda: bool(told.events))
    assert told.events == [("input_1_make", {"time": None, "recovered": True})]
    assert state(hass, INPUT_1) == "on"


async def test_inputs_that_cannot_be_read_at_first(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """The log tells their edges; the next poll reads them, and none is told again."""
    told = listen(loaded)
    emulated.faults.refusals = [Refusal("peripheral.input_pin*", status=503)]
    emulated.drop_alarm_clients()
    edges(emulated, "m1")
    await until(lambda: bool(told.events))
    await mended(loaded)
    emulated.faults.refusals.clear()
    await loaded.runtime_data.async_refresh()
    await hass.async_block_till_done()
    assert told.recovered == told.names == ["input_1_make"]
    assert state(hass, INPUT_1) == "on"


async def test_lines_that_never_cease(
    emulated: EmulatedCamera, loaded: MockConfigEntry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few looks at the log are enough: what comes meanwhile is told as it comes."""
    monkeypatch.setattr(recovery, "IN_FLIGHT", 0.4)
    told = listen(loaded)
    lines, looks = emulated.log.lines, 0

    def busy() -> list[str]:
        nonlocal looks
        looks += 1
        found = lines()
        edges(emulated, "m2" if looks % 2 else "b2")
        return found

    monkeypatch.setattr(emulated.log, "lines", busy)
    emulated.drop_alarm_clients()
    edges(emulated, "m1 b1")
    await until(lambda: len(told.events) == 7)
    await mended(loaded)
    assert looks == 5
    assert sorted(told.names) == sorted(
        ["input_1_make", "input_1_break"]
        + ["input_2_make", "input_2_break"] * 2
        + ["input_2_make"]
    )
    assert sorted(told.recovered) == ["input_1_break", "input_1_make"]


async def test_a_log_that_is_gone(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Switched off in the gap: only what is found changed is known."""
    told = listen(loaded)
    await emulated.power_off()
    edges(emulated, "m1")
    await until(lambda: loaded.runtime_data.data.link == "down")
    await emulated.start()
    await until(lambda: len(told.events) == 1, 10)
    await mended(loaded)
    assert told.events == [("input_1_make", {"time": None, "recovered": True})]
    assert state(hass, INPUT_1) == "on"


async def test_garbage_in_the_log(
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What can be understood is recovered."""
    told = listen(loaded)
    emulated.drop_alarm_clients()
    before = len(emulated.log.lines())
    edges(emulated, "m1 b1")
    lines = emulated.log.lines()
    lines.insert(before, "\x00garbage Alarm Detect (m1)")
    lines.append("Feb 30 25:61:99 vn-v685 user.info evman: Motion Detect")
    monkeypatch.setattr(emulated.log, "lines", lambda: lines)
    await until(lambda: len(told.events) == 2)
    await mended(loaded)
    assert told.names == ["input_1_make", "input_1_break"]
    assert "ERROR" not in caplog.text


async def test_polled_meanwhile(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """While the link is down a poll tells an edge; the log tells only the others."""
    told = listen(loaded)
    await cut(loaded, emulated)
    edges(emulated, "m1 b1 m1")
    await loaded.runtime_data.async_refresh()
    assert told.names == ["input_1_make"]
    assert told.recovered == []
    assert hass.states.get(ALARM).attributes["event_type"] == "input_1_make"
    await loaded.runtime_data.async_refresh()
    edges(emulated, "b1")
    await loaded.runtime_data.async_refresh()
    assert told.names == ["input_1_make", "input_1_break"]
    await emulated.alarm.start()
    await until(lambda: len(told.events) == 4)
    await mended(loaded)
    assert sorted(told.recovered) == ["input_1_break", "input_1_make"]


async def test_an_edge_that_is_polled_when_the_camera_is_back(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """It is told when the entity is available again, not lost in between."""
    await cut(loaded, emulated)
    emulated.faults.status = 503
    await loaded.runtime_data.async_refresh()
    assert state(hass, ALARM) == "unavailable"
    edges(emulated, "m1")
    emulated.faults.status = None
    seen: list[tuple[str, Any]] = []
    hass.bus.async_listen(
        "state_changed",
        lambda event: (
            seen.append(
                (
                    event.data["new_state"].state,
                    event.data["new_state"].attributes.get("event_type"),
                )
            )
            if event.data["entity_id"] == ALARM
            else None
        ),
    )
    await loaded.runtime_data.async_refresh()
    await hass.async_block_till_done()
    # First available, then the event: else no automation would see it.
    assert [event for _, event in seen] == [None, "input_1_make"]


async def test_motion_in_a_gap(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """One run of it is one event, and it still holds if it was just now."""
    told = listen(loaded)
    emulated.drop_alarm_clients()
    emulated.trigger_motion()
    emulated.trigger_motion()
    await until(lambda: len(told.events) == 1)
    await mended(loaded)
    assert told.recovered == ["motion"]
    assert state(hass, MOTION) == "on"
    # It is the same run that goes on.
    emulated.trigger_motion()
    edges(emulated, "m1")
    await until(lambda: len(told.events) == 2)
    assert told.names == ["motion", "input_1_make"]


async def test_motion_that_was_told_is_not_recovered(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Its renewals in the gap are no news."""
    told = listen(loaded)
    emulated.trigger_motion()
    await until(lambda: len(told.events) == 1)
    emulated.drop_alarm_clients()
    emulated.trigger_motion()
    edges(emulated, "m1")
    await until(lambda: len(told.events) == 2)
    await mended(loaded)
    assert told.names == ["motion", "input_1_make"]


async def test_a_camera_that_pushes_at_connect(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Its greeting is no alarm: what it shows happened in the gap (12, unknown)."""
    told = listen(loaded)
    emulated.push_on_connect = True
    emulated.drop_alarm_clients()
    edges(emulated, "m1 b1 m1")
    await until(lambda: len(told.events) == 3)
    await mended(loaded)
    assert told.names == ["input_1_make", "input_1_break", "input_1_make"]
    await drop(loaded, emulated)
    assert len(told.events) == 3
    assert state(hass, INPUT_1) == "on"


@pytest.mark.parametrize("seed", range(4))
async def test_every_edge_is_told_once(
    emulated: EmulatedCamera, loaded: MockConfigEntry, seed: int
) -> None:
    """Whatever is cut and restored, whenever: none is lost, none is doubled."""
    chance = random.Random(seed)
    told = listen(loaded)
    happened: dict[int, list[str]] = {1: [], 2: []}
    is_cut = False
    for _ in range(60):
        match chance.choice(["edge"] * 6 + ["drop", "cut", "wait", "poll"]):
            case "edge":
                pin = chance.choice((1, 2))
                made = emulated.inputs[pin] == "break"
                emulated.set_input(pin, "make" if made else "break")
                happened[pin].append(f"input_{pin}_{'make' if made else 'break'}")
            case "drop":
                emulated.drop_alarm_clients()
            case "cut" if is_cut:
                await emulated.alarm.start()
                is_cut = False
            case "cut":
                await emulated.alarm.stop()
                is_cut = True
            case "poll":
                await loaded.runtime_data.async_refresh()
            case "wait":
                await asyncio.sleep(chance.random() * 0.1)
    if is_cut:
        await emulated.alarm.start()
    await asyncio.sleep(0.1)
    await mended(loaded)
    for pin in (1, 2):
        names = [name for name in told.names if name.startswith(f"input_{pin}")]
        assert sorted(names) == sorted(happened[pin])
