"""The actions that turn the camera, as automations and people call them."""

import asyncio
from typing import Any

import pytest
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components import jvc_vn
from custom_components.jvc_vn.const import DOMAIN
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.ptz import arrival
from tests.conftest import until
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .test_actions import CAMERA, params

pytestmark = pytest.mark.usefixtures("loaded")

SILENT = {
    "ptz_move",
    "ptz_step",
    "center_on",
    "track_target",
    "record_trace",
    "set_auto_pan",
}


@pytest.fixture(autouse=True)
def _few_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    """The camera and its presets; and nobody waits for long."""
    monkeypatch.setattr(jvc_vn, "PLATFORMS", (Platform.CAMERA, Platform.SELECT))
    monkeypatch.setattr(arrival, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(arrival, "STANDSTILL_SECONDS", 0.3)


async def act(hass: HomeAssistant, name: str, /, **data: Any) -> Any:
    """Call an action of ours on the camera; return its answer."""
    response = await hass.services.async_call(
        "jvc_vn",
        name,
        {"entity_id": CAMERA, **data},
        blocking=True,
        return_response=name not in SILENT,
    )
    return response[CAMERA] if response else None


# Moves


async def test_steps(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Only what is named, with its sign; a move of ours ends before."""
    await hass.services.async_call(
        "jvc_vn", "ptz_move", {"entity_id": CAMERA, "pan": 10}, blocking=True
    )
    emulated.clear_requests()
    await act(hass, "ptz_step", pan=-1.5, tilt=0, zoom=3)
    assert params(emulated) == [
        "camera.motion.pan.status=stop",
        "camera.motion.pan=-1.50",
        "camera.motion.zoom=+3.00",
    ]


async def test_going_somewhere(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Without waiting there is nothing to tell."""
    emulated.clear_requests()
    assert await act(hass, "ptz_goto", tilt=20, focus=33.333) == {}
    assert params(emulated) == ["camera.motion.tilt=20.00", "camera.focus=33.33"]


@pytest.mark.parametrize("pictures", [True, False])
async def test_waiting_for_a_position(
    hass: HomeAssistant, emulated: EmulatedCamera, pictures: bool
) -> None:
    """Pictures tell, or parameters where we get none."""
    emulated.head.place(Spot(359.0, 5.0, 0.0))
    emulated.faults.video_refused = not pictures
    answer = await act(hass, "ptz_goto", pan=4.37, zoom=10, wait=True)
    position = {"pan": 4.37, "tilt": 5.0, "zoom": 10.0}
    assert answer["position"] == pytest.approx(position, abs=0.1)
    assert 0 < answer["seconds"] < 2


async def test_waiting_for_a_preset(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """By the frames that somebody watches; again when it stands there already."""
    emulated.presets[1] = Spot(20.0, 8.0, 0.0)
    here = {"pan": 20.0, "tilt": 8.0, "zoom": 0.0}
    with loaded.runtime_data.hub.viewer(10) as viewer:
        await viewer.take()
        answer = await act(hass, "goto_preset", preset="Gate", wait=True)
        assert (answer["preset"], answer["position"]) == (1, here)
    answer = await act(hass, "goto_preset", preset="1", wait=True)
    assert answer["position"] == here


async def test_a_picture_taken_on_arrival(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Shows the goal, not the way there, though nobody watches."""
    emulated.presets[1] = Spot(40.0, 8.0, 0.0)
    hub = loaded.runtime_data.hub
    going = asyncio.create_task(act(hass, "goto_preset", preset="Gate", wait=True))
    await until(lambda: emulated.is_moving)
    assert (await hub.fetch()).info.preset is None
    await going
    assert (await hub.still()).info.preset == 1


async def test_something_else_moves_it(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """Then it stands elsewhere."""
    emulated.head.place(Spot(0.0, 5.0, 0.0))
    going = asyncio.create_task(act(hass, "ptz_goto", pan=170, wait=True))
    await until(lambda: emulated.is_moving)
    emulated.head.move("pan", 30.0)
    with pytest.raises(HomeAssistantError, match=r"stands elsewhere: at pan 30\.0"):
        await going


@pytest.mark.parametrize("goal", [{"pan": 60}, {"tilt": 2}])
async def test_a_limit_holds_it(
    hass: HomeAssistant, emulated: EmulatedCamera, goal: dict[str, float]
) -> None:
    """Then that is said, not that something else has moved it."""
    emulated.head.place(Spot(20.0, 10.0, 0.0))
    for key, value in (
        ("camera.motion.pan.limit.left", "10.00"),
        ("camera.motion.pan.limit.right", "30.00"),
        ("camera.motion.pan.limit.status", "on"),
        ("camera.motion.tilt.limit.upper", "5"),
    ):
        emulated.parameters.force(key, value)
    emulated.settings_changed()
    with pytest.raises(HomeAssistantError, match="stands at its pan or tilt limit"):
        await act(hass, "ptz_goto", wait=True, **goal)


async def test_it_takes_too_long(
    hass: HomeAssistant, emulated: EmulatedCamera, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever."""
    monkeypatch.setattr(arrival, "LONGEST", 0.3)
    emulated.head.place(Spot(0.0, 5.0, 0.0))
    with pytest.raises(HomeAssistantError, match="did not arrive") as caught:
        await act(hass, "ptz_goto", pan=170, wait=True)
    assert caught.value.translation_key == "late"


async def test_waiting_where_nothing_moves(
    hass: HomeAssistant, emulated: EmulatedCamera
) -> None:
    """It is there at once; the focus is not waited for, and pan may go round."""
    emulated.head.place(Spot(359.98, 9.0, 20.0))
    answer = await act(hass, "ptz_goto", pan=0.02, focus=3, wait=True)
    assert answer["position"]["tilt"] == 9.0
    answer = await act(hass, "ptz_goto", focus=90, wait=True)
    assert answer["seconds"] < 1


async def test_centering(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """In percent of the picture."""
    emulated.clear_requests()
    await act(hass, "center_on", x=25, y=75.5)
    assert params(emulated) == ["camera.motion.clickoncenter=25.00-75.50"]
    assert emulated.is_moving


async def test_a_target(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """Tracking first, then what is tracked, in pixels of a VGA picture."""
    emulated.clear_requests()
    await act(hass, "track_target", x=0, y=100)
    await act(hass, "track_target", x=50, y=50, color=[255, 0, 7])
    start = "camera.motion.auto_tracking(2).status=start"
    target = "camera.motion.auto_tracking(2).target"
    assert params(emulated) == [
        start,
        f"{target}=s0-s479",
        start,
        f"{target}=s320-s240-255-0-7",
    ]


# Programs


async def test_a_trace(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Is recorded; if only in part, the error says so."""
    await act(hass, "record_trace", state="start")
    assert loaded.runtime_data.data.get(p.TRACE_RECORDING) is True
    await act(hass, "record_trace", state="stop")
    key = "camera.motion.auto_trace.record.status"
    for answer, told in (
        ("206 Partial Content, auto_trace(timeout)", "trace_too_long"),
        ("206 Partial Content, auto_trace(memoryfull)", "trace_too_full"),
        ("206 Partial Content", "trace_cut"),
    ):
        emulated.faults.error_keys[key] = answer
        with pytest.raises(HomeAssistantError) as caught:
            await act(hass, "record_trace", state="stop")
        assert caught.value.translation_key == told
        assert loaded.runtime_data.data.get(p.TRACE_RECORDING) is False


async def test_a_trace_past_its_limit(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """Moves are done and stopped; a person is told why they are not recorded."""
    issue = (DOMAIN, f"trace_{loaded.entry_id}")
    issues = ir.async_get(hass)
    await act(hass, "record_trace", state="start")
    emulated.trace.started -= 31
    await act(hass, "ptz_move", pan=40, duration=0.2)
    assert issues.issues[issue].translation_key == "trace_too_long"
    await until(lambda: not loaded.runtime_data.ptz.running)
    assert not emulated.is_moving
    with pytest.raises(HomeAssistantError):
        await act(hass, "record_trace", state="stop")
    assert issue not in issues.issues


async def test_auto_pan(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """What is not said stays."""
    emulated.head.place(Spot(33.0, 9.0, 0.0))
    before = emulated.points["end"]
    await act(hass, "set_auto_pan", start=True, end=False, direction="return", speed=50)
    assert emulated.points["start"].pan == 33
    assert emulated.points["end"] == before
    assert emulated.get("camera.motion.auto_pan.mode") == "return"
    assert emulated.get("camera.motion.auto_pan.speed") == "50"
    emulated.head.place(Spot(33.0, 120.0, 0.0))
    with pytest.raises(HomeAssistantError, match="past the vertical"):
        await act(hass, "set_auto_pan", end=True)


async def test_a_patrol(hass: HomeAssistant, emulated: EmulatedCamera) -> None:
    """By titles and numbers; the patrol counts from 1, in the camera from 0."""
    steps = [
        {"preset": "Gate", "seconds": 30},
        {"preset": 3, "seconds": 0},
        {"preset": "3", "seconds": "10"},
    ]
    kept = {"steps": [{"preset": 1, "seconds": 30}, {"preset": 3, "seconds": 10}]}
    assert await act(hass, "set_patrol", patrol=2, steps=steps) == kept
    assert await act(hass, "get_patrol", patrol=2) == kept
    assert emulated.get("camera.motion.auto_patrol(1).position(2)") == "3"
