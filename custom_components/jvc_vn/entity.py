"""The base of all entities, and the set-up that platforms share."""

from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass
from typing import Any, Concatenate, override

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .alarms.dispatch import Event
from .const import DOMAIN, MANUFACTURER
from .coordinator import VnConfigEntry, VnCoordinator
from .protocol import parameters as p
from .protocol.host import url
from .protocol.parameters import Parameter


@dataclass(frozen=True, kw_only=True)
class VnDescription(EntityDescription):
    """An entity that reads a parameter, or something else of the state.

    Attributes:
        parameter: what it shows or changes; whether the camera has it, and what the
            login may do with it, decides whether the entity exists.
        reads: further parameters that its state comes from.
        event_key: what happens that its state shows at once: key of an event.
        pushed: the alarm port keeps it up to date; it is available as long as alarms
            are heard, whether or not the camera answers requests.
    """

    parameter: Parameter[Any] | None = None
    reads: tuple[Parameter[Any], ...] = ()
    event_key: str | None = None
    pushed: bool = False


class VnEntity(CoordinatorEntity[VnCoordinator]):
    """An entity of a camera."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: VnCoordinator, description: EntityDescription
    ) -> None:
        """Belong to a camera."""
        super().__init__(coordinator)
        self.entity_description = description
        self._attr_translation_key = description.key
        identity = coordinator.identity
        data = coordinator.config_entry.data
        self._attr_unique_id = f"{identity.mac}_{description.key}"
        self._attr_device_info = DeviceInfo(
            configuration_url=url(data[CONF_HOST], data[CONF_PORT]),
            connections={(CONNECTION_NETWORK_MAC, identity.mac)},
            manufacturer=MANUFACTURER,
            model=identity.name,
            name=_device_name(coordinator),
            sw_version=coordinator.data.get(p.FIRMWARE_NET),
        )

    @property
    def parameters(self) -> tuple[Parameter[Any], ...]:
        """The parameters that the entity reads: only these are polled."""
        if not isinstance(description := self.entity_description, VnDescription):
            return ()
        parameter = description.parameter
        # What has no value to read is only written.
        shown = (parameter,) if parameter and parameter.readers else ()
        return (*shown, *description.reads)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_register(self.parameters))
        if key := self._event_key:
            self.async_on_remove(self.coordinator.events.listen(key, self._handle))

    @property
    def _event_key(self) -> str | None:
        description = self.entity_description
        return description.event_key if isinstance(description, VnDescription) else None

    @property
    @override
    def available(self) -> bool:
        description = self.entity_description
        pushed = isinstance(description, VnDescription) and description.pushed
        return super().available or (pushed and self.coordinator.alarms.heard)

    @callback
    def _handle(self, event: Event) -> None:
        """Show what has happened."""
        self.async_write_ha_state()


def _device_name(coordinator: VnCoordinator) -> str:
    """Return what the device is called until a person says otherwise.

    The camera's own title, where it was added by that. It stays, whatever the
    camera calls itself later.
    """
    entry = coordinator.config_entry
    device = dr.async_get(coordinator.hass).async_get_device_by_connection(
        (CONNECTION_NETWORK_MAC, coordinator.identity.mac), entry.entry_id
    )
    if device and device.name:
        return device.name
    own = (coordinator.data.get(p.CAMERA_ID) or "").strip()
    named = own and entry.title.startswith(own)
    return entry.title if named else coordinator.identity.model


def writable[D: VnDescription](
    coordinator: VnCoordinator, descriptions: Iterable[D]
) -> list[D]:
    """Return the descriptions whose parameter the login may change."""
    return _offered(descriptions, coordinator.may_write)


def readable[D: VnDescription](
    coordinator: VnCoordinator, descriptions: Iterable[D]
) -> list[D]:
    """Return the descriptions whose parameter the login may read."""
    return _offered(descriptions, coordinator.may_read)


def _offered[D: VnDescription](
    descriptions: Iterable[D], may: Callable[[Parameter[Any]], bool]
) -> list[D]:
    return [d for d in descriptions if d.parameter is None or may(d.parameter)]


async def add_entities(
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    domain: str,
    entities: Iterable[VnEntity],
) -> None:
    """Add entities once the values that the enabled ones show have been read.

    Where the guide contradicts itself about a feature, this reading decides.
    """
    coordinator = entry.runtime_data
    registry = er.async_get(coordinator.hass)
    entities = list(entities)

    def enabled(entity: VnEntity) -> bool:
        entity_id = registry.async_get_entity_id(domain, DOMAIN, entity.unique_id or "")
        known = registry.async_get(entity_id) if entity_id else None
        if known:
            return not known.disabled
        return entity.entity_registry_enabled_default

    def doubtful(entity: VnEntity) -> list[Parameter[Any]]:
        return [q for q in entity.parameters if q.models.doubtful]

    await coordinator.async_load(
        parameter
        for entity in entities
        for parameter in (entity.parameters if enabled(entity) else doubtful(entity))
    )
    async_add_entities(
        entity
        for entity in entities
        if not coordinator.reader.refused.intersection(doubtful(entity))
    )


def platform_setup[D: VnDescription](
    domain: str,
    make: Callable[[VnCoordinator, D], VnEntity],
    descriptions: Iterable[D],
    *,
    offered: Callable[[VnCoordinator, Iterable[D]], list[D]],
) -> Callable[
    [HomeAssistant, VnConfigEntry, AddConfigEntryEntitiesCallback],
    Coroutine[Any, Any, None],
]:
    """Return a platform's `async_setup_entry`, where it is nothing but its table."""

    async def async_setup_entry(
        hass: HomeAssistant,
        entry: VnConfigEntry,
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        coordinator = entry.runtime_data
        entities = [make(coordinator, d) for d in offered(coordinator, descriptions)]
        await add_entities(entry, async_add_entities, domain, entities)

    return async_setup_entry


def translate_errors[E: VnEntity, **P, R](
    func: Callable[Concatenate[E, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[E, P], Coroutine[Any, Any, R]]:
    """Raise errors of the protocol as translated ones: for methods of entities."""

    async def wrapper(self: E, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.coordinator.translated_errors():
            return await func(self, *args, **kwargs)

    return wrapper
