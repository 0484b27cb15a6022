"""What fifty thousand happenings cost: in memory, to keep within bounds, to find again.

Ten times what a camera keeps unless somebody wants more.
"""

import asyncio
import gc
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from custom_components.jvc_vn.recordings.happening import Cause, Happening
from custom_components.jvc_vn.recordings.index import Index, recall, save, take_some
from custom_components.jvc_vn.recordings.metadata import jpeg_with

from .report import Figure, below, percentile

MANY = 50_000
SPACE = timedelta(seconds=12)
PICTURE = b"\xff\xd8" + bytes(2000) + b"\xff\xd9"
STEP = 0.005


def happening(number: int) -> Happening:
    """Return one of them: a week is full."""
    when = datetime(2026, 11, 20, tzinfo=UTC) + number * SPACE
    return Happening(
        cause=Cause.MOTION,
        when=when,
        day=f"{when:%Y-%m-%d}",
        name=f"{when:%H%M%S}-motion",
        taken=when,
        preset=3,
        title="Gate",
        position=(1.5, 2.5, float(number)),
        picture=40_000,
    )


async def many() -> list[Figure]:
    """Fill an index, change it, and lose it."""
    gc.collect()
    tracemalloc.start()
    index = Index()
    for number in range(MANY):
        index.put(happening(number))
    held = tracemalloc.get_traced_memory()[0] / 2**20
    tracemalloc.stop()
    what = f"{MANY} happenings"
    figures = [
        below(f"{what}: memory", held, 40, "MB"),
        below(f"{what}: one comes and the oldest goes", _turnover(index), 0.2, "ms", 3),
    ]
    del index
    with tempfile.TemporaryDirectory(prefix="jvc_vn_") as folder:
        return [*figures, *await _found_again(Path(folder), what)]


def _turnover(index: Index, rounds: int = 1000) -> float:
    """Milliseconds of the processor for a picture more when no more may be kept."""
    most = index.bytes
    began = time.thread_time()
    for number in range(MANY, MANY + rounds):
        index.put(happening(number))
        for key in index.too_much(most):
            index.remove(key)
    return 1000 * (time.thread_time() - began) / rounds


def _write(folder: Path) -> None:
    for one in map(happening, range(MANY)):
        day = folder / one.day
        day.mkdir(exist_ok=True)
        (day / f"{one.name}.jpg").write_bytes(jpeg_with(PICTURE, one))


async def _found_again(folder: Path, what: str) -> list[Figure]:
    await asyncio.to_thread(_write, folder)
    index = Index()

    def scan() -> None:
        nonlocal index
        index, found = Index(), recall(folder)
        while take_some(found, index):
            pass

    figures = await _behind(f"{what} found again from the files", scan)
    kept = index.in_order()
    figures += await _behind(
        f"{what}: the small file written", lambda: save(folder, kept)
    )
    figures += await _behind(f"{what} read by the small file", scan)
    assert len(index.happenings) == MANY
    return figures


async def _behind(what: str, work: Callable[[], None]) -> list[Figure]:
    """Time what a thread does, and what the event loop notices.

    Its pauses are told in time of the processor: nobody else's work is in them.
    """
    pauses: list[float] = []
    begin, cpu = time.monotonic(), time.process_time()
    done = asyncio.get_running_loop().run_in_executor(None, work)
    while not done.done():
        since = time.process_time()
        await asyncio.sleep(STEP)
        pauses.append(1000 * (time.process_time() - since))
    await done
    took = f"{time.monotonic() - begin:.1f} s"
    spent = f"{time.process_time() - cpu:.1f} s of the processor"
    return [
        Figure(what, f"{took}, {spent}"),
        below(
            f"{what}: the event loop waits, p99 (worst {max(pauses):.0f} ms)",
            percentile(pauses, 99),
            20,
            "ms",
        ),
    ]
