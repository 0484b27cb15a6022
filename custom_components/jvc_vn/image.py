"""The image entity: the picture of the newest alarm."""

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alarms.dispatch import AlarmEvent
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import VnEntity
from .protocol.clock import stamped
from .protocol.errors import VnError
from .protocol.models import Frame

PARALLEL_UPDATES = 0
_PLAUSIBLE = timedelta(seconds=5)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the image of a camera."""
    async_add_entities([VnAlarmImage(hass, entry.runtime_data)])


class VnAlarmImage(VnEntity, ImageEntity):
    """The frame that was the newest when an alarm came, or a still fetched then."""

    def __init__(self, hass: HomeAssistant, coordinator: VnCoordinator) -> None:
        """Start without a picture."""
        super().__init__(coordinator, ImageEntityDescription(key="last_alarm_image"))
        ImageEntity.__init__(self, hass)
        self._jpeg: bytes | None = None
        self._fetching: asyncio.Task[None] | None = None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.events.listen("alarm_event", self._alarm))

    @callback
    def _alarm(self, event: AlarmEvent) -> None:
        if event.recovered:
            # What the camera shows now is not what it showed then.
            return
        # At once: a moment later it would show what came after the alarm.
        if frame := self.coordinator.hub.present:
            self._show(frame)
        else:
            self._fetch_soon()

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
        self._jpeg = frame.jpeg
        offset = self.coordinator.data.clock_offset
        self._attr_image_last_updated = taken_at(frame, offset)
        self.async_write_ha_state()

    @override
    async def async_image(self) -> bytes | None:
        return self._jpeg


def taken_at(frame: Frame, clock_offset: float | None) -> datetime:
    """Return when a frame was taken, by our clock.

    Its own stamp decides if the offset of the camera's clock is known. A frame arrives
    within moments: if the stamp says otherwise (the clock was set meanwhile, or its
    zone is another than we think), the time of arrival is used.
    """
    arrived = datetime.fromtimestamp(frame.arrived, UTC)
    stamp = frame.info.stamp
    if stamp is None or clock_offset is None:
        return arrived
    taken = stamped(stamp, clock_offset, arrived)
    if taken is None or abs(taken - arrived) > _PLAUSIBLE:
        return arrived
    # The offset is known to the second: nothing arrives before it was taken.
    return min(taken, arrived)
