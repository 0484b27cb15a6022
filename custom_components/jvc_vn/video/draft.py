"""A file that appears under its name when it is complete, and not before."""

import errno
import os
import secrets
import stat
from pathlib import Path

from .mark import is_marked

_TRIES = 3


class ForeignFileError(FileExistsError):
    """A file of this name is there, and we did not write it."""


class LinkError(OSError):
    """A link of this name is there: who wrote to it would write somewhere else."""


class Draft:
    """A file beside the one that it will become; every method blocks."""

    def __init__(self, path: Path, *, overwrite: bool = False) -> None:
        """Become `path` in the end; nothing is written yet.

        Args:
            path: the file; its folder is made.
            overwrite: a file of that name is replaced also if we did not write it.
        """
        self.path = path
        self.place = path.with_name(f".draft-{secrets.token_hex(8)}")
        """Where to write meanwhile."""
        self._overwrite = overwrite

    def create(self) -> None:
        """Make the folder and the draft, so that a path that is wrong shows now.

        Raises:
            ForeignFileError, LinkError: the name is taken.
            OSError: it cannot be written, or is a folder.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._replaces()
        _create_new(self.place)

    def keep(self) -> None:
        """Give the file its name; one that was there is replaced.

        Raises:
            ForeignFileError, LinkError: the name was taken meanwhile.
            OSError: it cannot be written.
        """
        for _ in range(_TRIES):
            if self._replaces():
                self.place.replace(self.path)
                return
            try:
                self._appear()
            except FileExistsError:
                # Another file has just become whole: it may be one of ours.
                continue
            return
        raise ForeignFileError

    def discard(self) -> None:
        """Delete the draft; a file that was kept stays."""
        self.place.unlink(missing_ok=True)

    def _replaces(self) -> bool:
        """Tell whether a file is there that may be replaced, False if nothing is."""
        try:
            # Tells of a name that is too long, too.
            mode = self.path.lstat().st_mode
        except FileNotFoundError:
            return False
        if stat.S_ISLNK(mode):
            raise LinkError
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise ForeignFileError
        if not self._overwrite and not is_marked(self.path):
            raise ForeignFileError
        return True

    def _appear(self) -> None:
        """Take a free name; what takes it in this very moment is not replaced."""
        try:
            # Unlike a renaming, a hard link never replaces anything.
            self.path.hardlink_to(self.place)
        except FileExistsError:
            raise
        except OSError:
            # The disk knows no hard links.
            _create_new(self.path)
            self.place.replace(self.path)
        else:
            self.place.unlink()


def _create_new(path: Path) -> None:
    path.open("xb").close()
