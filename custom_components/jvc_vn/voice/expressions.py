"""Matches sentences with templates: quickly, and in every way that fits.

Templates are those of Home Assistant's custom sentences, parsed by hassil. A sentence
is looked at from left to right, and what a rule can be at a place in it is found out
once, however many templates use the rule.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, override

type Slot = tuple[str, Any]
type Slots = tuple[Slot, ...]
type Ends = tuple[tuple[int, Slots], ...]
"""Where what was matched may end, each time with the slots that it fills."""

_NOWHERE: Ends = ()
_NO_SLOTS: Slots = ()


class Words(Protocol):
    """Names of one kind that may be said."""

    def at(self, text: str, begin: int) -> Iterable[tuple[int, Any]]:
        """Return what may begin here: where it ends, and what is called so."""

    def may_be_in(self, text: str, words: list[str]) -> bool:
        """Whether one may be in a text, which consists of these words."""


class Heard:
    """A sentence that is being looked at.

    Attributes:
        text: as it is spelled.
        names: kind → the names that may be said.
        found: what was matched where, by those who ask more than once.
    """

    __slots__ = ("_skipping", "_spaced", "found", "names", "text")

    def __init__(
        self,
        text: str,
        names: Mapping[str, Words],
        skipped: Mapping[int, int],
        *,
        spaced: bool = True,
    ) -> None:
        """Look at a sentence.

        Args:
            text: as it is spelled.
            names: kind → the names that may be said.
            skipped: where words begin that mean nothing → where the next word does.
            spaced: there are spaces between words.
        """
        self.text = text
        self.names = names
        self.found: dict[tuple[int, int], Ends] = {}
        self._skipping = skipped
        self._spaced = spaced

    def starts(self, at: int) -> tuple[int, ...]:
        """Return where words may begin that are said from here on."""
        if at not in self._skipping:
            return (at,)
        places = [at]
        while at in self._skipping:
            at = self._skipping[at]
            places.append(at)
        return tuple(places)

    def words_from(self, at: int) -> tuple[int, ...]:
        """Return where words may begin if none may go on here."""
        text = self.text
        if at < len(text) and text[at] == " ":
            return self.starts(at + 1)
        if not self._spaced or at in (0, len(text)) or text[at - 1] in " '":
            return self.starts(at)
        return ()


class Expression(ABC):
    """A part of a template.

    Attributes:
        first: the letters that it may begin with; None if nobody knows.
        empty: it may be nothing.
    """

    first: frozenset[str] | None = None
    empty = False

    @abstractmethod
    def ends(self, heard: Heard, begin: int) -> Ends:
        """Return where it may end if it begins here."""


class Text(Expression):
    """Words, spelled out."""

    def __init__(self, text: str, *, begins: bool, closes: bool) -> None:
        """Match words.

        Args:
            text: as it is spelled.
            begins: a word must begin here.
            closes: no word may go on behind it.
        """
        self.text = text
        self.begins, self.closes = begins, closes
        self._words = text.split(" ")
        self.empty = not text
        if text and not begins:
            self.first = frozenset(text[0])

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        places = heard.words_from(begin) if self.begins else (begin,)
        if self.text:
            places = tuple(end for at in places for end in self._after(heard, at))
        if self.closes:
            places = tuple(end for at in places for end in heard.words_from(at))
        return tuple((end, _NO_SLOTS) for end in places)

    def _after(self, heard: Heard, at: int) -> Iterable[int]:
        if heard.text.startswith(self.text, at):
            return (at + len(self.text),)
        if len(self._words) == 1:
            return ()
        # Perhaps something that means nothing stands between the words.
        places = [at]
        for number, word in enumerate(self._words):
            if number:
                places = [start for p in places for start in heard.words_from(p)]
            places = [p + len(word) for p in places if heard.text.startswith(word, p)]
        return places


class Sequence(Expression):
    """One part after the other."""

    def __init__(self, items: Iterable[Expression]) -> None:
        """Match all of these in this order."""
        self.items = tuple(items)
        self.empty = all(item.empty for item in self.items)
        if self.items:
            # What may be nothing does not know what it begins with.
            self.first = self.items[0].first

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        places: Ends = ((begin, _NO_SLOTS),)
        for item in self.items:
            places = _followed(places, item, heard)
            if not places:
                break
        return places


class Either(Expression):
    """One of several parts, or perhaps none."""

    def __init__(self, items: Iterable[Expression], number: int) -> None:
        """Match one of these; the number is its own."""
        self.items = tuple(items)
        self._number = number
        self.empty = any(item.empty for item in self.items)
        known = [item.first for item in self.items]
        if None not in known:
            self.first = frozenset[str]().union(*filter(None, known))
        self._any = tuple(i for i in self.items if i.first is None or i.empty)
        self._by_letter: dict[str, tuple[Expression, ...]] = {}
        for letter in frozenset[str]().union(*filter(None, known)):
            self._by_letter[letter] = tuple(
                item
                for item in self.items
                if item.first is None or item.empty or letter in item.first
            )

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        key = (self._number, begin)
        if key not in heard.found:
            letter = heard.text[begin : begin + 1]
            ends: dict[tuple[int, Slots], None] = {}
            for item in self._by_letter.get(letter, self._any):
                ends |= dict.fromkeys(item.ends(heard, begin))
            heard.found[key] = tuple(ends)
        return heard.found[key]


class AnyOrder(Expression):
    """Several parts, in whatever order."""

    def __init__(self, items: Iterable[Expression], number: int) -> None:
        """Match all of these in any order, as words; the number is its own."""
        self.items = tuple(items)
        self._number = number
        self.empty = all(item.empty for item in self.items)
        self._needed = sum(
            1 << bit for bit, item in enumerate(self.items) if not item.empty
        )

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        key = (self._number, begin)
        if key not in heard.found:
            everything = (1 << len(self.items)) - 1
            ends: dict[tuple[int, Slots], None] = {}
            for start in heard.words_from(begin):
                self._collect(heard, start, everything, _NO_SLOTS, ends)
            heard.found[key] = tuple(ends)
        return heard.found[key]

    def _collect(
        self,
        heard: Heard,
        begin: int,
        left: int,
        slots: Slots,
        ends: dict[tuple[int, Slots], None],
    ) -> None:
        """Collect where it may end if these parts are left."""
        if not left & self._needed:
            ends[begin, slots] = None
        for bit, item in enumerate(self.items):
            if not left & 1 << bit:
                continue
            for end, more in item.ends(heard, begin):
                if end == begin:
                    continue
                for start in heard.words_from(end):
                    self._collect(heard, start, left & ~(1 << bit), slots + more, ends)


class Meaning(Expression):
    """A part that fills a slot with what it means."""

    def __init__(self, said: Expression, slot: str, value: Any) -> None:
        """Let what is said mean a value."""
        self.said = said
        self._slots: Slots = ((slot, value),)
        self.empty, self.first = said.empty, said.first

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        ends = self.said.ends(heard, begin)
        return tuple((end, more + self._slots) for end, more in ends)


class Name(Expression):
    """A name that somebody has given."""

    def __init__(self, kind: str, slot: str) -> None:
        """Match the names of a kind, and fill a slot with what is called so."""
        self.kind, self._slot = kind, slot

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        found = heard.names[self.kind].at(heard.text, begin)
        return tuple((end, ((self._slot, value),)) for end, value in found)


class Number(Expression):
    """A number, in digits or in words."""

    def __init__(
        self, slot: str, numbers: range, spoken: Mapping[str, int] | None = None
    ) -> None:
        """Match one of these numbers; in words where these are given."""
        self._slot, self._numbers = slot, numbers
        self._spoken = spoken or {}
        self._lengths = sorted({len(words) for words in self._spoken}, reverse=True)
        digits = frozenset("0123456789")
        self.first = digits | frozenset(words[0] for words in self._spoken)

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        text = heard.text
        end = begin
        while end < len(text) and text[end].isdecimal():
            end += 1
        if end > begin:
            number = int(text[begin:end])
            known = number in self._numbers
            return ((end, ((self._slot, number),)),) if known else _NOWHERE
        return tuple(
            (begin + length, ((self._slot, self._spoken[words]),))
            for length in self._lengths
            if (words := text[begin : begin + length]) in self._spoken
            and len(words) == length
        )


class Anything(Expression):
    """One word or more, whatever they are."""

    def __init__(self, slot: str) -> None:
        """Fill a slot with them."""
        self._slot = slot

    @override
    def ends(self, heard: Heard, begin: int) -> Ends:
        text = heard.text
        places = [n for n in range(begin + 1, len(text)) if text[n] == " "]
        return tuple(
            (end, ((self._slot, text[begin:end]),))
            for end in (*places, len(text))
            if end > begin
        )


def _followed(places: Ends, item: Expression, heard: Heard) -> Ends:
    if len(places) == 1:
        ((begin, slots),) = places
        ends = item.ends(heard, begin)
        return tuple((end, slots + more) for end, more in ends) if slots else ends
    found: dict[tuple[int, Slots], None] = {}
    for begin, slots in places:
        for end, more in item.ends(heard, begin):
            found[end, slots + more] = None
    return tuple(found)
