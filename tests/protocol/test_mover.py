"""Moves: what is sent, and that each one ends (guide, 6.6; design, 3.3)."""

import asyncio
import math
from typing import Any

import pytest

from custom_components.jvc_vn.protocol.errors import InvalidValueError
from custom_components.jvc_vn.protocol.ptz import Mover
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import Pauses, sent


@pytest.mark.parametrize(
    ("axis", "speed", "expected"),
    [
        ("pan", 50, ["pan.mode=right", "pan.speed=50", "pan.status=start"]),
        ("pan", -100, ["pan.mode=left", "pan.speed=100", "pan.status=start"]),
        ("tilt", 1, ["tilt.mode=up", "tilt.speed=1", "tilt.status=start"]),
        ("tilt", -30, ["tilt.mode=down", "tilt.speed=30", "tilt.status=start"]),
        ("zoom", 100, ["zoom.mode=in", "zoom.speed=100", "zoom.status=start"]),
        ("zoom", -75, ["zoom.mode=out", "zoom.speed=75", "zoom.status=start"]),
        ("focus", 10, ["focus.mode=far", "focus.speed=10", "focus.status=start"]),
        ("focus", -10, ["focus.mode=near", "focus.speed=10", "focus.status=start"]),
    ],
)
async def test_one_axis(
    mover: Mover,
    emulated: EmulatedCamera,
    pauses: Pauses,
    axis: str,
    speed: int,
    expected: list[str],
) -> None:
    """Direction, speed, start; after its time the stop of this axis, and no more."""
    # From here every axis has room in both directions.
    emulated.force("camera.motion.tilt", "90.00")
    emulated.force("camera.motion.zoom", "50.00")
    await mover.move({axis: speed}, 1.5)
    assert sent(emulated) == expected
    assert emulated.is_moving
    assert mover.running == {axis}
    await until(lambda: pauses.asleep == [1.5])
    pauses.end()
    await until(lambda: not mover.running)
    assert sent(emulated) == [f"{axis}.status=stop"]
    assert not emulated.is_moving
    assert pauses.asked == [1.5]


async def test_diagonal(mover: Mover, emulated: EmulatedCamera, pauses: Pauses) -> None:
    """Several axes start and stop together; those at 0 are not touched."""
    await mover.move({"pan": -20, "tilt": 0, "zoom": 40, "focus": 0}, 1)
    requests = sent(emulated)
    assert [r for r in requests if r.startswith("pan")] == [
        "pan.mode=left",
        "pan.speed=20",
        "pan.status=start",
    ]
    assert [r for r in requests if r.startswith("zoom")] == [
        "zoom.mode=in",
        "zoom.speed=40",
        "zoom.status=start",
    ]
    assert len(requests) == 6
    await until(lambda: pauses.asleep == [1])
    pauses.end()
    await until(lambda: not mover.running)
    assert sorted(sent(emulated)) == ["pan.status=stop", "zoom.status=stop"]


async def test_newer_move_replaces_older(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Axes that the newer move does not name are stopped, and it has its own time."""
    await mover.move({"pan": 50, "tilt": 50}, 2)
    await until(lambda: pauses.asleep == [2])
    sent(emulated)
    await mover.move({"tilt": -50}, 5)
    requests = sent(emulated)
    assert requests.count("pan.status=stop") == 1
    # The speed is what it was.
    assert [r for r in requests if r.startswith("tilt")] == [
        "tilt.mode=down",
        "tilt.status=start",
    ]
    await until(lambda: pauses.asleep == [5])
    assert mover.running == {"tilt"}
    pauses.end()
    await until(lambda: not mover.running)
    assert sent(emulated) == ["tilt.status=stop"]


async def test_renewal_extends(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """A held button sends the same move again: no stop comes in between."""
    for duration in (1, 2, 3):
        await mover.move({"pan": 50}, duration)
        await until(lambda d=duration: pauses.asleep == [d])
    assert "pan.status=stop" not in sent(emulated)
    assert emulated.is_moving
    pauses.end()
    await until(lambda: not mover.running)
    assert not emulated.is_moving


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (50, ["pan.status=start"]),
        (-50, ["pan.mode=left", "pan.status=start"]),
        (20, ["pan.speed=20", "pan.status=start"]),
    ],
)
async def test_what_a_renewal_sends(
    mover: Mover, emulated: EmulatedCamera, second: int, told: list[str]
) -> None:
    """Direction and speed only where they change; after a stop, both again."""
    await mover.move({"pan": 50}, 30)
    sent(emulated)
    await mover.move({"pan": second}, 30)
    assert sent(emulated) == told
    await mover.stop()
    sent(emulated)
    await mover.move({"pan": second}, 30)
    assert len(sent(emulated)) == 3
    await mover.close()


@pytest.mark.parametrize("second", [{"pan": 50}, {"pan": -50}, {"tilt": 50}])
async def test_renewal_while_the_first_is_on_its_way(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses, second: dict[str, int]
) -> None:
    """On a slow line the newer move still has all of its time."""
    emulated.faults.delay = 0.02
    first = asyncio.create_task(mover.move({"pan": 50}, 1))
    await until(lambda: len(emulated.requests) == 1)
    await asyncio.gather(first, mover.move(second, 30))
    await until(lambda: 30 in pauses.asleep)
    assert pauses.asleep == [30]
    assert mover.running == second.keys()
    assert emulated.is_moving


async def test_only_the_newest_wish_counts(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Of moves that wait for a slow camera only the last is sent."""
    emulated.faults.delay = 0.02
    tasks = [
        asyncio.create_task(mover.move({axis: 50}, 1))
        for axis in ("pan", "tilt", "focus", "zoom")
    ]
    await asyncio.gather(*tasks)
    requests = sent(emulated)
    assert not any(r.startswith(("tilt", "focus")) for r in requests)
    assert mover.running == {"zoom"}
    await until(lambda: pauses.asleep == [1])


async def test_stop_is_newer_than_a_waiting_move(
    mover: Mover, emulated: EmulatedCamera
) -> None:
    """A move that still waits when the stop is pressed is not sent."""
    emulated.faults.delay = 0.02
    first = asyncio.create_task(mover.move({"pan": 50}, 1))
    await until(lambda: len(emulated.requests) == 1)
    second = asyncio.create_task(mover.move({"tilt": 50}, 1))
    await asyncio.sleep(0)
    await mover.stop()
    await asyncio.gather(first, second)
    assert not any(r.startswith("tilt") for r in sent(emulated))
    assert not emulated.is_moving
    assert mover.running == frozenset()


async def test_stop_stops_what_runs(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Exactly what was started is stopped; the timer goes with it."""
    await mover.move({"zoom": 50, "focus": 50}, 5)
    sent(emulated)
    await mover.stop()
    assert sorted(sent(emulated)) == ["focus.status=stop", "zoom.status=stop"]
    assert mover.running == frozenset()
    await until(lambda: pauses.asleep == [])


async def test_stop_with_nothing_known(mover: Mover, emulated: EmulatedCamera) -> None:
    """Somebody else may have started it: pan, tilt and zoom are stopped."""
    assert emulated.head.start_drive("pan", 1, 20.0) is None
    assert emulated.is_moving
    await mover.stop()
    assert sorted(sent(emulated)) == [
        "pan.status=stop",
        "tilt.status=stop",
        "zoom.status=stop",
    ]
    assert not emulated.is_moving


async def test_only_who_moves_may_extend(mover: Mover, pauses: Pauses) -> None:
    """Somebody else, or who comes too late, changes nothing."""
    await mover.move({"pan": 50}, 2, owner="Kim")
    await until(lambda: pauses.asleep == [2])
    assert not mover.extend("Alex", 9)
    assert pauses.asleep == [2]
    assert mover.extend("Kim", 5)
    await until(lambda: pauses.asleep == [5])
    await mover.stop()
    assert not mover.extend("Kim", 5)
    await until(lambda: pauses.asleep == [])


async def test_close_stops(
    mover: Mover, emulated: EmulatedCamera, pauses: Pauses
) -> None:
    """Letting the camera go stops what runs, and leaves nothing behind."""
    await mover.move({"pan": 50}, 5)
    await mover.close()
    assert sent(emulated)[-1] == "pan.status=stop"
    assert not emulated.is_moving
    await until(lambda: pauses.asleep == [])
    await mover.close()
    assert sent(emulated) == []


@pytest.mark.parametrize("speed", [100, -100, 1, -1])
@pytest.mark.parametrize("duration", [0.1, 30])
async def test_limits_are_included(
    mover: Mover, pauses: Pauses, speed: int, duration: float
) -> None:
    """The ends of both ranges are taken."""
    await mover.move({"pan": speed}, duration)
    await until(lambda: pauses.asleep == [duration])


@pytest.mark.parametrize(
    ("speeds", "duration"),
    [
        ({}, 1),
        ({"pan": 0}, 1),
        ({"pan": 0, "tilt": 0}, 1),
        ({"pan": 101}, 1),
        ({"tilt": -101}, 1),
        ({"pan": 50, "tilt": 101}, 1),
        ({"pan": math.nan}, 1),
        ({"pan": math.inf}, 1),
        ({"pan": 50.5}, 1),
        ({"pan": True}, 1),
        ({"pan": "50"}, 1),
        ({"pan": None}, 1),
        ({"pan": [50]}, 1),
        ({"roll": 50}, 1),
        ({"pan": 50, "roll": 50}, 1),
        ({"roll": 0}, 1),
        ({"pan": 50}, 0),
        ({"pan": 50}, 0.09),
        ({"pan": 50}, 30.01),
        ({"pan": 50}, -1),
        ({"pan": 50}, math.nan),
        ({"pan": 50}, math.inf),
        ({"pan": 50}, None),
        ({"pan": 50}, "1"),
        ({"pan": 50}, True),
    ],
)
async def test_impossible_moves(
    mover: Mover,
    emulated: EmulatedCamera,
    pauses: Pauses,
    speeds: dict[str, Any],
    duration: Any,
) -> None:
    """What cannot be done is refused before anything is sent; what runs goes on."""
    await mover.move({"zoom": 50}, 5)
    await until(lambda: pauses.asleep == [5])
    sent(emulated)
    with pytest.raises(InvalidValueError):
        await mover.move(speeds, duration)
    assert sent(emulated) == []
    assert pauses.asleep == [5]
    assert mover.running == {"zoom"}
