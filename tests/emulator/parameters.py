"""Reading and writing parameters: grammar, roles, and how values are kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from .misprints import as_printed
from .rows import Instance
from .table import TABLE

if TYPE_CHECKING:
    from .camera import EmulatedCamera

type Reader = Callable[[EmulatedCamera, tuple[str, ...]], str]
# A verb gets the indexes and the checked value, and returns the text after "&".
type Verb = Callable[[EmulatedCamera, tuple[str, ...], str], str]

OK = "200 OK"
# The only error text of the guide. It prints none for an unknown key, a value out of
# range or a role that may not, so the emulator uses this one for all of them.
REFUSED = "401 Unauthorized"
LONGEST = 1024

READERS: dict[str, Reader] = {}
VERBS: dict[str, Verb] = {}


class Refused(Exception):  # noqa: N818 - it is an answer, not a failure
    """The camera will not do it."""


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

    def answer(self, query: str, role: str, *, several: bool) -> list[str]:
        """Answer the query part of /api/param with its reply lines."""
        parts = query.split("&") if several else [query]
        lines: list[str] = []
        for part in parts:
            lines += self._answer_one(part, role)
        return lines

    def _answer_one(self, part: str, role: str) -> list[str]:
        raw_key, equals, raw_value = part.partition("=")
        key = unquote_to_bytes(raw_key).decode(errors="replace")
        if error := self._camera.faults.error_keys.get(key):
            return [f"{key}&{error}"]
        try:
            if equals:
                reply = self._set(key, raw_value, role)
                return [f"{self._printed(key, write=True)}&{reply}"]
            return self._get(key, role)
        except Refused:
            return [f"{key}&{REFUSED}"]

    def _find(self, key: str, role: str, *, write: bool) -> Instance:
        instance = self._table.get(key)
        if instance is None:
            raise Refused
        if role not in (instance.row.write if write else instance.row.read):
            raise Refused
        return instance

    def _get(self, key: str, role: str) -> list[str]:
        self._find(key, role, write=False)
        # The log prints "&200 OK" first and its text behind (guide 6.18).
        value, *more = self.value(key).split("\n")
        return [f"{self._printed(key, write=False)}={value}&{OK}", *more]

    def _printed(self, key: str, *, write: bool) -> str:
        return as_printed(key, write=write) if self._camera.misprints else key

    def _set(self, key: str, raw_value: str, role: str) -> str:
        instance = self._find(key, role, write=True)
        current = self.value(key) if instance.row.read else self.live[key]
        value = instance.row.check.accept(decode(raw_value), current)
        if value is None:
            raise Refused
        if (verb := VERBS.get(instance.row.key)) is not None:
            return verb(self._camera, instance.indexes, value)
        return self.store(key, value)

    # The values.

    def value(self, key: str) -> str:
        """Return what a get answers, whoever asks."""
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
        return f"202 Accepted({instance.hint})"

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


def decode(raw: str) -> str:
    """Decode a written value; %00 alone is the blank value (guide 6.1)."""
    if raw == "%00":
        return ""
    if not raw:
        raise Refused
    data = unquote_to_bytes(raw)
    if b"\0" in data:
        raise Refused
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
