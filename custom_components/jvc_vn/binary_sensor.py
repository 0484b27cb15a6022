"""The binary sensor platform: inputs, motion, moving, fan, alarm link.

To a login that may not switch, it shows what the switches do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import STATE_ON, EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.restore_state import RestoreEntity

from .const import INPUTS
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import (
    VnDescription,
    VnEntity,
    add_entities,
    only_readable,
    readable,
    shown_category,
)
from .protocol import parameters as p
from .protocol.alarm_link import LinkState
from .protocol.models import AlarmSource
from .state.camera_state import INPUT_SOURCES, CameraState
from .switch import SWITCHES, VnSwitchDescription

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnBinarySensorDescription(VnDescription, BinarySensorEntityDescription):
    """A binary sensor and where its state comes from."""

    value_fn: Callable[[CameraState], bool | None]
    attributes_fn: Callable[[CameraState], dict[str, Any]] | None = None


def _detection(state: CameraState) -> dict[str, Any]:
    """Return whether motion is detected: it is not while tracking (guide, 6.6)."""
    seen = state.frame.motion_detection if state.frame else None
    on = state.get(p.MOTION_DETECTION) if seen is None else seen
    if state.get(p.AUTO_TRACKING):
        return {"detection": "off_while_tracking"}
    return {"detection": None if on is None else "on" if on else "off"}


BINARY_SENSORS = (
    VnBinarySensorDescription(
        key="motion",
        device_class=BinarySensorDeviceClass.MOTION,
        event_key=AlarmSource.MOTION,
        pushed=True,
        attributes_fn=_detection,
        # Before the first alarm line or frame there is no motion as far as is known.
        value_fn=lambda state: state.active.get(AlarmSource.MOTION, False),
    ),
    VnBinarySensorDescription(
        key="moving",
        device_class=BinarySensorDeviceClass.MOVING,
        entity_category=EntityCategory.DIAGNOSTIC,
        reads=(p.PAN, p.TILT, p.ZOOM),
        value_fn=lambda state: state.moving,
    ),
    VnBinarySensorDescription(
        key="fan",
        device_class=BinarySensorDeviceClass.PROBLEM,
        entity_category=EntityCategory.DIAGNOSTIC,
        # Only frames contain the state of the fan.
        reads=(p.PRESET,),
        value_fn=lambda state: state.frame.fan_error if state.frame else None,
    ),
    VnBinarySensorDescription(
        key="alarm_link",
        pushed=True,
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        value_fn=lambda state: state.link is LinkState.LIVE,
        attributes_fn=lambda state: {"state": state.link},
    ),
    VnBinarySensorDescription(
        key="digital_flip",
        parameter=p.DIGITAL_FLIP,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.get(p.DIGITAL_FLIP),
    ),
)


def _shown_only(switch: VnSwitchDescription) -> VnBinarySensorDescription:
    """Show what the login may not switch."""
    return VnBinarySensorDescription(
        key=switch.key,
        parameter=switch.parameter,
        entity_category=shown_category(switch),
        entity_registry_enabled_default=switch.entity_registry_enabled_default,
        value_fn=lambda state: state.get(switch.parameter),
    )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the binary sensors of a camera."""
    coordinator = entry.runtime_data
    add_entities(
        entry,
        async_add_entities,
        [
            *(VnInput(coordinator, pin) for pin in INPUTS),
            *(
                (VnMotion if d.key == "motion" else VnBinarySensor)(coordinator, d)
                for d in (
                    *readable(coordinator, BINARY_SENSORS),
                    *map(_shown_only, only_readable(coordinator, SWITCHES)),
                )
            ),
        ],
    )


class VnBinarySensor(VnEntity, BinarySensorEntity):
    """A binary sensor of a camera."""

    entity_description: VnBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        attributes_fn = self.entity_description.attributes_fn
        return attributes_fn(self.coordinator.data) if attributes_fn else None


class VnMotion(VnBinarySensor, RestoreEntity):
    """Motion: what goes on over a reload or a restart is no second event."""

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        last = await self.async_get_last_state()
        if last and last.state == STATE_ON:
            self.coordinator.alarms.motion.resume()


class VnInput(VnBinarySensor):
    """An alarm input; its device class and its inversion are options."""

    def __init__(self, coordinator: VnCoordinator, pin: int) -> None:
        """Show the input with this number, 1-2."""
        source = INPUT_SOURCES[pin]
        chosen = coordinator.options.input_classes[pin - 1]
        super().__init__(
            coordinator,
            VnBinarySensorDescription(
                key=source,
                event_key=source,
                pushed=True,
                device_class=BinarySensorDeviceClass(chosen) if chosen else None,
                value_fn=lambda state: state.active.get(source),
            ),
        )
        self._inverted = pin in coordinator.options.inverted_inputs

    @property
    @override
    def is_on(self) -> bool | None:
        made = super().is_on
        return made if made is None else made is not self._inverted
