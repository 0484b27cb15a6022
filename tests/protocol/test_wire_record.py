"""What is remembered of the wire: forms, times, failures."""

from datetime import UTC, datetime

import aiohttp
import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import UnreachableError, VnError
from custom_components.jvc_vn.protocol.history import MOST, History
from custom_components.jvc_vn.protocol.http import Http
from custom_components.jvc_vn.protocol.wire_record import Kind, WireRecord
from tests.emulator import EmulatedCamera
from tests.emulator.forms import Forms

from .helpers import closed_port, login, raw_server, reply

KEY = "network.interface.subnetmask"
BODY = b"network.interface.subnetmask=255.0.0.0&200 OK\r\n"


def forms(http: Http) -> set[str]:
    """The forms that were met."""
    return set(http.record.told()["forms"])


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/api/param?camera.id", Kind.READ),
        ("/api/param?system.model&system.mac", Kind.READ_SEVERAL),
        ("/api/param?camera.id=x", Kind.WRITE),
        ("/api/video?encode=jpeg&framerate=0", Kind.STILL),
        ("/api/video?encode=jpeg&framerate=10", Kind.STREAM),
        ("/api/video?encode=jpeg&framerate=-2", Kind.STREAM),
    ],
)
def test_kinds_of_requests(target: str, kind: Kind) -> None:
    """By what is asked for."""
    assert Kind.of(target) is kind


@pytest.mark.parametrize(
    ("answer", "met"),
    [
        (reply(BODY), {"content_length", "reply_ends_crlf"}),
        (reply(BODY, Content_Length="80"), {"body_shorter"}),
        (reply(BODY, Content_Length="5"), {"body_longer"}),
        (reply(BODY, Content_Length=""), {"no_content_length"}),
        (reply(BODY, Server=""), {"no_server_field"}),
        (reply(BODY).replace(b"Server: ", b"Server:\r\n"), {"head_line_without_colon"}),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"2f\r\n" + BODY + b"\r\n0\r\n\r\n",
            {"chunked"},
        ),
        (reply(BODY.replace(b"\r\n", b"\n")), {"reply_ends_lf"}),
        (reply(BODY.strip()), {"reply_without_line_end"}),
        (reply(b"/api/param?" + BODY), {"reply_with_path"}),
        (reply(b"network.subnet&202 Required(x)\r\n"), {"reply_202_required"}),
        (
            reply(KEY.encode() + b"&202 Accepted\r\n(camera.status=save)\r\n"),
            {"reply_hint_on_two_lines"},
        ),
        (
            reply(KEY.encode() + b"&202 Accepted(camera.\r\nstatus=save)\r\n"),
            {"reply_hint_on_two_lines"},
        ),
        (reply(b"206 Partial Content(timeout)\r\n"), {"reply_206_alone"}),
        (reply(b"network.subnet=1&200 OK\r\n"), {"reply_under_another_key"}),
    ],
)
async def test_forms_of_answers(
    session: aiohttp.ClientSession, answer: bytes, met: set[str]
) -> None:
    """Each is known again; the likeliest one leaves no mark of the others."""
    async with raw_server(answer) as raw:
        http = login(session, raw.port)
        await http.param(KEY)
    plain = {"content_length", "no_content_length", "reply_ends_crlf"}
    common = plain | {"connection_field", "body_shorter", "body_longer"}
    common |= {"no_server_field", "reply_under_another_key"}
    assert met <= forms(http)
    assert forms(http) - common <= met


async def test_a_hint_on_one_line_is_no_broken_one(
    session: aiohttp.ClientSession,
) -> None:
    """As most cameras write it."""
    body = KEY.encode() + b"&202 Accepted(camera.status=save)\r\n"
    async with raw_server(reply(body)) as raw:
        http = login(session, raw.port)
        await http.param(f"{KEY}=1")
    assert "reply_hint_on_two_lines" not in forms(http)


@pytest.mark.parametrize(
    ("spoken", "boundary", "delimiter"),
    [
        (Forms(), "boundary_with_2_dashes", "delimiter_with_2_dashes"),
        (Forms.as_printed(), "boundary_with_1_dashes", "delimiter_with_1_dashes"),
        (
            Forms(boundary="foo", delimiter="foo"),
            "boundary_with_0_dashes",
            "delimiter_with_0_dashes",
        ),
    ],
)
async def test_dashes(
    http: Http,
    camera: Camera,
    emulated: EmulatedCamera,
    spoken: Forms,
    boundary: str,
    delimiter: str,
) -> None:
    """Of server push, in the head and between the pictures."""
    emulated.forms = spoken
    frames = camera.frames(30)
    async for _ in frames:
        break
    await frames.aclose()
    assert {boundary, delimiter} <= forms(http)
    stream = http.record.told()["requests"]["stream"]
    assert (stream["sent"], stream["answered"], stream["failed"]) == (1, 1, {})


@pytest.fixture
def ticking() -> WireRecord:
    """A record whose clock goes on by a second each time it is read."""
    seconds = iter(range(1000))
    return WireRecord(lambda: float(next(seconds)))


def _break_off(record: WireRecord) -> None:
    """Let a stream begin, and fail."""
    with record.request("/api/video?framerate=5") as request:
        request.answered()
        raise UnreachableError("no picture in time")


def test_how_long_answers_take(ticking: WireRecord) -> None:
    """A stream is answered when it begins, whatever becomes of it."""
    with ticking.request("/api/param?camera.id"):
        pass
    with ticking.request("/api/param?camera.id") as request:
        request.answered()
        request.answered()
    with pytest.raises(UnreachableError):
        _break_off(ticking)
    told = ticking.told()["requests"]
    assert told["read"] == {
        "sent": 2,
        "answered": 2,
        "mean_seconds": 1.0,
        "longest_seconds": 1.0,
        "failed": {},
    }
    assert told["stream"]["failed"] == {"UnreachableError": 1}
    assert told["stream"]["answered"] == 1
    assert told["write"]["mean_seconds"] is None


async def test_failures_are_counted_by_their_kind(
    http: Http, camera: Camera, emulated: EmulatedCamera, session: aiohttp.ClientSession
) -> None:
    """And what the camera said."""
    await camera.get(p.MODEL)
    emulated.passwords["admin"] = "another"
    for _ in range(2):
        with pytest.raises(VnError):
            await http.param(KEY)
    told = http.record.told()
    assert told["requests"]["read"]["failed"] == {"AuthenticationError": 2}
    assert told["http_codes"] == {"200": 1, "401": 2}
    away = login(session, closed_port())
    with pytest.raises(UnreachableError):
        await away.param(KEY)
    assert away.record.told()["requests"]["read"]["failed"] == {"UnreachableError": 1}


def test_a_history_is_bounded_and_dated() -> None:
    """The oldest goes first; a state that stays is one entry."""
    day = iter(range(1, 29))
    history = History(now=lambda: datetime(2026, 11, next(day), tzinfo=UTC))
    for state in ("live", "live", "down", "live"):
        history.note_change(state)
    assert history.told() == [
        {"at": "2026-11-01T00:00:00.000+00:00", "what": "live"},
        {"at": "2026-11-02T00:00:00.000+00:00", "what": "down"},
        {"at": "2026-11-03T00:00:00.000+00:00", "what": "live"},
    ]
    flood = History()
    for number in range(MOST + 7):
        flood.note(str(number))
    assert flood.told()[0]["what"] == "7"
    assert len(flood.told()) == MOST
