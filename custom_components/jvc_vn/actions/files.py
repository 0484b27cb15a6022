"""Actions that write files: clips, and recordings of the camera's own MPEG-4."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
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
from ..protocol.models import Vop
from ..video.clip import write_clip
from ..video.draft import ForeignFileError, LinkError
from ..video.encoder import EncoderError, MakeEncoder
from ..video.mark import CONTAINERS
from ..video.recording import OriginalFile, Recorded, record

_PATH = Text(4095, least=1)
_BEFORE = Hundredths(0, 60)
_AFTER = Hundredths(0, 300)
_SECONDS = Number(1, 3600)
_CLIP = (".mp4",)


async def save_clip(
    coordinator: VnCoordinator,
    filename: Template,
    *,
    before: Any,
    after: Any,
    overwrite: bool,
) -> ServiceResponse:
    """Write a clip; return what it contains."""
    _BEFORE.write("before", before)
    _AFTER.write("after", after)
    wanted = str(filename.async_render(parse_result=False))
    path = await _allowed_path(coordinator, wanted, _CLIP)
    make_encoder = require_encoder(coordinator)
    with _translated(coordinator, wanted):
        clip = await write_clip(
            coordinator.hub,
            coordinator.options.frame_rate,
            make_encoder,
            path,
            before=before,
            after=after,
            overwrite=overwrite,
        )
    return {
        "filename": wanted,
        "seconds": round(clip.seconds, 2),
        "frames": clip.frames,
        "seconds_before": round(clip.seconds_before, 2),
    }


async def record_original(
    coordinator: VnCoordinator, filename: Template, *, duration: Any, overwrite: bool
) -> ServiceResponse:
    """Write the camera's MPEG-4 to a file; return what it contains."""
    _SECONDS.write("duration", duration)
    wanted = str(filename.async_render(parse_result=False))
    path = await _allowed_path(coordinator, wanted, tuple(CONTAINERS))
    with _translated(coordinator, wanted):
        file = OriginalFile(path, overwrite=overwrite)
        recorded = await _record(coordinator, file, duration)
    if not recorded.complete:
        raise coordinator.error(
            HomeAssistantError,
            "recording_cut",
            path=wanted,
            seconds=f"{recorded.seconds:.1f}",
            duration=f"{duration:g}",
        )
    return {
        "filename": wanted,
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


async def _record(
    coordinator: VnCoordinator, file: OriginalFile, duration: float
) -> Recorded:
    writing = record(
        _watched(coordinator),
        file,
        duration,
        # Not Home Assistant's own executor job: when it stops, nobody would learn
        # any more when the disk has been written.
        partial(coordinator.hass.loop.run_in_executor, None),
        clock=coordinator.timing.clock,
    )
    return await coordinator.async_run(writing, "record_original")


async def _watched(coordinator: VnCoordinator) -> AsyncGenerator[Vop]:
    """Yield the camera's own MPEG-4, and keep what it tells of the camera."""
    async with aclosing(coordinator.camera.vops()) as vops:
        async for vop in vops:
            coordinator.observer.user_data_arrived(vop.info)
            yield vop


async def _allowed_path(
    coordinator: VnCoordinator, wanted: str, endings: tuple[str, ...]
) -> Path:
    """Return the path of a file that may be written, without links on the way to it.

    Raises:
        InvalidValueError: it cannot be a path, or has another ending.
        ServiceValidationError: Home Assistant may not write there.
    """
    _PATH.write("filename", wanted)
    # They look at the disk.
    run, allowed = coordinator.hass.async_add_executor_job, coordinator.hass.config
    path = await run(_without_links, wanted)
    for place in (wanted, str(path)):
        if not await run(allowed.is_allowed_path, place):
            raise coordinator.error(
                ServiceValidationError, "path_not_allowed", path=wanted
            )
    if path.suffix.lower() not in endings:
        expected = Expected("ending", endings=", ".join(endings))
        raise InvalidValueError("filename", wanted, expected)
    return path


def _without_links(wanted: str) -> Path:
    """Return the path with its folder resolved: what is checked is what is used."""
    path = Path(wanted)
    return path.parent.resolve() / path.name


@contextmanager
def _translated(coordinator: VnCoordinator, path: str) -> Iterator[None]:
    """Raise what goes wrong while a file is written as what a person is told."""
    try:
        yield
    except ForeignFileError as err:
        raise coordinator.error(
            ServiceValidationError, "foreign_file", path=path
        ) from err
    except LinkError as err:
        raise coordinator.error(
            ServiceValidationError, "file_is_link", path=path
        ) from err
    except OSError as err:
        error = err.strerror or str(err)
        raise coordinator.error(
            HomeAssistantError, "cannot_write", path=path, error=error
        ) from err
    except EncoderError as err:
        raise coordinator.error(HomeAssistantError, "no_clip", error=str(err)) from err
    except ClosedError as err:
        raise coordinator.error(HomeAssistantError, "no_original") from err
