"""Clips of what happens."""

import asyncio
import re
import shutil
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.alarms.dispatch import AlarmEvent
from custom_components.jvc_vn.protocol.models import AlarmSource
from custom_components.jvc_vn.recordings import camera_recordings
from custom_components.jvc_vn.recordings import clips as clips_module
from custom_components.jvc_vn.recordings import store as store_module
from custom_components.jvc_vn.recordings.folder import NoRoomError, list_files
from custom_components.jvc_vn.recordings.happening import Cause
from custom_components.jvc_vn.recordings.index import load
from custom_components.jvc_vn.recordings.metadata import (
    told_by,
)
from custom_components.jvc_vn.video.encoder import EncoderError
from tests.conftest import set_up, until
from tests.emulator import EmulatedCamera

from .helpers import ALARM, FOLDER, drafts, files, kept, recordings_of

CLIPS = {"keep_clips": True, "clip_before": 1, "clip_after": 1, "prerecord": 5}


async def test_a_clip_shows_before_and_after(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, media: Path
) -> None:
    """One clip for what happens during it, with its metadata, named by the event."""
    hass.config_entries.async_update_entry(entry, options=CLIPS)
    await set_up(hass, entry)
    await until(lambda: len(entry.runtime_data.hub.ring.since(0)) > 5)
    emulated.set_input(1, "make")
    await kept(entry, 1)
    emulated.set_input(2, "make")
    await until(lambda: "clip" in hass.states.get(ALARM).attributes, 20)
    first, second = await kept(entry, 2)
    assert first.clip
    assert not second.clip
    assert second.clip_in == first.key
    assert hass.states.get(ALARM).attributes["clip"].endswith(f"{first.key}.mp4")
    clip = media / FOLDER / f"{first.key}.mp4"
    assert clip.stat().st_size == first.clip
    assert told_by(clip)["cause"] == "input_1_make"
    assert await async_setup_component(hass, "media_source", {})
    wanted = f"media-source://jvc_vn/{entry.entry_id}/{second.key}"
    played = await media_source.async_resolve_media(hass, wanted, None)
    assert (played.mime_type, played.path) == ("video/mp4", clip)
    assert list(list_files(media / FOLDER))
    assert not drafts(media)


class Stuck:
    """An encoder that has written half a clip, and does not go on."""

    def __init__(self, place: Path) -> None:
        """Write something at once."""
        self.begun = asyncio.Event()
        self.goes_on = asyncio.Event()
        self.fails = False
        self.frames = 0
        place.write_bytes(b"\0\0\0\x18ftypisom half a clip")

    async def add(self, frames: Sequence[object]) -> None:
        """Take pictures, and wait."""
        self.frames += len(frames)
        self.begun.set()
        await self.goes_on.wait()
        if self.fails:
            raise EncoderError("the disk is full")

    async def close(self) -> None:
        """Have nothing to end."""


@pytest.fixture
async def stuck(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry
) -> AsyncGenerator[list[Stuck]]:
    """A camera that keeps clips, and its encoders."""
    hass.config_entries.async_update_entry(entry, options=CLIPS)
    await set_up(hass, entry)
    encoders: list[Stuck] = []

    def make(place: Path) -> Stuck:
        encoders.append(Stuck(place))
        return encoders[-1]

    entry.runtime_data.make_encoder = make
    yield encoders
    for encoder in encoders:
        encoder.goes_on.set()


async def test_killed_in_the_middle_of_a_clip(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    stuck: list[Stuck],
    tmp_path: Path,
) -> None:
    """The picture is there, the half clip is not, and nothing of it is left.

    Until it is whole, its title says how long that takes.
    """
    assert await async_setup_component(hass, "media_source", {})

    async def title() -> str:
        (day,) = recordings_of(entry).store.index.days
        place = f"media-source://jvc_vn/{entry.entry_id}/{day}"
        (shown,) = (await media_source.async_browse_media(hass, place)).children
        return shown.title

    emulated.set_input(1, "make")
    await until(lambda: bool(stuck), 20)
    await stuck[0].begun.wait()
    assert len(drafts(media)) == 1
    assert re.search(r" \(clip in \d+ s\)$", await title())
    # What the disk has when the power goes.
    left = tmp_path / "left"
    shutil.copytree(media / FOLDER, left)
    (shown,) = load(left).in_order()
    assert shown.picture
    assert not shown.clip
    assert not drafts(left)
    assert [file.suffix for file in files(left)] == [".jpg"]
    stuck[0].goes_on.set()
    await until(lambda: recordings_of(entry).clips.counts["kept"] == 1)
    assert load(media / FOLDER).in_order()[0].clip
    assert "clip" not in await title()


async def test_a_clip_that_cannot_be_encoded(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    stuck: list[Stuck],
) -> None:
    """Its picture stays, why is counted, and no half clip is left."""
    emulated.set_input(1, "make")
    await until(lambda: bool(stuck), 20)
    stuck[0].fails = True
    stuck[0].goes_on.set()
    counts = recordings_of(entry).clips.counts
    await until(lambda: counts["not_encoded"] == 1)
    assert not drafts(media)
    assert [file.suffix for file in files(media)] == [".jpg"]
    attributes = hass.states.get(ALARM).attributes
    assert "picture" in attributes
    assert "clip" not in attributes


async def test_no_room_for_a_clip(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    stuck: list[Stuck],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A disk that is full by then keeps the picture, and a repair says so."""

    def full(_folder: Path) -> None:
        raise NoRoomError

    monkeypatch.setattr(store_module, "require_room", full)
    emulated.set_input(1, "make")
    counts = recordings_of(entry).clips.counts
    await until(lambda: counts["clip_not_written"] == 1, 20)
    assert not stuck
    assert [file.suffix for file in files(media)] == [".jpg"]
    assert ir.async_get(hass).async_get_issue("jvc_vn", "recordings_no_room")
    monkeypatch.setattr(clips_module, "MOST_IN_HAND", -1)
    emulated.set_input(2, "make")
    await until(lambda: counts["too_many_clips"] == 1)
    assert not stuck
    assert len(files(media)) == 2


async def test_a_clip_that_is_long_ends(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    stuck: list[Stuck],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It shows also what has no picture of its own."""
    monkeypatch.setattr(clips_module, "MOST_BYTES", 0)
    write = store_module.write_picture

    def full_by_then(path: Path, jpeg: bytes) -> None:
        if "input_2" in path.name:
            raise NoRoomError
        write(path, jpeg)

    monkeypatch.setattr(store_module, "write_picture", full_by_then)
    line = "peripheral.input_pin.pin({}).status=make\r\n"
    emulated.push_raw((line.format(1) + line.format(2)).encode())
    await until(lambda: bool(stuck))
    stuck[0].goes_on.set()
    await until(lambda: "clip" in hass.states.get(ALARM).attributes)
    (first,) = await kept(entry, 1)
    attributes = hass.states.get(ALARM).attributes
    assert attributes["event_type"] == "input_2_make"
    assert attributes["clip"].endswith(f"/{first.key}.mp4")
    assert "picture" not in attributes
    assert stuck[0].frames == 1
    assert len(files(media)) == 2


async def test_motion_that_goes_on_has_one_clip(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    stuck: list[Stuck],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That of its beginning, as its picture: a later one would replace it."""
    monkeypatch.setattr(clips_module, "MOST_BYTES", 0)
    recordings, events = recordings_of(entry), entry.runtime_data.events
    motion, again = (
        AlarmEvent(AlarmSource.MOTION, active=True, when=None) for _ in range(2)
    )
    events.dispatch(motion)
    first = recordings.kept_of(motion)
    await until(lambda: bool(stuck))
    stuck[0].goes_on.set()
    await until(lambda: recordings.clips.counts["kept"] == 1)
    recordings.keeper.motion_changed()
    events.dispatch(again)
    assert recordings.kept_of(again) is first
    emulated.set_input(1, "make")
    await until(lambda: len(stuck) == 2)
    stuck[1].goes_on.set()
    await until(lambda: recordings.clips.counts["kept"] == 2)
    assert recordings.clips.counts.total() == 2
    shown = {each.cause: each for each in await kept(entry, 2)}
    assert shown.keys() == {Cause.MOTION, Cause.INPUT_1_MAKE}
    for each in shown.values():
        assert each.clip
        assert not each.clip_in


async def test_a_camera_that_is_let_go_during_a_clip(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    stuck: list[Stuck],
) -> None:
    """It ends there, and is whole."""
    coordinator = entry.runtime_data
    keeping = replace(coordinator.options.keeping, clip_after=60)
    coordinator.options = replace(coordinator.options, keeping=keeping)
    emulated.set_input(1, "make")
    await kept(entry, 1)
    await until(lambda: bool(coordinator.hub.ring.since(0)))
    unloading = asyncio.create_task(hass.config_entries.async_unload(entry.entry_id))
    await until(lambda: bool(stuck))
    stuck[0].goes_on.set()
    assert await unloading
    assert not drafts(media)
    assert [file.suffix for file in files(media)] == [".jpg", ".mp4"]


async def test_a_camera_that_is_let_go_while_a_clip_is_encoded(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    entry: MockConfigEntry,
    media: Path,
    stuck: list[Stuck],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What does not end in time is given up, and leaves nothing behind."""
    monkeypatch.setattr(clips_module, "MOST_BYTES", 0)
    monkeypatch.setattr(camera_recordings, "CLOSING", 0.05)
    emulated.set_input(1, "make")
    await until(lambda: bool(stuck))
    await stuck[0].begun.wait()
    assert drafts(media)
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert not drafts(media)
    assert [file.suffix for file in files(media)] == [".jpg"]
