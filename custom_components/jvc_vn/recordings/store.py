"""The files of one camera, and what is known of them."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..issues import (
    async_create_no_room_issue,
    async_create_unwritable_issue,
    async_delete_recordings_issues,
)
from ..options import Options
from .disk import async_disk
from .folder import (
    NoRoomError,
    delete_files,
    find_folder,
    media_folder,
    require_room,
    write_picture,
)
from .happening import CLIP, PICTURE, Happening
from .index import FILE, Index, load, recall, save, take_some
from .metadata import jpeg_with

_LOGGER = logging.getLogger(__name__)
REMOVING = 30.0
"""Seconds that deleting everything may keep who removes a camera waiting."""
_AFTER_CLEANING = 0.98
"""The part of what may be kept that is left when it was too much."""
_STEP = 3600.0
"""Seconds by which the clock may be set before ages are not believed for a while."""


class StoreHost(Protocol):
    """What keeping files needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    options: Options

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class Store:
    """Writes, finds and deletes the files of a camera."""

    def __init__(self, host: StoreHost) -> None:
        """Know of no files yet; `load` looks."""
        self.index = Index()
        self.folder: Path | None = None
        self.hidden = False
        """The folder could not be looked at: what is there is not known."""
        self.disk = async_disk(host.hass)
        self._host = host
        self._changed = False
        self._drift = _drift()
        self._believed_from = float("-inf")

    async def load(self) -> None:
        """Look at what is there.

        Raises:
            OSError: it cannot be looked at now; the repairs say so.
        """
        media, mac = media_folder(self._host.hass), self._host.config_entry.unique_id
        title = self._host.title

        try:
            folder = await self.disk.run(find_folder, media, title, mac or "")
            index, found = Index(), recall(folder)
            # Some at a time: pictures of other cameras come in between, and a disk
            # that is slow is not said to hang.
            while await self.disk.run(take_some, found, index):
                pass
        except OSError as err:
            self.hidden = True
            self._complain(err)
            raise
        self.folder, self.index = folder, index
        self._changed = True
        if self.hidden:
            self.hidden = False
            async_delete_recordings_issues(self._host.hass, "recordings_unwritable")
        await self.clean()

    async def write_picture(self, happening: Happening, jpeg: bytes) -> Happening:
        """Write a picture, and know of it.

        Raises:
            OSError: it cannot be written.
            DamagedError: it is no picture.
        """
        path = self.path(happening.key, PICTURE)

        def write() -> int:
            marked = jpeg_with(jpeg, happening)
            write_picture(path, marked)
            return len(marked)

        with self._telling():
            happening = replace(happening, picture=await self.disk.run(write))
        await self._keep(happening)
        return happening

    async def require_room(self) -> None:
        """Raise a NoRoomError, and say so in the repairs, where the disk is full."""
        folder = self.path("", "")

        def look() -> None:
            folder.mkdir(parents=True, exist_ok=True)
            require_room(folder)

        with self._telling():
            await self.disk.run(look)

    async def clip_written(self, happening: Happening) -> Happening:
        """Know of a clip that is whole."""
        path = self.path(happening.key, CLIP)
        size = await self.disk.run(lambda: path.stat().st_size)
        known = self.index.happenings.get(happening.key, happening)
        happening = replace(known, clip=size)
        await self._keep(happening)
        return happening

    def note(self, happening: Happening) -> None:
        """Know more of a happening than before."""
        self.index.put(happening)
        self._changed = True

    async def delete(self, keys: Iterable[str]) -> int:
        """Delete happenings; return how many are gone."""
        folder, keys = self.path("", ""), list(keys)
        if not keys:
            return 0
        gone = await self.disk.run(delete_files, folder, keys)
        for key in gone:
            self.index.remove(key)
        self._changed = True
        return len(gone)

    def lost(self, key: str) -> None:
        """Forget what somebody has deleted by hand."""
        self.index.remove(key)
        self._changed = True

    async def clean(self) -> None:
        """Delete what is too old, and the oldest of what is too much."""
        keeping = self._host.options.keeping
        if self.clock_is_believed():
            since = dt_util.utcnow() - timedelta(days=keeping.days)
            await self.delete(self.index.too_old(since))
        await self.delete(self.index.too_much(keeping.megabytes * 1_000_000))

    async def save(self) -> None:
        """Write the small file, if there is something new."""
        if self._changed and self.folder:
            self._changed = False
            with contextlib.suppress(OSError):
                await self.disk.run(save, self.folder, self.index.in_order())

    def path(self, key: str, ending: str) -> Path:
        """Return where a file is.

        Raises:
            OSError: the folder has not been looked at yet.
        """
        if self.folder is None:
            raise OSError("the media folder does not answer")
        return self.folder / f"{key}{ending}"

    async def _keep(self, happening: Happening) -> None:
        self.note(happening)
        most = self._host.options.keeping.megabytes * 1_000_000
        if self.index.bytes > most:
            # A little more than needed, so that not each picture deletes another.
            await self.delete(self.index.too_much(int(most * _AFTER_CLEANING)))

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in the repairs why nothing can be written; withdraw it when it can."""
        try:
            yield
        except OSError as err:
            self._complain(err)
            raise
        async_delete_recordings_issues(
            self._host.hass, "recordings_no_room", "recordings_unwritable"
        )

    def _complain(self, err: OSError) -> None:
        hass = self._host.hass
        if isinstance(err, NoRoomError):
            async_create_no_room_issue(hass)
            return
        error = err.strerror or str(err)
        async_create_unwritable_issue(hass, str(media_folder(hass)), error)

    def clock_is_believed(self) -> bool:
        """Tell whether ages are: a clock that jumps must not empty the folder."""
        now, drift = time.monotonic(), _drift()
        if abs(drift - self._drift) > _STEP:
            _LOGGER.warning("The clock was set: nothing is deleted by age for an hour")
            self._believed_from = now + _STEP
        self._drift = drift
        return now >= self._believed_from


def _drift() -> float:
    return dt_util.utcnow().timestamp() - time.monotonic()


async def async_remove_recordings(hass: HomeAssistant, mac: str) -> None:
    """Delete all that is kept of a camera; a folder that does not answer stays."""
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(REMOVING):
            await async_disk(hass).run(_remove_folder, media_folder(hass), mac)


def _remove_folder(media: Path, mac: str) -> None:
    folder = find_folder(media, "", mac)
    index = load(folder)
    delete_files(folder, list(index.happenings))
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)
        folder.rmdir()
