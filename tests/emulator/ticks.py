"""The beat to which pictures are sent."""

import asyncio
import math
from collections.abc import AsyncIterator


async def ticks(interval: float) -> AsyncIterator[float]:
    """Tick at a rate; all viewers share one grid of moments, hence one picture.

    A tick that comes a little late is made up for, a longer gap is skipped.
    """
    loop = asyncio.get_running_loop()
    number = math.floor(loop.time() / interval)
    while True:
        number = max(number + 1, math.floor(loop.time() / interval) - 1)
        await asyncio.sleep(max(0.0, number * interval - loop.time()))
        yield number * interval
