"""What is around the questions: logins, writes that are cut off, flaws of ours."""

import asyncio

import aiohttp
import pytest

from custom_components.jvc_vn.check import (
    comments,
    pictures,
)
from custom_components.jvc_vn.check.evidence import Evidence
from custom_components.jvc_vn.check.finding import (
    Finding,
    Question,
)
from custom_components.jvc_vn.check.run import FLAW, check, ensure_camera
from custom_components.jvc_vn.check.seen import seen
from custom_components.jvc_vn.check.wire import Wire
from custom_components.jvc_vn.protocol.alarm_link import LinkState
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    AuthenticationError,
    RefusedError,
    UnreachableError,
    UnreadableValueError,
    VnError,
)
from tests.protocol.helpers import (
    closed_port,
    login,
    raw_server,
    reply,
    reset,
    settle,
)

from .answers import (
    MODEL,
    SHORT,
    answer_of,
    evidence_of,
    picture,
)


async def test_a_write_is_finished() -> None:
    """What is cut off may still arrive: what puts back waits for its answer."""
    asked, answers = asyncio.Event(), asyncio.Event()

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        if b"=new" in head:
            asked.set()
            await answers.wait()
        writer.write(reply(b"camera.id&200 OK\r\n"))

    async with raw_server(serve) as raw, aiohttp.ClientSession() as session:
        evidence = Evidence(
            wire=Wire("127.0.0.1", raw.port, SHORT),
            camera=Camera(login(session, raw.port)),
            login=("admin", "jvc"),
            alarm_port=closed_port(),
        )
        task = asyncio.create_task(evidence.write("camera.id", "new", "old"))
        await asked.wait()
        task.cancel()
        await settle()
        assert not task.done()
        answers.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await evidence.put_back() == []
    assert raw.targets == ["/api/param?camera.id=new", "/api/param?camera.id=old"]


async def test_a_connection_that_is_reset() -> None:
    """What came until then is the answer; it needs no login."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\nhalf")
        await writer.drain()
        reset(writer)

    async with raw_server(serve) as raw:
        wire = Wire("127.0.0.1", raw.port, SHORT)
        answer = await wire.param("system.model", None)
    assert (answer.closed, answer.body in {b"", b"half"}) == (True, True)
    assert b"Authorization" not in raw.heads[0]


def failing(error: Exception) -> Question:
    """Make a question that goes wrong."""

    async def probe(_evidence: Evidence) -> Finding:
        raise error

    return Question("odd", "Why?", "Not said", probe)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (UnreachableError("reset"), "the connection failed"),
        (RefusedError("camera.id", 401, "Unauthorized"), "RefusedError"),
        (UnreadableValueError("?"), "no answer in its language: UnreadableValueError"),
        (KeyError("x"), f"{FLAW}: KeyError"),
    ],
)
async def test_a_question_that_goes_wrong(error: Exception, why: str) -> None:
    """It is one row, and the others are asked all the same."""
    question = failing(error)
    async with evidence_of(MODEL) as evidence:
        checked = await check(evidence, questions=[question])
    assert [row.unseen for row in checked.rows if row.question is question] == [why]
    assert checked.stopped == ""


async def test_a_camera_that_goes_in_the_middle() -> None:
    """The check stops, says where, and asks nothing more."""
    gone = False

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        if not gone:
            writer.write(answer_of({})(head.split(b" ")[1].decode()))

    async def probe(_evidence: Evidence) -> Finding:
        nonlocal gone
        gone = True
        raise UnreachableError("reset")

    questions = [Question("odd", "Why?", "Not said", probe), failing(KeyError("x"))]
    async with raw_server(serve) as raw, aiohttp.ClientSession() as session:
        evidence = Evidence(
            wire=Wire("127.0.0.1", raw.port, SHORT),
            camera=Camera(login(session, raw.port)),
            login=("admin", "jvc"),
            alarm_port=closed_port(),
            search_ports=(closed_port(),),
        )
        checked = await check(evidence, questions=questions)
    assert checked.stopped == "odd: reset"
    assert {row.unseen for row in checked.rows} == {"the check had stopped"}


@pytest.mark.parametrize(
    ("known", "error"),
    [
        (MODEL, None),
        ({}, AuthenticationError),
        ({"system.model": "none of ours"}, None),
        ({"system.model": "&404 Not Found"}, None),
    ],
)
async def test_before_all_questions(
    known: dict[str, str], error: type[VnError] | None
) -> None:
    """The login has to be taken; what else is odd the check tells."""
    async with evidence_of(known) as evidence:
        if error:
            with pytest.raises(error):
                await ensure_camera(evidence)
        else:
            await ensure_camera(evidence)


async def test_what_a_sister_shows() -> None:
    """A picture that cannot be had is none of what it shows."""
    async with evidence_of(MODEL | {"video": ""}) as evidence:
        found = await seen(evidence.camera, LinkState.LIVE)
    assert found == ["alarms", "system.model"]
    async with evidence_of(MODEL | {"video": picture("pan = 1\0")}) as evidence:
        found = await seen(evidence.camera, LinkState.DOWN)
    assert found == ["picture", "system.model"]


def test_segments_of_half_a_picture() -> None:
    """Those are listed that came whole enough to be told."""
    assert comments.segments(b"\xff\xd8\xff\xfe\0\4ab\xff") == [(0xFE, b"ab")]


def test_pictures_that_never_end() -> None:
    """They are none, rather than filling the memory."""
    assert pictures.pictures(b"\xff\xd8" + bytes(9 * 1024 * 1024)) == []
