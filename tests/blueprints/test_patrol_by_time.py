"""Patrol by time of day: by the sun or by the clock."""

from collections.abc import Generator
from datetime import datetime, timedelta
from unittest.mock import MagicMock, patch

import pytest
from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.util import dt as dt_util
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from tests.conftest import act, state, until
from tests.emulator import EmulatedCamera

from .conftest import Automate, running

NAME = "patrol_by_time"
PATROL = "switch.vn_v685_auto_patrol_1"


def sun(hass: HomeAssistant, *, up: bool) -> None:
    """Let the sun rise or set."""
    hass.states.async_set("sun.sun", "above_horizon" if up else "below_horizon")


async def done(hass: HomeAssistant) -> None:
    """Wait until the automation has done what it does now."""
    await hass.async_block_till_done()
    await until(lambda: not running(hass, NAME))


def program(emulated: EmulatedCamera) -> str:
    """What the camera does by itself."""
    emulated.head.advance()
    return emulated.head.program_name


@pytest.mark.parametrize("when", ["dark", "light"])
async def test_by_the_sun(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate, when: str
) -> None:
    """It goes home afterwards."""
    sun(hass, up=when == "dark")
    await automate(NAME, program=PATROL, when=when)
    assert state(hass, PATROL) == "off"
    sun(hass, up=when == "light")
    await until(lambda: state(hass, PATROL) == "on")
    assert program(emulated) == "auto_patrol(0)"
    sun(hass, up=when == "dark")
    await until(lambda: state(hass, PATROL) == "off")
    await done(hass)
    assert not program(emulated)
    await until(lambda: emulated.get("camera.status") == "0")


async def test_it_stays_where_the_patrol_ends(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """Where it shall not go back."""
    sun(hass, up=False)
    await automate(NAME, program=PATROL, back=False)
    await act(hass, "switch.turn_on", PATROL)
    emulated.clear_requests()
    sun(hass, up=True)
    await until(lambda: state(hass, PATROL) == "off")
    await done(hass)
    assert not [r for r in emulated.requests if "camera.status=goto" in r.target]


async def test_what_is_so_already(
    hass: HomeAssistant, emulated: EmulatedCamera, automate: Automate
) -> None:
    """Is left alone: a camera that does not patrol is not sent home."""
    sun(hass, up=False)
    await automate(NAME, program=PATROL)
    emulated.clear_requests()
    sun(hass, up=True)
    await done(hass)
    assert not [r for r in emulated.requests if "/api/param" in r.target]


@pytest.fixture
def clock() -> Generator[MagicMock]:
    """What the clock on the wall shows."""
    with patch("homeassistant.util.dt.now") as now:
        yield now


@pytest.mark.parametrize(
    ("begin", "end", "inside", "outside"),
    [
        ("22:00:00", "06:00:00", ("22:00", "05:59"), ("06:00", "21:59")),
        ("08:00:00", "17:00:00", ("08:00", "16:59"), ("17:00", "07:59")),
    ],
)
async def test_between_two_times(
    hass: HomeAssistant,
    automate: Automate,
    clock: MagicMock,
    begin: str,
    end: str,
    inside: tuple[str, str],
    outside: tuple[str, str],
) -> None:
    """The end may be on the next day. Running it by hand does what is due now."""
    clock.side_effect = dt_util.utcnow
    await automate(NAME, program=PATROL, when="times", begin=begin, end=end)
    clock.side_effect = None
    for now, wanted in zip(inside + outside, ("on", "on", "off", "off"), strict=True):
        clock.return_value = datetime.fromisoformat(f"2026-11-23T{now}:00Z")
        await act(hass, "automation.trigger", f"automation.{NAME}")
        assert state(hass, PATROL) == wanted, now


async def test_home_assistant_was_off(hass: HomeAssistant, automate: Automate) -> None:
    """When it got dark: the patrol starts with it."""
    sun(hass, up=False)
    hass.set_state(CoreState.starting)
    await automate(NAME, program=PATROL)
    assert state(hass, PATROL) == "off"
    hass.set_state(CoreState.running)
    hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await until(lambda: state(hass, PATROL) == "on")


async def test_at_a_time(
    hass: HomeAssistant, automate: Automate, clock: MagicMock
) -> None:
    """The clock itself starts it, and the sun does not."""
    clock.side_effect = dt_util.utcnow
    soon = dt_util.as_local(dt_util.utcnow() + timedelta(seconds=2))
    later = soon + timedelta(hours=1)
    times = {"begin": f"{soon:%H:%M:%S}", "end": f"{later:%H:%M:%S}"}
    await automate(NAME, program=PATROL, when="times", **times)
    sun(hass, up=True)
    sun(hass, up=False)
    await done(hass)
    assert state(hass, PATROL) == "off"
    clock.side_effect = None
    clock.return_value = soon
    async_fire_time_changed(hass, soon + timedelta(seconds=1))
    await until(lambda: state(hass, PATROL) == "on")


async def test_the_camera_was_away(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    automate: Automate,
) -> None:
    """When it got dark: the patrol starts once it is there again."""
    sun(hass, up=True)
    await automate(NAME, program=PATROL)
    await emulated.power_off()
    await loaded.runtime_data.async_refresh()
    sun(hass, up=False)
    await done(hass)
    await emulated.start()
    await loaded.runtime_data.async_refresh()
    await until(lambda: program(emulated) == "auto_patrol(0)")
