"""Takes private values out of whatever is going to be shown to others."""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, time, timedelta
from typing import Any
from urllib.parse import quote, quote_plus

_ANYWHERE = 5
"""Letters from which a private value is taken out of the middle of words too: shorter
ones are parts of too much else."""
_AS_WORD = 2
"""Letters from which it is taken out of a sentence."""
# What is private whoever has it: addresses of IPv4, IPv6, MAC and mail.
_PATTERNS = (
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\w)",
    r"(?<![\w:])(?:[0-9a-f]{1,4}:){5,7}[0-9a-f]{1,4}(?![\w:])",
    r"(?<![\w:])(?:[0-9a-f]{1,4}:){1,7}(?::[0-9a-f]{1,4}){1,7}(?![\w:])",
    r"(?<![\w-])(?:[0-9a-f]{2}-){5}[0-9a-f]{2}(?![\w-])",
    r"(?<!\w)008088[0-9a-f]{6}(?!\w)",
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*",
)
# What the JSON of a number or a time looks like cannot hide a text.
_PLAIN = (bool, int, float, date, time, timedelta)


class Scrubber:
    """Knows what is private, and takes it out by its value, wherever it stands."""

    def __init__(
        self, private: Iterable[str], *, mark: str, public: Iterable[str] = ()
    ) -> None:
        """Put the mark in the place of private values.

        Args:
            private: titles, addresses, names, passwords.
            mark: what is shown instead.
            public: words that stay where they are the whole text, though somebody has
                called something by them.
        """
        self._mark = mark
        self._public = frozenset(public)
        known = {word.lower() for word in self._public}
        values = {text.strip() for text in private if text.strip().lower() not in known}
        values -= {""}
        self._values = frozenset(value.lower() for value in values)
        self._pattern = re.compile("|".join(_alternatives(values)), re.IGNORECASE)

    def text(self, text: str) -> str:
        """Return a text without what is private in it."""
        if text in self._public:
            return text
        if text.strip().lower() in self._values:
            return self._mark
        return self._pattern.sub(self._mark, text)

    def document(self, value: object) -> Any:
        """Return what JSON can show, without what is private anywhere in it.

        Keys are ours, and stay.
        """
        if value is None or isinstance(value, _PLAIN):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {key: self.document(item) for key, item in value.items()}
        if isinstance(value, list | tuple | AbstractSet):
            return [self.document(item) for item in value]
        return self.text(str(value))


def _alternatives(values: Iterable[str]) -> Iterator[str]:
    """Tell how each value may be spelled, the longest first; then the patterns."""
    spelled = {spelling for value in values for spelling in spellings(value)}
    for text in sorted(spelled, key=len, reverse=True):
        if len(text) >= _ANYWHERE:
            yield re.escape(text)
        elif len(text) >= _AS_WORD:
            yield rf"(?<!\w){re.escape(text)}(?!\w)"
    yield from _PATTERNS


def spellings(text: str) -> set[str]:
    """Return how a text is written in URLs, headers, and in Python."""
    encoded = b64encode(text.encode()).decode()
    found = {text, quote(text), quote(text, safe=""), quote_plus(text), encoded}
    found.add(repr(text)[1:-1])
    if re.fullmatch(r"(?:[0-9a-f]{2}:){5}[0-9a-f]{2}", text):
        found |= {text.replace(":", ""), text.replace(":", "-")}
    return found


def texts_of(value: object) -> Iterator[str]:
    """Return the texts in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts_of(item)
    elif isinstance(value, list | tuple | AbstractSet):
        for item in value:
            yield from texts_of(item)
    elif value is not None and not isinstance(value, _PLAIN):
        yield str(value)
