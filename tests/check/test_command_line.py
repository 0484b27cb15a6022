"""The commands for people with a camera: whatever goes wrong, one sentence."""

import asyncio
import errno
import json
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from custom_components.jvc_vn.check import alarms as check_alarms
from custom_components.jvc_vn.check import run as check_run
from custom_components.jvc_vn.check.questions import QUESTIONS
from custom_components.jvc_vn.command_line import moving
from custom_components.jvc_vn.command_line import parameters as command_parameters
from custom_components.jvc_vn.command_line.exits import Exit
from custom_components.jvc_vn.protocol.search import search
from tests.conftest import make_emulated
from tests.emulator import EmulatedCamera
from tests.emulator.client import until
from tests.emulator.faults import Refusal
from tests.protocol.helpers import closed_port, raw_server
from tests.protocol.mpeg4_stream import encoded

from .conftest import Command


async def test_reading_and_writing(camera: EmulatedCamera, command: Command) -> None:
    """Get, set, presets and log, for people and for machines."""
    code, said, _ = await command(camera, "get", "system.model", "camera.id")
    assert (code, said) == (0, "system.model=VN-V685U\ncamera.id=Camera01\n")
    code, said, told = await command(camera, "get", "no.such", "camera.id", "--json")
    assert (code, json.loads(said)) == (5, {"no.such": None, "camera.id": "Camera01"})
    assert told == "camera: no.such: there is none, or this login may not\n"
    code, said, _ = await command(camera, "get", "no.such", "camera.id")
    assert (code, said) == (5, "camera.id=Camera01\n")
    code, said, _ = await command(camera, "set", "camera.id", "Yard + 1")
    assert code == 0
    assert "it still needs camera.status=save" in said
    assert camera.get("camera.id") == "Yard + 1"
    code, said, _ = await command(camera, "set", "camera.id", "Gate", "--json")
    needs = "camera.status=save"
    assert json.loads(said) == {"code": 202, "reason": "Accepted", "needs": needs}


async def test_presets_and_log(camera: EmulatedCamera, command: Command) -> None:
    """Titles by their numbers, and what has happened."""
    code, said, _ = await command(camera, "presets", "--json")
    assert {"preset": 1, "title": "Gate"} in json.loads(said)
    _, said, _ = await command(camera, "presets")
    assert " 1  Gate\n" in said
    camera.set_input(1, "make")
    code, said, _ = await command(camera, "log")
    assert (code, said.endswith("Alarm Detect (m1)\n")) == (0, True)
    said_to_people = said.splitlines()[-1]
    _, said, _ = await command(camera, "log", "--json")
    last = json.loads(said)["entries"][-1]
    assert (last["event"], last["text"]) == ("make", said_to_people)
    assert last["time"]
    assert (await command(camera, "log", "--user", "user"))[0] == Exit.LOGIN


async def test_finding(
    camera: EmulatedCamera, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search needs no login, and says so where nobody answers."""
    place = f"{camera.host}:{camera.search_port}"
    monkeypatch.setattr(command_parameters, "search", partial(search, wait=0.1))
    code, said, _ = await command(place, "find")
    assert (code, said) == (0, f"{camera.host}  VN-V685U\n")
    _, said, _ = await command(place, "find", "--json")
    assert json.loads(said) == [{"model": "VN-V685U", "host": camera.host}]
    code, said, told = await command(f"127.0.0.1:{closed_port()}", "find")
    assert (code, said) == (Exit.UNREACHABLE, "")
    assert told == "camera: no camera answers the search\n"
    code, said, _ = await command(f"127.0.0.1:{closed_port()}", "find", "--json")
    assert (code, json.loads(said)) == (0, [])

    async def no_socket(_targets: object) -> None:
        raise OSError(errno.ENETUNREACH, "Network is unreachable")

    monkeypatch.setattr(command_parameters, "search", no_socket)
    code, _, told = await command(place, "find")
    unreachable = "camera: no search: Network is unreachable\n"
    assert (code, told) == (Exit.UNREACHABLE, unreachable)


async def test_pictures(live: EmulatedCamera, command: Command, tmp_path: Path) -> None:
    """A picture, and what stands beside pictures; no login is needed."""
    picture = tmp_path / "a.jpg"
    assert await command(live, "snapshot", str(picture)) == (0, "", "")
    jpeg = picture.read_bytes()
    assert jpeg.startswith(b"\xff\xd8")
    _, said, _ = await command(live, "snapshot", str(picture), "--json")
    assert json.loads(said) == {"bytes": picture.stat().st_size}
    words = ("watch", "--rate", "30", "--seconds", "0.2")
    code, said, _ = await command(live, *words, "--json")
    assert (code, json.loads(said.splitlines()[0])["model"]) == (0, "VN-V685U")
    code, said, _ = await command(live, *words)
    assert (code, "  model VN-V685U  " in said.splitlines()[0]) == (0, True)
    code, _, told = await command(live, "snapshot", str(tmp_path))
    assert (code, "cannot be written" in told) == (2, True)
    assert not [r for r in live.requests if r.user]


async def test_video(live: EmulatedCamera, command: Command, tmp_path: Path) -> None:
    """The camera's own, from the first picture that stands by itself."""
    video = tmp_path / "a.m4v"
    words = ("record", str(video), "--seconds", "0.2")
    code, said, _ = await command(live, *words)
    data = video.read_bytes()
    assert (code, f" pictures, {len(data)} bytes\n" in said) == (0, True)
    assert data.startswith(b"\0\0\1")
    _, said, _ = await command(live, *words, "--json")
    assert json.loads(said)["bytes"] == video.stat().st_size
    assert not [r for r in live.requests if r.user]


async def test_video_that_ends(command: Command, tmp_path: Path) -> None:
    """What came is kept; a file of nothing is not written."""
    video = tmp_path / "a.m4v"
    head = b"HTTP/1.1 200 OK\r\nServer: JVC VN-V685 Web Server\r\n\r\n"
    for body, wanted in (
        (b"\0\0\1\xb6\x50middle" * 2, (Exit.REFUSED, "")),
        (b"".join(encoded()[:3]), (0, "2 pictures, ")),
    ):
        async with raw_server(head + body) as raw:
            place = f"127.0.0.1:{raw.port}"
            code, said, _ = await command(place, "record", str(video))
        assert (code, said[:12]) == wanted
        assert video.exists() is (code == 0)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
async def test_seconds(
    seconds: str, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    """No time that is none."""
    with pytest.raises(SystemExit) as left:
        await command("127.0.0.1", "record", "a.m4v", f"--seconds={seconds}")
    assert left.value.code == Exit.USAGE
    assert "argument --seconds: " in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "65536", "-1", "x"])
async def test_ports(
    port: str, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    """No port that is none."""
    with pytest.raises(SystemExit) as left:
        await command("127.0.0.1", "alarms", f"--alarm-port={port}")
    assert left.value.code == Exit.USAGE
    assert "argument --alarm-port: " in capsys.readouterr().err


async def test_alarms(
    live: EmulatedCamera, command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lines as they come, until told to end."""
    for words, told in (
        ((), "input_2 on\n"),
        (("--json",), '"source": "input_2", "active": true}\n'),
    ):
        task = asyncio.create_task(command(live, "alarms", *words))
        await until(lambda: live.alarm_clients == 1)
        live.set_input(2, "make")
        await until(lambda told=told: told in _said(capsys))
        live.set_input(2, "break")
        task.cancel()
        code, _, _ = await task
        assert code == Exit.INTERRUPTED
        await until(lambda: live.alarm_clients == 0)


def _said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


async def test_alarms_for_a_while(live: EmulatedCamera, command: Command) -> None:
    """Then it ends by itself; people are told how the link is."""
    code, said, told = await command(live, "alarms", "--seconds", "0.7")
    assert (code, said) == (0, "")
    assert told == "link connecting\nlink live\n"
    _, _, told = await command(live, "alarms", "--seconds", "0.1", "--json")
    assert told == ""


async def test_no_alarm_link(live: EmulatedCamera, command: Command) -> None:
    """A full port, and one that is closed."""
    live.faults.alarm_full = True
    code, _, told = await command(live, "alarms")
    full = "camera: all ten places of the alarm port are taken"
    assert (code, told.splitlines()[-1]) == (Exit.REFUSED, full)
    words = ("alarms", "--alarm-port", str(closed_port()))
    code, _, told = await command("127.0.0.1", *words)
    closed = "camera: the alarm port takes no connection"
    assert (code, told.splitlines()[-1]) == (Exit.UNREACHABLE, closed)


async def test_whoever_reads_goes_away(
    live: EmulatedCamera, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `head -1` does: it ends, and says nothing."""
    for words in (("get", "camera.id"), ("alarms",)):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "w") as gone, monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", gone)
            task = asyncio.create_task(command(live, *words))
            if words == ("alarms",):
                await until(lambda: live.alarm_clients == 1)
                live.set_input(1, "make")
            code, _, told = await asyncio.wait_for(task, 5)
        assert (code, "camera: " in told) == (0, False)


async def test_turning(camera: EmulatedCamera, command: Command) -> None:
    """To a preset by its title, to a position, and by motors."""
    code, said, _ = await command(camera, "goto", "gate")
    assert (code, "preset 1" in said) == (0, True)
    assert (await command(camera, "goto", "2"))[1].endswith("preset 2\n")
    code, said, _ = await command(camera, "goto", "--pan", "12.5", "--json")
    assert json.loads(said)["pan"] == 12.5
    before = camera.head.spot().pan
    code, said, _ = await command(camera, "move", "--pan", "100", "--seconds", "0.3")
    assert (code, camera.motors_running()) == (0, set())
    assert camera.head.spot().pan > before
    assert "preset" not in said
    code, said, _ = await command(camera, "goto", "nowhere")
    assert (code, said) == (Exit.REFUSED, "")


@pytest.mark.parametrize(
    "words",
    [
        ("goto",),
        ("goto", "1", "--pan", "5"),
        ("goto", "--pan", "360"),
        ("move", "--pan", "101"),
        ("move",),
    ],
)
async def test_no_such_turn(
    words: tuple[str, ...], camera: EmulatedCamera, command: Command
) -> None:
    """Nothing is sent that the camera could not do, or that says two things."""
    code, said, told = await command(camera, *words)
    assert (code, said, told.count("\n")) == (Exit.USAGE, "", 1)
    assert not [r.target for r in camera.requests if "motion" in r.target]


async def test_it_never_stands(
    camera: EmulatedCamera, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A camera that is turned by somebody else: it is stopped, and told."""
    monkeypatch.setattr(moving, "LONGEST", 1.0)
    await command(camera, "set", "camera.motion.pan.status", "start")
    code, said, told = await command(camera, "goto", "--zoom", "0")
    assert (code, said) == (Exit.REFUSED, "")
    assert told == "camera: it does not stand after 1 s\n"
    stopped = {r.target for r in camera.requests[-3:]}
    assert "/api/param?camera.motion.pan.status=stop" in stopped


async def test_a_camera_that_tells_no_position(
    camera: EmulatedCamera, command: Command
) -> None:
    """Motors are run all the same, and nothing is made up."""
    camera.faults.error_keys["camera.motion.tilt"] = "401 Unauthorized"
    words = ("move", "--pan", "50", "--seconds", "0.2")
    assert await command(camera, *words) == (0, "", "")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the check know some questions only."""

    def choose(*names: str) -> None:
        chosen = tuple(each for each in QUESTIONS if each.name in names)
        assert len(chosen) == len(names)
        monkeypatch.setattr(check_run, "QUESTIONS", chosen)

    return choose


async def test_check(
    camera: EmulatedCamera,
    command: Command,
    few: Callable[..., None],
    tmp_path: Path,
) -> None:
    """JSON with rows on the output, and both pages into files."""
    few("api.model", "api.length", "value.zone", "jpeg.head", "write.reply")
    name = tmp_path / "yard"
    code, said, _ = await command(camera, "check", "--json", "--report", str(name))
    report = json.loads(said)
    assert code == 0
    assert len(report["rows"]) == 4
    assert [row["why"] for row in report["unseen"]] == ["only asked with --writes"]
    for row in report["rows"]:
        assert {"question", "guide", "came", "verdict"} <= row.keys()
    assert json.loads(name.with_suffix(".json").read_text()) == report
    page = name.with_suffix(".md").read_text()
    assert page.startswith("# Check of a VN-V685U, firmware V3-00\n")
    assert "send it" in page.splitlines()[-1]


async def test_what_the_check_hands_back(
    camera: EmulatedCamera,
    command: Command,
    few: Callable[..., None],
    tmp_path: Path,
) -> None:
    """A page, or how many of each; a file that cannot be is told."""
    few("api.model", "api.length")
    code, said, _ = await command(camera, "check")
    assert (code, said.startswith("# Check of a VN-V685U")) == (0, True)
    name = tmp_path / "yard"
    code, said, _ = await command(camera, "check", "--report", str(name))
    written = f"  2 as the guide\nwritten to {name}.md and {name}.json\n"
    assert (code, said) == (0, written)
    code, _, told = await command(camera, "check", "--report", str(name / "none"))
    assert (code, "none.json cannot be written" in told) == (Exit.USAGE, True)


async def test_what_stays_changed(
    camera: EmulatedCamera,
    command: Command,
    few: Callable[..., None],
    tmp_path: Path,
) -> None:
    """It is told, also where the page cannot be written."""
    few("write.letters", "write.one_push")
    camera.faults.refusals.append(Refusal("camera.id=Camera01"))
    for words in ((), ("--report", str(tmp_path / "no" / "folder"))):
        code, _, told = await command(camera, "check", "--writes", "--yes", *words)
        assert (code, told) == (
            Exit.STOPPED,
            "camera: could not be put back: camera.id, camera.id\n",
        )
        camera.force("camera.id", "Camera01")


async def test_a_reboot_in_the_middle(live: EmulatedCamera, command: Command) -> None:
    """One sentence, an exit code, and what was found until then."""
    task = asyncio.create_task(command(live, "check", "--json"))
    await until(lambda: len(live.requests) > 60, 20)
    await live.power_off()
    code, said, complained = await task
    assert code == Exit.STOPPED
    assert complained.startswith("camera: the check stopped at ")
    assert complained.count("\n") == 1
    report = json.loads(said)
    assert report["stopped"]
    assert report["rows"]


async def test_a_long_check(
    camera: EmulatedCamera,
    command: Command,
    few: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A quarter of an hour is taken only where that is asked for."""
    few("alarm.idle")
    monkeypatch.setattr(check_alarms, "IDLE", 0.1)
    _, said, _ = await command(camera, "check", "--json")
    assert json.loads(said)["unseen"][0]["why"] == "only asked with --long"
    _, said, _ = await command(camera, "check", "--json", "--long")
    assert json.loads(said)["rows"][0]["came"] == "open after 0 s"


async def test_ctrl_c_in_the_check(
    live: EmulatedCamera, command: Command, few: Callable[..., None]
) -> None:
    """What was written is put back, also where a write is on its way."""
    few("write.letters", "move.click")
    saved = dict(live.parameters.live)
    live.faults.delay = 0.03
    task = asyncio.create_task(command(live, "check", "--writes", "--moves", "--yes"))
    await until(lambda: live.get("camera.id") != "Camera01")
    task.cancel()
    assert (await task)[0] == Exit.INTERRUPTED
    assert dict(live.parameters.live) == saved
    assert live.motors_running() == set()


@pytest.mark.parametrize("host", ["http://x/", "a b", "x:99999", "[::1"])
async def test_no_host(host: str, command: Command) -> None:
    """Nothing is sent, not even a question for an address."""
    code, said, told = await command(host, "get", "system.model")
    assert (code, said, told.count("\n")) == (Exit.USAGE, "", 1)


async def test_no_camera(command: Command) -> None:
    """Nobody there, a web page, one that closes: no password is sent to any."""
    code, _, told = await command(f"127.0.0.1:{closed_port()}", "check")
    assert (code, told.count("\n")) == (Exit.UNREACHABLE, 1)
    page = b"HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<html>"
    async with raw_server(page) as raw:
        for words in (("check",), ("presets",)):
            code, _, told = await command(f"127.0.0.1:{raw.port}", *words)
            assert (code, told.count("\n")) == (Exit.OTHER, 1)
        assert not [head for head in raw.heads if b"Authorization" in head]
    async with raw_server(b"") as raw:
        code, _, told = await command(f"127.0.0.1:{raw.port}", "snapshot", "a.jpg")
    assert (code, "closed the connection" in told) == (Exit.UNREACHABLE, True)


async def test_what_a_camera_refuses(command: Command) -> None:
    """A wrong password, and passwords on the command line."""
    async with make_emulated() as camera:
        code, _, told = await command(camera, "presets", password="other")
        refused = "camera: the camera refuses this user and password\n"
        assert (code, told) == (5, refused)
        code, _, told = await command(camera, "set", "system.password.admin", "hidden")
        assert (code, "hidden" in told) == (Exit.USAGE, False)
        camera.faults.error_keys["camera.id"] = "503 Busy"
        code, _, told = await command(camera, "get", "camera.id")
        assert (code, "the camera says no: " in told) == (Exit.REFUSED, True)
