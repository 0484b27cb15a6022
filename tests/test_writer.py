"""What is written by key, and what then has to be kept, without Home Assistant."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import aiohttp
import pytest

from custom_components.jvc_vn.protocol import parameters as p
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.errors import RefusedError
from custom_components.jvc_vn.protocol.follow_up import FollowUp
from custom_components.jvc_vn.protocol.owed import Forgetful
from custom_components.jvc_vn.protocol.timing import Timing
from custom_components.jvc_vn.state.camera_state import CameraState
from custom_components.jvc_vn.state.writer import Writer
from tests.protocol.helpers import Naps, login, raw_server, reply

RESTART = FollowUp("network.interface.status", "restart")
SAVE = FollowUp("camera.status", "save")


@contextlib.asynccontextmanager
async def writer_of(answers: dict[str, str]) -> AsyncIterator[tuple[Writer, Any]]:
    """Make a writer to a camera that answers queries by a table."""

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        query = head.split(b" ")[1].decode().partition("?")[2]
        key = query.partition("=")[0]
        told = answers.get(query, "&401 Unauthorized")
        writer.write(reply(f"{key}{told}\r\n".encode()))

    async with raw_server(serve) as raw, aiohttp.ClientSession() as session:
        host = SimpleNamespace(
            data=CameraState(),
            camera=Camera(login(session, raw.port)),
            schedule=Mock(),
            pending_saves=Mock(),
            aftermath=Mock(),
            owed=Forgetful(),
            ptz=SimpleNamespace(around=lambda *_: contextlib.nullcontext()),
            async_update_listeners=Mock(),
        )
        yield Writer(host, timing=Timing(sleep=Naps())), host


@pytest.mark.parametrize(("told", "old"), [("=1&200 OK", "1"), ("&503 Busy", None)])
async def test_an_unknown_key_that_restarts(told: str, old: str | None) -> None:
    """It waits for a person, with what is in force until then if that is told."""
    hint = f"&202 Accepted({RESTART})"
    async with writer_of({"own.key=2": hint, "own.key": told}) as (writer, host):
        answer, needed = await writer.raw("own.key", "2")
    assert (answer.code, needed) == (202, RESTART)
    host.pending_saves.stage.assert_called_once_with(RESTART, "own.key", "2", old)
    host.pending_saves.add.assert_not_called()


async def test_an_unknown_key_that_is_saved() -> None:
    """As every change is."""
    async with writer_of({"own.key=2": f"&202 Accepted({SAVE})"}) as (writer, host):
        await writer.raw("own.key", "2")
    host.pending_saves.add.assert_called_once_with(SAVE)


async def test_a_word_that_is_not_read() -> None:
    """A key that takes more than it tells is looked at again, and shows nothing new."""
    key = p.COLOR.key
    async with writer_of({f"{key}=more": f"&202 Accepted({SAVE})"}) as (writer, host):
        await writer.raw(key, "more")
        assert host.data.get(p.COLOR) is None
    host.pending_saves.add.assert_called_once_with(SAVE)
    host.aftermath.commanded.assert_called_once_with(p.COLOR)


@pytest.mark.parametrize(
    ("told", "before"),
    [
        ("=50&200 OK", 50),
        ("=60&200 OK", None),
        ("=much&200 OK", None),
        ("&401 Unauthorized", None),
    ],
)
async def test_what_a_staged_value_replaces(told: str, before: int | None) -> None:
    """It is read, where nobody has read it before; what cannot be is not known."""
    key = p.COLOR.key
    answers = {f"{key}=60": f"&202 Accepted({RESTART})", key: told}
    answers["system.model"] = "=VN-V685U&200 OK"
    async with writer_of(answers) as (writer, host):
        await writer.set(p.COLOR, 60)
        assert host.data.get(p.COLOR) == 60
    host.pending_saves.add.assert_called_once_with(RESTART, p.COLOR, 60, before)


async def test_a_text_that_is_not_told_is_not_empty() -> None:
    """Or the camera would be given an empty address back."""
    key = p.IP.key
    answers = {f"{key}=10.0.0.2": f"&202 Accepted({RESTART})"}
    answers["system.model"] = "=VN-V685U&200 OK"
    async with writer_of(answers) as (writer, host):
        await writer.set(p.IP, "10.0.0.2")
    host.pending_saves.add.assert_called_once_with(RESTART, p.IP, "10.0.0.2", None)


async def test_who_is_cancelled_cancels_no_write() -> None:
    """Another who has asked for it gets his answer; a refusal is his alone."""
    async with writer_of({"system.model": "=VN-V685U&200 OK"}) as (writer, _):
        first = asyncio.create_task(writer.set(p.COLOR, 50))
        await asyncio.sleep(0)
        second = asyncio.create_task(writer.set(p.COLOR, 51))
        await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(RefusedError):
            await second
        with pytest.raises(asyncio.CancelledError):
            await first
        await writer.close()
