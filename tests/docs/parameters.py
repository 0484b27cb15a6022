"""The table of all parameters: what reaches each, and who may."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from custom_components.jvc_vn import (
    binary_sensor,
    button,
    number,
    select,
    sensor,
    switch,
    text,
    time,
)
from custom_components.jvc_vn.actions import network, servers, streaming
from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.models import Role
from custom_components.jvc_vn.protocol.parameters import NOBODY, Parameter
from custom_components.jvc_vn.protocol.parameters.parameter import ALL_MODELS

_HEAD = """\
# Parameters of the camera

Every key of the maker's API guide, what reaches it in Home Assistant, and who may
read and write it (A administrator, O operator, U user of the camera). *Lasts by* is
what the camera needs so that a changed value survives a restart; the integration
sends it by itself a few seconds after the last change, except what restarts the
camera: that is asked for as a repair. All of them can be reached by
`jvc_vn.get_parameters` and `jvc_vn.set_parameter` as well; nothing has to be, but the
second threshold of intelligent tracking, whose key is lost.

Made from the code by `scripts/docs`; a test fails when it is out of date.

| Key | Reached by | Value | Read | Write | Lasts by | Models |
|---|---|---|---|---|---|---|
"""

_PLATFORMS = {
    "binary_sensor": binary_sensor.BINARY_SENSORS,
    "button": button.BUTTONS,
    "number": number.NUMBERS,
    "select": select.SELECTS,
    "sensor": sensor.SENSORS,
    "switch": switch.SWITCHES,
    "text": text.TEXTS,
    "time": time.TIMES,
}


def _more() -> Iterator[tuple[Iterable[Parameter[Any]], tuple[str, ...]]]:
    """What entities without a description, and actions, reach."""
    yield p.INPUT, ("binary_sensor.input_1, input_2",)
    yield (p.PRESET,), ("select.preset", "save_preset")
    titles = ("list_presets", "save_preset", "rename_preset")
    yield p.PRESET_TITLE, ("select.preset", *titles)
    yield (
        p.PRESET_REGISTERED,
        ("select.preset", "goto_preset", *titles, "clear_preset"),
    )
    yield (p.MODEL, p.MAC), ("device",)
    for axis in ("pan", "tilt", "zoom", "focus"):
        name = axis.upper()
        yield (
            (
                getattr(p, f"{name}_RUNNING"),
                getattr(p, f"{name}_DIRECTION"),
                getattr(p, f"{name}_SPEED"),
            ),
            ("ptz_move", "ptz_stop"),
        )
    yield (p.IRIS_RUNNING, p.IRIS_DIRECTION), ("ptz_move", "ptz_stop")
    yield (p.PAN, p.TILT, p.ZOOM), ("ptz_step", "ptz_goto")
    yield (p.FOCUS,), ("ptz_goto",)
    yield (p.CLICK_ON_CENTER,), ("center_on",)
    yield (p.INTELLIGENT_TRACKING, p.TRACKING_TARGET), ("track_target",)
    yield (p.TRACKING_DEAD_ZONE, p.TRACKING_THRESHOLD), ("track_target",)
    yield (p.PAN_LIMIT_LEFT, p.PAN_LIMIT_RIGHT), ("set_pan_limit",)
    yield (p.AUTO_TRACE_IMAGE,), ("button.save_pan_trace_image",)
    yield (p.TRACE_RECORDING,), ("record_trace",)
    yield (p.AUTO_PAN_START, p.AUTO_PAN_END), ("set_auto_pan",)
    yield (p.AUTO_PAN_DIRECTION, p.AUTO_PAN_SPEED), ("set_auto_pan",)
    for family in (*p.PATROL_PRESET, *p.PATROL_SECONDS):
        yield family, ("get_patrol", "set_patrol")
    yield p.PATROL, ("set_patrol",)
    yield (*p.OUTPUT, *p.OUTPUT_DURATION), ("pulse_output",)
    yield (p.MOTION_AREA, p.TRACKING_AREA), ("get_motion_area", "set_motion_area")
    yield (
        (*p.PRIVACY_MASK_AREA, p.PRIVACY_MASK_WIDTH, p.PRIVACY_MASK_HEIGHT),
        ("edit_privacy_mask",),
    )
    masks = (p.PRIVACY_MASK, p.PRIVACY_MASK_COLOR, *p.PRIVACY_MASK_AREA)
    yield masks, ("get_privacy_masks", "set_privacy_masks")
    events = [p.EVENT, p.EVENT_ACTION, p.EVENT_TRIGGER]
    for filters in (p.EVENT_FILTER, p.EVENT_FILTER_TIME, p.EVENT_FILTER_TYPE):
        events.extend(filters.values())
    for family in events:
        yield family, ("get_alarm_actions", "get_alarm_action", "set_alarm_action")
    for group, what in ((servers.MAIL, "mail"), (servers.FTP_SERVER, "ftp")):
        for field in group.values():
            names = (f"get_{what}_server",) if field.parameter.readers else ()
            yield (field.parameter,), (*names, f"set_{what}_server")
    for field in network.NETWORK.values():
        yield (field.parameter,), ("get_network", "set_network")
    yield (p.NETWORK_COMMAND,), ("set_network",)
    told = (p.MAC, p.GATEWAY_IPV6, *p.IPV6_LINK_LOCAL, *p.IPV6_GLOBAL)
    yield told, ("get_network",)
    yield (p.HTTP_PORT,), ("get_network", "set_http_port")
    yield (p.HTTP_CONFIGURATION, p.HTTP_COMMAND), ("set_http_port",)
    lists = (p.ACCESS_LOGIC, *p.ACCESS_HOST)
    yield lists, ("get_access_list", "set_access_list")
    for group in streaming.MULTICAST.values():
        yield (field.parameter for field in group.values()), ("set_multicast",)
    yield (p.LOG,), ("get_log",)
    yield (p.SESSION,), ("get_sessions",)
    yield p.PASSWORD.values(), ("set_password",)
    yield (p.SYSTEM_COMMAND,), ("factory_reset",)
    yield p.ENCODING_COMMAND.values(), ("button.save_settings",)


def reached() -> dict[str, list[str]]:
    """Key → entities and actions."""
    ways: dict[str, list[str]] = {key: [] for key in p.PARAMETERS}
    for platform, descriptions in _PLATFORMS.items():
        for description in descriptions:
            shown = [description.parameter] if description.parameter else []
            for parameter in (*shown, *description.reads):
                ways[parameter.key].append(f"{platform}.{description.key}")
    for parameters, names in _more():
        for parameter in parameters:
            ways[parameter.key].extend(names)
    return ways


def _roles(roles: frozenset[Role]) -> str:
    return "".join(role[0].upper() for role in Role if role in roles) or "-"


def _pattern(key: str) -> str:
    """Fold members of a family: `pin(1)` and `pin(2)` are one row."""
    days = "|".join(p.DAYS)
    return re.sub(rf"\(({days})\)", "(day)", re.sub(r"\(\d+\)", "(n)", key))


def _numbered(names: list[str]) -> str:
    """Fold names that differ by a number, keeping their order."""
    folded = dict.fromkeys(re.sub(r"\d+", "n", name) for name in names)
    single = {re.sub(r"\d+", "n", name): name for name in names}
    count = {
        fold: sum(re.sub(r"\d+", "n", n) == fold for n in names) for fold in folded
    }
    return ", ".join(single[f] if count[f] == 1 else f for f in folded)


def _value(parameter: Parameter[Any]) -> str:
    commands = ", ".join(sorted(parameter.commands))
    if parameter.readers == NOBODY and commands:
        return f"commands {commands}"
    return f"{parameter.codec.expected}{f'; commands {commands}' if commands else ''}"


def table() -> str:
    """Return the whole page."""
    ways = reached()
    rows: dict[tuple[str, ...], list[str]] = {}
    for parameter in p.PARAMETERS.values():
        row = (
            _pattern(parameter.key),
            _value(parameter),
            _roles(parameter.readers),
            _roles(parameter.writers),
            parameter.saved_by.value,
            "all" if parameter.models == ALL_MODELS else str(parameter.models),
        )
        rows.setdefault(row, []).append(parameter.key)
    lines = []
    for (pattern, value, readers, writers, saved, models), keys in rows.items():
        names = list(dict.fromkeys(name for key in keys for name in ways[key]))
        key = pattern if len(keys) > 1 else keys[0]
        cells = (f"`{key}`", _numbered(names), value, readers, writers, saved, models)
        lines.append(
            "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        )
    return _HEAD + "\n".join(lines) + "\n"
