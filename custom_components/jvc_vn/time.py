"""The time platform: when the camera cleans its slip rings."""

from dataclasses import dataclass
from datetime import time
from typing import override

from homeassistant.components.time import TimeEntity, TimeEntityDescription
from homeassistant.const import EntityCategory

from .entity import VnDescription, VnEntity, platform_setup, translate_errors, writable
from .protocol import parameters as p
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnTimeDescription(VnDescription, TimeEntityDescription):
    """A time of day and its parameter."""

    parameter: Parameter[time]


TIMES = (
    VnTimeDescription(
        key="auto_cleaning_time",
        parameter=p.AUTO_CLEANING_TIME,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
)


class VnTime(VnEntity, TimeEntity):
    """A time of day, in the camera's own zone."""

    @property
    @override
    def native_value(self) -> time | None:
        return self.coordinator.data.get(p.AUTO_CLEANING_TIME)

    @translate_errors
    @override
    async def async_set_value(self, value: time) -> None:
        await self.coordinator.writer.set(p.AUTO_CLEANING_TIME, value)


async_setup_entry = platform_setup(VnTime, TIMES, offered=writable)
