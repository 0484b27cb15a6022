"""The ledger on disk: what was begun on a camera and has to be ended."""

import logging
from collections.abc import Mapping
from typing import Protocol, TypedDict

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from ..issues import async_create_owed_issue, async_delete_owed_issue
from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import RefusedError, VnError
from ..protocol.owed import Ends, write_ends
from ..protocol.ptz import AXES
from ..protocol.timing import REAL, Backoff, Timing

_LOGGER = logging.getLogger(__name__)

LAZY = 60.0
"""Seconds before a note that is settled is removed from the disk: a joystick that is
pressed again and again causes one write, which spares memory cards."""
TELL_AFTER = 30.0
"""Seconds of failures after which an issue says what could not be ended."""
_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
_VERSION = 1

_LONG = ("patrol_", "alarm_action_", "group_")
_OPEN = ("trace", "mask")

type _Written = dict[str, str]
"""Key of the guide → encoded value."""


class _Stored(TypedDict):
    owed: dict[str, _Written]


class OwedHost(Protocol):
    """What the ledger needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    camera: Camera

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class OwedEnds:
    """The ledger of one camera, kept over restarts and crashes.

    A note is written in the background: it does not delay what it is about.
    """

    def __init__(self, host: OwedHost, *, timing: Timing = REAL) -> None:
        """Start empty; `load` reads what an earlier run has left."""
        self._host = host
        self._clock = timing.clock
        self._sleep = timing.sleep
        self._store = owed_store(host.hass, host.config_entry.entry_id)
        self._owed: dict[str, _Written] = {}
        self._noted: dict[str, _Written] = {}
        self._failing: dict[str, float] = {}

    @property
    def owed(self) -> tuple[str, ...]:
        """What has to be ended: motors, `output_1`, `trace`, `mask`, `patrol_1`."""
        return tuple(self._owed)

    @property
    def motors(self) -> tuple[str, ...]:
        """The axes that may run; the mover stops them."""
        return tuple(what for what in self._owed if what in AXES)

    @property
    def others(self) -> tuple[str, ...]:
        """What is owed beside motors."""
        return tuple(what for what in self._owed if what not in AXES)

    @property
    def unfinished(self) -> tuple[str, ...]:
        """What is owed and ended by nothing else when the entry is unloaded."""
        return tuple(w for w in self._owed if w.startswith((*_LONG, *_OPEN)))

    async def load(self) -> None:
        """Read what an earlier run has left unfinished."""
        if stored := await self._store.async_load():
            self._owed = dict(stored["owed"])
            self._noted = dict(stored["owed"])

    # Ledger

    @callback
    def owe(self, what: str, ends: Ends) -> None:
        """Note what will have to be written."""
        written = {parameter.key: text for parameter, text in ends.items()}
        self._owed[what] = written
        if self._noted.get(what) == written:
            return
        self._noted[what] = written
        # Not at once: the request that it is about goes out first.
        self._host.hass.async_create_task(
            self._store.async_save({"owed": dict(self._noted)}),
            f"{DOMAIN} owed ends",
            eager_start=False,
        )

    @callback
    def settle(self, what: str) -> None:
        """Note that it has been written."""
        if self._owed.pop(what, None) is None:
            return
        if self._failing.pop(what, None) is not None:
            async_delete_owed_issue(self._host.hass, self._host.config_entry, what)
        self._store.async_delay_save(self._remaining, LAZY)

    @callback
    def failed(self, what: str) -> None:
        """Create an issue once it has failed for a while."""
        since = self._failing.setdefault(what, self._clock())
        if what in self._owed and self._clock() - since >= TELL_AFTER:
            host = self._host
            async_create_owed_issue(host.hass, host.config_entry, what, host.title)

    def _remaining(self) -> _Stored:
        self._noted = dict(self._owed)
        return {"owed": dict(self._owed)}

    # Ending

    async def pay(self) -> None:
        """End what an earlier run has left, before any other request.

        Raises:
            VnError: the camera does not answer, or refuses the login. An end that it
                refuses stays owed.
        """
        for what in self.owed:
            if what.startswith(_LONG):
                # Hundreds of writes: they are for later.
                continue
            try:
                await self.end(what)
            except RefusedError as err:
                _LOGGER.debug("%s: %s not ended yet: %s", self._host.title, what, err)

    async def end(self, what: str) -> None:
        """Write what is owed for this; VnError if the camera does not do it."""
        try:
            await write_ends(self._host.camera, _ends(self._owed.get(what, {})))
        except VnError as err:
            # The camera refuses to end what a restart has ended already.
            if not (isinstance(err, RefusedError) and _ends_with_camera(what)):
                self.failed(what)
                raise
        self.settle(what)

    async def end_for_sure(self, what: str) -> None:
        """Try until it is written, with growing pauses."""
        backoff = Backoff(_FIRST_PAUSE, _LONGEST_PAUSE)
        while what in self._owed:
            try:
                await self.end(what)
            except VnError as err:
                _LOGGER.debug("%s: %s not ended: %s", self._host.title, what, err)
                await self._sleep(backoff.next())

    async def close(self) -> None:
        """Save what is still owed for the next run."""
        await self._store.async_save(self._remaining())


def owed_store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where the notes of an entry are kept."""
    return Store(hass, _VERSION, f"{DOMAIN}.{entry_id}.owed", atomic_writes=True)


def _ends_with_camera(what: str) -> bool:
    """Return whether a restart of the camera ends this by itself."""
    return what in _OPEN or "=" in what


def _ends(written: Mapping[str, str]) -> Ends:
    """Turn a note into parameters; keys that this version does not know are dropped."""
    return {p.PARAMETERS[k]: text for k, text in written.items() if k in p.PARAMETERS}
