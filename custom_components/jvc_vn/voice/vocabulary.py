"""Collects what people call cameras, places and presets."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hassil.intents import Intents
from hassil.sample import sample_sentence
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers import floor_registry as fr

from .language_files import ARTICLE, CAMERA, Content
from .matching import area_of, cameras
from .names import Inflection, Names
from .spelling import spelled

_HOME = "home"

type Called = tuple[str, tuple[str, ...]]
"""Something, and all that it is called."""


@dataclass(frozen=True)
class Vocabulary:
    """What is there, as it is written.

    Attributes:
        cameras: names of each camera.
        areas, floors: of the cameras, each with its names.
        presets: of each camera, number → names.
    """

    cameras: tuple[tuple[str, ...], ...] = ()
    areas: tuple[Called, ...] = ()
    floors: tuple[Called, ...] = ()
    presets: tuple[Mapping[int, tuple[str, ...]], ...] = ()


class CameraWord:
    """The word for a camera, in all languages."""

    def __init__(self, contents: Iterable[Content]) -> None:
        """Take it from the rule `camera` of each file; for another thread."""
        words = {
            word.strip() for content in contents for word in _rule(content, CAMERA)
        }
        # Of words that begin alike, the longer one is to be tried first.
        longest = sorted(words - {""}, key=lambda word: (-len(word), word))
        either = "|".join(map(re.escape, longest))
        self._leading = re.compile(rf"(?:{either})\s+", re.IGNORECASE)
        self._trailing = re.compile(rf"(?:{either})\Z", re.IGNORECASE)
        self._anywhere = re.compile(either, re.IGNORECASE)

    def taken_off(self, name: str) -> str:
        """Return a name without it: grammars put it where it belongs."""
        if leading := self._leading.match(name):
            return name[leading.end() :]
        if trailing := self._trailing.search(name):
            return name[: trailing.start()].rstrip()
        return name

    def is_in(self, text: str) -> bool:
        """Whether it was said."""
        return self._anywhere.search(text) is not None


def _rule(content: Content, name: str) -> Iterable[str]:
    """Return all that may be said for a rule."""
    rules = {"expansion_rules": content["expansion_rules"], "intents": {}}
    intents = Intents.from_dict({"language": content["language"], **rules})
    rule = intents.expansion_rules[name]
    return sample_sentence(rule, expansion_rules=intents.expansion_rules)


class Articles:
    """The words that may stand before a name, in all languages."""

    def __init__(self, contents: Iterable[Content]) -> None:
        """Take them from the rule `the` of each file that has it; for a thread."""
        words = {
            spelled(word)
            for content in contents
            if ARTICLE in content["expansion_rules"]
            for word in _rule(content, ARTICLE)
        }
        either = "|".join(sorted(map(re.escape, words - {""}), key=len, reverse=True))
        self._before = re.compile(rf"(?:{either})[ ']")

    def taken_off(self, text: str) -> str:
        """Return what is left of a text, as it is spelled."""
        found = self._before.match(text)
        return text[found.end() :] if found else text


class CalledOtherwise:
    """How things are called, for those who call them a little otherwise."""

    def __init__(
        self, meant: Mapping[str, Mapping[str, Any]], articles: Articles
    ) -> None:
        """Know the names: kind → as it is spelled → what is called so."""
        self._meant, self._articles = meant, articles

    def name(self, kind: str, text: str) -> str:
        """Return the name of what somebody calls so; the text itself if it is none."""
        known, said = self._meant.get(kind, {}), spelled(text)
        meant = known.get(said) or known.get(self._articles.taken_off(said))
        return text if meant is None else str(meant)


@callback
def vocabulary(hass: HomeAssistant) -> Vocabulary:
    """Collect the names; exposed or not, so that it can be said which it is."""
    entities = er.async_get(hass).entities
    names: list[tuple[str, ...]] = []
    presets: list[Mapping[int, tuple[str, ...]]] = []
    areas: dict[str, ar.AreaEntry] = {}
    for entity_id, coordinator in cameras(hass).items():
        entry = entities[entity_id]
        names.append(tuple(er.async_get_entity_aliases(hass, entry)))
        presets.append({n: tuple(p) for n, p in coordinator.presets.names.items()})
        if area := area_of(hass, entity_id):
            areas[area.id] = area
    registry = fr.async_get(hass)
    floors = {area.floor_id: None for area in areas.values() if area.floor_id}
    found = [registry.async_get_floor(floor_id) for floor_id in floors]
    return Vocabulary(
        tuple(names),
        tuple(map(_called, areas.values())),
        tuple(_called(floor) for floor in found if floor),
        tuple(presets),
    )


def _called(place: ar.AreaEntry | fr.FloorEntry) -> Called:
    return place.name, (place.name, *sorted(place.aliases))


@dataclass
class Spoken:
    """A vocabulary as it is spoken; making it is for another thread.

    Attributes:
        meant: kind → what is said → what is called so.
    """

    meant: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, words: Vocabulary, camera_word: CameraWord) -> Spoken:
        """Spell everything."""
        full: dict[str, str] = {}
        short: dict[str, set[str]] = {}
        for names in words.cameras:
            for name in names:
                if text := spelled(name):
                    full[text] = name
                if text := spelled(camera_word.taken_off(name)):
                    short.setdefault(text, set()).add(names[0])
                    full.setdefault(text, name)
        # Where two cameras differ in that word only, it has to be said.
        for text, those in short.items():
            if len(those) > 1 and camera_word.taken_off(full[text]) != full[text]:
                del full[text]
        return cls(
            {
                "name": full,
                "area": _spelled(words.areas),
                "floor": _spelled(words.floors),
                "preset": _presets(words.presets),
            }
        )

    def names(self, content: Content) -> dict[str, Names]:
        """Return the names as they are said in a language."""
        inflection = Inflection(content)
        spaced = content.get("spaces", True)
        return {
            kind: Names(called, inflection, glued=kind != "preset" or not spaced)
            for kind, called in self.meant.items()
        }


def _spelled(places: Iterable[Called]) -> dict[str, str]:
    return {
        text: place
        for place, names in places
        for name in names
        if (text := spelled(name))
    }


def _presets(cameras: Iterable[Mapping[int, tuple[str, ...]]]) -> dict[str, str]:
    """Spell presets; of several that sound alike, the sound is what is meant."""
    meant: dict[str, str] = {}
    for presets in cameras:
        sounds: dict[str, int] = {}
        for number, names in presets.items():
            for text in {spelled(name): name for name in reversed(names)}:
                # Home is where a camera is sent without its being a title.
                if not text or (number == 0 and text == _HOME):
                    continue
                if sounds.setdefault(text, number) != number:
                    meant[text] = text
                else:
                    meant.setdefault(text, next(n for n in names if spelled(n) == text))
    return meant
