"""What is shown for presets: options that can each be told and chosen."""

import unicodedata
from collections import Counter
from collections.abc import Mapping

from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN

HOME = 0
HOME_TITLE = "Home"
"""What the guide calls preset 0 (6.6-3), whatever language a person speaks."""
_RESERVED = frozenset({STATE_UNAVAILABLE, STATE_UNKNOWN})


def shown_titles(titles: Mapping[int, str]) -> dict[int, str]:
    """Return what is shown for each preset, in the order of the numbers.

    An untitled preset is shown with its number, and so are titles that look alike,
    and those that Home Assistant keeps for itself.
    """
    plain = {n: _plain(n, titles[n]) for n in sorted(titles)}
    numbered = {n for n, title in plain.items() if title.casefold() in _RESERVED}
    while True:
        shown = {n: f"{t} ({n})" if n in numbered else t for n, t in plain.items()}
        often = Counter(map(looks, shown.values()))
        alike = {n for n, title in shown.items() if often[looks(title)] > 1}
        if alike <= numbered:
            return shown
        numbered |= alike


def _plain(number: int, title: str) -> str:
    if text := " ".join(title.split()):
        return text
    return HOME_TITLE if number == HOME else f"Preset {number}"


def looks(title: str) -> str:
    """Return the same for titles that a person cannot tell apart."""
    return unicodedata.normalize("NFKC", " ".join(title.split()))
