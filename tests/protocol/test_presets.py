"""Presets: going to them and reading their titles (guide, 6.6-3)."""

import math
from typing import Any

import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import InvalidValueError
from custom_components.jvc_vn.protocol.ptz import goto_preset, read_presets
from tests.emulator import EmulatedCamera
from tests.emulator.motion import Spot

from .helpers import sent


@pytest.mark.parametrize("number", [-1, 100, None, "1", 1.5, math.nan])
async def test_no_such_preset(
    camera: Camera, emulated: EmulatedCamera, number: Any
) -> None:
    """Other numbers are refused before anything is sent."""
    with pytest.raises(InvalidValueError):
        await goto_preset(camera, number)
    assert emulated.requests == []


@pytest.mark.parametrize("number", [0, 3, 99])
async def test_goto_preset(
    camera: Camera, emulated: EmulatedCamera, number: int
) -> None:
    """Going to a preset is one request; 0 is home, 99 the last."""
    emulated.presets[number] = Spot(77.0, 7.0, 0.0)
    await goto_preset(camera, number)
    assert sent(emulated) == [f"position({number}).status=goto"]
    assert emulated.is_moving


async def test_read_presets(camera: Camera, emulated: EmulatedCamera) -> None:
    """Only registered presets are asked for their titles; blank ones stay blank."""
    emulated.force("camera.position(1).comment", "  R&D = fun  ")
    emulated.force("camera.position(2).comment", "")
    emulated.faults.error_keys["camera.position(7).status"] = "401 Unauthorized"
    home = emulated.get("camera.position(0).comment")
    assert await read_presets(camera, [0, 1, 2, 6, 7]) == {
        0: home,
        1: "R&D = fun",
        2: "",
        6: None,
    }
    assert len([r for r in sent(emulated) if r.endswith("comment")]) == 3
