"""The picture of the newest alarm."""

from typing import Any, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .coordinator import VnConfigEntry, VnCoordinator
from .entity import VnEntity
from .protocol.errors import VnError

PARALLEL_UPDATES = 0


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
        """Have no picture yet."""
        super().__init__(coordinator, ImageEntityDescription(key="last_alarm_image"))
        ImageEntity.__init__(self, hass)
        self._jpeg: bytes | None = None

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            self.coordinator.happenings.listen("alarm_event", self._alarm)
        )

    @callback
    def _alarm(self, event_type: str, attributes: dict[str, Any]) -> None:
        if attributes["recovered"]:
            # What the camera shows now is not what it was.
            return
        self.coordinator.config_entry.async_create_background_task(
            self.hass, self._take(), "jvc_vn alarm image"
        )

    async def _take(self) -> None:
        try:
            frame = await self.coordinator.hub.still()
        except VnError:
            return
        self._jpeg = frame.jpeg
        self._attr_image_last_updated = dt_util.utcnow()
        self.async_write_ha_state()

    @override
    async def async_image(self) -> bytes | None:
        return self._jpeg
