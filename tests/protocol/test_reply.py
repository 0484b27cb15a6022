"""The grammar of replies, with the lines that the guide prints."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_components.jvc_vn.protocol.errors import InvalidResponseError, RefusedError
from custom_components.jvc_vn.protocol.reply import Reply, parse_replies

SAVE_PATROL = "camera.motion.auto_patrol.status=save"
PRESET_HINT = "camera(num).status=save or camera.motion.auto_pan.image=save"
RESTART_WEB = "network.http(configuration).status=restart"

PRINTED = [
    # line, key, value, code, reason, detail
    (
        "network.interface.subnetmask=255.0.0.0&200 OK",
        ("network.interface.subnetmask", "255.0.0.0", 200, "OK", None),
    ),
    ("camera.id=&200 OK", ("camera.id", "", 200, "OK", None)),
    ("camera.status&200 OK", ("camera.status", None, 200, "OK", None)),
    (
        "camera.status&202 Accepted(camera.status=save)",
        ("camera.status", None, 202, "Accepted", "camera.status=save"),
    ),
    (
        f"network.http(streaming).priority&202 Accepted({RESTART_WEB})",
        ("network.http(streaming).priority", None, 202, "Accepted", RESTART_WEB),
    ),
    (
        f"camera.iris&202 Accepted({PRESET_HINT})",
        ("camera.iris", None, 202, "Accepted", PRESET_HINT),
    ),
    (
        f"camera.motion.auto_patrol(0).position(3)&202 Accepted({SAVE_PATROL})",
        (
            "camera.motion.auto_patrol(0).position(3)",
            None,
            202,
            "Accepted",
            SAVE_PATROL,
        ),
    ),
    (
        "encode(2).bitrate&202 Required(encode(2).status=save)",
        ("encode(2).bitrate", None, 202, "Required", "encode(2).status=save"),
    ),
    (
        "camera.motion.auto_trace.record.status&206 Partial Content",
        ("camera.motion.auto_trace.record.status", None, 206, "Partial Content", None),
    ),
    (
        "camera.motion.pan&206 Partial Content, auto_trace(timeout)",
        ("camera.motion.pan", None, 206, "Partial Content, auto_trace", "timeout"),
    ),
    (
        "camera.motion.pan&206 Partial Content, auto_trace(memoryfull)",
        ("camera.motion.pan", None, 206, "Partial Content, auto_trace", "memoryfull"),
    ),
    (
        "system.log&401 Unauthorized",
        ("system.log", None, 401, "Unauthorized", None),
    ),
    (
        "network.access_control(stream_out).host(1)=10.0.0.0/24&200 OK",
        ("network.access_control(stream_out).host(1)", "10.0.0.0/24", 200, "OK", None),
    ),
    (
        "application.event(1).action=mailto/a@somecompany.com/none/Message&200 OK",
        (
            "application.event(1).action",
            "mailto/a@somecompany.com/none/Message",
            200,
            "OK",
            None,
        ),
    ),
    (
        "application.event(1).trigger=m1(100)b2&200 OK",
        ("application.event(1).trigger", "m1(100)b2", 200, "OK", None),
    ),
]


@pytest.mark.parametrize(("line", "parts"), PRINTED)
def test_printed_lines(line: str, parts: tuple[str, str | None, int, str, str]) -> None:
    """Every form of a reply is read, whatever its line end."""
    for end in ("\r\n", "\n", "\r", "", "\r\n\r\n", "\0\r\n"):
        assert parse_replies((line + end).encode()) == [Reply(*parts)]


@pytest.mark.parametrize(
    "title",
    [
        "a=b",
        "a&b",
        "R&D = fun",
        "x&200 OK",
        "x&401 Unauthorized",
        "x&202 Accepted(system.status=initialize)",
        "& 200",
        "&2000",
        "Gate (north)",
        "=",
        "&",
        "100%",
    ],
)
def test_value_holds_anything(title: str) -> None:
    """Only the last code ends a value: a title cannot pass for an answer."""
    line = f"camera.position(3).comment={title}&200 OK\r\n"
    (reply,) = parse_replies(line.encode())
    assert reply == Reply("camera.position(3).comment", title, 200, "OK", None)


def test_session_is_many_replies() -> None:
    """The list of streams has a reply in each line (guide, 6.18)."""
    body = (
        b"system.session=&200 OK\r\nsystem.session.total_bitrate=326k&200 OK\r\n"
        b"system.session.sending_count=1&200 OK\r\n"
        b"system.session.sending_max=20&200 OK\r\n"
        b"system.session.sending(01).to.ip=10.0.0.100&200 OK\r\n"
        b"system.session.sending(01).to.protocol=tcp_passive&200 OK\r\n"
    )
    replies = parse_replies(body)
    assert [(reply.key, reply.value) for reply in replies] == [
        ("system.session", ""),
        ("system.session.total_bitrate", "326k"),
        ("system.session.sending_count", "1"),
        ("system.session.sending_max", "20"),
        ("system.session.sending(01).to.ip", "10.0.0.100"),
        ("system.session.sending(01).to.protocol", "tcp_passive"),
    ]


def test_log_lines_belong_to_their_reply() -> None:
    """The log comes behind its reply, in lines without a code (guide, 6.18)."""
    body = (
        b"system.log=&200 OK\r\nsystem alive time: 2142sec\r\n"
        b"Dec 19 14:35:32 vn-v685 user.info evman: Motion Detect\r\n"
        b"Dec 19 14:36:03 vn-v685 user.info evman: Alarm Detect (m1)\r\n"
    )
    (reply,) = parse_replies(body)
    assert (reply.key, reply.value, reply.code) == ("system.log", "", 200)
    assert reply.lines == (
        "system alive time: 2142sec",
        "Dec 19 14:35:32 vn-v685 user.info evman: Motion Detect",
        "Dec 19 14:36:03 vn-v685 user.info evman: Alarm Detect (m1)",
    )


def test_blank_lines_and_lines_before_are_passed_over() -> None:
    """What stands around the reply does not matter."""
    (reply,) = parse_replies(b"\r\n\r\nhello\r\n  camera.status=0&200 OK \r\n\r\n")
    assert reply == Reply("camera.status", "0", 200, "OK", None)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Einfahrt Süd".encode("latin-1"), "Einfahrt Süd"),
        ("Einfahrt Süd".encode(), "Einfahrt Süd"),
        (b"\xff\xfe", "\xff\xfe"),
    ],
)
def test_both_encodings(data: bytes, text: str) -> None:
    """UTF-8 is read as such, other bytes one for one."""
    (reply,) = parse_replies(b"camera.id=" + data + b"&200 OK\r\n")
    assert reply.value == text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\r\n\r\n",
        b"<html><body>It works!</body></html>",
        bytes(range(256)),
        b"camera.status=0",
        b"camera.status=0&20 OK",
        b"&200 OK",
        b"=5&200 OK",
        b"7key=5&200 OK",
        b"two words=5&200 OK",
        b"system.model&network.interface.mac&401 Unauthorized",
    ],
)
def test_no_reply_at_all(body: bytes) -> None:
    """A body without a reply is an invalid response."""
    with pytest.raises(InvalidResponseError):
        parse_replies(body)


@pytest.mark.parametrize("code", [200, 202, 206, 299])
def test_done_is_no_error(code: int) -> None:
    """All codes from 200 to 299 mean that it was done."""
    Reply("camera.id", None, code, "x", None).raise_for_error()


@pytest.mark.parametrize("code", [100, 199, 300, 400, 401, 404, 503])
def test_refusal_keeps_the_cameras_words(code: int) -> None:
    """Everything else is a refusal, with key, code and reason."""
    with pytest.raises(RefusedError) as caught:
        Reply("camera.id", None, code, "Why", None).raise_for_error()
    error = caught.value
    assert (error.key, error.code, error.reason) == ("camera.id", code, "Why")


@pytest.mark.parametrize(
    "piece", [b"&200", b"&200 ", b"=", b"&", b"a", b"(", b" ", b"\n", b"a\n", b"\0"]
)
def test_hostile_bodies_take_linear_time(piece: bytes) -> None:
    """64 KB of the same piece are read at once."""
    body = b"camera.id=" + piece * (64 * 1024 // len(piece)) + b"\ncamera.id=&200 OK"
    started = time.process_time()
    assert parse_replies(body)[-1].code == 200
    assert time.process_time() - started < 0.5


@given(st.binary(max_size=200))
def test_any_bytes(body: bytes) -> None:
    """Whatever comes is replies or an invalid response, nothing else."""
    try:
        replies = parse_replies(body)
    except InvalidResponseError:
        return
    assert all(reply.key[0].isalpha() and reply.code < 1000 for reply in replies)
    assert not any("\n" in (reply.value or "") for reply in replies)
