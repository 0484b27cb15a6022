"""Collects the names of cameras, places and presets."""

import re
from collections.abc import Iterable, Iterator

from hassil.intents import Intents
from hassil.sample import sample_sentence
from hassil.util import CJK_WHITESPACE, normalize_whitespace, remove_punctuation
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr
from homeassistant.helpers import intent

from .language_files import CAMERA, Content
from .matching import area_of, cameras
from .templates import Vocabulary

_SYNTAX = re.compile(r"[\[\](){}<>|\\;:@\"*_-]")
"""Characters with a meaning in a template, or that are spoken as a space."""


def spoken(name: str) -> list[str]:
    """Return the spellings of a name as spoken: without syntax and punctuation.

    In scripts without spaces there is one more, without them.
    """
    text = remove_punctuation(_SYNTAX.sub(" ", name))
    text = normalize_whitespace(text).strip()
    return list(dict.fromkeys(filter(None, (text, CJK_WHITESPACE.sub("", text)))))


class CameraWord:
    """The word for a camera, in all languages."""

    def __init__(self, contents: Iterable[Content]) -> None:
        """Take it from the rule `camera` of each file; for another thread."""
        words = {word.strip() for content in contents for word in _camera(content)}
        # Of words that begin alike, the longer one is to be tried first.
        longest = sorted(words - {""}, key=lambda word: (-len(word), word))
        either = "|".join(map(re.escape, longest))
        self._leading = re.compile(rf"(?:{either})\s+", re.IGNORECASE)
        self._trailing = re.compile(rf"(?:{either})\Z", re.IGNORECASE)

    def taken_off(self, name: str) -> str:
        """Return a name without it: grammars put it where it belongs."""
        if leading := self._leading.match(name):
            return name[leading.end() :]
        if trailing := self._trailing.search(name):
            return name[: trailing.start()].rstrip()
        return name


def _camera(content: Content) -> Iterable[str]:
    rules = {"expansion_rules": content["expansion_rules"], "intents": {}}
    intents = Intents.from_dict({"language": content["language"], **rules})
    rule = intents.expansion_rules[CAMERA]
    return sample_sentence(rule, expansion_rules=intents.expansion_rules)


@callback
def vocabulary(hass: HomeAssistant, camera_word: CameraWord) -> Vocabulary:
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
            for text in spoken(camera_word.taken_off(name)):
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
