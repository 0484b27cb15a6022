"""Setting levers and forms by name, for the command line and the control page."""

import types
import typing
from collections.abc import Iterator
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from .faults import Refusal

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WORDS = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False}


def put(target: DataclassInstance, name: str, text: str) -> None:
    """Set a field from text; ValueError says what is wrong with either."""
    hints = typing.get_type_hints(type(target))
    if name not in dict(settable(target)):
        raise ValueError(f"there is no {name}")
    try:
        value = _parse(hints[name], text)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    setattr(target, name, value)


def put_pair(target: DataclassInstance, pair: str) -> None:
    """Set a field from NAME=VALUE."""
    name, _, text = pair.partition("=")
    put(target, name, text)


def settable(target: DataclassInstance) -> Iterator[tuple[str, str]]:
    """List the names of what text can set, with the present values."""
    for field in fields(target):
        value = getattr(target, field.name)
        if not isinstance(value, dict | list):
            yield field.name, _print(value)


def refusal(text: str) -> Refusal:
    """Read PATTERN, PATTERN:5 (times) or PATTERN:2.5s (seconds)."""
    pattern, colon, limit = text.rpartition(":")
    if not colon:
        return Refusal(text)
    if limit.endswith("s"):
        return Refusal(pattern, seconds=float(limit[:-1]))
    return Refusal(pattern, times=int(limit))


def _print(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    return "none" if value is None else str(value)


def _parse(hint: Any, text: str) -> object:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        # No path of the control page ends in nothing.
        text = "" if text == "none" and "" in arguments else text
        if text not in arguments:
            raise ValueError(f"{text} is none of {', '.join(arguments)}")
        return text
    if origin in (typing.Union, types.UnionType):
        (real,) = (one for one in arguments if one is not type(None))
        return None if text == "none" else _parse(real, text)
    if origin is frozenset:
        return frozenset(text.split(",")) if text else frozenset()
    if hint is bool:
        if text not in WORDS:
            raise ValueError(f"{text} is neither on nor off")
        return WORDS[text]
    return hint(text)
