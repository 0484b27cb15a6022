"""A file that appears under its name when it is whole, and not before."""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path


class Draft:
    """Stands beside the file that it is to become; every method blocks."""

    def __init__(self, path: Path) -> None:
        """Become `path` in the end; nothing is written yet."""
        self.path = path
        self.place = path.with_name(f".draft-{secrets.token_hex(8)}")
        """Where to write meanwhile."""

    def create(self) -> None:
        """Make the folder and the draft: what cannot be written is said now.

        Raises:
            OSError: it cannot be written, or is a folder.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            # Tells of a name that is too long, too.
            if stat.S_ISDIR(self.path.stat().st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        self.place.open("xb").close()

    def keep(self) -> None:
        """Give the file its name; one that was there is replaced."""
        self.place.replace(self.path)

    def discard(self) -> None:
        """Leave nothing behind; what was kept stays."""
        self.place.unlink(missing_ok=True)
