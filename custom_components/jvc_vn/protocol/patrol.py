"""Reads and writes a patrol as a whole: presets and seconds (guide, 6.7)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from . import parameters as p
from .all_or_nothing import Values, set_all
from .camera import Camera
from .owed import Ledger
from .parameters import Parameter

SECONDS = (0, 10, 20, 30, 45, 60, 120)
"""Seconds that the camera can stay; at 0 it skips the step."""
MOST_STEPS = len(p.PRESETS)


@dataclass(frozen=True, slots=True)
class Step:
    """A preset, 0-99, and the seconds at it, one of `SECONDS`."""

    preset: int
    seconds: int


async def read_patrol(camera: Camera, patrol: int) -> list[Step]:
    """Read the steps of a patrol, 0-2, that the camera does not skip.

    Raises:
        VnError: not all of it could be read.
    """
    presets, seconds = p.PATROL_PRESET[patrol], p.PATROL_SECONDS[patrol]
    lasting = await _read(camera, seconds)
    used = [n for n in seconds.numbers if lasting[seconds[n]] != "0"]
    where = await _read(camera, (presets[n] for n in used))
    return [Step(where[presets[n]] or 0, int(lasting[seconds[n]])) for n in used]


async def write_patrol(
    camera: Camera,
    patrol: int,
    steps: Sequence[Step],
    *,
    ledger: Ledger | None = None,
) -> None:
    """Make these the steps of a patrol, 0-2, and save it.

    Values that are the same already are not written. If one of the changes fails, the
    others are taken back.

    Args:
        camera: whose patrol.
        patrol: number from 0.
        steps: at most 100 of them; the steps after the last are set to be skipped.
        ledger: keeps the old values while the new ones are written.

    Raises:
        InvalidValueError: nothing was sent.
        VnError: the camera did not do it.
    """
    wanted = _wanted(patrol, steps)
    for parameter, value in wanted.items():
        parameter.encode(value)
    held = await _read(camera, wanted)
    changes = {q: value for q, value in wanted.items() if held[q] != value}
    if not changes:
        return
    what = f"patrol_{patrol + 1}"
    await set_all(camera, changes, held, what=what, ledger=ledger)
    await camera.command(p.PATROL[patrol], "save")


def _wanted(patrol: int, steps: Sequence[Step]) -> Values:
    presets, seconds = p.PATROL_PRESET[patrol], p.PATROL_SECONDS[patrol]
    wanted: Values = {}
    for number, step in enumerate(steps):
        wanted[presets[number]] = step.preset
        wanted[seconds[number]] = str(step.seconds)
    return wanted | {seconds[n]: "0" for n in seconds.numbers[len(steps) :]}


async def _read(camera: Camera, parameters: Iterable[Parameter[Any]]) -> Values:
    """Read all of these, or fail: a patrol with gaps would be another one."""
    readings = await camera.get_many(parameters)
    for error in (*readings.refused.values(), *readings.unreadable.values()):
        raise error
    return readings.values
