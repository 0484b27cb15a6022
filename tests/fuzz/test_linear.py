"""Nothing that a camera sends takes more than its share of time.

Each parser reads the worst message that we know of, in two sizes: eight times as much
may take eight times as long. Quadratic would be sixty-four times: between the two is
room enough for a busy machine.
"""

import contextlib
import time
from collections.abc import Callable
from datetime import datetime

import pytest

from custom_components.jvc_vn.protocol.alarm_action_grammar import actions, triggers
from custom_components.jvc_vn.protocol.alarm_link import AlarmReader
from custom_components.jvc_vn.protocol.comment import parse_comment
from custom_components.jvc_vn.protocol.errors import InvalidResponseError
from custom_components.jvc_vn.protocol.follow_up import follow_up
from custom_components.jvc_vn.protocol.jpeg import JpegReader, parse_info
from custom_components.jvc_vn.protocol.log_and_sessions import parse_log, parse_sessions
from custom_components.jvc_vn.protocol.mpeg4 import Mpeg4Reader
from custom_components.jvc_vn.protocol.reply import parse_replies
from custom_components.jvc_vn.protocol.search import parse_answer

NOW = datetime(2026, 12, 20)  # noqa: DTZ001 - the camera's own time
LARGER = 8
MOST = 24.0
SHORT = 0.002
"""Seconds that are too few to be compared."""
PIECE = 1460
"""Bytes of a packet."""


def in_packets(data: bytes) -> None:
    """Read a stream in the pieces that a network makes."""
    _feed(JpegReader(), data)


def vops(data: bytes) -> None:
    """Read an MPEG-4 stream in such pieces."""
    _feed(Mpeg4Reader(), data)


def _feed(reader: JpegReader | Mpeg4Reader, data: bytes) -> None:
    with contextlib.suppress(InvalidResponseError):
        for at in range(0, len(data), PIECE):
            list(reader.feed(data[at : at + PIECE]))


def lines(data: bytes) -> list[str]:
    """Cut a message into lines."""
    return data.decode("latin-1").split("\n")


def reply(data: bytes) -> None:
    """Read a reply."""
    with contextlib.suppress(InvalidResponseError):
        parse_replies(data)


def log(data: bytes) -> None:
    """Read a log."""
    parse_log(lines(data), NOW)


def alarm_action(data: bytes) -> None:
    """Read what sets an alarm action off, and what it does."""
    text = data.decode("latin-1")
    for number in (1, 6):
        triggers(number).parse(text)
        actions(number).parse(text)


FIRST = b"\xff\xd8"
PARSERS: dict[str, tuple[Callable[[bytes], object], bytes, bytes]] = {
    # What reads it, how it begins, and what is repeated behind.
    "reply_codes": (reply, b"a=", b"&200 "),
    "reply_lines": (reply, b"a=b&200 OK\n", b"more\n"),
    "reply_blanks": (reply, b"", b" \r\n\0"),
    "follow_up": (lambda data: follow_up("a(1)", data.decode()), b"(", b"or (1)="),
    "alarm_line": (lambda data: list(AlarmReader().feed(data)), b"", b"x"),
    "alarm_lines": (lambda data: list(AlarmReader().feed(data)), b"", b"  \r\n"),
    "search": (lambda data: parse_answer(data, ("", 0)), b"system.id=", b"x("),
    "log_alive": (
        lambda data: parse_log(lines(data), NOW),
        b"",
        b"system alive time: ",
    ),
    "log_lines": (
        lambda data: parse_log(lines(data), NOW),
        b"",
        b"Feb 29 00:00:00 x\n",
    ),
    "log_blanks": (log, b"Dec", b" "),
    "sessions": (
        lambda data: parse_sessions(lines(data)),
        b"",
        b"system.session.sending(1).to.port=1\n",
    ),
    "sessions_number": (
        lambda data: parse_sessions(lines(data)),
        b"system.session.total_bitrate=",
        b"1",
    ),
    "action_brackets": (alarm_action, b"", b"("),
    "action_slashes": (alarm_action, b"mailto", b"/"),
    "action_segments": (alarm_action, b"tcpto/a", b"/(1)"),
    "comment": (parse_comment, b"", b"pan = 1\0"),
    "comment_alarms": (parse_comment, b"", b"alarm = 0"),
    "comment_segments": (parse_info, FIRST, b"\xff\xfe\0\2"),
    "stream_header": (in_packets, b"", b"Content-Length: 9\r\n"),
    "stream_header_blanks": (in_packets, b"Content-Length", b" "),
    "stream_starts": (in_packets, b"", FIRST),
    "stream_segments": (in_packets, FIRST, b"\xff\xe0\0\2"),
    "stream_fill": (in_packets, FIRST, b"\xff"),
    "stream_broken": (in_packets, FIRST, b"\xff\xda\0\2\xff\xd8"),
    "mpeg4_noise": (vops, b"", b"x"),
    "mpeg4_zeros": (vops, b"", b"\0"),
    "mpeg4_headers": (vops, b"", b"\0\0\1\xb2"),
    "mpeg4_vops": (vops, b"", b"\0\0\1\xb6\0"),
    "mpeg4_one_vop": (vops, b"\0\0\1\xb6", b"\0\0\2"),
    "stream_data": (in_packets, FIRST + b"\xff\xda\0\2", b"\xff\0"),
}


def seconds(parse: Callable[[bytes], object], data: bytes) -> float:
    """Processor time of reading a message, at the best of a few tries."""
    best = float("inf")
    for _ in range(3):
        begin = time.process_time()
        parse(data)
        best = min(best, time.process_time() - begin)
    return best


@pytest.mark.parametrize("name", PARSERS)
def test_time_grows_with_the_message(name: str) -> None:
    """And no faster."""
    parse, begin, repeated = PARSERS[name]

    def message(size: int) -> bytes:
        return begin + repeated * (size // len(repeated))

    size = 4096
    # The largest answer that we read is 64 KB.
    while (once := seconds(parse, message(size))) < SHORT and size < 1 << 17:
        size *= 4
    assert seconds(parse, message(size * LARGER)) < MOST * max(once, SHORT)
