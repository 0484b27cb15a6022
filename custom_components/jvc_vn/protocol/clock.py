"""Reads the camera's clock, which is a local time, and its zone."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import override
from zoneinfo import ZoneInfo

from .codecs import Codec
from .errors import Expected

LONGEST_WORD = 40
"""Characters of a zone's word; those of the table have twelve at most."""

# A sister model's table (reference, 6.15a): that of these cameras is lost.
_BEHIND = "-12 -11 -10 -9:30 -9 -8 -7 -6 -5 -4 -3:30 -3 -2 -1"
_AHEAD = (
    "+1 +2 +3 +3:30 +4 +4:30 +5 +5:30 +5:45 +6 +6:30 +7 +8 +8:45 +9 +9:30 +10 +10:30"
    " +11 +11:30 +12 +12:45"
)
_NAMED = (
    "UTC Hawaii Alaska Pacific Arizona Mountain Central East-Indiana Eastern Atlantic"
    " London Berlin Rome Madrid Paris CET EET Calcutta Japan"
)


def _our_word(zone: str) -> str:
    sign = zone.replace("-", "_minus_" if zone.startswith("GMT") else "_")
    return sign.replace("+", "_plus_").replace(":", "_").lower()


ZONE_WORDS = {
    _our_word(zone): zone
    for zone in (
        *(f"GMT{offset}" for offset in f"{_BEHIND} {_AHEAD}".split()),
        *_NAMED.split(),
    )
}
"""Our word for each zone → the camera's."""
_NAMES = {word: name for name, word in ZONE_WORDS.items()}

# The places that the camera's zones are named after. Whether it keeps summer time
# is not documented, so both readings of such a zone are considered.
_PLACES = {
    "hawaii": "Pacific/Honolulu",
    "alaska": "America/Anchorage",
    "pacific": "America/Los_Angeles",
    "arizona": "America/Phoenix",
    "mountain": "America/Denver",
    "central": "America/Chicago",
    "east_indiana": "America/Indiana/Indianapolis",
    "eastern": "America/New_York",
    "atlantic": "America/Halifax",
    "london": "Europe/London",
    "berlin": "Europe/Berlin",
    "rome": "Europe/Rome",
    "madrid": "Europe/Madrid",
    "paris": "Europe/Paris",
    "cet": "Europe/Berlin",
    "eet": "Europe/Athens",
    "calcutta": "Asia/Kolkata",
    "japan": "Asia/Tokyo",
    "utc": "UTC",
}


# What clocks of the world are ahead of UTC; in minutes, where it is not whole hours.
_BETWEEN = (-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765)
OFFSETS = tuple(
    timezone(timedelta(minutes=minutes))
    for minutes in sorted({*range(-12 * 60, 15 * 60, 60), *_BETWEEN})
)
"""The offsets that any zone may stand for."""

PLAUSIBLE = 300.0
"""Seconds that a clock may be off and still tell which of some offsets it keeps."""


class ZoneWord(Codec[str]):
    """A zone: our word for those of the table, the camera's for others.

    The table of these models is lost, so any word of the camera is one.
    """

    safe = "()"

    @property
    def choices(self) -> list[str]:
        """Our words, in the order of the table."""
        return list(ZONE_WORDS)

    @property
    @override
    def expected(self) -> Expected:
        return Expected("choice", choices=", ".join(ZONE_WORDS))

    @property
    @override
    def spelled(self) -> Expected:
        return Expected("choice", choices=", ".join(_NAMES))

    @override
    def decode(self, text: str) -> str:
        return _NAMES.get(text, text[:LONGEST_WORD])

    @override
    def encode(self, value: str) -> str:
        word = ZONE_WORDS.get(value, value)
        if not 0 < len(word) <= LONGEST_WORD or not word.isprintable():
            raise ValueError(value)
        return word


def zones(name: str, now: datetime) -> Sequence[timezone]:
    """Return the offsets that a zone of the camera may stand for at a moment.

    Args:
        name: our word for the zone, e.g. `pacific` or `gmt_plus_5_45`; any offset is
            possible for a word that we do not know.
        now: the moment, with a zone of its own.
    """
    if match := re.fullmatch(r"gmt_(plus|minus)_(\d+)(?:_(\d+))?", name):
        sign = 1 if match[1] == "plus" else -1
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return [timezone(sign * offset)]
    if name not in _PLACES:
        return OFFSETS
    local = now.astimezone(ZoneInfo(_PLACES[name]))
    offset, summer = local.utcoffset() or timedelta(), local.dst() or timedelta()
    return [timezone(offset), *([timezone(offset - summer)] if summer else [])]


def summer_in(name: str, now: datetime) -> bool | None:
    """Tell whether a zone has summer time now; None for a word of the camera."""
    if name in ZONE_WORDS:
        return len(zones(name, now)) > 1
    return None


def zone_kept(read: datetime, zone: str, now: datetime) -> timezone | None:
    """Return the offset that a camera keeps, as far as its clock tells.

    Args:
        read: the camera's date and time, without a zone.
        zone: our word for its zone.
        now: the moment of reading.

    Returns:
        None where the clock is so far off that it may be one or another.
    """
    may_be = zones(zone, now)
    if len(may_be) == 1:
        return may_be[0]
    near = [each for each in may_be if abs(ahead(read, each, now)) < PLAUSIBLE]
    return near[0] if len(near) == 1 else None


def ahead(read: datetime, kept: timezone, now: datetime) -> float:
    """Return how many seconds a clock that keeps an offset is ahead of `now`."""
    return (read.replace(tzinfo=kept) - now).total_seconds()


def offset_name(offset: timezone) -> str:
    """Return `UTC+02:00`."""
    name = offset.tzname(None)
    return name if name != "UTC" else "UTC+00:00"


def stamped(stamp: str, ahead: float, near: datetime) -> datetime | None:
    """Return when a frame was taken, by our clock; None if its stamp is unreadable.

    Args:
        stamp: `YYYYMMDDhhmmssmmm` and the camera's own word for its zone.
        ahead: seconds that the camera's clock is ahead of ours.
        near: a moment about then, which decides about summer time.
    """
    match = re.fullmatch(r"(\d{14})(\d{3})(\S.*)", stamp)
    if match is None:
        return None
    try:
        read = datetime.strptime(match[1], "%Y%m%d%H%M%S")  # noqa: DTZ007 - added below
    except ValueError:
        return None
    read += timedelta(milliseconds=int(match[2]), seconds=-ahead)
    zone = _NAMES.get(match[3].strip(), match[3])
    moments = [read.replace(tzinfo=each).astimezone(UTC) for each in zones(zone, near)]
    return min(moments, key=lambda moment: abs(moment - near))
