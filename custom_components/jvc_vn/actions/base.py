"""What the camera entity's actions share."""

import logging
from pathlib import Path
from typing import Any

from homeassistant.core import callback
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers.template import Template

from ..const import DOMAIN
from ..entity import VnEntity
from ..protocol.codecs import Text
from ..protocol.errors import VnError
from ..protocol.models import Role
from ..protocol.parameters import Parameter

_LOGGER = logging.getLogger(__name__)

_PATH = Text(4095, least=1)


class CameraActions(VnEntity):
    """What groups of actions build on."""

    def _require(self, roles: frozenset[Role]) -> None:
        """Refuse what the login may not do, before the camera has to."""
        self.coordinator.require_role(roles)

    async def _path(self, filename: Template) -> Path:
        """Return the path of a file that may be written.

        Raises:
            InvalidValueError: it cannot be a path.
            ServiceValidationError: Home Assistant may not write there.
        """
        wanted = str(filename.async_render(parse_result=False))
        _PATH.write("filename", wanted)
        # It looks at the disk.
        allowed = self.hass.config.is_allowed_path
        if not await self.hass.async_add_executor_job(allowed, wanted):
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="path_not_allowed",
                translation_placeholders={
                    "camera": self.coordinator.title,
                    "path": wanted,
                },
            )
        return Path(wanted)

    def _cannot_write(self, path: Path, err: OSError) -> HomeAssistantError:
        return HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="cannot_write",
            translation_placeholders={
                "camera": self.coordinator.title,
                "path": str(path),
                "error": err.strerror or str(err),
            },
        )

    async def _require_administrator(self) -> None:
        """Refuse a person who is no administrator of Home Assistant."""
        # Read at once: the next call sets it anew.
        context = self._context
        if context and context.user_id:
            user = await self.hass.auth.async_get_user(context.user_id)
            if user is None or not user.is_admin:
                raise Unauthorized(context=context)

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
