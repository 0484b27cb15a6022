"""What a sister model was seen to answer: nothing else is offered for it."""

import re

from ..protocol import parameters as p
from ..protocol.alarm_link import LinkState
from ..protocol.camera import Camera
from ..protocol.errors import InvalidResponseError, UnreachableError
from ..protocol.models import FrameInfo, Role

PICTURE = "picture"
ALARMS = "alarms"
_FRAME = ("fan_error", "tracking", "preset")


async def seen(camera: Camera, link: LinkState) -> list[str]:
    """Read everything that everybody may, and name what was understood.

    Keys of the guide; and `picture`, `alarms` and what its pictures tell.

    Raises:
        UnreachableError, AuthenticationError: no answer, or no login.
    """
    wanted = [
        parameter
        for parameter in p.PARAMETERS.values()
        if Role.USER in parameter.readers and not _later(parameter.key)
    ]
    await camera.probe_batching()
    found = [parameter.key for parameter in (await camera.get_many(wanted)).values]
    marks = await _pictures(camera)
    marks += [ALARMS] if link is LinkState.LIVE else []
    return sorted({*found, *marks})


async def _pictures(camera: Camera) -> list[str]:
    try:
        info = (await camera.still()).info
    except UnreachableError, InvalidResponseError:
        return []
    told = [name for name in _FRAME if getattr(info, name) is not None]
    return [PICTURE, *told] if info != FrameInfo() else [PICTURE]


def _later(key: str) -> bool:
    numbers = re.findall(r"\((\d+)\)", key)
    return key.startswith(("camera.position(", "camera.motion.auto_patrol(")) and any(
        int(number) > 0 for number in numbers
    )
