"""Questions that need the camera to turn: it is turned back."""

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import InvalidResponseError, RefusedError
from ..protocol.ptz import PAN, Mover
from .evidence import Evidence
from .finding import Finding, UnseenError, judge

LONGEST = 60.0
"""Seconds that a way may take."""
LOOK = 0.25
"""Seconds between two looks at where it is."""
_MIDDLE = {"pixels": "s320-s240", "percent": "50.00-50.00"}
_SPEED = 50
_RUN = 1.0
_SAFETY = 5.0
"""Seconds after which the motor stops whatever happens."""
_TOGETHER = 0.05

type Position = tuple[float, float, float]


async def click(evidence: Evidence) -> Finding:
    """What click-on-centre takes: the middle, where it already is."""
    await _prepare(evidence)
    key = p.CLICK_ON_CENTER.key
    taken = []
    for kind, spot in _MIDDLE.items():
        reply = await evidence.write(key, spot)
        if 200 <= reply.code < 300:
            taken.append(kind)
    if not taken:
        raise UnseenError("it takes neither")
    return judge(
        " and ".join(taken),
        likeliest=len(taken) == len(_MIDDLE),
        # The product writes percent.
        handled="percent" in taken,
        click="both" if len(taken) == len(_MIDDLE) else taken[0],
    )


async def arrival(evidence: Evidence) -> Finding:
    """How long a preset takes, and whether it is told when it is reached."""
    await _prepare(evidence)
    number = await _another(evidence)
    clock = evidence.timing.clock
    began = clock()
    await evidence.camera.command(p.PRESET_REGISTERED[number], "goto")
    while clock() - began < LONGEST:
        evidence.progress((clock() - began) / LONGEST)
        await evidence.timing.sleep(LOOK)
        if await _preset(evidence.camera) == number:
            shown = f"told after {clock() - began:.1f} s"
            return judge(shown, likeliest=True, handled=True)
    return judge(f"not told in {LONGEST:.0f} s", likeliest=False, handled=True)


async def stopping(evidence: Evidence) -> Finding:
    """How far a motor runs on when it is told to stop."""
    await _prepare(evidence)
    mover = Mover(evidence.camera, timing=evidence.timing)
    try:
        await mover.move({PAN.name: _SPEED}, _SAFETY)
        await evidence.timing.sleep(_RUN)
        before = await evidence.camera.get(p.PAN)
        await mover.stop()
    finally:
        await mover.close()
    after = (await stand(evidence))[0]
    further = (after - before) % 360
    further = min(further, 360 - further)
    return judge(f"{further:.2f}° further", likeliest=True, handled=True)


async def _prepare(evidence: Evidence) -> None:
    """See to it that the camera turns back; nothing else may be turning it."""
    await evidence.need_motors()
    for parameter in (p.AUTO_PAN, p.AUTO_TRACE, *p.PATROL, p.AUTO_TRACKING):
        try:
            if await evidence.camera.get(parameter):
                raise UnseenError("a program is running")
        except RefusedError, InvalidResponseError:
            continue
    start = await stand(evidence)
    number = await _preset(evidence.camera)
    if number is not None:
        evidence.undo(p.PRESET_REGISTERED[number].key, "goto")
        return
    for parameter, value in zip((p.PAN, p.TILT, p.ZOOM), start, strict=True):
        evidence.undo(parameter.key, parameter.encode(value))


async def _another(evidence: Evidence) -> int:
    here = await _preset(evidence.camera)
    for number in range(10):
        state = await evidence.camera.get(p.PRESET_REGISTERED[number])
        if number != here and state == "registered":
            return number
    raise UnseenError("no other preset is registered")


async def _preset(camera: Camera) -> int | None:
    try:
        return await camera.get(p.PRESET)
    except RefusedError, InvalidResponseError:
        return None


async def stand(evidence: Evidence) -> Position:
    """Wait until the camera stands, and return where.

    Raises:
        UnseenError: it does not in a minute.
    """
    clock = evidence.timing.clock
    began = clock()
    last: Position | None = None
    while clock() - began < LONGEST:
        now = await _position(evidence.camera)
        if last and all(abs(a - b) < _TOGETHER for a, b in zip(now, last, strict=True)):
            return now
        last = now
        await evidence.timing.sleep(LOOK)
    raise UnseenError("it does not come to rest")


async def _position(camera: Camera) -> Position:
    pan, tilt, zoom = [await camera.get(each) for each in (p.PAN, p.TILT, p.ZOOM)]
    return pan, tilt, zoom
