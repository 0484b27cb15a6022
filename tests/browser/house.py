"""A running house: Home Assistant, emulated cameras with motors, and their levers."""

import asyncio
import contextlib
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from tests.demo import config_folder
from tests.demo.__main__ import home_assistant
from tests.demo.cameras import Camera, add
from tests.demo.client import Client, onboard
from tests.demo.processes import Child, Children

HOST = "127.0.0.1"
CAMERA_PORT = 8085

FRONT, BACK, OTHER = 0, 1, 2
KINDS = (
    ("VN-V685", "admin", "jvc", "Front yard", "Driveway"),
    ("VN-V686", "admin", "vn-v686", "Back yard", "Garden"),
    ("VN-V686B", "user", "jvc", "Pond", "Garden"),
)


def cameras_of(worker: int) -> tuple[Camera, ...]:
    """Describe the cameras of one of several houses that run at the same time."""
    return tuple(
        Camera(
            model=model,
            host=f"127.0.{worker}.{81 + number}",
            port=CAMERA_PORT,
            username=username,
            password=password,
            name=name,
            area=area,
        )
        for number, (model, username, password, name, area) in enumerate(KINDS)
    )


def free_net(first: int) -> int:
    """Find a net in which no other house has its cameras."""
    for net in range(first, 250, 16):
        with contextlib.suppress(OSError):
            socket.create_server((f"127.0.{net}.81", CAMERA_PORT)).close()
            return net
    raise OSError("a house in every net")


class House:
    """What a test does beside the browser: ask Home Assistant, and the cameras."""

    def __init__(
        self, client: Client, control: str, folder: Path, cameras: Sequence[Camera]
    ) -> None:
        """Know a house that runs."""
        self.client = client
        self.cameras = cameras
        self.url = client.url
        self.folder = folder
        self._control = control

    async def camera(self, number: int = FRONT) -> dict[str, Any]:
        """Tell what a camera does at this moment."""
        async with (
            aiohttp.ClientSession(self._control) as session,
            session.get(f"/cameras/{number}") as response,
        ):
            told: dict[str, Any] = await response.json()
            return told

    async def requests(self, number: int = FRONT) -> list[str]:
        """List what was asked of a camera."""
        async with (
            aiohttp.ClientSession(self._control) as session,
            session.get(f"/cameras/{number}/requests") as response,
        ):
            return [request["target"] for request in await response.json()]

    async def press(self, words: str, number: int = FRONT) -> None:
        """Press a button of the control page, such as `input/1/make`."""
        async with (
            aiohttp.ClientSession(self._control) as session,
            session.post(f"/cameras/{number}/{words}") as response,
        ):
            response.raise_for_status()

    async def act(self, action: str, entity_id: str, **data: Any) -> None:
        """Call an action."""
        domain, _, name = action.partition(".")
        target = {"entity_id": entity_id, **data}
        await self.client.post(f"/api/services/{domain}/{name}", target)

    async def state(self, entity_id: str) -> str:
        """Return the state of an entity."""
        told = await self.client.get(f"/api/states/{entity_id}")
        state: str = told["state"]
        return state

    async def dashboard(self, path: str, config: dict[str, Any]) -> None:
        """Make a dashboard, or change one."""
        known = await self.command("lovelace/dashboards/list")
        if all(each["url_path"] != path for each in known):
            await self.command("lovelace/dashboards/create", url_path=path, title=path)
        await self.command("lovelace/config/save", url_path=path, config=config)

    @asynccontextmanager
    async def person(
        self, name: str, group: str = "system-users"
    ) -> AsyncIterator[Client]:
        """Let another person live here: the client is logged in as that one."""
        made = await self.command("config/auth/create", name=name, group_ids=[group])
        user, login = made["user"]["id"], {"username": name.lower(), "password": name}
        try:
            provider = "config/auth_provider/homeassistant/create"
            await self.command(provider, user_id=user, **login)
            async with Client.connect(self.url, **login) as client:
                yield client
        finally:
            await self.command("config/auth/delete", user_id=user)

    async def command(self, command: str, **parameters: Any) -> Any:
        """Ask over a WebSocket of its own: one that waits long answers no ping."""
        async with Client.connect(self.url) as client:
            return await client.command(command, **parameters)


@asynccontextmanager
async def house(
    cameras: Sequence[Camera] = cameras_of(0),
    *,
    folder: Path | None = None,
    port: int = 0,
    control: int = 0,
) -> AsyncIterator[House]:
    """Run a house; without a folder it is gone afterwards."""
    kept = folder or Path(tempfile.mkdtemp(prefix="jvc_vn_browser_"))
    port, control = port or free_port(), control or free_port()
    config = kept / "config"
    config_folder.prepare(config, port, [camera.address for camera in cameras])
    try:
        async with Children() as children:
            await children.start(emulator(kept, cameras, control))
            await children.start(home_assistant(kept, config))
            url = f"http://{HOST}:{port}"
            async with asyncio.timeout(120):
                await onboard(url)
            async with Client.connect(url) as client:
                await client.started()
                for camera in cameras:
                    await add(client, camera)
                yield House(client, f"http://{HOST}:{control}", kept, cameras)
    finally:
        if folder is None:
            shutil.rmtree(kept, ignore_errors=True)


def emulator(folder: Path, cameras: Sequence[Camera], control: int) -> Child:
    """Return the process of the cameras."""
    command = [sys.executable, "-m", "tests.emulator", "--mac", "008088002100"]
    for camera in cameras:
        command += ["--camera", f"{camera.model}@{camera.address}"]
    command += ["--control", f"{HOST}:{control}", "--state", str(folder / "cameras")]
    return Child("the emulated cameras", command, folder / "emulator.log")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with contextlib.closing(socket.create_server((HOST, 0))) as server:
        port: int = server.getsockname()[1]
        return port


async def main(folder: Path, port: int, control: int) -> None:
    """Run a house until somebody ends it."""
    task = asyncio.current_task()
    assert task
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    async with house(folder=folder, port=port, control=control) as home:
        print(home.url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    _, given, *ports = sys.argv
    Path(given).mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(asyncio.CancelledError):
        asyncio.run(main(Path(given), int(ports[0]), int(ports[1])))
