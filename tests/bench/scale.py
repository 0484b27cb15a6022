"""A hundred cameras on one Home Assistant, each answering 20 ms late."""

import asyncio
from typing import Any

from tests.load.house import House, house

from .alarm import EDGES, PAUSE, delays
from .report import Figure, below, percentile

CAMERAS = 100
LATENCY = 0.02
IDLE = 60.0
"""Seconds for which the event loop is watched; each camera is polled every 10."""


async def run() -> list[Figure]:
    """Set a hundred up, look at what they cost, and let one of them hang."""
    everybody = list(range(CAMERAS))
    async with house(CAMERAS + 1) as home:
        await home.street("levers", [*everybody, CAMERAS], {"delay": LATENCY})
        # The first brings the code with it, which all others share.
        await home.enable(CAMERAS)
        await home.quiet()
        before = await home.observe("cost")
        loaded = await home.enable(*everybody)
        assert loaded["states"] == {"loaded": CAMERAS}, loaded
        await home.quiet()
        after = await home.observe("cost")
        idle_from = await home.observe("cost")
        lags = (await home.observe("lag", seconds=IDLE))["lags"]
        idle = await home.observe("cost")
        return [
            below("setup of all", max(loaded["seconds"]), 15, "s"),
            Figure("processor time of that", f"{loaded['cpu']:.1f} s"),
            below("memory each", _each(before, after, "megabytes"), 1.5, "MB", 2),
            below("event loop late, idle: p99", percentile(lags, 99), 25, "ms"),
            Figure("processor, idle", f"{_busy(idle_from, idle):.0f} % of a core"),
            *await _with_a_dead_one(home, everybody),
        ]


def _each(before: dict[str, Any], after: dict[str, Any], what: str) -> float:
    spent: float = after[what] - before[what]
    return spent / CAMERAS


def _busy(begin: dict[str, Any], end: dict[str, Any]) -> float:
    return 100 * float(end["cpu"] - begin["cpu"]) / IDLE


async def _with_a_dead_one(home: House, everybody: list[int]) -> list[Figure]:
    """Let one camera take connections and never answer; the others go on."""
    await home.street("levers", [CAMERAS], {"hang": True})
    # Until Home Assistant has noticed, and asks it in vain.
    await asyncio.sleep(30)
    ids = await home.entities("input_1")
    took = await delays(home, [ids[number] for number in everybody], EDGES, PAUSE)
    await home.observe("unload", entries=[f"camera{n}" for n in everybody])
    again = await home.enable(*everybody)
    return [
        below("one is dead: setup of the others", max(again["seconds"]), 15, "s"),
        below("one is dead: alarms of the others, p99", percentile(took, 99), 10, "ms"),
    ]
