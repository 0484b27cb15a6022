"""Writes a clip: frames that the ring holds from before, and those that follow."""

import asyncio
import contextlib
import time
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import batched
from pathlib import Path

from .draft import Draft
from .encoder import Encoder, MakeEncoder, measure
from .hub import FrameHub

_AT_ONCE = 8
"""Frames that are encoded in one go: a caller that is cancelled waits no longer."""


@dataclass(frozen=True)
class Clip:
    """What a clip contains.

    Attributes:
        frames: how many pictures.
        seconds: how long it is.
        seconds_before: how much of that was before the clip was asked for.
    """

    frames: int
    seconds: float
    seconds_before: float


async def write_clip(
    hub: FrameHub,
    rate: float,
    make_encoder: MakeEncoder,
    path: Path,
    *,
    before: float,
    after: float,
    overwrite: bool = False,
) -> Clip:
    """Write MP4: up to `before` seconds that are kept, and `after` more.

    The file is there when it is whole, and not before; folders are made. One that we
    did not write is replaced only with `overwrite`.

    Raises:
        ForeignFileError, LinkError: its name is taken.
        OSError: it cannot be written.
        EncoderError: nothing could be encoded, perhaps because no frame came.
    """
    now = time.monotonic()
    draft = Draft(path, overwrite=overwrite)
    await asyncio.to_thread(draft.create)
    try:
        encoder = make_encoder(draft.place)
        try:
            began = await _encode(hub, rate, encoder, now - before, now + after)
        finally:
            await encoder.close()
        frames, seconds = await asyncio.to_thread(measure, draft.place)
        await asyncio.to_thread(draft.keep)
    finally:
        await asyncio.to_thread(draft.discard)
    return Clip(frames, seconds, max(0.0, now - began))


async def _encode(
    hub: FrameHub, rate: float, encoder: Encoder, taken: float, until: float
) -> float:
    """Encode what comes between two moments; return when the first frame came.

    Frames are taken from the ring also while they come: those that arrive during
    the encoding of earlier ones wait there.
    """
    began = float("inf")
    # What was before needs no viewer.
    looking = hub.viewer(rate) if until > time.monotonic() else nullcontext()
    with looking as viewer:
        while True:
            done = viewer is None or viewer.closed or time.monotonic() >= until
            kept = [(at, f.jpeg) for at, f in hub.ring.since(taken) if at <= until]
            if kept:
                began, taken = min(began, kept[0][0]), kept[-1][0]
            for frames in batched(kept, _AT_ONCE, strict=False):
                await encoder.add(frames)
            if viewer is None or done:
                return began
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(until - time.monotonic()):
                    await viewer.take()
