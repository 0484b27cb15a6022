"""Runs the command line in the process of the tests."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from custom_components.jvc_vn.command_line import checking
from custom_components.jvc_vn.command_line.run import explained, prepare, read, run
from custom_components.jvc_vn.protocol.timing import REAL, Timing
from tests.conftest import PASSWORD, make_emulated
from tests.emulator import EmulatedCamera
from tests.emulator.client import Clock

from .helpers import HURRY, pass_time

type Command = Callable[..., Awaitable[tuple[int, str, str]]]


@pytest.fixture
async def camera() -> AsyncIterator[EmulatedCamera]:
    """An emulated camera whose time passes only where a command waits."""
    async with make_emulated(clock=Clock()) as made:
        yield made


@pytest.fixture
async def live() -> AsyncIterator[EmulatedCamera]:
    """An emulated camera whose time is ours."""
    async with make_emulated() as made:
        yield made


def where(camera: EmulatedCamera | str) -> list[str]:
    """Name a camera on the command line."""
    if isinstance(camera, str):
        return [camera]
    place = f"{camera.host}:{camera.http_port}"
    return [place, "--alarm-port", str(camera.alarm_port)]


@pytest.fixture
def command(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Command:
    """Run a command to its end: its exit code, and what it said on both outputs."""
    monkeypatch.setattr(checking, "Pace", lambda: HURRY)

    async def run_it(
        camera: EmulatedCamera | str, *words: str, password: str = PASSWORD
    ) -> tuple[int, str, str]:
        monkeypatch.setenv("JVC_VN_PASSWORD", password)
        timing = REAL
        if isinstance(camera, EmulatedCamera):
            timing = Timing(sleep=pass_time(camera), clock=camera.clock)
        capsys.readouterr()
        options = read([*where(camera), *words])
        with explained(options) as ending:
            await run(prepare(options), timing)
        said = capsys.readouterr()
        return ending.code, said.out, said.err

    return run_it
