"""How words are compared: letters and digits count, however they are written.

What is said and what stands in grammars and names is spelled in the same way, so that
one can be looked for in the other.
"""

import re
import unicodedata
from functools import cache

_CJK = "\u4e00-\u9fff\u3400-\u4dbf\u3040-\u30fa\u30fc-\u30ff\uac00-\ud7af"
_BETWEEN_CJK = re.compile(rf"(?<=[{_CJK}0-9]) (?=[{_CJK}])|(?<=[{_CJK}]) (?=[0-9])")
_APOSTROPHES = str.maketrans("\u2019\u02bc\u00b4`", "''''")
_SIGNS = str.maketrans("\u00ba\u02da\u2116", "\u00b0\u00b0 ")
"""Signs that would become letters; some look like the one for degrees."""
_NO_WORD = re.compile(
    # An apostrophe and the point of a number belong to a word if it goes on.
    r"(?<=\w)'(?!\w)|(?<!\w)'|(?<![0-9])[.,]|[.,](?![0-9])|[^\w\s'.,\u00b0]|_"
)
_SPACES = re.compile(r"\s+")


def spelled(text: str) -> str:
    """Spell a sentence or a name: lower case, no punctuation, single spaces."""
    text = text.translate(_APOSTROPHES).translate(_SIGNS)
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _SPACES.sub(" ", _NO_WORD.sub(" ", text)).strip()
    return _BETWEEN_CJK.sub("", text)


@cache
def piece(text: str) -> tuple[bool, str, bool]:
    """Spell a piece of a template: a word begins here, what it is, a word ends here."""
    text = text.translate(_APOSTROPHES).translate(_SIGNS)
    text = unicodedata.normalize("NFKC", text).casefold()
    # The rest of the word after an apostrophe stands in another piece.
    text = re.sub(r"[^\w\s'\u00b0]|_", " ", text)
    inner = _BETWEEN_CJK.sub("", _SPACES.sub(" ", text).strip())
    return text[:1].isspace(), inner, text[-1:].isspace()
