"""Tracking and firmware."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import VnConfigEntry
from .entity import VnDescription, VnEntity, add_entities
from .protocol import parameters as p
from .protocol.models import TrackingState
from .protocol.parameters import Parameter
from .state import CameraState

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnSensorDescription(VnDescription, SensorEntityDescription):
    """A sensor and where its state comes from."""

    value_fn: Callable[[CameraState], StateType]


def _firmware(part: str, parameter: Parameter[str]) -> VnSensorDescription:
    return VnSensorDescription(
        key=f"firmware_{part}",
        parameter=parameter,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda state: state.get(parameter),
    )


def _tracking(state: CameraState) -> str | None:
    if state.frame is None or state.frame.tracking is None:
        return None
    return state.frame.tracking.name.lower()


SENSORS = (
    VnSensorDescription(
        key="tracking",
        # No parameter tells it, but the frame that tells the preset does.
        parameter=p.PRESET,
        device_class=SensorDeviceClass.ENUM,
        options=[state.name.lower() for state in TrackingState],
        value_fn=_tracking,
    ),
    _firmware("net", p.FIRMWARE_NET),
    _firmware("sys", p.FIRMWARE_SYS),
    _firmware("cam", p.FIRMWARE_CAM),
    _firmware("lens", p.FIRMWARE_LENS),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of a camera."""
    coordinator = entry.runtime_data
    await add_entities(
        entry,
        async_add_entities,
        "sensor",
        [VnSensor(coordinator, description) for description in SENSORS],
    )


class VnSensor(VnEntity, SensorEntity):
    """A sensor of a camera."""

    entity_description: VnSensorDescription

    @property
    @override
    def native_value(self) -> StateType:
        return self.entity_description.value_fn(self.coordinator.data)
