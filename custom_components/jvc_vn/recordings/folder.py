"""Where the pictures and clips of a camera are; every function but the first blocks."""

import contextlib
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.util import slugify

from ..const import DOMAIN
from ..video.draft import Draft
from .happening import CLIP, DAY, NAME, PICTURE

LEAST_FREE = 500_000_000
"""Bytes that stay free on the disk, whatever happens."""
_LONGEST_NAME = 40
_NAMELESS = "unknown"
"""What Home Assistant calls what has no letters."""
_NOTHING_THERE = (FileNotFoundError, NotADirectoryError)
_DRAFT = re.compile(r"\.draft-[0-9a-f]{16}")


class NoRoomError(OSError):
    """The disk is so full that nothing more is written."""


def media_folder(hass: HomeAssistant) -> Path:
    """Return the folder of all cameras."""
    folders = hass.config.media_dirs
    first = folders.get("local") or next(iter(folders.values()), None)
    return Path(first or hass.config.path("media")) / DOMAIN


def find_folder(media: Path, title: str, mac: str) -> Path:
    """Return the folder of a camera: the one it has, or what it is to be called.

    The MAC in it tells cameras of one name apart, and finds it after a renaming.

    Raises:
        OSError: there is something that cannot be looked at now.
    """
    mark = mac.replace(":", "")[-6:]
    with contextlib.suppress(*_NOTHING_THERE):
        for entry in scan(media):
            if entry.name.endswith(f"_{mark}") and entry.is_dir(follow_symlinks=False):
                return Path(entry.path)
    name = slugify(title)[:_LONGEST_NAME].strip("_")
    if name in ("", _NAMELESS):
        name = "camera"
    return media / f"{name}_{mark}"


def write_picture(path: Path, jpeg: bytes) -> None:
    """Write a picture; it is there when it is whole, and replaces nothing.

    Raises:
        NoRoomError: the disk is nearly full.
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    require_room(path.parent)
    draft = Draft(path)
    draft.create()
    try:
        draft.place.write_bytes(jpeg)
        draft.keep()
    finally:
        draft.discard()


def require_room(folder: Path) -> None:
    """Raise a NoRoomError where the disk is nearly full."""
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise NoRoomError


def delete_files(folder: Path, keys: list[str]) -> list[str]:
    """Delete the files of happenings; return the keys of those that are gone."""
    gone = []
    for key in keys:
        try:
            for ending in (PICTURE, CLIP):
                (folder / f"{key}{ending}").unlink(missing_ok=True)
        except OSError:
            continue
        gone.append(key)
    for day in {key.partition("/")[0] for key in gone}:
        with contextlib.suppress(OSError):
            (folder / day).rmdir()
    return gone


def list_days(folder: Path) -> list[Path]:
    """Return the folders of days, none if there is no folder.

    Raises:
        OSError: there is something that cannot be looked at now.
    """
    with contextlib.suppress(*_NOTHING_THERE):
        return [
            Path(day.path)
            for day in scan(folder)
            if DAY.fullmatch(day.name) and day.is_dir(follow_symlinks=False)
        ]
    return []


def list_files(folder: Path) -> Iterator[tuple[str, str, str, int]]:
    """Yield day, name, ending and size of each file that may be ours.

    Raises:
        OSError: there is something that cannot be looked at now.
    """
    for day in list_days(folder):
        for file in scan(day):
            name, dot, ending = file.name.partition(".")
            ending = dot + ending
            ours = ending in (PICTURE, CLIP) and NAME.fullmatch(name)
            if ours and file.is_file(follow_symlinks=False):
                with contextlib.suppress(FileNotFoundError):
                    size = file.stat(follow_symlinks=False).st_size
                    yield day.name, name, ending, size


def remove_drafts(folder: Path) -> None:
    """Remove what was being written when Home Assistant was killed."""
    for day in list_days(folder):
        for file in scan(day):
            if _DRAFT.fullmatch(file.name):
                with contextlib.suppress(OSError):
                    Path(file.path).unlink()


def scan(folder: Path) -> list[os.DirEntry[str]]:
    """Return what is in a folder, by name; OSError as of the system."""
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda each: each.name)
