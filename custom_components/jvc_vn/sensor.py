"""The sensor platform: tracking, clock, load and firmware.

To a login that may not change settings, it shows them.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import DEGREE, EntityCategory, UnitOfDataRate, UnitOfTime
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .coordinator import VnConfigEntry, VnCoordinator
from .entity import (
    VnDescription,
    VnEntity,
    add_entities,
    only_readable,
    readable,
    shown_category,
)
from .number import NUMBERS
from .protocol import parameters as p
from .protocol.models import TrackingState
from .protocol.parameters import Parameter
from .select import SELECTS, offered_choices, zones
from .text import TEXTS
from .time import TIMES

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
    target, color = coordinator.data.shown_target
    return {"target": asdict(target) if target else None, "color": color}


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

    _unrecorded_attributes = frozenset({"target", "color"})
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


class VnZoneSensor(VnSensor):
    """The zone; a word of the camera that we do not know is one too."""

    @property
    @override
    def options(self) -> list[str]:
        known = offered_choices(self.coordinator, p.TIMEZONE)
        now = self.coordinator.data.get(p.TIMEZONE)
        return zones(self.coordinator, known, now)


def _shown_only(coordinator: VnCoordinator) -> Iterator[VnSensorDescription]:
    """Show what the login may not set, under the keys of what others set it by."""
    for number in only_readable(coordinator, NUMBERS):
        yield _shown(
            number,
            number.parameter,
            partial(_number, number.counts),
            device_class=number.device_class
            and SensorDeviceClass(str(number.device_class)),
            native_unit_of_measurement=number.native_unit_of_measurement,
        )
    for select in only_readable(coordinator, SELECTS):
        yield _shown(
            select,
            select.parameter,
            select.value_fn,
            device_class=SensorDeviceClass.ENUM,
            options=offered_choices(coordinator, select.parameter),
        )
    for text in only_readable(coordinator, TEXTS):
        yield _shown(text, text.parameter, lambda value: value)
    for hour in only_readable(coordinator, TIMES):
        yield _shown(hour, hour.parameter, lambda value: value and value.isoformat())
    if not coordinator.may_write(p.PRESET_REGISTERED[0]):
        yield VnSensorDescription(
            key="preset", parameter=p.PRESET, value_fn=_preset_title
        )


def _shown(
    description: VnDescription,
    parameter: Parameter[Any],
    told: Callable[[Any], StateType],
    **more: Any,
) -> VnSensorDescription:
    return VnSensorDescription(
        key=description.key,
        parameter=parameter,
        reads=description.reads,
        entity_category=shown_category(description),
        entity_registry_enabled_default=description.entity_registry_enabled_default,
        value_fn=lambda coordinator: told(coordinator.data.get(parameter)),
        **more,
    )


def _number(counts: int, value: Any) -> float | None:
    # Focus and iris hold a word while they are automatic.
    if not isinstance(value, int | float):
        return None
    return value if counts == 1 else value / counts


def _preset_title(coordinator: VnCoordinator) -> str | None:
    number = coordinator.data.get(p.PRESET)
    return None if number is None else coordinator.presets.titles.get(number)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors of a camera."""
    coordinator = entry.runtime_data
    descriptions = (*readable(coordinator, SENSORS), *_shown_only(coordinator))
    add_entities(
        entry,
        async_add_entities,
        [
            (VnZoneSensor if d.parameter is p.TIMEZONE else VnSensor)(coordinator, d)
            for d in descriptions
        ],
    )
