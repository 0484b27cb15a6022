"""The zone names of the guide's table 6.15a, and what they mean in minutes."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_ALIASES = {
    "Hawaii": -600,
    "Alaska": -540,
    "Pacific": -480,
    "Arizona": -420,
    "Mountain": -420,
    "Central": -360,
    "East-Indiana": -300,
    "Eastern": -300,
    "Atlantic": -240,
    "UTC": 0,
    "London": 0,
    "Berlin": 60,
    "Rome": 60,
    "Madrid": 60,
    "Paris": 60,
    "CET": 60,
    "EET": 120,
    "Calcutta": 330,
    "Japan": 540,
}
_OFFSETS = (
    "-12 -11 -10 -9:30 -9 -8 -7 -6 -5 -4 -3:30 -3 -2 -1 +1 +2 +3 +3:30 +4 +4:30 +5 "
    "+5:30 +5:45 +6 +6:30 +7 +8 +8:45 +9 +9:30 +10 +10:30 +11 +11:30 +12 +12:45"
)
ZONES: tuple[str, ...] = (*_ALIASES, *(f"GMT{text}" for text in _OFFSETS.split()))


# Where the clock follows summer time, by the rules of which place.
_PLACES = {
    "Alaska": "America/Anchorage",
    "Pacific": "America/Los_Angeles",
    "Mountain": "America/Denver",
    "Central": "America/Chicago",
    "Eastern": "America/New_York",
    "Atlantic": "America/Halifax",
    "London": "Europe/London",
    "Berlin": "Europe/Berlin",
    "Rome": "Europe/Rome",
    "Madrid": "Europe/Madrid",
    "Paris": "Europe/Paris",
    "CET": "Europe/Brussels",
    "EET": "Europe/Athens",
}
OWN = " Time"


def said(zone: str, words: str) -> str:
    """Say a zone in the sister's word, or in another."""
    return zone if words == "sister" else zone + OWN


def heard(text: str, words: str) -> str:
    """Understand a zone; a word of the other kind is none."""
    if words == "sister":
        return text
    return text.removesuffix(OWN) if text.endswith(OWN) else ""


def is_summer(zone: str, moment: datetime) -> bool:
    """Tell whether clocks of a zone are an hour ahead at a moment."""
    place = _PLACES.get(zone)
    return place is not None and bool(moment.astimezone(ZoneInfo(place)).dst())


def offset_minutes(zone: str) -> int:
    """Tell how far a zone is ahead of UTC."""
    if zone in _ALIASES:
        return _ALIASES[zone]
    parts = re.fullmatch(r"GMT([+-])(\d+)(?::(\d+))?", zone)
    if parts is None:
        return 0
    minutes = int(parts[2]) * 60 + int(parts[3] or 0)
    return -minutes if parts[1] == "-" else minutes
