"""The types of the table: parameters, families of them, and who has them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypedDict, Unpack

from ..codecs import Codec
from ..errors import Expected, InvalidValueError
from ..models import Model, Role

type Version = tuple[int, int]


class Rhythm(Enum):
    """How often a value has to be read."""

    LIVE = "live"
    """Positions, what is running, outputs."""
    SETTING = "setting"
    """What a person sets on the camera's pages."""
    STATIC = "static"
    """What changes only with a reboot."""


class SavedBy(Enum):
    """What a written value needs to be kept over a restart (reference, 6.1a)."""

    NOW = "at once"
    ACTION = "nothing to save"
    CAMERA = "camera.status=save"
    ENCODING = "encode(n).status=save"
    EVENT = "application.event(n).status=restart"
    NETWORK = "network.interface.status=restart"
    DNS = "network.dns.status=restart"
    NTP = "network.ntp.status=restart"
    HTTP = "network.http(configuration).status=restart"
    VSIP = "network.vsip_server.status=restart"
    MULTICAST = "network.destination(n).status=save"
    PATROL = "camera.motion.auto_patrol(n).status=save"
    SYSTEM = "system.status=restart"
    PRESET = "with a preset"


ADMINISTRATORS = frozenset({Role.ADMIN})
OPERATORS = frozenset({Role.ADMIN, Role.OPERATOR})
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()


def parse_version(text: str | None) -> Version | None:
    """Parse a revision such as `V3-00`, None if it is written otherwise."""
    match = re.search(r"(\d+)[-.](\d+)", text or "")
    return (int(match[1]), int(match[2])) if match else None


@dataclass(frozen=True, kw_only=True)
class Models:
    """The models that have something, each from a firmware on.

    Attributes:
        since: model → the first firmware that has it; other models lack it.
        before: model → the first firmware that no longer has it.
        doubtful: the guide contradicts itself: the camera's answer decides.
    """

    since: Mapping[Model, Version]
    before: Mapping[Model, Version] = field(default_factory=dict)
    doubtful: bool = False

    def have(self, model: Model, version: Version | None) -> bool:
        """Return whether this camera has it; an unknown firmware counts as new."""
        first, last = self.since.get(model), self.before.get(model)
        if first is None:
            return False
        if version is None:
            return last is None
        return first <= version and (last is None or version < last)

    def __str__(self) -> str:
        """Write it as the table in the documentation does."""
        names = []
        for model in Model:
            if model in self.since:
                since, before = self.since[model], self.before.get(model)
                name = str(model)
                name += f" from V{since[0]}-{since[1]:02}" if since > (0, 0) else ""
                name += f" before V{before[0]}-{before[1]:02}" if before else ""
                names.append(name)
        return ", ".join(names)


# Written out: a model that is added owns nothing until a row says so.
ALL_MODELS = Models(since={Model.V685: (0, 0), Model.V686: (0, 0), Model.V686B: (0, 0)})


@dataclass(frozen=True, eq=False, kw_only=True)
class Parameter[T]:
    """One key of the guide.

    Attributes:
        key: the key as the guide documents it.
        codec: encodes and decodes its value.
        rhythm: how often it has to be read.
        readers: the logins that may read it.
        writers: the logins that may write it.
        commands: words that may be written to it but are never its value.
        relative: takes `+1.50` and `-1.50` as well.
        saved_by: what a written value needs to be kept over a restart.
        models: the cameras that have it.
        only: values that only some cameras have → which.
        misprints: other spellings of the key that the guide prints in replies.
        printed: other spellings under which the guide prints a request; asked where
            the camera refuses the key.
        turns: the written words that make the camera turn or zoom by itself; None
            where every value does.
    """

    key: str
    codec: Codec[T]
    rhythm: Rhythm = Rhythm.SETTING
    readers: frozenset[Role] = EVERYBODY
    writers: frozenset[Role] = OPERATORS
    commands: frozenset[str] = frozenset()
    relative: bool = False
    saved_by: SavedBy = SavedBy.NOW
    models: Models = ALL_MODELS
    only: Mapping[str, Models] = field(default_factory=dict)
    misprints: frozenset[str] = frozenset()
    printed: tuple[str, ...] = ()
    turns: frozenset[str] | None = frozenset()

    def decode(self, text: str) -> T:
        """Decode a text; InvalidResponseError if it is no value."""
        return self.codec.read(self.key, text)

    def encode(self, value: T) -> str:
        """Encode a value; InvalidValueError if the camera would not take it."""
        return self.codec.write(self.key, value)

    def check_text(self, field: str, text: str) -> None:
        """Check a text that is sent as it is, in the name of a field.

        Raises:
            InvalidValueError: no value and no command that the camera would take.
        """
        if text in self.commands or self.codec.takes(text) or self._is_step(text):
            return
        shown = "…" if "password" in self.key else text
        raise InvalidValueError(field, shown, self._spelled)

    def _is_step(self, text: str) -> bool:
        """Return whether a text is a move by a distance that the axis has."""
        return (
            self.relative
            and text[:1] in {"+", "-"}
            and self.codec.takes(text[1:])
            and float(text) != 0
        )

    @property
    def _spelled(self) -> Expected:
        """What a text must be, commands included."""
        spelled, words = self.codec.spelled, sorted(self.commands)
        if not words:
            return spelled
        if "choices" in spelled.details:
            known = filter(None, spelled.details["choices"].split(", "))
            words = list(dict.fromkeys((*known, *words)))
        choices = ", ".join(words)
        if "low" in spelled.details:
            low, high = spelled.details["low"], spelled.details["high"]
            return Expected("number_or", low=low, high=high, choices=choices)
        return Expected("choice", choices=choices)

    @property
    def may_turn(self) -> bool:
        """Whether something that can be written here makes the camera turn."""
        return self.turns is None or bool(self.turns)

    def turns_camera(self, text: str) -> bool:
        """Return whether writing this, an encoded value or a command, turns it."""
        return self.turns is None or text in self.turns

    def __repr__(self) -> str:
        """Show the key, which identifies it."""
        return f"<Parameter {self.key}>"


class Indexed[T]:
    """A family of parameters that differ by one number: `OUTPUT[2]`."""

    def __init__(self, members: dict[int, Parameter[T]]) -> None:
        """Keep the members by number."""
        self._members = members

    def __getitem__(self, index: int) -> Parameter[T]:
        """Return the member of a number, InvalidValueError if there is none."""
        try:
            return self._members[index]
        except KeyError:
            expected = Expected(
                "whole_number", low=min(self._members), high=max(self._members)
            )
            first = self._members[min(self._members)]
            raise InvalidValueError(first.key, index, expected) from None

    def __iter__(self) -> Iterator[Parameter[T]]:
        """Go through the members in order."""
        return iter(self._members.values())

    @property
    def numbers(self) -> list[int]:
        """The numbers of the members."""
        return list(self._members)


class Traits(TypedDict, total=False):
    """The optional fields of a row, besides key and codec."""

    rhythm: Rhythm
    readers: frozenset[Role]
    writers: frozenset[Role]
    commands: frozenset[str]
    relative: bool
    saved_by: SavedBy
    models: Models
    only: Mapping[str, Models]
    misprints: frozenset[str]
    printed: tuple[str, ...]
    turns: frozenset[str] | None


class Table:
    """Creates parameters and keeps them by their key."""

    def __init__(self) -> None:
        """Start empty."""
        self.parameters: dict[str, Parameter[Any]] = {}

    def one[T](
        self, key: str, codec: Codec[T], **traits: Unpack[Traits]
    ) -> Parameter[T]:
        """Add a parameter."""
        parameter = Parameter(key=key, codec=codec, **traits)
        self.parameters[key] = parameter
        return parameter

    def each[T](
        self, pattern: str, numbers: range, codec: Codec[T], **traits: Unpack[Traits]
    ) -> Indexed[T]:
        """Add a parameter for each number."""
        members = {}
        for n in numbers:
            mine = traits.copy()
            mine["printed"] = tuple(key.format(n) for key in traits.get("printed", ()))
            members[n] = self.one(pattern.format(n), codec, **mine)
        return Indexed(members)
