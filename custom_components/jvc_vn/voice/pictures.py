"""Takes pictures and clips that somebody asks for, into the media folder.

Home Assistant's own action and ours do it, so that whoever may not call them may not
ask for it either.
"""

import logging
from pathlib import Path

from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.components.camera import SERVICE_SNAPSHOT
from homeassistant.const import ATTR_ENTITY_ID, CONF_FILENAME
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..actions.files import require_encoder
from ..const import DOMAIN
from ..coordinator import VnCoordinator

_LOGGER = logging.getLogger(__name__)

LONGEST = 300
"""Seconds that a clip may take."""


async def snapshot(
    coordinator: VnCoordinator, entity_id: str, context: Context
) -> None:
    """Write a picture; HomeAssistantError if there is none."""
    hass = coordinator.hass
    await hass.services.async_call(
        CAMERA_DOMAIN,
        SERVICE_SNAPSHOT,
        {ATTR_ENTITY_ID: entity_id, CONF_FILENAME: _path(hass, entity_id, "jpg")},
        blocking=True,
        context=context,
    )


async def record(
    coordinator: VnCoordinator, entity_id: str, context: Context, seconds: int | None
) -> None:
    """Begin to write a clip: of so many seconds, or of what was and what follows."""
    require_encoder(coordinator)
    length = {} if seconds is None else {"before": 0, "after": min(seconds, LONGEST)}
    hass = coordinator.hass
    path = _path(hass, entity_id, "mp4")
    target = {ATTR_ENTITY_ID: entity_id, CONF_FILENAME: path}

    async def write() -> None:
        try:
            await hass.services.async_call(
                DOMAIN, "save_clip", target | length, blocking=True, context=context
            )
        except HomeAssistantError as err:
            _LOGGER.warning("%s: %s was not recorded: %s", coordinator.title, path, err)

    # Whoever asked is answered now, and not when it is done.
    coordinator.create_background_task(write(), "clip by voice")


def _path(hass: HomeAssistant, entity_id: str, ending: str) -> str:
    """Return where the file goes: by camera and time, below the first media folder."""
    folders = hass.config.media_dirs.values()
    folder = Path(next(iter(folders), hass.config.path("media")))
    name = f"{dt_util.now():%Y-%m-%d_%H-%M-%S}.{ending}"
    return str(folder / DOMAIN / entity_id.partition(".")[2] / name)
