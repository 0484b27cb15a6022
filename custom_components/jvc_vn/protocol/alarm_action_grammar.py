"""The grammar of alarm actions: what triggers one, and what it does (guide, 6.4).

Each kind of trigger and of action is a sentence with fields in it. One table serves
for parsing and writing, so that what was read can be written again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address
from typing import Any, override
from urllib.parse import quote

from . import parameters as p
from .codecs import Choice, Codec, Flag, Number, Text, one_of
from .errors import Expected, InvalidValueError
from .http import LONGEST_API

type Fields = dict[str, Any]
"""What a person writes: `{"type": "input", "input": 1, "edge": "make"}`."""

OTHER = "other"
"""The type of a sentence of the camera that we do not know; it cannot be written."""
LONGEST_TEXT = 127
"""Bytes of the text of a mail or a message."""
LONGEST_ADDRESS = 95
PERIODIC = 6
"""The number of the action that is fixed to sending pictures by FTP."""
_DAY = 86400


@dataclass(frozen=True)
class ActionForm:
    """A sentence such as `tcpto/{host}/{port}/{text}` and what may stand in it."""

    type: str
    sentence: str
    codecs: Mapping[str, Codec[Any]]

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Each field ends where what follows it begins, and the last takes the rest:
        # a text holds `/` of its own.
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(self.sentence))
        return re.compile(pattern, re.DOTALL)

    def parse(self, text: str) -> Fields | None:
        """Parse the fields; None if it is another sentence, or one we cannot write."""
        match = self._pattern.fullmatch(text)
        try:
            if match is None:
                return None
            fields = {
                name: codec.decode(match[name]) for name, codec in self.codecs.items()
            }
            self.format("", fields)
        except ValueError:
            return None
        return fields

    def format(self, where: str, fields: Mapping[str, object]) -> str:
        """Write the sentence, its segments percent-encoded and `/` between them bare.

        Args:
            where: what the fields belong to, for the error.
            fields: a value for each field and nothing else.

        Raises:
            InvalidValueError: the camera would not take it.
        """
        for name in fields:
            if name not in self.codecs:
                names = ", ".join(("type", *self.codecs))
                raise InvalidValueError(where, name, Expected("fields", names=names))
        written = {
            name: codec.write(f"{where}.{name}", fields.get(name))
            for name, codec in self.codecs.items()
        }
        return self.sentence.format(
            **{name: quote(text, safe="@()") for name, text in written.items()}
        )


class _Sequence(ActionForm):
    """Two input events; the guide refuses `m1(50)m1`."""

    @override
    def format(self, where: str, fields: Mapping[str, object]) -> str:
        text = super().format(where, fields)
        if fields["first"] == fields["then"]:
            expected = Expected("other_event")
            raise InvalidValueError(f"{where}.then", fields["then"], expected)
        return text


@dataclass(frozen=True)
class ActionGrammar:
    """All sentences that can stand at one place."""

    forms: tuple[ActionForm, ...]

    def parse(self, text: str) -> Fields | None:
        """Parse the camera's text: None if it is empty, `other` if it is unknown."""
        if not text.strip():
            return None
        for form in self.forms if len(text) <= LONGEST_API else ():
            fields = form.parse(text)
            if fields is not None:
                return {"type": form.type, **fields}
        return {"type": OTHER, "text": text}

    def format(self, where: str, given: object) -> str:
        """Write what a person gave; None gives an empty text.

        Raises:
            InvalidValueError: the camera would not take it.
        """
        if given is None:
            return ""
        forms = {form.type: form for form in self.forms}
        if not isinstance(given, Mapping):
            raise InvalidValueError(
                where, given, Expected("typed", choices=", ".join(forms))
            )
        fields = dict(given)
        kind = one_of(forms).write(f"{where}.type", fields.pop("type", None))
        return forms[kind].format(where, fields)

    def again(self, text: str) -> str:
        """Turn a text as the camera returns it into one as it has to be sent."""
        known = self.parse(text)
        if known is None or known["type"] != OTHER:
            return self.format("", known)
        return quote(text, safe="/@()+")


class _MailAddress(Codec[str]):
    """`somebody@somecompany.com`, at most 95 characters."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("mail_address", most=LONGEST_ADDRESS)

    @override
    def decode(self, text: str) -> str:
        return text

    @override
    def encode(self, value: str) -> str:
        # A `/` would begin the next segment when it is read.
        if len(value) > LONGEST_ADDRESS or not re.fullmatch(
            r"[!-.0-?A-~]+@[!-.0-?A-~]+", value
        ):
            raise ValueError(value)
        return value


class _Host(Codec[str]):
    """An IPv4 address."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("ipv4")

    @override
    def decode(self, text: str) -> str:
        return text

    @override
    def encode(self, value: str) -> str:
        # Numbers and bytes are addresses too, for Python.
        if not isinstance(value, str):
            raise TypeError(value)
        return str(IPv4Address(value))


class _Pulse(Number):
    """How long an output stays: 100 to 5000 ms, or 0 for good."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("pulse", low=self.low, high=self.high)

    @override
    def encode(self, value: int) -> str:
        stays = type(value) in {int, float} and value == 0
        return "0" if stays else super().encode(value)


class _Filter(Choice):
    """Whether the infrared filter is on; an unquoted `on` in YAML is a truth value."""

    @override
    def encode(self, value: str | bool) -> str:
        if type(value) is bool:
            value = "on" if value else "off"
        return super().encode(str(value))


class _InputEvent(Codec[Fields]):
    """An input event within a sequence."""

    @property
    @override
    def expected(self) -> Expected:
        return Expected("fields", names=", ".join(_INPUT.codecs))

    @override
    def decode(self, text: str) -> Fields:
        fields = _INPUT.parse(text)
        if fields is None:
            raise ValueError(text)
        return fields

    @override
    def encode(self, value: Fields) -> str:
        return self.write("", value)

    @override
    def write(self, key: str, value: Fields) -> str:
        if not isinstance(value, Mapping):
            raise InvalidValueError(key, value, self.expected)
        return _INPUT.format(key, value)


_PRESET = Number(min(p.PRESETS), max(p.PRESETS))
_PRESET_KEY = p.PRESET_REGISTERED[0].key.replace("(0)", "({preset})")
_SECONDS = Number(1, _DAY)
_MESSAGE: dict[str, Codec[Any]] = {
    "host": _Host(),
    "port": Number(1, 65535),
    "text": Text(LONGEST_TEXT, least=1),
}

_INPUT = ActionForm(
    "input",
    "{edge}{input}",
    {"input": Number(1, 2), "edge": Choice(**{"make": "m", "break": "b"})},
)
_EVENT = _InputEvent()
TRIGGERS = ActionGrammar(
    (
        _INPUT,
        ActionForm("motion", "v1", {}),
        # Start and end of the night.
        ActionForm("day_night", "ncbw{filter}", {"filter": _Filter(off="s", on="e")}),
        ActionForm("fan", "efans", {}),
        ActionForm("preset", _PRESET_KEY, {"preset": _PRESET}),
        _Sequence(
            "sequence",
            "{first}({within}){then}",
            {"first": _EVENT, "within": _SECONDS, "then": _EVENT},
        ),
    )
)
_INTERVAL = ActionForm("interval", "i{seconds}", {"seconds": _SECONDS})

ACTIONS = ActionGrammar(
    (
        ActionForm(
            "mail",
            "mailto/{address}/{attach_picture}/{text}",
            {
                "address": _MailAddress(),
                "attach_picture": Flag("object01", "none"),
                "text": Text(LONGEST_TEXT, least=1),
            },
        ),
        ActionForm("record", "recftp/ftp01/object01", {}),
        ActionForm("tcp", "tcpto/{host}/{port}/{text}", _MESSAGE),
        ActionForm("udp", "udpto/{host}/{port}/{text}", _MESSAGE),
        ActionForm(
            "output",
            "pinout/{state}{output}/{duration}",
            {
                # The guide has `m1` and `b1` only.
                "output": Number(1, 1),
                "state": Choice(**{"make": "m", "break": "b"}),
                "duration": _Pulse(100, 5000),
            },
        ),
        ActionForm("preset", f"{_PRESET_KEY}/goto", {"preset": _PRESET}),
        ActionForm(
            "day_night", f"{p.DAY_NIGHT.key}/{{mode}}", {"mode": p.DAY_NIGHT.codec}
        ),
    )
)
_FTP = ActionForm("ftp", "ftpto/ftp01/object01", {})


def triggers(number: int) -> ActionGrammar:
    """Return what can trigger an action, 1-6."""
    return (
        ActionGrammar((*TRIGGERS.forms, _INTERVAL)) if number == PERIODIC else TRIGGERS
    )


def actions(number: int) -> ActionGrammar:
    """Return what an action, 1-6, can do."""
    return ActionGrammar((_FTP,)) if number == PERIODIC else ACTIONS
