"""Clips: the frames before, the frames after, and what is said of them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn import camera as camera_module
from custom_components.jvc_vn.protocol.models import Frame, FrameInfo
from custom_components.jvc_vn.video import hub as hub_module
from custom_components.jvc_vn.video import ring as ring_module
from custom_components.jvc_vn.video.encoder import EncoderError
from custom_components.jvc_vn.video.ring import FrameRing
from tests.conftest import set_up, until
from tests.emulator import EmulatedCamera
from tests.test_recording import CAMERA, probe

# The ring.


def frame(size: int = 1000) -> Frame:
    """A frame of so many bytes."""
    return Frame(bytes(size), FrameInfo())


def filled(seconds: float, frames: int, size: int = 1000) -> FrameRing:
    """A ring through which ten frames a second went."""
    ring = FrameRing(seconds)
    for number in range(frames):
        ring.add(frame(size), number / 10)
    return ring


@pytest.mark.parametrize(("asked", "kept"), [(0, 10), (5, 10), (30, 30), (60, 60)])
def test_a_ring_keeps_some_seconds(asked: float, kept: float) -> None:
    """What was asked for; ten of every stream that runs."""
    ring = filled(asked, 1000)
    frames = ring.since(-1)
    assert len(frames) == pytest.approx(kept * 10, abs=1)
    assert frames[-1][0] == 99.9
    assert ring.bytes == len(frames) * 1000


@pytest.mark.parametrize(("asked", "most"), [(0, 8 << 20), (60, 64 << 20)])
def test_a_ring_is_bounded_by_bytes(asked: float, most: int) -> None:
    """Whatever the size of a frame; the newest stay."""
    ring = filled(asked, 90, 1 << 20)
    assert ring.bytes == most
    assert ring.since(-1)[-1][0] == 8.9


def test_a_frame_larger_than_a_ring_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor does it fail."""
    monkeypatch.setattr(ring_module, "USUAL_BYTES", 500)
    ring = filled(0, 3)
    assert (ring.since(-1), ring.bytes) == ([], 0)


def test_a_ring_tells_what_is_newer() -> None:
    """In order, and the frames themselves: none is copied."""
    ring = FrameRing()
    frames = [frame() for _ in range(5)]
    for number, each in enumerate(frames):
        ring.add(each, number)
    assert [at for at, _ in ring.since(2)] == [3, 4]
    assert all(
        kept is each for (_, kept), each in zip(ring.since(-1), frames, strict=True)
    )
    ring.clear()
    assert (ring.since(-1), ring.bytes) == ([], 0)


# In Home Assistant.


@pytest.fixture(autouse=True)
def _no_linger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Close the camera's stream soon after the last viewer has left."""
    monkeypatch.setattr(hub_module, "LINGER", 0.05)


def names(folder: Path) -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in folder.iterdir())


async def save_clip(hass: HomeAssistant, path: object, **data: Any) -> dict[str, Any]:
    """Call the action; return what it answers for the camera."""
    answer = await hass.services.async_call(
        "jvc_vn",
        "save_clip",
        {"entity_id": CAMERA, "filename": str(path), **data},
        blocking=True,
        return_response=True,
    )
    assert answer
    found = answer[CAMERA]
    assert isinstance(found, dict)
    return found


@pytest.fixture
async def kept(hass: HomeAssistant, entry: MockConfigEntry) -> MockConfigEntry:
    """An entry that always keeps the last 30 seconds."""
    hass.config_entries.async_update_entry(entry, options={"prerecord": 30})
    await set_up(hass, entry)
    return entry


async def test_a_clip_begins_before_the_call(
    hass: HomeAssistant, emulated: EmulatedCamera, kept: MockConfigEntry, folder: Path
) -> None:
    """With the option the camera's stream is open, and its frames are there."""
    hub = kept.runtime_data.hub
    await until(lambda: len(hub.ring.since(0)) > 12)
    assert emulated.video_clients == 1
    path = folder / "clip.mp4"
    answer = await save_clip(hass, path, before=20, after=1)
    found = await asyncio.to_thread(probe, path)
    assert (found["codec"], found["size"]) == ("h264", (640, 480))
    assert answer["filename"] == str(path)
    assert answer["frames"] == found["frames"] >= 20
    assert answer["seconds"] == pytest.approx(found["seconds"], abs=0.3)
    assert answer["seconds"] == pytest.approx(answer["seconds_before"] + 1, abs=0.3)
    # Nobody looked twenty seconds ago.
    assert 1 < answer["seconds_before"] < 10
    assert emulated.video_clients == 1


async def test_only_what_was_asked_for_is_in_it(
    hass: HomeAssistant, kept: MockConfigEntry, folder: Path
) -> None:
    """No more seconds than named, before and after."""
    hub = kept.runtime_data.hub
    await until(lambda: len(hub.ring.since(0)) > 15)
    answer = await save_clip(hass, folder / "clip.mp4", before=0.5, after=0)
    assert answer["seconds_before"] == pytest.approx(0.5, abs=0.15)
    assert 3 <= answer["frames"] <= 6


@pytest.mark.usefixtures("loaded")
async def test_without_the_option_a_clip_begins_now(
    hass: HomeAssistant, emulated: EmulatedCamera, folder: Path
) -> None:
    """And the answer says that nothing was before."""
    answer = await save_clip(hass, folder / "clip.mp4", before=10, after=0.8)
    assert answer["seconds_before"] == 0
    assert answer["seconds"] == pytest.approx(0.8, abs=0.3)
    await until(lambda: emulated.video_clients == 0)


async def test_frames_go_when_nobody_looks(
    emulated: EmulatedCamera, loaded: MockConfigEntry
) -> None:
    """A stream that has ended is kept no longer."""
    hub = loaded.runtime_data.hub
    with hub.viewer(10):
        await until(lambda: hub.ring.bytes > 0)
        assert hub.ring.since(0)[-1][1] is hub.newest
    await until(lambda: emulated.video_clients == 0)
    assert hub.ring.bytes == 0
    await hub.still()
    assert hub.ring.bytes == 0


async def test_clips_at_the_same_time_share_the_stream(
    hass: HomeAssistant, emulated: EmulatedCamera, kept: MockConfigEntry, folder: Path
) -> None:
    """Two alarms in one second are two clips."""
    answers = await asyncio.gather(
        *(save_clip(hass, folder / f"{n}.mp4", before=0, after=0.5) for n in range(2))
    )
    assert all(answer["frames"] > 2 for answer in answers)
    assert emulated.video_clients == 1
    assert names(folder) == ["0.mp4", "1.mp4"]


async def test_an_older_file_is_replaced(
    hass: HomeAssistant, kept: MockConfigEntry, folder: Path
) -> None:
    """When the new one is whole, and folders are made."""
    path = folder / "some" / "where" / "clip.mp4"
    await save_clip(hass, path, before=0, after=0.3)
    first = path.read_bytes()
    writing = asyncio.create_task(save_clip(hass, path, before=0, after=0.5))
    await asyncio.sleep(0.3)
    assert path.read_bytes() == first
    await writing
    assert path.read_bytes() != first
    assert names(path.parent) == [path.name]


async def test_an_outage_ends_up_in_the_answer(
    hass: HomeAssistant, emulated: EmulatedCamera, kept: MockConfigEntry, folder: Path
) -> None:
    """The clip has what came; it is not longer than that."""
    hub = kept.runtime_data.hub
    await until(lambda: len(hub.ring.since(0)) > 8)
    await emulated.stop()
    answer = await save_clip(hass, folder / "clip.mp4", before=10, after=0.5)
    assert answer["frames"] >= 8
    assert answer["seconds"] < answer["seconds_before"] + 0.2
    await emulated.start()


async def test_unloading_ends_a_clip_early(
    hass: HomeAssistant, kept: MockConfigEntry, folder: Path
) -> None:
    """What came until then is in it."""
    path = folder / "clip.mp4"
    writing = asyncio.create_task(save_clip(hass, path, before=0, after=60))
    await asyncio.sleep(0.6)
    await hass.config_entries.async_unload(kept.entry_id)
    answer = await asyncio.wait_for(writing, 5)
    assert 0 < answer["seconds"] < 2
    assert names(folder) == [path.name]


async def test_a_call_that_is_given_up_leaves_no_file(
    hass: HomeAssistant, kept: MockConfigEntry, folder: Path
) -> None:
    """An automation may be stopped."""
    writing = asyncio.create_task(
        save_clip(hass, folder / "clip.mp4", before=5, after=60)
    )
    await asyncio.sleep(0.5)
    assert len(names(folder)) == 1
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await until(lambda: not names(folder))
    assert kept.runtime_data.hub.viewers == 1


async def test_a_template_names_the_file(
    hass: HomeAssistant, kept: MockConfigEntry, folder: Path
) -> None:
    """As with Home Assistant's own recording."""
    await save_clip(hass, f"{folder}/{{{{ 40 + 2 }}}}.mp4", before=0, after=0.3)
    assert names(folder) == ["42.mp4"]


# What does not go.


async def refused(hass: HomeAssistant, path: object, **data: Any) -> HomeAssistantError:
    """Call the action, and return what it says."""
    with pytest.raises(HomeAssistantError) as raised:
        await save_clip(hass, path, **data)
    assert raised.value.translation_placeholders
    assert raised.value.translation_placeholders["camera"] == "Yard"
    return raised.value


@pytest.mark.usefixtures("loaded")
async def test_a_path_that_is_not_allowed(
    hass: HomeAssistant, emulated: EmulatedCamera, folder: Path
) -> None:
    """Nothing is asked of the camera, nothing is written."""
    (folder / "link").symlink_to(folder.parent)
    emulated.clear_requests()
    for path in (
        "/etc/clip.mp4",
        "clip.mp4",
        f"{folder}/../clip.mp4",
        f"{folder}/link/clip.mp4",
    ):
        error = await refused(hass, path)
        assert isinstance(error, ServiceValidationError)
        assert error.translation_key == "path_not_allowed", path
    for path in ("", f"{folder}/nul\0.mp4", f"{folder}/{'x' * 4096}.mp4"):
        assert (await refused(hass, path)).translation_key == "invalid_long_text"
    assert not emulated.requests
    assert names(folder) == ["link"]
    assert names(folder.parent) == ["allowed"]


@pytest.mark.usefixtures("loaded")
async def test_a_path_that_cannot_be_written(
    hass: HomeAssistant, emulated: EmulatedCamera, folder: Path
) -> None:
    """It is said at once, and not after the clip."""
    (folder / "file").touch()
    (folder / "sub" / "there.mp4").mkdir(parents=True)
    for path in (
        folder / "sub" / "there.mp4",
        folder / "file" / "clip.mp4",
        folder / f"{'x' * 300}.mp4",
    ):
        error = await refused(hass, path, after=60)
        assert error.translation_key == "cannot_write", path
    assert not emulated.video_clients
    assert names(folder) == ["file", "sub"]
    assert names(folder.parent) == ["allowed"]


NONSENSE = (
    ("before", -1),
    ("before", 61),
    ("before", "long"),
    ("before", True),
    ("before", float("nan")),
    ("after", -0.1),
    ("after", 301),
    ("after", [5]),
    ("after", None),
)


@pytest.mark.usefixtures("loaded")
async def test_seconds_that_make_no_sense(
    hass: HomeAssistant, emulated: EmulatedCamera, folder: Path
) -> None:
    """The field and its range are named."""
    emulated.clear_requests()
    for field, value in NONSENSE:
        error = await refused(hass, folder / "clip.mp4", **{field: value})
        assert isinstance(error, ServiceValidationError)
        assert error.translation_key == "invalid_number"
        assert error.translation_placeholders
        assert error.translation_placeholders["field"] == field
        assert error.translation_placeholders["low"] == "0"
    assert not emulated.requests
    assert not names(folder)


@pytest.mark.usefixtures("loaded")
async def test_nothing_kept_and_nothing_wanted(
    hass: HomeAssistant, emulated: EmulatedCamera, folder: Path
) -> None:
    """No picture is no clip, and no file; the camera is not asked for the past."""
    emulated.clear_requests()
    error = await refused(hass, folder / "clip.mp4", before=10, after=0)
    assert error.translation_key == "no_clip"
    assert not emulated.requests
    assert not names(folder)


@pytest.mark.usefixtures("loaded")
async def test_a_camera_that_shows_nothing(
    hass: HomeAssistant, emulated: EmulatedCamera, folder: Path
) -> None:
    """No file is left either."""
    emulated.faults.video_refused = True
    error = await refused(hass, folder / "clip.mp4", before=0, after=0.3)
    assert error.translation_key == "no_clip"
    assert not names(folder)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> dict[str, Exception | None]:
    """How the encoder fails; None where there is none."""
    how: dict[str, Exception | None] = {}

    class Encoder:
        async def add(self, pictures: Any) -> None:
            if error := how["error"]:
                raise error

        async def close(self) -> None:
            pass

    async def find(_hass: HomeAssistant) -> Any:
        return (lambda _target: Encoder()) if how else None

    monkeypatch.setattr(camera_module, "find_encoder", find)
    return how


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (EncoderError("told to"), "no_clip"),
        (OSError(28, "No space left on device"), "cannot_write"),
    ],
)
async def test_an_encoder_that_fails(
    hass: HomeAssistant,
    failing: dict[str, Exception | None],
    entry: MockConfigEntry,
    folder: Path,
    error: Exception,
    key: str,
) -> None:
    """Nothing is left of the file, and the reason is told."""
    failing["error"] = error
    await set_up(hass, entry)
    said = await refused(hass, folder / "clip.mp4", before=0, after=1)
    assert said.translation_key == key
    assert said.translation_placeholders
    assert said.translation_placeholders["error"] in str(error)
    assert not names(folder)


async def test_no_encoder_is_no_clip(
    hass: HomeAssistant,
    failing: dict[str, Exception | None],
    entry: MockConfigEntry,
    folder: Path,
) -> None:
    """It says what is missing."""
    await set_up(hass, entry)
    said = await refused(hass, folder / "clip.mp4")
    assert said.translation_key == "no_encoder"
    assert not names(folder)
