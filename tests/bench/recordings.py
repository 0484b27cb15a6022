"""What keeping pictures and clips of alarms costs, beside the same without.

All cameras are on one Home Assistant: a third keeps nothing, a third pictures, a third
clips as well; each third alarms in its turn. A camera that has its megabytes deletes
one for one that comes: that is the steady state, so it is reached beforehand.
"""

import asyncio
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.load import cameras
from tests.load.house import House, house

from .happenings import many
from .report import Figure, at_least, below, percentile

CAMERAS = 20
WITHOUT, PICTURES, CLIPS = (
    list(range(first, first + CAMERAS)) for first in (0, CAMERAS, 2 * CAMERAS)
)
MINUTES = 0.5
PAUSE = 1.0
"""Seconds between two alarms of one camera."""
EDGES = 200
"""Of each of the two cameras that are compared."""
FILLING = 60
"""Alarms of each camera after which it has its megabyte, and deletes."""
CLIP_MINUTES = 2.0
SETTLE = 3.0
LOOK = 5.0
KEEPING = {
    "keep_alarms": ["input_1_make", "input_1_break"],
    "keep_megabytes": 1,
}
CLIPPING = {
    **KEEPING,
    "keep_megabytes": 20,
    "keep_clips": True,
    "clip_before": 2,
    "clip_after": 2,
    "prerecord": 5,
}


@dataclass
class Seen:
    """What became of some alarms, and what it cost."""

    delays: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Milliseconds from each line to its state, by camera; endless if it was lost."""
    alarms: int = 0
    told: int = 0
    lags: list[float] = field(default_factory=list)
    cpu: float = 0.0
    seconds: float = 0.0
    grown: float = 0.0
    waiting: list[dict[str, Any]] = field(default_factory=list)

    @property
    def all_delays(self) -> list[float]:
        """Those of all cameras."""
        return [delay for delays in self.delays.values() for delay in delays]

    @property
    def lost(self) -> int:
        """Alarms without their state, or without their event."""
        missed = sum(delay == float("inf") for delay in self.all_delays)
        return max(missed, self.alarms - self.told)

    @property
    def cpu_each(self) -> float:
        """Milliseconds of the processor for an alarm and all that comes with it."""
        return 1000 * self.cpu / self.alarms


class Street:
    """Lets cameras alarm, and looks at what comes of it."""

    def __init__(
        self, home: House, inputs: dict[int, str], events: dict[int, str]
    ) -> None:
        """Know the entities of each camera."""
        self._home = home
        self._inputs = inputs
        self._events = set(events.values())

    async def alarm(self, numbers: Sequence[int], rounds: int, pause: float) -> Seen:
        """Let each camera alarm so many times, one after the other."""
        home, seen = self._home, Seen()
        await home.observe("seen")
        begin = await home.observe("cost")
        async with self._looking(seen):
            begun = time.monotonic()
            each = pause / len(numbers)
            written = await home.street("alarms", rounds, each, list(numbers))
        seen.seconds = time.monotonic() - begun
        await asyncio.sleep(SETTLE)
        states = (await home.observe("seen"))["seen"]
        end = await home.observe("cost")
        seen.cpu = end["cpu"] - begin["cpu"]
        seen.grown = end["megabytes"] - begin["megabytes"]
        self._compare(seen, written, states)
        return seen

    @asynccontextmanager
    async def _looking(self, seen: Seen) -> AsyncGenerator[None]:
        done = asyncio.Event()

        async def look() -> None:
            while not done.is_set():
                seen.lags += (await self._home.observe("lag", seconds=LOOK))["lags"]
                seen.waiting.append(_together(await self._home.recordings()))

        looking = asyncio.create_task(look())
        try:
            yield
        finally:
            done.set()
            await looking

    def _compare(
        self, seen: Seen, written: list[tuple[int, str, float]], states: list[Any]
    ) -> None:
        shown: dict[tuple[str, str], list[float]] = defaultdict(list)
        for at, entity_id, state, *_ in states:
            shown[entity_id, state].append(at)
            seen.told += entity_id in self._events
        seen.alarms = len(written)
        for number, state, begin in written:
            wanted = self._inputs[number], "on" if state == cameras.MAKE else "off"
            times = shown[wanted]
            which = bisect_left(times, begin)
            at = times[which] if which < len(times) else float("inf")
            seen.delays[number].append(1000 * (at - begin))


def _together(recordings: dict[str, Any]) -> dict[str, Any]:
    """Add up what all cameras tell of their recordings."""
    told = list(recordings.values())
    # What waits for an encoder does so for all.
    clips = told[-1]["clips"]
    return {
        "bytes": sum(each["bytes"] for each in told),
        "pictures": sum((Counter(each["pictures"]) for each in told), Counter()),
        "clips": sum((_made(each["clips"]) for each in told), Counter()),
        "pictures_waiting": max(each["pictures_waiting"] for each in told),
        **{each: clips[each] for each in ("waiting", "encoding", "bytes_in_hand")},
    }


def _made(clips: dict[str, int]) -> Counter[str]:
    about_all = ("waiting", "encoding", "bytes_in_hand")
    return Counter({k: n for k, n in clips.items() if k not in about_all})


async def run(minutes: float = MINUTES) -> list[Figure]:
    """Measure one camera beside one that keeps nothing, then twenty, then clips."""
    options = [*([{"keep_alarms": []}] * CAMERAS), *([KEEPING] * CAMERAS), CLIPPING]
    rounds = round(60 * minutes / PAUSE)
    async with house(3 * CAMERAS, "", *options) as home:
        await home.street("real_pictures")
        await home.enable(*WITHOUT, *PICTURES)
        await home.quiet()
        street = await _street(home)
        await street.alarm(PICTURES, FILLING, 0.5 * PAUSE)
        pair = WITHOUT[0], PICTURES[0]
        two = await street.alarm(pair, EDGES, 0.4)
        without = await street.alarm(WITHOUT, min(rounds, 60), PAUSE)
        before = _together(await home.recordings())
        kept = await street.alarm(PICTURES, rounds, PAUSE)
        after = _together(await home.recordings())
        figures = [
            *_beside(two.delays[pair[0]], two.delays[pair[1]]),
            *_many(without, kept, before, after),
        ]
        await home.observe("unload", entries=[f"camera{n}" for n in PICTURES])
        await home.enable(*CLIPS)
        await home.quiet()
        street = await _street(home)
        await asyncio.sleep(CLIPPING["prerecord"])
        rounds = round(60 * min(minutes, CLIP_MINUTES) / PAUSE)
        clipped = await street.alarm(CLIPS, rounds, PAUSE)
        figures += await _clips(home, clipped)
    return [*figures, *await many()]


async def _street(home: House) -> Street:
    return Street(
        home, await home.entities("input_1"), await home.entities("alarm_event")
    )


def _beside(without: list[float], kept: list[float]) -> list[Figure]:
    what = "line to state, one camera"
    return [
        Figure(f"{what}, nothing kept: p50, p99", _spread(without)),
        Figure(f"{what}, pictures kept: p50", f"{percentile(kept, 50):.2f} ms"),
        below(f"{what}, pictures kept: p99", percentile(kept, 99), 3, "ms", 2),
    ]


def _many(
    without: Seen, kept: Seen, before: dict[str, Any], after: dict[str, Any]
) -> list[Figure]:
    what = f"{CAMERAS} cameras, an alarm a second each"
    counts = after["pictures"] - before["pictures"]
    alarms = f"{kept.alarms} alarms in {kept.seconds / 60:.1f} minutes"
    waiting = max(each["pictures_waiting"] for each in kept.waiting)
    more = kept.cpu_each - without.cpu_each
    return [
        below(f"{what}: lost, of {alarms}", kept.lost, 0, "alarms", 0),
        Figure(f"{what}, nothing kept: p50, p99", _spread(without.all_delays)),
        Figure(f"{what}: line to state: p50, p99", _spread(kept.all_delays)),
        Figure(f"{what}: pictures", _counted(counts)),
        below(
            f"{what}: without a picture or a reason",
            abs(kept.alarms - counts.total()),
            0,
            "alarms",
            0,
        ),
        Figure(f"{what}: pictures that wait, at most of one camera", f"{waiting}"),
        below(f"{what}: kept, each may have 1 MB", after["bytes"] / 1e6, CAMERAS, "MB"),
        Figure(f"{what}, nothing kept: event loop late, p99", _late(without)),
        below(
            f"{what}: event loop late, p99 (worst {max(kept.lags):.0f} ms)",
            percentile(kept.lags, 99),
            20,
            "ms",
        ),
        below(f"{what}: growth of memory", max(0.0, kept.grown), 5, "MB"),
        Figure(f"{what}: growth of memory, nothing kept", f"{without.grown:.1f} MB"),
        Figure("processor for each alarm, nothing kept", f"{without.cpu_each:.1f} ms"),
        Figure(
            "processor more for each picture: asked for, marked, written, an old one"
            " deleted",
            f"{more:.1f} ms",
        ),
    ]


async def _clips(home: House, seen: Seen) -> list[Figure]:
    waited = 0
    looks = list(seen.waiting)
    while (look := _together(await home.recordings()))["waiting"]:
        looks.append(look)
        waited += 1
        await asyncio.sleep(1)
    what = f"{CAMERAS} cameras with clips, an alarm a second each"
    clips = _together(await home.recordings())["clips"]
    files = list(home.media.rglob("*.mp4"))
    drafts = list(home.media.rglob(".draft-*"))
    size = sum(file.stat().st_size for file in files)
    return [
        below(f"{what}: lost, of {seen.alarms}", seen.lost, 0, "alarms", 0),
        Figure(f"{what}: line to state: p50, p99", _spread(seen.all_delays)),
        below(
            f"{what}: event loop late, p99 (worst {max(seen.lags):.0f} ms)",
            percentile(seen.lags, 99),
            20,
            "ms",
        ),
        at_least(f"{what}: clips ({_counted(clips)})", clips["kept"], 1, "clips", 0),
        below(
            f"{what}: encoders at a time",
            max(look["encoding"] for look in looks),
            2,
            "",
            0,
        ),
        Figure(
            f"{what}: clips that wait or are encoded, at most",
            f"{max(look['waiting'] for look in looks)}; the last was ready {waited} s"
            " after the last alarm",
        ),
        below(
            f"{what}: pictures in hand, at most",
            max(look["bytes_in_hand"] for look in looks) / 2**20,
            130,
            "MB",
            0,
        ),
        Figure(f"{what}: files", f"{len(files)}, {size / 1e6:.1f} MB"),
        below(f"{what}: drafts left", len(drafts), 0, "files", 0),
        Figure(
            f"{what}: processor, streams and all",
            f"{100 * seen.cpu / seen.seconds:.0f} % of a core",
        ),
    ]


def _late(seen: Seen) -> str:
    return f"{percentile(seen.lags, 99):.1f} ms"


def _spread(delays: list[float]) -> str:
    return f"{percentile(delays, 50):.2f} ms, {percentile(delays, 99):.2f} ms"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "none"
