"""What is kept of one camera: in memory, in a small file, and at worst in the files."""

import contextlib
import json
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

from .folder import list_files, remove_drafts
from .happening import CLIP, PICTURE, Cause, Happening
from .metadata import DamagedError, told_by

FILE = ".index.json"
_HEAD = '{"version": 1, "happenings": {'
_TAIL = "\n}}\n"
_AT_A_TIME = 200
"""Files that are looked at before others may use the disk."""


class InOrder:
    """Happenings, the oldest first: a new one comes behind, without sorting."""

    def __init__(self) -> None:
        """Have none."""
        self._all: list[Happening] = []

    def __len__(self) -> int:
        """Tell how many."""
        return len(self._all)

    def __iter__(self) -> Iterator[Happening]:
        """Begin with the oldest."""
        return iter(self._all)

    def add(self, happening: Happening) -> None:
        """Put one where it belongs."""
        insort(self._all, happening, key=_moment)

    def remove(self, happening: Happening) -> None:
        """Take one away."""
        del self._all[bisect_left(self._all, _moment(happening), key=_moment)]

    def between(
        self, start: datetime | None, end: datetime | None
    ) -> Iterator[Happening]:
        """Yield what happened in a period; nothing may come or go meanwhile."""
        first = bisect_left(self._all, start, key=_when) if start else 0
        last = bisect_left(self._all, end, key=_when) if end else None
        return islice(self._all, first, last)


def _when(happening: Happening) -> datetime:
    return happening.when


def _moment(happening: Happening) -> tuple[datetime, str]:
    return happening.when, happening.key


class Index:
    """All happenings of a camera; finding one or the oldest costs no sorting."""

    def __init__(self) -> None:
        """Know of none."""
        self.happenings: dict[str, Happening] = {}
        """By key; not in order."""
        self.days: dict[str, InOrder] = {}
        """Those of each day, by its name."""
        self.bytes = 0
        """The size of all files."""
        self._order = InOrder()

    def put(self, happening: Happening) -> None:
        """Note a happening, or what else is known of it now."""
        self.remove(happening.key)
        self.happenings[happening.key] = happening
        self.bytes += happening.size
        self._order.add(happening)
        self.days.setdefault(happening.day, InOrder()).add(happening)

    def remove(self, key: str) -> None:
        """Forget one, if it is known."""
        if known := self.happenings.pop(key, None):
            self.bytes -= known.size
            self._order.remove(known)
            day = self.days[known.day]
            day.remove(known)
            if not day:
                del self.days[known.day]

    def free_name(self, day: str, name: str, taken: set[str]) -> str:
        """Return a name that no other has, and none that is about to be written."""
        names = (name if n == 1 else f"{name}-{n}" for n in count(1))
        return next(
            free
            for free in names
            if f"{day}/{free}" not in self.happenings and f"{day}/{free}" not in taken
        )

    def in_order(self) -> list[Happening]:
        """Return all, the oldest first."""
        return list(self._order)

    def between(
        self, start: datetime | None, end: datetime | None, causes: set[Cause] | None
    ) -> list[str]:
        """Return the keys of what happened in a period, for some causes."""
        return [
            each.key
            for each in self._order.between(start, end)
            if causes is None or each.cause in causes
        ]

    def too_old(self, since: datetime) -> list[str]:
        """Return the keys of what happened before a moment."""
        return self.between(None, since, None)

    def too_much(self, most: int) -> list[str]:
        """Return the keys of the oldest, so many that the others fit."""
        over, keys = self.bytes - most, []
        for happening in self._order:
            if over <= 0:
                break
            over -= happening.size
            keys.append(happening.key)
        return keys


def load(folder: Path) -> Index:
    """Read what there is, all at once; blocks.

    Raises:
        OSError: there is something that cannot be looked at now.
    """
    index, found = Index(), recall(folder)
    while take_some(found, index):
        pass
    return index


def take_some(found: Iterator[Happening | None], index: Index) -> bool:
    """Put the next of what is found into an index; tell whether there was any.

    Blocks for some files at most: who reads many lets others come in between.
    """
    some = list(islice(found, _AT_A_TIME))
    for happening in some:
        if happening:
            index.put(happening)
    return bool(some)


def recall(folder: Path) -> Iterator[Happening | None]:
    """Find the happenings of a folder again, None for each that is damaged; blocks.

    The files count, the index only spares reading them. What is damaged or not ours
    is left alone, and not shown.

    Raises:
        OSError: there is something that cannot be looked at now.
    """
    remove_drafts(folder)
    known = _read_index(folder)
    files = groupby(list_files(folder), key=itemgetter(0, 1))
    for (day, name), of_one in files:
        found = {ending: size for _, _, ending, size in of_one}
        yield _recall(folder, day, name, found, known.get(f"{day}/{name}", ""))


def save(folder: Path, happenings: Iterable[Happening]) -> None:
    """Write the small file, whole or not at all; blocks.

    It is JSON with a line for each happening. A call that wrote or read all of them
    would hold the interpreter, and with it the event loop, from the first to the last.
    """
    if not folder.is_dir():
        return
    draft = folder / f"{FILE}.new"
    try:
        with draft.open("w") as file:
            file.write(_HEAD)
            for number, each in enumerate(happenings):
                file.write(",\n" if number else "\n")
                file.write(f'"{each.key}": {json.dumps(_noted(each))}')
            file.write(_TAIL)
        draft.replace(folder / FILE)
    finally:
        draft.unlink(missing_ok=True)


def _noted(happening: Happening) -> dict[str, Any]:
    return {
        **happening.describe(),
        "picture": happening.picture,
        "clip": happening.clip,
        "clip_in": happening.clip_in,
    }


def _read_index(folder: Path) -> dict[str, str]:
    """Return what is noted of each, unread: most of it is never wanted all at once."""
    noted = {}
    with contextlib.suppress(OSError, ValueError), (folder / FILE).open() as file:
        if file.readline() == f"{_HEAD}\n":
            for line in file:
                key, _, told = line.rstrip(",\n").partition(": ")
                noted[key.strip('"')] = told
    return noted


def _read_line(noted: str) -> dict[str, Any]:
    with contextlib.suppress(ValueError):
        if noted and isinstance(told := json.loads(noted), dict):
            return told
    return {}


def _recall(
    folder: Path, day: str, name: str, found: dict[str, int], line: str
) -> Happening | None:
    """Return a happening by the index where its files are as noted, else by them."""
    sizes = {"picture": found.get(PICTURE, 0), "clip": found.get(CLIP, 0)}
    noted = _read_line(line)
    with contextlib.suppress(ValueError, TypeError, KeyError):
        if sizes.items() <= noted.items():
            clip_in = str(noted.get("clip_in", ""))
            return Happening.read(noted, day, name, **sizes, clip_in=clip_in)
    told = None
    for ending, kind in ((CLIP, "clip"), (PICTURE, "picture")):
        if ending in found:
            try:
                told = told_by(folder / day / f"{name}{ending}")
            except DamagedError, OSError:
                sizes[kind] = 0
    with contextlib.suppress(ValueError, TypeError, KeyError):
        return Happening.read(told, day, name, **sizes) if told else None
    return None
