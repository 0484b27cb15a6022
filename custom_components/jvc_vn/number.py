"""The number platform: positions, and settings with a range."""

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


@dataclass(frozen=True, kw_only=True)
class VnNumberDescription(VnDescription, NumberEntityDescription):
    """A number and its parameter, whose codec knows the range."""

    parameter: Parameter[Any]
    unit: int = 1
    """What one of it is in the camera's own unit."""


def _position(
    key: str, parameter: Parameter[Any], unit: str | None = None
) -> VnNumberDescription:
    return VnNumberDescription(
        key=key,
        parameter=parameter,
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
) -> VnNumberDescription:
    return VnNumberDescription(
        key=key,
        parameter=parameter,
        device_class=device_class,
        native_unit_of_measurement=unit,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=enabled,
    )


_DURATION = NumberDeviceClass.DURATION
_SIZE = NumberDeviceClass.DATA_SIZE
_MILLISECONDS, _SECONDS = UnitOfTime.MILLISECONDS, UnitOfTime.SECONDS

NUMBERS = (
    _position("pan", p.PAN, DEGREE),
    _position("tilt", p.TILT, DEGREE),
    _position("zoom", p.ZOOM),
    VnNumberDescription(
        key="focus",
        parameter=p.FOCUS,
        entity_category=EntityCategory.CONFIG,
        mode=NumberMode.BOX,
    ),
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
    VnNumberDescription(
        key="mpeg4_bitrate",
        parameter=p.MPEG4_BITRATE,
        device_class=NumberDeviceClass.DATA_RATE,
        # The camera counts bits, which nobody reads.
        unit=1000,
        native_unit_of_measurement=UnitOfDataRate.KILOBITS_PER_SECOND,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
    ),
    _setting("mpeg4_iframe_interval", p.MPEG4_IFRAME_INTERVAL),
    _setting("pre_recording", p.PRE_RECORDING, _SECONDS, _DURATION),
    _setting("post_recording", p.POST_RECORDING, _SECONDS, _DURATION),
    _setting("ntp_interval", p.NTP_INTERVAL),
)


_FINE = 0.01


def _range(codec: Codec[Any]) -> tuple[float, float, float]:
    """Lowest and highest value, and the step between the camera's own levels."""
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
        """Take the range of the parameter."""
        super().__init__(coordinator, description)
        low, high, step = _range(description.parameter.codec)
        self._attr_native_min_value = low / description.unit
        self._attr_native_max_value = high / description.unit
        self._attr_native_step = step

    @property
    @override
    def native_value(self) -> float | None:
        value = self.coordinator.data.get(self.entity_description.parameter)
        # Focus and iris hold a word while they are automatic.
        if not isinstance(value, int | float):
            return None
        unit = self.entity_description.unit
        return value if unit == 1 else value / unit

    @translate_errors
    @override
    async def async_set_native_value(self, value: float) -> None:
        parameter = self.entity_description.parameter
        value *= self.entity_description.unit
        # Home Assistant's numbers are all of one kind, the camera's are not.
        whole = value.is_integer() and self.native_step != _FINE
        await self.coordinator.writer.set(parameter, int(value) if whole else value)


async_setup_entry = platform_setup("number", VnNumber, NUMBERS, offered=writable)
