"""Finds an encoder that works in this Home Assistant."""

import shutil
from functools import partial

from homeassistant.core import HomeAssistant

from .encoder import MakeEncoder, PyAvEncoder, has_libx264
from .ffmpeg import FfmpegEncoder

_USUAL_BINARY = "ffmpeg"


async def find_encoder(hass: HomeAssistant) -> MakeEncoder | None:
    """Return what makes encoders: of PyAV, else of the ffmpeg binary, else None."""
    if await hass.async_add_executor_job(has_libx264):
        return PyAvEncoder
    found = await hass.async_add_executor_job(shutil.which, _binary(hass))
    return partial(FfmpegEncoder, found) if found else None


def _binary(hass: HomeAssistant) -> str:
    if "ffmpeg" not in hass.config.components:
        return _USUAL_BINARY
    # Its own imports may be missing where it is not set up.
    from homeassistant.components.ffmpeg import (  # noqa: PLC0415
        get_ffmpeg_manager,
    )

    return get_ffmpeg_manager(hass).binary
