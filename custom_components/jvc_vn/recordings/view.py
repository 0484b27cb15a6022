"""Serves the pictures and clips that were kept, to whoever may see the camera."""

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
from .happening import CLIP, PICTURE, Happening

_TYPES = {PICTURE: "image/jpeg", CLIP: "video/mp4"}


class RecordingsView(HomeAssistantView):
    """`/api/jvc_vn/recordings/{entry_id}/{day}/{file}`.

    Opened with a signed path or an access token. Only what the index knows is
    served: no part of the address becomes a path.
    """

    url = f"/api/{DOMAIN}/recordings/{{entry_id}}/{{day}}/{{file}}"
    name = f"api:{DOMAIN}:recordings"

    async def get(
        self, request: web.Request, entry_id: str, day: str, file: str
    ) -> web.StreamResponse:
        """Serve a file, or a part of it."""
        hass = request.app[KEY_HASS]
        entry = loaded_entry(hass, entry_id)
        if entry is None:
            raise web.HTTPNotFound
        if not may_see(hass, entry, request[KEY_HASS_USER]):
            raise web.HTTPForbidden
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
        headers = {"Cache-Control": "private, max-age=86400"}
        response = web.FileResponse(path, headers=headers)
        response.content_type = _TYPES[dot + ending]
        return response


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
