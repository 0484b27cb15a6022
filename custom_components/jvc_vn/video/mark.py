"""The mark by which a video that we wrote is known again."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

CONTAINERS = {".mp4": "mp4", ".mkv": "matroska", ".ts": "mpegts"}
"""Endings of file names, and what FFmpeg calls the containers."""
MARK = "Written by Home Assistant (jvc_vn)"
_PACKET = 188


def tags(container: str) -> dict[str, str]:
    """Return the metadata to write; MPEG-TS has no comments, but a name of service."""
    return {"service_name" if container == "mpegts" else "comment": MARK}


def is_marked(path: Path) -> bool:
    """Tell whether a file is a video that we wrote; blocks.

    A link is not followed, and what cannot be read is not ours.
    """
    try:
        # What is no file could keep us waiting for somebody to write into it.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            return stat.S_ISREG(os.fstat(handle).st_mode) and _holds_mark(
                file, CONTAINERS[path.suffix.lower()]
            )
    except OSError, KeyError:
        return False


def _holds_mark(file: BinaryIO, container: str) -> bool:
    if container == "mpegts":
        # The table of services comes first, and FFmpeg does not show it.
        return MARK.encode() in file.read(_PACKET)
    # Slow to import, and only needed where a file is there already.
    import av  # noqa: PLC0415

    try:
        with av.open(file, format=container) as opened:
            metadata = opened.metadata
    except av.FFmpegError, ValueError:
        return False
    return MARK in {v for k, v in metadata.items() if k.lower() == "comment"}
