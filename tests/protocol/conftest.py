"""A connection to the emulated camera, without Home Assistant."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest

from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.http import Http
from tests.emulator import EmulatedCamera

from .helpers import login


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """A plain HTTP session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def http(emulated: EmulatedCamera, session: aiohttp.ClientSession) -> Http:
    """Requests to the emulated camera as its administrator."""
    return login(session, emulated.http_port)


@pytest.fixture
def camera(http: Http) -> Camera:
    """The emulated camera as the integration sees it."""
    return Camera(http)
