"""From the command line to its exit code."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable

from ..protocol.errors import (
    AuthenticationError,
    ClosedError,
    InvalidResponseError,
    InvalidValueError,
    RefusedError,
    UnreachableError,
    VnError,
)
from ..protocol.reply import UNAUTHORIZED
from . import checking, looking, moving, parameters
from .arguments import EVERYWHERE, parser
from .exits import CommandError, Exit
from .session import Session, connect, place
from .terminal import complain

type Command = Callable[[Session], Awaitable[None]]

_COMMANDS: dict[str, Command] = {
    "get": parameters.get,
    "set": parameters.put,
    "presets": parameters.presets,
    "log": parameters.log,
    "goto": moving.goto,
    "move": moving.move,
    "check": checking.run,
}
_WITHOUT_LOGIN: dict[str, Command] = {
    "alarms": looking.alarms,
    "snapshot": looking.snapshot,
    "watch": looking.watch,
    "record": looking.record,
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command, and return the exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    if words[:1] == ["find"]:
        words = [EVERYWHERE, *words]
    options = parser().parse_args(words)
    try:
        asyncio.run(_run(lambda: _command(options)))
    except CommandError as err:
        complain(f"camera: {err}")
        return err.code
    except VnError as err:
        sentence, code = _explain(err, options.host)
        complain(f"camera: {sentence}")
        return code
    except KeyboardInterrupt, asyncio.CancelledError:
        complain("camera: interrupted")
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone, and the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.DONE


async def _run(start: Callable[[], Awaitable[None]]) -> None:
    """Run a command; being told to end is like Ctrl-C."""
    task = asyncio.ensure_future(start())
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    await task


async def _command(options: argparse.Namespace) -> None:
    name: str = options.command
    if name == "find":
        await parameters.find(place(options.host), machine=options.json)
        return
    login = name in _COMMANDS
    command = _COMMANDS[name] if login else _WITHOUT_LOGIN[name]
    async with connect(options, login=login) as session:
        await command(session)


def _explain(err: VnError, host: str) -> tuple[str, Exit]:
    """Say in one sentence what went wrong."""
    match err:
        case InvalidValueError():
            return str(err), Exit.USAGE
        case AuthenticationError():
            return "the camera refuses this user and password", Exit.LOGIN
        case ClosedError():
            sentence = f"{host} closed the connection: its access list may name us"
            return sentence, Exit.UNREACHABLE
        case UnreachableError():
            return f"{host} does not answer", Exit.UNREACHABLE
        case RefusedError(code=code) if code == UNAUTHORIZED:
            return f"{err.key}: there is none, or this login may not", Exit.LOGIN
        case RefusedError():
            return f"the camera says no: {err}", Exit.REFUSED
        case InvalidResponseError():
            return f"what answers at {host} is no JVC VN camera", Exit.OTHER
        case _:
            return f"it went wrong: {type(err).__name__}", Exit.REFUSED
