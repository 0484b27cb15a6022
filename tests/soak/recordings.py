"""What was kept of the alarms, and kills in the middle of a clip."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.bench.report import Figure, below
from tests.load.house import House

from .tally import Told

CAUSES = [f"input_{n}_{edge}" for n in (1, 2) for edge in ("make", "break")]
PICTURES: dict[str, Any] = {"keep_alarms": CAUSES, "keep_megabytes": 5000}
CLIPS: dict[str, Any] = {
    **PICTURES,
    "keep_clips": True,
    "clip_before": 1,
    "clip_after": 5,
}
WITH_CLIPS = 2
"""Cameras that make clips as well: encoding takes more than all else."""
KILLS = 3
BEGIN_SECONDS = 120
CLEAN_SECONDS = 60
type Summaries = Mapping[str, Mapping[str, Any]]
"""What each entry tells of its recordings."""


def unexplained(told: Iterable[int], before: Summaries, after: Summaries) -> int:
    """Count alarms that have neither a picture nor a reason, or have two.

    Args:
        told: the camera of each alarm that was told.
        before: what was kept before the first of them.
        after: what is kept when all have been written.
    """
    alarms = Counter(f"camera{number}" for number in told)
    return sum(
        abs(alarms[name] - _accounted(after[name]) + _accounted(before[name]))
        for name in after
    )


def _accounted(summary: Mapping[str, Any]) -> int:
    return sum(summary["pictures"].values())


def kept(
    media: Path, told: list[Told], before: Summaries, after: Summaries
) -> list[Figure]:
    """Tell what became of pictures and clips."""
    pictures = _sum(after, "pictures") - _sum(before, "pictures")
    made = _sum(after, "clips")["kept"]
    files = _count(media, "*.jpg"), _count(media, "*.mp4")
    missing = abs(_sum(after, "pictures")["kept"] - files[0]) + abs(made - files[1])
    reasons = _sum(after, "clips") - Counter(_about_all(after))
    return [
        Figure("pictures of the alarms told", _listed(pictures)),
        below(
            "alarms without a picture or a reason",
            unexplained((one.camera for one in told), before, after),
            0,
            "alarms",
            0,
        ),
        Figure(f"clips, of {WITH_CLIPS} cameras", _listed(reasons)),
        below("files that are not as counted", missing, 0, "files", 0),
        below("drafts left", _count(media, ".draft-*"), 0, "files", 0),
    ]


def _about_all(summaries: Summaries) -> Counter[str]:
    """Return what each camera tells of all, so often."""
    names = ("waiting", "encoding", "bytes_in_hand")
    clips = [summary["clips"] for summary in summaries.values()]
    return Counter({name: sum(each[name] for each in clips) for name in names})


def _sum(summaries: Summaries, what: str) -> Counter[str]:
    counts = (Counter[str](summary[what]) for summary in summaries.values())
    return sum(counts, Counter[str]())


def _count(media: Path, pattern: str) -> int:
    return sum(1 for _ in media.rglob(pattern))


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {what}" for what, n in sorted(counts.items())) or "none"


async def written(home: House) -> Any:
    """Wait until nothing is on its way any more; tell what is kept."""
    end = time.monotonic() + BEGIN_SECONDS
    while True:
        told = await home.recordings()
        idle = not any(
            each["pictures_waiting"] or each["clips"]["waiting"]
            for each in told.values()
        )
        if idle or time.monotonic() > end:
            return told
        await asyncio.sleep(1)


async def killed_clips(home: House) -> list[Figure]:
    """Kill Home Assistant in the middle of clips; tell what it leaves."""
    begun = left = 0
    for _ in range(KILLS):
        begun += await _begin(home)
        await home.kill()
        end = time.monotonic() + CLEAN_SECONDS
        while (drafts := _count(home.media, ".draft-*")) and time.monotonic() < end:
            await asyncio.sleep(0.5)
        left += drafts
    return [
        Figure("kills in the middle of a clip", f"{begun} of {KILLS}"),
        below("drafts of clips left after the next start", left, 0, "files", 0),
    ]


async def _begin(home: House) -> bool:
    """Let a camera alarm until its clip is being written."""
    end = time.monotonic() + BEGIN_SECONDS
    alarmed = float("-inf")
    while time.monotonic() < end:
        # The link may not be there yet, and what is recovered has no clip.
        if time.monotonic() - alarmed > CLIPS["clip_after"] + 5:
            await home.street("edge", 0)
            alarmed = time.monotonic()
        drafts = set(home.media.rglob(".draft-*"))
        # A picture is whole at once; a clip takes longer.
        await asyncio.sleep(0.1)
        if any(draft.exists() for draft in drafts):
            return True
    return False
