"""Reads the camera's clock, which is a local time, and its zone."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

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


def zones(name: str, now: datetime) -> list[tzinfo]:
    """Return the offsets that a zone of the camera may mean at a moment.

    Args:
        name: our word for the zone, e.g. `pacific` or `gmt_plus_5_45`.
        now: the moment, with a zone of its own.
    """
    if match := re.fullmatch(r"gmt_(plus|minus)_(\d+)(?:_(\d+))?", name):
        sign = 1 if match[1] == "plus" else -1
        offset = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
        return [timezone(sign * offset)]
    local = now.astimezone(ZoneInfo(_PLACES[name]))
    offset, summer = local.utcoffset() or timedelta(), local.dst() or timedelta()
    return [timezone(offset), *([timezone(offset - summer)] if summer else [])]


def clock_offset(read: datetime, zone: str, now: datetime) -> float:
    """Return how many seconds the camera's clock is ahead of `now`.

    Args:
        read: the camera's date and time, without a zone.
        zone: our word for its zone.
        now: the moment of reading.
    """
    offsets = [
        (read.replace(tzinfo=each) - now).total_seconds() for each in zones(zone, now)
    ]
    return min(offsets, key=abs)


def stamped(stamp: str, ahead: float, near: datetime) -> datetime | None:
    """Return when a frame was taken, by our clock; None if its stamp is unreadable.

    Args:
        stamp: `YYYYMMDDhhmmssmmm` and the camera's own word for its zone.
        ahead: seconds that the camera's clock is ahead of ours.
        near: a moment about then, which decides about summer time.
    """
    match = re.fullmatch(r"(\d{14})(\d{3})(\S+)", stamp)
    if match is None or (zone := _our_word(match[3])) not in ZONE_WORDS:
        return None
    try:
        read = datetime.strptime(match[1], "%Y%m%d%H%M%S")  # noqa: DTZ007 - added below
    except ValueError:
        return None
    read += timedelta(milliseconds=int(match[2]), seconds=-ahead)
    moments = [read.replace(tzinfo=each).astimezone(UTC) for each in zones(zone, near)]
    return min(moments, key=lambda moment: abs(moment - near))


def local_time(read: datetime, zone: str, now: datetime) -> datetime:
    """Return `now` in the camera's zone, with summer time only if its clock has it."""
    best = min(
        zones(zone, now),
        key=lambda each: abs((read.replace(tzinfo=each) - now).total_seconds()),
    )
    return now.astimezone(UTC).astimezone(best).replace(tzinfo=None)
