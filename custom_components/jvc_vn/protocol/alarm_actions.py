"""Reads an alarm action as a whole, and changes parts of it (guide, 6.4)."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from . import parameters as p
from .alarm_action_grammar import Fields, actions, triggers
from .all_or_nothing import Values, set_all
from .camera import Camera
from .errors import Expected, InvalidValueError
from .formats import Window
from .owed import Ledger
from .parameters import Parameter

_FILTER_PARTS = ("enabled", "from", "to", "type")


async def read_alarm_action(camera: Camera, number: int) -> Fields:
    """Read an action, 1-6, as `write_alarm_action` takes it.

    Raises:
        VnError: the action could not be read; filters that could not be read are
            left out.
    """
    return _describe(number, await _read(camera, number))


async def read_plan(camera: Camera, number: int) -> Fields:
    """Read only what sets an action off, and what it does.

    Raises:
        VnError: one of them could not be read.
    """
    trigger, perform = p.EVENT_TRIGGER[number], p.EVENT_ACTION[number]
    told = await _read_all(camera, (trigger, perform))
    return {
        "trigger": triggers(number).parse(told[trigger]),
        "perform": actions(number).parse(told[perform]),
    }


async def write_alarm_action(
    camera: Camera,
    number: int,
    wanted: Mapping[str, Any],
    *,
    check: Callable[[Fields], Awaitable[None]] | None = None,
    ledger: Ledger | None = None,
) -> Fields:
    """Change parts of an action, 1-6, and put them into effect.

    Returns the action as the camera has it afterwards. Parts that are not named stay;
    values that are the same already are not written. If one of the changes fails, the
    others are taken back.

    Args:
        camera: whose action.
        number: of the action.
        wanted: what shall be another.
        check: looks at the action as it is going to be, before anything is written.
        ledger: keeps the way back while it is written.

    Raises:
        InvalidValueError: nothing was sent.
        VnError: the camera did not do it.
    """
    changes = _changes(number, wanted)
    enabled = p.EVENT[number]
    on = wanted.get("enabled")
    if on is not None:
        enabled.codec.write("enabled", on)
    present = await _read(camera, number)
    if check:
        await check(_describe(number, present | changes))
    held = _as_written(number, present)
    staged = {
        parameter: value
        for parameter, value in changes.items()
        if held.get(parameter) != value
    }
    if staged:
        what = f"alarm_action_{number}"
        await set_all(camera, staged, held, what=what, ledger=ledger)
        await camera.command(enabled, "restart")
    if on is None:
        on = present[enabled]
    # "By on after restart the action starts working with the changed settings."
    if on is not present[enabled] or (staged and on):
        await camera.set(enabled, on)
    # The camera has the last word.
    now = await camera.get_many((enabled, *staged))
    return _describe(number, present | now.values)


async def _read(camera: Camera, number: int) -> Values:
    needed = (p.EVENT[number], p.EVENT_TRIGGER[number], p.EVENT_ACTION[number])
    filters = (
        parameter[number]
        for day in p.DAYS
        for parameter in (
            p.EVENT_FILTER[day],
            p.EVENT_FILTER_TIME[day],
            p.EVENT_FILTER_TYPE[day],
        )
    )
    return await _read_all(camera, needed, filters)


async def _read_all(
    camera: Camera,
    needed: Iterable[Parameter[Any]],
    others: Iterable[Parameter[Any]] = (),
) -> Values:
    """Read these; VnError if one that is needed is missing."""
    readings = await camera.get_many((*needed, *others))
    for parameter in needed:
        if parameter not in readings.values:
            raise readings.refused.get(parameter) or readings.unreadable[parameter]
    return readings.values


def _as_written(number: int, values: Values) -> Values:
    """Return values as they have to be sent: the camera returns texts decoded."""
    trigger, action = p.EVENT_TRIGGER[number], p.EVENT_ACTION[number]
    return values | {
        trigger: triggers(number).again(values[trigger]),
        action: actions(number).again(values[action]),
    }


def _describe(number: int, values: Values) -> Fields:
    return {
        "enabled": values[p.EVENT[number]],
        "trigger": triggers(number).parse(values[p.EVENT_TRIGGER[number]]),
        "perform": actions(number).parse(values[p.EVENT_ACTION[number]]),
        "filters": {
            day: parts for day in p.DAYS if (parts := _filter(number, day, values))
        },
    }


def _filter(number: int, day: str, values: Values) -> Fields:
    start, end = values.get(p.EVENT_FILTER_TIME[day][number], (None, None))
    parts = {
        "enabled": values.get(p.EVENT_FILTER[day][number]),
        "from": _spell(start),
        "to": _spell(end),
        "type": values.get(p.EVENT_FILTER_TYPE[day][number]),
    }
    return {part: value for part, value in parts.items() if value is not None}


def _spell(digits: str | None) -> str | None:
    return digits and f"{digits[:2]}:{digits[2:4]}:{digits[4:]}"


def _changes(number: int, wanted: Mapping[str, Any]) -> Values:
    """Return the values to write that take effect with a restart of the action."""
    # The action comes first: it is activated by setting its trigger.
    changes: Values = {}
    if "perform" in wanted:
        text = actions(number).format("perform", wanted["perform"])
        changes[p.EVENT_ACTION[number]] = text
    if "trigger" in wanted:
        text = triggers(number).format("trigger", wanted["trigger"])
        changes[p.EVENT_TRIGGER[number]] = text
    if wanted.get("filters") is not None:
        for day, given in _checked("filters", wanted["filters"], p.DAYS).items():
            parts = _checked(f"filters.{day}", given, _FILTER_PARTS)
            changes |= _filter_changes(number, day, parts)
    return changes


def _filter_changes(number: int, day: str, parts: Fields) -> Values:
    where = f"filters.{day}"
    changes: Values = {}
    if "from" in parts or "to" in parts:
        window = _window(f"{where}.from, to", parts.get("from"), parts.get("to"))
        changes[p.EVENT_FILTER_TIME[day][number]] = window
    if "type" in parts:
        kind = p.EVENT_FILTER_TYPE[day][number]
        kind.codec.write(f"{where}.type", parts["type"])
        changes[kind] = parts["type"]
    if "enabled" in parts:
        on = p.EVENT_FILTER[day][number]
        on.codec.write(f"{where}.enabled", parts["enabled"])
        changes[on] = parts["enabled"]
    return changes


def _checked(where: str, given: object, names: tuple[str, ...]) -> Fields:
    """Return the fields of a mapping; InvalidValueError if it has others."""
    expected = Expected("fields", names=", ".join(names))
    if not isinstance(given, Mapping):
        raise InvalidValueError(where, given, expected)
    for name in given:
        if name not in names:
            raise InvalidValueError(where, name, expected)
    return dict(given)


def _window(where: str, start: object, end: object) -> tuple[str, str]:
    codec = Window()
    window = (_digits(start), _digits(end))
    try:
        codec.encode(window)
    except ValueError:
        given = f"{start}, {end}"
        raise InvalidValueError(where, given, codec.expected) from None
    return window


def _digits(text: object) -> str:
    """Turn `HH:MM:SS` or `HH:MM` into digits, anything else into an empty text."""
    clock = re.fullmatch(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?", str(text))
    return f"{clock[1]}{clock[2]}{clock[3] or '00'}" if clock else ""
