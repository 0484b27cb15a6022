"""The child processes of the demonstration, each with its own log file."""

import asyncio
import os
import signal
import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from . import ROOT, DemoError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

STOP_SECONDS = 8
LOG_LINES = 15


def require_free(host: str, port: int, advice: str) -> None:
    """Raise a DemoError unless somebody may listen on this TCP address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise DemoError(
                f"port {port} on {host} cannot be used ({reason}): {advice}"
            ) from None


class Child:
    """One child process; its output goes to a log file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        restart_code: int | None = None,
    ) -> None:
        """Describe the process; `restart_code` is its way to ask for a restart."""
        self.name = name
        self.log = log
        self._command = command
        self._env = {**os.environ, **(env or {})}
        self._restart_code = restart_code
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches only us."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._command,
                cwd=ROOT,
                env=self._env,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def watch(self) -> None:
        """Raise a DemoError when it ends; start it again when it asks for that."""
        while self.process:
            code = await self.process.wait()
            if code != self._restart_code:
                raise DemoError(
                    f"{self.name} ended unexpectedly (exit code {code});"
                    f" the end of {self.log}:\n\n{self.tail()}"
                )
            await self.start()

    def tail(self) -> str:
        """Return the last lines of its log."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LOG_LINES:])

    async def kill(self) -> None:
        """End it as a power cut does: nothing more is written or said."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()

    async def stop(self) -> None:
        """Ask it and what it started to end, and insist after a few seconds."""
        if self.process is None or self.process.returncode is not None:
            return
        for sign, patience in ((signal.SIGTERM, STOP_SECONDS), (signal.SIGKILL, None)):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, sign)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.process.wait(), patience)
                return


class Children:
    """All child processes: none of them outlives the `async with` block."""

    def __init__(self) -> None:
        """Begin without any."""
        self._children: list[Child] = []

    async def start(self, child: Child) -> None:
        """Start one more, with an empty log."""
        child.log.unlink(missing_ok=True)
        self._children.append(child)
        await child.start()

    async def watch(self) -> None:
        """Return never; raise a DemoError when the first child ends."""
        try:
            async with asyncio.TaskGroup() as group:
                for child in self._children:
                    group.create_task(child.watch())
        except* DemoError as errors:
            raise errors.exceptions[0] from None

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop all of them at once."""
        await asyncio.gather(*(child.stop() for child in self._children))
