"""The action that records what the camera itself encodes.

The camera entity inherits it.
"""

from functools import partial
from pathlib import Path
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.template import Template

from ..const import DOMAIN
from ..entity import translate_errors
from ..protocol.codecs import Number
from ..protocol.errors import ClosedError, Expected, InvalidValueError
from ..video.recording import CONTAINERS, OriginalFile, record
from .base import CameraActions

_SECONDS = Number(1, 3600)


class RecordingActions(CameraActions):
    """The method behind the action of the same name."""

    @translate_errors
    async def async_record_original(
        self, filename: Template, duration: Any
    ) -> ServiceResponse:
        """Write the camera's MPEG-4 to a file; return what is in it."""
        _SECONDS.write("duration", duration)
        path = await self._path(filename)
        if path.suffix.lower() not in CONTAINERS:
            endings = ", ".join(CONTAINERS)
            raise InvalidValueError(
                "filename", str(path), Expected("ending", endings=endings)
            )
        return await self._record(path, duration)

    async def _record(self, path: Path, duration: float) -> ServiceResponse:
        given = {"camera": self.coordinator.title, "path": str(path)}
        writing = record(
            self.coordinator.camera.vops(),
            OriginalFile(path),
            duration,
            # Not Home Assistant's own way: when it stops, it would no longer say
            # when the disk has taken what it was given.
            partial(self.hass.loop.run_in_executor, None),
        )
        try:
            recorded = await self.coordinator.async_run(writing, "record_original")
        except OSError as err:
            raise self._cannot_write(path, err) from err
        except ClosedError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="no_original",
                translation_placeholders=given,
            ) from err
        if not recorded.complete:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="recording_cut",
                translation_placeholders=given
                | {
                    "seconds": f"{recorded.seconds:.1f}",
                    "duration": f"{duration:g}",
                },
            )
        return {
            "filename": str(path),
            "frames": recorded.frames,
            "seconds": round(recorded.seconds, 2),
            "size": recorded.size,
        }
