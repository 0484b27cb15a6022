"""Emulated cameras in a process of their own, which take no time from ours."""

import asyncio
import contextlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

ROOT = Path(__file__).parents[2]
STARTED = re.compile(r"(\S+) http://([\d.]+):(\d+)/ alarm (\d+) search (\w+)")


class CameraProcess:
    """One camera, with the options of the command line."""

    def __init__(
        self,
        *options: str,
        model: str = "VN-V685",
        host: str = "127.0.0.1",
        control_host: str = "127.0.0.1",
        within: Sequence[str] = (),
    ) -> None:
        """Prepare to run; `within` is a command that runs it somewhere else."""
        self._within = within
        self._options = (
            *("--camera", f"{model}@{host}:0", "--alarm-port", "0"),
            *("--control", f"{control_host}:0", "--scene", "plain", *options),
        )
        self.host = ""
        self.control_host = control_host
        self.http_port = self.alarm_port = self.control_port = 0

    async def __aenter__(self) -> Self:
        """Start it, and wait until its ports are open."""
        self._process = await asyncio.create_subprocess_exec(
            *(*self._within, sys.executable, "-m", "tests.emulator", *self._options),
            stdout=asyncio.subprocess.PIPE,
            cwd=ROOT,
        )
        started = STARTED.match(await self._line())
        if started is None:
            raise RuntimeError("the emulator did not start")
        self.host = started[2]
        self.http_port, self.alarm_port = int(started[3]), int(started[4])
        self.control_port = int((await self._line()).rstrip("/\n").rpartition(":")[2])
        return self

    async def __aexit__(self, *exc: object) -> None:
        """End it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        await self._process.communicate()

    def kill(self) -> None:
        """End it without a word."""
        self._process.kill()

    async def _line(self) -> str:
        assert self._process.stdout
        return (await self._process.stdout.readline()).decode()

    async def press(self, *words: str) -> None:
        """Do what the control page does: input 1 make, lever NAME VALUE, and so on."""
        path = "/".join(quote(word, safe="") for word in words)
        answer = await self._call("POST", f"/cameras/0/{path}")
        if "done" not in answer:
            raise ValueError(f"there is no {'/'.join(words)}")

    async def state(self) -> dict[str, Any]:
        """Tell what the control page shows."""
        state: dict[str, Any] = json.loads(await self._call("GET", "/cameras/0"))
        return state

    async def requests(self) -> list[dict[str, Any]]:
        """Tell what was asked of it."""
        requests: list[dict[str, Any]]
        requests = json.loads(await self._call("GET", "/cameras/0/requests"))
        return requests

    async def _call(self, method: str, path: str) -> str:
        reader, writer = await asyncio.open_connection(
            self.control_host, self.control_port
        )
        writer.write(f"{method} {path} HTTP/1.1\r\n\r\n".encode())
        reply = await reader.read()
        writer.close()
        return reply.partition(b"\r\n\r\n")[2].decode()
