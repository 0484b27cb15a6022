"""What actions share: an action is a function of a camera's coordinator.

The caller, services.py or a voice command, translates the errors. Values are checked
before anything is sent.
"""

import logging
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized

from ..coordinator import VnCoordinator
from ..protocol.errors import VnError
from ..protocol.follow_up import FollowUp
from ..protocol.parameters import Parameter

_LOGGER = logging.getLogger(__name__)


def require_model(coordinator: VnCoordinator, parameter: Parameter[Any]) -> None:
    """Raise an error if the login may not write this, or the model does not have it."""
    coordinator.require_role(parameter.writers)
    if not coordinator.may_write(parameter):
        raise coordinator.error(
            ServiceValidationError, "not_this_model", models=str(parameter.models)
        )


async def require_administrator(hass: HomeAssistant, context: Context) -> None:
    """Raise Unauthorized for a person who is no administrator of Home Assistant."""
    if context.user_id:
        user = await hass.auth.async_get_user(context.user_id)
        if user is None or not user.is_admin:
            raise Unauthorized(context=context)


async def reread(coordinator: VnCoordinator, parameter: Parameter[Any]) -> None:
    """Read and show what an action has changed; if that fails, polling will."""
    try:
        coordinator.show(parameter, await coordinator.camera.get(parameter))
    except VnError as err:
        _LOGGER.debug("%s: %s", coordinator.title, err)


async def restart_for_changes(coordinator: VnCoordinator, call: FollowUp) -> None:
    """Restart the camera, so that what is staged comes into force."""
    # What is in force and not saved would be lost.
    await coordinator.pending_saves.flush()
    await coordinator.camera.send(call)
    coordinator.pending_saves.call_sent(call)
