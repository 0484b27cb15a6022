"""A file that appears under its name when it is complete, and not before."""

import contextlib
import errno
import os
import secrets
import stat
from pathlib import Path


class Draft:
    """A file beside the one that it will become; every method blocks."""

    def __init__(self, path: Path) -> None:
        """Prepare to become `path`; nothing is written yet."""
        self.path = path
        self.place = path.with_name(f".draft-{secrets.token_hex(8)}")
        """Where to write meanwhile."""

    def create(self) -> None:
        """Make the folder and the draft, so that a path that is wrong shows now.

        Raises:
            OSError: it cannot be written, or is a folder.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            # This fails for a name that is too long, too.
            if stat.S_ISDIR(self.path.stat().st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        self.place.open("xb").close()

    def keep(self) -> None:
        """Give the file its name; one that was there is replaced."""
        self.place.replace(self.path)

    def discard(self) -> None:
        """Delete the draft; a file that was kept stays."""
        self.place.unlink(missing_ok=True)
