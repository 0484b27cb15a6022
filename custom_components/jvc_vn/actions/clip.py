"""The action that writes a clip of what led to now, and of what follows.

The camera entity inherits it.
"""

from pathlib import Path
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.template import Template

from ..const import DOMAIN
from ..entity import translate_errors
from ..issues import async_tell_no_encoder
from ..protocol.codecs import Hundredths
from ..video.clip import Clip, write_clip
from ..video.encoder import EncoderError, MakeEncoder
from .base import CameraActions

_BEFORE = Hundredths(0, 60)
_AFTER = Hundredths(0, 300)


class ClipActions(CameraActions):
    """The method behind the action of the same name."""

    _make_encoder: MakeEncoder | None = None

    @translate_errors
    async def async_save_clip(
        self, filename: Template, before: Any, after: Any
    ) -> ServiceResponse:
        """Write a clip; answer with what it really holds."""
        _BEFORE.write("before", before)
        _AFTER.write("after", after)
        path = await self._path(filename)
        clip = await self._write(path, self._require_encoder(), before, after)
        return {
            "filename": str(path),
            "seconds": round(clip.seconds, 2),
            "frames": clip.frames,
            "seconds_before": round(clip.seconds_before, 2),
        }

    def _require_encoder(self) -> MakeEncoder:
        """Return what encodes; if nothing can, say so here and in the repairs."""
        if self._make_encoder is None:
            self._tell_no_encoder()
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_encoder",
                translation_placeholders={"camera": self.coordinator.title},
            )
        return self._make_encoder

    def _tell_no_encoder(self) -> None:
        coordinator = self.coordinator
        async_tell_no_encoder(self.hass, coordinator.config_entry, coordinator.title)

    async def _write(
        self, path: Path, make_encoder: MakeEncoder, before: float, after: float
    ) -> Clip:
        coordinator = self.coordinator
        try:
            return await write_clip(
                coordinator.hub,
                coordinator.options.frame_rate,
                make_encoder,
                path,
                before=before,
                after=after,
            )
        except OSError as err:
            raise self._cannot_write(path, err) from err
        except EncoderError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_clip",
                translation_placeholders={
                    "camera": coordinator.title,
                    "error": str(err),
                },
            ) from err
