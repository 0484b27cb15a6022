"""Clips of what happens."""

from pathlib import Path

from homeassistant.components import media_source
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.jvc_vn.recordings.folder import list_files
from custom_components.jvc_vn.recordings.metadata import (
    told_by,
)
from tests.conftest import set_up, until
from tests.emulator import EmulatedCamera

from .helpers import ALARM, FOLDER, drafts, kept


async def test_a_clip_shows_before_and_after(
    hass: HomeAssistant, emulated: EmulatedCamera, entry: MockConfigEntry, media: Path
) -> None:
    """One clip for what happens during it, with its metadata, named by the event."""
    options = {"keep_clips": True, "clip_before": 1, "clip_after": 1, "prerecord": 5}
    hass.config_entries.async_update_entry(entry, options=options)
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
