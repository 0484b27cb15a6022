"""The base of all entities, and the set-up that platforms share."""

from collections.abc import Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, Concatenate, override

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST, CONF_PORT, EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.device_registry import CONNECTION_NETWORK_MAC, DeviceInfo
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity

from .alarms.dispatch import Event
from .check.seen import ALARMS, PICTURE
from .const import DOMAIN, MANUFACTURER
from .coordinator import VnConfigEntry, VnCoordinator
from .protocol import parameters as p
from .protocol.host import url
from .protocol.parameters import Parameter

_ADDING = {ConfigEntryState.SETUP_IN_PROGRESS, ConfigEntryState.LOADED}


@dataclass(frozen=True, kw_only=True)
class VnDescription(EntityDescription):
    """An entity that reads a parameter, or something else of the state.

    Attributes:
        parameter: what it shows or changes; whether the camera has it, and what the
            login may do with it, decides whether the entity exists.
        reads: further parameters that its state comes from.
        event_key: key of the events that change its state; each is shown at once.
        pushed: the alarm port keeps it up to date, so that it is available as long as
            alarms reach us, whether or not the camera answers requests.
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
        """Set unique id, translation key and device."""
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
            # It tells no serial number and no version of its hardware.
            model=identity.name if identity.sister else identity.model,
            model_id=identity.name,
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
        self._label_parameter()
        if key := self._event_key:
            self.async_on_remove(self.coordinator.events.listen(key, self._handle))

    def _label_parameter(self) -> None:
        """Lend the parameter our name, for what people are told of it."""
        description = self.entity_description
        parameter = getattr(description, "parameter", None)
        if parameter and isinstance(self.name, str):
            self.coordinator.labels.setdefault(parameter.key, self.name)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        parameter = getattr(self.entity_description, "parameter", None)
        staged = parameter in self.coordinator.staged.parameters
        # It shows what is going to be: the camera has to restart for it.
        return {"pending": "restart"} if staged else None

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
        """Show the state after an event."""
        self.async_write_ha_state()


def _device_name(coordinator: VnCoordinator) -> str:
    """Return what the device is called until a person says otherwise.

    The camera's own title, where it was added by that, else its model; a second one
    of a model is told from the first by its address. It stays, whatever the camera
    calls itself later.
    """
    entry = coordinator.config_entry
    device = dr.async_get(coordinator.hass).async_get_device_by_connection(
        (CONNECTION_NETWORK_MAC, coordinator.identity.mac), entry.entry_id
    )
    if device and device.name:
        return device.name
    own = (coordinator.data.get(p.CAMERA_ID) or "").strip()
    if own and entry.title.startswith(own):
        return entry.title
    model = coordinator.identity.model
    return f"{model} {_end_of(coordinator)}" if _is_taken(coordinator, model) else model


def _is_taken(coordinator: VnCoordinator, name: str) -> bool:
    """Tell whether another camera has a name already."""
    devices = dr.async_get(coordinator.hass)
    return any(
        device.name == name
        for entry in coordinator.hass.config_entries.async_entries(DOMAIN)
        if entry is not coordinator.config_entry
        for device in dr.async_entries_for_config_entry(devices, entry.entry_id)
    )


def _end_of(coordinator: VnCoordinator) -> str:
    """Return the end of the MAC: it is on the camera's label, and stays."""
    return coordinator.identity.mac.replace(":", "")[-4:].upper()


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


def only_readable[D: VnDescription](
    coordinator: VnCoordinator, descriptions: Iterable[D]
) -> list[D]:
    """Return the descriptions that the login may see but not change."""
    return [
        d
        for d in readable(coordinator, descriptions)
        if d.parameter and not coordinator.may_write(d.parameter)
    ]


def shown_category(description: EntityDescription) -> EntityCategory | None:
    """Return the category of something that is only shown: it configures nothing."""
    return EntityCategory.DIAGNOSTIC if description.entity_category else None


def _offered[D: VnDescription](
    descriptions: Iterable[D], may: Callable[[Parameter[Any]], bool]
) -> list[D]:
    return [d for d in descriptions if d.parameter is None or may(d.parameter)]


HIDDEN_FROM_ASSIST = {"conversation": {"should_expose": False}}
"""Options of entities at first: whoever turns on everything in a room by word means
nothing that turns a camera, and there are sentences for it."""


_MARKS = {
    **dict.fromkeys(("input_1", "input_2", "motion", "alarm_link"), (ALARMS,)),
    **dict.fromkeys(("alarm_event", "last_alarm"), (ALARMS,)),
    "camera": (PICTURE,),
    "last_alarm_image": (ALARMS, PICTURE),
    "fan": ("fan_error",),
    "tracking": ("tracking",),
    "preset_event": ("preset",),
}
"""What an entity needs beside parameters."""


def seen_to_work[E: VnEntity](
    coordinator: VnCoordinator, entities: Iterable[E]
) -> list[E]:
    """Leave out of a sister model's entities what it was not seen to answer."""
    return [
        entity
        for entity in entities
        if coordinator.has_seen(
            *_MARKS.get(entity.entity_description.key, ()),
            *(parameter.key for parameter in entity.parameters),
        )
    ]


@callback
def add_entities(
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities: Iterable[VnEntity],
) -> None:
    """Add entities; their values come behind.

    Where the guide contradicts itself about a feature, the camera is asked before.
    """
    entities = seen_to_work(entry.runtime_data, entities)
    # Those that the camera refuses now are kept: it may have been a bad moment.
    platform = async_get_current_platform()
    entry.runtime_data.offered[platform.domain] = {
        entity.unique_id or "" for entity in entities
    }
    sure: list[VnEntity] = []
    doubtful: dict[VnEntity, list[Parameter[Any]]] = {}
    for entity in entities:
        if asked := [q for q in entity.parameters if q.models.doubtful]:
            doubtful[entity] = asked
        else:
            sure.append(entity)
    async_add_entities(sure)
    if doubtful:
        entry.runtime_data.create_background_task(
            _add_what_there_is(entry, async_add_entities, doubtful), "doubtful entities"
        )


async def _add_what_there_is(
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities: Mapping[VnEntity, list[Parameter[Any]]],
) -> None:
    """Add the entities of which the camera refuses no parameter."""
    coordinator = entry.runtime_data
    await coordinator.async_load(chain.from_iterable(entities.values()))
    if entry.state in _ADDING:
        refused = coordinator.reader.refused
        async_add_entities(
            entity for entity, asked in entities.items() if refused.isdisjoint(asked)
        )


def platform_setup[D: VnDescription](
    make: Callable[[VnCoordinator, D], VnEntity],
    descriptions: Iterable[D],
    *,
    offered: Callable[[VnCoordinator, Iterable[D]], list[D]],
) -> Callable[
    [HomeAssistant, VnConfigEntry, AddConfigEntryEntitiesCallback],
    Coroutine[Any, Any, None],
]:
    """Return the `async_setup_entry` of a platform that is a table only."""

    async def async_setup_entry(
        hass: HomeAssistant,
        entry: VnConfigEntry,
        async_add_entities: AddConfigEntryEntitiesCallback,
    ) -> None:
        """Add the entities of a camera."""
        coordinator = entry.runtime_data
        entities = [make(coordinator, d) for d in offered(coordinator, descriptions)]
        add_entities(entry, async_add_entities, entities)

    return async_setup_entry


def translate_errors[E: VnEntity, **P, R](
    func: Callable[Concatenate[E, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[E, P], Coroutine[Any, Any, R]]:
    """Decorate a method of an entity to translate errors of the protocol layer."""

    async def wrapper(self: E, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the method within `translated_errors`."""
        with self.coordinator.translated_errors():
            return await func(self, *args, **kwargs)

    return wrapper
