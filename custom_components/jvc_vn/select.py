"""The select platform: presets by their titles, and settings with a few choices."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .actions.base import reread
from .const import VOCABULARY_CHANGED
from .coordinator import VnConfigEntry, VnCoordinator
from .entity import VnDescription, VnEntity, add_entities, translate_errors, writable
from .protocol import parameters as p
from .protocol.clock import ZoneWord
from .protocol.codecs import Choice
from .protocol.formats import FocusValue, IrisValue
from .protocol.parameters import Parameter

PARALLEL_UPDATES = 0


def _word(value: Any) -> str | None:
    return None if value is None else str(value)


def _mode(value: Any) -> str | None:
    """Return the mode: `manual` for a number."""
    if value is None or isinstance(value, str):
        return value
    return "manual"


@dataclass(frozen=True, kw_only=True)
class VnSelectDescription(VnDescription, SelectEntityDescription):
    """A select and its parameter, whose words are the options."""

    parameter: Parameter[Any]
    value_fn: Callable[[Any], str | None] = _word


def _setting(
    key: str,
    parameter: Parameter[Any],
    value_fn: Callable[[Any], str | None] = _word,
) -> VnSelectDescription:
    return VnSelectDescription(
        key=key,
        parameter=parameter,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        value_fn=value_fn,
    )


SELECTS = (
    VnSelectDescription(key="day_night", parameter=p.DAY_NIGHT),
    VnSelectDescription(
        key="focus_mode",
        parameter=p.FOCUS,
        entity_category=EntityCategory.CONFIG,
        value_fn=_mode,
    ),
    _setting("agc", p.AGC),
    _setting("sense_up_limit", p.SENSE_UP_LIMIT),
    _setting("exposure_priority", p.EXPOSURE_PRIORITY),
    _setting("shutter", p.SHUTTER),
    _setting("white_balance", p.WHITE_BALANCE),
    _setting("backlight", p.BACKLIGHT),
    _setting("iris_mode", p.IRIS, value_fn=_mode),
    _setting("gamma", p.GAMMA),
    _setting("monitor_type", p.MONITOR_TYPE),
    _setting("enhance_band", p.ENHANCE_BAND),
    _setting("noise_reduction_3d", p.NOISE_REDUCTION_3D),
    _setting("focus_light", p.FOCUS_LIGHT),
    _setting("auto_flip", p.AUTO_FLIP),
    _setting("privacy_mask_color", p.PRIVACY_MASK_COLOR),
    _setting("auto_pan_direction", p.AUTO_PAN_DIRECTION),
    _setting("auto_return_mode", p.AUTO_RETURN_MODE),
    _setting("auto_return_timeout", p.AUTO_RETURN_TIMEOUT),
    _setting("tracking_restart", p.TRACKING_RESTART),
    _setting("intelligent_tracking_restart", p.INTELLIGENT_TRACKING_RESTART),
    _setting("digital_zoom_limit", p.DIGITAL_ZOOM_LIMIT),
    _setting("jpeg_size", p.JPEG_SIZE),
    _setting("jpeg_rate_control", p.JPEG_RATE_CONTROL),
    _setting("mpeg4_size", p.MPEG4_SIZE),
    _setting("mpeg4_rate_control", p.MPEG4_RATE_CONTROL),
    _setting("mpeg4_frame_rate", p.MPEG4_FRAME_RATE),
    _setting("mpeg4_priority", p.MPEG4_PRIORITY),
    _setting("jpeg_stream_priority", p.JPEG_STREAM_PRIORITY),
    _setting("ntp_unit", p.NTP_UNIT),
    _setting("ftp_mode", p.FTP_MODE),
    _setting("recording_frame_rate", p.RECORDING_FRAME_RATE),
    _setting("timezone", p.TIMEZONE),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: VnConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the selects that the login may change."""
    coordinator = entry.runtime_data
    entities: list[VnEntity] = [
        (VnZoneSelect if d.parameter is p.TIMEZONE else VnSelect)(coordinator, d)
        for d in writable(coordinator, SELECTS)
    ]
    if coordinator.may_write(p.PRESET_REGISTERED[0]):
        entities.append(VnPresetSelect(coordinator))
    add_entities(entry, async_add_entities, entities)


def offered_choices(coordinator: VnCoordinator, parameter: Parameter[Any]) -> list[str]:
    """Return the words of a parameter, less those that this camera lacks."""
    codec = parameter.codec
    if not isinstance(codec, Choice | IrisValue | FocusValue | ZoneWord):
        return []
    return [
        choice
        for choice in codec.choices
        if choice not in parameter.only or coordinator.has(parameter.only[choice])
    ]


def zones(coordinator: VnCoordinator, known: list[str], now: str | None) -> list[str]:
    """Return the zones that can be chosen: those that the camera has named too."""
    words = (*known, *coordinator.clock.words, *([now] if now else ()))
    return list(dict.fromkeys(words))


class VnSelect(VnEntity, SelectEntity):
    """A setting with a few choices."""

    entity_description: VnSelectDescription

    def __init__(
        self, coordinator: VnCoordinator, description: VnSelectDescription
    ) -> None:
        """Offer the parameter's words, less those that this camera lacks."""
        super().__init__(coordinator, description)
        self._attr_options = offered_choices(coordinator, description.parameter)

    @property
    @override
    def current_option(self) -> str | None:
        description = self.entity_description
        return description.value_fn(self.coordinator.data.get(description.parameter))

    @translate_errors
    @override
    async def async_select_option(self, option: str) -> None:
        description = self.entity_description
        await self.coordinator.writer.set(description.parameter, option)
        if description.value_fn is _mode:
            # Now it has a number, which the camera tells.
            await reread(self.coordinator, description.parameter)


class VnZoneSelect(VnSelect):
    """The zone; a word of the camera that we do not know is one too."""

    @property
    @override
    def options(self) -> list[str]:
        return zones(self.coordinator, self._attr_options, self.current_option)


class VnPresetSelect(VnEntity, SelectEntity):
    """The presets; its state is where the camera really is."""

    def __init__(self, coordinator: VnCoordinator) -> None:
        """Show the preset at which the camera stands."""
        description = VnDescription(key="preset", parameter=p.PRESET)
        super().__init__(coordinator, description)

    @override
    async def async_added_to_hass(self) -> None:
        await super().async_added_to_hass()
        self.async_on_remove(
            async_dispatcher_connect(self.hass, VOCABULARY_CHANGED, self._renamed)
        )

    @callback
    def _renamed(self, entry_id: str) -> None:
        """Show the presets by their present titles."""
        if entry_id == self.coordinator.config_entry.entry_id:
            self.async_write_ha_state()

    @property
    @override
    def options(self) -> list[str]:
        return list(self.coordinator.presets.titles.values())

    @property
    @override
    def current_option(self) -> str | None:
        number = self.coordinator.data.get(p.PRESET)
        return None if number is None else self.coordinator.presets.titles.get(number)

    @translate_errors
    @override
    async def async_select_option(self, option: str) -> None:
        number = self.coordinator.presets.number("preset", option)
        await self.coordinator.ptz.goto_preset(number)
