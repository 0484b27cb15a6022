"""Names that people gave, as they are said in a language: inflected, or in a compound.

Building them takes its time, and is for another thread.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from .building import numbers_in_words
from .language_files import Content

_DIGITS_IN_WORDS = 20
_END = ""
"""In a tree of words: what is called so, if nothing follows."""

type _Tree = dict[str, Any]


class Inflection:
    """The forms that words take in a language."""

    def __init__(self, content: Content) -> None:
        """Take the rules of a language file: what a word is → what it becomes."""
        self._rules = [
            (re.compile(rule["from"]), tuple(rule["to"]))
            for rule in content.get("inflections", ())
        ]
        self._numbers = _numbers(str(content["language"]))
        self._known: dict[str, frozenset[str]] = {}

    def forms(self, word: str) -> frozenset[str]:
        """Return a word with all its forms; a number with what is said for it."""
        if word not in self._known:
            found = {word, *self._numbers.get(word, ())}
            for pattern, endings in self._rules:
                if match := pattern.fullmatch(word):
                    found |= {match.expand(ending) for ending in endings}
            self._known[word] = frozenset(found)
        return self._known[word]


def _numbers(language: str) -> dict[str, set[str]]:
    """Return what else is said for a number: digits for words, and words for digits."""
    same: dict[str, set[str]] = defaultdict(set)
    for word, number in numbers_in_words(language).items():
        if 0 < number <= _DIGITS_IN_WORDS and " " not in word:
            same[str(number)].add(word)
            same[word].add(str(number))
    return dict(same)


class Names:
    """Names of one kind: what is said → what is called so."""

    def __init__(
        self,
        called: Mapping[str, Any],
        inflection: Inflection,
        *,
        glued: bool,
    ) -> None:
        """Take names.

        Args:
            called: as they are spelled → what is called so.
            inflection: the forms of their words.
            glued: other words may follow without a space between.
        """
        self._exact: dict[str, Any] = {}
        self._lengths: dict[str, list[int]] = {}
        self._tree: _Tree = {}
        self._base: dict[str, dict[str, None]] = {}
        for name, meant in called.items():
            words = name.split(" ")
            for word in words:
                for form in inflection.forms(word):
                    self._base.setdefault(form, {})[word] = None
            tree = self._tree
            for word in words:
                tree = tree.setdefault(word, {})
            tree[_END] = meant
            if glued:
                self._add_exact(name, meant)
        self._firsts = {
            form for form, base in self._base.items() if base.keys() & self._tree.keys()
        }

    def _add_exact(self, name: str, meant: Any) -> None:
        self._exact[name] = meant
        lengths = self._lengths.setdefault(name[0], [])
        if len(name) not in lengths:
            lengths.append(len(name))

    def at(self, text: str, begin: int) -> Iterable[tuple[int, Any]]:
        """Return what may begin here: where it ends, and what is called so."""
        found = []
        for length in self._lengths.get(text[begin : begin + 1], ()):
            # What is left of the text may be shorter, and be another name.
            name = text[begin : begin + length]
            if len(name) == length and name in self._exact:
                found.append((begin + length, self._exact[name]))
        self._walk(text, begin, self._tree, found)
        return dict.fromkeys(found)

    def _walk(
        self, text: str, begin: int, tree: _Tree, found: list[tuple[int, Any]]
    ) -> None:
        end = text.find(" ", begin)
        end = len(text) if end < 0 else end
        for word in self._base.get(text[begin:end], ()):
            if (below := tree.get(word)) is None:
                continue
            if _END in below:
                found.append((end, below[_END]))
            if end < len(text):
                self._walk(text, end + 1, below, found)

    def may_be_in(self, text: str, words: list[str]) -> bool:
        """Whether one may be in a text, which consists of these words."""
        if not self._firsts.isdisjoint(words):
            return True
        return any(name in text for name in self._exact)
