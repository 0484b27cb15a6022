"""The limits of panning, written as the card's editor wants them.

The camera takes no number for an end: it takes the position where it stands. So it is
turned there, beyond the old limit where need be, and back to where it was.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from homeassistant.exceptions import HomeAssistantError

from ..actions.presets import keep_position
from ..actions.ptz import arrive
from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.errors import VnError
from ..protocol.parameters import Parameter
from ..ptz.arrival import ArrivalWaiter

ENDS = {"left": p.PAN_LIMIT_LEFT, "right": p.PAN_LIMIT_RIGHT}

type Ends = dict[Parameter[float], float]


async def write_limits(
    coordinator: VnCoordinator,
    *,
    pan: bool | None = None,
    tilt: int | None = None,
    **ends: float,
) -> None:
    """Change limits, all that are named or none.

    Raises:
        InvalidValueError: nothing was sent.
        HomeAssistantError, VnError: the limits are what they were, if that could be.
    """
    coordinator.require_role(p.PAN_LIMIT.writers)
    coordinator.require_running()
    wanted = {ENDS[name]: round(float(value), 2) for name, value in ends.items()}
    for parameter, value in wanted.items():
        parameter.encode(value)
    if tilt is not None:
        p.TILT_LIMIT.encode(tilt)
    names: list[Parameter[Any]] = [p.PAN_LIMIT, *ENDS.values()]
    before = (await coordinator.camera.get_many(names)).values
    on = before[p.PAN_LIMIT] if pan is None else pan
    if wanted:
        await _move_ends(coordinator, wanted, before)
    await coordinator.writer.set(p.PAN_LIMIT, on)
    if tilt is not None:
        await coordinator.writer.set(p.TILT_LIMIT, tilt)


async def _move_ends(
    coordinator: VnCoordinator, wanted: Ends, before: Mapping[Parameter[Any], Any]
) -> None:
    here = (await coordinator.camera.get_many((p.PAN, p.TILT, p.ZOOM))).values
    await coordinator.writer.set(p.PAN_LIMIT, False)
    done: Ends = {}
    try:
        for parameter, value in wanted.items():
            await _put(coordinator, parameter, value)
            done[parameter] = before[parameter]
    except HomeAssistantError, VnError:
        with suppress(HomeAssistantError, VnError):
            for parameter, value in done.items():
                await _put(coordinator, parameter, value)
        with suppress(HomeAssistantError, VnError):
            await coordinator.writer.set(p.PAN_LIMIT, before[p.PAN_LIMIT])
        raise
    finally:
        coordinator.schedule.mark_due(list(ENDS.values()))
        with suppress(HomeAssistantError, VnError):
            await coordinator.ptz.goto({q: here[q] for q in (p.PAN, p.TILT, p.ZOOM)})


async def _put(
    coordinator: VnCoordinator, parameter: Parameter[float], pan: float
) -> None:
    """Turn somewhere, and have that be an end."""
    waiter = ArrivalWaiter(coordinator, {p.PAN: pan})
    await waiter.begin()
    await coordinator.ptz.goto({p.PAN: pan})
    await arrive(coordinator, waiter)
    await keep_position(coordinator, parameter, "present")
    # What is there now is to the hundredth where the camera stands.
    coordinator.show(parameter, pan)
