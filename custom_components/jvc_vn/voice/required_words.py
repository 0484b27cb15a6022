"""Which words a sentence must hold to fit a template.

Most sentences are for others. To find that out, none of our templates is looked at:
their words are looked up, and few sentences hold all that a template needs.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from .expressions import (
    AnyOrder,
    Either,
    Expression,
    Meaning,
    Name,
    Sequence,
    Text,
    Words,
)

_WORD_ENDS = re.compile("[ ']")

type Clause = frozenset[str]
"""Words of which one must be there; `{name}` is any name of that kind."""


class WordIndex:
    """Knows the clauses of all templates by their words; each clause is a bit."""

    def __init__(self, *, spaced: bool) -> None:
        """Know none.

        Args:
            spaced: there are spaces between words; otherwise they are looked for
                everywhere in a sentence.
        """
        self._spaced = spaced
        self._bits: dict[Clause, int] = {}
        self._by_word: dict[str, int] = {}
        self._by_letter: dict[str, dict[str, None]] = {}

    def add(self, expression: Expression) -> int:
        """Take what is said; return the bits of what that requires."""
        clauses = (required_words if self._spaced else required_pieces)(expression)
        needs = 0
        for clause in clauses:
            if clause not in self._bits:
                bit = self._bits[clause] = 1 << len(self._bits)
                for word in clause:
                    self._by_word[word] = self._by_word.get(word, 0) | bit
                    self._by_letter.setdefault(word[0], {})[word] = None
            needs |= self._bits[clause]
        return needs

    def rarest(self, needs: int) -> int:
        """Return the bit of the clause that the fewest words fulfil; 0 if of none."""
        needed = [c for c, bit in self._bits.items() if bit & needs]
        return self._bits[min(needed, key=_commonness)] if needed else 0

    @staticmethod
    def finish() -> None:
        """Let go of what was only needed to add templates."""
        for known in (required_words, required_pieces, _opens, _closes):
            known.cache_clear()

    def present(self, text: str, said: list[str], names: Mapping[str, Words]) -> int:
        """Return the bits of those clauses that a sentence of these words fulfils."""
        known, bits = self._by_word, 0
        if self._spaced:
            for word in said:
                bits |= known.get(word, 0)
        else:
            for letter in dict.fromkeys(text):
                for word in self._by_letter.get(letter, ()):
                    if word in text:
                        bits |= known[word]
        for kind, words in names.items():
            those = known.get(f"{{{kind}}}", 0)
            if those & ~bits and words.may_be_in(text, said):
                bits |= those
        return bits


def words_of(text: str) -> list[str]:
    """Take a sentence apart."""
    return _WORD_ENDS.split(text)


def _commonness(clause: Clause) -> tuple[bool, int]:
    return any(word.startswith("{") for word in clause), len(clause)


@cache
def required_words(
    expression: Expression, *, begins: bool = True, closes: bool = True
) -> frozenset[Clause]:
    """Return what an expression requires.

    Args:
        expression: what is said.
        begins: no word goes on where it begins.
        closes: no word goes on where it ends.
    """
    match expression:
        case Text():
            return frozenset(map(frozenset, _whole_words(expression, begins, closes)))
        case Name(kind=kind):
            return frozenset({frozenset({f"{{{kind}}}"})})
        case Meaning(said=said):
            return required_words(said, begins=begins, closes=closes)
        case Either(items=items):
            return _of_either(items, begins, closes)
        case AnyOrder(items=items):
            return frozenset[Clause]().union(*map(required_words, items))
        case Sequence(items=items):
            return _of_sequence(items, begins, closes)
        case _:
            return frozenset()


@cache
def required_pieces(expression: Expression) -> frozenset[Clause]:
    """Return what an expression requires where there are no spaces."""
    match expression:
        case Text(text=text):
            return frozenset(frozenset({piece}) for piece in text.split(" ") if piece)
        case Name(kind=kind):
            return frozenset({frozenset({f"{{{kind}}}"})})
        case Meaning(said=said):
            return required_pieces(said)
        case Either(items=items):
            return _one_of([required_pieces(item) for item in items], items)
        case AnyOrder(items=items) | Sequence(items=items):
            return frozenset[Clause]().union(*map(required_pieces, items))
        case _:
            return frozenset()


def _whole_words(text: Text, begins: bool, closes: bool) -> Iterable[set[str]]:
    """Return the words of which nothing stands elsewhere."""
    words = _WORD_ENDS.split(text.text)
    if not (begins or text.begins):
        words[0] = ""
    if not (closes or text.closes):
        words[-1] = ""
    return ({word} for word in words if word)


def _of_either(
    items: tuple[Expression, ...], begins: bool, closes: bool
) -> frozenset[Clause]:
    """Require one of what each alternative requires, if each requires something."""
    each = [required_words(item, begins=begins, closes=closes) for item in items]
    return _one_of(each, items)


def _one_of(
    each: list[frozenset[Clause]], items: tuple[Expression, ...]
) -> frozenset[Clause]:
    if len(each) == 1:
        return each[0]
    if any(item.empty for item in items) or not all(each):
        return frozenset()
    smallest = (min(clauses, key=lambda c: (len(c), sorted(c))) for clauses in each)
    return frozenset({frozenset[str]().union(*smallest)})


def _of_sequence(
    items: tuple[Expression, ...], begins: bool, closes: bool
) -> frozenset[Clause]:
    parts = _apart(items)
    closed = []
    for part in reversed(parts):
        closed.append(closes)
        closes = _parts_words(part) or (_opens(part) and (closes or not part.empty))
    found = frozenset[Clause]()
    for part, closes_there in zip(parts, reversed(closed), strict=True):
        if isinstance(part, _Compound):
            found |= _of_compound(part, begins, closes_there)
        else:
            found |= required_words(part, begins=begins, closes=closes_there)
        begins = _parts_words(part) or (_closes(part) and (begins or not part.empty))
    return found


class _Compound(Sequence):
    """What is written in one word."""


def _apart(items: tuple[Expression, ...]) -> list[Expression]:
    """Put together what is written in one word, of which no part is a word."""
    parts: list[list[Expression]] = []
    for item in items:
        before = parts[-1][-1] if parts else None
        if before and _are_one_word(before, item):
            parts[-1].append(item)
        else:
            parts.append([item])
    return [part[0] if len(part) == 1 else _Compound(part) for part in parts]


def _are_one_word(before: Expression, behind: Expression) -> bool:
    """Whether there may be no space between them."""
    if _joins(behind):
        return not _closes(before)
    return not _opens(behind) and (_joins(before) or not _closes(before))


def _joins(expression: Expression) -> bool:
    """Whether it is a space between words, or none."""
    if not isinstance(expression, Either) or not expression.empty:
        return False
    return all(isinstance(item, Text) and not item.text for item in expression.items)


def _of_compound(compound: _Compound, begins: bool, closes: bool) -> frozenset[Clause]:
    """Require one of the words that a compound may be."""
    ways = spellings(compound)
    if ways is None:
        parts = (required_words(p, begins=False, closes=False) for p in compound.items)
        return frozenset[Clause]().union(*parts)
    each = []
    for way in ways:
        words = _WORD_ENDS.split(way)
        if not begins:
            words[0] = ""
        if not closes:
            words[-1] = ""
        each.append({word for word in words if word})
    if not all(each):
        return frozenset()
    often = Counter(word for words in each for word in words)
    chosen = (max(words, key=lambda word: (often[word], word)) for words in each)
    return frozenset({frozenset(chosen)})


def spellings(expression: Expression, most: int = 200) -> list[str] | None:
    """Return all that an expression may be; None if it is too much, or not known."""
    match expression:
        case Text(text=text, begins=begins, closes=closes):
            return [f"{' ' * begins}{text}{' ' * closes}"]
        case Meaning(said=said):
            return spellings(said, most)
        case Either(items=items):
            each = [spellings(item, most) for item in items]
            ways = None if None in each else [w for some in each for w in some or ()]
        case Sequence(items=items):
            ways = [""]
            for item in items:
                more = spellings(item, most)
                if more is None or len(ways) * len(more) > most:
                    return None
                ways = [before + behind for before in ways for behind in more]
        case _:
            return None
    return ways if ways is not None and len(ways) <= most else None


def _parts_words(expression: Expression) -> bool:
    """Whether it is nothing but the space between words."""
    if not isinstance(expression, Text) or expression.text:
        return False
    return expression.begins or expression.closes


@cache
def _opens(expression: Expression) -> bool:
    """Whether it begins with a new word, if it is anything."""
    match expression:
        case Text(text=text, begins=begins):
            return begins or not text
        case Meaning(said=said):
            return _opens(said)
        case Either(items=items):
            return all(map(_opens, items))
        case Sequence(items=items):
            return _edge(items, _opens)
        case AnyOrder():
            return True
        case _:
            return False


@cache
def _closes(expression: Expression) -> bool:
    """Whether it ends with a whole word, if it is anything."""
    match expression:
        case Text(text=text, closes=closes):
            # A word may begin behind an apostrophe.
            return closes or not text or text.endswith("'")
        case Meaning(said=said):
            return _closes(said)
        case Either(items=items):
            return all(map(_closes, items))
        case Sequence(items=items):
            return _edge(tuple(reversed(items)), _closes)
        case AnyOrder():
            return True
        case _:
            return False


def _edge(items: tuple[Expression, ...], has: Callable[[Expression], bool]) -> bool:
    """Whether a sequence has something at its edge, whatever of it is empty."""
    for item in items:
        if not has(item):
            return False
        if not item.empty or _parts_words(item):
            return True
    return True
