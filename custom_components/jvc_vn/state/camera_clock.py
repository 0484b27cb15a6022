"""Knows which offset from UTC a camera's clock keeps, also over restarts."""

from datetime import datetime, timezone
from typing import Protocol, TypedDict

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..issues import async_create_clock_issue, async_delete_clock_issue
from ..protocol.clock import ahead, offset_name, summer_in, zone_kept, zones
from ..protocol.errors import Expected, InvalidValueError
from .camera_state import CameraState

_VERSION = 1
_SAVE_DELAY = 1.0


class _Stored(TypedDict):
    kept: dict[str, str]


class ClockHost(Protocol):
    """What knowing the clock needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    data: CameraState

    @property
    def title(self) -> str:
        """What a person calls the camera."""


class CameraClock:
    """Remembers what a clock kept while it was right, for each zone and season.

    Whether a camera keeps summer time is not documented, nor are its zones. Where a
    clock may be an hour off, or keep another offset, a person is asked.
    """

    def __init__(self, host: ClockHost) -> None:
        """Know nothing; `load` brings what was stored."""
        self._host = host
        self._store = clock_store(host.hass, host.config_entry.entry_id)
        self._kept: dict[str, str] = {}

    async def load(self) -> None:
        """Read what was stored."""
        if stored := await self._store.async_load():
            self._kept = dict(stored["kept"])

    async def close(self) -> None:
        """Save what is known: the next life may begin at once."""
        await self._store.async_save({"kept": self._kept})

    @property
    def words(self) -> list[str]:
        """The zones that were met."""
        return list(dict.fromkeys(key.rpartition("/")[0] for key in self._kept))

    @callback
    def read(self, read: datetime, zone: str) -> timezone | None:
        """Take what the clock says, and return the offset that it keeps if known.

        Args:
            read: local time of the camera, without a zone.
            zone: our word for its zone, or the camera's.
        """
        host, now = self._host, dt_util.utcnow()
        kept = self._known(read, zone, now)
        host.data.set_clock_offset(ahead(read, kept, now) if kept else None)
        if kept:
            async_delete_clock_issue(host.hass, host.config_entry)
        else:
            names = [offset_name(each) for each in zones(zone, now)]
            async_create_clock_issue(
                host.hass, host.config_entry, host.title, zone, names
            )
        return kept

    def _known(self, read: datetime, zone: str, now: datetime) -> timezone | None:
        may_be = {offset_name(each): each for each in zones(zone, now)}
        if len(may_be) == 1:
            return next(iter(may_be.values()))
        if kept := may_be.get(self._kept.get(_key(zone, now), "")):
            return kept
        if kept := zone_kept(read, zone, now):
            self._keep(zone, now, kept)
        return kept

    @callback
    def answer(self, zone: str, name: str) -> None:
        """Take a person's word for the offset that a zone stands for at present.

        Raises:
            InvalidValueError: it cannot stand for that.
        """
        now = dt_util.utcnow()
        named = {offset_name(each): each for each in zones(zone, now)}
        if name not in named:
            # The season has changed since it was asked.
            choices = Expected("choice", choices=", ".join(named))
            raise InvalidValueError("offset", name, choices)
        self._keep(zone, now, named[name])

    @callback
    def forget(self, zone: str) -> None:
        """Look anew: a person has chosen this zone."""
        self._kept = {k: v for k, v in self._kept.items() if not _is_of(zone, k)}
        self._save()

    def _keep(self, zone: str, now: datetime, kept: timezone) -> None:
        self._kept[_key(zone, now)] = offset_name(kept)
        self._save()

    def _save(self) -> None:
        self._store.async_delay_save(lambda: {"kept": self._kept}, _SAVE_DELAY)


def clock_store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where what clocks keep is stored for an entry."""
    return Store(hass, _VERSION, f"{DOMAIN}.{entry_id}.clock")


def _key(zone: str, now: datetime) -> str:
    summer = summer_in(zone, now)
    if summer is None:
        # It is a zone of which we know nothing: most likely where we are.
        summer = bool(dt_util.as_local(now).dst())
    return f"{zone}/{'summer' if summer else 'standard'}"


def _is_of(zone: str, key: str) -> bool:
    return key.rpartition("/")[0] == zone
