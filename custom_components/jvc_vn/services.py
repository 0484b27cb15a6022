"""The actions; all target the camera entity."""

from collections.abc import Callable
from typing import Any

import voluptuous as vol
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, SupportsResponse, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_platform_entity_service
from homeassistant.helpers.typing import VolDictType, VolSchemaType

from .const import DOMAIN
from .protocol.ptz import AXES

DEFAULT_DURATION = 1.0
"""Seconds that a move lasts when nothing else is said."""

# Ranges are checked where they are known, in the protocol layer, whose errors
# are translated and name the camera; here only the kind of value is.
_SAVE_CLIP: VolDictType = {
    vol.Required("filename"): cv.template,
    vol.Optional("before", default=10): object,
    vol.Optional("after", default=10): object,
}


def _fields(*required: str, optional: tuple[str, ...] = ()) -> VolDictType:
    """Take these fields, whatever their values are, and no others."""
    return {
        **{vol.Required(name): object for name in required},
        **{vol.Optional(name): object for name in optional},
    }


def _register_ptz(register: Callable[..., None], wait: VolDictType) -> None:
    register("ptz_step", _fields(optional=("pan", "tilt", "zoom")))
    register(
        "ptz_goto",
        _one_goal({**_fields(optional=("pan", "tilt", "zoom", "focus")), **wait}),
        SupportsResponse.OPTIONAL,
    )
    register("list_presets", {}, SupportsResponse.ONLY)
    register(
        "save_preset",
        _fields("preset", optional=("title",)),
        SupportsResponse.OPTIONAL,
    )
    register("rename_preset", _fields("preset", "title"), SupportsResponse.OPTIONAL)
    register("clear_preset", _fields("preset"), SupportsResponse.OPTIONAL)
    register("center_on", _fields("x", "y"))
    register("track_target", _fields("x", "y", optional=("color",)))
    register("record_trace", _fields("state"))
    register("set_auto_pan", _fields(optional=("start", "end", "direction", "speed")))
    register("get_patrol", _fields("patrol"), SupportsResponse.ONLY)
    register("set_patrol", _fields("patrol", "steps"), SupportsResponse.OPTIONAL)


def _preset_or_position(data: dict[str, Any]) -> dict[str, Any]:
    """Refuse what names two goals; anything else is for the schema."""
    if "preset" in data and not data.keys().isdisjoint(("pan", "tilt", "zoom")):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="preset_and_position"
        )
    return data


def _one_goal(schema: VolDictType) -> VolSchemaType:
    return vol.All(_preset_or_position, cv.make_entity_service_schema(schema))


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""

    def register(
        name: str,
        schema: VolDictType | VolSchemaType,
        response: SupportsResponse = SupportsResponse.NONE,
        *,
        admin_only: bool = False,
    ) -> None:
        async_register_platform_entity_service(
            hass,
            DOMAIN,
            name,
            admin_only=admin_only,
            entity_domain=Platform.CAMERA,
            schema=schema,
            func=f"async_{name}",
            supports_response=response,
        )

    wait: VolDictType = {vol.Optional("wait", default=False): object}
    register(
        "goto_preset",
        _one_goal({vol.Required("preset"): cv.string, **wait}),
        SupportsResponse.OPTIONAL,
    )
    register("save_clip", _SAVE_CLIP, SupportsResponse.OPTIONAL)
    duration: VolDictType = {vol.Optional("duration", default=DEFAULT_DURATION): object}
    register("ptz_move", {**_fields(optional=tuple(AXES)), **duration})
    register("ptz_stop", {})
    _register_ptz(register, wait)
    register(
        "get_parameters",
        {vol.Required("parameters"): vol.All(cv.ensure_list, [cv.string])},
        SupportsResponse.ONLY,
    )
    register(
        "set_parameter",
        {
            vol.Required("parameter"): cv.string,
            vol.Required("value"): cv.string,
            vol.Optional("apply", default=False): cv.boolean,
        },
        SupportsResponse.OPTIONAL,
        admin_only=True,
    )
    register("pulse_output", _fields("output", "duration"))
    area: VolDictType = {vol.Optional("area", default="motion"): object}
    register("get_motion_area", area, SupportsResponse.ONLY)
    register("set_motion_area", {**_fields("rows"), **area}, SupportsResponse.OPTIONAL)
    register("edit_privacy_mask", _fields("area", "edit"))
    register("get_alarm_action", _fields("action"), SupportsResponse.ONLY)
    register(
        "set_alarm_action",
        _fields("action", optional=("enabled", "trigger", "perform", "filters")),
        SupportsResponse.OPTIONAL,
    )
    register(
        "record_original",
        {
            vol.Required("filename"): cv.template,
            vol.Optional("duration", default=30): object,
        },
        SupportsResponse.OPTIONAL,
    )
    register("get_log", {}, SupportsResponse.ONLY, admin_only=True)
    register("get_sessions", {}, SupportsResponse.ONLY)
    register("set_password", _fields("user", "password"), admin_only=True)
    register("factory_reset", _fields("confirm"), admin_only=True)
