"""How soon an alarm is a state, beside sensors that poll.

Emulated cameras, Home Assistant and this are processes of their own on one machine and
share its clock: a line's way begins just before the camera writes it and ends where
Home Assistant tells everybody of the new state.
"""

import asyncio
from collections.abc import Sequence

from tests.load import cameras
from tests.load.house import House, house

from .report import Figure, below, percentile

MANY = 100
EDGES = 400
"""Edges that each measurement sees, of all cameras together."""
PAUSE = 0.1
"""Seconds between two edges, on average. Each costs Home Assistant's recorder more
than us, and while its thread computes nothing else does: ten a second are plenty for
a house."""
REST_EDGES = 40
REST_PAUSE = 2.5
"""Seconds between two edges of one camera: polling misses what is shorter."""
REST_INTERVAL = 1
SETTLE = 2.0


def rest(count: int) -> str:
    """Configure a sensor that polls, for input 1 of each camera."""
    lines = ["rest:"]
    for number in range(count):
        base = f"http://{cameras.host(number)}:{cameras.HTTP_PORT}/api/param"
        lines += [
            f"  - resource: {base}?peripheral.input_pin.pin(1).status",
            "    authentication: basic",
            "    username: admin",
            "    password: jvc",
            f"    scan_interval: {REST_INTERVAL}",
            "    binary_sensor:",
            f"      - name: polled {number}",
            "        value_template: \"{{ 'make' in value }}\"",
        ]
    return "\n".join(lines) + "\n"


async def delays(
    home: House, entities: Sequence[str], edges: int, pause: float
) -> list[float]:
    """Milliseconds from each edge of input 1 to the state of the camera's entity.

    An edge that was never shown counts as endless.
    """
    await home.observe("seen")
    numbers = list(range(len(entities)))
    # A round takes each camera once; two make each of them on and off again.
    written = await home.street("alarms", edges // len(numbers), pause, numbers)
    await asyncio.sleep(SETTLE)
    seen = (await home.observe("seen"))["seen"]
    delays = []
    for number, state, begin in written:
        wanted = entities[number], "on" if state == cameras.MAKE else "off"
        shown = (at for at, *what in seen if tuple(what[:2]) == wanted and at > begin)
        delays.append(1000 * (next(shown, float("inf")) - begin))
    return delays


async def _ours(count: int, goal: float) -> list[Figure]:
    async with house(count) as home:
        await home.enable(*range(count))
        await home.quiet()
        ids = await home.entities("input_1")
        entities = [ids[number] for number in range(count)]
        took = await delays(home, entities, EDGES, PAUSE)
    who = "one camera" if count == 1 else f"{count} cameras in turn"
    return [
        Figure(f"pushed, {who}: p50", f"{percentile(took, 50):.2f} ms"),
        below(f"pushed, {who}: p99", percentile(took, 99), goal, "ms", 2),
    ]


async def _theirs(count: int) -> list[Figure]:
    async with house(count, rest(count)) as home:
        entities = [f"binary_sensor.polled_{number}" for number in range(count)]
        edges = max(REST_EDGES, 2 * count)
        took = await delays(home, entities, edges, REST_PAUSE / count)
    who = "one camera" if count == 1 else f"{count} cameras in turn"
    missed = sum(each == float("inf") for each in took)
    worst = f"{percentile(took, 99):.0f} ms"
    return [
        Figure(f"REST every second, {who}: p50", f"{percentile(took, 50):.0f} ms"),
        Figure(
            f"REST every second, {who}: p99",
            f"{missed} of {len(took)} edges missed" if missed else worst,
        ),
    ]


async def run() -> list[Figure]:
    """Measure both with one camera and with many."""
    return [
        *await _ours(1, 3.0),
        *await _theirs(1),
        *await _ours(MANY, 10.0),
        *await _theirs(MANY),
    ]
