"""Changing passwords while others ask; test_camera_writes.py has the rest."""

import asyncio

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from tests.emulator import EmulatedCamera

SECRET = "p&=%+ :word"


async def test_two_changes_at_once(camera: Camera, emulated: EmulatedCamera) -> None:
    """Neither waits for the other for ever."""
    emulated.faults.delay = 0.01
    async with asyncio.timeout(5):
        await asyncio.gather(
            *(camera.set_password("admin", f"{n}{SECRET}", own=True) for n in range(4))
        )
    assert await camera.get(p.MODEL) == "VN-V685U"


async def test_somebody_elses_password(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Leaves our login alone."""
    await camera.set_password("user", SECRET, own=False)
    assert emulated.passwords["user"] == SECRET
    assert await camera.get(p.MODEL) == "VN-V685U"
