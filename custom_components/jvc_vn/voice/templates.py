"""Fills the grammars with names, to recognize sentences and to write the trigger.

Home Assistant offers integrations one public way to hear a sentence first: a sentence
trigger. Its templates have neither rules nor lists, only wildcards, and a wildcard
would catch sentences that are meant for others. So names, areas, floors and presets
are written out in them. Home Assistant parses them in its event loop, a microsecond
per character; that is why sentences share one copy of the names wherever the words
around them allow it. Sentences that fit the templates but not the grammars are passed
on, see `trigger.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import product
from typing import Any, NamedTuple

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    RuleReference,
    TextChunk,
)
from hassil.intents import Intents, SlotList, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.recognize import recognize_best

from .language_files import TARGETS

_QUESTIONS = ("JvcVnWhere", "JvcVnLastAlarm")


@dataclass(frozen=True)
class Vocabulary:
    """The names that there are: as spoken → as written."""

    name: Mapping[str, str] = field(default_factory=dict)
    area: Mapping[str, str] = field(default_factory=dict)
    floor: Mapping[str, str] = field(default_factory=dict)
    preset: Mapping[str, str] = field(default_factory=dict)


class Said(NamedTuple):
    """A sentence that was understood."""

    language: str
    intent: str
    slots: dict[str, Any]


class Sentences:
    """The grammars of all languages.

    Everything but `recognize` is slow, and is run in another thread.
    """

    def __init__(self, grammars: Mapping[str, Mapping[str, Any]]) -> None:
        """Parse the grammars: language → content of the file."""
        self._intents = {
            language: Intents.from_dict(dict(content))
            for language, content in grammars.items()
        }
        self._patterns = _Patterns()
        for intents in self._intents.values():
            self._patterns.add(intents)
        self._patterns.factor()
        self._lists: dict[str, SlotList] = {}

    def templates(self, vocabulary: Vocabulary) -> list[str]:
        """Return the templates of the trigger; none if there is no camera."""
        return list(self._patterns.templates(vocabulary)) if vocabulary.name else []

    def fill(self, vocabulary: Vocabulary) -> None:
        """Use this vocabulary in `recognize`."""
        self._lists = {
            kind.name: TextSlotList.from_tuples(
                getattr(vocabulary, kind.name).items(),
                allow_template=False,
                name=kind.name,
            )
            for kind in fields(vocabulary)
        }

    def recognize(self, text: str, language: str) -> Said | None:
        """Recognize a sentence, in this language first; None if it fits none."""
        languages = sorted(self._intents, key=lambda known: known != language)
        for known in languages:
            if result := recognize_best(
                text,
                self._intents[known],
                slot_lists=self._lists,
                language=known,
                best_slot_name="name",
            ):
                slots = {e.name: {"value": e.value} for e in result.entities_list}
                return Said(known, result.intent.name, slots)
        return None


type _Items = tuple[tuple[str, ...], ...]
"""Pieces of a template, one after the other; each may be spelled in several ways."""


class _Literal(NamedTuple):
    """A part of a sentence without names, and whether it may be left out."""

    items: _Items
    optional: bool

    def then(self, other: _Literal) -> _Literal:
        """Return this part followed by another."""
        return _Literal(self.items + other.items, self.optional and other.optional)

    @property
    def spellings(self) -> tuple[str, ...]:
        """The ways to write it; one, if it has several pieces."""
        return self.items[0] if len(self.items) == 1 else (_text(self.items),)


_NOTHING = _Literal((), True)

type _SentenceForm = tuple[tuple[_Literal, ...], tuple[str, ...]]
"""Literals, and between each two of them a symbol: a target, or a kind of name."""
type _Texts = dict[str, str]
"""Symbol → its template."""


class _Shape(NamedTuple):
    """What forms must have in common to be merged.

    Attributes:
        symbols: what stands between the literals.
        open_start: the first literal may be left out.
        open_end: the last literal may be left out.
        question: they are questions, whose verbs must not be mixed with orders.
    """

    symbols: tuple[str, ...]
    open_start: bool
    open_end: bool
    question: bool


class _Patterns:
    """The forms of all languages and sentences, merged where they have one shape."""

    def __init__(self) -> None:
        self._sentences: _Merged = {}
        self._targets: dict[str, _Merged] = {target: {} for target in TARGETS}
        self._skipped: dict[str, None] = {}

    def add(self, intents: Intents) -> None:
        """Add the sentences of a language."""
        reader = _SentenceReader(intents)
        for target, merged in self._targets.items():
            rule = intents.expansion_rules[target].expression
            for form in reader.forms(rule, symbols=()):
                _merge(merged, form, question=False)
        for name, intent in intents.intents.items():
            for data in intent.data:
                for sentence in data.sentences:
                    for form in reader.forms(sentence.expression, symbols=TARGETS):
                        _merge(self._sentences, form, question=name in _QUESTIONS)
        self._skipped |= dict.fromkeys(intents.skip_words)

    def factor(self) -> None:
        """Merge what sentences have in common."""
        for merged in (self._sentences, *self._targets.values()):
            for parts in merged.values():
                for at, part in enumerate(parts):
                    parts[at] = dict.fromkeys(_factored(part))

    def templates(self, vocabulary: Vocabulary) -> Iterator[str]:
        """Yield the templates, with all names written out."""
        words = {
            kind.name: _words(text.split() for text in spoken)
            for kind in fields(vocabulary)
            if (spoken := getattr(vocabulary, kind.name))
        }
        targets = {
            target: _alternatives(
                _written(shape, parts, words)
                for shape, parts in merged.items()
                if words.keys() >= set(shape.symbols)
            )
            for target, merged in self._targets.items()
        }
        for template in self._whole(words | self._politely(targets)):
            yield self._polite(template)

    def _politely(self, targets: _Texts) -> _Texts:
        return {target: self._polite(text) for target, text in targets.items()}

    def _polite(self, text: str) -> str:
        """Allow words without meaning (`please`) before and after."""
        words = _alternatives(self._skipped)
        return f"[{words}{_SPACE}]{text}[{_SPACE}{words}]" if words else text

    def _whole(self, texts: _Texts) -> Iterator[str]:
        presets: dict[bool, list[tuple[str, str]]] = {}
        for shape, parts in self._sentences.items():
            if "preset" not in shape.symbols:
                yield _written(shape, parts, texts)
            elif "preset" in texts:
                halves = _halves(shape, parts, texts)
                presets.setdefault(shape.open_start, []).append(halves)
        # There are far more presets than anything else.
        for halves_of_all in presets.values():
            before, after = zip(*halves_of_all, strict=True)
            yield _alternatives(before) + texts["preset"] + _alternatives(after)


type _Merged = dict[_Shape, list[dict[_Items, None]]]


def _merge(merged: _Merged, form: _SentenceForm, *, question: bool) -> None:
    literals, symbols = form
    first, last = literals[0].optional, literals[-1].optional
    # Where nothing follows, nothing can be mixed up.
    shape = _Shape(symbols, first, last, question and not last)
    parts = merged.setdefault(shape, [{} for _ in literals])
    for part, literal in zip(parts, literals, strict=True):
        part[literal.items] = None


def _factored(sequences: Iterable[_Items]) -> list[_Items]:
    """Merge sequences that differ in one piece only, at each place in turn."""
    found = list(sequences)
    for at in range(max(map(len, found), default=0)):
        merged: dict[tuple[int, _Items, _Items], dict[str, None]] = {}
        shorter = [items for items in found if len(items) <= at]
        for items in (items for items in found if len(items) > at):
            around = (len(items), items[:at], items[at + 1 :])
            merged.setdefault(around, {}).update(dict.fromkeys(items[at]))
        found = shorter + [
            (*before, tuple(spellings), *behind)
            for (_, before, behind), spellings in merged.items()
        ]
    return found


def _written(shape: _Shape, parts: Iterable[Iterable[_Items]], texts: _Texts) -> str:
    written = [_alternatives(map(_text, part)) for part in parts]
    symbols = [texts[symbol] for symbol in shape.symbols]
    return "".join(a + b for a, b in zip(written, [*symbols, ""], strict=True))


def _halves(
    shape: _Shape, parts: list[dict[_Items, None]], texts: _Texts
) -> tuple[str, str]:
    """Return the template before the preset, and the one after it."""
    at = shape.symbols.index("preset")
    before = shape._replace(symbols=shape.symbols[:at])
    after = shape._replace(symbols=shape.symbols[at + 1 :])
    return (
        _written(before, parts[: at + 1], texts),
        _written(after, parts[at + 1 :], texts),
    )


def _text(items: _Items) -> str:
    return "".join(map(_alternatives, items))


def _alternatives(texts: Iterable[str]) -> str:
    distinct = dict.fromkeys(texts)
    filled = [text for text in distinct if text]
    if "" in distinct:
        return f"[{'|'.join(filled)}]" if filled else ""
    if len(filled) > 1:
        return f"({'|'.join(filled)})"
    return "".join(filled)


_SPACE = "\\ "
"""Keeps words in one piece: each piece of a template costs time."""


def _words(names: Iterable[Sequence[str]]) -> str:
    """Write names so that those which begin alike share their beginning."""
    following: dict[str, list[Sequence[str]]] = {}
    for first, *more in names:
        following.setdefault(first, []).append(more)
    return _alternatives(
        first + _following(continued) for first, continued in following.items()
    )


def _following(names: list[Sequence[str]]) -> str:
    longer = [name for name in names if name]
    if not longer:
        return ""
    more = _SPACE + _words(longer)
    return more if len(longer) == len(names) else f"[{more}]"


class _SentenceReader:
    """Splits the sentences of a language into forms."""

    def __init__(self, intents: Intents) -> None:
        self._intents = intents

    def forms(
        self, expression: Expression, symbols: tuple[str, ...]
    ) -> list[_SentenceForm]:
        """Return the forms of an expression; rules in `symbols` are not expanded."""
        match expression:
            case TextChunk(text=text):
                spelled = text.replace(" ", _SPACE)
                return [((_Literal(((spelled,),), not text.strip()),), ())]
            case RuleReference(rule_name=rule) if rule in symbols:
                return [_symbol(rule)]
            case RuleReference(rule_name=rule):
                body = self._intents.expansion_rules[rule].expression
                return self.forms(body, symbols)
            case ListReference(list_name=name):
                return [self._list(name)]
            case Alternative(items=items):
                return _either([f for i in items for f in self.forms(i, symbols)])
            case Group(items=items):
                each = [self.forms(item, symbols) for item in items]
                return [_joined(combined) for combined in product(*each)]
        raise TypeError(expression)

    def _list(self, name: str) -> _SentenceForm:
        known = self._intents.slot_lists.get(name)
        if not isinstance(known, TextSlotList):
            return _symbol(name)
        values = [f for v in known.values for f in self.forms(v.text_in, ())]
        return _either(values)[0]


def _symbol(name: str) -> _SentenceForm:
    return (_NOTHING, _NOTHING), (name,)


def _joined(parts: tuple[_SentenceForm, ...]) -> _SentenceForm:
    literals = [_NOTHING]
    symbols: list[str] = []
    for more, between in parts:
        literals[-1] = literals[-1].then(more[0])
        literals += more[1:]
        symbols += between
    return tuple(literals), tuple(symbols)


def _either(forms: list[_SentenceForm]) -> list[_SentenceForm]:
    """Merge the forms without symbols into one, and leave the others."""
    plain = [literals[0] for literals, symbols in forms if not symbols]
    apart = [form for form in forms if form[1]]
    if plain:
        spellings = tuple(dict.fromkeys(s for x in plain for s in x.spellings))
        optional = any(literal.optional for literal in plain)
        apart.append(((_Literal((spellings,), optional),), ()))
    return apart


def parsed(templates: Iterable[str]) -> None:
    """Make sure that Home Assistant can parse these.

    Raises:
        ParseError: one cannot be parsed, which would disable all sentence triggers.
    """
    for template in templates:
        parse_sentence(template)
