"""A move that is held: begun, changed, renewed, released, and taken away."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress

import pytest

from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.ptz.hold import LASTS, Hold, SupersededError


class Motors:
    """Motors that do as they are told, when they are let."""

    def __init__(self) -> None:
        """Stand."""
        self.owner: object = None
        self.done: list[object] = []
        self.running = False
        self.fails: Exception | None = None
        self.let = asyncio.Event()
        self.let.set()

    async def move(
        self, speeds: Mapping[str, int], duration: float, *, owner: object = None
    ) -> None:
        """Run."""
        assert duration == LASTS
        self.owner = owner
        await self.let.wait()
        if self.fails:
            raise self.fails
        self.done.append(dict(speeds))
        self.running = True

    def extend(self, owner: object, duration: float) -> bool:
        """Run on."""
        assert duration == LASTS
        if owner is self.owner and self.running:
            self.done.append("extended")
            return True
        return False

    async def stop(self) -> None:
        """Stand."""
        self.running = False
        self.owner = None
        self.done.append("stopped")


@pytest.fixture
async def motors() -> Motors:
    """Return motors that stand."""
    return Motors()


async def test_begin_renew_change_release(motors: Motors) -> None:
    """The same speeds are a renewal, which asks the camera nothing; others are sent."""
    hold = Hold(motors)
    await hold.keep({"pan": 50})
    await hold.keep({"pan": 50})
    await hold.keep({"pan": 60})
    await hold.release()
    assert motors.done == [{"pan": 50}, "extended", {"pan": 60}, "stopped"]
    await hold.release()
    assert motors.done.count("stopped") == 1


async def test_renewed_too_late(motors: Motors) -> None:
    """A move that has ended by itself is begun again."""
    hold = Hold(motors)
    await hold.keep({"pan": 50})
    motors.running = False
    await hold.keep({"pan": 50})
    assert motors.done == [{"pan": 50}, {"pan": 50}]


async def test_of_several_changes_the_last_counts(motors: Motors) -> None:
    """What was wanted meanwhile, while the camera was being asked, is left out."""
    hold = Hold(motors)
    motors.let.clear()
    keeping = [asyncio.ensure_future(hold.keep({"pan": n})) for n in (10, 20, 30)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    motors.let.set()
    await asyncio.gather(*keeping)
    assert motors.done[-1] == {"pan": 30}
    assert {"pan": 20} not in motors.done


async def test_one_who_waits_may_give_up(motors: Motors) -> None:
    """A page that stops waiting does not stop the work of others."""
    hold = Hold(motors)
    motors.let.clear()
    keeping = asyncio.ensure_future(hold.keep({"pan": 10}))
    await asyncio.sleep(0)
    keeping.cancel()
    with suppress(asyncio.CancelledError):
        await keeping
    motors.let.set()
    await hold.keep({"pan": 10})
    assert motors.done[0] == {"pan": 10}


async def test_superseded(motors: Motors) -> None:
    """Another's move is neither renewed nor stopped by us."""
    hold = Hold(motors)
    assert not hold.superseded
    await hold.keep({"pan": 50})
    motors.owner = "somebody"
    assert hold.superseded
    with pytest.raises(SupersededError):
        await hold.keep({"pan": 50})
    await hold.release()
    assert motors.done == [{"pan": 50}]
    # Letting go ends that: the next press is a new one.
    assert not hold.superseded
    await hold.keep({"pan": 50})
    assert motors.owner is hold


async def test_superseded_meanwhile(motors: Motors) -> None:
    """A change that waited for its turn does not take another's turn away."""
    hold = Hold(motors)
    await hold.keep({"pan": 50})
    motors.let.clear()
    first = asyncio.ensure_future(hold.keep({"pan": 60}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    second = asyncio.ensure_future(hold.keep({"pan": 70}))
    await asyncio.sleep(0)
    motors.owner = "somebody"
    motors.let.set()
    answers = await asyncio.gather(first, second, return_exceptions=True)
    assert [type(answer) for answer in answers] == [SupersededError] * 2
    assert motors.done == [{"pan": 50}, {"pan": 60}]


async def test_released_while_it_begins(motors: Motors) -> None:
    """What waits for its turn does not begin after the stop."""
    hold = Hold(motors)
    motors.let.clear()
    keeping = asyncio.ensure_future(hold.keep({"pan": 50}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await hold.release()
    motors.let.set()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    assert motors.done == ["stopped"]


async def test_a_camera_that_does_not(motors: Motors) -> None:
    """Why the camera did not do it is told; the next press tries again."""
    hold = Hold(motors)
    motors.fails = UnreachableError("away")
    with pytest.raises(UnreachableError):
        await hold.keep({"pan": 50})
    motors.fails = None
    await hold.keep({"pan": 50})
    assert motors.done == [{"pan": 50}]


async def test_released_while_it_fails(motors: Motors) -> None:
    """An error on the way is no reason not to stop."""
    hold = Hold(motors)
    motors.let.clear()
    motors.fails = UnreachableError("away")
    keeping = asyncio.ensure_future(hold.keep({"pan": 50}))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    motors.let.set()
    await hold.release()
    with suppress(UnreachableError, asyncio.CancelledError):
        await keeping
    assert motors.done == ["stopped"]
