"""What reads bytes of a camera, and what must hold whatever they are.

A target makes a message from a tape and reads it. It returns on anything that is
documented; whatever else is raised, or does not hold, is a fault.
"""

import contextlib
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import chain

from custom_components.jvc_vn.protocol.alarm_action_grammar import (
    OTHER,
    actions,
    triggers,
)
from custom_components.jvc_vn.protocol.alarm_link import AlarmReader
from custom_components.jvc_vn.protocol.clock import clock_offset
from custom_components.jvc_vn.protocol.errors import (
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
)
from custom_components.jvc_vn.protocol.follow_up import follow_up
from custom_components.jvc_vn.protocol.jpeg import (
    JpegReader,
    parse_comment,
    parse_info,
)
from custom_components.jvc_vn.protocol.log_and_sessions import parse_log, parse_sessions
from custom_components.jvc_vn.protocol.models import FrameInfo, VopType
from custom_components.jvc_vn.protocol.mpeg4 import Mpeg4Reader
from custom_components.jvc_vn.protocol.parameters import PARAMETERS
from custom_components.jvc_vn.protocol.reply import decode_text, parse_replies
from custom_components.jvc_vn.protocol.search import parse_answer
from tests.emulator import EmulatedCamera

from . import truths
from .tape import Tape, message, pieces

SENDER = ("127.0.0.1", 80)
_NOW = datetime(2026, 12, 20, tzinfo=UTC)
DATES = (
    datetime(2026, 12, 20),  # noqa: DTZ001 - the camera's own time
    *(datetime.min, datetime.max),  # noqa: DTZ901 - the camera's own time
    datetime(2028, 2, 29),  # noqa: DTZ001 - the camera's own time
)


def _values() -> dict[str, bytes]:
    """Return a true value of each parameter that has one."""
    camera = EmulatedCamera()
    values = {}
    for key, parameter in PARAMETERS.items():
        if parameter.readers:
            # What is on the wire only while the camera runs has no value.
            with contextlib.suppress(KeyError, AttributeError):
                values[key] = camera.get(key).encode()
    return values


_VALUES = _values()
_READABLE = [PARAMETERS[key] for key in _VALUES]
_VALUE_WORDS = (
    *(b"on", b"off", b"none", b"nan", b"inf", b"-inf", b"1e999", b"-0", b"+", b"9" * 9),
    *(b"99991231235959", b"00010101000000", b"\xd9\xa2", b"-", b".", b"\0", b" ", b"_"),
)


def reply(tape: Tape) -> None:
    """Replies, and what they say that a change still needs."""
    body = message(tape, truths.REPLIES, truths.REPLY_WORDS)
    with contextlib.suppress(InvalidResponseError):
        for found in parse_replies(body):
            assert found.key or 200 <= found.code < 300
            assert 0 <= found.code <= 999
            with contextlib.suppress(RefusedError):
                found.raise_for_error()
            if needed := follow_up(found.key, found.detail):
                assert needed.key
                assert needed.value


def value(tape: Tape) -> None:
    """Values of every parameter: what is read can be shown, and is checked if sent."""
    parameter = tape.pick(_READABLE)
    text = decode_text(message(tape, (_VALUES[parameter.key],), _VALUE_WORDS))
    with contextlib.suppress(InvalidResponseError, InvalidValueError):
        read = parameter.decode(text)
        assert not isinstance(read, float) or math.isfinite(read)
        if isinstance(read, datetime):
            clock_offset(read, "berlin", _NOW)
        parameter.encode(read)


def alarm(tape: Tape) -> None:
    """Lines of the alarm port: the same in any pieces, with bounded memory."""
    data = message(tape, truths.ALARMS, truths.ALARM_WORDS)
    reader = AlarmReader()
    reports = []
    for piece in pieces(tape, data):
        reports += reader.feed(piece)
        assert len(reader._buffer) <= 256
    assert reports == list(AlarmReader().feed(data))
    # Whatever came before, the next whole line is understood.
    assert len(list(reader.feed(b"\n" + truths.ALARMS[0]))) >= 3


def search(tape: Tape) -> None:
    """Answers to the search: the address is never what they claim."""
    found = parse_answer(message(tape, truths.SEARCHES, truths.SEARCH_WORDS), SENDER)
    assert found is None or ((found.host, found.port) == SENDER and found.model)


def multipart(tape: Tape) -> None:
    """Pictures: whole ones, whatever came before them."""
    data = message(tape, truths.MULTIPARTS, truths.JPEG_WORDS)
    reader = JpegReader()
    jpegs = []
    for piece in pieces(tape, data):
        jpegs += reader.feed(piece)
    for jpeg in jpegs:
        assert jpeg.startswith(b"\xff\xd8")
        assert jpeg.endswith(b"\xff\xd9")
        parse_info(jpeg)
    assert sum(map(len, jpegs)) <= len(data)
    if reader._length is None and not tape.below(64):
        # A broken segment swallows 64 KB at the most; then all is well.
        after = truths.PICTURES[1] * (2 + 0x10000 // len(truths.PICTURES[1]))
        assert list(reader.feed(after))[-1] == truths.PICTURES[1]


def mpeg4(tape: Tape) -> None:
    """VOPs: the same in any pieces, and nothing that was not sent."""
    data = message(tape, truths.MPEG4S, truths.MPEG4_WORDS)
    reader = Mpeg4Reader()
    vops = []
    for piece in pieces(tape, data):
        vops += reader.feed(piece)
    for vop in vops:
        assert vop.data in data
        assert isinstance(vop.type, VopType)
    assert sum(len(vop.data) for vop in vops) <= len(data)
    assert vops == list(Mpeg4Reader().feed(data))


def comment(tape: Tape) -> None:
    """Comment segments, alone and in their picture."""
    parse_comment(message(tape, truths.COMMENTS, truths.COMMENT_WORDS))
    info = parse_info(message(tape, truths.PICTURES, truths.JPEG_WORDS))
    assert isinstance(info, FrameInfo)
    for number in info.position:
        assert number is None or math.isfinite(number)


def log(tape: Tape) -> None:
    """The log, whatever the camera's clock says."""
    now = tape.pick(DATES)
    lines = decode_text(message(tape, truths.LOGS, truths.LOG_WORDS)).split("\n")
    found = parse_log(lines, now)
    assert len(found.entries) <= len(lines)
    for entry in found.entries:
        assert entry.time is None or entry.time - now <= timedelta(days=1)


def sessions(tape: Tape) -> None:
    """The list of streams."""
    text = decode_text(message(tape, truths.SESSIONS, truths.SESSION_WORDS))
    found = parse_sessions(text.split("\n"))
    for number in chain(
        (found.bitrate, found.sending, found.most),
        *((s.slot, s.bitrate, s.port, s.frame_rate) for s in found.streams),
    ):
        assert number is None or 0 <= number < math.inf


def alarm_action(tape: Tape) -> None:
    """Alarm actions: what is understood can be written, and reads the same again."""
    number = tape.pick((1, 6))
    text = decode_text(message(tape, truths.ALARM_ACTIONS, truths.ALARM_ACTION_WORDS))
    for grammar in (triggers(number), actions(number)):
        fields = grammar.parse(text)
        grammar.again(text)
        if fields and fields["type"] != OTHER:
            assert grammar.format("perform", fields)


TARGETS: dict[str, Callable[[Tape], None]] = {
    target.__name__: target
    for target in (
        reply,
        value,
        alarm,
        search,
        multipart,
        mpeg4,
        comment,
        log,
        sessions,
        alarm_action,
    )
}
