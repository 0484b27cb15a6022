"""What the tests of recordings share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.protocol.errors import UnreachableError
from custom_components.jvc_vn.protocol.models import Frame
from custom_components.jvc_vn.recordings.camera_recordings import Recordings
from custom_components.jvc_vn.recordings.happening import Cause, Happening
from tests.conftest import until

ALARM = "event.vn_v685_alarm"
CAMERA = "camera.vn_v685"
FOLDER = "yard_001aef"


class Away:
    """A camera that does not answer."""

    async def still(self) -> Frame:
        """Fail as it would."""
        raise UnreachableError("away")


def recordings_of(entry: MockConfigEntry) -> Recordings:
    """What keeps."""
    return entry.runtime_data.recordings


def files(media: Path) -> list[Path]:
    """The pictures and clips there are."""
    return sorted(p for p in media.rglob("*") if p.suffix in (".jpg", ".mp4"))


def make_folder(media: Path) -> None:
    """Be where the folder of the camera is going to be."""
    media.mkdir(exist_ok=True)


def drafts(media: Path) -> list[Path]:
    """What was not finished."""
    return list(media.rglob(".draft-*"))


async def kept(entry: MockConfigEntry, count: int) -> list[Happening]:
    """Wait until so many happenings are on the disk."""
    await until(lambda: len(recordings_of(entry).store.index.happenings) >= count)
    index = recordings_of(entry).store.index
    return index.in_order()


def happening(
    minutes: int, *, size: int = 1000, cause: Cause = Cause.MOTION
) -> Happening:
    """One that happened so many minutes after midnight."""
    when = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(minutes=minutes)
    name = f"{when:%H%M%S}-{cause.word}"
    return Happening(
        cause=cause, when=when, day=f"{when:%Y-%m-%d}", name=name, picture=size
    )
