"""Commands that turn the camera; whatever happens, it stops."""

import asyncio
import contextlib

from ..protocol import parameters as p
from ..protocol.errors import InvalidResponseError, RefusedError, VnError
from ..protocol.ptz import AXES, Mover, goto_preset
from .exits import CommandError, Exit
from .parameters import titles
from .session import Session
from .terminal import show, show_json

LONGEST = 60.0
_LOOK = 0.3
_TOGETHER = 0.05


async def move(session: Session) -> None:
    """Run motors; they are stopped at the end, at Ctrl-C and after an error."""
    speeds = {name: getattr(session.options, name) for name in AXES}
    mover = Mover(session.camera, timing=session.timing)
    try:
        await mover.move(speeds, session.options.seconds)
        await session.timing.sleep(session.options.seconds)
    finally:
        # Cut off once more, it still ends.
        await asyncio.shield(mover.close())
    await _tell(session)


async def goto(session: Session) -> None:
    """Turn to a preset or a position; Ctrl-C stops it on the way."""
    options = session.options
    wanted = {
        parameter: value
        for parameter, value in (
            (p.PAN, options.pan),
            (p.TILT, options.tilt),
            (p.ZOOM, options.zoom),
        )
        if value is not None
    }
    if bool(wanted) == (options.preset is not None):
        sentence = "goto takes a preset, or --pan, --tilt and --zoom"
        raise CommandError(sentence, Exit.USAGE)
    for parameter, value in wanted.items():
        parameter.encode(value)
    try:
        if wanted:
            for parameter, value in wanted.items():
                await session.camera.set(parameter, value)
        else:
            await goto_preset(session.camera, await _number(session))
        await _stand(session)
    except BaseException:
        with contextlib.suppress(VnError):
            await asyncio.shield(Mover(session.camera).stop())
        raise
    await _tell(session)


async def _number(session: Session) -> int:
    """Find a preset by its number or title."""
    text: str = session.options.preset
    if text.isascii() and text.isdecimal() and int(text) in p.PRESETS:
        return int(text)
    found = await titles(session.camera)
    for number, title in found.items():
        if title.casefold() == text.casefold():
            return number
    raise CommandError(f"there is no preset {text!r}", Exit.REFUSED)


async def _position(session: Session) -> tuple[float, float, float]:
    pan, tilt, zoom = [await session.camera.get(q) for q in (p.PAN, p.TILT, p.ZOOM)]
    return pan, tilt, zoom


async def _stand(session: Session) -> None:
    """Wait until it stands."""
    clock = session.timing.clock
    end = clock() + LONGEST
    last: tuple[float, float, float] | None = None
    while clock() < end:
        now = await _position(session)
        if last and all(abs(a - b) < _TOGETHER for a, b in zip(now, last, strict=True)):
            return
        last = now
        await session.timing.sleep(_LOOK)
    raise CommandError(f"it does not stand after {LONGEST:.0f} s", Exit.REFUSED)


async def _tell(session: Session) -> None:
    """Tell where it looks now."""
    try:
        pan, tilt, zoom = await _position(session)
        preset = await session.camera.get(p.PRESET)
    except RefusedError, InvalidResponseError:
        return
    if session.options.json:
        show_json({"pan": pan, "tilt": tilt, "zoom": zoom, "preset": preset})
    else:
        at = "" if preset is None else f"  preset {preset}"
        show(f"pan {pan:.2f}  tilt {tilt:.2f}  zoom {zoom:.2f}{at}")
