"""Reading and writing parameters: grammar, roles, and how values are kept."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from . import zones
from .forms import Forms
from .misprints import as_printed, hint_as_printed, meant, named
from .rows import Instance
from .table import TABLE

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Reader = Callable[[EmulatedCamera, tuple[str, ...]], str]
# A verb gets the indexes and the checked value, and returns the text after "&".
type Verb = Callable[[EmulatedCamera, tuple[str, ...], str], str]

OK = "200 OK"
LONGEST = 1024
# What fixed sister models have no motors for.
MOTOR_KEYS = ("camera.motion.", "camera.position(", "camera.focus", "camera.iris")
RECORDING = r"application\.object\.(pre|post)rec"
ALONE = r"network\.(interface|dns|ntp)\.status"

READERS: dict[str, Reader] = {}
VERBS: dict[str, Verb] = {}


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure
    """The camera will not do it; `form` names the field of the text it answers."""

    def __init__(self, form: str = "bad_value") -> None:
        """Refuse a value, a key or a role."""
        super().__init__(form)
        self.form = form


def reads(key: str) -> Callable[[Reader], Reader]:
    """Register a function that computes what a get of `key` answers."""

    def register(function: Reader) -> Reader:
        READERS[key] = function
        return function

    return register


def does(*keys: str) -> Callable[[Verb], Verb]:
    """Register a function that a set of any of `keys` calls."""

    def register(function: Verb) -> Verb:
        VERBS.update(dict.fromkeys(keys, function))
        return function

    return register


class Parameters:
    """The values: live, saved over power-off, and staged until activated."""

    def __init__(self, camera: EmulatedCamera, defaults: dict[str, str]) -> None:
        """Start with the factory values, some of which depend on the camera."""
        self._camera = camera
        self._table = {
            key: instance
            for key, instance in TABLE.items()
            if _needs(instance) in ("", *camera.identity.features)
        }
        self._factory = {
            key: defaults.get(key, instance.row.default)
            for key, instance in self._table.items()
        }
        self.saved = dict(self._factory)
        self.live = dict(self._factory)
        self.staged: dict[str, str] = {}

    def has(self, key: str) -> bool:
        """Tell whether this model and firmware know a key."""
        return key in self._table

    # The API.

    @property
    def _forms(self) -> Forms:
        return self._camera.forms

    def answer(self, query: str, role: str) -> list[str]:
        """Answer the query part of /api/param with its reply lines."""
        most = self._forms.keys_per_request
        parts = query.split("&") if most > 1 else [query]
        if len(parts) > most:
            return [f"{parts[0].partition('=')[0]}&{self._forms.bad_value}"]
        lines: list[str] = []
        for part in parts:
            lines += self._answer_one(part, role, alone=len(parts) == 1)
        return lines

    def _answer_one(self, part: str, role: str, *, alone: bool) -> list[str]:
        raw_key, equals, raw_value = part.partition("=")
        asked = unquote_to_bytes(raw_key).decode(errors="replace")
        if error := self._camera.faults.error_keys.get(asked):
            return [f"{asked}&{error}"]
        try:
            if not alone and self._forms.network_status_alone:
                _refuse_company(asked)
            if not equals:
                return self._get(asked, role)
            key = self._meant(asked)
            reply = self._set(key, raw_value, role)
            return [self._reply(self._printed(key, asked), reply)]
        except Refused as refused:
            return [f"{asked}&{getattr(self._forms, refused.form)}"]

    def _meant(self, key: str) -> str:
        """Understand a key to be set, as this camera wants it spelled."""
        printed = self._forms.printed_keys
        if (found := meant(key)) and found[0] in printed:
            return found[1]
        if named(key) in printed and not self._forms.documented_keys:
            raise Refused("unknown_key")
        return key

    def _reply(self, key: str, reply: str) -> str:
        if reply.startswith("206") and not self._forms.partial_named:
            return reply
        if self._forms.hints == "broken" and reply.startswith("202"):
            at = " or " if " or " in reply else "202 "
            reply = reply.replace(at, f"{at.rstrip()}\r\n", 1)
        return f"{key}&{reply}"

    def _find(self, key: str, role: str, *, write: bool) -> Instance:
        instance = self._table.get(key)
        if instance is None or self._lacks(key):
            raise Refused("unknown_key")
        if role not in (instance.row.write if write else instance.row.read):
            raise Refused("bad_role")
        return instance

    def _lacks(self, key: str) -> bool:
        """Tell whether a form takes a key of the table away."""
        if not self._forms.ptz and key.startswith(MOTOR_KEYS):
            return True
        second = key.endswith((".threshold.yuv", ".threshold.rgb"))
        return second and not key.endswith(self._forms.threshold)

    def _get(self, key: str, role: str) -> list[str]:
        self._find(key, role, write=False)
        # The log prints "&200 OK" first and its text behind (guide 6.18).
        value, *more = self.value(key).split("\n")
        printed = self._path(key) + (
            as_printed(key, write=False) if self._forms.misprints else key
        )
        return [f"{printed}={value}&{OK}", *more]

    def _printed(self, key: str, asked: str) -> str:
        printed = as_printed(key, write=True) if self._forms.misprints else asked
        return self._path(key) + printed

    def _path(self, key: str) -> str:
        """Return what is printed before a key in replies, which is a misprint."""
        strayed = self._forms.reply_path and re.fullmatch(RECORDING, key)
        return "/api/param?" if strayed else ""

    def _set(self, key: str, raw_value: str, role: str) -> str:
        instance = self._find(key, role, write=True)
        current = self.value(key) if instance.row.read else self.live[key]
        text = decode(raw_value, self._forms)
        if key == "system.timezone":
            text = zones.heard(text, self._forms.zone_words)
        value = instance.row.check.accept(text, current)
        if value is None:
            raise Refused
        if (verb := VERBS.get(instance.row.key)) is not None:
            return verb(self._camera, instance.indexes, value)
        return self.store(key, value)

    # The values.

    def value(self, key: str) -> str:
        """Return what a get answers, whoever asks."""
        # Arriving somewhere changes settings.
        self._camera.head.advance()
        instance = self._table[key]
        reader = READERS.get(instance.row.key)
        return reader(self._camera, instance.indexes) if reader else self.live[key]

    def store(self, key: str, value: str) -> str:
        """Keep a value the way its row says, and return the text after "&"."""
        instance = self._table[key]
        if instance.row.saving.staged:
            self.staged[key] = value
        else:
            self.live[key] = value
        if not instance.hint:
            self.saved[key] = value
            return OK
        printed, hint = self._forms.misprints, instance.hint
        return self.accepted(hint_as_printed(key, hint) if printed else hint)

    def accepted(self, hint: str) -> str:
        """Print that a change still needs something."""
        return f"202 {self._forms.accepted}({hint})"

    def force(self, key: str, value: str) -> None:
        """Set a value whatever its role, range and way of saving."""
        self.live[key] = self.saved[key] = value
        self.staged.pop(key, None)

    def _group(self, group: str) -> list[str]:
        return [key for key, instance in self._table.items() if instance.group == group]

    def save(self, group: str) -> None:
        """Write the live values of a group to the flash memory."""
        for key in self._group(group):
            self.saved[key] = self.live[key]

    def restore(self, group: str) -> None:
        """Go back to the values of the flash memory."""
        for key in self._group(group):
            self.live[key] = self.saved[key]

    def activate(self, group: str) -> None:
        """Bring staged values into force."""
        for key in self._group(group):
            if key in self.staged:
                self.force(key, self.staged[key])

    def power_on(self) -> None:
        """Start again from the flash memory."""
        self.staged.clear()
        self.live = dict(self.saved)

    def initialize(self) -> None:
        """Return to the factory values."""
        self.saved = dict(self._factory)
        self.power_on()


def _needs(instance: Instance) -> str:
    """Name the feature without which a key does not exist."""
    tracking = instance.key.startswith("camera.motion.auto_tracking(2)")
    return "intelligent" if tracking else instance.row.needs


def _refuse_company(key: str) -> None:
    """The switches of the network stand alone in a request of VN-H."""
    if re.fullmatch(ALONE, key):
        raise Refused


def decode(raw: str, forms: Forms) -> str:
    """Decode a written value; %00 alone is the blank value (guide 6.1)."""
    if raw == "%00":
        return ""
    data = unquote_to_bytes(raw.replace("+", " ") if forms.plus_is_blank else raw)
    if not raw or b"\0" in data:
        raise Refused
    high = re.compile(rb"[\x80-\xff]+")
    if forms.high_bytes == "refused" and high.search(data):
        raise Refused
    if forms.high_bytes == "question":
        data = high.sub(lambda found: b"?" * len(found[0]), data)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
