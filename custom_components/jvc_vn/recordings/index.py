"""What is kept of one camera: in memory, in a small file, and at worst in the files."""

import contextlib
import json
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from .folder import list_files, remove_drafts
from .happening import CLIP, PICTURE, Cause, Happening
from .metadata import DamagedError, told_by

FILE = ".index.json"
_VERSION = 1


class Index:
    """All happenings of a camera, the oldest first."""

    def __init__(self) -> None:
        """Know of none."""
        self.happenings: dict[str, Happening] = {}
        """By key; not in order."""
        self.bytes = 0
        """The size of all files."""

    def put(self, happening: Happening) -> None:
        """Note a happening, or what else is known of it now."""
        self.remove(happening.key)
        self.happenings[happening.key] = happening
        self.bytes += happening.size

    def remove(self, key: str) -> None:
        """Forget one, if it is known."""
        if known := self.happenings.pop(key, None):
            self.bytes -= known.size

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
        return sorted(self.happenings.values(), key=lambda each: (each.when, each.key))

    def between(
        self, start: datetime | None, end: datetime | None, causes: set[Cause] | None
    ) -> list[str]:
        """Return the keys of what happened in a period, for some causes."""
        return [
            each.key
            for each in self.in_order()
            if (start is None or each.when >= start)
            and (end is None or each.when < end)
            and (causes is None or each.cause in causes)
        ]

    def too_old(self, since: datetime) -> list[str]:
        """Return the keys of what happened before a moment."""
        return self.between(None, since, None)

    def too_much(self, most: int) -> list[str]:
        """Return the keys of the oldest, so many that the others fit."""
        over, keys = self.bytes - most, []
        for happening in self.in_order() if over > 0 else ():
            if over <= 0:
                break
            over -= happening.size
            keys.append(happening.key)
        return keys

    def dump(self) -> str:
        """Return the small file."""
        told = {
            key: {
                **each.describe(),
                "picture": each.picture,
                "clip": each.clip,
                "clip_in": each.clip_in,
            }
            for key, each in self.happenings.items()
        }
        return json.dumps({"version": _VERSION, "happenings": told})


def load(folder: Path) -> Index:
    """Read what there is; blocks. The files count, the index only spares reading them.

    What is damaged or not ours is left alone, and not shown.

    Raises:
        OSError: there is something that cannot be looked at now.
    """
    remove_drafts(folder)
    known = _read_index(folder)
    sizes: dict[tuple[str, str], dict[str, int]] = {}
    for day, name, ending, size in list_files(folder):
        sizes.setdefault((day, name), {})[ending] = size
    index = Index()
    for (day, name), found in sizes.items():
        noted = known.get(f"{day}/{name}", {})
        if happening := _recall(folder, day, name, found, noted):
            index.put(happening)
    return index


def save(folder: Path, text: str) -> None:
    """Write the small file, whole or not at all; blocks."""
    if not folder.is_dir():
        return
    draft = folder / f"{FILE}.new"
    try:
        draft.write_text(text)
        draft.replace(folder / FILE)
    finally:
        draft.unlink(missing_ok=True)


def _read_index(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        read = json.loads((folder / FILE).read_text())
        told = read["happenings"] if read["version"] == _VERSION else {}
        return {key: each for key, each in told.items() if isinstance(each, dict)}
    except OSError, ValueError, TypeError, KeyError, AttributeError:
        return {}


def _recall(
    folder: Path, day: str, name: str, found: dict[str, int], noted: dict[str, Any]
) -> Happening | None:
    """Return a happening by the index where its files are as noted, else by them."""
    sizes = {"picture": found.get(PICTURE, 0), "clip": found.get(CLIP, 0)}
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
