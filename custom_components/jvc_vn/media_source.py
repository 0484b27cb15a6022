"""Media → JVC cameras → camera → day → what happened."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Iterator
from datetime import datetime
from heapq import merge
from itertools import batched, repeat
from typing import override

from homeassistant.auth.models import User
from homeassistant.components import websocket_api
from homeassistant.components.media_player import (
    MediaClass,
    SearchMedia,
    SearchMediaQuery,
)
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .coordinator import VnConfigEntry
from .recordings.happening import CLIP, PICTURE, Happening
from .recordings.texts import Texts, texts_for
from .recordings.thumbnail import WIDTH
from .recordings.view import camera_entity, has, loaded_entry, may_see

NOW = "now"
PANORAMA = "panorama"
MOST_FOUND = 200
_AT_A_TIME = 200
"""Happenings that are looked at before others have their turn."""
_NOTHING = "Nothing of this name was kept."


async def async_get_media_source(hass: HomeAssistant) -> MediaSource:
    """Return what Home Assistant asks for media."""
    return VnMediaSource(hass)


class VnMediaSource(MediaSource):
    """`ENTRY/DAY/HAPPENING`, with an ending for its picture or its clip alone."""

    name = "JVC cameras"

    def __init__(self, hass: HomeAssistant) -> None:
        """Show the cameras of a Home Assistant."""
        super().__init__(DOMAIN)
        self.hass = hass

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        entry, rest = self._entry(item)
        if rest == NOW:
            entity_id = camera_entity(self.hass, entry)
            return PlayMedia(f"/api/camera_proxy_stream/{entity_id}", "image/jpeg")
        if rest == PANORAMA and entry.runtime_data.sights.version:
            return PlayMedia(_panorama_url(entry), "image/jpeg")
        key, dot, ending = rest.partition(".")
        happening = await entry.runtime_data.recordings.find(key)
        if happening is None:
            raise Unresolvable(_NOTHING)
        if not dot:
            if not happening.clip and happening.clip_in:
                clip = await entry.runtime_data.recordings.find(happening.clip_in)
                happening = clip or happening
            ending = CLIP if happening.clip else PICTURE
        else:
            ending = dot + ending
        if not has(happening, ending):
            raise Unresolvable(_NOTHING)
        kind = "video/mp4" if ending == CLIP else "image/jpeg"
        store = entry.runtime_data.recordings.store
        path = store.path(happening.key, ending)
        return PlayMedia(_url(entry, happening, ending), kind, path=path)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        texts = await texts_for(self.hass, _user())
        if not item.identifier:
            return self._cameras(texts)
        entry, day = self._entry(item)
        if day:
            return await self._day(entry, day, texts)
        return self._camera(entry, texts, children=True)

    @override
    async def async_search_media(
        self, item: MediaSourceItem, query: SearchMediaQuery
    ) -> SearchMedia:
        texts = await texts_for(self.hass, _user())
        entries, day = self._visible(), ""
        if item.identifier:
            entry, day = self._entry(item)
            entries = [entry]
        words = query.search_query.casefold().split()
        each = [_newest_first(entry, day) for entry in entries]
        found: list[tuple[Happening, VnConfigEntry]] = []
        async for pair in _unhurried(merge(*each, key=_when, reverse=True)):
            if texts.matches(pair[0], words):
                found.append(pair)
            if len(found) == MOST_FOUND:
                break
        return SearchMedia(
            result=[
                self._happening(entry, happening, texts, with_day=True)
                for happening, entry in found
            ]
        )

    # The levels

    def _cameras(self, texts: Texts) -> BrowseMediaSource:
        cameras = [self._camera(entry, texts) for entry in self._visible()]
        cameras.sort(key=lambda camera: camera.title.casefold())
        return _folder(None, texts.word("recordings"), cameras)

    def _camera(
        self, entry: VnConfigEntry, texts: Texts, *, children: bool = False
    ) -> BrowseMediaSource:
        shown: list[BrowseMediaSource] = []
        if children:
            days = entry.runtime_data.recordings.store.index.days
            shown = [self._now(entry, texts)]
            if entry.runtime_data.sights.version:
                shown.append(_panorama(entry, texts))
            for day in sorted(days, reverse=True):
                title = f"{texts.day(day)} ({len(days[day])})"
                shown.append(_folder(f"{entry.entry_id}/{day}", title))
        folder = _folder(entry.entry_id, entry.runtime_data.title, shown)
        folder.thumbnail = f"/api/camera_proxy/{camera_entity(self.hass, entry)}"
        return folder

    def _now(self, entry: VnConfigEntry, texts: Texts) -> BrowseMediaSource:
        thumbnail = f"/api/camera_proxy/{camera_entity(self.hass, entry)}"
        return _shown(entry, NOW, texts.word(NOW), MediaClass.VIDEO, thumbnail)

    async def _day(
        self, entry: VnConfigEntry, day: str, texts: Texts
    ) -> BrowseMediaSource:
        children = [
            self._happening(entry, each, texts)
            async for each, _ in _unhurried(_newest_first(entry, day))
        ]
        if not children:
            raise Unresolvable(_NOTHING)
        return _folder(f"{entry.entry_id}/{day}", texts.day(day), children)

    def _happening(
        self,
        entry: VnConfigEntry,
        happening: Happening,
        texts: Texts,
        *,
        with_day: bool = False,
    ) -> BrowseMediaSource:
        wait = entry.runtime_data.recordings.clips.seconds_until(happening.key)
        moves = happening.clip or happening.clip_in
        title = texts.title(happening, wait)
        return _shown(
            entry,
            happening.key,
            f"{texts.date(happening.day)} {title}" if with_day else title,
            MediaClass.VIDEO if moves else MediaClass.IMAGE,
            _small_url(entry, happening) if happening.picture else None,
            "video/mp4" if moves else "image/jpeg",
        )

    # Who may see what

    def _visible(self) -> list[VnConfigEntry]:
        user = _user()
        return [
            entry
            for entry in self.hass.config_entries.async_loaded_entries(DOMAIN)
            if user is None or may_see(self.hass, entry, user)
        ]

    def _entry(self, item: MediaSourceItem) -> tuple[VnConfigEntry, str]:
        """Return the camera of an identifier, and the rest."""
        entry_id, _, rest = item.identifier.partition("/")
        entry, user = loaded_entry(self.hass, entry_id), _user()
        if entry is None or (user and not may_see(self.hass, entry, user)):
            raise Unresolvable(_NOTHING)
        return entry, rest


def _user() -> User | None:
    """Return who asks; None where Home Assistant itself does."""
    connection = websocket_api.current_connection.get()
    return connection.user if connection else None


def _newest_first(
    entry: VnConfigEntry, day: str = ""
) -> Iterator[tuple[Happening, VnConfigEntry]]:
    """Return what is kept of a camera now, of all days or one."""
    index = entry.runtime_data.recordings.store.index
    kept = list(index.days.get(day, ())) if day else index.in_order()
    return zip(reversed(kept), repeat(entry))


def _when(pair: tuple[Happening, VnConfigEntry]) -> datetime:
    return pair[0].when


async def _unhurried[T](many: Iterable[T]) -> AsyncGenerator[T]:
    """Yield each, and let alarms come in between: there may be thousands."""
    for some in batched(many, _AT_A_TIME, strict=False):
        for each in some:
            yield each
        await asyncio.sleep(0)


def _url(entry: VnConfigEntry, happening: Happening, ending: str) -> str:
    return f"/api/{DOMAIN}/recordings/{entry.entry_id}/{happening.key}{ending}"


def _small_url(entry: VnConfigEntry, happening: Happening) -> str:
    return f"{_url(entry, happening, PICTURE)}?width={WIDTH}"


def _panorama_url(entry: VnConfigEntry) -> str:
    return f"/api/{DOMAIN}/panorama/{entry.entry_id}"


def _panorama(entry: VnConfigEntry, texts: Texts) -> BrowseMediaSource:
    title, thumbnail = texts.word(PANORAMA), _panorama_url(entry)
    return _shown(entry, PANORAMA, title, MediaClass.IMAGE, thumbnail)


def _shown(
    entry: VnConfigEntry,
    key: str,
    title: str,
    media_class: MediaClass,
    thumbnail: str | None,
    content_type: str = "image/jpeg",
) -> BrowseMediaSource:
    """Return what can be looked at, of a camera."""
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=f"{entry.entry_id}/{key}",
        media_class=media_class,
        media_content_type=content_type,
        title=title,
        can_play=True,
        can_expand=False,
        thumbnail=thumbnail,
    )


def _folder(
    identifier: str | None, title: str, children: list[BrowseMediaSource] | None = None
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        can_search=True,
        children=children,
        children_media_class=MediaClass.DIRECTORY,
    )
