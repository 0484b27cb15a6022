"""Parameters that an action reads and writes together, under names of its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..coordinator import VnCoordinator
from ..protocol.codecs import Codec
from ..protocol.errors import Expected, InvalidValueError
from ..protocol.parameters import NOBODY, Parameter

type Values = dict[str, Any]
"""Name of a field → value, as a person writes it."""


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True)
class Field:
    """A field of an action, and the parameter behind it.

    Attributes:
        parameter: what it sets.
        form: checks what a person gives; the parameter's own form if none is given.
        told: turns the parameter's value into the person's.
        meant: the way back.
    """

    parameter: Parameter[Any]
    form: Codec[Any] | None = None
    told: Callable[[Any], Any] = _same
    meant: Callable[[Any], Any] = _same

    def check(self, name: str, value: Any) -> None:
        """Refuse what the camera would not take, in the name of the field.

        Raises:
            InvalidValueError: nothing was sent.
        """
        (self.form or self.parameter.codec).write(name, value)


type Group = Mapping[str, Field]


def check(group: Group, wanted: Values) -> None:
    """Refuse values that the camera would not take, and none at all.

    Raises:
        InvalidValueError: nothing was sent.
    """
    if not wanted:
        raise InvalidValueError(", ".join(group), "", Expected("some"))
    for name, value in wanted.items():
        group[name].check(name, value)


async def read(coordinator: VnCoordinator, group: Group) -> Values:
    """Return what the camera has, by the names of a group.

    What has to wait for a restart counts as what the camera has. What this camera
    lacks, or does not tell to this login, is left out.

    Raises:
        VnError: the camera tells nothing of it.
    """
    readable = [
        f.parameter for f in group.values() if coordinator.may_read(f.parameter)
    ]
    readings = await coordinator.camera.get_many(readable)
    if not readings.values and readings.refused:
        raise next(iter(readings.refused.values()))
    coordinator.reader.take(readings.values)
    values = readings.values | coordinator.staged.values
    return {
        name: field.told(values[field.parameter])
        for name, field in group.items()
        if field.parameter in values
    }


async def write(
    coordinator: VnCoordinator, what: str, group: Group, wanted: Values, held: Values
) -> None:
    """Write what is wanted and not so already: all of it, or nothing.

    Passwords come last: nobody can read the old one and write it back.

    Raises:
        VnError: the camera did not take one; it has the others as before.
    """
    coordinator.require_running()
    names = [n for n in wanted if n not in held or held[n] != wanted[n]]
    names.sort(key=lambda name: group[name].parameter.readers == NOBODY)
    changes = {group[n].parameter: group[n].meant(wanted[n]) for n in names}
    before = {group[n].parameter: group[n].meant(held[n]) for n in names if n in held}
    for parameter, value in changes.items():
        parameter.encode(value)
    writing = coordinator.writer.set_together(f"group_{what}", changes, before)
    await coordinator.async_run(writing, what)
