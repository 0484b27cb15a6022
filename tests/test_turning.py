"""The rule of turning, by every way in which a person turns the camera."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.helpers import intent
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import parameters as p
from tests.conftest import Tempo, act, set_up, settled, state, until, watch
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

CAMERA = "camera.vn_v685"
MOVING = "binary_sensor.vn_v685_moving"
PRESET = "select.vn_v685_preset"

QUICK = 20
"""How many times as fast the camera goes, and is looked at, until it stands."""

type Turn = Callable[[HomeAssistant], Awaitable[Any]]


def _press(key: str) -> Turn:
    return lambda hass: act(hass, "button.press", f"button.vn_v685_{key}")


def _switch(key: str) -> Turn:
    return lambda hass: act(hass, "switch.turn_on", f"switch.vn_v685_{key}")


def _action(name: str, **data: Any) -> Turn:
    return lambda hass: act(hass, f"jvc_vn.{name}", CAMERA, **data)


def _number(key: str, value: float) -> Turn:
    return lambda hass: act(
        hass, "number.set_value", f"number.vn_v685_{key}", value=value
    )


def _say(kind: str, **slots: Any) -> Turn:
    """Handle an intent, as sentences and language models have it handled."""
    return lambda hass: intent.async_handle(
        hass, DOMAIN, kind, {name: {"value": value} for name, value in slots.items()}
    )


GOES = {
    "button home": _press("home_position"),
    "button left limit": _press("go_to_left_limit"),
    "button right limit": _press("go_to_right_limit"),
    "button auto pan start": _press("go_to_auto_pan_start"),
    "button auto pan end": _press("go_to_auto_pan_end"),
    "button step": _press("ptz_left"),
    "number pan": _number("pan", 200),
    "number tilt": _number("tilt", 60),
    "number zoom": _number("zoom", 30),
    "select preset": lambda hass: act(
        hass, "select.select_option", PRESET, option="Driveway"
    ),
    "action goto_preset": _action("goto_preset", preset="Driveway"),
    "action ptz_goto": _action("ptz_goto", pan=200, tilt=30),
    "action ptz_step": _action("ptz_step", pan=30),
    "action ptz_move": _action("ptz_move", pan=30, duration=0.3),
    "action center_on": _action("center_on", x=90, y=80),
    "action edit_privacy_mask": _action("edit_privacy_mask", area=1, edit="start"),
    "voice preset": _say("JvcVnGoToPreset", preset="Driveway"),
    "voice home": _say("JvcVnHome"),
    "voice move": _say("JvcVnMove", direction="left"),
}
"""What sends the camera somewhere."""

PROGRAMS = {
    "switch auto_pan": (_switch("auto_pan"), "camera.motion.auto_pan.status"),
    "switch auto_trace": (_switch("auto_trace"), "camera.motion.auto_trace.status"),
    "switch auto_patrol_1": (
        _switch("auto_patrol_1"),
        "camera.motion.auto_patrol(0).status",
    ),
    "switch auto_tracking": (
        _switch("auto_tracking"),
        "camera.motion.auto_tracking(1).status",
    ),
    "switch intelligent_tracking": (
        _switch("intelligent_tracking"),
        "camera.motion.auto_tracking(2).status",
    ),
    "action track_target": (
        _action("track_target", x=80, y=50),
        "camera.motion.auto_tracking(2).status",
    ),
    "voice patrol": (
        _say("JvcVnPatrol", action="start"),
        "camera.motion.auto_patrol(0).status",
    ),
    "voice auto pan": (
        _say("JvcVnAutoPan", action="start"),
        "camera.motion.auto_pan.status",
    ),
    "voice tracking": (
        _say("JvcVnTracking", action="start"),
        "camera.motion.auto_tracking(1).status",
    ),
}
"""What starts a program of the camera, and the key that tells whether it runs."""


@pytest.fixture
async def yard(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    all_enabled: None,
    monkeypatch: pytest.MonkeyPatch,
) -> MockConfigEntry:
    """A camera that stands at home, can be spoken to, and has every entity."""
    monkeypatch.setattr("custom_components.jvc_vn.video.hub.FRESH", 0.0)
    for component in ("homeassistant", "intent"):
        assert await async_setup_component(hass, component, {})
    emulated.trace.origin = Spot(50.0, 20.0, 0.0)
    emulated.trace.commands = [(0.0, lambda: None)]
    emulated.trace.length = 30.0
    emulated.points["start"] = Spot(100.0, 20.0, 0.0)
    emulated.points["end"] = Spot(140.0, 20.0, 0.0)
    await set_up(hass, entry)
    return entry


@pytest.mark.parametrize(
    ("way", "watched"),
    [
        *((way, False) for way in GOES),
        # By frames it is the same for all of them.
        *((way, True) for way in ("button home", "number pan", "action ptz_move")),
    ],
)
async def test_it_moves_at_once_and_stands_in_the_end(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    yard: MockConfigEntry,
    tempo: Tempo,
    way: str,
    watched: bool,
) -> None:
    """Moving and at no preset as soon as it is told to turn; right when it stands."""
    if "home" in way:
        await act(hass, "select.select_option", PRESET, option="Driveway")
        tempo.run(QUICK)
        await until(lambda: state(hass, PRESET) == "Driveway")
        await until(lambda: state(hass, MOVING) == "off")
        tempo.run(1)
    with contextlib.ExitStack() as viewers:
        if watched:
            viewers.enter_context(yard.runtime_data.hub.viewer(10))
            await until(lambda: emulated.video_clients == 1)
        assert state(hass, PRESET) != "unknown"
        presets = watch(hass, PRESET)
        await GOES[way](hass)
        assert (state(hass, MOVING), state(hass, PRESET)) == ("on", "unknown")
        assert not yard.runtime_data.data.get(p.PRESET)
        # A frame that comes late on a busy machine must not be old in quick time.
        tempo.run(1 if watched else QUICK)
        await until(lambda: state(hass, MOVING) == "off", 15)
    assert not emulated.is_moving
    at = emulated.get("camera.status")
    titles = yard.runtime_data.presets.titles
    stands = "unknown" if at == "none" else titles[int(at)]
    assert state(hass, PRESET) == stands
    assert presets == ["unknown", *([] if stands == "unknown" else [stands])]


@pytest.mark.parametrize("way", PROGRAMS)
async def test_a_program_shows_at_once(
    hass: HomeAssistant, yard: MockConfigEntry, way: str
) -> None:
    """Moving, and at no preset, before the camera has told so."""
    start, _ = PROGRAMS[way]
    await start(hass)
    assert (state(hass, MOVING), state(hass, PRESET)) == ("on", "unknown")


@pytest.mark.parametrize("way", PROGRAMS)
async def test_a_move_does_not_end_what_was_started_after_it(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    yard: MockConfigEntry,
    tempo: Tempo,
    way: str,
) -> None:
    """The stop of a timed move comes before the program, not in the middle of it."""
    start, key = PROGRAMS[way]
    await act(hass, "jvc_vn.ptz_move", CAMERA, pan=20, duration=10)
    await start(hass)
    emulated.clear_requests()
    tempo.forward(11)
    await settled(emulated)
    assert emulated.get(key) == "moving"
    assert not [r for r in emulated.requests if "status=stop" in r.target]


@pytest.mark.parametrize("way", GOES)
async def test_a_move_does_not_end_what_it_is_sent_to_after_it(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    yard: MockConfigEntry,
    tempo: Tempo,
    way: str,
) -> None:
    """Nothing that was sent somewhere is stopped by the end of an earlier move."""
    await act(hass, "jvc_vn.ptz_move", CAMERA, zoom=20, duration=10)
    await GOES[way](hass)
    emulated.clear_requests()
    tempo.forward(11)
    await settled(emulated)
    stops = [r.target for r in emulated.requests if "status=stop" in r.target]
    # A newer timed move has a stop of its own, of its own axis.
    own = ["/api/param?camera.motion.pan.status=stop"] if "ptz_move" in way else []
    assert stops == own


async def test_where_it_looks_while_it_turns(
    hass: HomeAssistant, yard: MockConfigEntry, tempo: Tempo
) -> None:
    """Assist does not say that it looks at what it was sent away from."""
    await act(hass, "jvc_vn.goto_preset", CAMERA, preset="Driveway")
    response = await _say("JvcVnWhere")(hass)
    speech = response.speech["plain"]["speech"]
    assert "Home" not in speech
    tempo.run(QUICK)
    await until(lambda: state(hass, MOVING) == "off")
    response = await _say("JvcVnWhere")(hass)
    assert "Driveway" in response.speech["plain"]["speech"]


async def test_positions_by_parameters(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    yard: MockConfigEntry,
    tempo: Tempo,
) -> None:
    """A camera that gives us no video is followed by its parameters."""
    emulated.faults.video_refused = True
    await act(hass, "jvc_vn.goto_preset", CAMERA, preset="Driveway")
    assert (state(hass, MOVING), state(hass, PRESET)) == ("on", "unknown")
    tempo.run(QUICK)
    await until(lambda: state(hass, MOVING) == "off")
    assert state(hass, PRESET) == "Driveway"


async def test_it_is_followed_through_a_hitch(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    yard: MockConfigEntry,
    tempo: Tempo,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A position that could not be read is read again, and it stands in the end."""
    caplog.set_level("DEBUG", "custom_components.jvc_vn")
    await _press("ptz_left")(hass)
    await emulated.stop()
    tempo.run(QUICK)
    await until(lambda: "Not followed" in caplog.text)
    tempo.run(1)
    await emulated.start()
    tempo.run(QUICK)
    await until(lambda: state(hass, MOVING) == "off")
    assert not emulated.is_moving


async def test_a_refused_turn_changes_nothing(
    hass: HomeAssistant, emulated: EmulatedCamera, yard: MockConfigEntry
) -> None:
    """What the camera did not do does not show as done."""
    emulated.faults.error_keys = {"camera.position(0).status": "401 Unauthorized"}
    moving = watch(hass, MOVING)
    with contextlib.suppress(Exception):
        await _press("home_position")(hass)
    assert state(hass, PRESET) == "Home"
    assert moving == []
