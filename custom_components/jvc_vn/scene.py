"""The scene platform: presets, for assistants and pickers that know scenes only."""

from typing import Any, override

from homeassistant.components.scene import Scene
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.presets import goto_preset
from .const import VOCABULARY_CHANGED
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import HIDDEN_FROM_ASSIST, VnEntity, translate_errors
from .protocol import parameters as p

PARALLEL_UPDATES = 0


class PresetScene(VnEntity, Scene):
    """A preset of a camera, by its title."""

    def __init__(self, coordinator: VnCoordinator, number: int, title: str) -> None:
        """Be called as the preset is."""
        super().__init__(coordinator, EntityDescription(key=f"preset_{number}"))
        self._attr_translation_key = None
        self._attr_name = title
        self._number = number

    @translate_errors
    @override
    async def async_activate(self, /, **kwargs: Any) -> None:
        await goto_preset(self.coordinator, self._number)

    @override
    def get_initial_entity_options(self) -> er.EntityOptionsType:
        return HIDDEN_FROM_ASSIST

    @callback
    def rename(self, title: str) -> None:
        """Follow the title of the preset."""
        if title != self._attr_name:
            self._attr_name = title
            self.async_write_ha_state()


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Keep a scene for each preset, if somebody wants that."""
    coordinator = entry.runtime_data
    wanted = coordinator.options.presets_as_scenes
    if not wanted or not coordinator.may_write(p.PRESET_REGISTERED[0]):
        _remove(hass, entry, set())
        return
    scenes: dict[int, PresetScene] = {}

    @callback
    def follow(changed: str) -> None:
        """Add, rename and remove scenes as the presets are."""
        if changed != entry.entry_id:
            return
        titles = coordinator.presets.titles
        for number in scenes.keys() - titles.keys():
            del scenes[number]
        for number, scene in scenes.items():
            scene.rename(titles[number])
        new = {
            number: PresetScene(coordinator, number, title)
            for number, title in titles.items()
            if number not in scenes
        }
        scenes.update(new)
        _remove(hass, entry, {scene.unique_id for scene in scenes.values()})
        async_add_entities(new.values())

    follow(entry.entry_id)
    entry.async_on_unload(async_dispatcher_connect(hass, VOCABULARY_CHANGED, follow))


@callback
def _remove(hass: HomeAssistant, entry: VnConfigEntry, kept: set[str | None]) -> None:
    """Remove the scenes whose presets are gone."""
    registry = er.async_get(hass)
    for known in er.async_entries_for_config_entry(registry, entry.entry_id):
        if known.domain == Platform.SCENE and known.unique_id not in kept:
            registry.async_remove(known.entity_id)
