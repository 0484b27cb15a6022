"""The number platform: positions, and settings with a range."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.number import (
    NumberDeviceClass,
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
from homeassistant.const import (
    DEGREE,
    EntityCategory,
    UnitOfDataRate,
    UnitOfInformation,
    UnitOfTime,
)

from .coordinator import VnCoordinator
from .entity import VnDescription, VnEntity, platform_setup, translate_errors, writable
from .protocol import parameters as p
from .protocol.codecs import Codec, Hundredths, Number
from .protocol.formats import FocusValue, IrisValue
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 0


_LIMITS: Mapping[
    Parameter[Any], tuple[Parameter[Any], Mapping[Any, tuple[float, float]]]
] = {
    # By the size of the frame (guide, 6.3).
    p.JPEG_FILE_SIZE: (p.JPEG_SIZE, {"vga": (10, 100), "qvga": (3, 33)}),
}
"""What a range depends on, and the range for each of its values."""


@dataclass(frozen=True, kw_only=True)
class VnNumberDescription(VnDescription, NumberEntityDescription):
    """A number and its parameter, whose codec knows the range."""

    parameter: Parameter[Any]
    counts: int = 1
    """What one of it is in the camera's own unit."""


def _position(
    key: str,
    parameter: Parameter[Any],
    unit: str | None = None,
    *,
    category: EntityCategory | None = None,
) -> VnNumberDescription:
    return VnNumberDescription(
        key=key,
        parameter=parameter,
        entity_category=category,
        native_unit_of_measurement=unit,
        mode=NumberMode.BOX,
    )


def _setting(
    key: str,
    parameter: Parameter[Any],
    unit: str | None = None,
    device_class: NumberDeviceClass | None = None,
    *,
    enabled: bool = False,
    counts: int = 1,
) -> VnNumberDescription:
    return VnNumberDescription(
        key=key,
        parameter=parameter,
        counts=counts,
        device_class=device_class,
        native_unit_of_measurement=unit,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=enabled,
        reads=_LIMITS[parameter][:1] if parameter in _LIMITS else (),
    )


_DURATION = NumberDeviceClass.DURATION
_SIZE, _RATE = NumberDeviceClass.DATA_SIZE, NumberDeviceClass.DATA_RATE
_KILOBITS = UnitOfDataRate.KILOBITS_PER_SECOND
_MILLISECONDS, _SECONDS = UnitOfTime.MILLISECONDS, UnitOfTime.SECONDS

NUMBERS = (
    _position("pan", p.PAN, DEGREE),
    _position("tilt", p.TILT, DEGREE),
    _position("zoom", p.ZOOM),
    _position("focus", p.FOCUS, category=EntityCategory.CONFIG),
    _setting("iris", p.IRIS),
    _setting("black_level", p.BLACK_LEVEL),
    _setting("gamma_level", p.GAMMA_LEVEL),
    _setting("enhance", p.ENHANCE),
    _setting("color", p.COLOR),
    _setting("stabilizer_level", p.STABILIZER_LEVEL),
    _setting("red_gain", p.RED_GAIN),
    _setting("blue_gain", p.BLUE_GAIN),
    _setting("tilt_limit", p.TILT_LIMIT, DEGREE),
    _setting("preset_speed", p.PRESET_SPEED),
    _setting("auto_pan_speed", p.AUTO_PAN_SPEED),
    _setting("tracking_level", p.TRACKING_LEVEL),
    _setting("intelligent_tracking_level", p.INTELLIGENT_TRACKING_LEVEL),
    _setting("tracking_zoom_limit", p.TRACKING_ZOOM_LIMIT),
    _setting("tracking_max_zoom", p.TRACKING_MAX_ZOOM),
    _setting("motion_sensitivity", p.MOTION_SENSITIVITY, enabled=True),
    *(
        _setting(f"output_{n}_duration", p.OUTPUT_DURATION[n], _MILLISECONDS, _DURATION)
        for n in p.PINS
    ),
    _setting("jpeg_file_size", p.JPEG_FILE_SIZE, UnitOfInformation.KILOBYTES, _SIZE),
    # The camera counts bits, which nobody reads.
    _setting("mpeg4_bitrate", p.MPEG4_BITRATE, _KILOBITS, _RATE, counts=1000),
    _setting("mpeg4_iframe_interval", p.MPEG4_IFRAME_INTERVAL),
    _setting("pre_recording", p.PRE_RECORDING, _SECONDS, _DURATION),
    _setting("post_recording", p.POST_RECORDING, _SECONDS, _DURATION),
    _setting("ntp_interval", p.NTP_INTERVAL),
)


_FINE = 0.01


def value_range(codec: Codec[Any]) -> tuple[float, float, float]:
    """Return lowest and highest value, and the step between the camera's levels."""
    match codec:
        case Number(levels=int(levels)) if (codec.high - codec.low) % (levels - 1) == 0:
            return codec.low, codec.high, (codec.high - codec.low) / (levels - 1)
        case Number():
            return codec.low, codec.high, 1
        case Hundredths():
            return codec.low, codec.high, _FINE
        case FocusValue():
            return 0, 99.99, _FINE
        case IrisValue():
            return 0, 100, 1
    raise TypeError(codec)


class VnNumber(VnEntity, NumberEntity):
    """A number of a camera."""

    entity_description: VnNumberDescription

    def __init__(
        self, coordinator: VnCoordinator, description: VnNumberDescription
    ) -> None:
        """Set the range and the step of the parameter."""
        super().__init__(coordinator, description)
        low, high, self._attr_native_step = value_range(description.parameter.codec)
        self._range = (low, high)

    @property
    @override
    def native_min_value(self) -> float:
        return self._limits[0] / self.entity_description.counts

    @property
    @override
    def native_max_value(self) -> float:
        return self._limits[1] / self.entity_description.counts

    @property
    def _limits(self) -> tuple[float, float]:
        """What the camera takes now, in its own unit."""
        if limits := _LIMITS.get(self.entity_description.parameter):
            parameter, ranges = limits
            return ranges.get(self.coordinator.data.get(parameter), self._range)
        return self._range

    @property
    @override
    def native_value(self) -> float | None:
        value = self.coordinator.data.shown(self.entity_description.parameter)
        # Focus and iris hold a word while they are automatic.
        if not isinstance(value, int | float):
            return None
        counts = self.entity_description.counts
        return value if counts == 1 else value / counts

    @translate_errors
    @override
    async def async_set_native_value(self, value: float) -> None:
        parameter = self.entity_description.parameter
        value *= self.entity_description.counts
        # Home Assistant sends floats only; the camera has whole numbers too.
        whole = value.is_integer() and self.native_step != _FINE
        await self.coordinator.writer.set(parameter, int(value) if whole else value)


async_setup_entry = platform_setup(VnNumber, NUMBERS, offered=writable)
