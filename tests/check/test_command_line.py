"""The command line: without Home Assistant, and whatever goes wrong, one sentence."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from custom_components.jvc_vn.command_line.arguments import parser
from custom_components.jvc_vn.command_line.exits import CommandError, Exit
from custom_components.jvc_vn.command_line.session import place
from custom_components.jvc_vn.command_line.terminal import Bar
from tests.conftest import PASSWORD, make_emulated
from tests.emulator import EmulatedCamera
from tests.emulator.client import until
from tests.protocol.helpers import closed_port, raw_server

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "custom_components/jvc_vn"
# As where Home Assistant is not installed.
WITHOUT = (
    "import runpy, sys\n"
    "for name in ('homeassistant', 'voluptuous', 'probatio', 'PIL', 'av'):\n"
    "    sys.modules[name] = None\n"
    f"path = {str(FOLDER / 'command_line')!r}\n"
    "sys.argv[0] = path\n"
    "sys.path[0] = path\n"
    "runpy.run_path(path, run_name='__main__')\n"
)


async def start(*words: str, password: str = PASSWORD) -> asyncio.subprocess.Process:
    """Start a command."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WITHOUT, *words),
        env={**os.environ, "JVC_VN_PASSWORD": password},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


def where(camera: EmulatedCamera) -> list[str]:
    """Name a camera on the command line."""
    place = f"{camera.host}:{camera.http_port}"
    return [place, "--alarm-port", str(camera.alarm_port)]


async def run(
    camera: EmulatedCamera | str, *words: str, password: str = PASSWORD
) -> tuple[int | None, str, str]:
    """Run a command to its end."""
    options = [camera] if isinstance(camera, str) else where(camera)
    process = await start(*options, *words, password=password)
    said, complained = await process.communicate()
    return process.returncode, said.decode(), complained.decode()


@pytest.fixture
async def camera() -> AsyncIterator[EmulatedCamera]:
    """An emulated camera."""
    async with make_emulated() as made:
        yield made


async def test_reading_and_writing(camera: EmulatedCamera) -> None:
    """Get, set, presets and log, for people and for machines."""
    code, said, _ = await run(camera, "get", "system.model", "camera.id")
    assert (code, said) == (0, "system.model=VN-V685U\ncamera.id=Camera01\n")
    code, said, told = await run(camera, "get", "no.such", "camera.id", "--json")
    assert (code, json.loads(said)) == (5, {"no.such": None, "camera.id": "Camera01"})
    assert told == "camera: no.such: there is none, or this login may not\n"
    code, said, _ = await run(camera, "set", "camera.id", "Yard + 1")
    assert code == 0
    assert "it still needs camera.status=save" in said
    assert camera.get("camera.id") == "Yard + 1"
    code, said, _ = await run(camera, "presets", "--json")
    assert {"preset": 1, "title": "Gate"} in json.loads(said)
    camera.set_input(1, "make")
    code, said, _ = await run(camera, "log")
    assert (code, said.endswith("Alarm Detect (m1)\n")) == (0, True)
    assert (await run(camera, "log", "--user", "user"))[0] == Exit.LOGIN


async def test_looking(camera: EmulatedCamera, tmp_path: Path) -> None:
    """A picture, what stands beside pictures, video and alarms; no login is needed."""
    picture, video = tmp_path / "a.jpg", tmp_path / "a.m4v"
    assert (await run(camera, "snapshot", str(picture)))[0] == 0
    assert picture.read_bytes().startswith(b"\xff\xd8")
    code, said, _ = await run(
        camera, "watch", "--json", "--rate", "10", "--seconds", "1"
    )
    assert code == 0
    assert json.loads(said.splitlines()[0])["model"] == "VN-V685U"
    assert (await run(camera, "record", str(video), "--seconds", "1"))[0] == 0
    assert video.read_bytes().startswith(b"\0\0\1")
    code, _, told = await run(camera, "snapshot", str(tmp_path))
    assert (code, "cannot be written" in told) == (2, True)
    assert not [r for r in camera.requests if r.user]


async def test_alarms(camera: EmulatedCamera) -> None:
    """Lines as they come; a full port is told in a sentence."""
    where = (
        f"{camera.host}:{camera.http_port}",
        "--alarm-port",
        str(camera.alarm_port),
    )
    process = await start(*where, "alarms", "--json")
    await until(lambda: camera.alarm_clients == 1, 20)
    await asyncio.sleep(0.1)
    camera.set_input(2, "make")
    assert process.stdout
    told = [json.loads(await process.stdout.readline()) for _ in range(2)]
    assert told[1] == told[1] | {"source": "input_2", "active": True}
    process.send_signal(signal.SIGINT)
    await process.communicate()
    assert process.returncode == Exit.INTERRUPTED
    camera.faults.alarm_full = True
    code, _, complained = await run(camera, "alarms")
    assert (code, complained.splitlines()[-1]) == (
        1,
        "camera: all ten places of the alarm port are taken",
    )


async def test_turning(camera: EmulatedCamera) -> None:
    """To a preset by its title, to a position, and by motors."""
    code, said, _ = await run(camera, "goto", "gate")
    assert (code, "preset 1" in said) == (0, True)
    code, said, _ = await run(camera, "goto", "--pan", "12.5", "--json")
    assert json.loads(said)["pan"] == 12.5
    before = camera.head.spot().pan
    code, _, _ = await run(camera, "move", "--pan", "100", "--seconds", "0.3")
    assert (code, camera.motors_running()) == (0, set())
    assert camera.head.spot().pan > before


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
async def test_ctrl_c_stops_every_motor(camera: EmulatedCamera, name: int) -> None:
    """In the middle of a long move."""
    words = ("move", "--pan", "50", "--tilt", "50", "--zoom", "50", "--seconds", "30")
    process = await start(*where(camera), *words)
    await until(lambda: camera.motors_running() == {"pan", "tilt", "zoom"}, 20)
    process.send_signal(name)
    _, complained = await process.communicate()
    assert process.returncode == Exit.INTERRUPTED
    assert complained == b"camera: interrupted\n"
    assert camera.motors_running() == set()


@pytest.mark.timeout(180)
async def test_ctrl_c_in_the_check(camera: EmulatedCamera) -> None:
    """What was written is put back, and nothing turns any more."""
    saved = dict(camera.parameters.live)
    where = (
        f"{camera.host}:{camera.http_port}",
        "--alarm-port",
        str(camera.alarm_port),
    )
    process = await start(*where, "check", "--writes", "--moves", "--yes")
    await until(lambda: camera.get("camera.id") != "Camera01", 150)
    process.send_signal(signal.SIGINT)
    await process.communicate()
    assert process.returncode == Exit.INTERRUPTED
    assert dict(camera.parameters.live) == saved
    assert camera.motors_running() == set()


async def test_check(camera: EmulatedCamera, tmp_path: Path) -> None:
    """JSON with rows on the output, and both pages into files."""
    name = tmp_path / "yard"
    code, said, _ = await run(camera, "check", "--json", "--report", str(name))
    report = json.loads(said)
    assert code == 0
    assert len(report["rows"]) >= 40
    for row in report["rows"]:
        assert {"question", "guide", "came", "verdict"} <= row.keys()
    assert json.loads(name.with_suffix(".json").read_text()) == report
    page = name.with_suffix(".md").read_text()
    assert page.startswith("# Check of a VN-V685U, firmware V3-00\n")
    assert "send it" in page.splitlines()[-1]
    code, _, told = await run(camera, "check", "--moves")
    assert (code, "asks before" in told) == (2, True)


async def test_a_reboot_in_the_middle(camera: EmulatedCamera) -> None:
    """One sentence, an exit code, and what was found until then."""
    where = (
        f"{camera.host}:{camera.http_port}",
        "--alarm-port",
        str(camera.alarm_port),
    )
    process = await start(*where, "check", "--json")
    await until(lambda: len(camera.requests) > 60, 20)
    await camera.power_off()
    said, complained = await process.communicate()
    assert process.returncode == Exit.STOPPED
    assert complained.startswith(b"camera: the check stopped at ")
    assert complained.count(b"\n") == 1
    report = json.loads(said)
    assert report["stopped"]
    assert report["rows"]


async def test_what_is_wrong() -> None:
    """No host, nobody there, a web page, a wrong password: a sentence and a code."""
    for host in ("http://x/", "a b", "x:99999", "[::1"):
        code, said, told = await run(host, "get", "system.model")
        assert (code, said, told.count("\n")) == (Exit.USAGE, "", 1)
    code, _, told = await run(f"127.0.0.1:{closed_port()}", "check")
    assert (code, told.count("\n")) == (Exit.UNREACHABLE, 1)
    page = b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<html>"
    async with raw_server(page) as raw:
        code, _, told = await run(f"127.0.0.1:{raw.port}", "check")
        assert (code, told.count("\n")) == (Exit.OTHER, 1)
        assert not [head for head in raw.heads if b"Authorization" in head]
    async with make_emulated() as camera:
        code, _, told = await run(camera, "presets", password="other")
        assert (code, told) == (
            5,
            "camera: the camera refuses this user and password\n",
        )
        code, _, told = await run(camera, "set", "system.password.admin", "hidden")
        assert (code, "hidden" in told) == (Exit.USAGE, False)
        assert (await run(camera, "move", "--pan", "101"))[0] == Exit.USAGE
        assert (await run(camera, "goto", "nowhere"))[0] == Exit.REFUSED


async def test_the_ways_to_start_it() -> None:
    """As a script, as a folder, and by -m in the folder of the integration."""
    ways = (
        ([str(ROOT / "scripts/camera")], ROOT),
        ([sys.executable, str(FOLDER / "command_line")], ROOT),
        ([sys.executable, "-m", "command_line"], FOLDER),
        ([sys.executable, "-m", "custom_components.jvc_vn.command_line"], ROOT),
    )
    for command, folder in ways:
        process = await asyncio.create_subprocess_exec(
            *command, "--help", cwd=folder, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        assert process.returncode == 0
        assert b"examples:" in said
        assert b"130 interrupted" in said


def test_no_option_takes_a_password() -> None:
    """Everybody on the machine could read it."""
    assert "--password " not in parser().format_help()
    with contextlib.suppress(SystemExit):
        options = parser().parse_args(["x", "check", "--password-file", "y"])
        assert not hasattr(options, "password")


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("192.168.0.2", "192.168.0.2", 80),
        ("yard.local:8080", "yard.local", 8080),
        ("[fe80::1]:81", "fe80::1", 81),
        ("[fe80::1]", "fe80::1", 80),
    ],
)
def test_places(text: str, host: str, port: int) -> None:
    """HOST is `host` or `host:port`."""
    found = place(text)
    assert (found.host, found.port) == (host, port)
    with pytest.raises(CommandError):
        place(f"{text}:0:0")


def test_the_bar_is_for_terminals(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing of it gets into a file."""
    bar = Bar()
    bar.begin(1, 2, "How?")
    bar.within(0.5)
    bar.end()
    assert capsys.readouterr().err == ""
