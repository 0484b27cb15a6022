"""Work in slices, so that nobody else has to wait for its end."""

import asyncio

SLICE = 0.002
"""Seconds of work after which everybody else gets a turn."""


class Slices:
    """Tells when it is somebody else's turn.

    What is there already is handed out without waiting, by asyncio as by others: a
    camera that sends without end would keep the event loop for itself.
    """

    def __init__(self) -> None:
        """Begin a slice."""
        self._clock = asyncio.get_running_loop().time
        self.begin()

    def begin(self) -> None:
        """Begin another slice: everybody has just had a turn."""
        self._end = self._clock() + SLICE

    async def give_turn(self) -> None:
        """Let everybody else run, if the slice is over."""
        if self._clock() >= self._end:
            await asyncio.sleep(0)
            self.begin()
