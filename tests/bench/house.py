"""A real Home Assistant with emulated cameras, each in a process of its own."""

import asyncio
import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.demo import config_folder
from tests.demo.client import Client, onboard
from tests.demo.config_folder import HOST
from tests.demo.processes import Child, Children

from . import cameras


def ours(number: int, **options: Any) -> dict[str, Any]:
    """Describe a config entry of ours."""
    return _entry(
        "jvc_vn",
        f"ours{number}",
        unique_id=cameras.mac(number),
        data={
            "host": cameras.host(number),
            "port": cameras.HTTP_PORT,
            "alarm_port": cameras.ALARM_PORT,
            "username": "admin",
            "password": "jvc",
        },
        options=options,
    )


def theirs(number: int, rate: int) -> dict[str, Any]:
    """Describe a config entry of Home Assistant's own `mjpeg`, for the same camera."""
    url = f"http://{cameras.host(number)}:{cameras.HTTP_PORT}/api/video?encode=jpeg"
    return _entry(
        "mjpeg",
        f"theirs{number}",
        options={
            "authentication": "basic",
            "mjpeg_url": f"{url}&framerate={rate}&boundary=on",
            "still_image_url": f"{url}&framerate=0",
            "username": None,
            "password": "",
            "verify_ssl": True,
        },
    )


def _entry(domain: str, name: str, **more: Any) -> dict[str, Any]:
    """Fill in what Home Assistant's storage wants besides; it begins disabled."""
    return {
        "created_at": "2026-01-01T00:00:00+00:00",
        "data": {},
        "discovery_keys": {},
        "disabled_by": "user",
        "domain": domain,
        "entry_id": name,
        "minor_version": 1,
        "modified_at": "2026-01-01T00:00:00+00:00",
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": name,
        "unique_id": None,
        "version": 1,
        **more,
    }


class House:
    """A running Home Assistant, seen from outside."""

    def __init__(self, client: Client, pid: int, cameras_port: int) -> None:
        """Look at a process, and at the cameras through their port."""
        self.client = client
        self._cameras_port = cameras_port
        self.url = client.url
        self.pid = pid

    @property
    def token(self) -> str:
        """The access token."""
        token: str = self.client.tokens["access_token"]
        return token

    def cpu(self) -> float:
        """Seconds of processor time that the process has used, to the nanosecond."""
        # Linux names the clock of a process so (clock_getcpuclockid).
        return time.clock_gettime((~self.pid << 3) | 2)

    def memory(self) -> float:
        """Megabytes that the process holds."""
        return memory(self.pid)

    async def enable(self, *entries: str) -> None:
        """Load entries, and wait until nobody asks the cameras anything for a while."""
        for entry in entries:
            await self.client.command(
                "config_entries/disable", entry_id=entry, disabled_by=None
            )
        asked, since = -1, time.monotonic()
        while time.monotonic() - since < 2:
            if (now := await self.asked("requests")) != asked:
                asked, since = now, time.monotonic()
            await asyncio.sleep(0.1)

    async def disable(self, entry: str) -> None:
        """Unload an entry."""
        await self.client.command(
            "config_entries/disable", entry_id=entry, disabled_by="user"
        )

    async def camera_of(self, entry: str) -> str:
        """Return the entity id of the camera of an entry."""
        for entity in await self.client.command("config/entity_registry/list"):
            entity_id: str = entity["entity_id"]
            if entity["config_entry_id"] == entry and entity_id.startswith("camera."):
                return entity_id
        raise LookupError(entry)

    async def asked(self, what: str, number: int | None = None) -> int:
        """Count what was asked of a camera, or of all."""
        told = await self._cameras("")
        chosen = told if number is None else [told[number]]
        return sum(camera[what] for camera in chosen)

    async def turned(self) -> list[tuple[float, str]]:
        """Return what motors of the first camera were told, and when; forget it."""
        told: Any = await self._cameras("turned")
        return [(at, what) for at, what in told]

    async def connect_cameras(self, how: str) -> None:
        """Let pictures come over a `wire` of 100 Mbit/s, or over `loopback`."""
        await self._cameras(how)

    async def _cameras(self, word: str) -> Any:
        reader, writer = await asyncio.open_connection(HOST, self._cameras_port)
        writer.write(f"{word}\n".encode())
        told: Any = json.loads(await reader.read())
        writer.close()
        return told


def memory(pid: int) -> float:
    """Megabytes that a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


@asynccontextmanager
async def house(entries: Sequence[dict[str, Any]], count: int) -> AsyncGenerator[House]:
    """Run Home Assistant with these entries, all disabled, and `count` cameras."""
    folder = Path(tempfile.mkdtemp(prefix="jvc_vn_bench_"))
    try:
        port, cameras_port = free_ports(2)
        _prepare(folder / "config", port, entries)
        async with Children() as children:
            python = [sys.executable, "-m", "tests.bench.cameras"]
            await children.start(
                Child(
                    "the cameras",
                    [*python, str(cameras_port), str(count)],
                    folder / "cameras.log",
                )
            )
            hass = Child(
                "Home Assistant",
                [
                    str(Path(sys.executable).with_name("hass")),
                    *("-c", str(folder / "config"), "--skip-pip", "--log-no-color"),
                ],
                folder / "hass.log",
            )
            await children.start(hass)
            url = f"http://{HOST}:{port}"
            async with asyncio.timeout(120):
                await onboard(url)
            async with Client.connect(url) as client:
                await client.started()
                assert hass.process
                yield House(client, hass.process.pid, cameras_port)
            log = (folder / "hass.log").read_text()
            print("".join(_complaints(log)), end="", file=sys.stderr)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _complaints(log: str) -> list[str]:
    """Pick what went wrong out of Home Assistant's log."""
    wrong = (" ERROR ", "Traceback")
    return [f"{line}\n" for line in log.splitlines() if any(w in line for w in wrong)]


def free_ports(count: int) -> list[int]:
    """Find ports that nobody listens on."""
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]


def _prepare(config: Path, port: int, entries: Sequence[dict[str, Any]]) -> None:
    config_folder.prepare(config, port, [])
    with (config / "configuration.yaml").open("a") as file:
        file.write("loop_lag:\n")
    link = config / "custom_components"
    target = link.resolve()
    link.unlink()
    link.mkdir()
    (link / "jvc_vn").symlink_to(target / "jvc_vn")
    (link / "loop_lag").symlink_to(Path(__file__).parent / "loop_lag")
    config_folder.store(config, "core.config_entries", {"entries": list(entries)})
