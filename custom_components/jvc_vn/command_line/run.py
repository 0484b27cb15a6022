"""From the command line to its exit code."""

import argparse
import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

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
from ..protocol.timing import REAL, Timing
from . import checking, looking, moving, parameters
from .arguments import EVERYWHERE, parser
from .exits import CommandError, Exit
from .session import Place, Session, connect, password, place
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


@dataclass(slots=True)
class Ending:
    """How a command ended."""

    code: Exit = Exit.DONE


@dataclass(frozen=True, slots=True)
class Prepared:
    """A command, with what was asked of the person; without a login no password."""

    options: argparse.Namespace
    place: Place
    password: str | None


def main(arguments: list[str] | None = None) -> int:
    """Run a command, and return the exit code."""
    options = read(sys.argv[1:] if arguments is None else arguments)
    with explained(options) as ending:
        asyncio.run(_run(prepare(options)))
    return ending.code


def read(words: list[str]) -> argparse.Namespace:
    """Read the command line; one that is wrong ends the program with a sentence."""
    everywhere = [EVERYWHERE] if words[:1] == ["find"] else []
    return parser().parse_args([*everywhere, *words])


def prepare(options: argparse.Namespace) -> Prepared:
    """Ask the person what has to be known first.

    No loop runs yet: in one, Ctrl-C would only end a question after its answer.

    Raises:
        CommandError: something is wrong, or not wanted.
    """
    where = place(options.host)
    if options.command == "check":
        checking.consent(options)
    needs_login = options.command in _COMMANDS
    return Prepared(options, where, password(options) if needs_login else None)


async def run(prepared: Prepared, timing: Timing = REAL) -> None:
    """Run a command."""
    options = prepared.options
    name: str = options.command
    if name == "find":
        await parameters.find(prepared.place, machine=options.json)
        return
    command = (_COMMANDS | _WITHOUT_LOGIN)[name]
    place_and_word = prepared.place, prepared.password
    async with connect(options, *place_and_word, timing) as session:
        await command(session)


async def _run(prepared: Prepared) -> None:
    """Run a command; being told to end is like Ctrl-C."""
    task = asyncio.ensure_future(run(prepared))
    loop = asyncio.get_running_loop()
    # Where there are none (Windows), Ctrl-C still comes as KeyboardInterrupt.
    with contextlib.suppress(NotImplementedError):
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, task.cancel)
    await task


@contextlib.contextmanager
def explained(options: argparse.Namespace) -> Iterator[Ending]:
    """Turn what goes wrong into one sentence and an exit code."""
    ending = Ending()
    try:
        yield ending
    except CommandError as err:
        complain(f"camera: {err}")
        ending.code = err.code
    except VnError as err:
        sentence, ending.code = _explain(err, options.host)
        complain(f"camera: {sentence}")
    except KeyboardInterrupt, asyncio.CancelledError:
        complain("camera: interrupted")
        ending.code = Exit.INTERRUPTED
    except BrokenPipeError:
        # Whoever read us has gone, and the interpreter would complain at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
