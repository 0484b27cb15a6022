"""Keeps the presets of a camera by their titles, also over restarts."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NotRequired, TypedDict

from homeassistant.core import HomeAssistant
from homeassistant.helpers.dispatcher import async_dispatcher_send
from homeassistant.helpers.storage import Store
from homeassistant.util.hass_dict import HassKey

from ..const import DOMAIN, VOCABULARY_CHANGED
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import Expected, InvalidValueError, VnError
from ..protocol.http import CONNECTIONS, Turn
from ..protocol.ptz import read_presets
from .preset_titles import HOME, HOME_TITLE, looks, shown_titles

NUMBERS = p.PRESETS
"""The numbers that presets can have."""
_VERSION = 1
_SLICE = 5
AT_ONCE = 4
"""Slices that are read at a time, of all cameras together: with a hundred cameras,
their states come before all their titles."""
_TURNS: HassKey[asyncio.Semaphore] = HassKey(f"{DOMAIN}_presets")
_SAME_PLACE = 0.5
"""Degrees that a camera may stand beside a preset and still be there."""
_SAVE_DELAY = 1.0


class _Stored(TypedDict):
    presets: dict[str, str]
    counts_characters: NotRequired[bool]
    aliases: NotRequired[dict[str, list[str]]]
    positions: NotRequired[dict[str, list[float]]]


async def _at_once() -> None:
    """Wait for nothing."""


class Presets:
    """Registered presets: number → title; kept in storage over restarts.

    A hundred presets are a hundred reads and more, so the stored titles are used until
    they have been read again in the background.

    Attributes:
        aliases: what presets are called as well; the camera knows nothing of it.
        positions: pan and tilt of the presets at which the camera was seen to stand;
            it does not tell them otherwise.
    """

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Keep the presets of an entry; `load` reads what was stored."""
        self._hass = hass
        self._entry_id = entry_id
        self._store = Store[_Stored](hass, _VERSION, f"{DOMAIN}.{entry_id}")
        self._turns = hass.data.setdefault(_TURNS, asyncio.Semaphore(AT_ONCE))
        self._titles: dict[int, str] = {}
        self._counts_characters = False
        self._touched: set[int] = set()
        self._aliases: dict[int, tuple[str, ...]] = {}
        self._positions: dict[int, tuple[float, float]] = {}
        self.aliases: Mapping[int, tuple[str, ...]] = MappingProxyType(self._aliases)
        self.positions: Mapping[int, tuple[float, float]] = MappingProxyType(
            self._positions
        )

    async def load(self) -> None:
        """Read what was stored."""
        if stored := await self._store.async_load():
            self._titles = {int(n): title for n, title in stored["presets"].items()}
            self._counts_characters = stored.get("counts_characters", False)
            aliases = stored.get("aliases", {})
            self._aliases |= {int(n): tuple(names) for n, names in aliases.items()}
            positions = stored.get("positions", {})
            self._positions |= {int(n): (p, t) for n, (p, t) in positions.items()}

    def _save(self) -> None:
        """Store everything in a while."""
        self._store.async_delay_save(self._stored, _SAVE_DELAY)

    def _stored(self) -> _Stored:
        return {
            "presets": {str(n): title for n, title in self._titles.items()},
            "aliases": {str(n): list(names) for n, names in self._aliases.items()},
            "counts_characters": self._counts_characters,
            "positions": {str(n): list(at) for n, at in self._positions.items()},
        }

    async def remove(self) -> None:
        """Delete what was stored."""
        await self._store.async_remove()

    async def refresh(
        self, camera: Camera, quiet: Callable[[], Awaitable[None]] = _at_once
    ) -> None:
        """Read all presets from the camera.

        Two connections at a time, each read only after `quiet` has returned, so that
        nobody who moves the camera has to wait.

        Raises:
            VnError: the camera did not answer; what is known stays as it was.
        """
        self._touched.clear()
        read: dict[int, str | None] = {}
        starts = iter(range(0, len(NUMBERS), _SLICE))

        async def work() -> None:
            """Read slices until none is left."""
            for start in starts:
                await quiet()
                async with self._turns:
                    numbers = NUMBERS[start : start + _SLICE]
                    read.update(await read_presets(camera, numbers, turn=Turn.QUEUED))

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(CONNECTIONS):
                    group.create_task(work())
        except* VnError as errors:
            raise errors.exceptions[0] from None
        # Presets that were changed and read meanwhile are newer.
        self._take({n: read[n] for n in read.keys() - self._touched})

    async def reread(self, camera: Camera, number: int) -> None:
        """Read one preset after it was changed.

        Raises:
            VnError: the camera did not answer; what is known stays as it was.
        """
        read = await read_presets(camera, [number])
        self._touched.add(number)
        self._take(read)

    def _take(self, read: Mapping[int, str | None]) -> None:
        merged = {**self._titles, **read}
        titles = {n: title for n, title in merged.items() if title is not None}
        if titles == self._titles:
            return
        for number in self._titles.keys() - titles.keys():
            self._aliases.pop(number, None)
            self._positions.pop(number, None)
        self._titles = titles
        if any(len(title.encode()) > p.TITLE_LENGTH for title in titles.values()):
            self._counts_characters = True
        self._save()
        async_dispatcher_send(self._hass, VOCABULARY_CHANGED, self._entry_id)

    def set_aliases(self, number: int, aliases: Sequence[str]) -> None:
        """Let a preset be called these as well; none takes them all away."""
        if tuple(aliases) == self._aliases.get(number, ()):
            return
        self._aliases[number] = tuple(aliases)
        if not aliases:
            del self._aliases[number]
        self._save()
        async_dispatcher_send(self._hass, VOCABULARY_CHANGED, self._entry_id)

    def stands(self, number: int, pan: float, tilt: float) -> None:
        """Note where a preset is: the camera stands there."""
        known = self._positions.get(number)
        if known and max(abs(known[0] - pan), abs(known[1] - tilt)) < _SAME_PLACE:
            return
        if number in self._titles:
            self._positions[number] = (pan, tilt)
            self._save()

    @property
    def titles(self) -> dict[int, str]:
        """Number → what is shown, in the order of the numbers."""
        return shown_titles(self._titles)

    @property
    def counts_characters(self) -> bool:
        """Whether the camera was seen to count characters of titles, not bytes."""
        return self._counts_characters

    @property
    def names(self) -> dict[int, list[str]]:
        """Number → all that it is called: what is shown, its title, its aliases."""
        return {
            n: list(
                dict.fromkeys(
                    (shown, self._titles[n] or shown, *self._aliases.get(n, ()))
                )
            )
            for n, shown in self.titles.items()
        }

    def find(self, wanted: str) -> int | None:
        """Return the number of a preset, by its title as shown or its number.

        None if there is no such preset, or if several have the title.
        """
        text = wanted.strip()
        titles = self.titles
        for matches in (str.__eq__, _same_letters):
            if found := [n for n, title in titles.items() if matches(title, text)]:
                return found[0] if len(found) == 1 else None
        if _same_letters(HOME_TITLE, text):
            # It is there whatever it is called, and whatever else was registered.
            return HOME
        return int(text) if text.isdecimal() and int(text) in p.PRESETS else None

    def number(self, field: str, wanted: str) -> int:
        """Return the number of a preset, by its title or its number; see `find`.

        Raises:
            InvalidValueError: there is no such preset; the error names `field`.
        """
        number = self.find(wanted)
        if number is None:
            raise self.no_such(field, wanted)
        return number

    def no_such(self, field: str, wanted: object) -> InvalidValueError:
        """Return the error for a preset that there is not; it names the choices."""
        choices = ", ".join(self.titles.values())
        return InvalidValueError(field, wanted, Expected("choice", choices=choices))

    def has_title(self, wanted: str) -> bool:
        """Return whether a preset has this title, whatever is shown for it."""
        text = wanted.strip()
        return any(_same_letters(title, text) for title in self._titles.values())


def _same_letters(title: str, text: str) -> bool:
    return looks(title).casefold() == looks(text).casefold()
