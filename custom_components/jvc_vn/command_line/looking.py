"""Commands that look on: pictures, the camera's own video, and alarms."""

import asyncio
import contextlib
import dataclasses
import json
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..protocol.alarm_link import AlarmLink, LinkState
from ..protocol.models import AlarmReport, FrameInfo, Vop
from .exits import CommandError, Exit
from .session import Session
from .terminal import Bar, complain, show, show_json


async def snapshot(session: Session) -> None:
    """Write one picture."""
    frame = await session.camera.still()
    _write(session.options.file, frame.jpeg)
    if session.options.json:
        show_json({"bytes": len(frame.jpeg)})


async def watch(session: Session) -> None:
    """Show what stands beside each picture, as it comes."""
    frames = session.camera.frames(session.options.rate)
    async with contextlib.aclosing(frames), _for_a_while(session):
        async for frame in frames:
            _show_info(session, len(frame.jpeg), frame.info)


def _show_info(session: Session, size: int, info: FrameInfo) -> None:
    told: dict[str, Any] = {"bytes": size}
    told |= {
        name: value
        for name, value in dataclasses.asdict(info).items()
        if value is not None
    }
    if session.options.json:
        show(json.dumps(told, ensure_ascii=False))
    else:
        show("  ".join(f"{name} {value}" for name, value in told.items()))


async def record(session: Session) -> None:
    """Write the camera's MPEG-4 from the first picture that stands by itself.

    Raises:
        CommandError: there was none, or the file cannot be written.
    """
    seconds = session.options.seconds
    bar = Bar()
    pieces: list[bytes] = []
    vops = session.camera.vops()
    clock = session.timing.clock
    began: float | None = None
    try:
        async with contextlib.aclosing(vops):
            async for vop in vops:
                began = _begin(began, vop, clock())
                if began is None:
                    continue
                pieces.append(vop.data)
                bar.begin(0, 1, f"{len(pieces)} pictures")
                bar.within((clock() - began) / seconds)
                if clock() - began >= seconds:
                    break
    finally:
        bar.end()
        if pieces:
            _write(session.options.file, b"".join(pieces))
    if not pieces:
        sentence = "the video ended before a picture that stands by itself"
        raise CommandError(sentence, Exit.REFUSED)
    told = {"pictures": len(pieces), "bytes": sum(map(len, pieces))}
    if session.options.json:
        show_json(told)
    else:
        show(f"{told['pictures']} pictures, {told['bytes']} bytes")


def _begin(began: float | None, vop: Vop, now: float) -> float | None:
    return now if began is None and vop.starts else began


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except OSError as err:
        sentence = f"{file} cannot be written: {err.strerror}"
        raise CommandError(sentence, Exit.USAGE) from None


class _Listener:
    """Shows lines as they come, and notes a link that does not come about."""

    def __init__(self, *, machine: bool) -> None:
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._machine = machine

    def lines_arrived(self, reports: Sequence[AlarmReport]) -> None:
        try:
            for report in reports:
                self._show(report)
        except BrokenPipeError as err:
            # Whoever called us reads a socket, and could make nothing of it.
            self._fail(err)

    def _show(self, report: AlarmReport) -> None:
        now = datetime.now().astimezone()
        if self._machine:
            told = {"time": now.isoformat(), "source": report.source.value}
            show(json.dumps(told | {"active": report.active}))
        else:
            state = "on" if report.active else "off"
            show(f"{now:%H:%M:%S.%f}  {report.source.value} {state}")

    def link_changed(self, link: LinkState) -> None:
        if link is LinkState.REFUSED:
            sentence = "all ten places of the alarm port are taken"
            self._fail(CommandError(sentence, Exit.REFUSED))
        elif link is LinkState.DOWN:
            sentence = "the alarm port takes no connection"
            self._fail(CommandError(sentence, Exit.UNREACHABLE))
        elif not self._machine:
            complain(f"link {link.value}")

    def _fail(self, err: Exception) -> None:
        with contextlib.suppress(asyncio.InvalidStateError):
            self.failed.set_exception(err)


async def alarms(session: Session) -> None:
    """Show what the alarm port reports, until told to stop or the link is lost.

    Raises:
        CommandError: all places of the port are taken, or it is closed.
    """
    listener = _Listener(machine=session.options.json)
    link = AlarmLink(session.place.host, session.options.alarm_port, listener)
    task = asyncio.create_task(link.run())
    try:
        await asyncio.wait({listener.failed}, timeout=session.options.seconds)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    if listener.failed.done():
        listener.failed.result()


@contextlib.asynccontextmanager
async def _for_a_while(session: Session) -> AsyncIterator[None]:
    """End quietly after the seconds that were asked for."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(session.options.seconds):
            yield
