"""Actions that read and write any key of the maker's guide."""

from typing import Any

from homeassistant.core import Context, ServiceResponse

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.errors import InvalidResponseError, RefusedError
from ..protocol.follow_up import follow_up
from .base import require_administrator


async def get_parameters(
    coordinator: VnCoordinator, parameters: list[str], *, context: Context
) -> ServiceResponse:
    """Read keys of the guide; return a value or the camera's error for each."""
    if p.LOG.key in map(str.lower, parameters):
        # As for `get_log`.
        await require_administrator(coordinator.hass, context)
    values: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for key in dict.fromkeys(parameters):
        try:
            reply = await coordinator.camera.get_raw(key)
        except RefusedError as err:
            errors[key] = f"{err.code} {err.reason}"
        except InvalidResponseError as err:
            errors[key] = str(err)
        else:
            values[key] = "\n".join((reply.value or "", *reply.lines)).strip()
    return {"values": values, "errors": errors}


async def set_parameter(
    coordinator: VnCoordinator, parameter: str, value: str, *, apply: bool
) -> ServiceResponse:
    """Write a key of the guide; return what it still needs, or `apply` that too."""
    camera = coordinator.camera
    reply = await camera.set_raw(parameter, value)
    needs = reply.detail if reply.code == 202 else None
    if needed := follow_up(parameter, needs):
        needs = None if apply else str(needed)
        if apply:
            await camera.send(needed)
        elif needed.reboots:
            # It becomes an issue, and is never sent unasked.
            coordinator.pending_saves.add(needed)
    await coordinator.async_request_refresh()
    return {"reply": f"{reply.code} {reply.reason}".strip(), "needs": needs}
