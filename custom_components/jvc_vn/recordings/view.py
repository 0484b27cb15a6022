"""Serves the pictures and clips that were kept, to whoever may see the camera."""

from pathlib import Path

from aiohttp import web
from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.camera import DOMAIN as CAMERA_DOMAIN
from homeassistant.components.http import KEY_HASS, HomeAssistantView
from homeassistant.components.http.const import KEY_HASS_USER
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..coordinator import VnConfigEntry
from .disk import Disk
from .happening import CLIP, PICTURE, Happening
from .thumbnail import thumbnail

_JPEG = "image/jpeg"
_TYPES = {PICTURE: _JPEG, CLIP: "video/mp4"}
_LASTING = {"Cache-Control": "private, max-age=86400"}


class RecordingsView(HomeAssistantView):
    """`/api/jvc_vn/recordings/{entry_id}/{day}/{file}`.

    Opened with a signed path or an access token. Only what the index knows is
    served: no part of the address becomes a path. With `?width=` a picture comes
    small.
    """

    url = f"/api/{DOMAIN}/recordings/{{entry_id}}/{{day}}/{{file}}"
    name = f"api:{DOMAIN}:recordings"

    async def get(
        self, request: web.Request, entry_id: str, day: str, file: str
    ) -> web.StreamResponse:
        """Serve a file, or a part of it."""
        entry = _visible_entry(request, entry_id)
        name, dot, ending = file.partition(".")
        recordings = entry.runtime_data.recordings
        happening = await recordings.find(f"{day}/{name}")
        if happening is None or not has(happening, dot + ending):
            raise web.HTTPNotFound
        store = recordings.store
        if store.disk.hangs:
            raise web.HTTPServiceUnavailable
        path = store.path(happening.key, dot + ending)
        if not await store.disk.run(path.is_file):
            # Somebody has deleted it by hand.
            store.lost(happening.key)
            raise web.HTTPNotFound
        if "width" in request.query and (small := await _small(store.disk, path)):
            return web.Response(body=small, content_type=_JPEG, headers=_LASTING)
        response = web.FileResponse(path, headers=_LASTING)
        response.content_type = _TYPES[dot + ending]
        return response


class PanoramaView(HomeAssistantView):
    """`/api/jvc_vn/panorama/{entry_id}`: all that the camera has seen around it."""

    url = f"/api/{DOMAIN}/panorama/{{entry_id}}"
    name = f"api:{DOMAIN}:panorama"

    async def get(self, request: web.Request, entry_id: str) -> web.Response:
        """Serve it as it is now."""
        entry = _visible_entry(request, entry_id)
        panorama = await entry.runtime_data.sights.panorama()
        if panorama is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "private, no-cache"}
        return web.Response(body=panorama, content_type=_JPEG, headers=headers)


async def _small(disk: Disk, path: Path) -> bytes | None:
    """Return a small picture, None of what is damaged or a clip."""
    try:
        return await disk.run(thumbnail, path)
    except OSError, ValueError:
        return None


def _visible_entry(request: web.Request, entry_id: str) -> VnConfigEntry:
    """Return the entry of a camera that who asks may see; else an HTTP error."""
    hass = request.app[KEY_HASS]
    entry = loaded_entry(hass, entry_id)
    if entry is None:
        raise web.HTTPNotFound
    if not may_see(hass, entry, request[KEY_HASS_USER]):
        raise web.HTTPForbidden
    return entry


def has(happening: Happening, ending: str) -> bool:
    """Tell whether a happening has such a file."""
    return bool({PICTURE: happening.picture, CLIP: happening.clip}.get(ending))


def loaded_entry(hass: HomeAssistant, entry_id: str) -> VnConfigEntry | None:
    """Return the entry of a camera that is there now."""
    entry = hass.config_entries.async_get_entry(entry_id)
    if entry is None or entry.domain != DOMAIN:
        return None
    return entry if entry.state is ConfigEntryState.LOADED else None


def camera_entity(hass: HomeAssistant, entry: VnConfigEntry) -> str | None:
    """Return the entity whose rights are those of the recordings."""
    registry, unique_id = er.async_get(hass), f"{entry.unique_id}_camera"
    return registry.async_get_entity_id(CAMERA_DOMAIN, DOMAIN, unique_id)


def may_see(hass: HomeAssistant, entry: VnConfigEntry, user: User) -> bool:
    """Tell whether a user may see the camera, and so what was kept of it."""
    entity_id = camera_entity(hass, entry)
    return user.is_admin or (
        entity_id is not None and user.permissions.check_entity(entity_id, POLICY_READ)
    )
