"""The switch platform: outputs, programs, and settings that are on or off."""

from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.switch import SwitchEntity, SwitchEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.helpers import entity_registry as er

from .actions import alarm_actions
from .entity import (
    HIDDEN_FROM_ASSIST,
    VnDescription,
    VnEntity,
    platform_setup,
    translate_errors,
    writable,
)
from .protocol import parameters as p
from .protocol.parameters import Parameter

# The coordinator itself limits what reaches the camera.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class VnSwitchDescription(VnDescription, SwitchEntityDescription):
    """A switch and its parameter.

    Attributes:
        turns: it turns the camera.
        alarm_action: it switches this one, which may lack what it needs.
    """

    parameter: Parameter[bool]
    turns: bool = False
    alarm_action: int | None = None


def _program(
    key: str,
    parameter: Parameter[bool],
    *,
    # What turns on everything in a room leaves out what has a category.
    category: EntityCategory | None = EntityCategory.CONFIG,
) -> VnSwitchDescription:
    return VnSwitchDescription(
        key=key, parameter=parameter, entity_category=category, turns=True
    )


def _setting(
    key: str, parameter: Parameter[bool], *, enabled: bool = False
) -> VnSwitchDescription:
    return VnSwitchDescription(
        key=key,
        parameter=parameter,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=enabled,
    )


def _alarm_action(key: str, number: int) -> VnSwitchDescription:
    return VnSwitchDescription(
        key=key,
        parameter=p.EVENT[number],
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        alarm_action=number,
    )


SWITCHES = (
    *(VnSwitchDescription(key=f"output_{n}", parameter=p.OUTPUT[n]) for n in p.PINS),
    # Of the programs one is on the page of an area.
    _program("auto_pan", p.AUTO_PAN, category=None),
    _program("auto_trace", p.AUTO_TRACE),
    *(_program(f"auto_patrol_{n + 1}", p.PATROL[n]) for n in p.PATROLS),
    _program("auto_tracking", p.AUTO_TRACKING),
    _program("intelligent_tracking", p.INTELLIGENT_TRACKING),
    _setting("auto_return", p.AUTO_RETURN, enabled=True),
    _setting("motion_detection", p.MOTION_DETECTION, enabled=True),
    _setting("privacy_mask", p.PRIVACY_MASK, enabled=True),
    *(
        _setting(f"privacy_mask_{n + 1}", p.PRIVACY_MASK_AREA[n])
        for n in p.PRIVACY_AREAS
    ),
    _setting("stabilizer", p.STABILIZER, enabled=True),
    _setting("noise_reduction", p.NOISE_REDUCTION),
    _setting("day_night_focus", p.DAY_NIGHT_FOCUS),
    _setting("variable_speed", p.VARIABLE_SPEED),
    _setting("pan_limit", p.PAN_LIMIT),
    _setting("tracking_zoom", p.TRACKING_ZOOM),
    _setting("auto_cleaning", p.AUTO_CLEANING),
    _setting("jpeg_multicast", p.MULTICAST[1]),
    _setting("mpeg4_multicast", p.MULTICAST[2]),
    *(_alarm_action(f"alarm_action_{n}", n) for n in range(1, 6)),
    _alarm_action("periodic_ftp", 6),
    _setting("ntp", p.NTP),
    _setting("vsip", p.VSIP),
    _setting("amx", p.AMX),
)


class VnSwitch(VnEntity, SwitchEntity):
    """A switch of a camera."""

    entity_description: VnSwitchDescription

    @property
    @override
    def is_on(self) -> bool | None:
        return self.coordinator.data.get(self.entity_description.parameter)

    @override
    def get_initial_entity_options(self) -> er.EntityOptionsType | None:
        return HIDDEN_FROM_ASSIST if self.entity_description.turns else None

    @translate_errors
    @override
    async def async_turn_on(self, /, **kwargs: Any) -> None:
        description = self.entity_description
        if description.alarm_action:
            await alarm_actions.turn_on(self.coordinator, description.alarm_action)
        else:
            await self.coordinator.writer.set(description.parameter, True)

    @translate_errors
    @override
    async def async_turn_off(self, /, **kwargs: Any) -> None:
        await self.coordinator.writer.set(self.entity_description.parameter, False)


async_setup_entry = platform_setup(VnSwitch, SWITCHES, offered=writable)
