"""Builds expressions of what hassil has parsed."""

from collections.abc import Iterable
from functools import cache

from hassil import expression as hassil
from hassil.intents import Intents, RangeSlotList, TextSlotList
from hassil.numbers import get_rbnf_engine

from .expressions import (
    AnyOrder,
    Anything,
    Either,
    Expression,
    Meaning,
    Name,
    Number,
    Sequence,
    Text,
)
from .language_files import VOCABULARY
from .spelling import piece, spelled

MOST_IN_WORDS = 60
"""Up to which every number is understood in words, and from there on every tenth."""


class Builder:
    """Builds the expressions of a language, of each rule and list only one.

    Attributes:
        wild: what was built since it was set to False takes any words.
    """

    def __init__(self, intents: Intents) -> None:
        """Build from the rules and lists of a language."""
        self.wild = False
        self._intents = intents
        self._rules: dict[str, Expression] = {}
        self._lists: dict[tuple[str, str], Expression] = {}
        self._number = 0

    def build(self, expression: hassil.Expression) -> Expression:
        """Build an expression."""
        match expression:
            case hassil.TextChunk(original_text=text):
                begins, words, closes = piece(text)
                return Text(words, begins=begins, closes=closes)
            case hassil.RuleReference(rule_name=rule):
                return self._rule(rule)
            case hassil.ListReference(list_name=name):
                return self._list(name, expression.slot_name)
            case hassil.Alternative(items=items):
                return Either(map(self.build, items), self._next())
            case hassil.Permutation(items=items):
                parts = [_without_spaces(item) for item in items]
                return AnyOrder(map(self.build, parts), self._next())
            case hassil.Group(items=items):
                built = [self.build(item) for item in _merged(items)]
                return built[0] if len(built) == 1 else Sequence(built)
        raise TypeError(expression)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _rule(self, rule: str) -> Expression:
        if rule not in self._rules:
            body = self._intents.expansion_rules[rule].expression
            # What a rule is at a place is found out once, as with alternatives.
            self._rules[rule] = Either([self.build(body)], self._next())
        return self._rules[rule]

    def _list(self, name: str, slot: str) -> Expression:
        if name in VOCABULARY:
            return Name(name, slot)
        if (name, slot) not in self._lists:
            self._lists[name, slot] = self._values(name, slot)
        built = self._lists[name, slot]
        self.wild |= isinstance(built, Anything)
        return built

    def _values(self, name: str, slot: str) -> Expression:
        known = self._intents.slot_lists[name]
        if isinstance(known, TextSlotList):
            values = [
                Meaning(self.build(value.text_in), slot, value.value_out)
                for value in known.values
            ]
            return Either(values, self._next())
        if isinstance(known, RangeSlotList):
            numbers = range(known.start, known.stop + 1, known.step)
            words = {
                text: number
                for text, number in numbers_in_words(self._intents.language).items()
                if number in numbers
            }
            return Number(slot, numbers, words)
        return Anything(slot)


def _without_spaces(item: hassil.Expression) -> hassil.Expression:
    """Take off the spaces that hassil puts around a part in any order."""
    if not isinstance(item, hassil.Sequence):
        raise TypeError(item)
    return hassil.Sequence(items=item.items[1:-1])


def _merged(items: Iterable[hassil.Expression]) -> list[hassil.Expression]:
    """Merge words that stand side by side."""
    merged: list[hassil.Expression] = []
    for item in items:
        before = merged[-1] if merged else None
        if isinstance(item, hassil.TextChunk) and isinstance(before, hassil.TextChunk):
            text = before.original_text + item.original_text
            merged[-1] = hassil.TextChunk(text=text, original_text=text)
        else:
            merged.append(item)
    return merged


@cache
def numbers_in_words(language: str) -> dict[str, int]:
    """Return the words for numbers, as far as people say them."""
    try:
        engine = get_rbnf_engine(language)
    except ValueError:
        # Digits are understood in every language.
        return {}
    return {
        spelled(words): number
        for number in range(360)
        if number <= MOST_IN_WORDS or not number % 10
        for words in engine.format_number(number).text_by_ruleset.values()
    }
