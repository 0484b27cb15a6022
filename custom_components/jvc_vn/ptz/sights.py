"""What was seen where: the panorama, each preset as it looked last, each mask.

The camera tells with each picture where it looks, so all of it comes for nothing: no
request is made for it, and only a few of the pictures that pass are looked at.
"""

import asyncio
import io
import logging
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypedDict

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers.storage import STORAGE_DIR, Store
from PIL import Image, UnidentifiedImageError

from ..const import DOMAIN
from ..protocol import parameters as p
from ..protocol.models import Frame, FrameInfo, Identity
from ..protocol.timing import REAL, Timing
from ..state.camera_state import CameraState
from ..video.panorama import Look, Panorama
from .optics import field_of_view

_LOGGER = logging.getLogger(__name__)

LOOK_EVERY = 0.25
"""Seconds between two pictures that are looked at."""
STANDS = 0.8
"""Seconds after which a picture is sharp, and shows a preset rather than the way."""
AGAIN = 120.0
"""Seconds after which the same view is laid again: light and cars change."""
PRESET_AGAIN = 600.0
SAVE_AFTER = 30.0
"""Seconds for which what changed is collected, for the sake of memory cards."""
THUMBNAIL = (240, 180)
_QUALITY = 78
_VERSION = 1
_PANORAMA = "panorama.jpg"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a preset or a mask is, and when that was seen (seconds since 1970)."""

    pan: float
    tilt: float
    zoom: float
    seen: float

    def same_as(self, other: Place) -> bool:
        """Tell whether another is the same place."""
        return (self.pan, self.tilt, self.zoom) == (other.pan, other.tilt, other.zoom)


class _Stored(TypedDict):
    presets: dict[str, dict[str, float]]
    masks: dict[str, dict[str, float]]
    order: list[int]
    alarm: dict[str, Any] | None


class SightsHost(Protocol):
    """What remembering what was seen needs of a camera's coordinator."""

    hass: HomeAssistant
    config_entry: ConfigEntry
    data: CameraState
    identity: Identity


def folder(hass: HomeAssistant, entry_id: str) -> Path:
    """Return where the pictures of a camera are kept."""
    return Path(hass.config.path(STORAGE_DIR, f"{DOMAIN}.sights.{entry_id}"))


def places_store(hass: HomeAssistant, entry_id: str) -> Store[_Stored]:
    """Return where it is kept what is where."""
    return Store(hass, _VERSION, f"{DOMAIN}.places.{entry_id}")


class Sights:
    """Remembers, over restarts too, what one camera has seen."""

    def __init__(self, host: SightsHost, *, timing: Timing = REAL) -> None:
        """Know nothing; `load` brings what was kept."""
        self.presets: dict[int, Place] = {}
        self.masks: dict[int, Place] = {}
        self.order: list[int] = []
        """Numbers of presets, in the order in which the card shows them."""
        self.alarm: dict[str, Any] | None = None
        """Where the camera looked at the last alarm, and what it was."""
        self.version = 0
        """Changes with the panorama; 0 as long as there is none."""
        self._host = host
        self._clock = timing.clock
        entry_id = host.config_entry.entry_id
        self._folder = folder(host.hass, entry_id)
        self._store = places_store(host.hass, entry_id)
        self._panorama = Panorama()
        self._made: tuple[int, bytes] | None = None
        self.working: asyncio.Future[Any] | None = None
        """What is being done in a thread."""
        self._unsaved = False
        self._saved_at = timing.clock()
        self._listeners: set[CALLBACK_TYPE] = set()
        self._next = self._stands_since = float("-inf")
        self._position: object = None
        self._laid: tuple[object, float] = (None, 0.0)
        self._mask: int | None = None

    # Life

    async def load(self) -> None:
        """Read what was kept; what is damaged counts as never seen."""
        if stored := await self._store.async_load():
            self.presets = _places(stored["presets"])
            self.masks = _places(stored["masks"])
            self.order = list(stored["order"])
            self.alarm = stored["alarm"]
        await self._host.hass.async_add_executor_job(self._load_panorama)

    def _load_panorama(self) -> None:
        try:
            self._panorama.load((self._folder / _PANORAMA).read_bytes())
        except FileNotFoundError:
            return
        except (OSError, ValueError, UnidentifiedImageError) as err:
            _LOGGER.debug("The panorama was not read: %s", err)
            return
        self.version = 1

    async def close(self) -> None:
        """Keep what is known."""
        if self.working:
            await asyncio.gather(self.working, return_exceptions=True)
        if self._unsaved:
            await self._host.hass.async_add_executor_job(self._save_panorama)
        self._listeners.clear()

    @staticmethod
    async def remove(hass: HomeAssistant, entry_id: str) -> None:
        """Delete what was kept of a camera."""
        await places_store(hass, entry_id).async_remove()
        await hass.async_add_executor_job(_remove, folder(hass, entry_id))

    @callback
    def listen(self, listener: CALLBACK_TYPE) -> CALLBACK_TYPE:
        """Tell of every change until the result is called."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    # Pictures that pass, see HubObserver

    @callback
    def frame_arrived(self, frame: Frame) -> None:
        """Look at a picture now and then."""
        now = self._clock()
        if now < self._next:
            return
        self._next = now + LOOK_EVERY
        info = frame.info
        if (here := place_of(info, frame.arrived)) is None:
            return
        if info.position != self._position:
            self._position, self._stands_since = info.position, now
        stands = now - self._stands_since >= STANDS
        if (mask := self._host.data.mask_edited) is not None:
            self._watch_mask(mask, stands=stands)
            return
        self._mask = None
        if self.working:
            return
        kept = info.preset if stands and self._keep_preset(info.preset, here) else None
        place, when = self._laid
        if kept is None and stands and place == info.position and now - when < AGAIN:
            return
        if stands:
            self._laid = info.position, now
        working = self._work(self._take, frame.jpeg, here, kept, not stands)
        working.add_done_callback(self._taken)

    @callback
    def viewers_changed(self) -> None:
        """Care not who looks on."""

    def _watch_mask(self, area: int, *, stands: bool) -> None:
        """Note where a mask is: editing begins with the camera's turning there."""
        if stands and self._mask != area:
            self._mask = area
            if area in self.masks or self._host.data.get(p.PRIVACY_MASK_AREA[area - 1]):
                self.mask_seen(area)

    def _keep_preset(self, number: int | None, here: Place) -> bool:
        """Note where a preset is; True if its picture is to be kept."""
        if number is None:
            return False
        before = self.presets.get(number)
        fresh = before is not None and here.seen - before.seen < PRESET_AGAIN
        if fresh and before and before.same_as(here):
            return False
        self.presets[number] = here
        self._save_places()
        return True

    def _work[T](self, work: Callable[..., T], *args: Any) -> asyncio.Future[T]:
        """Do something in a thread; one thing at a time."""
        working = self._host.hass.loop.run_in_executor(None, work, *args)
        self.working = working
        working.add_done_callback(self._worked)
        return working

    @callback
    def _worked(self, _working: asyncio.Future[Any]) -> None:
        self.working = None

    @callback
    def _taken(self, working: asyncio.Future[bool]) -> None:
        if working.cancelled():
            return
        if err := working.exception():
            _LOGGER.debug("A picture was not kept: %r", err)
        elif working.result():
            self.changed()

    def _take(
        self, jpeg: bytes, here: Place, preset: int | None, blurred: bool
    ) -> bool:
        """Lay a picture into the panorama, keep it as a preset's; in a thread."""
        if preset is not None:
            self._write(f"preset_{preset}.jpg", thumbnail(jpeg))
        field = field_of_view(self._host.identity.model, here.zoom)
        look = Look(here.pan, here.tilt, field)
        laid = self._panorama.lay(jpeg, look, only_new=blurred)
        if laid:
            self.version += 1
            self._unsaved = True
        if self._unsaved and self._clock() - self._saved_at >= SAVE_AFTER:
            self._save_panorama()
        return laid or preset is not None

    # What is asked for

    async def panorama(self) -> bytes | None:
        """Return the panorama as a JPEG, None as long as nothing was seen."""
        if not self.version:
            return None
        while self.working:
            await asyncio.gather(self.working, return_exceptions=True)
        if self._made is None or self._made[0] != self.version:
            version = self.version
            self._made = version, await asyncio.shield(self._work(self._panorama.jpeg))
        return self._made[1]

    async def preset_picture(self, number: int) -> bytes | None:
        """Return what was seen at a preset last."""
        if number not in self.presets:
            return None
        path = self._folder / f"preset_{number}.jpg"
        return await self._host.hass.async_add_executor_job(_read, path)

    # What is told

    @callback
    def preset_changed(self, number: int) -> None:
        """Forget where a preset was: it has been saved or cleared."""
        if self.presets.pop(number, None):
            self._next = self._stands_since = self._clock()
            self._save_places()
            self.changed()

    @callback
    def alarm_told(self, what: str, when: datetime | None) -> None:
        """Note where the camera looks at an alarm."""
        info = self._host.data.frame
        if info and (place := place_of(info, when.timestamp() if when else 0)):
            self.alarm = {"type": what, **asdict(place)}
            self._save_places()
            self.changed()

    @callback
    def mask_seen(self, area: int) -> None:
        """Note where a privacy mask (1-8) has been put: where the camera looks."""
        info = self._host.data.frame
        if info and (place := place_of(info, 0)):
            self.masks[area] = place
            self._save_places()
            self.changed()

    @callback
    def mask_gone(self, area: int) -> None:
        """Note that a privacy mask has been cleared."""
        if self.masks.pop(area, None):
            self._save_places()
            self.changed()

    @callback
    def set_order(self, order: list[int]) -> None:
        """Keep the order in which the card shows the presets."""
        self.order = [n for n in dict.fromkeys(order) if n in p.PRESETS]
        self._save_places()
        self.changed()

    @callback
    def changed(self) -> None:
        """Tell who listens."""
        for listener in tuple(self._listeners):
            listener()

    # The disk

    def _save_places(self) -> None:
        self._store.async_delay_save(self._places, SAVE_AFTER)

    def _places(self) -> _Stored:
        return {
            "presets": {str(n): asdict(place) for n, place in self.presets.items()},
            "masks": {str(n): asdict(place) for n, place in self.masks.items()},
            "order": self.order,
            "alarm": self.alarm,
        }

    def _save_panorama(self) -> None:
        self._saved_at = self._clock()
        self._unsaved = False
        self._write(_PANORAMA, self._panorama.jpeg())

    def _write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all; what cannot be kept is seen again."""
        draft = self._folder / f"{name}.tmp"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(data)
            draft.replace(self._folder / name)
        except OSError as err:
            _LOGGER.debug("%s was not written: %s", name, err)


def place_of(info: FrameInfo, seen: float) -> Place | None:
    """Return where a picture was taken, None if it does not tell."""
    if info.pan is None or info.tilt is None or info.zoom is None:
        return None
    return Place(info.pan, info.tilt, info.zoom, seen)


def thumbnail(jpeg: bytes) -> bytes:
    """Make a small picture of a picture."""
    picture = Image.open(io.BytesIO(jpeg))
    picture.draft("RGB", THUMBNAIL)
    picture.thumbnail(THUMBNAIL)
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _places(stored: dict[str, dict[str, float]]) -> dict[int, Place]:
    return {int(number): Place(**place) for number, place in stored.items()}


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _remove(path: Path) -> None:
    shutil.rmtree(path, ignore_errors=True)
