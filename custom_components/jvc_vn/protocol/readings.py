"""Readings: what a round of reading brought, sorted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .errors import InvalidResponseError, RefusedError, UnreadableValueError
from .parameters import Parameter
from .reply import UNAUTHORIZED, Reply


@dataclass(slots=True)
class Readings:
    """What a round of reading brought."""

    values: dict[Parameter[Any], Any] = field(default_factory=dict)
    refused: dict[Parameter[Any], RefusedError] = field(default_factory=dict)
    unreadable: dict[Parameter[Any], InvalidResponseError] = field(default_factory=dict)
    garbled: InvalidResponseError | None = None
    """The last answer that was no reply at all."""

    @property
    def answered(self) -> bool:
        """The camera has said something in its own language."""
        spoilt = any(
            isinstance(err, UnreadableValueError) for err in self.unreadable.values()
        )
        return bool(self.values or self.refused or spoilt)

    @property
    def login_doubtful(self) -> bool:
        """A refusal may mean the login: the guide has one error for all (6)."""
        return any(err.code == UNAUTHORIZED for err in self.refused.values())

    def take(self, parameter: Parameter[Any], reply: Reply) -> None:
        """Sort a reply in."""
        try:
            reply.raise_for_error()
            self.values[parameter] = parameter.decode(reply.value or "")
        except RefusedError as err:
            self.refused[parameter] = err
        except InvalidResponseError as err:
            self.unreadable[parameter] = err


def among(by_key: Mapping[str, Reply], parameter: Parameter[Any]) -> Reply | None:
    """Find the reply to a parameter, also under a misprint of its key."""
    keys = (parameter.key, *parameter.misprints)
    return next((by_key[key] for key in keys if key in by_key), None)
