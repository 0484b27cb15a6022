"""Collects the names of cameras, places and presets."""

import re
from collections.abc import Iterable, Iterator

from hassil.util import CJK_WHITESPACE, normalize_whitespace, remove_punctuation
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent

from .matching import area_of, cameras
from .templates import Vocabulary

_SYNTAX = re.compile(r"[\[\](){}<>|\\;:@\"*_-]")
"""Characters with a meaning in a template, or that are spoken as a space."""
_CAMERA = (
    r"(?:tele|video|foto)?camera|caméra|cámara|camara|câmera|câmara|kamer(?:an|a|ę)|cam"
)
_LEADING = re.compile(rf"(?:{_CAMERA})\s+", re.IGNORECASE)
_TRAILING = re.compile(rf"\s*(?:{_CAMERA})|\s*の?\s*カメラ", re.IGNORECASE)


def spoken(name: str) -> list[str]:
    """Return the spellings of a name as spoken: without syntax and punctuation.

    In scripts without spaces there is one more, without them.
    """
    text = remove_punctuation(_SYNTAX.sub(" ", name))
    text = normalize_whitespace(text).strip()
    return list(dict.fromkeys(filter(None, (text, CJK_WHITESPACE.sub("", text)))))


def _without_camera(name: str) -> str:
    """Remove the word for camera, which the grammars add where it belongs."""
    if leading := _LEADING.match(name):
        return name[leading.end() :]
    for trailing in _TRAILING.finditer(name):
        if trailing.end() == len(name):
            return name[: trailing.start()]
    return name


@callback
def vocabulary(hass: HomeAssistant) -> Vocabulary:
    """Collect the names, also of cameras not exposed, so that answers can say so."""
    entities = er.async_get(hass)
    names: dict[str, str] = {}
    short: dict[str, set[str]] = {}
    presets: dict[str, str] = {}
    areas: dict[str, ar.AreaEntry] = {}
    for entity_id, coordinator in cameras(hass).items():
        entry = entities.async_get(entity_id)
        state = hass.states.get(entity_id)
        if not entry or not state:
            continue
        for name in intent.async_get_entity_aliases(hass, entry, state=state):
            names |= dict.fromkeys(spoken(name), name)
            for text in spoken(_without_camera(name)):
                short.setdefault(text, set()).add(name)
        for number, title in coordinator.presets.titles.items():
            presets |= dict.fromkeys(spoken(title), title)
            if title == f"Preset {number}":
                presets.setdefault(str(number), title)
        if area := area_of(hass, entity_id):
            areas[area.id] = area
    # Where two cameras differ in that word only, it has to be spoken.
    clear = {text: next(iter(full)) for text, full in short.items() if len(full) == 1}
    return Vocabulary(
        name={**clear, **names},
        area=_called(areas.values()),
        floor=_called(_floors(hass, areas.values())),
        preset=presets,
    )


def _called(places: Iterable[ar.AreaEntry | fr.FloorEntry]) -> dict[str, str]:
    return {
        text: place.name
        for place in places
        for name in (place.name, *sorted(place.aliases))
        for text in spoken(name)
    }


@callback
def _floors(
    hass: HomeAssistant, areas: Iterable[ar.AreaEntry]
) -> Iterator[fr.FloorEntry]:
    floors = fr.async_get(hass)
    for floor_id in {area.floor_id: None for area in areas if area.floor_id}:
        if floor := floors.async_get_floor(floor_id):
            yield floor
