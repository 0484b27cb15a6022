"""An event and what is being kept of it: the event entity shows both."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from ..const import DOMAIN
from ..protocol.models import Frame
from .happening import CLIP, PICTURE, Happening


@dataclass(slots=True, eq=False)
class Kept:
    """A happening on its way to the disk.

    Attributes:
        entry_id: of the camera.
        happening: what is known of it by now.
        frame: its picture, None if that has to be fetched.
        written: the picture is on the disk, or never will be.
        refused: why there is no picture.
        in_clip: a clip shows it, or is going to.
    """

    entry_id: str
    happening: Happening
    frame: Frame | None
    written: asyncio.Event = field(default_factory=asyncio.Event)
    refused: str = ""
    in_clip: bool = False

    @property
    def media(self) -> dict[str, str]:
        """The media ids that the event carries; who asks for one waits for it."""
        return media_ids(self.entry_id, self.happening, picture=not self.refused)

    @property
    def place(self) -> dict[str, Any]:
        """Where the camera looked, as far as that is known by now."""
        names = ("pan", "tilt", "zoom")
        position = dict(zip(names, self.happening.position, strict=True))
        place: dict[str, Any] = {}
        if None not in position.values():
            place["position"] = position
        if self.happening.preset is not None:
            place["preset"] = self.happening.preset
        return place


def media_ids(entry_id: str, happening: Happening, *, picture: bool) -> dict[str, str]:
    """Return the media ids of the picture of a happening, and of its clip."""
    ids, place = {}, f"media-source://{DOMAIN}/{entry_id}"
    if picture:
        ids["picture"] = f"{place}/{happening.key}{PICTURE}"
    if clip := happening.clip_in or (happening.key if happening.clip else ""):
        ids["clip"] = f"{place}/{clip}{CLIP}"
    return ids


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """More, or less, is kept of an event than was said."""

    kept: Kept

    @property
    def key(self) -> str:
        """Who is told: see EventDispatcher.listen."""
        return "kept"
