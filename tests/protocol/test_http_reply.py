"""Answers as the guide prints them, and all the odd ones."""

import asyncio
import logging

import aiohttp
import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import (
    AuthenticationError,
    ClosedError,
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
    UnreachableError,
    VnError,
)
from custom_components.jvc_vn.protocol.http import Http
from tests.emulator import EmulatedCamera

from .helpers import closed_port, login, raw_server, reply, reset

BODY = b"network.interface.subnetmask=255.0.0.0&200 OK\r\n"
KEY = "network.interface.subnetmask"
SECRET = "s3cr3t-word"


@pytest.mark.parametrize(
    "answer",
    [
        # The guide's own example promises 80 bytes and prints 47 (5.3).
        reply(BODY, Content_Length="80"),
        reply(BODY, Content_Length=""),
        reply(BODY, Content_type="", Date="", Server=""),
        reply(BODY, Content_type="text/html; charset=nonsense"),
        reply(BODY).replace(b"Content-Length", b"CONTENT-LENGTH"),
        reply(BODY).replace(b"Content-Length: ", b"content-length:"),
        reply(BODY).replace(b"Content-type", b"cOnTeNt-TyPe"),
        b"HTTP/1.0 200 OK\r\n\r\n" + BODY,
        b"HTTP/1.1 200\r\nConnection: close\r\n\r\n" + BODY,
    ],
)
async def test_heads_of_every_kind(
    session: aiohttp.ClientSession, answer: bytes
) -> None:
    """The body is read whatever the head says about it."""
    async with raw_server(answer) as raw:
        assert await login(session, raw.port).param(KEY) == BODY


@pytest.mark.parametrize("case", ["as_printed", "lower", "upper"])
@pytest.mark.parametrize("pieces", [0, 40])
@pytest.mark.parametrize("extra", [0, 33])
async def test_emulated_heads(
    camera: Camera, emulated: EmulatedCamera, case: str, pieces: int, extra: int
) -> None:
    """Any case of header, any size of packet, any promise of length."""
    emulated.faults.header_case = case  # type: ignore[assignment]
    emulated.faults.chunked_writes = pieces
    emulated.faults.content_length_extra = extra
    assert await camera.get(p.MODEL) == "VN-V685U"
    emulated.faults.no_content_length = True
    assert await camera.get(p.MODEL) == "VN-V685U"


async def test_body_in_single_bytes(session: aiohttp.ClientSession) -> None:
    """An answer that comes byte by byte is put together."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        for byte in reply(BODY):
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)

    async with raw_server(serve) as raw:
        assert await login(session, raw.port).param(KEY) == BODY


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AuthenticationError),
        (403, InvalidResponseError),
        (404, InvalidResponseError),
        (500, InvalidResponseError),
    ],
)
async def test_http_errors(
    camera: Camera, emulated: EmulatedCamera, status: int, error: type[VnError]
) -> None:
    """A refused login is told from every other HTTP error."""
    emulated.faults.status = status
    with pytest.raises(error):
        await camera.get(p.MODEL)


async def test_two_kinds_of_unauthorized(
    emulated: EmulatedCamera, session: aiohttp.ClientSession
) -> None:
    """`401` of HTTP is the login, `401` in the body is the right to do it (6.1)."""
    with pytest.raises(RefusedError) as caught:
        await Camera(login(session, emulated.http_port, "user")).get_raw("system.log")
    assert (caught.value.key, caught.value.code) == ("system.log", 401)
    assert caught.value.reason == "Unauthorized"
    emulated.passwords["user"] = "other"
    with pytest.raises(AuthenticationError):
        await Camera(login(session, emulated.http_port, "user")).get(p.MODEL)


async def test_redirect_is_not_followed(session: aiohttp.ClientSession) -> None:
    """The login never goes where a redirect points."""
    async with raw_server(reply(BODY)) as other:
        answer = (
            b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n"
            b"Location: http://127.0.0.1:%d/\r\n\r\n" % other.port
        )
        async with raw_server(answer) as raw:
            with pytest.raises(InvalidResponseError):
                await login(session, raw.port).param(KEY)
        assert len(raw.heads) == 1
    assert other.heads == []


async def test_camera_that_hangs(http: Http, emulated: EmulatedCamera) -> None:
    """No answer in time is no answer."""
    emulated.faults.hang = True
    with pytest.raises(UnreachableError):
        await http.param("camera.id", patience=0.05)


async def test_body_that_never_ends(session: aiohttp.ClientSession) -> None:
    """An answer that trickles for ever is cut off in time."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(reply(b"", Content_Length="1000"))
        while True:
            writer.write(b"x")
            await asyncio.sleep(0.01)

    async with raw_server(serve) as raw:
        with pytest.raises(UnreachableError):
            await login(session, raw.port).param(KEY, patience=0.1)


async def test_nobody_listens(session: aiohttp.ClientSession) -> None:
    """A refused connection is an unreachable camera, not a closed one."""
    with pytest.raises(UnreachableError) as caught:
        await login(session, closed_port()).param(KEY)
    assert not isinstance(caught.value, ClosedError)


@pytest.mark.parametrize("way", ["fin", "rst"])
async def test_closed_without_a_word(session: aiohttp.ClientSession, way: str) -> None:
    """Closing after the request is told apart: a barred address sees it (guide, 1)."""

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        if way == "rst":
            reset(writer)

    async with raw_server(serve) as raw:
        with pytest.raises(ClosedError):
            await login(session, raw.port).param(KEY)


async def test_huge_body_takes_no_memory(session: aiohttp.ClientSession) -> None:
    """50 MB are not read: after 64 KB it is no answer of ours."""
    block = b"x" * (1 << 16)
    sent = 0

    async def serve(_head: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(reply(b"", Content_Length=str(50 << 20)))
        for _ in range(50 << 4):
            writer.write(block)
            await writer.drain()
            sent += len(block)

    async with raw_server(serve) as raw:
        with pytest.raises(InvalidResponseError, match="65536"):
            await login(session, raw.port).param(KEY)
        while raw.open:
            await asyncio.sleep(0.001)
    assert sent < 10 << 20  # what the sockets' own buffers swallow


async def test_longest_log_is_read(session: aiohttp.ClientSession) -> None:
    """The longest documented answer, a log of 10 KB, is well within limits."""
    line = b"Dec 19 14:35:32 vn-v685 user.info evman: Motion Detect\r\n"
    body = b"system.log=&200 OK\r\n" + line * (10 * 1024 // len(line))
    async with raw_server(reply(body)) as raw:
        log = await Camera(login(session, raw.port)).get_raw("system.log")
    assert len(log.lines) == 10 * 1024 // len(line)


@pytest.mark.parametrize(
    "answer",
    [
        bytes(range(256)) * 4,
        b"\0" * 100,
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * (1 << 17) + b"\r\n\r\n",
        reply(bytes(range(256))),
        reply(b"<html><body>It works!</body></html>"),
        reply(b""),
    ],
)
async def test_answers_of_others(session: aiohttp.ClientSession, answer: bytes) -> None:
    """What is not the camera's language is an invalid response."""
    async with raw_server(answer) as raw:
        with pytest.raises(InvalidResponseError):
            await Camera(login(session, raw.port)).get(p.MODEL)


@pytest.mark.parametrize(
    "answer",
    [b"", bytes(range(256)), b"HTTP/1.1 302 Found\r\n\r\n", reply(b"nonsense")],
)
async def test_password_is_never_told(
    session: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture, answer: bytes
) -> None:
    """Neither a log line nor an error holds a password, ours or a new one."""
    caplog.set_level(logging.DEBUG)
    async with raw_server(answer) as raw:
        http = Http(session, "127.0.0.1", raw.port, username="admin", password=SECRET)
        for key in ("system.password.admin", "application.ftp.password"):
            with pytest.raises(VnError) as caught:
                await Camera(http).set_raw(key, SECRET)
            assert SECRET not in repr(caught.value)
            assert SECRET not in str(caught.value)
    assert f"{key}=***" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("system.password.admin", f"{SECRET}\n"),
        ("system.password.admin", SECRET * 100),
        (f"system.password.admin={SECRET}", ""),
    ],
)
async def test_refused_password_is_not_told(
    camera: Camera, emulated: EmulatedCamera, key: str, value: str
) -> None:
    """An error about a password that cannot be sent does not repeat it."""
    with pytest.raises(InvalidValueError) as caught:
        await camera.set_raw(key, value)
    assert SECRET not in str(caught.value)
    assert SECRET not in repr(caught.value)
    assert emulated.requests == []


async def test_refusal_of_a_password_is_not_told(
    camera: Camera, emulated: EmulatedCamera, caplog: pytest.LogCaptureFixture
) -> None:
    """A refusal names the key, not the value."""
    caplog.set_level(logging.DEBUG)
    emulated.faults.error_keys["system.password.admin"] = "401 Unauthorized"
    with pytest.raises(RefusedError, match=r"system\.password\.admin: 401") as caught:
        await camera.set_raw("system.password.admin", SECRET)
    assert SECRET not in str(caught.value) + caplog.text
    assert emulated.requests[0].target.endswith(f"={SECRET}")
