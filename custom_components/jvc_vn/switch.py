"""Outputs and what can be switched on and off."""

from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import VnConfigEntry
from .entity import VnDescription, VnEntity, add_entities, translate_errors
from .protocol import parameters as p
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class VnSwitchDescription(VnDescription, SwitchEntityDescription):
    """A switch and its parameter."""

    parameter: Parameter[bool]


SWITCHES = (
    VnSwitchDescription(key="auto_pan", parameter=p.AUTO_PAN),
    *(VnSwitchDescription(key=f"output_{n}", parameter=p.OUTPUT[n]) for n in (1, 2)),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the switches that the login may turn."""
    coordinator = entry.runtime_data
    await add_entities(
        entry,
        async_add_entities,
        "switch",
        [
            VnSwitch(coordinator, description)
            for description in SWITCHES
            if coordinator.role in description.parameter.writers
        ],
    )


class VnSwitch(VnEntity, SwitchEntity):
    """A switch of a camera."""

    entity_description: VnSwitchDescription

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.data.get(self.entity_description.parameter)

    @translate_errors
    @override
    async def async_turn_on(self, /, **kwargs: Any) -> None:
        await self.coordinator.async_set(self.entity_description.parameter, True)

    @translate_errors
    @override
    async def async_turn_off(self, /, **kwargs: Any) -> None:
        await self.coordinator.async_set(self.entity_description.parameter, False)
