"""A connection to the emulated camera, without Home Assistant."""

from collections.abc import AsyncGenerator

import aiohttp
import pytest
from hypothesis import settings

from custom_components.jvc_vn.protocol import ptz
from custom_components.jvc_vn.protocol.camera import Camera
from custom_components.jvc_vn.protocol.http import Http
from custom_components.jvc_vn.protocol.ptz import Mover
from custom_components.jvc_vn.protocol.timing import Timing
from tests.emulator import EmulatedCamera

from .helpers import Clock, Pauses, Source, login

# The same examples on every run, however slow the machine.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


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


@pytest.fixture
def pauses() -> Pauses:
    """A sleep that a test ends by hand."""
    return Pauses()


@pytest.fixture
def clock() -> Clock:
    """A clock that a test moves by hand."""
    return Clock()


@pytest.fixture
def source() -> Source:
    """A camera whose frames a test sends by hand."""
    return Source()


@pytest.fixture
async def mover(
    camera: Camera, pauses: Pauses, monkeypatch: pytest.MonkeyPatch
) -> AsyncGenerator[Mover]:
    """A mover of the emulated camera."""
    mover = Mover(camera, timing=Timing(sleep=pauses))
    yield mover
    monkeypatch.setattr(ptz, "CLOSE_TIMEOUT", 0.1)
    await mover.close()
