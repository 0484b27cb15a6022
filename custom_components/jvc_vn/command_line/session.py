"""One camera, from the command line's point of view."""

import argparse
import contextlib
import getpass
import os
import re
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import OtherModelError
from ..protocol.http import Http
from ..protocol.timing import REAL, Timing
from .arguments import HIGHEST_PORT, PASSWORD
from .exits import CommandError, Exit

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a camera is."""

    host: str
    port: int


def place(text: str) -> Place:
    """Read `host`, `host:port` or `[ipv6]:port`.

    Raises:
        CommandError: it is none of these.
    """
    match = re.fullmatch(
        r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::(?P<port6>\d{1,5}))?"
        r"|(?P<host>[^:\[\]/]+)(?::(?P<port>\d{1,5}))?",
        text.strip(),
    )
    host = (match["six"] or match["host"]) if match else ""
    port = int((match["port6"] or match["port"] or 80) if match else 0)
    named = bool(match and match["six"]) or bool(_NAME.fullmatch(host))
    if not named or not 0 < port <= HIGHEST_PORT:
        raise CommandError(f"{text[:60]!r} is no host or host:port", Exit.USAGE)
    return Place(host, port)


def password(options: argparse.Namespace) -> str:
    """Take the password from a file, the environment, or the person.

    Raises:
        CommandError: there is none.
    """
    if options.password_file:
        try:
            lines = options.password_file.read_text().splitlines()
        except OSError as err:
            sentence = f"the password file cannot be read: {err.strerror}"
            raise CommandError(sentence, Exit.USAGE) from None
        except UnicodeDecodeError:
            sentence = "the password file is no text"
            raise CommandError(sentence, Exit.USAGE) from None
        return lines[0] if lines else ""
    if PASSWORD in os.environ:
        return os.environ[PASSWORD]
    if not sys.stdin.isatty():
        sentence = f"no password: set {PASSWORD}, or use --password-file"
        raise CommandError(sentence, Exit.USAGE)
    try:
        return getpass.getpass(f"Password of {options.user}: ")
    except EOFError:
        raise CommandError("no password was given", Exit.USAGE) from None


@dataclass(frozen=True, slots=True)
class Session:
    """A camera and the options."""

    options: argparse.Namespace
    place: Place
    camera: Camera
    login: tuple[str, str]
    timing: Timing = REAL


@contextlib.asynccontextmanager
async def connect(
    options: argparse.Namespace, where: Place, word: str | None, timing: Timing
) -> AsyncIterator[Session]:
    """Prepare to talk to the camera; a login is tried before it is used.

    Raises:
        OtherModelError: it is no camera of this kind; no password was sent.
        VnError: it cannot be reached, or refuses the login.
    """
    login = (options.user, word or "")
    async with aiohttp.ClientSession() as session:
        http = Http(
            session, where.host, where.port, username=login[0], password=login[1]
        )
        camera = Camera(http)
        if word is not None:
            if await camera.is_ours() is False:
                raise OtherModelError("no JVC VN camera")
            await camera.get(p.MODEL)
        yield Session(options, where, camera, login, timing)
