"""The image entity: the picture of the newest alarm."""

import asyncio
import contextlib
from base64 import b64decode, b64encode
from datetime import UTC, datetime
from typing import TypedDict, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.storage import Store

from .alarms.dispatch import AlarmEvent
from .const import DOMAIN
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import VnEntity, seen_to_work
from .protocol.errors import VnError
from .protocol.models import Frame
from .recordings.taken import taken_at
from .state.camera_state import INPUT_SOURCES

PARALLEL_UPDATES = 0
_SAVE_DELAY = 10.0
_SVG = "image/svg+xml"
_NONE_YET = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 480">
<rect width="640" height="480" fill="#777"/>
<g fill="none" stroke="#ccc" stroke-width="12">
<path d="M220 180h60l20-30h40l20 30h60v130H220zM200 350L440 130"/></g></svg>"""
"""A camera that is crossed out."""


class StoredImage(TypedDict):
    """A picture as it is kept over restarts."""

    jpeg: str
    taken: str


def image_store(hass: HomeAssistant, entry_id: str) -> Store[StoredImage]:
    """Return where the picture of a camera's newest alarm is kept."""
    return Store(hass, 1, f"{DOMAIN}.{entry_id}.last_alarm", private=True)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the image of a camera."""
    coordinator = entry.runtime_data
    async_add_entities(seen_to_work(coordinator, [VnAlarmImage(hass, coordinator)]))


class VnAlarmImage(VnEntity, ImageEntity):
    """The frame that was the newest when an alarm came, or a still fetched then."""

    def __init__(self, hass: HomeAssistant, coordinator: VnCoordinator) -> None:
        """Start without a picture."""
        super().__init__(coordinator, ImageEntityDescription(key="last_alarm_image"))
        ImageEntity.__init__(self, hass)
        self._attr_content_type = _SVG
        self._jpeg = _NONE_YET
        self._store = image_store(hass, coordinator.config_entry.entry_id)
        self._fetching: asyncio.Task[None] | None = None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        if stored := await self._store.async_load():
            taken = datetime.fromisoformat(stored["taken"])
            self._keep(b64decode(stored["jpeg"]), taken)
        self.async_on_remove(self.coordinator.events.listen("alarm_event", self._alarm))

    @override
    async def async_will_remove_from_hass(self) -> None:
        if self._attr_image_last_updated:
            await self._store.async_save(self._stored())
        await super().async_will_remove_from_hass()

    @callback
    def _alarm(self, event: AlarmEvent) -> None:
        # What the camera shows now is not what it was; and who came in is shown,
        # not the door that falls shut.
        if event.recovered or not (event.folded or self._begins(event)):
            return
        # At once: a moment later it would show what came after the alarm.
        if frame := self.coordinator.hub.present:
            self._show(frame)
        else:
            self._fetch_soon()

    def _begins(self, event: AlarmEvent) -> bool:
        inverted = self.coordinator.options.inverted_inputs
        return event.active is not (
            event.source in {INPUT_SOURCES[pin] for pin in inverted}
        )

    def _fetch_soon(self) -> None:
        """Fetch a picture, unless one is on its way already."""
        if self._fetching is None or self._fetching.done():
            self._fetching = self.coordinator.create_background_task(
                self._fetch(), "alarm image"
            )

    async def _fetch(self) -> None:
        with contextlib.suppress(VnError):
            self._show(await self.coordinator.hub.still())

    @callback
    def _show(self, frame: Frame) -> None:
        self._keep(frame.jpeg, taken_at(frame, self.coordinator.data.clock_offset))
        self._store.async_delay_save(self._stored, _SAVE_DELAY)
        self.async_write_ha_state()

    def _keep(self, jpeg: bytes, taken: datetime) -> None:
        self._jpeg = jpeg
        self._attr_content_type = "image/jpeg"
        self._attr_image_last_updated = taken

    def _stored(self) -> StoredImage:
        taken = self._attr_image_last_updated or datetime.now(UTC)
        return {"jpeg": b64encode(self._jpeg).decode(), "taken": taken.isoformat()}

    @override
    async def async_image(self) -> bytes:
        return self._jpeg
