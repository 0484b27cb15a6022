"""The table of actions: their names, fields, and the functions that do them.

All target the camera entity. Here only the names of fields are checked. Ranges are
checked in the protocol layer, whose errors are translated and name the camera.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import voluptuous as vol
from homeassistant.const import Platform
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_platform_entity_service
from homeassistant.helpers.typing import VolDictType

from .actions import (
    alarm_actions,
    areas_and_masks,
    files,
    maintenance,
    network,
    outputs,
    parameters,
    presets,
    programs,
    ptz,
    recordings,
    servers,
    streaming,
)
from .const import DOMAIN
from .coordinator import VnCoordinator
from .protocol.ptz import AXES

DEFAULT_DURATION = 1.0
"""Seconds that a move lasts by default."""

ALWAYS, SOMETIMES = SupportsResponse.ONLY, SupportsResponse.OPTIONAL


@dataclass(frozen=True, kw_only=True)
class Action:
    """A row of the table.

    Attributes:
        name: it is called as `jvc_vn.NAME`.
        run: does it; called with the camera's coordinator and the fields as keywords.
        fields: the schema of its fields; others are refused.
        check: checks the data before the fields are, and may change it.
        answers: whether it returns a response: never, always, or if asked for one.
        admin_only: it is for administrators of Home Assistant.
        asks_who: `run` gets the context of the call, as `context`.
    """

    name: str
    run: Callable[..., Awaitable[ServiceResponse]]
    fields: VolDictType = field(default_factory=dict)
    check: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    answers: SupportsResponse = SupportsResponse.NONE
    admin_only: bool = False
    asks_who: bool = False


def _fields(
    *required: str, optional: tuple[str, ...] = (), **defaults: Any
) -> VolDictType:
    """Return a schema of these fields with any values."""
    keys = (
        *map(vol.Required, required),
        *map(vol.Optional, optional),
        *(vol.Optional(name, default=value) for name, value in defaults.items()),
    )
    return dict.fromkeys(keys, object)


def _one_goal(data: dict[str, Any]) -> dict[str, Any]:
    """Refuse data that names a preset and a position."""
    if "preset" in data and not data.keys().isdisjoint(("pan", "tilt", "zoom")):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="preset_and_position"
        )
    return data


def _as_read(data: dict[str, Any]) -> dict[str, Any]:
    """Leave out which mask is edited: it is told with the masks, and not set."""
    return {name: value for name, value in data.items() if name != "edited"}


_FILE: VolDictType = {
    vol.Required("filename"): cv.template,
    vol.Optional("overwrite", default=False): cv.boolean,
}

_RECORDINGS: VolDictType = {
    vol.Optional("start"): cv.datetime,
    vol.Optional("end"): cv.datetime,
    vol.Optional("causes"): vol.All(cv.ensure_list, [cv.string]),
}

ACTIONS = (
    # Turning
    Action(
        name="ptz_move",
        run=ptz.ptz_move,
        fields=_fields(optional=tuple(AXES), duration=DEFAULT_DURATION),
    ),
    Action(name="ptz_stop", run=ptz.ptz_stop),
    Action(
        name="ptz_step", run=ptz.ptz_step, fields=_fields(optional=tuple(ptz.POSITION))
    ),
    Action(
        name="ptz_goto",
        run=ptz.ptz_goto,
        fields=_fields(optional=(*ptz.POSITION, "focus"), wait=False),
        check=_one_goal,
        answers=SOMETIMES,
    ),
    Action(name="center_on", run=ptz.center_on, fields=_fields("x", "y")),
    Action(
        name="track_target",
        run=ptz.track_target,
        fields=_fields("x", "y", optional=("color", "dead_zone", "threshold")),
        answers=SOMETIMES,
    ),
    Action(
        name="set_pan_limit",
        run=ptz.set_pan_limit,
        fields=_fields(optional=tuple(ptz.PAN_LIMITS)),
        answers=SOMETIMES,
    ),
    # Presets
    Action(name="list_presets", run=presets.list_presets, answers=ALWAYS),
    Action(
        name="goto_preset",
        run=presets.goto_preset,
        fields={vol.Required("preset"): cv.string, **_fields(wait=False)},
        check=_one_goal,
        answers=SOMETIMES,
    ),
    Action(
        name="save_preset",
        run=presets.save_preset,
        fields=_fields("preset", optional=("title",)),
        answers=SOMETIMES,
    ),
    Action(
        name="rename_preset",
        run=presets.rename_preset,
        fields=_fields("preset", "title"),
        answers=SOMETIMES,
    ),
    Action(
        name="set_preset_aliases",
        run=presets.set_preset_aliases,
        fields=_fields("preset", "aliases"),
        answers=SOMETIMES,
    ),
    Action(
        name="clear_preset",
        run=presets.clear_preset,
        fields=_fields("preset"),
        answers=SOMETIMES,
    ),
    # Programs
    Action(name="record_trace", run=programs.record_trace, fields=_fields("state")),
    Action(
        name="set_auto_pan",
        run=programs.set_auto_pan,
        fields=_fields(optional=("start", "end", "direction", "speed")),
    ),
    Action(
        name="get_patrol",
        run=programs.get_patrol,
        fields=_fields("patrol"),
        answers=ALWAYS,
    ),
    Action(
        name="set_patrol",
        run=programs.set_patrol,
        fields=_fields("patrol", "steps", allow_unregistered=False),
        answers=SOMETIMES,
    ),
    # Outputs, areas, masks, alarm actions
    Action(
        name="pulse_output",
        run=outputs.pulse_output,
        fields=_fields("output", "duration"),
    ),
    Action(
        name="get_motion_area",
        run=areas_and_masks.get_motion_area,
        fields=_fields(area="motion"),
        answers=ALWAYS,
    ),
    Action(
        name="set_motion_area",
        run=areas_and_masks.set_motion_area,
        fields=_fields("rows", area="motion"),
        answers=SOMETIMES,
    ),
    Action(
        name="edit_privacy_mask",
        run=areas_and_masks.edit_privacy_mask,
        fields=_fields("area", "edit"),
    ),
    Action(
        name="get_privacy_masks", run=areas_and_masks.get_privacy_masks, answers=ALWAYS
    ),
    Action(
        name="set_privacy_masks",
        run=areas_and_masks.set_privacy_masks,
        fields=_fields(optional=("enabled", "color", "masks")),
        check=_as_read,
        answers=SOMETIMES,
    ),
    Action(
        name="get_alarm_actions", run=alarm_actions.get_alarm_actions, answers=ALWAYS
    ),
    Action(
        name="get_alarm_action",
        run=alarm_actions.get_alarm_action,
        fields=_fields("action"),
        answers=ALWAYS,
    ),
    Action(
        name="set_alarm_action",
        run=alarm_actions.set_alarm_action,
        fields=_fields("action", optional=("enabled", "trigger", "perform", "filters")),
        answers=SOMETIMES,
    ),
    # Where alarms are sent
    Action(name="get_mail_server", run=servers.get_mail_server, answers=ALWAYS),
    Action(
        name="set_mail_server",
        run=servers.set_mail_server,
        fields=_fields(optional=tuple(servers.MAIL), test=True),
        answers=SOMETIMES,
        admin_only=True,
    ),
    Action(name="get_ftp_server", run=servers.get_ftp_server, answers=ALWAYS),
    Action(
        name="set_ftp_server",
        run=servers.set_ftp_server,
        fields=_fields(optional=tuple(servers.FTP_SERVER), test=True),
        answers=SOMETIMES,
        admin_only=True,
    ),
    # The network
    Action(name="get_network", run=network.get_network, answers=ALWAYS),
    Action(
        name="set_network",
        run=network.set_network,
        fields=_fields(optional=tuple(network.NETWORK), apply=False),
        answers=SOMETIMES,
        admin_only=True,
    ),
    Action(
        name="set_http_port",
        run=network.set_http_port,
        fields=_fields("port"),
        answers=SOMETIMES,
        admin_only=True,
    ),
    # Who sees the video
    Action(name="get_access_list", run=streaming.get_access_list, answers=ALWAYS),
    Action(
        name="set_access_list",
        run=streaming.set_access_list,
        fields=_fields(optional=("logic", "hosts"), confirm=False),
        answers=SOMETIMES,
        admin_only=True,
    ),
    Action(
        name="set_multicast",
        run=streaming.set_multicast,
        fields=_fields("stream", optional=tuple(streaming.MULTICAST["jpeg"])),
        answers=SOMETIMES,
        admin_only=True,
    ),
    # Files
    Action(
        name="save_clip",
        run=files.save_clip,
        fields=_FILE | _fields(before=10, after=10),
        answers=SOMETIMES,
    ),
    Action(
        name="record_original",
        run=files.record_original,
        fields=_FILE | _fields(duration=30),
        answers=SOMETIMES,
    ),
    Action(
        name="list_recordings",
        run=recordings.list_recordings,
        fields=_RECORDINGS,
        answers=ALWAYS,
    ),
    Action(
        name="delete_recordings",
        run=recordings.delete_recordings,
        fields=_RECORDINGS,
        answers=SOMETIMES,
        admin_only=True,
    ),
    # The camera itself
    Action(name="get_log", run=maintenance.get_log, answers=ALWAYS, admin_only=True),
    Action(name="get_sessions", run=maintenance.get_sessions, answers=ALWAYS),
    Action(
        name="get_parameters",
        run=parameters.get_parameters,
        fields={vol.Required("parameters"): vol.All(cv.ensure_list, [cv.string])},
        answers=ALWAYS,
        asks_who=True,
    ),
    Action(
        name="set_parameter",
        run=parameters.set_parameter,
        fields={
            vol.Required("parameter"): cv.string,
            vol.Required("value"): cv.string,
            vol.Optional("apply", default=False): cv.boolean,
            vol.Optional("confirm", default=False): cv.boolean,
        },
        answers=SOMETIMES,
        admin_only=True,
    ),
    Action(
        name="set_password",
        run=maintenance.set_password,
        fields=_fields("user", "password"),
        admin_only=True,
    ),
    Action(
        name="factory_reset",
        run=maintenance.factory_reset,
        fields=_fields("confirm"),
        admin_only=True,
    ),
)


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for action in ACTIONS:
        schema: Any = action.fields
        if action.check:
            schema = vol.All(action.check, cv.make_entity_service_schema(action.fields))
        async_register_platform_entity_service(
            hass,
            DOMAIN,
            action.name,
            admin_only=action.admin_only,
            entity_domain=Platform.CAMERA,
            schema=schema,
            func=_handler(action),
            supports_response=action.answers,
        )


class _CameraEntity(Protocol):
    """What the handler needs of the camera entity."""

    coordinator: VnCoordinator


def _handler(
    action: Action,
) -> Callable[[_CameraEntity, ServiceCall], Awaitable[ServiceResponse]]:
    async def handle(entity: _CameraEntity, call: ServiceCall) -> ServiceResponse:
        """Call the action's function with the fields of the call."""
        fields = {
            name: value
            for name, value in call.data.items()
            if name not in cv.ENTITY_SERVICE_FIELDS
        }
        if action.asks_who:
            fields["context"] = call.context
        with entity.coordinator.translated_errors():
            return await action.run(entity.coordinator, **fields)

    return handle
