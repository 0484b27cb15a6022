"""The event platform: alarms, and presets reached or left."""

from dataclasses import dataclass
from typing import Any, cast, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alarms.dispatch import AlarmEvent, Event, PresetEvent
from .coordinator import VnConfigEntry
from .entity import VnDescription, VnEntity, seen_to_work
from .protocol.models import AlarmSource
from .recordings.kept import Kept, KeptEvent

PARALLEL_UPDATES = 0
_MEDIA = {"picture", "clip"}


@dataclass(frozen=True, kw_only=True)
class VnEventDescription(VnDescription, EventEntityDescription):
    """An event entity and its types."""


EVENTS = (
    VnEventDescription(
        key="alarm_event",
        event_key="alarm_event",
        pushed=True,
        event_types=[
            *(f"input_{n}_{edge}" for n in (1, 2) for edge in ("make", "break")),
            AlarmSource.MOTION.value,
        ],
    ),
    VnEventDescription(
        key="preset_event",
        event_key="preset_event",
        entity_category=EntityCategory.DIAGNOSTIC,
        event_types=["arrived", "left"],
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the events of a camera."""
    coordinator = entry.runtime_data
    entities = [VnEvent(coordinator, d) for d in EVENTS]
    async_add_entities(seen_to_work(coordinator, entities))


class VnEvent(VnEntity, EventEntity):
    """An event entity of a camera; it shows edges, never a state that was there."""

    entity_description: VnEventDescription

    _kept: Kept | None = None
    _attributes: dict[str, Any]

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        listen = self.coordinator.events.listen
        self.async_on_remove(listen("kept", self._handle_kept))

    @callback
    @override
    def _handle(self, event: Event) -> None:
        # Those are the keys that it listens to.
        told = cast(AlarmEvent | PresetEvent, event)
        self._kept = self.coordinator.recordings.kept_of(told)
        self._attributes = told.attributes
        if self._kept:
            self._attributes |= self._kept.media | self._kept.place
        self._trigger_event(told.type, self._attributes)
        super()._handle(event)

    @callback
    def _handle_kept(self, event: KeptEvent) -> None:
        """Tell of the clip when it is there, and of no picture if there is none."""
        if (kept := self._kept) is not event.kept or kept is None:
            return
        shown = {k: v for k, v in self._attributes.items() if k not in _MEDIA}
        if (now := shown | kept.media | kept.place) != self._attributes:
            # The base has kept this very dictionary.
            self._attributes.clear()
            self._attributes.update(now)
            self.async_write_ha_state()
