"""Follows a camera to a new address of which DHCP tells, if it is there.

Whoever is in the network can say by DHCP that a MAC has another address. So the
address of an entry changes only when the camera does not answer at its old one. The
login goes to the new one only if what is there was recognized, or a person says so;
and the entry follows only when it has shown the MAC there.
"""

import asyncio
import logging
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from homeassistant.config_entries import (
    SOURCE_INTEGRATION_DISCOVERY,
    ConfigEntryState,
)
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import discovery_flow
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_ENTRY, DOMAIN
from ..coordinator import VnConfigEntry
from ..protocol.errors import UnreachableError, VnError
from ..protocol.host import addresses
from ..protocol.http import TIMEOUT
from ..protocol.timing import REAL, Backoff, Timing
from .appearance import Appearance
from .home import Home, async_look_home, camera_at
from .sightings import Sightings

_LOGGER = logging.getLogger(__name__)

PATIENCE = 300.0
"""Seconds in which a camera that has a new address should answer there: it asks for the
address when it starts, and needs a minute or two for the rest."""
_FIRST_PAUSE = 5.0
_LONGEST_PAUSE = 30.0
MOST_FINDS = 4
"""Addresses that are remembered of one camera, the newest."""
MOST_CARDS = 3
"""Addresses for which a person is asked at a time about one camera."""
WRONG_FOR = 3600.0
"""Seconds in which an address that turned out wrong is not believed again."""
_SETTLED = {
    ConfigEntryState.LOADED,
    ConfigEntryState.NOT_LOADED,
    ConfigEntryState.SETUP_ERROR,
    ConfigEntryState.SETUP_RETRY,
}
_RELOADED = _SETTLED - {ConfigEntryState.NOT_LOADED}


class _Outcome(Enum):
    """What became of a find."""

    MOVED = auto()
    DONE = auto()
    """Nothing is left to try there."""
    LATER = auto()
    """Nobody is there yet, or not as we know the camera."""


class MovedCameras:
    """What was heard of new addresses, for all entries."""

    def __init__(self, hass: HomeAssistant, *, timing: Timing = REAL) -> None:
        """Have heard of nothing."""
        self._hass = hass
        self.timing = timing
        self._finds: dict[str, list[str]] = {}
        self._wrong: dict[tuple[str, str], float] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._until: dict[str, float] = {}
        self._seen: dict[str, Sightings] = {}

    # Being told

    async def async_watch(self, entry: VnConfigEntry) -> None:
        """Remember how the camera of an entry looks, as long as it is set up."""
        coordinator, sightings = entry.runtime_data, self._sightings(entry.entry_id)
        await sightings.load()

        @callback
        def look() -> None:
            frame = coordinator.data.frame
            if not coordinator.last_update_success:
                return
            self.withdraw(entry)
            if frame and not coordinator.data.moving:
                sightings.take(Appearance.of(frame))

        entry.async_on_unload(coordinator.async_add_listener(look))
        look()

    @callback
    def found(self, entry: VnConfigEntry, host: str) -> None:
        """Take that DHCP tells of a new address of a camera."""
        finds = self._finds.setdefault(entry.entry_id, [])
        if host in finds:
            finds.remove(host)
        finds.append(host)
        del finds[:-MOST_FINDS]
        self._start(entry, PATIENCE)

    @callback
    def look_again(self) -> None:
        """Look once for what does not answer: Home Assistant tells an address once."""
        for entry_id in tuple(self._finds):
            entry = self._hass.config_entries.async_get_entry(entry_id)
            if entry and not _is_well(entry):
                self._start(entry, 0)

    async def async_forget(self, entry: VnConfigEntry) -> None:
        """Drop everything about an entry that is removed."""
        if task := self._tasks.get(entry.entry_id):
            task.cancel()
        self._finds.pop(entry.entry_id, None)
        self.withdraw(entry)
        await self._sightings(entry.entry_id).remove()
        self._seen.pop(entry.entry_id, None)

    def _sightings(self, entry_id: str) -> Sightings:
        if entry_id not in self._seen:
            self._seen[entry_id] = Sightings(self._hass, entry_id)
        return self._seen[entry_id]

    # Following

    def _start(self, entry: VnConfigEntry, patience: float) -> None:
        until = self.timing.clock() + patience
        self._until[entry.entry_id] = max(until, self._until.get(entry.entry_id, until))
        if entry.entry_id in self._tasks:
            return
        task = self._hass.async_create_background_task(
            self._follow(entry), f"{DOMAIN} new address"
        )
        self._tasks[entry.entry_id] = task
        task.add_done_callback(lambda _task: self._tasks.pop(entry.entry_id))

    async def _follow(self, entry: VnConfigEntry) -> None:
        backoff = Backoff(_FIRST_PAUSE, _LONGEST_PAUSE)
        may_wait = True
        while may_wait:
            may_wait = self.timing.clock() < self._until[entry.entry_id]
            if not await self._look(entry, may_wait=may_wait):
                return
            if may_wait:
                await self.timing.sleep(backoff.next())

    async def _look(self, entry: VnConfigEntry, *, may_wait: bool) -> bool:
        """Look at the old address and the new ones; True to do it once more."""
        if entry.disabled_by:
            return False
        if entry.state not in _SETTLED:
            return True
        home = await async_look_home(self._hass, entry)
        if home is Home.OURS:
            self.withdraw(entry)
            return False
        finds, later = self._finds.get(entry.entry_id, []), False
        looked_at = tuple(finds)
        for host in reversed(looked_at):
            match await self._try(entry, host, home, may_wait=may_wait):
                case _Outcome.MOVED:
                    return False
                case _Outcome.LATER:
                    later = True
                case _Outcome.DONE if host in finds:
                    finds.remove(host)
        # What was told meanwhile is told once.
        return later or not set(looked_at).issuperset(finds)

    async def _try(
        self, entry: VnConfigEntry, host: str, home: Home, *, may_wait: bool
    ) -> _Outcome:
        if host == entry.data[CONF_HOST] or self._is_wrong(entry, host):
            return _Outcome.DONE
        if await self._is_home_of_another(entry, host):
            return _Outcome.LATER
        address = {CONF_HOST: host, CONF_PORT: entry.data[CONF_PORT]}
        camera = camera_at(self._hass, address)
        here: Appearance | None = None
        try:
            async with asyncio.timeout(TIMEOUT):
                ours = await camera.is_ours()
                if ours:
                    here = Appearance.of((await camera.still()).info)
        except UnreachableError, TimeoutError:
            return _Outcome.LATER
        except VnError as err:
            _LOGGER.debug("%s: no picture: %s", host, err)
        if ours is False:
            return _Outcome.DONE
        seen = await self._sightings(entry.entry_id).load()
        if home is Home.GONE and here and seen and here.has_names_of(seen):
            if here.fits(seen):
                return await self._log_in(entry, host)
            if may_wait and here.is_distinctive:
                # A camera that has just started has yet to turn where it stood.
                return _Outcome.LATER
        self._ask(entry, host)
        return _Outcome.DONE

    async def _log_in(self, entry: VnConfigEntry, host: str) -> _Outcome:
        """Let what was recognized show its MAC; follow it if that is the camera's."""
        camera = camera_at(self._hass, {**entry.data, CONF_HOST: host})
        try:
            async with asyncio.timeout(TIMEOUT):
                identity = await camera.identify()
        except UnreachableError, TimeoutError:
            return _Outcome.LATER
        except VnError as err:
            return self._note_wrong(entry, host, str(err))
        if identity.mac != entry.unique_id:
            return self._note_wrong(entry, host, f"its MAC is {identity.mac}")
        self.move(entry, {CONF_HOST: host})
        return _Outcome.MOVED

    @callback
    def move(
        self, entry: VnConfigEntry, address: Mapping[str, Any], flow_id: str = ""
    ) -> None:
        """Give an entry its new address, as asked by a flow if one has asked."""
        old = entry.data[CONF_HOST]
        _LOGGER.info(
            "%s has moved from %s to %s", *(entry.title, old, address[CONF_HOST])
        )
        entries = self._hass.config_entries
        entries.async_update_entry(entry, data={**entry.data, **address})
        # It is taken back if nobody answers at the new one and the camera at the old.
        self._finds[entry.entry_id] = [old]
        self.withdraw(entry, but=flow_id)
        self._withdraw_offers(address[CONF_HOST], but=flow_id)
        if entry.state in _RELOADED:
            entries.async_schedule_reload(entry.entry_id)

    async def _is_home_of_another(self, entry: VnConfigEntry, host: str) -> bool:
        """Tell whether another camera of ours is well and alive there."""
        for other in self._hass.config_entries.async_loaded_entries(DOMAIN):
            same_port = other.data[CONF_PORT] == entry.data[CONF_PORT]
            alike = other is not entry and same_port and _is_well(other)
            if alike and host in await addresses(other.data[CONF_HOST]):
                return True
        return False

    def _is_wrong(self, entry: VnConfigEntry, host: str) -> bool:
        told = self._wrong.get((entry.entry_id, host), float("-inf"))
        return self.timing.clock() - told < WRONG_FOR

    def _note_wrong(self, entry: VnConfigEntry, host: str, why: str) -> _Outcome:
        now = self.timing.clock()
        fresh = {key: at for key, at in self._wrong.items() if now - at < WRONG_FOR}
        self._wrong = fresh | {(entry.entry_id, host): now}
        _LOGGER.warning(
            "What looks like %s at %s is not: %s. It stays at %s",
            *(entry.title, host, why, entry.data[CONF_HOST]),
        )
        return _Outcome.DONE

    # Asking

    def _ask(self, entry: VnConfigEntry, host: str) -> None:
        if len(self._cards(entry)) >= MOST_CARDS:
            _LOGGER.debug("%s: not asked about %s", entry.title, host)
            return
        self._withdraw_offers(host)
        discovery_flow.async_create_flow(
            self._hass,
            DOMAIN,
            context={"source": SOURCE_INTEGRATION_DISCOVERY},
            data={CONF_HOST: host, CONF_ENTRY: entry.entry_id},
        )

    def _cards(self, entry: VnConfigEntry) -> list[str]:
        """Return the flows that ask about a camera."""
        return [
            flow["flow_id"]
            for flow in self._hass.config_entries.flow.async_progress_by_handler(DOMAIN)
            if (flow["context"].get("unique_id") or "").startswith(_asked_id(entry))
        ]

    @callback
    def withdraw(self, entry: VnConfigEntry, *, but: str = "") -> None:
        """End the questions about a camera: it is where it was, or has moved."""
        for flow_id in self._cards(entry):
            if flow_id != but:
                self._hass.config_entries.flow.async_abort(flow_id)

    def _withdraw_offers(self, host: str, *, but: str = "") -> None:
        """End offers to add what is known already."""
        flows = self._hass.config_entries.flow
        for flow in flows.async_progress_by_handler(
            DOMAIN, match_context={"unique_id": host}
        ):
            if flow["flow_id"] != but:
                flows.async_abort(flow["flow_id"])


def _is_well(entry: VnConfigEntry) -> bool:
    loaded = entry.state is ConfigEntryState.LOADED
    return loaded and entry.runtime_data.last_update_success


def asked_id(entry: VnConfigEntry, host: str) -> str:
    """Return what a question is known by; ignoring it must not hide the camera."""
    return f"{_asked_id(entry)}{host}"


def _asked_id(entry: VnConfigEntry) -> str:
    return f"{entry.unique_id} at "


_MOVED_CAMERAS: HassKey[MovedCameras] = HassKey(f"{DOMAIN}_moved_cameras")


@callback
def async_moved_cameras(hass: HomeAssistant) -> MovedCameras:
    """Return the one of a Home Assistant; a flow may come before the set-up."""
    return hass.data.setdefault(_MOVED_CAMERAS, MovedCameras(hass))
