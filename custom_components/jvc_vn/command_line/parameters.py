"""Commands that read and write."""

from ..protocol import parameters as p
from ..protocol.camera import Camera
from ..protocol.errors import RefusedError
from ..protocol.log_and_sessions import parse_log
from ..protocol.ptz import read_presets
from ..protocol.search import search
from .exits import CommandError, Exit
from .session import Place, Session
from .terminal import show, show_json


async def find(where: Place, *, machine: bool) -> None:
    """Search.

    Raises:
        CommandError: nobody answers.
    """
    try:
        found = await search([(where.host, where.port)])
    except OSError as err:
        sentence = f"no search: {err.strerror or type(err).__name__}"
        raise CommandError(sentence, Exit.UNREACHABLE) from None
    if machine:
        show_json([{"model": each.model, "host": each.host} for each in found])
        return
    for each in found:
        show(f"{each.host}  {each.model}")
    if not found:
        raise CommandError("no camera answers the search", Exit.UNREACHABLE)


async def get(session: Session) -> None:
    """Read keys; one that is refused does not keep the others from being read."""
    told: dict[str, str | None] = {}
    refused: RefusedError | None = None
    for key in session.options.keys:
        try:
            reply = await session.camera.get_raw(key)
        except RefusedError as err:
            refused = refused or err
            told[key] = None
            continue
        told[key] = "\n".join([reply.value or "", *reply.lines]).strip("\n")
    if session.options.json:
        show_json(told)
    else:
        for key, value in told.items():
            if value is not None:
                show(f"{key}={value}")
    if refused:
        raise refused


async def put(session: Session) -> None:
    """Write a key, and tell what it still needs.

    Raises:
        CommandError: it is a password, which nobody types on a command line.
    """
    key, value = session.options.key, session.options.value
    if "password" in key:
        sentence = "passwords are not taken from the command line"
        raise CommandError(sentence, Exit.USAGE)
    reply = await session.camera.set_raw(key, value)
    if session.options.json:
        show_json({"code": reply.code, "reason": reply.reason, "needs": reply.detail})
        return
    needs = f"; it still needs {reply.detail}" if reply.detail else ""
    show(f"{key}: {reply.code} {reply.reason}{needs}")


async def titles(camera: Camera) -> dict[int, str]:
    """Read the registered presets: number → title."""
    found = await read_presets(camera, p.PRESETS)
    return {number: title for number, title in found.items() if title is not None}


async def presets(session: Session) -> None:
    """List the presets."""
    found = await titles(session.camera)
    if session.options.json:
        show_json([{"preset": n, "title": title} for n, title in found.items()])
        return
    for number, title in found.items():
        show(f"{number:2}  {title}".rstrip())


async def log(session: Session) -> None:
    """Show the log."""
    camera = session.camera
    reply = await camera.get_raw(p.LOG.key)
    told = parse_log(reply.lines, await camera.get(p.DATE))
    if session.options.json:
        entries = [
            {
                "time": e.time.isoformat() if e.time else None,
                "event": e.event,
                "text": e.text,
            }
            for e in told.entries
        ]
        show_json({"alive": told.alive, "entries": entries})
        return
    for entry in told.entries:
        show(entry.text)
