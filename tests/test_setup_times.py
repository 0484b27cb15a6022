"""Entities first, values behind: a slow camera keeps nobody waiting.

What set-up waits for is counted in requests, which take a slow camera 2 s each, one
after the other: four are 8 s, and Home Assistant warns after ten.
"""

import logging

import pytest
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.conftest import act, set_up, state, until
from tests.emulator import EmulatedCamera

SLOW = 0.2
WAITED_FOR = 4
"""A picture, the model, the MAC and the firmware."""
BEHIND = 4
"""What may have been sent already of what is read behind."""
CAMERA = "camera.vn_v685"
SHUTTER = "select.vn_v685_shutter"


async def load_anew(
    hass: HomeAssistant, entry: MockConfigEntry, emulated: EmulatedCamera
) -> None:
    """Set the entry up with a camera that has become slow."""
    # What Home Assistant itself loads for the first camera of all is not ours.
    await set_up(hass, entry)
    assert await hass.config_entries.async_unload(entry.entry_id)
    emulated.clear_requests()
    emulated.faults.latency = SLOW
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED


def asked(emulated: EmulatedCamera) -> list[str]:
    """What the camera was asked so far, oldest first."""
    return [request.target for request in emulated.requests]


@pytest.mark.usefixtures("all_enabled")
async def test_a_slow_camera_is_loaded_at_once(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """By a handful of requests, whatever is enabled; the values come behind."""
    await load_anew(hass, entry, emulated)
    assert len(asked(emulated)) <= WAITED_FOR + BEHIND
    assert state(hass, SHUTTER) == "unknown"
    emulated.faults.latency = 0.0
    await until(lambda: state(hass, SHUTTER) == "60")
    await until(lambda: state(hass, "number.vn_v685_pan") != "unknown")
    warned = [r for r in caplog.records if r.levelno >= logging.WARNING]
    # Of any custom integration it says that nobody has tested it.
    assert not [r for r in warned if r.name.startswith(("custom", "homeassistant.h"))]


async def test_a_press_waits_for_no_polling(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> None:
    """Press and release reach the camera before any read that was queued."""
    await load_anew(hass, entry, emulated)
    before = len(asked(emulated))
    await act(hass, "jvc_vn.ptz_move", CAMERA, pan=50, duration=30)
    await act(hass, "jvc_vn.ptz_stop", CAMERA)
    sent = asked(emulated)[before:]
    # What was being read just then had been asked before.
    if "=" not in sent[0]:
        del sent[0]
    assert all("camera.motion.pan." in target for target in sent), sent
    assert sent[-1].endswith("status=stop")
