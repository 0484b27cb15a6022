"""Keeps how a camera looked last, also over restarts."""

from typing import TypedDict

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.storage import Store

from ..const import DOMAIN
from .appearance import Appearance

_VERSION = 1
LAZY = 3600.0
"""Seconds after which a change is on the disk, and at once when Home Assistant stops:
a patrol ends somewhere else every half minute."""


class _Stored(TypedDict):
    model: str | None
    camera_id: str | None
    position: list[float | None]


class Sightings:
    """How one camera looked when it stood still last."""

    def __init__(self, hass: HomeAssistant, entry_id: str) -> None:
        """Have seen nothing; `load` brings what was stored."""
        self._store = Store[_Stored](
            hass, _VERSION, f"{DOMAIN}.{entry_id}.seen", atomic_writes=True
        )
        self._last: Appearance | None = None

    async def load(self) -> Appearance | None:
        """Return how it looked last, None if it was never seen."""
        if self._last is None and (stored := await self._store.async_load()):
            pan, tilt, zoom = stored["position"]
            self._last = Appearance(
                stored["model"], stored["camera_id"], (pan, tilt, zoom)
            )
        return self._last

    @callback
    def take(self, seen: Appearance) -> None:
        """Remember how it looks now."""
        if seen != self._last:
            self._last = seen
            self._store.async_delay_save(lambda: _stored(seen), LAZY)

    async def remove(self) -> None:
        """Forget it."""
        await self._store.async_remove()


def _stored(seen: Appearance) -> _Stored:
    return {
        "model": seen.model,
        "camera_id": seen.camera_id,
        "position": list(seen.position),
    }
