"""Presets by their titles, and settings with a few choices."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import VnConfigEntry, VnCoordinator
from .entity import VnDescription, VnEntity, add_entities, translate_errors
from .protocol import parameters as p
from .protocol.codecs import Words
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class VnSelectDescription(VnDescription, SelectEntityDescription):
    """A select and its parameter, whose words are the options."""

    parameter: Parameter[str]


SELECTS = (VnSelectDescription(key="day_night", parameter=p.DAY_NIGHT),)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the selects that the login may choose from."""
    coordinator = entry.runtime_data
    entities: list[VnEntity] = [
        VnSelect(coordinator, description)
        for description in SELECTS
        if coordinator.role in description.parameter.writers
    ]
    if coordinator.role in p.PRESET_REGISTERED[0].writers:
        entities.append(VnPresetSelect(coordinator))
    await add_entities(entry, async_add_entities, "select", entities)


class VnSelect(VnEntity, SelectEntity):
    """A setting with a few choices."""

    entity_description: VnSelectDescription

    def __init__(
        self, coordinator: VnCoordinator, description: VnSelectDescription
    ) -> None:
        """Offer the parameter's words."""
        super().__init__(coordinator, description)
        codec = description.parameter.codec
        self._attr_options = codec.choices if isinstance(codec, Words) else []

    @property
    @override
    def current_option(self) -> str | None:
        return self.coordinator.data.get(self.entity_description.parameter)

    @translate_errors
    @override
    async def async_select_option(self, option: str) -> None:
        await self.coordinator.async_set(self.entity_description.parameter, option)


class VnPresetSelect(VnEntity, SelectEntity):
    """The presets; its state is where the camera really is."""

    def __init__(self, coordinator: VnCoordinator) -> None:
        """Read where the camera is."""
        description = VnDescription(key="preset", parameter=p.PRESET)
        super().__init__(coordinator, description)

    @property
    @override
    def options(self) -> list[str]:
        return list(self.coordinator.presets.titles.values())

    @property
    @override
    def current_option(self) -> str | None:
        number = self.coordinator.data.get(p.PRESET)
        return None if number is None else self.coordinator.presets.titles.get(number)

    @translate_errors
    @override
    async def async_select_option(self, option: str) -> None:
        await self.coordinator.async_goto_preset(option)
