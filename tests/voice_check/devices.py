"""What is not ours: devices that do nothing but are there, as other people's are."""

from typing import override

from homeassistant.components import (
    camera,
    climate,
    cover,
    light,
    lock,
    media_player,
    switch,
    todo,
    vacuum,
    weather,
)
from homeassistant.const import STATE_HOME, UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import setup_test_component_platform

from .houses import House

PLATFORM = "test"
AREAS = {
    "cover.gate": "a",
    "light.gate": "a",
    "light.driveway": "a",
    "lock.door": "a",
    "light.garden": "b",
    "switch.pump": "b",
    "light.garage": "c",
    "cover.garage": "c",
    "cover.blind": "living_room",
    "vacuum": "living_room",
    "media_player": "living_room",
    "climate": "living_room",
}
"""Where they are: in the area of one of our cameras, or in the living room."""


class Cover(cover.CoverEntity):
    """Stays open."""

    _attr_is_closed = False
    _attr_current_cover_position = 100
    _attr_supported_features = (
        cover.CoverEntityFeature.OPEN
        | cover.CoverEntityFeature.CLOSE
        | cover.CoverEntityFeature.STOP
        | cover.CoverEntityFeature.SET_POSITION
    )

    @override
    async def async_open_cover(self, **kwargs: object) -> None:
        pass

    @override
    async def async_close_cover(self, **kwargs: object) -> None:
        pass

    @override
    async def async_stop_cover(self, **kwargs: object) -> None:
        pass

    @override
    async def async_set_cover_position(self, **kwargs: object) -> None:
        pass


class Light(light.LightEntity):
    """Stays on."""

    _attr_is_on = True
    _attr_brightness = 128
    _attr_color_mode = light.ColorMode.RGB
    _attr_supported_color_modes = {light.ColorMode.RGB}  # noqa: RUF012
    _attr_rgb_color = (255, 255, 255)

    @override
    async def async_turn_on(self, **kwargs: object) -> None:
        pass

    @override
    async def async_turn_off(self, **kwargs: object) -> None:
        pass


class Pump(switch.SwitchEntity):
    """Stays on."""

    _attr_is_on = True

    @override
    async def async_turn_on(self, **kwargs: object) -> None:
        pass

    @override
    async def async_turn_off(self, **kwargs: object) -> None:
        pass


class Door(lock.LockEntity):
    """Stays locked."""

    _attr_is_locked = True

    @override
    async def async_lock(self, **kwargs: object) -> None:
        pass

    @override
    async def async_unlock(self, **kwargs: object) -> None:
        pass


class Vacuum(vacuum.StateVacuumEntity):
    """Cleans on and on."""

    _attr_activity = vacuum.VacuumActivity.CLEANING
    _attr_supported_features = (
        vacuum.VacuumEntityFeature.START
        | vacuum.VacuumEntityFeature.STOP
        | vacuum.VacuumEntityFeature.PAUSE
        | vacuum.VacuumEntityFeature.RETURN_HOME
        | vacuum.VacuumEntityFeature.STATE
    )

    @override
    async def async_start(self) -> None:
        pass

    @override
    async def async_stop(self, **kwargs: object) -> None:
        pass

    @override
    async def async_pause(self) -> None:
        pass

    @override
    async def async_return_to_base(self, **kwargs: object) -> None:
        pass


class Television(media_player.MediaPlayerEntity):
    """Plays on and on."""

    _attr_state = media_player.MediaPlayerState.PLAYING
    _attr_device_class = media_player.MediaPlayerDeviceClass.TV
    _attr_volume_level = 0.5
    _attr_supported_features = (
        media_player.MediaPlayerEntityFeature.PLAY
        | media_player.MediaPlayerEntityFeature.PAUSE
        | media_player.MediaPlayerEntityFeature.STOP
        | media_player.MediaPlayerEntityFeature.VOLUME_SET
        | media_player.MediaPlayerEntityFeature.NEXT_TRACK
        | media_player.MediaPlayerEntityFeature.PREVIOUS_TRACK
    )

    @override
    async def async_media_play(self) -> None:
        pass

    @override
    async def async_media_pause(self) -> None:
        pass

    @override
    async def async_media_stop(self) -> None:
        pass

    @override
    async def async_media_next_track(self) -> None:
        pass

    @override
    async def async_media_previous_track(self) -> None:
        pass

    @override
    async def async_set_volume_level(self, volume: float) -> None:
        pass


class Thermostat(climate.ClimateEntity):
    """Keeps its temperature."""

    _attr_hvac_mode = climate.HVACMode.HEAT
    _attr_hvac_modes = [climate.HVACMode.HEAT, climate.HVACMode.OFF]  # noqa: RUF012
    _attr_temperature_unit = UnitOfTemperature.CELSIUS
    _attr_current_temperature = 20.0
    _attr_target_temperature = 21.0
    _attr_supported_features = climate.ClimateEntityFeature.TARGET_TEMPERATURE

    @override
    async def async_set_temperature(self, **kwargs: object) -> None:
        pass


class Shopping(todo.TodoListEntity):
    """Stays empty."""

    _attr_todo_items = []  # noqa: RUF012
    _attr_supported_features = todo.TodoListEntityFeature.CREATE_TODO_ITEM

    @override
    async def async_create_todo_item(self, item: todo.TodoItem) -> None:
        pass


class Doorbell(camera.Camera):
    """Shows nothing."""

    @override
    async def async_camera_image(
        self, width: int | None = None, height: int | None = None
    ) -> bytes | None:
        return None


class Weather(weather.WeatherEntity):
    """Is always fair."""

    _attr_condition = "sunny"
    _attr_native_temperature = 18.0
    _attr_native_temperature_unit = UnitOfTemperature.CELSIUS


KINDS: dict[str, type[Entity]] = {
    "cover": Cover,
    "light": Light,
    "switch": Pump,
    "lock": Door,
    "vacuum": Vacuum,
    "media_player": Television,
    "climate": Thermostat,
    "todo": Shopping,
    "camera": Doorbell,
    "weather": Weather,
}


async def furnish(hass: HomeAssistant, house: House) -> list[str]:
    """Put everything up, before anybody else uses its domains; return entity ids."""
    for domain, kind in KINDS.items():
        entities = [
            _named(kind(), key, name)
            for key, name in house.devices.items()
            if key.partition(".")[0] == domain
        ]
        setup_test_component_platform(hass, domain, entities)
        config = {domain: {"platform": PLATFORM}}
        assert await async_setup_component(hass, domain, config)
    await hass.async_block_till_done()
    name = {"friendly_name": house.devices["person"]}
    hass.states.async_set("person.somebody", STATE_HOME, name)
    return [*_placed(hass, house), "person.somebody"]


def _named(entity: Entity, key: str, name: str) -> Entity:
    entity._attr_unique_id = key
    entity._attr_name = name
    entity._attr_should_poll = False
    return entity


def _placed(hass: HomeAssistant, house: House) -> list[str]:
    """Put each into its area."""
    areas, registry = ar.async_get(hass), er.async_get(hass)
    placed = []
    for key in house.devices:
        domain = key.partition(".")[0]
        entity_id = registry.async_get_entity_id(domain, PLATFORM, key)
        if entity_id is None:
            continue
        placed.append(entity_id)
        if where := AREAS.get(key):
            camera = house.cameras.get(where)
            area = areas.async_get_or_create(
                camera.area if camera else house.living_room
            )
            registry.async_update_entity(entity_id, area_id=area.id)
    assert len(placed) == len(house.devices) - 1
    return placed
