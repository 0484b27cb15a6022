"""Cameras of kinds that the emulator has never seen: no crash, and no row that lies."""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from custom_components.jvc_vn.check.evidence import Evidence
from custom_components.jvc_vn.check.report import as_json, as_markdown, scrub
from custom_components.jvc_vn.check.run import FLAW, check, ensure_camera
from custom_components.jvc_vn.check.wire import Pace, Wire
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import OtherModelError, UnreachableError
from tests.protocol.helpers import RawServer, closed_port, login, raw_server, reply

from .helpers import EVERYTHING

SHORT = Pace(answer=0.3, grace=0.05, listen=0.1, rate=0.1, settle=0.01, search=0.02)
STREAM = b"HTTP/1.1 200 OK\r\nServer: JVC VN-Z9 Network Camera\r\n"
# A picture with a start, an end, and nothing of what the guide says between.
BARE = b"\xff\xd8\xff\xda\x00\x02\x11\x22\xff\xd9"

type Answer = Callable[[str], bytes]


async def report_of(raw: RawServer) -> dict[str, Any]:
    """Check what answers there."""
    async with aiohttp.ClientSession() as session:
        evidence = Evidence(
            wire=Wire("127.0.0.1", raw.port, SHORT),
            camera=Camera(login(session, raw.port)),
            login=("admin", "secret-word"),
            alarm_port=closed_port(),
            search_ports=(closed_port(),),
        )
        checked = await check(evidence, EVERYTHING)
        report = await as_json(evidence, checked)
    assert as_markdown(report)
    assert "secret-word" not in json.dumps(report)
    return report


@contextlib.asynccontextmanager
async def stranger(answer: Answer) -> AsyncIterator[RawServer]:
    """Serve what a function says for each target."""

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        target = head.split(b" ")[1].decode()
        writer.write(answer(target))

    async with raw_server(serve) as raw:
        yield raw


def rows(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows by name; none of them has failed by a flaw of ours."""
    assert not [row for row in report["unseen"] if row["why"].startswith(FLAW)]
    return {row["name"]: row for row in report["rows"]}


def future(target: str) -> bytes:
    """Speak like a camera of another generation."""
    path, _, query = target.partition("?")
    if path == "/api/video":
        if "framerate=31" in query:
            return b"HTTP/1.1 418 Teapot\r\n\r\n"
        kind = b"Content-Type: video/x-future\r\n\r\n"
        return STREAM + kind + BARE * 3
    if "=" in query:
        return reply(f"{query.partition('=')[0]}&299 Noted\r\n".encode())
    if query == "system.model":
        return reply(b"system.model=VN-Z9U&200 OK\n")
    return reply(f"{query}&470 Unheard(of)\r\n".encode())


async def test_another_generation() -> None:
    """Each row tells what came; none is as the guide where the camera is not."""
    async with stranger(future) as raw:
        found = rows(await report_of(raw))
    assert found["api.answer"]["verdict"] == "tolerated"
    assert found["api.model"] == found["api.model"] | {
        "came": "VN-Z9U",
        "verdict": "not handled",
    }
    assert found["api.unknown_key"]["came"] == "&470 Unheard"
    assert found["api.unknown_key"]["verdict"] == "tolerated"
    assert found["jpeg.refused"]["came"] == "HTTP/1.1 418 Teapot"
    assert found["jpeg.push"]["came"] == "video/x-future, no parts"
    assert found["jpeg.push"]["verdict"] == "tolerated"
    assert found["alarm.connects"]["came"] == "no connection"
    true = {row for row in found if found[row]["verdict"] == "as the guide"}
    # What is so of any server that closes, says its length, and takes one key.
    assert true <= {
        *("api.connection", "api.length", "api.error_status", "api.batch"),
        *("api.seconds", "jpeg.type_header"),
    }


NOISE = random.Random(7)


def _noise(_target: str) -> bytes:
    return NOISE.randbytes(NOISE.randrange(600))


def _noise_in_answers(target: str) -> bytes:
    body = NOISE.randbytes(NOISE.randrange(200)) + b"\r\n"
    return STREAM + b"\r\n" + body if "video" in target else reply(body)


def _noise_in_comments(target: str) -> bytes:
    comment = b"JVC V1.0\0width = " + NOISE.randbytes(60) + b"tilt=\0pan = 9e9\0"
    data = b"\xff\xfe" + (len(comment) + 2).to_bytes(2) + comment
    jpeg = b"\xff\xd8" + data + BARE[2:]
    mpeg4 = b"\0\0\1\xb2" + comment + b"\0\0\1\xb6\x10\0\0\1"
    return STREAM + b"\r\n" + jpeg + b"\r\n" + mpeg4 if "video" in target else b""


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: b"",
        lambda _: b"HTTP/1.1 200 OK\r\n\r\n",
        lambda _: b"HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnone",
        lambda _: b"HTTP/1.1 401 Unauthorized\r\n\r\n",
        lambda _: b"HTTP/9 banana\r\n\r\n\r\n\r\n",
        lambda _: reply(b"<html>login</html>\r\n"),
        lambda _: reply(b"a=b&200 OK\r\n" * 2000),
        lambda _: reply(b"=&200 OK\r\n&&&\r\n"),
        _noise,
        _noise_in_answers,
        _noise_in_comments,
    ],
    ids=lambda answer: answer.__name__.strip("<>_"),
)
async def test_whatever_answers(answer: Answer) -> None:
    """The check comes to its end; nothing is claimed of what did not come."""
    async with stranger(answer) as raw:
        found = rows(await report_of(raw))
    for name in ("value.position", "value.documented", "jpeg.parts", "jpeg.positions"):
        assert found.get(name, {}).get("verdict") != "as the guide"
    for name in ("api.answer", "comment.fields", "write.reply", "move.arrival"):
        assert found.get(name, {}).get("verdict") != "as the guide"


async def hang(_head: bytes, _writer: asyncio.StreamWriter) -> None:
    """Take a request and say nothing."""
    await asyncio.sleep(60)


@pytest.mark.parametrize(
    ("serve", "error"),
    [
        (hang, UnreachableError),
        (b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<html>", OtherModelError),
        (b"HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", OtherModelError),
    ],
)
async def test_no_camera(
    serve: bytes | Callable[[bytes, asyncio.StreamWriter], Awaitable[None]],
    error: type[Exception],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another maker's camera or a web page never gets the password."""
    monkeypatch.setattr("custom_components.jvc_vn.protocol.http.TIMEOUT", 0.3)
    monkeypatch.setattr("custom_components.jvc_vn.protocol.camera.TIMEOUT", 0.3)
    async with raw_server(serve) as raw, aiohttp.ClientSession() as session:
        evidence = Evidence(
            wire=Wire("127.0.0.1", raw.port, SHORT),
            camera=Camera(login(session, raw.port)),
            login=("admin", "jvc"),
            alarm_port=1,
        )
        with pytest.raises(error):
            await ensure_camera(evidence)
        assert not [head for head in raw.heads if b"Authorization" in head]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("to 10.0.0.100:1536", "to •:1536"),
        ("mac 00:80:88:00:1a:EF.", "mac •."),
        ("008088001AEF", "•"),
        ("fe80::280:88ff:fe41:400c", "•"),
        ("the Gate, not Gateway", "the •, not Gateway"),
        ("jvc in jvc_vn", "• in jvc_vn"),
        ("a a", "a a"),
        ("V1.0 9.9 12:34:56", "V1.0 9.9 12:34:56"),
    ],
)
def test_scrubbing(text: str, clean: str) -> None:
    """Addresses and what people wrote go; times and versions stay."""
    assert scrub(text, {"Gate", "jvc", "a", ""}) == clean
