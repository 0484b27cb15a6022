"""Who answers: what is no camera of ours gets nothing more from us."""

import asyncio

import aiohttp
import pytest

from custom_components.jvc_vn.protocol.errors import UnexpectedDeviceError
from custom_components.jvc_vn.protocol.http import Turn
from custom_components.jvc_vn.protocol.identity_check import IdentityCheck

from .helpers import login, raw_server, reply

MAC = "00:80:88:00:1a:ef"
PICTURE = b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Web Server\r\n\r\n"


async def test_a_page_never_gets_the_login(session: aiohttp.ClientSession) -> None:
    """Not even with the stop of a motor, which waits for no check."""
    page = b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<html>"
    async with raw_server(page) as raw:
        check = IdentityCheck(login(session, raw.port), MAC)
        with pytest.raises(UnexpectedDeviceError):
            await check.verify()
        with pytest.raises(UnexpectedDeviceError):
            await check.param("camera.motion.pan.status=stop", turn=Turn.URGENT)
        with pytest.raises(UnexpectedDeviceError):
            async with check.video("encode=jpeg", None):
                pass
        # It is asked again, without a login, until it is ours.
        with pytest.raises(UnexpectedDeviceError):
            await check.verify()
    assert len(raw.heads) == 2
    assert not [head for head in raw.heads if b"Authorization" in head]


async def test_another_model_of_the_maker(session: aiohttp.ClientSession) -> None:
    """It has the login once, for its name, and then no more."""

    async def serve(head: bytes, writer: asyncio.StreamWriter) -> None:
        picture = b"/api/video" in head
        writer.write(PICTURE if picture else reply(b"system.model=XY-1&200 OK\r\n"))

    async with raw_server(serve) as raw:
        check = IdentityCheck(login(session, raw.port), MAC)
        for _ in range(2):
            with pytest.raises(UnexpectedDeviceError):
                await check.verify()
    assert sum(b"Authorization" in head for head in raw.heads) == 1
