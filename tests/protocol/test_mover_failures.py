"""Moves that go wrong: whatever happens, the motors are stopped (design, 3.3)."""

import asyncio

import pytest

from custom_components.jvc_vn.protocol import ptz
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import RefusedError, VnError
from custom_components.jvc_vn.protocol.ptz import Mover
from custom_components.jvc_vn.protocol.timing import Timing
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import Pauses, sent

GROWING = [0.2, 0.4, 0.8, 1.0, 1.0, 1.0, 1.0]


def sure_stops() -> list[asyncio.Task[object]]:
    """The tasks that still want to stop something."""
    return [t for t in asyncio.all_tasks() if t.get_name() == "jvc_vn sure stop"]


async def nap(pauses: Pauses, seconds: float) -> None:
    """Wait until exactly this sleep lasts, and end it."""
    await until(lambda: pauses.asleep == [seconds])
    pauses.end()
    await asyncio.sleep(0)


@pytest.mark.parametrize("fault", ["gone", "error 503", "garbage"])
async def test_stop_is_retried_until_acknowledged(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses, fault: str
) -> None:
    """A stop that does not arrive is sent again after growing pauses, for ever."""
    await mover.move({"pan": 50}, 1)
    if fault == "gone":
        await emulated.power_off()
    emulated.faults.status = 503 if fault == "error 503" else None
    emulated.faults.garbage = fault == "garbage"
    await nap(pauses, 1)
    for pause in GROWING:
        assert mover.running == {"pan"}
        await nap(pauses, pause)
    await until(lambda: pauses.asleep == [1.0])
    assert pauses.asked == [1, *GROWING, 1.0]
    emulated.faults.status = None
    emulated.faults.garbage = False
    await emulated.start()
    sent(emulated)
    pauses.end()
    await until(lambda: not mover.running)
    assert sent(emulated) == ["pan.status=stop"]
    assert not emulated.is_moving


async def test_only_what_is_not_acknowledged_is_retried(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """An axis that has stopped is left alone."""
    await mover.move({"pan": 50, "tilt": 50}, 1)
    emulated.faults.error_keys["camera.motion.tilt.status"] = "503 Busy"
    await nap(pauses, 1)
    await until(lambda: pauses.asleep == [0.2])
    assert mover.running == {"tilt"}
    sent(emulated)
    emulated.faults.error_keys.clear()
    pauses.end()
    await until(lambda: not mover.running)
    assert sent(emulated) == ["tilt.status=stop"]


REFUSED = [0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30.0, 30.0]


async def test_camera_that_refuses_to_stop(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """It is asked ever more slowly, and never given up."""
    await mover.move({"pan": 50}, 1)
    sent(emulated)
    emulated.faults.error_keys["camera.motion.pan.status"] = "401 Unauthorized"
    await nap(pauses, 1)
    for pause in REFUSED:
        await nap(pauses, pause)
    await until(lambda: pauses.asleep == [30.0])
    assert mover.running == {"pan"}
    emulated.faults.error_keys.clear()
    await nap(pauses, 30.0)
    await until(lambda: not mover.running)
    # The model tells that it is not the login that is refused.
    assert {*sent(emulated)} - {"/api/param?system.model"} == {"pan.status=stop"}
    assert not emulated.is_moving
    await until(lambda: sure_stops() == [])


async def test_a_move_while_the_last_one_cannot_be_stopped(
    camera: Camera, emulated: EmulatedCamera
) -> None:
    """It has its own time: the end of the older one, when it comes, leaves it alone."""
    retries, moves = Pauses(), Pauses()

    async def sleep(seconds: float) -> None:
        await (moves if seconds == 5 else retries)(seconds)

    mover = Mover(camera, timing=Timing(sleep=sleep))
    await mover.move({"pan": 50}, 5)
    emulated.faults.status = 503
    closing = asyncio.create_task(mover.close())
    await until(lambda: retries.asleep == [0.2])
    emulated.faults.status = None
    await mover.move({"pan": -50}, 5)
    sent(emulated)
    retries.end()
    await closing
    assert sent(emulated) == []
    assert mover.running == {"pan"}
    await until(lambda: moves.asleep == [5])
    moves.end()
    await until(lambda: not mover.running)
    assert sent(emulated) == ["pan.status=stop"]


@pytest.mark.parametrize("key", ["mode", "speed"])
async def test_error_during_start(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses, key: str
) -> None:
    """A start that fails half-way starts no axis; a stop is owed all the same."""
    emulated.faults.error_keys[f"camera.motion.pan.{key}"] = "401 Unauthorized"
    with pytest.raises(RefusedError):
        await mover.move({"pan": 50, "zoom": 50}, 1)
    assert "zoom.status=start" not in sent(emulated)
    await nap(pauses, 0)
    await until(lambda: not mover.running)
    assert sorted(sent(emulated)) == ["pan.status=stop", "zoom.status=stop"]
    assert not emulated.is_moving


async def test_camera_gone_during_start(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """The start may have arrived although its answer did not: it is stopped."""
    emulated.faults.garbage = True
    with pytest.raises(VnError):
        await mover.move({"pan": 50}, 1)
    assert mover.running == {"pan"}
    await nap(pauses, 0)
    await until(lambda: pauses.asleep == [0.2])
    emulated.faults.garbage = False
    pauses.end()
    await until(lambda: not mover.running)
    assert sent(emulated)[-1] == "pan.status=stop"


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_cancelled_during_start(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses, number: int
) -> None:
    """A move that is cancelled at any of its requests is stopped."""
    emulated.faults.delay = 0.02
    task = asyncio.create_task(mover.move({"pan": 50}, 1))
    await until(lambda: len(emulated.requests) == number)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert mover.running == {"pan"}
    emulated.faults.delay = 0
    await asyncio.sleep(0.03)  # what the camera has read it still does
    await nap(pauses, 0)
    await until(lambda: not mover.running)
    assert sent(emulated)[-1] == "pan.status=stop"
    assert not emulated.is_moving


@pytest.mark.parametrize("what", ["move", "stop"])
async def test_cancelled_before_its_turn(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses, what: str
) -> None:
    """Who gives up while it waits for its turn leaves no motor running."""
    await mover.move({"pan": 50}, 1)
    await until(lambda: pauses.asleep == [1])
    emulated.faults.hang = True
    sent(emulated)
    pauses.end()
    await until(lambda: len(emulated.requests) == 1)  # the stop hangs
    wish = mover.move({"tilt": 50}, 1) if what == "move" else mover.stop()
    task = asyncio.create_task(wish)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    emulated.faults.hang = False
    assert mover.running == {"pan"}
    pauses.end()
    async with asyncio.timeout(2):
        while mover.running:
            pauses.end()
            await asyncio.sleep(0.005)
    assert not emulated.is_moving


async def test_failed_move_does_not_stop_a_newer_one(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """What an older move owes is the newer one's to settle."""
    emulated.faults.delay = 0.02
    emulated.faults.error_keys["camera.motion.pan.speed"] = "401 Unauthorized"
    first = asyncio.create_task(mover.move({"pan": 50}, 1))
    await until(lambda: len(emulated.requests) == 1)
    second = asyncio.create_task(mover.move({"zoom": 50}, 30))
    with pytest.raises(RefusedError):
        await first
    await second
    await until(lambda: 30 in pauses.asleep)
    assert pauses.asleep == [30]
    assert mover.running == {"zoom"}
    assert "pan.status=stop" in sent(emulated)
    assert emulated.is_moving


async def test_newer_move_ends_the_retries(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """A move that arrives while a stop is retried takes over."""
    await mover.move({"pan": 50}, 1)
    emulated.faults.status = 503
    await nap(pauses, 1)
    await until(lambda: pauses.asleep == [0.2])
    emulated.faults.status = None
    sent(emulated)
    await mover.move({"tilt": 50}, 7)
    await until(lambda: pauses.asleep == [7])
    assert "pan.status=stop" in sent(emulated)
    assert mover.running == {"tilt"}


async def test_stop_that_fails_is_told_and_retried(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Who pressed stop hears that it did not work; it is sent again anyway."""
    await mover.move({"pan": 50}, 30)
    emulated.faults.status = 503
    with pytest.raises(VnError):
        await mover.stop()
    emulated.faults.status = None
    sent(emulated)
    await nap(pauses, 0)
    await until(lambda: not mover.running)
    assert sent(emulated) == ["pan.status=stop"]
    assert not emulated.is_moving


async def test_close_gives_up_in_time(
    mover: Mover,
    emulated: EmulatedCamera,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A camera that is gone does not hold up the shutdown."""
    monkeypatch.setattr(ptz, "CLOSE_TIMEOUT", 0.1)
    await mover.move({"pan": 50}, 30)
    emulated.faults.hang = True
    async with asyncio.timeout(2):
        await mover.close()
    await asyncio.sleep(0)
    assert sure_stops() == []


async def test_close_while_a_move_is_on_its_way(
    mover: Mover, emulated: EmulatedCamera
) -> None:
    """The move is stopped as soon as it has started; no timer is left."""
    emulated.faults.delay = 0.02
    task = asyncio.create_task(mover.move({"pan": 50}, 30))
    await until(lambda: len(emulated.requests) == 1)
    await mover.close()
    await task
    assert not emulated.is_moving
    assert mover.running == frozenset()
    assert sent(emulated)[-1] == "pan.status=stop"
    await asyncio.sleep(0)
    assert sure_stops() == []
