"""Parses the camera's log and its list of video streams (guide, 6.18)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from .models import AlarmSource

# No number is longer than this, however long what a broken camera sends.
_ALIVE = re.compile(r"system alive time: *([0-9]{1,12})(?![0-9])")
_ENTRY = re.compile(
    r"(?P<month>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) (?P<clock>\d\d:\d\d:\d\d) (?P<rest>.*)"
)
_INPUT = re.compile(r"Alarm Detect \(([mb])([12])\)")
_MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec"
# A camera whose clock was set back has entries of a little later than now.
_AHEAD = timedelta(days=1)
# The 29th of February may be eight years away.
_YEARS_BACK = 8

_TOTAL = re.compile(r"system\.session\.(total_bitrate|sending_count|sending_max)=(.*)")
_SENDING = re.compile(r"system\.session\.sending\(([0-9]{1,4})\)\.([a-z.]+)=(.*)")
_UNITS = {"": 1, "k": 1000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class LogEntry:
    """A line of the log.

    Attributes:
        time: by the camera's clock and zone; None if the line has none.
        source: what it is about, None if it is no alarm.
        event: `detected` for motion, `make` or `break` for an input, else what
            the line says.
        text: the line as it came.
    """

    time: datetime | None
    source: AlarmSource | None
    event: str
    text: str


@dataclass(frozen=True, slots=True)
class Log:
    """The log since the camera was switched on, at most 10 KB.

    Attributes:
        alive: seconds since then, None if the log does not have it.
        entries: in the order of the camera, which is not always that of time.
    """

    alive: int | None
    entries: tuple[LogEntry, ...]


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream that the camera sends; what the list does not have is None.

    Attributes:
        slot: its place; places may be free between others.
        bitrate: bits per second.
        host: the viewer, or the group of a multicast.
        port: the viewer's.
        protocol: such as `tcp_passive`.
        session: such as `http`.
        encoding: `jpeg` or `mpeg4`.
        frame_rate: frames per second.
        size: `vga` or `qvga`.
    """

    slot: int
    bitrate: int | None = None
    host: str | None = None
    port: int | None = None
    protocol: str | None = None
    session: str | None = None
    encoding: str | None = None
    frame_rate: float | None = None
    size: str | None = None


@dataclass(frozen=True, slots=True)
class Sessions:
    """All that the camera sends.

    Attributes:
        bitrate: bits per second in all.
        sending: number of streams by the camera's own count.
        most: number of streams that it can send.
        streams: those that it lists, by slot.
    """

    bitrate: int | None
    sending: int | None
    most: int | None
    streams: tuple[Stream, ...]


def parse_log(lines: Iterable[str], now: datetime) -> Log:
    """Parse `system.log`.

    Args:
        lines: all that came with the reply.
        now: the camera's own date, which decides the year: lines have none.
    """
    alive = None
    entries = []
    for line in filter(None, (line.strip() for line in lines)):
        if match := _ALIVE.search(line):
            alive = int(match[1])
        else:
            entries.append(_entry(line, now))
    return Log(alive, tuple(entries))


def _entry(line: str, now: datetime) -> LogEntry:
    match = _ENTRY.fullmatch(line)
    if match is None:
        return LogEntry(None, None, line, line)
    time = _dated(match["month"], int(match["day"]), match["clock"], now)
    # `vn-v685 user.info evman: Motion Detect`: host, priority, program.
    message = match["rest"].partition(": ")[2] or match["rest"]
    if message == "Motion Detect":
        return LogEntry(time, AlarmSource.MOTION, "detected", line)
    if edge := _INPUT.fullmatch(message):
        source = AlarmSource(f"input_{edge[2]}")
        return LogEntry(time, source, "make" if edge[1] == "m" else "break", line)
    return LogEntry(time, None, message, line)


def _dated(month: str, day: int, clock: str, now: datetime) -> datetime | None:
    """Return the latest such moment that is not ahead of `now`."""
    number = _MONTHS.find(month) // 3 + 1
    date = f"{number:02}-{day:02}T{clock}"
    for year in range(now.year + 1, now.year - _YEARS_BACK - 1, -1):
        try:
            moment = datetime.fromisoformat(f"{year:04}-{date}")
        except ValueError:
            continue
        if moment - now <= _AHEAD:
            return moment
    return None


def parse_sessions(lines: Iterable[str]) -> Sessions:
    """Parse `system.session`: `KEY=VALUE` in each line; unknown ones are ignored."""
    totals: dict[str, str] = {}
    slots: dict[int, dict[str, str]] = {}
    for line in (line.strip() for line in lines):
        if match := _TOTAL.fullmatch(line):
            totals[match[1]] = match[2]
        elif match := _SENDING.fullmatch(line):
            slots.setdefault(int(match[1]), {})[match[2]] = match[3]
    return Sessions(
        bitrate=_whole(totals.get("total_bitrate")),
        sending=_whole(totals.get("sending_count")),
        most=_whole(totals.get("sending_max")),
        streams=tuple(_stream(slot, values) for slot, values in sorted(slots.items())),
    )


def _stream(slot: int, values: dict[str, str]) -> Stream:
    return Stream(
        slot=slot,
        bitrate=_whole(values.get("bitrate")),
        host=values.get("to.ip") or None,
        port=_whole(values.get("to.port")),
        protocol=values.get("to.protocol") or None,
        session=values.get("to.session") or None,
        encoding=values.get("from.encode") or None,
        frame_rate=_rate(values.get("from.framerate")),
        size=values.get("from.framesize") or None,
    )


def _number(text: str | None) -> float | None:
    """Parse `7.5` or `326k`; a whole number is returned as an int."""
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) *([kKmM]?)", text or "")
    if match is None:
        return None
    value = float(match[1]) * _UNITS[match[2].lower()]
    return int(value) if value.is_integer() else value


def _rate(text: str | None) -> float | None:
    """Read frames per second: -5 is a frame in five seconds (guide, 1)."""
    if text and text.startswith("-"):
        seconds = _number(text[1:])
        return 1 / seconds if seconds else None
    return _number(text)


def _whole(text: str | None) -> int | None:
    value = _number(text)
    return None if value is None else round(value)
