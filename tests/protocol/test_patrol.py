"""A patrol as a whole (guide, 6.7)."""

import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
)
from custom_components.jvc_vn.protocol.patrol import Step, read_patrol, write_patrol
from tests.emulator import EmulatedCamera

KEY = "camera.motion.auto_patrol({}).position({})"


def put(camera: EmulatedCamera, patrol: int, step: int, preset: str, s: str) -> None:
    """Put a step into the camera."""
    camera.force(KEY.format(patrol, step), preset)
    camera.force(f"{KEY.format(patrol, step)}.duration", s)


def told(camera: EmulatedCamera) -> list[str]:
    """What was written, without the head that all keys share."""
    head = "/api/param?camera.motion.auto_patrol"
    return [r.target.removeprefix(head) for r in camera.requests if "=" in r.target]


@pytest.fixture(autouse=True)
async def _empty(emulated: EmulatedCamera) -> None:
    """No patrol has a step."""
    for patrol in range(3):
        for step in range(100):
            put(emulated, patrol, step, "0", "0")


async def test_reading(camera: Camera, emulated: EmulatedCamera) -> None:
    """What is skipped is left out, wherever it stands."""
    put(emulated, 1, 0, "3", "10")
    put(emulated, 1, 1, "4", "0")
    put(emulated, 1, 99, "5", "120")
    assert await read_patrol(camera, 1) == [Step(3, 10), Step(5, 120)]
    assert await read_patrol(camera, 0) == []


async def test_reading_in_batches(camera: Camera, emulated: EmulatedCamera) -> None:
    """Twenty requests and one, where the camera takes five keys at a time."""
    put(emulated, 0, 7, "3", "45")
    await camera.probe_batching()
    emulated.clear_requests()
    assert await read_patrol(camera, 0) == [Step(3, 45)]
    assert len(emulated.requests) <= 101


async def test_only_changes_are_written(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """Steps behind the list are skipped from now on; all is saved once."""
    put(emulated, 2, 0, "1", "10")
    put(emulated, 2, 1, "2", "20")
    put(emulated, 2, 2, "3", "30")
    put(emulated, 2, 50, "9", "60")
    await write_patrol(camera, 2, [Step(1, 10), Step(2, 45), Step(4, 30)])
    assert told(emulated) == [
        "(2).position(1).duration=45",
        "(2).position(2)=4",
        "(2).position(50).duration=0",
        "(2).status=save",
    ]
    assert await read_patrol(camera, 2) == [Step(1, 10), Step(2, 45), Step(4, 30)]


async def test_nothing_to_change(camera: Camera, emulated: EmulatedCamera) -> None:
    """Is nothing to save."""
    put(emulated, 0, 0, "1", "10")
    await write_patrol(camera, 0, [Step(1, 10)])
    assert told(emulated) == []


async def test_a_hundred_steps(camera: Camera, emulated: EmulatedCamera) -> None:
    """As many as there are, and they outlast a restart."""
    steps = [Step(n, 10) for n in range(100)]
    await write_patrol(camera, 0, steps)
    emulated.parameters.power_on()
    assert await read_patrol(camera, 0) == steps


async def test_a_refused_step(camera: Camera, emulated: EmulatedCamera) -> None:
    """What was written before it is taken back, and nothing is saved."""
    put(emulated, 0, 0, "1", "10")
    presets = emulated.parameters

    class Picky(type(presets)):  # type: ignore[misc]
        """Refuses to keep one value."""

        def store(self, key: str, value: str) -> str:
            """Take all but one."""
            return "401 Unauthorized" if value == "77" else super().store(key, value)

    presets.__class__ = Picky
    with pytest.raises(RefusedError):
        await write_patrol(camera, 0, [Step(5, 20), Step(77, 10)])
    assert await read_patrol(camera, 0) == [Step(1, 10)]
    assert "(0).status=save" not in told(emulated)


async def test_a_patrol_with_gaps(camera: Camera, emulated: EmulatedCamera) -> None:
    """Is not told at all."""
    key = f"{KEY.format(0, 3)}.duration"
    emulated.faults.error_keys[key] = "401 Unauthorized"
    with pytest.raises(RefusedError):
        await read_patrol(camera, 0)
    with pytest.raises(RefusedError):
        await write_patrol(camera, 0, [Step(1, 10)])
    del emulated.faults.error_keys[key]
    emulated.force(key, "soon")
    with pytest.raises(InvalidResponseError):
        await read_patrol(camera, 0)
    assert told(emulated) == []


@pytest.mark.parametrize("step", [Step(100, 10), Step(-1, 10), Step(1, 11)])
async def test_no_such_step(
    camera: Camera, emulated: EmulatedCamera, step: Step
) -> None:
    """Is refused before the camera has to."""
    with pytest.raises(InvalidValueError):
        await write_patrol(camera, 0, [step])
    assert told(emulated) == []
