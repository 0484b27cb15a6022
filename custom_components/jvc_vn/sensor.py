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
from homeassistant.const import DEGREE, EntityCategory, UnitOfDataRate, UnitOfTime
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


def _tracking(coordinator: VnCoordinator) -> str | None:
    frame = coordinator.data.frame
    if frame is None or frame.tracking is None:
        return None
    return frame.tracking.name.lower()


def _target(coordinator: VnCoordinator) -> dict[str, Any]:
    """Where the target is, in VGA pixels, and its colour."""
    frame = coordinator.data.frame
    return {
        "target": asdict(frame.target) if frame and frame.target else None,
        "color": frame.target_color if frame else None,
    }


def _estimates(coordinator: VnCoordinator) -> dict[str, Any]:
    """What an hour should cost while nothing happens."""
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


def _reading(
    key: str, parameter: Parameter[Any], unit: str | None = None
) -> VnSensorDescription:
    return _diagnostic(
        key,
        lambda coordinator: coordinator.data.get(parameter),
        parameter=parameter,
        native_unit_of_measurement=unit,
    )


SENSORS = (
    VnSensorDescription(
        key="tracking",
        # No parameter tells it, but the frame that tells the preset does.
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
    _reading("pan_limit_left", p.PAN_LIMIT_LEFT, DEGREE),
    _reading("pan_limit_right", p.PAN_LIMIT_RIGHT, DEGREE),
    _reading("awb_red", p.CURRENT_RED_GAIN),
    _reading("awb_blue", p.CURRENT_BLUE_GAIN),
    _reading("firmware_net", p.FIRMWARE_NET),
    _reading("firmware_sys", p.FIRMWARE_SYS),
    _reading("firmware_cam", p.FIRMWARE_CAM),
    _reading("firmware_lens", p.FIRMWARE_LENS),
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
