"""The emulator's command line, its script and its control page."""

import asyncio
import sys
from pathlib import Path

import pytest

from tests.emulator.client import ask
from tests.emulator.fault_table import FAULTS
from tests.emulator.faults import Faults
from tests.emulator.forms import Forms
from tests.emulator.levers import settable
from tests.emulator.process import CameraProcess

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parents[1]


async def run(*command: str) -> tuple[int | None, str, str]:
    """Run a command to its end."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


async def emulator(*options: str) -> tuple[int | None, str, str]:
    """Run the emulator to its end."""
    return await run(sys.executable, "-m", "tests.emulator", *options)


async def test_script_tells_everything() -> None:
    """Its help has every fault, lever and form, and the factory passwords."""
    code, said, complained = await run("scripts/emulator", "--help")
    assert (code, complained) == (0, "")
    assert said.startswith("usage: scripts/emulator ")
    assert "jvc (VN-V685), vn-v686 (VN-V686), jvc (VN-V686B)" in said
    words = said.split()
    assert words.count("called=") == 2
    for name, text in (*settable(Faults()), *settable(Forms())):
        assert f"{name}={text}".split()[0] in words, name
    assert FAULTS.keys() <= set(words)
    assert "scripts/emulator --help" in (ROOT / "README.md").read_text()


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--lever", "hang=perhaps"], "emulator: hang: perhaps is neither on nor off"),
        (["--lever", "hnag=on"], "emulator: there is no hnag"),
        (["--form", "accepted=Taken"], "emulator: accepted: Taken is none of"),
        (["--refuse", "x:often"], "emulator: invalid literal"),
        (["--camera", "VN-V685@192.0.2.1"], "192.0.2.1 is not a loopback address"),
        (["--camera", "VN-X1@127.0.0.1"], "emulator: unknown model VN-X1"),
        (["--sister", "VN-Q"], "invalid choice: 'VN-Q'"),
    ],
)
async def test_bad_options(options: list[str], complaint: str) -> None:
    """One line says what is wrong, before anything is served."""
    code, said, complained = await emulator(*options)
    assert code != 0
    assert said == ""
    assert complaint in complained
    assert "Traceback" not in complained


async def test_as_printed(socket_enabled: None) -> None:
    """All forms of the guide, and one more on top."""
    options = ("--as-printed", "--form", "accepted=Required")
    async with CameraProcess(*options) as camera:
        body = await ask(camera, "camera.id=x")
        assert body == "camera.id&202\r\nRequired(camera.status=save)\r\n"
        assert "401" in await ask(camera, "camera.status=save")
        assert await ask(camera, "canera.status=save") == "canera.status&200 OK\r\n"
        await camera.press("form", "hints", "whole")
        body = await ask(camera, "camera.id=x")
        assert body == "camera.id&202 Required(camera.status=save)\r\n"


async def test_sister(socket_enabled: None) -> None:
    """It says who it is."""
    async with CameraProcess("--sister", "VN-H") as camera:
        body = await ask(camera, "system.model&camera.id")
        assert body == "system.model=VN-H57U&200 OK\r\ncamera.id=Camera01&200 OK\r\n"
        assert (await camera.state())["model"] == "VN-H57U"


async def test_motor_safety(socket_enabled: None) -> None:
    """A motor stops by itself after its time, and a kill ends it all."""
    async with CameraProcess("--motor-safety", "0.2", model="VN-V686") as camera:
        state = await camera.state()
        assert state["factory_password"] == "vn-v686"
        assert state["motors"] == []
        await ask(camera, "camera.motion.pan.status=start", word="vn-v686")
        assert (await camera.state())["motors"] == ["pan"]
        async with asyncio.timeout(5):
            while (await camera.state())["motors"]:
                await asyncio.sleep(0.02)
        camera.kill()


async def test_sends_to_named_servers_and_loopback_only(socket_enabled: None) -> None:
    """Names come from the command line, and nothing leaves the machine."""
    options = ("--host", "mail.home=127.0.0.1")
    async with CameraProcess(*options) as camera:
        for query in (
            "application.smtp.host=mail.home",
            "application.smtp.port=9",
            "application.event(1).action=mailto/me@home.test/none/x",
            "application.event(1).trigger=m1",
            "application.event(1).status=restart",
            "application.event(1).status=on",
        ):
            await ask(camera, query)
        await camera.press("input", "1", "make")
        async with asyncio.timeout(5):
            while not (sent := (await camera.state())["sent"]):
                await asyncio.sleep(0.02)
        assert "Connect call failed ('127.0.0.1', 9)" in sent[0]["error"]
