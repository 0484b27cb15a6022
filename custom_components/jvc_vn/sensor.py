"""The sensor platform: tracking, clock, load and firmware."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import EntityCategory, UnitOfDataRate, UnitOfTime
from homeassistant.helpers.typing import StateType

from .coordinator import VnCoordinator
from .entity import VnDescription, VnEntity, platform_setup, readable
from .protocol import parameters as p
from .protocol.models import TrackingState
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnSensorDescription(VnDescription, SensorEntityDescription):
    """A sensor and where its state and attributes come from."""

    value_fn: Callable[[VnCoordinator], StateType | datetime]
    attributes_fn: Callable[[VnCoordinator], dict[str, Any]] | None = None


def _firmware(part: str, parameter: Parameter[str]) -> VnSensorDescription:
    return VnSensorDescription(
        key=f"firmware_{part}",
        parameter=parameter,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=lambda coordinator: coordinator.data.get(parameter),
    )


def _tracking(coordinator: VnCoordinator) -> str | None:
    frame = coordinator.data.frame
    if frame is None or frame.tracking is None:
        return None
    return frame.tracking.name.lower()


def _target(coordinator: VnCoordinator) -> dict[str, Any]:
    """Return where the target is, in VGA pixels, and its colour."""
    frame = coordinator.data.frame
    return {
        "target": asdict(frame.target) if frame and frame.target else None,
        "color": frame.target_color if frame else None,
    }


def _estimates(coordinator: VnCoordinator) -> dict[str, Any]:
    """Return how many requests an hour should need in which nothing happens."""
    return {
        f"expected_{'watched' if watched else 'unwatched'}": round(
            coordinator.requests_per_hour(watched=watched)
        )
        for watched in (False, True)
    }


def _diagnostic(
    key: str,
    value_fn: Callable[[VnCoordinator], StateType | datetime],
    **more: Any,
) -> VnSensorDescription:
    return VnSensorDescription(
        key=key,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        value_fn=value_fn,
        **more,
    )


SENSORS = (
    VnSensorDescription(
        key="tracking",
        # It is no parameter, but in the frame that is fetched for the preset.
        reads=(p.PRESET,),
        device_class=SensorDeviceClass.ENUM,
        options=[state.name.lower() for state in TrackingState],
        value_fn=_tracking,
        attributes_fn=_target,
    ),
    _diagnostic(
        "last_alarm",
        lambda coordinator: coordinator.data.last_alarm,
        event_key="alarm_event",
        device_class=SensorDeviceClass.TIMESTAMP,
    ),
    _diagnostic(
        "clock_offset",
        lambda coordinator: coordinator.data.clock_offset,
        reads=(p.TIMEZONE, p.DATE),
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.SECONDS,
        suggested_display_precision=0,
    ),
    _diagnostic(
        "bitrate",
        lambda coordinator: coordinator.data.bitrate,
        reads=(p.SESSION,),
        device_class=SensorDeviceClass.DATA_RATE,
        state_class=SensorStateClass.MEASUREMENT,
        native_unit_of_measurement=UnitOfDataRate.BITS_PER_SECOND,
        suggested_unit_of_measurement=UnitOfDataRate.KILOBITS_PER_SECOND,
        suggested_display_precision=0,
    ),
    _diagnostic(
        "streams",
        lambda coordinator: coordinator.data.streams,
        reads=(p.SESSION,),
        state_class=SensorStateClass.MEASUREMENT,
    ),
    _diagnostic(
        "viewers",
        lambda coordinator: coordinator.hub.viewers,
        state_class=SensorStateClass.MEASUREMENT,
    ),
    _diagnostic(
        "requests",
        lambda coordinator: coordinator.meter.per_hour(),
        state_class=SensorStateClass.MEASUREMENT,
        attributes_fn=_estimates,
    ),
    _firmware("net", p.FIRMWARE_NET),
    _firmware("sys", p.FIRMWARE_SYS),
    _firmware("cam", p.FIRMWARE_CAM),
    _firmware("lens", p.FIRMWARE_LENS),
)


class VnSensor(VnEntity, SensorEntity):
    """A sensor of a camera."""

    entity_description: VnSensorDescription

    @property
    @override
    def native_value(self) -> StateType | datetime:
        return self.entity_description.value_fn(self.coordinator)

    @property
    @override
    def extra_state_attributes(self) -> dict[str, Any] | None:
        attributes_fn = self.entity_description.attributes_fn
        return attributes_fn(self.coordinator) if attributes_fn else None


async_setup_entry = platform_setup("sensor", VnSensor, SENSORS, offered=readable)
