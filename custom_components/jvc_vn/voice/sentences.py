"""The sentences of a language, and what they ask for.

Reading them takes its time, and is for another thread; understanding does not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from hassil.intents import IntentData, Intents

from .building import Builder
from .expressions import Expression, Heard, Slots, Words
from .language_files import Content
from .required_words import WordIndex, words_of
from .spelling import spelled

_TARGETS = {"name": 4, "cameras": 3, "area": 2, "floor": 1}
"""Slots that tell which camera, the better the higher."""
_SEVERAL = ("name", "area", "floor")
"""Slots that may be filled more than once."""
_AXES = (("left", "right"), ("up", "down"))


class Understood(NamedTuple):
    """What a sentence asks for."""

    language: str
    intent: str
    slots: dict[str, Any]


class Said(NamedTuple):
    """A sentence that may be ours, and what was said before it.

    Attributes:
        text: as it is spelled.
        words: those of it.
        context: what sentences may require that somebody is talking about.
    """

    text: str
    words: list[str]
    context: Mapping[str, str]

    @classmethod
    def of(cls, text: str, context: Mapping[str, str]) -> Said:
        """Spell a sentence."""
        text = spelled(text)
        return cls(text, words_of(text), context)


@dataclass(frozen=True, slots=True)
class Template:
    """One way to ask for something.

    Attributes:
        intent: what is asked for.
        slots: what it always means.
        requires: what must have been spoken of before.
        expression: what is said.
        needs: bits of the words that must be in it.
        wild: it takes any words, and is for when nothing else fits.
    """

    intent: str
    slots: Slots
    requires: Mapping[str, str]
    expression: Expression
    needs: int
    wild: bool


class Sentences:
    """What can be said in one language."""

    def __init__(self, content: Content) -> None:
        """Read it from a language file."""
        self.language = str(content["language"])
        self.spaced = bool(content.get("spaces", True))
        intents = Intents.from_dict(dict(content))
        self._builder = Builder(intents)
        self._index = WordIndex(spaced=self.spaced)
        self.templates = [
            template
            for kind in intents.intents.values()
            for data in kind.data
            for template in self._of(kind.name, data)
        ]
        self._by_rarest: dict[int, list[int]] = {}
        for number, template in enumerate(self.templates):
            rarest = self._index.rarest(template.needs)
            self._by_rarest.setdefault(rarest, []).append(number)
        self._index.finish()
        self._skipped = _by_letter(intents.skip_words)

    def _of(self, intent: str, data: IntentData) -> Iterator[Template]:
        for sentence in data.sentences:
            self._builder.wild = False
            expression = self._builder.build(sentence.expression)
            needs = self._index.add(expression)
            yield Template(
                intent,
                tuple(data.slots.items()),
                data.requires_context,
                expression,
                needs,
                self._builder.wild,
            )

    def fitting(self, said: Said, names: Mapping[str, Words]) -> list[Template]:
        """Return the templates whose words are in a sentence, in their order."""
        present = self._index.present(said.text, said.words, names)
        numbers = [
            number
            for rarest, those in self._by_rarest.items()
            if not rarest or rarest & present
            for number in those
        ]
        return [
            template
            for template in map(self.templates.__getitem__, sorted(numbers))
            if template.needs & present == template.needs
            and all(said.context.get(k) == v for k, v in template.requires.items())
        ]

    def understand(
        self, said: Said, names: Mapping[str, Words], fitting: Iterable[Template]
    ) -> Understood | None:
        """Understand a sentence; None if it is none of ours.

        Args:
            said: the sentence.
            names: kind → names that may be said.
            fitting: the templates that come into question.
        """
        skipping = self._skipping(said.text)
        heard = Heard(said.text, names, skipping, spaced=self.spaced)
        best: Understood | None = None
        for template in fitting:
            if best and template.intent != best.intent:
                continue
            for filled in _whole(template.expression, heard):
                slots = tidied(filled + template.slots)
                if slots is None or (best and _worth(slots) <= _worth(best.slots)):
                    continue
                best = Understood(self.language, template.intent, slots)
        return best

    def _skipping(self, text: str) -> dict[int, int]:
        """Find what means nothing: where it begins → where the next word does."""
        found = dict[int, int]()
        for begin, letter in enumerate(text):
            if self.spaced and begin and text[begin - 1] != " ":
                continue
            for words in self._skipped.get(letter, ()):
                end = begin + len(words)
                if not text.startswith(words, begin):
                    continue
                if end == len(text) or not self.spaced:
                    found[begin] = end
                elif text[end] == " ":
                    found[begin] = end + 1
                if begin in found:
                    break
        return found


def _by_letter(phrases: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Sort phrases by their first letters, the longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for words in sorted({spelled(p) for p in phrases}, key=len, reverse=True):
        found[words[0]] = (*found.get(words[0], ()), words)
    return found


def _whole(expression: Expression, heard: Heard) -> Iterator[Slots]:
    """Return what slots are filled by an expression that is the whole sentence."""
    length = len(heard.text)
    for start in heard.starts(0):
        for end, slots in expression.ends(heard, start):
            if end == length or length in heard.words_from(end):
                yield slots


def _worth(slots: Mapping[str, Any]) -> tuple[int, int]:
    """Tell how well slots name a camera, and how much they say beside."""
    return sum(_TARGETS.get(name, 0) for name in slots), len(slots)


def tidied(filled: Slots) -> dict[str, Any] | None:
    """Put what was said into slots, each once; None if it makes no sense."""
    said: dict[str, list[Any]] = {}
    for name, value in filled:
        if value not in said.setdefault(name, []):
            said[name].append(value)
    slots: dict[str, Any] = {}
    for name, values in said.items():
        if len(values) == 1:
            slots[name] = values[0]
        elif name in _SEVERAL:
            slots[name] = values
        elif name == "direction" and (both := diagonal(values)):
            slots[name] = both
        else:
            return None
    if "preset_number" in slots:
        slots["preset"] = str(slots.pop("preset_number"))
    return slots


def diagonal(directions: list[str]) -> str | None:
    """Make one direction of two that go together."""
    if len(directions) == len(_AXES):
        for across, along in (directions, reversed(directions)):
            if across in _AXES[0] and along in _AXES[1]:
                return f"{across}_{along}"
    return None
