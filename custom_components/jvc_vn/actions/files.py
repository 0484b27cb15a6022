"""Actions that write files: clips, and recordings of the camera's own MPEG-4."""

from functools import partial
from pathlib import Path
from typing import Any

from homeassistant.core import ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.template import Template

from ..coordinator import VnCoordinator
from ..issues import async_create_no_encoder_issue
from ..protocol.codecs import Hundredths, Number, Text
from ..protocol.errors import ClosedError, Expected, InvalidValueError
from ..video.clip import Clip, write_clip
from ..video.encoder import EncoderError, MakeEncoder
from ..video.recording import CONTAINERS, OriginalFile, Recorded, record

_PATH = Text(4095, least=1)
_BEFORE = Hundredths(0, 60)
_AFTER = Hundredths(0, 300)
_SECONDS = Number(1, 3600)


async def save_clip(
    coordinator: VnCoordinator, filename: Template, *, before: Any, after: Any
) -> ServiceResponse:
    """Write a clip; return what it contains."""
    _BEFORE.write("before", before)
    _AFTER.write("after", after)
    path = await _allowed_path(coordinator, filename)
    make_encoder = require_encoder(coordinator)
    clip = await _write_clip(coordinator, path, make_encoder, before, after)
    return {
        "filename": str(path),
        "seconds": round(clip.seconds, 2),
        "frames": clip.frames,
        "seconds_before": round(clip.seconds_before, 2),
    }


async def record_original(
    coordinator: VnCoordinator, filename: Template, *, duration: Any
) -> ServiceResponse:
    """Write the camera's MPEG-4 to a file; return what it contains."""
    _SECONDS.write("duration", duration)
    path = await _allowed_path(coordinator, filename)
    if path.suffix.lower() not in CONTAINERS:
        expected = Expected("ending", endings=", ".join(CONTAINERS))
        raise InvalidValueError("filename", str(path), expected)
    recorded = await _record(coordinator, path, duration)
    if not recorded.complete:
        raise coordinator.error(
            HomeAssistantError,
            "recording_cut",
            path=str(path),
            seconds=f"{recorded.seconds:.1f}",
            duration=f"{duration:g}",
        )
    return {
        "filename": str(path),
        "frames": recorded.frames,
        "seconds": round(recorded.seconds, 2),
        "size": recorded.size,
    }


def require_encoder(coordinator: VnCoordinator) -> MakeEncoder:
    """Return what makes encoders; if there is none, raise an error and an issue."""
    if coordinator.make_encoder is None:
        create_no_encoder_issue(coordinator)
        raise coordinator.error(HomeAssistantError, "no_encoder")
    return coordinator.make_encoder


def create_no_encoder_issue(coordinator: VnCoordinator) -> None:
    """Create the issue that a video was asked for and nothing can encode one."""
    async_create_no_encoder_issue(
        coordinator.hass, coordinator.config_entry, coordinator.title
    )


async def _write_clip(
    coordinator: VnCoordinator,
    path: Path,
    make_encoder: MakeEncoder,
    before: float,
    after: float,
) -> Clip:
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
        raise _cannot_write(coordinator, path, err) from err
    except EncoderError as err:
        raise coordinator.error(HomeAssistantError, "no_clip", error=str(err)) from err


async def _record(coordinator: VnCoordinator, path: Path, duration: float) -> Recorded:
    writing = record(
        coordinator.camera.vops(),
        OriginalFile(path),
        duration,
        # Not Home Assistant's own executor job: when it stops, nobody would learn
        # any more when the disk has been written.
        partial(coordinator.hass.loop.run_in_executor, None),
        clock=coordinator.timing.clock,
    )
    try:
        return await coordinator.async_run(writing, "record_original")
    except OSError as err:
        raise _cannot_write(coordinator, path, err) from err
    except ClosedError as err:
        raise coordinator.error(HomeAssistantError, "no_original") from err


async def _allowed_path(coordinator: VnCoordinator, filename: Template) -> Path:
    """Return the path of a file that may be written.

    Raises:
        InvalidValueError: it cannot be a path.
        ServiceValidationError: Home Assistant may not write there.
    """
    wanted = str(filename.async_render(parse_result=False))
    _PATH.write("filename", wanted)
    hass = coordinator.hass
    # It reads the disk.
    if not await hass.async_add_executor_job(hass.config.is_allowed_path, wanted):
        raise coordinator.error(ServiceValidationError, "path_not_allowed", path=wanted)
    return Path(wanted)


def _cannot_write(
    coordinator: VnCoordinator, path: Path, err: OSError
) -> HomeAssistantError:
    return coordinator.error(
        HomeAssistantError,
        "cannot_write",
        path=str(path),
        error=err.strerror or str(err),
    )
