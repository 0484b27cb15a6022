"""Passes MPEG-TS to any number of readers, each from a keyframe on."""

import asyncio
from collections import deque
from collections.abc import Iterable

_PACKET = 188
_PAT = 0
_PMT = 0x1000  # where libav's muxer puts it
_ADAPTATION = 0x20
_RANDOM_ACCESS = 0x40
MOST = 2 * 1024 * 1024
"""Bytes at most that wait for a reader, and that are kept for the next one."""


class TsReader:
    """One reader: what waits for it is limited, and what exceeds that is skipped."""

    def __init__(self) -> None:
        """Wait for a keyframe."""
        self._pieces: deque[bytes] = deque()
        self.size = 0
        """Bytes that wait."""
        self._news = asyncio.Event()
        self._skipping = True
        self._closed = False

    def push(self, data: bytes) -> None:
        """Add bytes to those that wait; if they are too many, drop them all."""
        if self._skipping:
            return
        if self.size + len(data) > MOST:
            self._pieces.clear()
            self.size = 0
            self._skipping = True
            return
        self._pieces.append(data)
        self.size += len(data)
        self._news.set()

    def resume(self, pieces: Iterable[bytes]) -> None:
        """Start, or go on after a gap, with these pieces and the next keyframe."""
        if self._skipping:
            self._skipping = False
            for piece in pieces:
                self.push(piece)

    def close(self) -> None:
        """End the reader: no more bytes will come."""
        self._closed = True
        self._news.set()

    async def read(self) -> bytes:
        """Wait for bytes; return none when there will be no more."""
        while not self._pieces and not self._closed:
            self._news.clear()
            await self._news.wait()
        data = b"".join(self._pieces)
        self._pieces.clear()
        self.size = 0
        return data


class TsFanOut:
    """Passes what the encoder writes to all readers.

    Keeps everything since the last keyframe, so that a new reader starts with a
    picture at once.
    """

    def __init__(self) -> None:
        """Start without readers."""
        self._readers: set[TsReader] = set()
        self._rest = b""
        self._pat = self._pmt = b""
        self._group: deque[bytes] = deque()
        self._group_size = 0
        self._closed = False

    @property
    def readers(self) -> int:
        """The number of readers."""
        return len(self._readers)

    def join(self) -> TsReader:
        """Add a reader."""
        reader = TsReader()
        if self._group:
            reader.resume(self._group)
        self._readers.add(reader)
        if self._closed:
            reader.close()
        return reader

    def leave(self, reader: TsReader) -> None:
        """Remove a reader."""
        self._readers.discard(reader)

    def close(self) -> None:
        """End all readers, after what waits for them."""
        self._closed = True
        for reader in self._readers:
            reader.close()

    def feed(self, data: bytes) -> None:
        """Pass on bytes, which come in pieces of any size."""
        data = self._rest + data
        whole = len(data) - len(data) % _PACKET
        self._rest = data[whole:]
        start = 0
        for at in range(0, whole, _PACKET):
            pid = (data[at + 1] & 0x1F) << 8 | data[at + 2]
            if pid == _PAT:
                self._pat = data[at : at + _PACKET]
            elif pid == _PMT:
                self._pmt = data[at : at + _PACKET]
            elif _starts_keyframe(data, at):
                self._pass_on(data[start:at])
                self._begin_group()
                start = at
        self._pass_on(data[start:whole])

    def _begin_group(self) -> None:
        tables = self._pat + self._pmt
        self._group = deque((tables,))
        self._group_size = len(tables)
        for reader in self._readers:
            reader.resume(self._group)

    def _pass_on(self, data: bytes) -> None:
        if not data:
            return
        for reader in self._readers:
            reader.push(data)
        if self._group:
            self._group.append(data)
            self._group_size += len(data)
            if self._group_size > MOST:
                # A reader that joins now waits for the next keyframe.
                self._group.clear()


def _starts_keyframe(data: bytes, at: int) -> bool:
    has_field = data[at + 3] & _ADAPTATION and data[at + 4]
    return bool(has_field and data[at + 5] & _RANDOM_ACCESS)
