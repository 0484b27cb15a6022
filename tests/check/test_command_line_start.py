"""How the command line starts and ends: words, passwords, terminals, processes."""

import asyncio
import contextlib
import getpass
import io
import os
import runpy
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import override

import pytest

from custom_components.jvc_vn.command_line.arguments import parser
from custom_components.jvc_vn.command_line.exits import CommandError, Exit
from custom_components.jvc_vn.command_line.run import explained, main, prepare, read
from custom_components.jvc_vn.command_line.session import place
from custom_components.jvc_vn.command_line.terminal import Bar, colored
from custom_components.jvc_vn.protocol.errors import UnexpectedDeviceError
from tests.conftest import PASSWORD
from tests.emulator import EmulatedCamera
from tests.emulator.client import until
from tests.protocol.helpers import closed_port

from .conftest import where

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


async def start(*words: str) -> asyncio.subprocess.Process:
    """Start a command in a process of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WITHOUT, *words),
        env={**os.environ, "JVC_VN_PASSWORD": PASSWORD},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_ctrl_c_stops_every_motor(live: EmulatedCamera) -> None:
    """In the middle of a long move, in a process without Home Assistant."""
    words = ("move", "--pan", "50", "--tilt", "50", "--zoom", "50", "--seconds", "30")
    process = await start(*where(live), *words)
    await until(lambda: live.motors_running() == {"pan", "tilt", "zoom"}, 20)
    process.send_signal(signal.SIGTERM)
    _, complained = await process.communicate()
    assert process.returncode == Exit.INTERRUPTED
    assert complained == b"camera: interrupted\n"
    assert live.motors_running() == set()


async def test_the_ways_to_start_it() -> None:
    """As a script, and as a folder with all of Python's own around it."""
    ways = (
        ([str(ROOT / "scripts/camera")], ROOT),
        ([sys.executable, "-m", "command_line"], FOLDER),
    )
    for command, folder in ways:
        process = await asyncio.create_subprocess_exec(
            *command, "--help", cwd=folder, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        assert process.returncode == 0
        assert b"examples:" in said
        assert b"130 interrupted" in said


@pytest.fixture
def _fresh_modules(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Forget what a start imports under other names."""
    before, path = dict(sys.modules), list(sys.path)
    monkeypatch.setattr(sys, "argv", ["camera", "--help"])
    yield
    sys.path[:] = path
    for name in sys.modules.keys() - before.keys():
        del sys.modules[name]
    sys.modules.update(before)


@pytest.mark.usefixtures("_fresh_modules")
def test_it_starts_as_a_folder(capsys: pytest.CaptureFixture[str]) -> None:
    """The folder of the integration, which has a `select.py`, is not searched."""
    with pytest.raises(SystemExit) as left:
        runpy.run_path(str(FOLDER / "command_line"), run_name="__main__")
    assert left.value.code == 0
    assert "examples:" in capsys.readouterr().out
    assert not {str(FOLDER), str(FOLDER / "command_line")} & set(sys.path)


@pytest.mark.usefixtures("_fresh_modules")
def test_it_starts_as_a_module(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the package, where Home Assistant is installed."""
    with pytest.raises(SystemExit) as left:
        runpy.run_module(
            "custom_components.jvc_vn.command_line.__main__", run_name="__main__"
        )
    assert left.value.code == 0
    assert "examples:" in capsys.readouterr().out


@pytest.mark.usefixtures("_fresh_modules")
def test_a_mere_import_starts_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Such as that of a tool which looks at every module."""
    runpy.run_module("custom_components.jvc_vn.command_line.__main__")
    assert capsys.readouterr() == ("", "")


# Words.


def test_an_error_without_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told by its name, and is no success."""
    with explained(read(["127.0.0.1", "log"])) as ending:
        raise UnexpectedDeviceError("00:80:88:00:00:01")
    assert ending.code == Exit.REFUSED
    told = "camera: it went wrong: UnexpectedDeviceError\n"
    assert capsys.readouterr().err == told


def test_main(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence where errors go, and a code."""
    assert main(["a b", "presets"]) == Exit.USAGE
    assert capsys.readouterr().err == "camera: 'a b' is no host or host:port\n"
    gone = f"127.0.0.1:{closed_port()}"
    monkeypatch.setattr(sys, "argv", ["camera", gone, "snapshot", "a.jpg"])
    assert main() == Exit.UNREACHABLE
    assert capsys.readouterr().err == f"camera: {gone} does not answer\n"


@pytest.mark.parametrize("signals", [True, False])
def test_ctrl_c(
    signals: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends what waits; also where a loop can have no handlers."""
    if not signals:
        nothing = asyncio.AbstractEventLoop.add_signal_handler
        monkeypatch.setattr(asyncio.SelectorEventLoop, "add_signal_handler", nothing)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def press() -> None:
            connection, _ = server.accept()
            with connection:
                os.kill(os.getpid(), signal.SIGINT)
                connection.recv(4096)
                connection.recv(4096)

        presser = threading.Thread(target=press)
        presser.start()
        code = main([f"127.0.0.1:{server.getsockname()[1]}", "snapshot", "a.jpg"])
        presser.join()
    assert (code, capsys.readouterr().err) == (130, "camera: interrupted\n")


def test_find_is_everywhere() -> None:
    """No host is needed; one may be named."""
    assert read(["find"]).host == "255.255.255.255"
    assert read(["192.168.0.255", "find"]).host == "192.168.0.255"
    prepared = prepare(read(["find"]))
    assert (prepared.place.port, prepared.password) == (80, None)


def test_no_option_takes_a_password() -> None:
    """Everybody on the machine could read it."""
    assert "--password " not in parser().format_help()
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


# Questions to the person.


class Terminal(io.StringIO):
    """What a person looks at, and types into."""

    @override
    def isatty(self) -> bool:
        return True


def asked(*words: str) -> str | None:
    """Prepare a command, and tell the password."""
    return prepare(read(["127.0.0.1", *words])).password


@pytest.fixture
def no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment knows no password."""
    monkeypatch.delenv("JVC_VN_PASSWORD", raising=False)


@pytest.mark.usefixtures("no_word")
def test_where_the_password_comes_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file, the environment, or the person; video needs none."""
    assert asked("snapshot", "a.jpg") is None
    file = tmp_path / "word"
    file.write_text("from a file\nmore\n")
    assert asked("log", "--password-file", str(file)) == "from a file"
    file.write_text("")
    assert asked("log", "--password-file", str(file)) == ""
    with pytest.raises(CommandError, match="set JVC_VN_PASSWORD, or use"):
        asked("log")
    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", lambda prompt: prompt)
    assert asked("log", "--user", "operator") == "Password of operator: "
    monkeypatch.setenv("JVC_VN_PASSWORD", "from around")
    assert asked("log") == "from around"


@pytest.mark.usefixtures("no_word")
def test_no_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is none, and a person who gives none."""
    for file, told in (
        (tmp_path / "none", "the password file cannot be read: No such file"),
        (tmp_path / "binary", "the password file is no text"),
    ):
        (tmp_path / "binary").write_bytes(b"\xff\xfe")
        with pytest.raises(CommandError, match=told) as error:
            asked("log", "--password-file", str(file))
        assert error.value.code == Exit.USAGE

    def end(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", end)
    with pytest.raises(CommandError, match="no password was given"):
        asked("log")


@pytest.mark.usefixtures("no_word")
def test_ctrl_c_at_the_password(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends the command at once: no loop runs that would keep the signal."""

    def press(_prompt: str) -> str:
        signal.raise_signal(signal.SIGINT)
        return "typed later"

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(getpass, "getpass", press)
    assert main(["127.0.0.1", "log"]) == Exit.INTERRUPTED
    assert capsys.readouterr().err == "camera: interrupted\n"


@pytest.mark.parametrize(
    ("answer", "goes"),
    [("y\n", True), (" Yes \n", True), ("\n", False), ("no\n", False), ("", False)],
)
def test_consent(
    answer: str,
    goes: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Whoever is asked has to say yes, to each; the end of the input is no."""
    monkeypatch.setenv("JVC_VN_PASSWORD", PASSWORD)
    monkeypatch.setattr(sys, "stdin", Terminal(answer * 2))
    wanted = contextlib.nullcontext() if goes else pytest.raises(CommandError)
    with wanted:
        asked("check", "--writes", "--moves")
    told = capsys.readouterr()
    assert ("It turns the camera" in told.err) is goes
    assert "It writes settings as they are" in told.err


def test_nobody_can_consent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then --yes has to be said; looking needs none."""
    monkeypatch.setenv("JVC_VN_PASSWORD", PASSWORD)
    with pytest.raises(CommandError, match="--moves asks before: say --yes"):
        asked("check", "--moves")
    assert asked("check", "--moves", "--writes", "--yes") == PASSWORD
    assert asked("check", "--long") == PASSWORD


# What a person sees.


def test_the_bar_is_for_terminals(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it gets into a file, or to a terminal that cannot move back."""
    dumb = Terminal()
    monkeypatch.setenv("TERM", "dumb")
    for bar in (Bar(), Bar(dumb)):
        bar.begin(1, 2, "How?")
        bar.within(0.5)
        bar.end()
    assert (capsys.readouterr().err, dumb.getvalue()) == ("", "")


def test_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """It goes on within a part, never beyond the end, and away."""
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    bar = Bar(terminal)
    bar.begin(1, 2, "How?")
    bar.within(0.5)
    bar.within(3)
    bar.end()
    drawn = terminal.getvalue().split("\r\x1b[K")
    assert drawn == [
        "",
        f"{'█' * 12}{'░' * 12}  50% How?",
        f"{'█' * 18}{'░' * 6}  75% How?",
        f"{'█' * 24} 100% How?",
        "",
    ]


def test_colors(monkeypatch: pytest.MonkeyPatch) -> None:
    """For verdicts, on a terminal, unless they are not wanted."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colored("2 tolerated", "tolerated") == "2 tolerated"
    monkeypatch.setattr(sys, "stdout", Terminal())
    assert colored("2 tolerated", "tolerated") == "\x1b[33m2 tolerated\x1b[0m"
    assert colored("2 odd", "odd") == "2 odd"
    monkeypatch.setenv("NO_COLOR", "1")
    assert colored("2 tolerated", "tolerated") == "2 tolerated"
