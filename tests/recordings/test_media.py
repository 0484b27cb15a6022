"""What is kept, looked through under Media, and who may."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from homeassistant.components import media_source
from homeassistant.components.frontend.storage import async_user_store
from homeassistant.components.http.auth import async_sign_path
from homeassistant.components.media_player import SearchMediaQuery
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from PIL import Image
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.jvc_vn import media_source as source_module
from custom_components.jvc_vn.recordings.happening import Cause
from custom_components.jvc_vn.recordings.texts import Texts, texts_for
from tests.conftest import until
from tests.emulator import EmulatedCamera

from .helpers import CAMERA, files, happening, kept, recordings_of


@pytest.mark.parametrize(
    "path",
    [
        "2026-11-25/..%2f..%2fsecrets.yaml",
        "../.index.json",
        "2026-11-25/.index.json",
        "..%2f..%2f/secrets.yaml",
        "2026-11-25/000000-motion.jpg",
    ],
)
async def test_nothing_outside_is_served(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    path: str,
) -> None:
    """Only what the index knows."""
    client = await hass_client()
    got = await client.get(f"/api/jvc_vn/recordings/{loaded.entry_id}/{path}")
    assert got.status in (400, 404)


async def test_a_login_is_needed(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """Or a signed path."""
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    client = await hass_client_no_auth()
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg"
    assert (await client.get(url)).status == 401


async def test_media_is_browsed(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cameras, now and days, happenings: the newest first; and found by words."""
    assert await async_setup_component(hass, "media_source", {})
    emulated.set_input(1, "make")
    await kept(loaded, 1)
    emulated.set_input(2, "make")
    first, second = await kept(loaded, 2)
    root = "media-source://jvc_vn"
    cameras = await media_source.async_browse_media(hass, root)
    assert [each.title for each in cameras.children] == ["Yard"]
    camera = await media_source.async_browse_media(
        hass, cameras.children[0].media_content_id
    )
    now, *panorama, day = camera.children
    assert now.title == "Now"
    # The pictures of the alarms have been laid into it, or are about to be.
    assert {each.title for each in panorama} <= {"Panorama"}
    assert day.title == f"Today, {first.day} (2)"
    shown = await media_source.async_browse_media(hass, day.media_content_id)
    titles = [each.title.partition(",")[0] for each in shown.children]
    assert [title.split(" ", 2)[2] for title in titles] == [
        "Input 2 closed",
        "Input 1 closed",
    ]
    assert shown.children[0].thumbnail.endswith(f"{second.key}.jpg?width=320")
    played = await media_source.async_resolve_media(
        hass, shown.children[1].media_content_id, None
    )
    assert played.mime_type == "image/jpeg"
    assert played.path.read_bytes().startswith(b"\xff\xd8")
    alone = f"{shown.children[1].media_content_id}.jpg"
    assert await media_source.async_resolve_media(hass, alone, None) == played
    live = await media_source.async_resolve_media(hass, now.media_content_id, None)
    assert live.url == f"/api/camera_proxy_stream/{CAMERA}"
    ids = [each.media_content_id for each in shown.children]

    async def search(where: str, words: str) -> list[str]:
        query = SearchMediaQuery(search_query=words)
        found = await media_source.async_search_media(hass, where, query)
        return [each.media_content_id for each in found.result]

    for where in (root, f"{root}/{loaded.entry_id}", day.media_content_id):
        assert await search(where, "INPUT 2") == ids[:1]
    assert await search(f"{root}/{loaded.entry_id}/2026-01-01", "input") == []
    assert await search(root, "input") == ids
    monkeypatch.setattr(source_module, "MOST_FOUND", 1)
    assert await search(root, "input") == ids[:1]
    with pytest.raises(media_source.MediaSourceError):
        await media_source.async_resolve_media(hass, f"{ids[0]}.mp4", None)
    for wrong in ("/moon", f"/{loaded.entry_id}/2026-01-01", f"/{loaded.entry_id}/a/b"):
        with pytest.raises(media_source.MediaSourceError):
            await media_source.async_browse_media(hass, f"{root}{wrong}")


async def test_media_shows_only_what_a_user_may_see(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    hass_ws_client: WebSocketGenerator,
    hass_client: ClientSessionGenerator,
    hass_read_only_access_token: str,
    hass_read_only_user: Any,
) -> None:
    """Who may not see the camera sees nothing of it."""
    assert await async_setup_component(hass, "media_source", {})
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    hass_read_only_user.mock_policy({"entities": {"entity_ids": {"light.a": True}}})
    socket = await hass_ws_client(hass, hass_read_only_access_token)
    root = "media-source://jvc_vn"
    browse: dict[str, Any] = {"type": "media_source/browse_media"}
    await socket.send_json_auto_id({**browse, "media_content_id": root})
    answer = await socket.receive_json()
    assert answer["result"]["children"] == []
    wanted = f"{root}/{loaded.entry_id}/{shown.day}"
    await socket.send_json_auto_id({**browse, "media_content_id": wanted})
    assert not (await socket.receive_json())["success"]
    client = await hass_client(hass_read_only_access_token)
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg"
    assert (await client.get(url)).status == 403


async def test_thumbnails_are_small(
    hass: HomeAssistant,
    emulated: EmulatedCamera,
    loaded: MockConfigEntry,
    media: Path,
    hass_client: ClientSessionGenerator,
) -> None:
    """A page of hundreds need not carry hundreds of whole pictures."""
    emulated.set_input(1, "make")
    (shown,) = await kept(loaded, 1)
    client = await hass_client()
    url = f"/api/jvc_vn/recordings/{loaded.entry_id}/{shown.key}.jpg"
    whole = await (await client.get(url)).read()
    got = await client.get(f"{url}?width=320")
    assert (got.status, got.content_type) == (200, "image/jpeg")
    small = await got.read()
    assert Image.open(io.BytesIO(whole)).size == (640, 480)
    assert Image.open(io.BytesIO(small)).size == (320, 240)
    assert len(small) < len(whole)
    # Larger than any camera's: it could be made to fill the memory.
    Image.new("RGB", (4097, 1)).save(files(media)[0])
    got = await client.get(f"{url}?width=320")
    assert await got.read() == files(media)[0].read_bytes()
    files(media)[0].unlink()
    assert (await client.get(f"{url}?width=320")).status == 404


async def test_the_panorama_is_shown(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_client: ClientSessionGenerator,
    hass_client_no_auth: ClientSessionGenerator,
    hass_read_only_access_token: str,
    hass_read_only_user: Any,
) -> None:
    """Beside the live picture, as soon as something was seen, with the same rights."""
    assert await async_setup_component(hass, "media_source", {})
    sights = loaded.runtime_data.sights
    await until(lambda: sights.version > 0)
    root = f"media-source://jvc_vn/{loaded.entry_id}"
    camera = await media_source.async_browse_media(hass, root)
    panorama = camera.children[1]
    assert (panorama.title, panorama.media_class) == ("Panorama", "image")
    played = await media_source.async_resolve_media(
        hass, panorama.media_content_id, None
    )
    assert played.mime_type == "image/jpeg"
    client = await hass_client()
    got = await client.get(played.url)
    assert got.status == 200
    assert await got.read() == await sights.panorama()
    signed = async_sign_path(hass, played.url, timedelta(minutes=1))
    stranger = await hass_client_no_auth()
    assert (await stranger.get(signed)).status == 200
    assert (await stranger.get(played.url)).status == 401
    hass_read_only_user.mock_policy({"entities": {"entity_ids": {"light.a": True}}})
    other = await hass_client(hass_read_only_access_token)
    assert (await other.get(played.url)).status == 403
    sights.version = 0
    camera = await media_source.async_browse_media(hass, root)
    assert "Panorama" not in {each.title for each in camera.children}
    assert (await client.get(played.url)).status == 404
    with pytest.raises(media_source.MediaSourceError):
        await media_source.async_resolve_media(hass, panorama.media_content_id, None)


@pytest.mark.parametrize(
    ("chosen", "day", "time"),
    [
        ({}, "2025-11-25", "3:05:09 PM"),
        ({"time_format": "24"}, "2025-11-25", "15:05:09"),
        ({"time_format": "system", "date_format": "DMY"}, "25-11-2025", "3:05:09 PM"),
        ({"language": "en-GB"}, "2025-11-25", "15:05:09"),
        ({"language": "de"}, "25.11.2025", "15:05:09"),
        ({"language": "de", "date_format": "YMD"}, "2025.11.25", "15:05:09"),
        ({"language": "fr", "time_format": "12"}, "25/11/2025", "3:05:09 PM"),
        ({"language": "ja", "date_format": "language"}, "2025/11/25", "15:05:09"),
        ({"date_format": "MDY", "time_format": "language"}, "11-25-2025", "3:05:09 PM"),
    ],
)
async def test_times_and_dates_are_the_persons(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    hass_admin_user: MockUser,
    chosen: dict[str, str],
    day: str,
    time: str,
) -> None:
    """As their profile says; else as their language does."""
    store = await async_user_store(hass, hass_admin_user.id)
    await store.async_set_item("language", chosen)
    texts = await texts_for(hass, hass_admin_user)
    then = datetime(2025, 11, 25, 15, 5, 9, tzinfo=dt_util.get_default_time_zone())
    shown = replace(happening(0), when=then, day="2025-11-25")
    assert texts.day(shown.day) == day
    assert texts.title(shown).rpartition(" ")[0] == time
    assert texts.matches(shown, ["15:05"])
    assert texts.matches(shown, [day.casefold()])
    assert not texts.matches(shown, ["3"])


def test_midnight_and_noon_are_twelve() -> None:
    """By the clock of twelve hours."""
    texts = Texts({}, {}, half_days=True)
    zone = dt_util.get_default_time_zone()
    for hour, shown in ((0, "12:00:00 AM"), (12, "12:00:00 PM"), (23, "11:00:00 PM")):
        when = datetime(2026, 11, 25, hour, tzinfo=zone)
        title = texts.title(replace(happening(0), when=when))
        assert title == f"{shown} motion"


async def test_today_and_yesterday_have_names(
    hass: HomeAssistant, loaded: MockConfigEntry
) -> None:
    """And a folder that no calendar knows is shown as it is called."""
    hass.config.language = "de"
    texts = await texts_for(hass, None)
    today = dt_util.now()
    written = f"{today:%d.%m.%Y}"
    assert texts.day(f"{today:%Y-%m-%d}") == f"Heute, {written}"
    assert texts.day(f"{today - timedelta(days=1):%Y-%m-%d}").startswith("Gestern, ")
    assert texts.day("2026-99-99") == "99.99.2026"


async def test_what_is_found_out_later_has_a_picture_of_then(
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry, media: Path
) -> None:
    """If the stream has it still; its title says so, and where the camera stood."""
    recordings, hub = recordings_of(loaded), loaded.runtime_data.hub
    emulated.force("camera.status", "3")
    with hub.viewer(30):
        await until(lambda: hub.newest is not None and hub.newest.info.preset == 3)
        frame = hub.newest
        then = dt_util.utc_from_timestamp(frame.arrived)
        before = then - timedelta(minutes=1)
        take = recordings.keeper.take
        assert take(Cause.INPUT_1_MAKE, before, recovered=True) is None
        assert recordings.keeper.counts == {"recovered": 1}
        assert take(Cause.INPUT_1_MAKE, then, recovered=True)
        (shown,) = await kept(loaded, 1)
    assert files(media)[0].read_bytes().endswith(frame.jpeg[2:])
    texts = await texts_for(hass, None)
    assert shown.title == loaded.runtime_data.presets.titles[3]
    what = f" Input 1 closed, {shown.title} (found out later)"
    assert texts.title(shown).endswith(what)
    untitled = replace(shown, title="", recovered=False)
    for wait, seconds in ((2.6, 3), (-5.0, 1)):
        title = texts.title(untitled, wait)
        assert title.endswith(f" Input 1 closed, #3 (clip in {seconds} s)")
