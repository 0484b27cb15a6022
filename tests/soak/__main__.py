"""`scripts/soak`: count what becomes of every alarm while cameras fail in every way."""

import argparse
import asyncio
import random
import re
import sys
import time
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.report import Figure, below, machine, percentile, table
from tests.load.house import House, house

from . import recordings
from .moves import Moves, kills, left
from .tally import Edge, Tally, Told, tally

RELIABILITY = Path(__file__).parents[2] / "docs" / "reliability.md"
HEAL_SECONDS = 150
"""Time for links to come back, logs to be read and polls to be good again."""
LOOK_SECONDS = 5
type Cost = dict[str, Any]
"""What the observer tells."""
PASSING = {"RequestHandler.start", "RequestHandler._handle_request"}
"""Tasks that serve us."""


class Soak:
    """A storm over all cameras, watched from inside of Home Assistant."""

    def __init__(self, home: House, count: int) -> None:
        """Watch over `count` cameras."""
        self._home = home
        self._everybody = list(range(count))
        self._told: list[Told] = []
        self._cameras: dict[str, int] = {}
        # Events tell a date, edges our clock.
        self._epoch = time.time() - time.monotonic()

    async def run(self, seconds: float, seed: int) -> list[Figure]:
        """Let it rage; return what came of it."""
        home = self._home
        bare = await home.observe("cost")
        loaded = await home.enable(*self._everybody)
        assert loaded["states"] == {"loaded": len(self._everybody)}, loaded
        ids = await home.entities("alarm_event")
        self._cameras = {ids[number]: number for number in self._everybody}
        await self._warm_up()
        before = await recordings.written(home)
        begin = await self._rest()
        looking = asyncio.create_task(self._look())
        turned = list((await home.entities("camera")).values())
        moves = Moves(home.client, turned, seed)
        moving = asyncio.create_task(moves.ask(seconds))
        storm = await home.street("storm", seconds, seed, self._everybody)
        await moving
        await asyncio.sleep(HEAL_SECONDS)
        running = await left(home)
        looking.cancel()
        await self._take()
        kept = recordings.kept(
            home.media, self._told, before, await recordings.written(home)
        )
        end = await self._rest()
        entries = [f"camera{number}" for number in self._everybody]
        await home.observe("unload", entries=entries)
        await asyncio.sleep(LOOK_SECONDS)
        after = await home.observe("cost")
        edges = [Edge(*edge) for edge in storm["edges"]]
        found = tally(edges, self._told)
        _explain(found)
        return [
            *_fate(edges, found),
            *kept,
            *_costs(bare, begin, end, after),
            Figure("faults", _by_kind(storm["faults"])),
            *_turned(moves, running),
            *await self._kills(turned),
        ]

    async def _kills(self, cameras: list[str]) -> list[Figure]:
        await self._home.enable(*self._everybody)
        await self._home.quiet()
        return [
            *await kills(self._home, cameras),
            *await recordings.killed_clips(self._home),
        ]

    async def _warm_up(self) -> None:
        """Let everything happen once that happens for the first time."""
        await self._home.quiet()
        for _ in range(2):
            await self._home.street("alarms", 1, 0.1, self._everybody)
            await asyncio.sleep(LOOK_SECONDS)
        await self._home.observe("seen")

    async def _rest(self) -> dict[str, Any]:
        """Tell what it costs when nothing happens: the least of some looks."""
        looks = []
        for _ in range(LOOK_SECONDS):
            looks.append(await self._home.observe("cost"))
            await asyncio.sleep(1)
        least: dict[str, Any] = min(looks, key=lambda look: look["sockets"])
        return {**least, "megabytes": min(look["megabytes"] for look in looks)}

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self._take()

    async def _take(self) -> None:
        for at, entity_id, _, what, recovered, when in (
            await self._home.observe("seen")
        )["seen"]:
            if entity_id not in self._cameras:
                continue
            moment = datetime.fromisoformat(when).timestamp() if when else None
            self._told.append(
                Told(
                    camera=self._cameras[entity_id],
                    what=what,
                    at=at,
                    recovered=recovered,
                    when=None if moment is None else moment - self._epoch,
                )
            )


def _fate(edges: list[Edge], found: Tally) -> list[Figure]:
    alone = sum(not edge.linked for edge in edges)
    delays = [1000 * delay for delay in found.delays] or [0.0]
    return [
        Figure("edges", f"{len(edges)}, {alone} of them while nobody was linked"),
        Figure("told at once", f"{found.at_once}"),
        Figure("told at once: p50, p99", _spread(delays)),
        Figure("found by reading, while nobody was linked", f"{found.read}"),
        Figure("recovered from the camera's log", f"{found.recovered}"),
        below("lost", len(found.lost), 0, "edges", 0),
        below("doubled", len(found.doubled), 0, "events", 0),
    ]


def _turned(moves: Moves, running: dict[str, list[str]]) -> list[Figure]:
    if running:
        print(f"left running: {running}")
    return [
        Figure("moves, steps and pulses", f"{moves.asked}, {moves.refused} refused"),
        below("motors left running", sum(map(len, running.values())), 0, "", 0),
    ]


def _spread(delays: list[float]) -> str:
    return f"{percentile(delays, 50):.1f} ms, {percentile(delays, 99):.1f} ms"


def _costs(bare: Cost, begin: Cost, end: Cost, after: Cost) -> list[Figure]:
    grown = end["megabytes"] - begin["megabytes"]
    tasks = Counter(end["tasks"])
    tasks.subtract(begin["tasks"])
    leaked = {name: n for name, n in tasks.items() if n > 0 and name not in PASSING}
    left = Counter(after["tasks"])
    left.subtract(bare["tasks"])
    rest = {name: n for name, n in left.items() if n > 0 and name not in PASSING}
    if leaked or rest:
        print(f"tasks more than before: {leaked}, after unloading: {rest}")
    sockets = end["sockets"] - begin["sockets"]
    kept = after["sockets"] - bare["sockets"]
    return [
        Figure("memory", f"{begin['megabytes']:.1f} MB, {end['megabytes']:.1f} MB"),
        below("memory growth", grown, 5, "MB"),
        Figure("sockets", f"{begin['sockets']}, {end['sockets']}"),
        below("more sockets than before", max(sockets, 0), 0, "sockets", 0),
        below("more tasks than before", sum(leaked.values()), 0, "tasks", 0),
        below("left after unloading", max(kept, 0), 0, "sockets", 0),
        below("left after unloading", sum(rest.values()), 0, "tasks", 0),
    ]


def _explain(found: Tally) -> None:
    """Say which alarms went wrong."""
    for edge in sorted(found.lost, key=lambda edge: edge.at):
        print(f"lost: {edge}")
    for one in sorted(found.doubled, key=lambda one: one.at):
        print(f"doubled: {one}")


def _by_kind(faults: dict[str, int]) -> str:
    return ", ".join(f"{n} x {name}" for name, n in sorted(faults.items()))


def write(heading: str, figures: list[Figure]) -> None:
    """Put the report into the docs, between its two marks."""
    text = RELIABILITY.read_text(encoding="utf-8")
    marked = re.compile(r"(<!-- soak -->\n).*?(<!-- end -->)", re.DOTALL)
    if not marked.search(text):
        raise SystemExit(f"{RELIABILITY} has no place for the report of a soak")
    report = f"{heading}\n\n{table(figures)}\n"
    text = marked.sub(lambda found: f"{found[1]}{report}{found[2]}", text)
    RELIABILITY.write_text(text, encoding="utf-8")


async def soak(minutes: float, count: int, seed: int) -> list[Figure]:
    """Run a Home Assistant with cameras in a storm."""
    clips = [recordings.CLIPS] * recordings.WITH_CLIPS
    async with house(count, "", *clips, recordings.PICTURES) as home:
        return await Soak(home, count).run(60 * minutes, seed)


def main() -> int:
    """Soak, and print the report; 1 if a goal was missed."""
    parser = argparse.ArgumentParser(
        prog="scripts/soak",
        description="Run a real Home Assistant with emulated cameras whose links are"
        " cut, which go silent, answer nonsense and lose power at random, and count"
        " what becomes of every alarm.",
    )
    default = "default: %(default)s"
    parser.add_argument("--minutes", type=float, default=10, help=default)
    parser.add_argument("--cameras", type=int, default=20, help=default)
    parser.add_argument("--seed", type=int, help="to see the same storm again")
    parser.add_argument(
        "--write", action="store_true", help="keep the report in docs/reliability.md"
    )
    options = parser.parse_args()
    seed = random.randrange(10**6) if options.seed is None else options.seed
    figures = asyncio.run(soak(options.minutes, options.cameras, seed))
    heading = (
        f"{options.minutes:g} minutes with {options.cameras} cameras, seed {seed}, on"
        f" {machine()}."
    )
    print(f"\n{heading}\n\n{table(figures)}")
    if options.write:
        write(heading, figures)
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
