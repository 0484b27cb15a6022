"""The event platform: alarms, and presets reached or left."""

from dataclasses import dataclass
from typing import cast, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .alarms.dispatch import AlarmEvent, Event, PresetEvent
from .coordinator import VnConfigEntry
from .entity import VnDescription, VnEntity, seen_to_work
from .protocol.models import AlarmSource

PARALLEL_UPDATES = 0


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

    @callback
    @override
    def _handle(self, event: Event) -> None:
        # Those are the keys that it listens to.
        told = cast(AlarmEvent | PresetEvent, event)
        self._trigger_event(told.type, told.attributes)
        super()._handle(event)
