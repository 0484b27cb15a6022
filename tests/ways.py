"""Measure the ways through the house: `.venv/bin/python -m pytest -s tests/ways.py`.

For each way it prints how many files and functions of the integration are passed
through, and how many of them are on the stack at once: first without what beside the
way is set off (all entities are shown again, the picture of an alarm is fetched), then
with it. A function counts once. `WAYS_SHOW=1` lists those of the way itself.
"""

import asyncio
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from homeassistant.components.conversation.agent_manager import get_agent_manager
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import act, set_up, settled, state, until
from tests.emulator import EmulatedCamera

FOLDER = Path(__file__).parents[1] / "custom_components/jvc_vn"
CAMERA = "camera.vn_v685"
NUMBER = "number.vn_v685_motion_sensitivity"
PRESET = "select.vn_v685_preset"
INPUT = "binary_sensor.vn_v685_input_1"

_OURS = f"{FOLDER}/"
_BESIDE = {"async_update_listeners", "_alarm"}
"""Functions that set off what is beside the way: of Home Assistant's coordinator, and
of the image that follows alarms."""


class Way:
    """What was passed through."""

    def __init__(self, *, whole: bool) -> None:
        """Begin with nothing; whole is with what is beside the way."""
        self._whole = whole
        self.functions: Counter[tuple[str, str]] = Counter()
        self.deepest: list[str] = []

    def note(self, frame: FrameType, event: str, _arg: object) -> None:
        """Count a call of a function of ours; a profiler of Python."""
        if event != "call" or not _is_ours(frame):
            return
        if not self._whole and _is_beside(frame):
            return
        self.functions[_name(frame)] += 1
        stack = [":".join(_name(above)) for above in _stack(frame)]
        if len(stack) > len(self.deepest):
            self.deepest = stack

    @property
    def figures(self) -> str:
        """Files, functions, depth."""
        files = {file for file, _ in self.functions}
        return f"{len(files)} / {len(self.functions)} / {len(self.deepest)}"

    def show(self) -> None:
        """List the functions, and the stack where it was highest."""
        for (file, function), times in sorted(self.functions.items()):
            print(f"  {times:4} {file} {function}")
        print("  deepest:", *reversed(self.deepest), sep="\n    ")


def _is_ours(frame: FrameType) -> bool:
    """Whether it is a named function below the folder, not a comprehension."""
    code = frame.f_code
    return code.co_filename.startswith(_OURS) and not code.co_name.startswith("<")


def _name(frame: FrameType) -> tuple[str, str]:
    code = frame.f_code
    return code.co_filename.removeprefix(_OURS), code.co_qualname


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    """Functions of ours that are under way, the innermost first."""
    while frame:
        if _is_ours(frame):
            yield frame
        frame = frame.f_back


def _is_beside(frame: FrameType | None) -> bool:
    while frame:
        if frame.f_code.co_name in _BESIDE:
            return True
        frame = frame.f_back
    return False


@contextmanager
def _watched_by(*ways: Way) -> Iterator[None]:
    def note(frame: FrameType, event: str, arg: object) -> None:
        for way in ways:
            way.note(frame, event, arg)

    threading.setprofile_all_threads(note)
    try:
        yield
    finally:
        threading.setprofile_all_threads(None)


@contextmanager
def profiled(title: str) -> Iterator[None]:
    """Measure what is gone through meanwhile, in all threads."""
    way, whole = Way(whole=False), Way(whole=True)
    with _watched_by(way, whole):
        yield
    assert way.functions
    print(f"\n{title}: {way.figures}, with what is beside it {whole.figures}")
    if os.environ.get("WAYS_SHOW"):
        way.show()


@pytest.fixture
async def house(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> EmulatedCamera:
    """A camera that can be spoken to, of which nothing is asked any more."""
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    await set_up(hass, entry)
    for entity in er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id):
        async_expose_entity(hass, "conversation", entity.entity_id, True)
    await until(_listening(hass, "gate"))
    await _quiet()
    return emulated


async def _quiet() -> None:
    """Wait until nothing of ours is called any more that setting up began."""
    called, way = -1, Way(whole=True)
    with _watched_by(way):
        while called != (called := way.functions.total()):
            await asyncio.sleep(1)


def _listening(hass: HomeAssistant, word: str) -> Callable[[], bool]:
    """Whether a word is among the sentences that are listened for."""
    agents = get_agent_manager(hass)
    return lambda: any(word in known.lower() for known in agents.trigger_sentences)


async def test_alarm_line(hass: HomeAssistant, house: EmulatedCamera) -> None:
    """From the line to the state and the event."""
    with profiled("alarm line → state and event"):
        house.push_raw(b"peripheral.input_pin.pin(1).status=make\r\n")
        await until(lambda: state(hass, INPUT) == "on")


async def test_slider(hass: HomeAssistant, house: EmulatedCamera) -> None:
    """From the dashboard to the bytes."""
    with profiled("slider → bytes"):
        await act(hass, "number.set_value", NUMBER, value=60)
    assert house.get("camera.detection.level") == "60"


async def test_frame(
    hass: HomeAssistant, house: EmulatedCamera, hass_client: ClientSessionGenerator
) -> None:
    """From a frame of a stream that runs to the browser and the sensors."""
    client = await hass_client()
    response = await client.get(f"/api/camera_proxy_stream/{CAMERA}")
    await response.content.readany()
    await settled(house)
    with profiled("frame → browser and sensors"):
        house.force("camera.status", "3")
        await until(lambda: state(hass, PRESET) not in ("Home", "unknown"))
        await response.content.readany()
    response.close()


async def test_sentence(hass: HomeAssistant, house: EmulatedCamera) -> None:
    """From what is said to the motor, and to what is answered."""
    house.clear_requests()
    with profiled("sentence → motor"):
        await hass.services.async_call(
            "conversation",
            "process",
            {"text": "turn the vn-v685 left"},
            blocking=True,
            return_response=True,
        )
    assert any("camera.motion.pan" in asked.target for asked in house.requests)


async def test_renamed_preset(hass: HomeAssistant, house: EmulatedCamera) -> None:
    """From the action to the select and the sentences."""
    with profiled("preset renamed → every listener"):
        await act(hass, "jvc_vn.rename_preset", CAMERA, preset="Gate", title="Pergola")
        await until(_listening(hass, "pergola"))
    select = hass.states.get(PRESET)
    assert select
    assert "Pergola" in select.attributes["options"]
