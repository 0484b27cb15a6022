"""Waiting."""

import asyncio
import gc

import pytest

from custom_components.jvc_vn.protocol.timing import outcome


async def test_work_of_many() -> None:
    """Who gives up ends nothing, and an error of then is nobody's."""
    told: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _loop, context: told.append(context))
    work: asyncio.Future[int] = loop.create_future()
    first, second = (asyncio.create_task(outcome(work)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    work.set_result(5)
    assert await second == 5
    failing: asyncio.Future[int] = loop.create_future()
    alone = asyncio.create_task(outcome(failing))
    await asyncio.sleep(0)
    alone.cancel()
    await asyncio.wait([alone])
    failing.set_exception(OSError("late"))
    await asyncio.sleep(0)
    del failing
    gc.collect()
    assert told == []
    failed: asyncio.Future[int] = loop.create_future()
    failed.set_exception(OSError("in time"))
    with pytest.raises(OSError, match="in time"):
        await outcome(failed)
