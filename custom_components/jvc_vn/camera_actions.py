"""What the camera entity's actions share."""

import logging
from typing import Any

from homeassistant.core import callback

from .entity import VnEntity, require_role
from .protocol.errors import VnError
from .protocol.models import Role
from .protocol.parameters import Parameter

_LOGGER = logging.getLogger(__name__)


class CameraActions(VnEntity):
    """What groups of actions build on."""

    def _require(self, roles: frozenset[Role]) -> None:
        """Refuse what the login may not do, before the camera has to."""
        require_role(self.coordinator, roles)

    @callback
    def _tell[T](self, parameter: Parameter[T], value: T) -> None:
        """Let entities know what an action found or did."""
        self.coordinator.data.values[parameter] = value
        self.coordinator.async_update_listeners()

    async def _reread(self, parameter: Parameter[Any]) -> None:
        """Read what an action has changed beside; the next poll will, if not we."""
        try:
            self._tell(parameter, await self.coordinator.camera.get(parameter))
        except VnError as err:
            _LOGGER.debug("%s: %s", self.coordinator.title, err)
