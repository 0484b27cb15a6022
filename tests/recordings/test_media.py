"""What is kept, looked through under Media, and who may."""

from typing import Any

import pytest
from homeassistant.components import media_source
from homeassistant.components.media_player import SearchMediaQuery
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from tests.emulator import EmulatedCamera

from .helpers import CAMERA, kept


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
    hass: HomeAssistant, emulated: EmulatedCamera, loaded: MockConfigEntry
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
        "Input 2 closes",
        "Input 1 closes",
    ]
    assert shown.children[0].thumbnail.endswith(f"{second.key}.jpg?width=320")
    played = await media_source.async_resolve_media(
        hass, shown.children[1].media_content_id, None
    )
    assert played.mime_type == "image/jpeg"
    assert played.path.read_bytes().startswith(b"\xff\xd8")
    live = await media_source.async_resolve_media(hass, now.media_content_id, None)
    assert live.url == f"/api/camera_proxy_stream/{CAMERA}"
    found = await media_source.async_search_media(
        hass, root, SearchMediaQuery(search_query="INPUT 2")
    )
    assert [each.media_content_id for each in found.result] == [
        shown.children[0].media_content_id
    ]
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
