"""The button platform: steps, limits, one-push functions, saving, restarting."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.button import (
    ButtonDeviceClass,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory

from .coordinator import VnCoordinator
from .entity import VnDescription, VnEntity, platform_setup, translate_errors, writable
from .protocol import parameters as p
from .protocol.errors import RefusedError
from .protocol.parameters import Parameter
from .voice.commands import Direction, move

PARALLEL_UPDATES = 0

CHECK = "check_camera"


@dataclass(frozen=True, kw_only=True)
class VnButtonDescription(VnDescription, ButtonEntityDescription):
    """A button, the parameter that decides who may press it, and what it does."""

    parameter: Parameter[Any]
    press_fn: Callable[[VnCoordinator], Awaitable[object]]


def _command(
    key: str,
    parameter: Parameter[Any],
    word: str,
    *,
    enabled: bool = False,
    category: EntityCategory | None = None,
) -> VnButtonDescription:
    return VnButtonDescription(
        key=key,
        parameter=parameter,
        entity_category=category,
        entity_registry_enabled_default=enabled,
        press_fn=lambda coordinator: coordinator.writer.command(parameter, word),
    )


def _step(
    key: str, parameter: Parameter[float], direction: Direction
) -> VnButtonDescription:
    """Step by a part of the picture, as the same words said to Assist do."""
    return VnButtonDescription(
        key=key,
        parameter=parameter,
        entity_category=EntityCategory.CONFIG,
        press_fn=lambda coordinator: move(coordinator, direction),
    )


def _offered(
    coordinator: VnCoordinator, descriptions: Iterable[VnButtonDescription]
) -> list[VnButtonDescription]:
    """Offer what the login may do; a sister model can be checked, by whomever."""
    if coordinator.seen is None:
        return writable(coordinator, descriptions)
    return [d for d in descriptions if d.key == CHECK]


async def _save_image_for_programs(coordinator: VnCoordinator) -> None:
    """Keep iris, backlight and white balance for auto pan and auto trace."""
    try:
        await coordinator.writer.command(p.AUTO_PAN_IMAGE, "save")
    except RefusedError:
        # Two names for one store (guide, 6.2).
        await coordinator.writer.command(p.AUTO_TRACE_IMAGE, "save")


BUTTONS = (
    _command("home", p.PRESET_REGISTERED[0], "goto", enabled=True),
    _command(
        "autofocus", p.FOCUS, "op_auto", enabled=True, category=EntityCategory.CONFIG
    ),
    _command("white_balance_once", p.WHITE_BALANCE, "op_auto"),
    _command("auto_pan_start", p.AUTO_PAN, "goto_start"),
    _command("auto_pan_end", p.AUTO_PAN, "goto_end"),
    VnButtonDescription(
        key="save_pan_trace_image",
        parameter=p.AUTO_PAN_IMAGE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        press_fn=_save_image_for_programs,
    ),
    _command("auto_return_now", p.AUTO_RETURN, "start"),
    _command("auto_return_stop", p.AUTO_RETURN, "stop"),
    _command("left_limit", p.PAN_RUNNING, "goto_leftlimit"),
    _command("right_limit", p.PAN_RUNNING, "goto_rightlimit"),
    _step("ptz_left", p.PAN, Direction.LEFT),
    _step("ptz_right", p.PAN, Direction.RIGHT),
    _step("ptz_up", p.TILT, Direction.UP),
    _step("ptz_down", p.TILT, Direction.DOWN),
    _step("ptz_zoom_in", p.ZOOM, Direction.IN),
    _step("ptz_zoom_out", p.ZOOM, Direction.OUT),
    VnButtonDescription(
        key="ptz_stop",
        parameter=p.PAN_RUNNING,
        entity_category=EntityCategory.CONFIG,
        press_fn=lambda coordinator: coordinator.ptz.stop(),
    ),
    VnButtonDescription(
        key="refresh_presets",
        parameter=p.PRESET_REGISTERED[0],
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.async_refresh_presets(),
    ),
    VnButtonDescription(
        key=CHECK,
        parameter=p.PRESET,
        entity_category=EntityCategory.DIAGNOSTIC,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.async_check(),
    ),
    VnButtonDescription(
        key="save_settings",
        parameter=p.PRESET,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.async_save_settings(),
    ),
    VnButtonDescription(
        key="restore_settings",
        parameter=p.PRESET,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.async_restore_settings(),
    ),
    VnButtonDescription(
        key="sync_clock",
        parameter=p.DATE,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.async_sync_clock(),
    ),
    VnButtonDescription(
        key="restart",
        parameter=p.SYSTEM_COMMAND,
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        press_fn=lambda coordinator: coordinator.async_restart(),
    ),
)


class VnButton(VnEntity, ButtonEntity):
    """A button of a camera."""

    entity_description: VnButtonDescription

    @property
    @override
    def parameters(self) -> tuple[Parameter[Any], ...]:
        # A button shows nothing, but a doubtful feature has to be read once.
        parameter = self.entity_description.parameter
        return (parameter,) if parameter.models.doubtful and parameter.readers else ()

    @translate_errors
    @override
    async def async_press(self) -> None:
        await self.entity_description.press_fn(self.coordinator)


async_setup_entry = platform_setup(VnButton, BUTTONS, offered=_offered)
