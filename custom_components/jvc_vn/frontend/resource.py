"""Serves the card's modules, and names them as a resource of the dashboards.

The address holds a hash of all files, so that a browser keeps them for good and yet
never mixes two versions. A dashboard resource is loaded when a dashboard is, which
is late enough: what `add_extra_js_url` loads may define its elements in a registry
that the frontend throws away while it boots. It is the fallback all the same where
resources are written in YAML.
"""

import asyncio
import hashlib
import logging
from pathlib import Path

from homeassistant.components.frontend import add_extra_js_url, remove_extra_js_url
from homeassistant.components.http import StaticPathConfig
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.resources import ResourceStorageCollection
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_when_setup
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN

_LOGGER = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
SERVED = ("card",)
BASE = f"/{DOMAIN}_static/"
ENTRANCE = "card/jvc-vn-card.js"
_HASH_LENGTH = 12

_URL: HassKey[str] = HassKey(f"{DOMAIN}_card_url")
_LOCK: HassKey[asyncio.Lock] = HassKey(f"{DOMAIN}_card_lock")
_EXTRA: HassKey[str] = HassKey(f"{DOMAIN}_card_extra")


def content_hash(folder: Path = FOLDER) -> str:
    """Return what changes when any file of the card does."""
    digest = hashlib.sha256()
    for served in SERVED:
        for path in sorted((folder / served).rglob("*.js")):
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:_HASH_LENGTH]


async def async_serve(hass: HomeAssistant) -> None:
    """Serve the modules and the texts."""
    base = BASE + await hass.async_add_executor_job(content_hash)
    hass.data[_URL] = f"{base}/{ENTRANCE}"
    await hass.http.async_register_static_paths(
        [
            StaticPathConfig(f"{base}/{name}", str(FOLDER / name), cache_headers=True)
            for name in SERVED
        ]
    )


def async_add_resource(hass: HomeAssistant) -> None:
    """Have dashboards load the card, as soon as there are dashboards."""
    async_when_setup(hass, "lovelace", _add)


async def _add(hass: HomeAssistant, _component: str) -> None:
    url = hass.data[_URL]
    resources = hass.data[LOVELACE_DATA].resources
    if isinstance(resources, ResourceStorageCollection):
        async with hass.data.setdefault(_LOCK, asyncio.Lock()):
            await _put(resources, url)
    elif _EXTRA not in hass.data and "frontend" in hass.config.components:
        hass.data[_EXTRA] = url
        add_extra_js_url(hass, url)


async def _put(resources: ResourceStorageCollection, url: str) -> None:
    # Without this the collection looks empty, and each start would add one more.
    await resources.async_get_info()
    ours = _ours(resources)
    if not ours:
        await resources.async_create_item({"res_type": "module", "url": url})
        return
    if ours[0]["url"] != url:
        await resources.async_update_item(ours[0]["id"], {"url": url})
    for double in ours[1:]:
        await resources.async_delete_item(double["id"])


async def async_remove_resource(hass: HomeAssistant) -> None:
    """Have dashboards load the card no more."""
    if extra := hass.data.pop(_EXTRA, None):
        remove_extra_js_url(hass, extra)
    if LOVELACE_DATA not in hass.data:
        return
    resources = hass.data[LOVELACE_DATA].resources
    if isinstance(resources, ResourceStorageCollection):
        await resources.async_get_info()
        for item in _ours(resources):
            await resources.async_delete_item(item["id"])


def _ours(resources: ResourceStorageCollection) -> list[dict[str, str]]:
    return [
        item for item in resources.async_items() if str(item["url"]).startswith(BASE)
    ]
