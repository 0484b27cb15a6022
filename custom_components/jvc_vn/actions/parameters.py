"""Actions that read and write any key of the maker's guide."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import unquote

from homeassistant.core import Context, ServiceResponse
from homeassistant.exceptions import ServiceValidationError

from ..coordinator import VnCoordinator
from ..protocol import parameters as p
from ..protocol.alarm_action_grammar import OTHER, actions, triggers
from ..protocol.errors import (
    Expected,
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
)
from ..protocol.parameters import Parameter
from ..protocol.ptz import AIMS, MOTORS
from .areas_and_masks import MASK_EDITS, edit_privacy_mask
from .base import require_administrator, restart_for_changes
from .maintenance import set_password
from .programs import record_trace
from .streaming import require_video

SHORT_MOVE = 1.0
"""Seconds that a motor runs which was started by its key."""

_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_USERS = {parameter.key: user for user, parameter in p.PASSWORD.items()}
_MASKS = {q.key: area for area, q in enumerate(p.PRIVACY_MASK_AREA, 1)}
_EDITS = {word: edit for edit, word in MASK_EDITS.items()}
_PRESETS = {
    q.key: number
    for family in (p.PRESET_REGISTERED, p.PRESET_TITLE)
    for number, q in zip(p.PRESETS, family, strict=True)
}
_GRAMMARS = {
    q.key: grammar(number)
    for family, grammar in ((p.EVENT_ACTION, actions), (p.EVENT_TRIGGER, triggers))
    for number, q in zip(p.EVENTS, family, strict=True)
}
_ACCESS = {q.key: q for q in (p.ACCESS_LOGIC, *p.ACCESS_HOST)}
_PRINTED = {
    printed: parameter.key
    for parameter in p.PARAMETERS.values()
    for printed in parameter.printed
}

type _Way = Callable[[], Awaitable[object]]


async def get_parameters(
    coordinator: VnCoordinator, parameters: list[str], *, context: Context
) -> ServiceResponse:
    """Read keys of the guide; return a value or the camera's error for each."""
    if p.LOG.key in map(str.lower, parameters):
        # As for `get_log`.
        await require_administrator(coordinator.hass, context)
    values: dict[str, Any] = {}
    errors: dict[str, Any] = {}
    for key in dict.fromkeys(parameters):
        try:
            reply = await coordinator.camera.get_raw(key)
        except RefusedError as err:
            errors[key] = f"{err.code} {err.reason}"
        except InvalidResponseError as err:
            errors[key] = str(err)
        else:
            values[key] = "\n".join((reply.value or "", *reply.lines)).strip()
    return {"values": values, "errors": errors}


async def set_parameter(
    coordinator: VnCoordinator,
    parameter: str,
    value: str,
    *,
    apply: bool,
    confirm: bool,
) -> ServiceResponse:
    """Write a key of the guide, as safely as by the action or entity for it.

    Returns what the camera says, and what the change still needs. That is sent as
    for every change, or at once with `apply`.
    """
    key = _PRINTED.get(parameter, parameter)
    known = p.PARAMETERS.get(key)
    text = _meant(known, value)
    if known:
        _check(known, text)
    coordinator.require_role(known.writers if known else p.OPERATORS)
    if way := _safe_way(coordinator, key, text):
        await way()
        return {"reply": "200 OK", "needs": None}
    if not confirm:
        await _require_harmless(coordinator, key, text)
    if key in AIMS:
        # A move of ours would go on in the new direction.
        await coordinator.ptz.call_off_move()
    reply, needed = await coordinator.writer.raw(key, text)
    if needed and apply:
        await _apply(coordinator, needed.reboots)
        needed = needed if needed in coordinator.pending_saves.pending else None
    if key in _PRESETS:
        await coordinator.presets.reread(coordinator.camera, _PRESETS[key])
    await coordinator.async_request_refresh()
    said = f"{reply.code} {reply.reason}".strip()
    return {"reply": said, "needs": str(needed) if needed else None}


def _meant(parameter: Parameter[Any] | None, value: str) -> str:
    """Take a value as a person writes it, or as the guide spells it.

    `%2F`, `%20` and `%00` are what the guide prints for `/`, a blank and nothing. A
    text with a grammar of its own is sent with its escapes, all others without: they
    get them on their way.
    """
    if value == "%00":
        return ""
    if parameter and "%" in parameter.codec.safe:
        return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", value)
    return unquote(value) if _ESCAPE.search(value) else value


def _check(parameter: Parameter[Any], text: str) -> None:
    """Refuse a value that the guide does not have; InvalidValueError."""
    parameter.check_text("value", text)
    grammar = _GRAMMARS.get(parameter.key)
    fields = grammar.parse(unquote(text)) if grammar else None
    if grammar and fields and fields["type"] == OTHER:
        example = grammar.forms[0].sentence
        raise InvalidValueError("value", text, Expected("spelled", example=example))


def _safe_way(coordinator: VnCoordinator, key: str, text: str) -> _Way | None:
    """Return what does this with all that belongs to it, if something does."""
    if key in _USERS:
        return lambda: set_password(coordinator, _USERS[key], text)
    if key in MOTORS and text == "start":
        return lambda: coordinator.ptz.start(MOTORS[key].name, SHORT_MOVE)
    if key in MOTORS and text == "stop" and MOTORS[key].name in coordinator.ptz.running:
        return coordinator.ptz.stop
    if key == p.TRACE_RECORDING.key and text in {"start", "stop"}:
        return lambda: record_trace(coordinator, text)
    if key in _MASKS and text in _EDITS:
        return lambda: edit_privacy_mask(coordinator, _MASKS[key], _EDITS[text])
    if (key, text) == (p.PRESET.key, "restore"):
        return coordinator.async_restore_settings
    return None


async def _require_harmless(coordinator: VnCoordinator, key: str, text: str) -> None:
    """Refuse what would lock us out, or delete everything, unless it is confirmed."""
    if (key, text) == (p.SYSTEM_COMMAND.key, "initialize"):
        raise coordinator.error(ServiceValidationError, "confirm_reset")
    if parameter := _ACCESS.get(key):
        await require_video(coordinator, {parameter: text})


async def _apply(coordinator: VnCoordinator, reboots: bool) -> None:
    """Send what changes still need now, a restart too."""
    if reboots and (call := coordinator.staged.call):
        await restart_for_changes(coordinator, call)
    else:
        await coordinator.pending_saves.flush()
