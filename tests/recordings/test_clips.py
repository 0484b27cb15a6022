"""Clips of what happens."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.recordings import store as store_module
from custom_components.jvc_vn.recordings.folder import NoRoomError, list_files
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
        place.write_bytes(b"\0\0\0\x18ftypisom half a clip")

    async def add(self, _frames: object) -> None:
        """Take pictures, and wait."""
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
    """The picture is there, the half clip is not, and nothing of it is left."""
    emulated.set_input(1, "make")
    await until(lambda: bool(stuck), 20)
    await stuck[0].begun.wait()
    assert len(drafts(media)) == 1
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
